"""The overview: who runs which version, what is the case now, and what the last problem was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.install_summary import InstallSummary
from nuon_notebook.analysis.overview import SCREEN, overview
from nuon_notebook.display.sections import Customers
from nuon_notebook.models import App, AppConfig, Install
from tests.analysis.fleets import OK, app, before, failed_workflow, install, waiting_workflow
from tests.cases import failures

FAILING = {"composite_component_status": "error"}


def config(version: int, days: int = 0, status: str = "active") -> AppConfig:
    sent = {"id": f"cfg{version}", "version": version, "status": status, "created_at": before(days=days)}
    return AppConfig.model_validate(sent)


def now(*workflows: dict[str, Any], **fields: Any) -> list[str]:
    (row,) = overview(app(install("a", *workflows, **fields))).rows
    return [state.in_words for state in row.now]


def only(*workflows: dict[str, Any], **fields: Any) -> InstallSummary:
    return overview(app(install("a", *workflows, **fields))).rows[0]


def test_the_demo_world_answers_who_is_behind_and_who_needs_attention() -> None:
    found = overview(load_installer("demo"))
    assert str(found).startswith(
        "8 installs 4 behind · 2 failing · 1 stuck · 2 for approval, 1 for the customer\nas of 2025-11-24 12:00 UTC\n"
    )
    assert [row.install for row in found.rows] == [
        "orchard-insights", "eastgate-bank", "cobalt-freight", "dunmore-health-staging", "foxglove-council",
        "kestrel-grain-coop", "brightwater-energy", "polder-water-board",
    ]  # fmt: skip
    assert found.rows[1].runs == "v6, 5 versions behind, 23d older; deploy failed"


def test_a_newest_version_in_error_is_told() -> None:
    groups = overview(load_installer("demo").apps["harbor-desk"]).groups
    assert [(group.title, group.newest, group.installs, group.behind) for group in groups] == [
        ("v11", "newest working; v12 failed", 2, 0),
        ("v10", "", 1, 1),
        ("v6", "", 1, 5),
        ("v2", "", 1, 9),
    ]


def test_totals_agree_with_the_models() -> None:
    installer = load_installer("demo")
    found = overview(installer)
    assert sum(group.installs for group in found.groups) == len(found.rows) == len(installer.installs)
    assert sum(bool(row.behind) for row in found.rows) == sum(bool(one.behind) for one in installer.installs)
    assert sum(row.failing for row in found.rows) == sum(bool(one.problem) for one in installer.installs)
    assert sum(row.waiting for row in found.rows) == sum(bool(one.waiting) for one in installer.installs)


def test_drift_says_what_differs_and_repeats_nothing() -> None:
    rows = {row.install: row for row in overview(load_installer("demo")).rows}
    assert rows["dunmore-health-staging"].now[0].in_words == (
        "sandbox drifted: 2 to change: node group, cluster logging (6d3h)"
    )
    assert rows["cobalt-freight"].now[0].in_words == ("components warning: cache (1 to change: replicas 2 to 3) (7d2h)")
    assert "</mark> sandbox is drifted" not in overview(load_installer("demo"))._repr_html_()
    assert now(sandbox_status="drifted", sandbox_status_description="Sandbox is drifted.") == ["sandbox drifted"]
    assert now(sandbox_status="drifted", sandbox_status_description="by hand") == ["sandbox drifted: by hand"]


def test_drift_that_was_mended_or_is_of_another_component_is_not_told() -> None:
    step = {"id": "iws1", "name": "plan deploy of cache", "step_target_type": "install_deploys",
            "status": {"status": "drifted", "metadata": {"reason": "1 to change"}}}  # fmt: skip
    drift = {"id": "inw1", "type": "drift_run", "finished": True, "status": {"status": "drifted"}, "steps": [step]}
    names = [
        {"id": f"con{one}", "component_id": f"cmp-{one}", "component_name": one} for one in ("cache", "web", "cache-2")
    ]
    new = AppConfig.model_validate(
        {"id": "cfg1", "version": 1, "status": "active", "component_config_connections": names}
    )

    def told(**statuses: str) -> list[str]:
        unwell = {
            "composite_component_status": "warning",
            "component_statuses": {f"cmp-{name}": status for name, status in statuses.items()},
        }
        (row,) = overview(app(install("a", drift, app_config_id="cfg1", **unwell), configs=[new])).rows
        return [state.in_words for state in row.now if state.label == "components"]

    assert told(cache="drifted", web="active") == ["components warning: cache (1 to change)"]
    assert told(web="drifted", cache="active") == ["components warning: web"]
    assert told(cache="error") == ["components warning: cache"]
    assert told(cache="drifted", web="drifted") == ["components warning: cache (1 to change) and web"]


def test_what_waits_for_the_customer_is_counted_apart_from_what_waits_for_approval() -> None:
    def facts(*installs: Install) -> tuple[object, ...]:
        return overview(app(*installs)).headline.facts[-2:]

    for_customer = install("c", {**CUSTOMER, "id": "inwc"})
    stack = {**RUNNING, "id": "inws", "steps": [{"status": {"status": "awaiting-install-stack-run"}}]}
    for_approval = install("a", waiting_workflow(before(days=1)))
    assert facts(for_approval, for_customer, install("s", stack)) == ("0 failing", "1 for approval, 2 for the customer")
    assert facts(for_customer) == ("0 failing", "1 for the customer")
    assert facts(install("ok")) == ("0 failing", "0 waiting")
    (group,) = overview(app(for_approval, for_customer)).groups
    assert [words for _, words in group.troubles] == ["1 for approval", "1 for the customer"]


def test_a_version_that_is_only_set_is_not_said_to_run_anywhere() -> None:
    configs = {one.title: one for one in load_installer("demo").apps["harbor-desk"].configs}
    assert configs["v2"].headline.facts[-1] == Customers("set but not deployed on", ("foxglove-council",))
    assert configs["v6"].headline.facts[-1] == Customers("runs on", ("eastgate-bank",))
    assert "runs on foxglove" not in str(load_installer("demo").apps["harbor-desk"])
    groups = {group.title: group for group in overview(load_installer("demo").apps["harbor-desk"]).groups}
    assert [words for _, words in groups["v2"].troubles] == ["1 not deployed"]
    assert [words for _, words in groups["v6"].troubles] == ["1 failing"]


def test_what_has_been_queued_for_more_than_a_day_is_stuck_and_needs_attention() -> None:
    queued = {"sandbox_status": "queued", "created_at": before(days=48)}
    (state,) = only(**queued).now
    assert (state.in_words, state.status) == ("sandbox stuck: queued, never provisioned (48d)", "queued")
    assert (only(**queued).needs_attention, only(**queued).failing) == (True, False)
    run = {"id": "inw1", "name": "Deploying", "status": {"status": "queued"}, "created_at": before(hours=25)}
    assert now(run) == ["stuck: Deploying (1d1h)"]
    assert now({**run, "created_at": before(hours=23)}) == ["queued: Deploying (23h)"]
    assert now({**run, "created_at": before(days=9), "finished": True}) == []
    assert now(sandbox_status="queued", created_at=before(hours=23)) == ["sandbox queued"]
    assert now({**OK, "id": "inwok", "started_at": before(days=9)}, **queued) == ["sandbox queued"]


RUNNING = {"status": {"status": "in-progress"}, "name": "Deploying", "started_at": before(minutes=12)}
CUSTOMER = {**RUNNING, "steps": [{"name": "run the stack", "status": {"status": "awaiting-user-run"}}]}
NOW_CASES: list[tuple[tuple[dict[str, Any], ...], dict[str, Any], list[str]]] = [
    ((), {}, []),
    ((OK,), {"sandbox_status": "active", "runner_status": "active"}, []),
    ((), {"runner_status": "offline", "runner_status_description": "no heartbeat"}, ["runner offline: no heartbeat"]),
    ((failed_workflow(before(hours=1)),), {}, ["last run error: Deploy"]),
    ((failed_workflow(before(hours=1)),), FAILING, ["components error"]),
    ((OK, failed_workflow(before(hours=1))), {}, []),
    ((waiting_workflow(before(days=2)),), {}, ["waiting for approval: plan deploy of web (2d)"]),
    ((RUNNING,), {}, ["in progress: Deploying (12m)"]),
    ((CUSTOMER,), {}, ["waiting for the customer: run the stack"]),
    (({"status": {"status": "pending"}, "name": "Deploying"},), {}, ["pending: Deploying"]),
    (({"status": {"status": "cancelled"}, "name": "Deploying"},), {}, []),
    ((), {"component_statuses": {"cmp1": "error", "cmp2": "active"}, **FAILING}, ["components error: 1 component"]),
    ((), {"composite_component_status": "warning"}, ["components warning"]),
    (
        (RUNNING, failed_workflow(before(hours=1))),
        {"sandbox_status": "pending"},
        ["last run error: Deploy", "in progress: Deploying (12m)", "sandbox pending"],
    ),
]


def test_now_says_what_is_the_case_and_nothing_that_is_over() -> None:
    def holds(workflows: tuple[dict[str, Any], ...], fields: dict[str, Any], expected: list[str]) -> None:
        assert now(*({"id": f"inw{at}", **one} for at, one in enumerate(workflows)), **fields) == expected

    assert failures(holds, NOW_CASES) == []


def test_the_last_problem_says_when_which_run_and_why_even_if_it_is_over() -> None:
    row = only({**OK, "id": "inwok"}, failed_workflow(before(days=3), why="quota"))
    assert (row.failing, row.last_problem_in_words) == (False, "3d ago, Deploy, deploy api: quota")
    assert only(OK).last_problem_in_words == ""


def test_problems_come_first_then_what_waits_then_the_rest_naturally_sorted() -> None:
    fleet = app(
        install("customer-10"),
        install("customer-2"),
        install("b", waiting_workflow(before(days=1))),
        install("z-10", **FAILING),
        install("z-9", **FAILING),
        install("w", sandbox_status="drifted"),
        install("r", {**RUNNING, "id": "inwr"}),
        install("q", sandbox_status="pending"),
    )
    rows = overview(fleet).rows
    assert [row.install for row in rows] == ["z-9", "z-10", "b", "w", "r", "q", "customer-2", "customer-10"]
    assert [row.rank for row in rows] == [0, 0, 1, 2, 3, 4, 5, 5]


def test_versions_are_counted_with_how_far_they_are_behind() -> None:
    configs = [config(4, 0, "error"), config(3, 1), config(2, 5), config(1, 29)]
    installs = [
        install("a", app_config_id="cfg3"),
        install("b", app_config_id="cfg1"),
        install("c", app_config_id="gone"),
    ]
    groups = overview(app(*installs, configs=configs)).groups
    assert [(one.title, one.installs, one.behind, one.behind_in_words, one.newest) for one in groups] == [
        ("v3", 1, 0, "", "newest working; v4 failed"),
        ("v1", 1, 2, "2 versions, 28d older", ""),
        ("not known", 1, None, "", ""),
    ]
    assert groups[1].older_by == timedelta(days=28)


def test_the_newest_version_is_told_even_if_nobody_runs_it() -> None:
    groups = overview(app(install("a", app_config_id="cfg1"), configs=[config(2), config(1)])).groups
    assert [(one.title, one.installs) for one in groups] == [("v2", 0), ("v1", 1)]


def test_old_versions_are_added_up() -> None:
    configs = [config(version) for version in range(100, 0, -1)]
    fleet = app(*(install(f"c-{at}", app_config_id=f"cfg{at}") for at in range(1, 101)), configs=configs)
    versions = overview(fleet).versions
    assert [one.title for one in versions] == ["v100", "v99", "v98", "v97", "v96", "v95 and older"]
    assert (versions[-1].installs, versions[-1].behind, sum(one.installs for one in versions)) == (95, 99, 100)


def many(number: int, failing: int = 0, waiting: int = 0) -> App:
    bad = [install(f"bad-{at}", **FAILING) for at in range(failing)]
    slow = [install(f"slow-{at}", waiting_workflow(before(days=1))) for at in range(waiting)]
    return app(*bad, *slow, *(install(f"c-{at}") for at in range(number - failing - waiting)))


def test_few_installs_are_all_listed_and_of_many_only_those_that_need_attention() -> None:
    assert len(overview(many(SCREEN)).shown) == SCREEN
    found = overview(many(400, failing=2, waiting=1))
    assert [row.install for row in found.shown] == ["bad-0", "bad-1", "slow-0"]
    assert (found.unlisted, found.more) == (397, ())
    assert "397 others need no attention" in " ".join(found.headline.facts)


def test_of_very_many_that_need_attention_some_of_each_kind_are_listed_and_the_rest_folded() -> None:
    found = overview(many(400, failing=40, waiting=30))
    assert [sum(row.failing for row in part) for part in (found.shown, found.more)] == [10, 30]
    assert [len(found.shown), len(found.more)] == [SCREEN, 50]
    one_sided = overview(many(400, failing=40))
    assert [len(one_sided.shown), len(one_sided.more)] == [SCREEN, 20]
    few = overview(many(400, failing=3, waiting=30))
    assert [len(few.shown), len(few.more)] == [SCREEN, 13]


@pytest.mark.parametrize("number", [0, 1, 8, 400])
def test_any_number_of_installs_is_displayed_and_the_same_bytes_each_time(number: int) -> None:
    found = overview(many(number))
    assert len(found.rows) == number
    assert found._repr_html_() == overview(many(number))._repr_html_()
    assert len(found._repr_html_()) < 64 * 1024
    assert all(len(line) <= 78 for line in str(found).splitlines())


def test_what_was_not_loaded_is_never_well() -> None:
    found = overview(app(install("a"), unloaded=["a"]))
    assert not found.rows[0].known
    assert "all well" not in found._repr_html_()
    assert "workflows not loaded" in found._repr_html_()
    assert "workflows not loaded" in str(found)
    assert [gap.what for gap in found.gaps] == ["all workflows of 1 install"]
    many_ = overview(app(*(install(f"c-{at}") for at in range(400)), unloaded=["c-1", "c-2"]))
    assert many_.headline.facts[-2:] == ("398 others need no attention", "workflows of 2 not loaded")
    bare = overview(App(id="app1", name="shop"))
    assert [gap.what for gap in bare.gaps] == ["installs of shop", "versions of shop"]
    assert str(bare).startswith("no installs in what was loaded")


def test_without_a_moment_there_are_no_ages() -> None:
    fleet = app(install("a", waiting_workflow(before(days=2)), failed_workflow(before(days=3))), moment=None)
    (row,) = overview(fleet).rows
    assert row.now[-1].in_words == "waiting for approval: plan deploy of web"
    assert row.last_problem_in_words.startswith("2025-11-21 12:00 UTC, ")
    assert "ago" not in overview(fleet)._repr_html_()


def test_meaning_hangs_on_words_and_signs_not_on_colour() -> None:
    page = overview(load_installer("demo"))._repr_html_()
    shown = ("✕ components error", "! waiting for approval", "◷ in progress", "all well")
    assert [words for words in shown if words not in page] == []
