"""What waits for approval, since when, and where to answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import demo, demo_client, load_install, load_installer, load_workflow, loader
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.models import AppConfig
from tests.analysis.fleets import OK, app, before, install, waiting_workflow


def test_the_demo_world_answers_what_waits_since_when_and_where_to_click() -> None:
    installer = load_installer("demo")
    first, second = approvals(installer).rows
    assert (first.install, first.step, first.app) == ("cobalt-freight", "plan deploy of assistant", "Harbor Desk")
    assert (first.plan, first.plan_type) == ("a Helm upgrade", "helm_approval")
    assert second.waited == timedelta(hours=1, minutes=4, seconds=52, microseconds=92911)
    page = installer.installs["cobalt-freight"].dashboard
    assert first.link == f"{page}/workflows/{first.workflow_id}?panel={first.step_id}"
    assert first.link in approvals(installer)._repr_html_().replace("&amp;", "&")


def test_without_the_plan_it_says_what_is_deployed_from_where_and_to_which_version() -> None:
    first, second = approvals(load_installer("demo")).rows
    assert (first.component, first.source) == ("assistant", "fernhill/harbor-desk//charts/assistant @ main")
    assert (first.known, second.component) == (f"{first.source} · to v11", "web")
    (deep,) = approvals(load_install("demo/dunmore-health-staging", deep=True)).rows
    assert deep.known == "v8 to v10"


def test_what_waits_is_shown_with_what_it_would_do() -> None:
    found = approvals(load_installer("demo"))
    assert [row.call_to_load_plan for row in found.rows] == ["", ""]
    assert found._repr_html_().count("Deployment harbor/") == 2


def test_the_opened_row_says_how_the_plan_is_loaded_until_it_is() -> None:
    installer = loader.load_installer(demo_client(), demo.INSTALLER_ID)
    (call, _) = (row.call_to_load_plan for row in approvals(installer).rows)
    plan = eval(call, {"load_workflow": load_workflow})  # noqa: S307 - it is what the page tells people to run
    assert plan.counts == {"create": 1, "change": 1}
    assert "Plan not loaded" in approvals(installer)._repr_html_()
    found = approvals(with_plans(installer))
    assert [row.call_to_load_plan for row in found.rows] == ["", ""]
    assert "Plan not loaded" not in found._repr_html_()
    assert "1 to create, 1 to change" in " ".join(found._repr_html_().split())


@pytest.mark.parametrize(
    ("name", "component"),
    [("plan deploy of web", "web"), ("plan deploy of webs", None), ("web of web-image", None), ("provision", None)],
)
def test_the_component_is_the_one_that_the_step_names(name: str, component: str | None) -> None:
    waits = waiting_workflow(before(hours=1), name=name, step_target_type="install_deploys", step_target_id="dpl1")
    config = AppConfig.model_validate(
        {"id": "cfg1", "version": 1, "status": "active", "component_config_connections": [
            {"id": "con1", "component_id": "cmp1", "component_name": "web"},
            {"id": "con2", "component_id": "cmp2", "component_name": "web-image"},
        ]}
    )  # fmt: skip
    (row,) = approvals(app(install("a", waits, app_config_id="cfg1"), configs=[config])).rows
    assert (row.component, row.known) == (component, "to v1")


def test_it_says_when_the_step_times_out_where_the_server_sets_a_limit() -> None:
    started = {"started_at": "2025-11-24T10:00:00Z", "timeout": 7_200_000_000_000}
    (row,) = approvals(app(install("a", waiting_workflow(before(hours=1), **started)))).rows
    assert row.known == "expires 2025-11-24 12:00 UTC"


def test_what_waits_for_the_customer_is_told_beside_what_waits_for_approval() -> None:
    found = approvals(load_installer("demo"))
    assert found.headline.facts == ("on 2 of 8 installs", "1 more for the customer")
    (one,) = found.for_customers
    assert (one.install, one.step) == ("orchard-insights", "wait for the customer to run the stack")
    assert "since 2025-11-24 09:14 UTC (2h45m)" in str(one)
    assert "<span class=nuon-c>orchard-insights</span> since 2025-11-24 09:14 UTC" in found._repr_html_()
    assert approvals(app(install("a", OK))).headline.facts == ("on 1 install",)


def test_totals_agree_with_the_models() -> None:
    installer = load_installer("demo")
    assert len(approvals(installer).rows) == sum(len(one.waiting) for one in installer.installs)


def test_what_waits_longest_is_first_and_what_nobody_dates_is_last() -> None:
    undated = waiting_workflow(before(days=9), approval=None)
    one, two = waiting_workflow(before(hours=1)), waiting_workflow(before(days=3))
    fleet = app(install("a", one), install("b", undated), install("c", two))
    assert [row.install for row in approvals(fleet).rows] == ["c", "a", "b"]
    assert "since when is not known" in str(approvals(fleet))


def test_what_was_answered_does_not_wait() -> None:
    answered = waiting_workflow(before(hours=1), approval={"id": "w", "response": {"type": "approve"}})
    assert approvals(app(install("a", answered, OK))).rows == ()


@pytest.mark.parametrize(
    ("step", "plan"),
    [
        ({}, "a Terraform plan"),
        ({"approval": {"type": "crossplane_plan"}}, "Crossplane plan"),
        ({"approval": None}, None),
        ({"status": {"status": "approval-awaiting", "metadata": {"reason": "3 to change"}}}, "3 to change"),
    ],
)
def test_it_says_what_the_plan_would_do_where_the_server_tells(step: dict[str, Any], plan: str | None) -> None:
    (row,) = approvals(app(install("a", waiting_workflow(before(hours=1), **step)))).rows
    assert row.plan == plan


def test_older_workflows_that_were_not_loaded_may_wait_too() -> None:
    found = approvals(app(install("a", OK), more=["a"]))
    assert [(gap.what, gap.load) for gap in found.gaps] == [
        ("older workflows of 1 install", 'load_app("shop", workflows=50)')
    ]
    assert str(found).startswith("no steps waiting for approval in what was loaded")


@pytest.mark.parametrize("number", [0, 1, 400])
def test_any_number_of_approvals_is_displayed(number: int) -> None:
    fleet = app(*(install(f"c-{at}", waiting_workflow(before(hours=at))) for at in range(number)))
    found = approvals(fleet)
    assert len(found.rows) == number
    assert found._repr_html_() == approvals(fleet)._repr_html_()
    whole = ("https://", "load_")  # addresses and expressions are never cut
    assert all(len(line) <= 78 or any(one in line for one in whole) for line in str(found).splitlines())
