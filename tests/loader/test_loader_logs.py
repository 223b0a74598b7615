"""Logs: which requests lead to one, on newer and older servers, and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.errors import InvalidArgumentError, NotFoundError
from nuon_notebook.loader import fetch, log_streams, logs
from nuon_notebook.loader.load import load_workflow
from nuon_notebook.loader.logs import LoadedLog
from nuon_notebook.loader.merge import merge
from nuon_notebook.models import ComponentBuild, LogStream, RunnerJob
from nuon_notebook.store import Answer, Key, Store
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loader.conftest import Place

FAILED = "inw6qj5uddo3adtw9cjt6pfkcv"
LINES = 362


def failed_step(place: Place) -> Any:
    return load_workflow(place.client, FAILED).failed_steps[0]


def source(place: Place, record: Any) -> log_streams.LogSource:
    return place.client.run(log_streams.source_of(place.client.api, record))


def newest(place: Place, record: Any, *options: Any) -> LoadedLog:
    return place.client.run(logs.newest(place.client.api, source(place, record), *options))


def paths(place: Place, since: int) -> list[str]:
    """The paths of the requests since one of them, without ids."""
    return [
        "/".join(part for part in path.partition("?")[0].split("/") if len(part) < 20)
        for path in place.server.paths()[since:]
    ]


def count_of(place: Place) -> int:
    return len(place.server.paths())


@pytest.mark.parametrize("api", ["0.19.687", "0.19.708", "0.19.1147"])
def test_a_failed_step_leads_to_its_log_by_one_request_on_every_server(serve: Callable[..., Place], api: str) -> None:
    place = serve(api=demo.API_VERSIONS[api])
    step = failed_step(place)
    before = count_of(place)
    found = source(place, step)
    assert paths(place, before) == ["/v1/installs/deploys"]
    assert found.stream.owner_id == step.step_target_id


def test_every_kind_of_record_leads_to_its_own_log(place: Place) -> None:
    tables = place.server.world.tables

    def holds(table: str, by_id: Callable[[str, str], Any]) -> None:
        row = next(row for row in tables.rows(table) if tables.one_of("log_streams", "owner_id", row["id"]))
        record = by_id(row.get("install_id", ""), row["id"])
        assert source(place, record.without("log_stream")).stream.owner_id == row["id"]
        assert source(place, record).requested == ()

    assert failures(holds, [
        ("deploys", place.client.deploy),
        ("sandbox_runs", lambda _, name: place.client.sandbox_run(name)),
        ("action_runs", place.client.action_run),
        ("builds", lambda _, name: place.client.build(name)),
    ]) == []  # fmt: skip


def test_an_id_alone_leads_to_its_log_on_newer_and_older_servers(place: Place, older: Place) -> None:
    step = failed_step(place)
    stream = source(place, step).stream
    job = next(row for row in place.server.world.tables.rows("runner_jobs") if row.get("log_stream_id") == stream.id)

    def holds(where: Place, name: str, kind: str) -> None:
        found = where.client.run(log_streams.source_named(where.client.api, name))
        assert (found.stream.id, type(found.subject).__name__) == (stream.id, kind)

    assert failures(holds, [
        (where, name, kind)
        for where in (place, older)
        for name, kind in (
            (step.id, "WorkflowStep"), (FAILED, "WorkflowStep"), (step.step_target_id, "InstallDeploy"),
            (stream.id, "LogStream"), (job["id"], "RunnerJob"),
        )
    ]) == []  # fmt: skip


def test_an_id_without_a_prefix_is_looked_for_everywhere(place: Place) -> None:
    with pytest.raises(NotFoundError, match="No log was found for 0a1b2c") as caught:
        place.client.run(log_streams.source_named(place.client.api, "0a1b2c"))
    assert "\n" not in str(caught.value)


def test_a_token_in_place_of_an_id_is_not_repeated(place: Place) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    with pytest.raises(NotFoundError, match="No log was found for ") as caught:
        place.client.run(log_streams.source_named(place.client.api, token))
    assert token[:8] not in str(caught.value)


def test_a_step_that_made_nothing_has_no_log(place: Place) -> None:
    step = next(one for one in load_workflow(place.client, FAILED).steps if one.step_target_type == "install_states")
    with pytest.raises(InvalidArgumentError, match="There is no log of update install state"):
        source(place, step)


def test_a_record_parsed_by_hand_needs_its_id(place: Place) -> None:
    def holds(record: Any) -> None:
        with pytest.raises(InvalidArgumentError):
            source(place, record)

    assert failures(holds, [(LogStream(),), (RunnerJob(),), (ComponentBuild(),)]) == []


def test_the_newest_records_are_loaded_and_the_server_is_asked_for_the_first_error(place: Place) -> None:
    step = failed_step(place)
    before = count_of(place)
    found = newest(place, step)
    assert paths(place, before) == ["/v1/installs/deploys", "/v1/log-streams/logs", "/v1/log-streams/logs"]
    assert (len(found.records), found.total, found.more) == (100, LINES, True)
    assert found.records[-1].body == "the workspace was removed"
    assert [one.body for one in found.records if one.is_error] == [step.reason]


def test_the_first_error_is_known_even_if_it_is_not_among_the_newest_records(place: Place) -> None:
    step = failed_step(place)
    found = newest(place, step, 2)
    assert found.first_error is not None
    assert found.first_error.body == step.reason


def test_older_records_are_loaded_until_there_are_none(place: Place) -> None:
    found = newest(place, failed_step(place))
    api = place.client.api
    while found.more:
        found = place.client.run(logs.older(api, found))
    assert len(found.records) == len({one.id for one in found.records}) == LINES
    assert [one.timestamp for one in found.records] == sorted(one.timestamp for one in found.records)  # type: ignore[type-var] # all have one


def test_a_level_is_asked_for_and_filtered_again_on_older_servers(place: Place, older: Place) -> None:
    for where in (place, older):
        found = newest(where, failed_step(where), 100, "warning")
        assert {one.severity_text for one in found.records} == {"Warn", "Error"}
        assert (len(found.records), found.more) == (10, False)


def test_that_a_server_does_not_filter_is_found_out_once(older: Place) -> None:
    step = failed_step(older)
    first = newest(older, step)
    before = count_of(older)
    again = newest(older, step)
    assert len(paths(older, before)) == 2
    assert first.records == again.records
    assert first.first_error is again.first_error is None


def test_what_comes_later_is_added_and_the_end_of_the_writing_is_noticed(place: Place) -> None:
    row = next(row for row in place.server.world.tables.rows("log_streams") if row.get("open"))
    found = newest(place, LogStream(id=row["id"]))
    assert found.is_open
    cut = found.with_fields({"records": found.records[:-5]})
    place.rewrite(f"/log-streams/{row['id']}", lambda stream: {**stream, "open": False})
    later = place.client.run(logs.newer(place.client.api, cut))
    assert [one.id for one in later.records] == [one.id for one in found.records]
    assert not later.is_open


def answers_of_the_same_moment(place: Place) -> tuple[Key, Store, list[list[Answer]]]:
    """A log that is written, as it was opened, and what answers two requests for more of it that were made at once."""
    step = failed_step(place)
    opened = newest(place, step, 20)
    base = opened.with_fields({
        "records": opened.records[:10], "stream": opened.stream.with_fields({"open": True}) if opened.stream else None,
    })  # fmt: skip
    key = Key(LoadedLog.api_type, base.id or "")
    api = place.client.api
    asked = [place.client.run(ask(api, base)) for ask in (fetch.older_log, fetch.newer_log)]
    return key, Store(None, [Answer({key: base})]), asked


def test_older_and_newer_records_that_were_requested_at_once_are_all_there(place: Place) -> None:
    key, store, (older, newer) = answers_of_the_same_moment(place)
    whole = newest(place, failed_step(place), 120)

    def holds(*order: list[Answer]) -> None:
        found = store
        for answer in order:
            found = merge(found, answer)
        log = found.record(key)
        assert log is not None
        assert [one.id for one in log.records] == [one.id for one in whole.records]
        assert (log.is_open, log.more, log.total) == (False, True, 372)

    assert failures(holds, [(older, newer), (newer, older), (newer, older, newer), (older, newer, older)]) == []


def test_a_log_that_is_loaded_anew_after_a_gap_or_for_another_level_stands_for_itself(place: Place) -> None:
    key, store, _ = answers_of_the_same_moment(place)
    log = store.record(key)
    assert log is not None
    later = newest(place, failed_step(place), 3)
    for answer in (later, log.with_fields({"level": "error", "records": log.records[:2]})):
        found = merge(store, [Answer({key: answer})]).record(key)
        assert found is not None
        assert [one.id for one in found.records] == [one.id for one in answer.records]


def test_a_failure_to_find_the_first_error_is_a_note(place: Place) -> None:
    step = failed_step(place)

    def around(own: Any, request: Any, target: str) -> Any:
        answer = own(request, target)
        if "severity_text" not in target:
            return answer
        return replace(answer, status=500, body=b'{"error": "broken"}')

    place.wrap(around)
    found = newest(place, step)
    assert len(found.records) == 100
    assert found.problem.startswith("The first error is not known:")
