"""What waits for approval is told however old it is, where the server lists it, by one request and one per workflow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import approvals, overview
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.demo import API_VERSIONS, ApiVersion
from nuon_notebook.explorer.plan_nodes import approvals_of
from nuon_notebook.loader import LoadOptions, load_app, load_install, load_workflow, pending_approvals
from nuon_notebook.loader.fetch import newest_workflows
from nuon_notebook.loader.merge import merge, merge_refreshed
from nuon_notebook.loader.refresh import request_again
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

MILL, NEWEST, OLDER = (
    "mill-gauge",
    "inwehm8527bqwfy69jkdpo2zw8",
    ["inw4czc0hmhftbjprzmvgx1nkc", "inwj1g8454mdcnutthuzchtznm"],
)
LIST = "/v1/workflows/pending-approvals"


def asked(place: Any) -> list[str]:
    """The requests for the list, and for single workflows."""
    paths = [path.partition("?")[0] for path in place.server.paths()]
    return sorted(path for path in paths if re.fullmatch(r"/v1/workflows/[^/]+", path))


def waiting(found: Any) -> list[str | None]:
    return [row.workflow_id for row in approvals(found).rows]


def test_workflows_that_wait_beyond_the_newest_are_found_by_one_request_and_one_for_each(place: Any) -> None:
    app = load_app(place.client, MILL, LoadOptions(workflows=1))
    (install,) = app.installs
    assert [one.id for one in install.workflows] == [NEWEST]
    assert {one.id for one in install.waiting_workflows} == {NEWEST, *OLDER}
    assert asked(place) == sorted([LIST, *(f"/v1/workflows/{one}" for one in OLDER)])


def test_every_answer_tells_them(place: Any) -> None:
    app = load_app(place.client, MILL, LoadOptions(workflows=1))
    (install,) = app.installs
    found = approvals(app)
    assert sorted(map(str, waiting(app))) == sorted([NEWEST, *OLDER])
    assert all(row.link and row.since and row.step for row in found.rows)
    assert not any("workflow" in gap.what for gap in found.gaps)
    assert sum(step.loaded_plan is not None for step in with_plans(install, place.client).waiting) == 3
    assert len(approvals_of(install)[0].children()) == 3
    assert sum("approval" in str(state.status) for state in overview(app).rows[0].now) == 3


def test_nothing_further_is_requested_of_a_workflow_that_was_loaded(place: Any) -> None:
    load_app(place.client, MILL, LoadOptions(workflows=3))
    assert asked(place) == [LIST]


def test_the_list_is_not_requested_where_all_workflows_were_loaded_or_none_is_wanted(place: Any) -> None:
    load_app(place.client, MILL, LoadOptions(workflows=20))
    load_app(place.client, MILL, LoadOptions(workflows=0))
    load_workflow(place.client, NEWEST)
    assert asked(place) == [f"/v1/workflows/{NEWEST}"]


def test_an_install_alone_tells_them_too(place: Any) -> None:
    assert sorted(map(str, waiting(load_install(place.client, "quarry-mill", 1)))) == sorted([NEWEST, *OLDER])


@pytest.mark.parametrize("number", ["0.19.687", "0.19.708"])
def test_that_a_server_does_not_have_the_list_is_found_out_once_and_is_no_error(
    serve: Callable[..., Any], number: str
) -> None:
    place = serve(retries=0, api=API_VERSIONS[number])
    for _ in range(3):
        install = load_install(place.client, "cobalt-freight", 2)
    assert asked(place) == [LIST]
    assert len(install.waiting_workflows) == 1
    assert [gap.what for gap in approvals(install).gaps] == ["older workflows of 1 install"]


def test_a_server_without_the_list_of_all_workflows_is_not_asked_for_that_of_approvals(
    serve: Callable[..., Any],
) -> None:
    place = serve(retries=0, api=ApiVersion("0.19.800", installers=True))
    load_app(place.client, "grain-lake", LoadOptions(workflows=1))
    assert asked(place) == []


FAULTS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("no list", lambda _: {"no": "list"}, "approvals that wait in older workflows"),
    ("nobody says which workflow", lambda rows: [{**row, "workflow_step": None} for row in rows], "older workflows of"),
]


def test_what_is_wrong_with_the_list_is_told_and_the_newest_workflows_are_there(serve: Callable[..., Any]) -> None:
    def holds(_: str, change: Callable[[Any], Any], said: str) -> None:
        place = serve(retries=0)
        place.rewrite(LIST, change)
        app = load_app(place.client, MILL, LoadOptions(workflows=1))
        assert waiting(app) == [NEWEST]
        assert said in " ".join(gap.what for gap in approvals(app).gaps)
        assert asked(place) == [LIST]

    assert failures(holds, FAULTS) == []


def test_approvals_of_workflows_that_were_cancelled_or_belong_to_others_take_no_request(place: Any) -> None:
    def change(rows: Any) -> Any:
        cancelled = {"status": {"status": "cancelled"}}
        return [
            {**row, "workflow_step": {**row["workflow_step"], **(cancelled if at % 2 else {"owner_id": "inlother"})}}
            for at, row in enumerate(rows)
        ]

    place.rewrite(LIST, change)
    assert waiting(load_app(place.client, MILL, LoadOptions(workflows=1))) == [NEWEST]
    assert asked(place) == [LIST]


def test_a_workflow_that_cannot_be_loaded_is_told(place: Any) -> None:
    place.rewrite(OLDER[0], lambda _: [])
    found = approvals(load_app(place.client, MILL, LoadOptions(workflows=1)))
    assert len(found.rows) == 2
    assert "approvals that wait in older workflows" in " ".join(gap.what for gap in found.gaps)


def test_so_many_that_wait_are_loaded_and_the_others_counted(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_approvals, "MOST_WORKFLOWS", 1)
    found = approvals(load_app(place.client, MILL, LoadOptions(workflows=1)))
    assert len(found.rows) == 2
    assert "1 further" in " ".join(gap.what for gap in found.gaps)


def test_a_refresh_asks_again_and_what_was_answered_since_is_gone(place: Any) -> None:
    install = load_install(place.client, "quarry-mill", 1)
    place.rewrite(LIST, lambda _: [])
    place.rewrite(f"/v1/installs/{install.id}/workflows", lambda rows: rows[:1])
    result = place.client.run(request_again(place.client.api, install))
    again = install.at(merge_refreshed(install._store, result.answers))
    assert len(again.waiting_workflows) < len(install.waiting_workflows)
    assert result.problems == ()


def test_older_workflows_that_are_loaded_later_are_told_once(place: Any) -> None:
    install = load_install(place.client, "quarry-mill", 1)
    answers = place.client.run(newest_workflows(place.client.api, install, 4))
    more = install.at(merge(install._store, answers))
    assert [one.id for one in more.waiting_workflows] == [NEWEST, *OLDER]
