"""The plans that wait: asked for by a step or for a whole fleet, then told in approvals, overview, steps and frames."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from nuon_notebook import Client, demo, demo_client, frame, loader, overview, session
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.demo.respond import Response
from nuon_notebook.errors import NotLoadedError, NuonError, SettingsError
from nuon_notebook.loader import LoadOptions
from nuon_notebook.models import Install, WorkflowStep
from nuon_notebook.screen import in_short
from tests.analysis.fleets import app, install

if TYPE_CHECKING:
    from pathlib import Path

    from nuon_notebook.models import App, Workflow

WOULD = "1 to create, 1 to change, ! 1 to replace, ✕ 1 to destroy"


@pytest.fixture(scope="module")
def mill() -> App:
    """An app of the demo world where plans of three kinds wait; none of them is loaded."""
    return loader.load_app(demo_client(), "mill-gauge", LoadOptions(workflows=20))


@pytest.fixture(scope="module")
def planned(mill: App) -> App:
    return with_plans(mill)


def waiting_in(found: App) -> list[tuple[Workflow, WorkflowStep]]:
    every = [workflow for one in found.installs for workflow in one.workflows]
    return [(workflow, step) for workflow in every for step in workflow.waiting]


def step_of(found: App, kind: str = "terraform_plan") -> WorkflowStep:
    return next(step for _, step in waiting_in(found) if step.approval and step.approval.type == kind)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(session, "_client", None)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("API_TOKEN", "ORG_ID", "API_URL", "CONFIG_FILE"):
        monkeypatch.delenv(f"NUON_{name}", raising=False)


# Of one step


def test_a_step_gives_its_plan_which_knows_where_it_is_answered(mill: App) -> None:
    step = step_of(mill)
    plan = step.plan()
    assert plan.in_words == WOULD
    assert plan.dashboard == step.dashboard
    assert step.dashboard in plan._repr_html_().replace("&amp;", "&")
    assert "plan deploy of gateway" in str(plan)


def test_reading_an_attribute_never_asks_for_a_plan(mill: App) -> None:
    assert step_of(mill).loaded_plan is None
    with pytest.raises(NotLoadedError, match="The plan of plan deploy of gateway was not loaded"):
        len(step_of(mill).plan_changes)


def test_a_plan_that_was_loaded_is_not_requested_again(planned: App) -> None:
    step = step_of(planned)
    with Client("http://127.0.0.1:9", SecretStr("x" * 20), "org") as nobody:
        assert step.plan(client=nobody).in_words == WOULD


def test_a_step_that_was_parsed_without_a_client_says_so_in_one_paragraph() -> None:
    waits = {"name": "plan", "approval": {"id": "waa1", "type": "terraform_plan"}}
    with pytest.raises(NotLoadedError) as raised:
        WorkflowStep.model_validate(waits).plan()
    assert str(raised.value) == (
        "The plan of plan cannot be loaded: it belongs to a model that was parsed without a client, so it is not known "
        "which server has it. Load its workflow: `%nuon_workflow ID`."
    )


def test_a_step_of_another_server_asks_the_client_that_is_given() -> None:
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        step = step_of(loader.load_app(client, "mill-gauge", LoadOptions(workflows=20)))
        with pytest.raises(SettingsError, match="Not connected to Nuon"):
            step.plan()
        assert step.plan(client=client).in_words == WOULD


def test_a_kernel_that_is_connected_elsewhere_asks_nobody(mill: App, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"NUON_API_URL": "http://127.0.0.1:9", "NUON_API_TOKEN": "x" * 20, "NUON_ORG_ID": demo.ORG_ID}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        step = step_of(loader.load_app(client, "mill-gauge", LoadOptions(workflows=20)))
        with pytest.raises(NotLoadedError, match="another server or org than the one that this kernel is connected to"):
            step.plan()
    assert step_of(mill).plan().in_words == WOULD


def test_the_plan_of_the_oldest_server_is_the_same() -> None:
    old = demo.API_VERSIONS["0.19.687"]
    with demo.serve(api=old) as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        found = with_plans(loader.load_app(client, "harbor-desk"), client)
    assert [row.would for row in approvals(found).rows] == ["1 to create, 1 to change"] * 2


# Of a fleet


def test_without_being_asked_for_no_plan_is_told(mill: App) -> None:
    found = approvals(mill)
    assert [row.opens for row in found.rows] == [None] * len(found.rows)
    assert "to destroy" not in str(found) + found._repr_html_()
    assert found.to_frame()["to_destroy"].isna().all()


def test_approvals_tell_what_each_plan_would_do_and_list_its_changes(planned: App) -> None:
    found = approvals(planned)
    assert [row.would for row in found.rows] == [WOULD, "2 to change, ✕ 1 to destroy", ""]
    assert [row.opens and row.opens.in_words for row in found.rows] == [row.would for row in found.rows]
    for shown in (str(found), found._repr_html_()):
        assert "google_compute_firewall.legacy" in shown
        assert "✕ 1 to destroy" in shown
        assert "Its contents have a form that this version does not" in " ".join(re.sub("[│├└─]", "", shown).split())


def test_what_is_destroyed_stands_out_without_colour(planned: App) -> None:
    page = approvals(planned)._repr_html_()
    assert page.count("<b>google_compute_firewall.legacy</b>") == 1
    assert "✕ destroy" in page


def test_the_overview_tells_what_waits_would_do(mill: App, planned: App) -> None:
    assert "to destroy" not in str(overview(mill)) + overview(mill)._repr_html_()
    assert "✕ 1 to destroy" in overview(planned)._repr_html_()
    (row,) = overview(planned).rows
    assert any(WOULD in state.in_words for state in row.now)


def test_the_screen_of_a_terminal_tells_it(planned: App) -> None:
    assert "plan deploy of overlays: 2 to change, ✕ 1 to destroy" in in_short(planned)
    assert len(in_short(approvals(planned)).splitlines()) <= 24


def test_the_step_the_workflow_and_the_approval_tell_it(planned: App) -> None:
    workflow, step = next(pair for pair in waiting_in(planned) if pair[1].id == step_of(planned).id)
    for shown in (step, workflow, step.approval):
        assert "google_compute_firewall.legacy" in shown._repr_html_()
        assert "✕ 1 to destroy" in shown._repr_html_()
    for shown in (step, step.approval):
        assert "google_compute_firewall.legacy [✕ destroy]" in str(shown)
    assert WOULD in str(workflow).replace("\n│ ", "")


def test_models_of_before_keep_their_bytes(mill: App) -> None:
    page = approvals(mill)._repr_html_()
    with_plans(mill)
    assert approvals(mill)._repr_html_() == page


def test_a_plan_that_failed_to_load_is_a_gap() -> None:
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        found = loader.load_app(client, "mill-gauge", LoadOptions(workflows=20))
        own = server.answer
        server.answer = lambda request, target: (  # type: ignore[method-assign]
            Response(404, b'{"error": "gone"}', {}) if target.endswith("/contents") else own(request, target)
        )
        answer = approvals(with_plans(found, client))
    assert [row.would for row in answer.rows] == [""] * 3
    assert sorted(gap.what.partition(": ")[0] for gap in answer.gaps) == [
        *("plan of plan deploy of gateway", "plan of plan deploy of overlays")
    ]


def test_the_same_plans_give_the_same_bytes(mill: App) -> None:
    assert approvals(with_plans(mill))._repr_html_() == approvals(with_plans(mill))._repr_html_()


# Frames


def test_changes_are_a_frame_from_whatever_holds_plans(planned: App) -> None:
    terraform = step_of(planned)
    whole = frame(planned, "plan_changes")
    assert whole["action"].astype(str).to_list().count("destroy") == 2
    assert set(whole["install"]) == {"quarry-mill"}
    listed = frame(approvals(planned), "plan_changes")
    assert sorted(listed["address"]) == sorted(whole["address"])
    assert set(listed["step"]) == set(whole["step"])
    assert len(terraform.plan().to_frame()) == 4
    assert terraform.plan().to_frame()["forces_replacement"].dropna().to_list() == ["size"]


def test_counts_are_columns_of_approvals(planned: App) -> None:
    counts = approvals(planned).to_frame()[["to_create", "to_change", "to_replace", "to_destroy"]]
    assert counts.fillna(-1).to_numpy().tolist() == [[1, 1, 1, 1], [0, 2, 0, 1], [-1, -1, -1, -1]]


def test_a_plan_that_was_not_loaded_is_not_a_frame_without_rows() -> None:
    with pytest.raises(NotLoadedError, match="%nuon_approvals --plans"):
        frame(loader.load_installer(demo_client(), demo.INSTALLER_ID), "plan_changes")


def test_an_install_that_was_parsed_without_a_client_says_so_and_takes_one_that_is_given() -> None:
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        loaded = loader.load_app(client, "mill-gauge", LoadOptions(workflows=20)).installs[0]
        parsed = Install.model_validate_json(loaded.model_dump_json())
        with pytest.raises(NotLoadedError, match="What waits cannot be loaded"):
            with_plans(parsed)
        assert next(row.would for row in approvals(with_plans(parsed, client)).rows) == WOULD


def test_where_nothing_waits_nothing_is_requested() -> None:
    quiet = app(install("a"))
    assert with_plans(quiet) is quiet


def test_no_error_shows_a_secret_in_the_name_of_a_step() -> None:
    value = "hunter2hunter2"
    named = WorkflowStep.model_validate({"name": f"plan password: {value}", "approval": {"id": "waa1"}})
    for step in (named, named.with_fields({"approval": None})):
        with pytest.raises(NuonError) as raised:
            step.plan(client=None)
        assert value not in str(raised.value)
