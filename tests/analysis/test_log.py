"""A log as it is read: the newest lines last, the first error in sight, levels told by words, secrets masked."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo_client, frame, load_install, load_log, options, session
from nuon_notebook.analysis.log import GONE, NO_LINES
from nuon_notebook.errors import InvalidArgumentError, InvalidIdError, NotLoadedError
from nuon_notebook.follow_log import follow
from nuon_notebook.loader.load import load_workflow
from nuon_notebook.models import Workflow
from nuon_notebook.redaction.values.placeholders import MASK
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.analysis.log import Log
    from tests.analysis.conftest import Place

FAILED = "inw6qj5uddo3adtw9cjt6pfkcv"
REASON = "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
KEY = ["MIIEvQ" + "IBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", "q2w="]
PEM = ["-----BEGIN PRIVATE" + " KEY-----", *KEY, "-----END PRIVATE" + " KEY-----"]


def failed_log(**given: Any) -> Log:
    return load_workflow(demo_client(), FAILED).failed_steps[0].log(**given)


def with_bodies(place: Place, bodies: list[str], **more: Any) -> Log:
    """A log whose last lines say something else."""

    def changed(rows: list[Any]) -> list[Any]:
        # The newest first: the last body is that of the first row.
        return [{**row, "body": body, **more} for row, body in zip(rows, reversed(bodies), strict=False)]

    place.rewrite("/logs", changed)
    return load_log(FAILED, client=place.client)


def test_a_failed_step_says_why_in_the_first_lines_of_its_log() -> None:
    found = failed_log()
    assert f"first error at 14:32:34.553: {REASON}" == " ".join(str(found).splitlines()[3:5])
    assert found._repr_html_().index(REASON) < 6_000  # the style sheet is 4 KB


def test_the_newest_line_is_the_last_one() -> None:
    found = failed_log()
    times = [line.time for line in found.rows]
    assert times == sorted(times)  # type: ignore[type-var] # all have one
    assert found.rows[-1].text == "the workspace was removed"
    assert str(found).splitlines()[-1].endswith("the workspace was removed")


def test_levels_are_told_by_a_word_and_what_is_bad_by_a_sign_too() -> None:
    found = failed_log(tail=4)
    html, text = found._repr_html_(), str(found)
    assert [word for word in ("✕ error", "! warning", "debug", "info") if word not in html or word not in text] == []


def test_a_workflow_a_deploy_a_run_and_an_id_have_logs() -> None:
    workflow = load_workflow(demo_client(), FAILED)
    step = workflow.failed_steps[0]
    deploy = demo_client().deploy(workflow.owner_id, step.step_target_id)
    rows = failed_log().rows
    found = [
        workflow.log(), step.log(), load_log(deploy, client=demo_client()), load_log(f"demo/{FAILED}"),
        load_log(f"demo/{step.id}"), load_log(f"demo/{step.step_target_id}"),
    ]  # fmt: skip
    assert [one.subject for one in found if [*one.rows] != [*rows]] == []


def test_older_lines_come_before_the_others() -> None:
    found = failed_log(tail=10)
    assert found.more
    more = found.older(20)
    assert [line.text for line in more.rows[-10:]] == [line.text for line in found.rows]
    assert len(more.rows) == 30
    whole = more.older(1_000)
    assert (len(whole.rows), whole.more) == (362, False)
    assert "362 lines" in str(whole).splitlines()[0]


def test_a_level_leaves_out_what_is_less() -> None:
    assert [line.text for line in failed_log(level="error").rows] == [REASON]
    assert {line.level for line in failed_log(level="WARN").rows} == {"warning", "error"}


def test_a_mistake_is_told_in_one_paragraph() -> None:
    def holds(error: type[Exception], words: str, subject: Any = f"demo/{FAILED}", *given: Any) -> None:
        with pytest.raises(error, match=words) as caught:
            load_log(subject, *given)
        assert "\n" not in str(caught.value)

    assert failures(holds, [
        (InvalidArgumentError, "There is no level loud", f"demo/{FAILED}", 5, "loud"),
        (InvalidArgumentError, "A log of no lines", f"demo/{FAILED}", 0),
        (TypeError, "load_log\\(\\) takes a model or an id, not int", 5),
        (InvalidArgumentError, "There is no log of", load_install("demo/quarry-mill")),
        (InvalidIdError, "is empty", " "),
        (NotLoadedError, "parsed without a client", Workflow(id=FAILED)),
    ]) == []  # fmt: skip


def test_a_model_of_another_server_is_not_asked_of_this_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    step = load_workflow(place.client, FAILED).failed_steps[0]
    monkeypatch.setattr(session, "client", demo_client)
    with pytest.raises(NotLoadedError, match="another server or org"):
        step.log()
    found = load_log(step, client=place.client)
    assert found.older(5, client=place.client).more


def test_a_private_key_over_several_lines_is_nowhere(place: Place) -> None:
    found = with_bodies(place, ["before", *PEM, "behind"])
    surfaces = [str(found), found._repr_html_(), repr(found), repr(found.rows), found.to_frame().to_csv()]
    surfaces += [found.rows._repr_html_(), str(found.rows[2])]
    assert [part for part in KEY for surface in surfaces if part in surface] == []
    assert [line.text for line in found.rows] == ["before", PEM[0], MASK, MASK, PEM[3], "behind"]


def test_secrets_of_lines_that_were_planted_in_the_demo_world_are_masked() -> None:
    shown = failed_log().older(1_000)
    surfaces = [str(shown), shown._repr_html_(), repr(shown), shown.to_frame().to_csv(), repr(shown.rows)]
    planted = [line for line in shown.loaded.records if "demosecret" in (line.body or "")]  # type: ignore[union-attr] # it was loaded
    assert planted
    assert [surface[:80] for surface in surfaces if "demosecret" in surface] == []


def test_colours_of_terminals_are_left_out(place: Place) -> None:
    found = with_bodies(place, ["\x1b[1mApply\x1b[0m\x1b[31m failed\x1b[0m"])
    assert found.rows[-1].text == "Apply failed"


def test_markup_in_a_line_is_text(place: Place) -> None:
    html = with_bodies(place, ["<script>alert(1)</script>", "a\n  b"])._repr_html_()
    assert "<script>" not in html
    assert "a\n  b" in html


def test_a_long_log_keeps_the_budget_and_what_failed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_current", options.current()._replace(max_html_kb=64), raising=False)
    found = load_log(FAILED, 362, client=place.client)
    with_budget = found._repr_html_()
    limit = options.current().max_html_kb * 1024
    assert len(with_budget.encode()) <= limit
    assert REASON in with_budget
    assert "the workspace was removed" in with_budget
    text = str(found)
    assert "_.rows[:" in text
    assert text.index("_.rows[:") < text.index("the workspace was removed")


def test_the_same_log_gives_the_same_bytes() -> None:
    first, second = failed_log(), failed_log()
    assert first._repr_html_() == second._repr_html_()
    assert str(first) == str(second)
    assert pickle.loads(pickle.dumps(first))._repr_html_() == first._repr_html_()  # noqa: S301 - made above
    assert copy.copy(first)._repr_html_() == first._repr_html_()


def test_after_thirty_days_it_is_said_why_there_are_no_lines(place: Place) -> None:
    oldest = next(
        row for row in place.server.world.tables.rows("log_streams") if row["owner_type"] == "install_deploys"
    )
    found = load_log(oldest["id"], client=place.client)
    assert GONE in " ".join(str(found).split())
    assert "30 days" in found._repr_html_()
    assert found.began is not None
    assert NO_LINES in " ".join(str(found.with_fields({"began": found.began + timedelta(days=3_000)})).split())


def test_a_log_is_a_frame() -> None:
    found = failed_log()
    made = found.to_frame()
    assert list(made.columns) == ["time", "level", "text", "service", "step"]
    assert (len(made), made["level"].dtype.name, made["text"].iloc[-1]) == (
        100,
        "category",
        "the workspace was removed",
    )
    assert list(frame(found, "logs")["text"]) == list(found.rows.to_frame()["text"]) == list(made["text"])


def test_a_customer_in_the_title_is_marked_to_be_anonymized() -> None:
    assert "<span class=nuon-c>eastgate-bank</span>" in failed_log()._repr_html_()


def open_stream(place: Place) -> str:
    stream = next(row for row in place.server.world.tables.rows("log_streams") if row.get("open"))
    return str(stream["id"])


def test_a_log_is_followed_until_it_is_no_longer_written_to(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    stream = open_stream(place)
    asked: list[int] = []

    def closing(row: Any) -> Any:
        asked.append(1)
        return {**row, "open": len(asked) < 3}

    place.rewrite(f"/log-streams/{stream}", closing)
    began = load_log(stream, 5, client=place.client)
    assert began.is_open
    ended = follow(began, wait=0, client=place.client)
    assert (ended.is_open, len(asked)) == (False, 4)
    assert [line.text for line in ended.rows] == [line.text for line in began.rows]
    shown = capsys.readouterr().err
    assert shown.count(str(began.rows[-1].text)[:40]) >= 1


def test_a_log_that_is_closed_is_not_asked_for_again(place: Place) -> None:
    found = load_log(FAILED, client=place.client)
    before = len(place.server.paths())
    assert follow(found, wait=0, client=place.client) is found
    assert len(place.server.paths()) == before


def test_a_failure_while_following_keeps_the_lines_and_says_why(serve: Callable[..., Place]) -> None:
    place = serve(retries=0)
    stream = open_stream(place)
    began = load_log(stream, client=place.client)
    place.client.close()
    ended = follow(began, wait=0, client=place.client)
    assert ended.rows == began.rows
    assert "Not looked at: what came since" in str(ended)
