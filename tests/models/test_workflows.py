"""What a workflow and its steps say of themselves: names that fit the outcome, what ran, and where."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from nuon_notebook import frame, load_installer, load_workflow
from nuon_notebook.display import formats, to_html, to_text
from nuon_notebook.models import Workflow
from nuon_notebook.store import Store
from tests.cases import failures
from tests.conformance.schema import NEWER

NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
WAITING_CUSTOMER = "inwtgp3csqbvq824cjdqciynbj"
REPEATED = "inwa6kyr3484kq3bf5uydseq7u"
STATUSES = NEWER["app.Status"]["enum"]


def workflow(status: str = "success", *steps: dict[str, Any], **fields: Any) -> Workflow:
    sent = {"id": "inw1", "status": {"status": status}, "steps": steps, **fields}
    return Workflow.model_validate(sent).at(Store(None, moment=NOW))


def step(status: str, **fields: Any) -> dict[str, Any]:
    return {"name": "deploy api", "status": {"status": status}, **fields}


def title(name: str, status: str, **fields: Any) -> str:
    return workflow(status, name=name, **fields).title


NAMES = {
    "Provisioned install": "Provision install",
    "Reprovisioned sandbox": "Reprovision sandbox",
    "Deprovisioned install": "Deprovision install",
    "Deployed components": "Deploy components",
    "Deploying component": "Deploy component",
    "Tore down components": "Tear down components",
    "Tearing down components": "Tear down components",
    "Updated inputs": "Update inputs",
    "Synced secrets": "Sync secrets",
    "Ran runbook": "Run runbook",
    "Looked for drift in sandbox": "Look for drift in sandbox",
    "Applied the change": "Apply the change",
    "Nightly build": "Nightly build",
}


def test_what_came_to_nothing_is_not_named_in_the_past_tense() -> None:
    def holds(name: str, status: str) -> None:
        assert title(name, status) == NAMES[name]

    ended = ("error", "approval-denied", "approval-expired", "expired", "cancelled", "discarded", "not-attempted")
    assert failures(holds, [(name, status) for name in NAMES for status in ended]) == []


def test_what_was_done_keeps_the_name_that_the_server_gave_it() -> None:
    def holds(status: str) -> None:
        assert title("Deployed components", status) == "Deployed components"

    assert failures(holds, ["success", "noop", "drifted", "no-drift", "warning", "in-progress", "pending", ""]) == []


def test_no_status_that_failed_follows_a_past_tense() -> None:
    failed = [one for one in STATUSES if formats.status_tone(one) is formats.Tone.FAILED]
    assert failures(lambda one: title("Deployed it", one).index("Deploy it"), failed) == []


def test_no_line_says_the_name_that_does_not_fit() -> None:
    found = workflow("error", name="Deployed components")
    assert to_text(found).splitlines() == ["Deploy components [✕ error]", "inw1", *to_text(found).splitlines()[2:]]
    assert "Deployed" not in to_text(found) + to_html(found)


def test_a_verb_that_is_not_known_gives_way_to_the_type() -> None:
    assert title("Frobnicated install", "error", type="reprovision") == "Reprovision"
    assert title("Frobnicated install", "success", type="reprovision") == "Frobnicated install"


def test_the_target_of_what_failed_is_kept() -> None:
    metadata = {"workflow-name-suffix": " (search)"}
    assert title("Deployed component", "error", metadata=metadata) == "Deploy component (search)"


def test_a_success_of_which_every_step_was_skipped_is_shown_as_skipped() -> None:
    skipped = workflow("success", step("auto-skipped"), step("user-skipped"), name="Deprovisioned sandbox")
    assert (skipped.status_word, skipped.shown_status, skipped.title) == ("success", "skipped", "Deprovision sandbox")
    assert "success" not in str(skipped) + re.sub("<style.*?</style>", "", to_html(skipped), flags=re.DOTALL)
    assert frame(skipped, "workflows")["status"].tolist() == ["skipped"]


def test_whatever_ran_is_no_skipped_workflow() -> None:
    hidden = {**step("success"), "execution_type": "hidden"}
    assert workflow("success", step("auto-skipped"), step("noop")).shown_status == "success"
    assert workflow("success", step("success"), step("auto-skipped")).shown_status == "success"
    assert workflow("success").shown_status == "success"
    assert workflow("error", step("auto-skipped")).shown_status == "error"
    assert workflow("success", hidden, step("auto-skipped")).shown_status == "skipped"


def test_an_error_in_a_workflow_that_went_on_is_explained_where_it_is_counted_and_at_its_step() -> None:
    again = workflow("success", step("error", retried=True), step("success", group_retry_idx=1))
    assert again.headline.facts == ("1 tried again after error, 1 success",)
    assert "deploy api [✕ error] tried again" in to_text(again)
    passed_over = workflow("success", step("error"), step("success"))
    assert passed_over.headline.facts == ("1 went on after error, 1 success",)
    failed = workflow("error", step("error"), step("success"))
    assert failed.headline.facts == ("1 error, 1 success",)


def test_the_demo_world_explains_each_error_of_a_success() -> None:
    found = load_workflow(f"demo/{REPEATED}")
    for shown in (to_html(found), "\n".join(map(str, found.headline.facts))):
        assert "1 tried again after error, 17 success" in shown


def test_steps_are_counted_with_the_most_severe_first() -> None:
    found = workflow("in-progress", *(step(one) for one in ("success", "success", "pending", "error", "planning")))
    assert found.headline.facts == ("1 error, 1 planning, 1 pending, 2 success",)


def facts(status: str, start: datetime | None, **fields: Any) -> tuple[str, ...]:
    began = start.isoformat() if start else None
    return workflow("in-progress", step(status, started_at=began, **fields)).steps[0].facts


def test_a_step_that_runs_or_waits_says_since_when() -> None:
    def holds(status: str) -> None:
        assert facts(status, NOW - timedelta(hours=2, minutes=45)) == ("2h45m so far, since 09:15 UTC",)

    assert failures(holds, ["in-progress", "applying", "planning", "approval-awaiting", "awaiting-user-run"]) == []
    assert facts("planning", NOW - timedelta(days=1)) == ("1d so far, since 2025-11-23 12:00 UTC",)
    assert facts("planning", NOW + timedelta(minutes=1)) == ("since 2025-11-24 12:01 UTC",)


def test_a_step_that_does_neither_does_not() -> None:
    begun = NOW - timedelta(hours=1)
    assert facts("pending", None) == ()
    assert facts("planning", None) == ()
    assert facts("cancelled", begun) == ()
    assert facts("error", begun) == ()
    assert facts("success", begun, finished=True, execution_time=4 * 10**9) == ("4s",)


def test_a_step_says_once_that_the_customer_acts() -> None:
    begun = NOW - timedelta(hours=1)
    assert "by the customer" not in facts("awaiting-user-run", begun, execution_type="user")
    assert facts("pending", None, execution_type="user") == ("by the customer",)
    assert facts("pending", None, execution_type="user", name="wait for the customer") == ()


def test_a_step_has_no_tail_without_a_meaning() -> None:
    sent = step("pending", step_target_type="install_sandbox_runs", group_idx=6, name="sync secrets")
    found = workflow("in-progress", step("success"), sent)
    assert [one.facts for one in found.steps] == [(), ()]
    assert "─ sync secrets · pending\n" in f"{to_text(found)}\n"
    assert "group" not in to_html(found).partition("</style>")[2]


def test_a_workflow_says_below_its_title_to_which_install_app_and_version_it_belongs() -> None:
    def holds(found: Workflow) -> None:
        assert f"\n{found.id}\non install orchard-insights · Grain Lake" in str(found)
        page = to_html(found)
        place = page.index("on install <span class=nuon-c>orchard-insights</span> · Grain Lake")
        assert page.index(f"<b>{found.title}</b>") < place < page.index("as of")

    installer = load_installer("demo")
    loaded = load_workflow(f"demo/{WAITING_CUSTOMER}")
    assert failures(holds, [loaded, installer.installs["orchard-insights"].workflows[0]]) == []
    assert "now set to v3" in str(loaded)
    assert "· now set to v3 ·\n  step of Provisioning install\n" in str(loaded.steps[0])


def test_what_belongs_to_an_install_says_so_alike() -> None:
    found = load_workflow(f"demo/{REPEATED}", deep=True)
    assert found.steps[0].run
    assert "\non install brightwater-energy · Harbor Desk" in str(found.steps[0].run)


def test_of_an_owner_that_was_not_loaded_what_is_known_is_said() -> None:
    def holds(fields: dict[str, Any], expected: list[str]) -> None:
        assert [str(one) for one in workflow(**fields).belongs_to] == expected

    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"owner_id": "inl1", "owner_type": "installs"}, ["on install inl1"]),
        ({"owner_id": "inl1", "owner_type": "installs", "owner_name": "acme"}, ["on install acme"]),
        ({"owner_id": "abr1", "owner_type": "app_branches"}, ["of app branch abr1"]),
        ({}, []),
    ]
    assert failures(holds, cases) == []


def test_the_frame_of_steps_has_the_statuses_that_the_page_shows() -> None:
    waited = {**step("active"), "execution_type": "user", "finished": True}
    found = workflow("success", waited, step("error", retried=True))
    assert frame(found, "steps")["status"].tolist() == [one.shown_status for one in found.steps] == ["success", "error"]
