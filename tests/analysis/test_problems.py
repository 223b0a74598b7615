"""What failed, and why: newest first, each once, and never silent on what was not loaded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nuon_notebook import frame, load_install, load_installer
from nuon_notebook.analysis.problems import problems
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError
from nuon_notebook.models import App, AppConfig, Collection, Installer
from tests.analysis.fleets import NOW, OK, app, before, failed_workflow, install
from tests.cases import failures


def rows(found: Any, since: Any = None) -> list[tuple[str | None, str | None, str | None]]:
    return [(row.install, row.step, row.reason) for row in problems(found, since).rows]


def test_the_demo_world_answers_what_failed_last_night_and_why() -> None:
    found = problems(load_installer("demo"), since="24h").rows
    assert [(row.install, row.step, row.workflow) for row in found] == [
        ("eastgate-bank", "health", None),
        ("eastgate-bank", "deploy api", "Deploy components"),
    ]
    assert found[1].reason == "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
    assert found[1].link
    assert found[1].link.endswith(f"/workflows/{found[1].workflow_id}?panel={found[1].step_id}")


def test_what_is_wrong_now_says_since_when_as_far_as_any_time_is_known() -> None:
    found = problems(load_installer("demo")).rows
    assert [(row.install, row.dated_in_words) for row in found if row.current] == [
        ("eastgate-bank", "reported 2025-11-24 11:58 UTC"),
        ("orchard-insights", "since at least 2025-11-22 03:11 UTC"),
        ("foxglove-council", "queued since 2025-10-07 15:30 UTC"),
    ]
    assert [row.ago is None for row in found[:3]] == [True, False, False]
    assert found[2].reason == "never provisioned; no runner has reported yet"


HEARTBEATS: dict[str, str] = {
    "last heartbeat 2025-11-22 03:11 UTC": "since at least 2025-11-22 03:11 UTC",
    "last seen at 2025-11-22T03:11:07.5Z": "since at least 2025-11-22 03:11 UTC",
    "no heartbeat": "",
    "last heartbeat 2025-11-22 03:11 UTC, before that 2025-11-20 03:11 UTC": "",
    "expires 2026-11-22 03:11 UTC": "",
    "2025-13-45 99:11 UTC": "",
    "2025-11-22 03:11": "",
}


def test_a_runner_is_offline_since_its_last_heartbeat() -> None:
    def holds(words: str, dated: str) -> None:
        (row,) = problems(app(install("a", runner_status="offline", runner_status_description=words))).rows
        assert row.dated_in_words == dated
        assert str(problems(app(install("a", runner_status="offline")))).count("now a") == 1

    assert failures(holds, HEARTBEATS.items()) == []
    deep = load_install("demo/orchard-insights", deep=True)
    (row,) = [row for row in problems(deep).rows if row.step == "runner"]
    assert row.when


def test_what_has_been_queued_for_more_than_a_day_is_a_problem() -> None:
    run = {"id": "inw1", "name": "Deploying", "status": {"status": "queued"}, "created_at": before(hours=25)}
    (row,) = problems(app(install("a", run))).rows
    assert (row.workflow, row.reason, row.status) == ("Deploying", "it has not begun", "queued")
    assert row.dated_in_words.startswith("queued since 2025-11-23")
    assert "[! stuck]" in str(problems(app(install("a", run))))
    assert rows(app(install("a", {**run, "created_at": before(hours=23)}))) == []
    queued = {"sandbox_status": "queued", "created_at": before(days=48)}
    assert rows(app(install("a", **queued))) == [("a", "sandbox", "never provisioned")]
    assert rows(app(install("a", **queued), unloaded=["a"])) == []
    assert rows(app(install("a", **queued, component_statuses={"c": "active"}))) == []
    assert rows(app(install("a", **queued), moment=None)) == []
    healthy = {"sandbox_status": "active", "runner_status": "pending", "created_at": before(days=48)}
    assert rows(app(install("a", **healthy))) == [("a", "runner", "never provisioned")]


def test_totals_agree_with_the_models() -> None:
    installer = load_installer("demo")
    steps = [
        step.id
        for one in installer.installs
        for workflow in one.workflows
        if workflow.failed
        for step in workflow.failed_steps
    ]
    assert sorted(row.step_id for row in problems(installer).rows if row.step_id) == sorted(filter(None, steps))


def test_the_newest_is_first_and_what_is_wrong_now_before_it() -> None:
    one = install("a", failed_workflow(before(days=2), why="old"), runner_status="offline")
    two = install("b", failed_workflow(before(hours=1), why="new"))
    assert rows(app(one, two)) == [("a", "runner", None), ("b", "deploy api", "new"), ("a", "deploy api", "old")]


def test_a_retried_step_is_no_problem_and_the_last_attempt_is() -> None:
    workflow = failed_workflow(before(hours=1), step={"group_retry_idx": 1})
    workflow["steps"].insert(0, {**workflow["steps"][0], "id": "first", "retried": True, "group_retry_idx": 0})
    (row,) = problems(app(install("a", workflow))).rows
    assert (row.attempt, row.what) == (2, "deploy api (try 2)")


def test_a_failed_workflow_without_a_failed_step_is_told_as_one() -> None:
    workflow = {**failed_workflow(before(hours=1)), "steps": []}
    (row,) = problems(app(install("a", workflow))).rows
    assert (row.workflow, row.step, row.reason) == ("Deploy", None, None)
    assert "no reason given" in problems(app(install("a", workflow)))._repr_html_()


def test_a_step_that_failed_in_a_workflow_that_still_runs_is_a_problem() -> None:
    running = {**failed_workflow(before(hours=1)), "finished": False, "status": {"status": "in-progress"}}
    assert rows(app(install("a", running))) == [("a", "deploy api", "quota")]


def test_a_step_that_failed_in_a_workflow_that_succeeded_is_none() -> None:
    assert rows(app(install("a", {**failed_workflow(before(hours=1)), **OK}))) == []


def test_a_part_that_is_unwell_is_told_unless_a_workflow_explains_it() -> None:
    why = {"composite_component_status": "error", "composite_component_status_description": "see logs"}
    assert rows(app(install("a", failed_workflow(before(hours=1)), **why))) == [("a", "deploy api", "quota")]
    assert rows(app(install("a", **why))) == [("a", "components", "see logs")]
    elsewhere = install("a", failed_workflow(before(hours=1), target="install_sandbox_runs"), **why)
    assert rows(app(elsewhere)) == [("a", "components", "see logs"), ("a", "deploy api", "quota")]


def test_components_that_failed_are_named_where_the_server_gives_no_reason() -> None:
    statuses = {"composite_component_status": "error", "component_statuses": {"cmp1": "error", "cmp2": "active"}}
    assert rows(app(install("a", **statuses))) == [("a", "components", "cmp1")]


PERIODS: dict[str, Any] = {
    "24h": 1, "1d": 1, "1 w": 2, "90m": 1, "60 min": 0, "2025-11-24": 1, "2025-11-22T00:00:00+02:00": 2,
}  # fmt: skip


def test_a_period_is_a_span_or_a_time() -> None:
    fleet = app(install("a", failed_workflow(before(minutes=61)), failed_workflow(before(days=2))))

    def holds(since: Any, number: int) -> None:
        found = problems(fleet, since)
        assert (len(found.rows), found.older) == (number, 2 - number)

    others = [(timedelta(hours=2), 1), (datetime(2025, 11, 23, tzinfo=UTC), 1), (date(2025, 11, 1), 2), (None, 2)]
    assert failures(holds, [*PERIODS.items(), *others]) == []
    assert failures(holds, [(timedelta.max, 2), ("999999w", 2)]) == []


@pytest.mark.parametrize("since", ["yesterday", "-3h", "0h", timedelta(0), 24, True, b"24h", "", "99999999h"])
def test_another_period_is_an_error_in_one_paragraph(since: Any) -> None:
    with pytest.raises(InvalidArgumentError, match='such as "24h"') as refused:
        problems(app(), since)
    assert "\n" not in str(refused.value)


def test_a_span_needs_a_moment_and_a_time_does_not() -> None:
    fleet = app(install("a", failed_workflow(before(hours=1))), moment=None)
    with pytest.raises(InvalidArgumentError, match="parsed without a client"):
        problems(fleet, "24h")
    (row,) = problems(fleet, "2025-11-24").rows
    assert row.ago is None
    assert "ago" not in problems(fleet)._repr_html_()


def test_ages_count_from_the_moment_of_the_records() -> None:
    found = problems(app(install("a", failed_workflow(before(hours=3)))))
    assert found.rows[0].ago == timedelta(hours=3)
    assert found.moment == NOW
    assert "<small>3h ago</small>" in found._repr_html_()


def gaps(found: Any, since: Any = None) -> list[tuple[str | None, str | None]]:
    return [(gap.what, gap.load) for gap in problems(found, since).gaps]


def test_what_was_not_loaded_is_named_with_the_call_that_loads_it() -> None:
    call = 'load_app("shop", workflows=50)'
    assert gaps(app(install("a"), unloaded=["a"])) == [("all workflows of 1 install", call)]
    assert gaps(app(install("a"), install("b"), more=["a", "b"])) == [("older workflows of 2 installs", call)]
    assert gaps(App(name="shop")) == [
        ("installs of shop", 'load_app("shop")'),
        ("versions of shop", 'load_app("shop")'),
    ]
    assert gaps(Installer(id="int1"))[0] == ("apps of int1", 'load_installer("int1")')
    assert gaps(app(install("a"), failed=["a"]))[0][0] == (
        "workflows that could not be loaded (the server failed), of 1 install"
    )
    assert gaps(app(install("a"))) == []


def test_workflows_older_than_the_period_are_not_missed() -> None:
    fleet = app(install("a", failed_workflow(before(days=3))), more=["a"])
    assert gaps(fleet, "24h") == []
    assert gaps(fleet, "7d") != []


def test_nothing_is_shown_as_none_that_was_not_looked_at() -> None:
    assert str(problems(app(install("a")))).startswith("no problems on 1 install\n")
    assert str(problems(app(install("a"), more=["a"]))).startswith("no problems in what was loaded")


@pytest.mark.parametrize("other", ["demo", 3, None, {}, b"", object()])
def test_what_is_no_fleet_is_refused_in_one_paragraph(other: Any) -> None:
    with pytest.raises(InvalidArgumentError, match=r"is not a fleet\. Give an installer"):
        problems(other)


def test_installs_that_were_not_loaded_are_no_fleet() -> None:
    with pytest.raises(NotLoadedError, match='load_app\\("shop"\\)'):
        problems(App(name="shop").installs)


def test_several_installers_are_one_fleet_and_an_install_counts_once() -> None:
    one, two = load_installer("demo"), load_installer("demo")
    alone = len(problems(one).rows)
    assert len(problems([one, two]).rows) == alone
    other = app(install("z", failed_workflow(before(hours=1))), name="other")
    both = problems([one, [other], one.installs])
    assert (len(both.rows), both.installs) == (alone + 1, 9)


def test_installs_are_sorted_as_people_count() -> None:
    names = ["customer-10", "Customer-2", "customer-1", "acme", "customer-02"]
    fleet = app(*(install(name, runner_status="offline") for name in names))
    shown = [row.install for row in problems(fleet).rows]
    assert shown == ["acme", "customer-1", "Customer-2", "customer-02", "customer-10"]


@pytest.mark.parametrize("number", [0, 1, 400])
def test_any_number_of_installs_is_displayed_and_the_same_bytes_each_time(number: int) -> None:
    fleet = app(*(install(f"c-{at}", failed_workflow(before(hours=at + 1))) for at in range(number)))
    found = problems(fleet)
    assert [row.install for row in found.rows] == [f"c-{at}" for at in range(number)]
    assert found._repr_html_() == problems(fleet)._repr_html_()
    assert len(found._repr_html_()) < 256 * 1024
    assert len(str(found).splitlines()) <= 200


def version(number: int, status: str, days: float, why: str = "") -> AppConfig:
    sent = {"id": f"cfg{number}", "version": number, "status": status, "status_description": why}
    return AppConfig.model_validate({**sent, "created_at": before(days=days)})


def test_a_version_that_failed_is_a_problem_of_its_app_until_a_newer_one_works() -> None:
    configs = [
        version(5, "error", 1, "bad chart"),
        version(4, "error", 2),
        version(3, "active", 3),
        version(2, "error", 4),
    ]
    found = problems(app(install("a"), configs=configs))
    told = [(row.install, row.app, row.step, row.reason, row.when, row.status) for row in found.rows]
    assert told == [
        (None, "shop", "config v5", "bad chart", NOW - timedelta(days=1), "error"),
        (None, "shop", "config v4", "", NOW - timedelta(days=2), "error"),
    ]
    assert found.headline.facts == ("on 1 install and in 2 configs", "1 in the last 24 hours")
    assert rows(app(install("a"), configs=[version(6, "active", 0), *configs])) == []
    assert rows(app(install("a"), configs=[version(6, "syncing", 0), *configs])) == []


def test_what_began_before_the_period_and_is_the_case_now_is_counted_apart() -> None:
    found = problems(load_installer("demo"), since="24h")
    assert (found.older, found.older_current) == (5, 2)
    assert "5 older, 2 of them now" in found.headline.facts
    assert "3 now" in problems(load_installer("demo")).headline.facts


def test_an_older_failed_version_is_counted_as_older() -> None:
    fleet = app(install("a"), configs=[version(2, "error", 5), version(1, "active", 9)])
    found = problems(fleet, since="24h")
    assert (len(found.rows), found.older) == (0, 1)
    assert len(problems(fleet, since="7d").rows) == 1


def test_a_failed_version_is_no_problem_of_an_install_and_told_once_of_a_list() -> None:
    one = app(install("a"), configs=[version(2, "error", 1), version(1, "active", 9)])
    assert problems(one.installs["a"]).rows == Collection()
    assert [row.step for row in problems([one.installs["a"], one, one]).rows] == ["config v2"]


def test_the_failed_version_of_the_demo_world_is_on_the_page_in_the_frame_and_in_the_terminal() -> None:
    installer = load_installer("demo")
    for found in (installer, installer.apps["harbor-desk"]):
        (row,) = [row for row in problems(found).rows if row.config_id]
        assert (row.app, row.step, row.status) == ("Harbor Desk", "config v12", "error")
        assert str(row.reason).startswith("component assistant: unable to parse values")
        assert "config v12" in found._repr_html_()
        (told,) = frame(found, "problems").query("step == 'config v12'").to_dict("records")
        assert (told["app"], told["when"]) == ("Harbor Desk", row.when)
        assert "config v12: component assistant" in str(problems(found))


def test_an_app_without_installs_shows_its_failed_version_too() -> None:
    one = app(configs=[version(1, "error", 1, "bad chart")])
    assert one.problems
    assert [row.step for row in one.problems.rows] == ["config v1"]
    assert app(configs=[version(1, "active", 1)]).problems is None
