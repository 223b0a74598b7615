"""Data frames: the same columns and types for any content, totals as in the models, nothing hidden in them."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nuon_notebook import Installer, load_installer
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.compare import compare
from nuon_notebook.analysis.customer_provides import customer_provides
from nuon_notebook.analysis.frame_columns import DECLARATIONS
from nuon_notebook.analysis.frame_declaration import Kind
from nuon_notebook.analysis.frames import frame
from nuon_notebook.analysis.impact import impact
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.permissions import permissions
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.analysis.problems import problems
from nuon_notebook.analysis.schedule import schedule
from nuon_notebook.analysis.timeline import timeline
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError, UnknownNameError
from nuon_notebook.models import App, AppConfig, Collection, Install, Model, Workflow, WorkflowStep
from nuon_notebook.session import load_install
from tests.analysis.fleets import NOW, app, before, failed_workflow, install
from tests.cases import failures
from tests.conformance.schema import MODELS, TYPES
from tests.loaded import loaded

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installer() -> Installer:
    return with_plans(load_installer("demo"))


def columns(kind: str) -> dict[str, str]:
    return {column.name: column.kind.value for column in DECLARATIONS[kind].columns}


def types_of(made: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(kind) for name, kind in made.dtypes.items()}


def held(installer: Installer, kind: str) -> Any:
    """What has rows of a kind: the installer, or of lines of logs a log."""
    if kind != "logs":
        return installer
    return next(one for each in installer.installs for one in each.workflows if one.failed).log()


def test_each_kind_has_its_columns_and_types_also_if_it_is_empty(installer: Installer) -> None:
    def holds(kind: str) -> None:
        full, empty = frame(held(installer, kind), kind), frame([], kind)
        assert types_of(full) == types_of(empty) == columns(kind)
        assert (len(full) > 0, len(empty)) == (True, 0)

    assert failures(holds, DECLARATIONS) == []


def test_frames_of_several_installers_concatenate_without_losing_types(installer: Installer) -> None:
    def holds(kind: str) -> None:
        one = held(installer, kind)
        both = pd.concat([frame(one, kind), frame([], kind), frame(one, kind)])
        assert types_of(both) == columns(kind)

    assert failures(holds, DECLARATIONS) == []


def test_words_of_the_api_are_categories_that_every_frame_has() -> None:
    """Frames in which only known words occur have equal categories, so that they stay categorical side by side."""
    words = {column.name: {*column.words} for one in DECLARATIONS.values() for column in one.columns if column.words}
    assert {*TYPES["app.WorkflowType"]["enum"]} <= words["workflow_type"]
    assert {*TYPES["app.Status"]["enum"]} <= words["status"]
    assert {*TYPES["app.ComponentType"]["enum"]} <= words["type"] | {*DECLARATIONS["components"].columns[5].words}


def test_a_word_that_is_not_known_survives() -> None:
    made = frame(app(install("a", sandbox_status="brand-new")), "installs")
    assert (made["sandbox"][0], str(made["sandbox"].dtype)) == ("brand-new", "category")


def test_totals_agree_with_the_models(installer: Installer) -> None:
    installs = installer.installs
    workflows = [one for each in installs for one in each.workflows]
    configs = [one for each in installer.apps for one in each.configs]
    full = [one for one in configs if one.in_full]
    counts = {
        "apps": len(installer.apps),
        "configs": len(configs),
        "components": sum(len(one.components) for one in full),
        "actions": sum(len(one.actions) for one in full),
        "roles": sum(len(one.roles) + len(one.break_glass_roles) for one in full),
        "secrets": sum(len(one.secret_configs) for one in full),
        "installs": len(installs),
        "workflows": len(workflows),
        "steps": sum(len(one.shown_steps) for one in workflows),
        "problems": len(problems(installer).rows),
        "approvals": len(approvals(installer).rows),
        "schedule": len(schedule(installer).rows),
    }
    assert {kind: len(frame(installer, kind)) for kind in counts} == counts


def test_the_path_from_the_installer_stands_first(installer: Installer) -> None:
    steps = frame(installer, "steps")
    assert list(steps.columns[:7]) == [
        "installer", "app", "install", "install_id", "workflow", "workflow_id", "workflow_type"
    ]  # fmt: skip
    assert set(steps["installer"]) == {"Fernhill"}
    assert set(frame(installer, "components").query("app == 'Harbor Desk'")["version"]) == {10, 11}


def test_values_are_those_of_the_models(installer: Installer) -> None:
    row = frame(installer, "installs").set_index("install").loc["eastgate-bank"]
    assert (row["version"], row["behind"], row["failing"], row["waiting"]) == (6, 5, True, False)
    assert row["last_problem"] == "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
    assert row["last_problem_at"] == next(row.when for row in problems(installer).rows if row.workflow)
    took = frame(installer, "workflows").query("install == 'kestrel-grain-coop'")["took"].max()
    assert took == timedelta(minutes=57, seconds=9, microseconds=417644)


def test_the_time_of_a_workflow_is_told_apart_as_its_timeline_does(installer: Installer) -> None:
    rows = frame(installer, "workflows").set_index("workflow_id")

    def holds(workflow: Workflow) -> None:
        found, row = timeline(workflow), rows.loc[workflow.id]
        times = [row["working"], row["waiting_for_approval"], row["waiting_for_customer"]]
        if any(step.spans for step in found.rows):
            assert times == [found.working, found.approval, found.customer]
        else:
            assert all(pd.isna(time) for time in times)

    assert failures(holds, [one for each in installer.installs for one in each.workflows]) == []
    assert rows["working"].isna().any()


def test_the_time_of_a_step_is_told_apart_and_adds_up(installer: Installer) -> None:
    steps = frame(installer, "steps")
    parts = steps["working"] + steps["waiting_for_approval"] + steps["waiting_for_customer"]
    known = steps["took"].notna()
    assert known.sum() > 100
    assert (abs(parts - steps["took"])[known] < timedelta(milliseconds=1)).all()
    waited = steps.query("execution_type == 'user'")
    assert (waited["working"].dropna() == timedelta(0)).all()
    assert waited["waiting_for_customer"].max() == timedelta(hours=2, minutes=45, seconds=16, microseconds=365935)


def test_a_step_that_was_reached_by_itself_has_no_parts() -> None:
    step = WorkflowStep(id="iws1", started_at=NOW - timedelta(minutes=2), finished_at=NOW)
    assert frame([step], "steps")["working"].isna().all()


def test_failures_and_retries_are_counted_as_the_models_count_them(installer: Installer) -> None:
    workflows, steps = frame(installer, "workflows"), frame(installer, "steps")
    every = [one for each in installer.installs for one in each.workflows]
    assert workflows["failed"].sum() == sum(one.failed for one in every) == 3
    assert workflows["retried_steps"].sum() == steps["retried"].sum() == 3
    assert (steps["failed"] & ~steps["retried"]).sum() == workflows["failed_steps"].sum()
    unread = frame(Workflow(id="inw1", status={"status": "error"}), "workflows")
    assert (bool(unread["failed"][0]), pd.isna(unread["retried_steps"][0])) == (True, True)


def test_it_says_as_of_when_it_is_and_what_was_not_loaded(installer: Installer) -> None:
    attributes = frame(installer, "components").attrs
    assert attributes == {"as_of": "2025-11-24T12:00:00+00:00", "not_loaded": ["components of 13 configs"]}
    assert frame(installer, "workflows").attrs["not_loaded"] == ["older workflows of 5 installs"]


def test_if_nothing_was_loaded_it_is_no_empty_frame() -> None:
    with pytest.raises(NotLoadedError, match='load_app\\("shop"'):
        frame(App(id="app1", name="shop"), "installs")
    with pytest.raises(NotLoadedError):
        frame(Install(id="inl1"), "workflows")


UNLOADED: list[tuple[str, Any]] = [
    ("problems", Installer(id="int1")),
    ("problems", App(id="app1", name="shop")),
    ("problems", [App(id="app1", name="shop")]),
    ("approvals", Installer(id="int1")),
    ("approvals", App(id="app1", name="shop")),
    ("approvals", Install(id="inl1")),
    ("schedule", Installer(id="int1")),
    ("schedule", App(id="app1", name="shop")),
    ("schedule", AppConfig(id="cfg1")),
]


def test_if_nothing_was_loaded_no_answer_is_an_empty_frame() -> None:
    def holds(kind: str, found: Any) -> None:
        with pytest.raises(NotLoadedError):
            frame(found, kind)

    assert failures(holds, UNLOADED) == []
    with pytest.raises(NotLoadedError):
        frame((one for one in [App(id="app1", name="shop")]), "problems")


def test_an_answer_that_found_nothing_in_what_was_loaded_is_an_empty_frame() -> None:
    quiet = app(install("a"))
    assert [len(frame(quiet, kind)) for kind in ("problems", "approvals")] == [0, 0]
    assert len(frame(Install(id="inl1"), "problems")) == 0  # its statuses came with it


def test_any_part_of_an_installer_is_enough(installer: Installer) -> None:
    harbor = installer.apps["harbor-desk"]
    workflow = harbor.installs[0].workflows[0]
    alone: list[tuple[Any, str, int]] = [
        (harbor, "installs", 5),
        (harbor.installs, "workflows", 20),
        (harbor.installs[0], "workflows", 5),
        (workflow, "steps", len(workflow.shown_steps)),
        (workflow.shown_steps, "steps", len(workflow.shown_steps)),
        (harbor.configs["v11"], "components", 23),
        (harbor.configs["v11"].input_groups, "inputs", 13),
        ([harbor, [installer]], "installs", 8),
        ((one for one in installer.apps), "apps", 3),
    ]

    def holds(found: Any, kind: str, number: int) -> None:
        assert len(frame(found, kind)) == number

    assert failures(holds, alone) == []
    assert set(frame(workflow, "steps")["install"]) == {harbor.installs[0].name}


def test_collections_and_results_make_frames(installer: Installer) -> None:
    harbor = installer.apps["harbor-desk"]
    config = harbor.configs["v11"]
    collections = {
        "apps": installer.apps, "configs": harbor.configs, "components": config.components,
        "inputs": config.input_groups, "actions": config.actions, "roles": config.roles,
        "secrets": config.secret_configs, "installs": harbor.installs, "workflows": harbor.installs[0].workflows,
        "steps": harbor.installs[0].workflows[0].shown_steps, "problems": problems(installer).rows,
        "approvals": approvals(installer).rows, "schedule": schedule(installer).rows,
    }  # fmt: skip

    def holds(kind: str, found: Any) -> None:
        assert types_of(found.to_frame()) == columns(kind)

    assert failures(holds, collections.items()) == []
    assert problems(installer).to_frame().equals(frame(installer, "problems"))


def answers_on(harbor: App) -> dict[str, Any]:
    """The answers on an app, and the collections in them, by their headings in the documentation."""
    return {
        "overview()": overview(harbor),
        "overview().groups": overview(harbor).groups,
        "compare()": compare(harbor, "v10", "v11"),
        "impact()": impact(harbor, "database"),
        "impact().actions": impact(harbor, "database").actions,
        "impact().installs": impact(harbor, "database").installs,
        "app.impacts": harbor.impacts,
        "permissions()": permissions(harbor),
        "timeline()": timeline(harbor.installs[0].workflows[1]),
        "customer_provides()": customer_provides(harbor),
        "config.graph": harbor.configs["v11"].graph,
        "install.history": harbor.installs[0].history,
    }


def documented() -> dict[str, dict[str, str]]:
    """The columns in the documentation, by heading."""
    text = (ROOT / "docs" / "frames.md").read_text(encoding="utf-8")
    sections = {section.split("\n", 1)[0].strip("` "): section for section in text.split("\n## ")[1:]}
    return {
        title: dict(
            row.strip("| ").replace("`", "").split(" | ") for row in section.splitlines() if row.startswith("| `")
        )
        for title, section in sections.items()
    }


def test_the_frame_of_every_answer_has_the_documented_columns_and_types(installer: Installer) -> None:
    answers, columns_of = answers_on(installer.apps["harbor-desk"]), documented()
    assert {*columns_of} == {*DECLARATIONS, *answers}

    def holds(title: str, answer: Any) -> None:
        made = answer.to_frame()
        assert types_of(made) == columns_of[title]
        assert len(made)

    assert failures(holds, answers.items()) == []


def test_the_frames_of_answers_on_several_apps_tell_them_apart(installer: Installer) -> None:
    """Each row says to which installer and app it belongs, and the types survive that frames are concatenated."""
    harbor, answers = installer.apps["harbor-desk"], answers_on(installer.apps["harbor-desk"])

    def holds(title: str, answer: Any) -> None:
        made = answer.to_frame()
        assert list(made.columns[:2]) == ["installer", "app"]
        assert {*made["installer"]} == {"Fernhill"}
        assert {*made["app"]} == {"Harbor Desk"}
        assert types_of(pd.concat([made, made[:0], made])) == documented()[title]

    assert failures(holds, answers.items()) == []
    steps = timeline(harbor.installs[0].workflows[1]).to_frame()
    assert {*steps["install_id"]} == {harbor.installs[0].id}
    assert {*permissions(harbor).to_frame()["version"]} == {11}


def test_the_frame_of_an_answer_without_rows_has_all_columns() -> None:
    bare = AppConfig(id="cfg1", version=1, component_ids=("cmp1",))
    empty = {
        "compare()": compare("demo/harbor-desk", "v11", "v11"),
        "timeline()": timeline(Workflow(id="inw1")),
        "overview()": overview([]),
        "permissions()": permissions(loaded(bare, "roles", "break_glass_roles", "components")),
    }

    def holds(title: str, answer: Any) -> None:
        made = answer.to_frame()
        assert (len(made), types_of(made)) == (0, documented()[title])

    assert failures(holds, empty.items()) == []


def test_a_comparison_says_which_values_are_hidden(installer: Installer) -> None:
    rows = compare(installer.apps["harbor-desk"], "v10", "v11").to_frame()
    hidden = rows[rows["hidden"]]
    assert {*hidden["property"]} == {"values / image.tag"}
    assert hidden[["old", "new"]].isna().all(axis=None)
    changed = rows[(rows["change"] == "changed") & ~rows["hidden"]]
    assert changed[["old", "new"]].notna().any(axis=1).all()


def test_every_collection_has_a_frame_that_begins_with_its_path() -> None:
    def holds(kind: type[Model]) -> None:
        one, two = Collection([kind()]).to_frame(), Collection([kind(), kind()]).to_frame()
        assert types_of(one) == types_of(two)
        assert list(one.columns[:2]) == ["installer", "app"] or kind in declared

    declared = {one.model for one in DECLARATIONS.values()}
    assert failures(holds, MODELS.values()) == []


def test_the_collections_of_an_install_have_frames() -> None:
    found = load_install("demo/eastgate-bank", deep=True)
    names = ("component_states", "install_components", "deploys", "sandbox_runs", "action_runs", "inputs", "stacks")
    collections = {name: getattr(found, name) for name in (*names, "runners", "upgrades", "runbooks")}

    def holds(name: str, collection: Any) -> None:
        made = collection.to_frame()
        assert len(made) == len(collection) > 0, name
        assert {*made["install"]} == {"eastgate-bank"}

    assert failures(holds, collections.items()) == []
    states = found.component_states.to_frame().set_index("name")
    assert (states["status"]["api"], states["health"]["api"]) == ("error", "unhealthy")
    inputs = found.inputs.to_frame()
    assert inputs[inputs["sensitive"]]["value"].isna().all()


def test_results_that_found_nothing_have_all_columns() -> None:
    quiet = app(install("a"))
    assert types_of(problems(quiet).to_frame()) == columns("problems")
    assert types_of(approvals(quiet).to_frame()) == columns("approvals")


def test_no_secret_and_no_person_is_in_a_frame(installer: Installer) -> None:
    text = "".join(frame(held(installer, kind), kind).to_csv() for kind in DECLARATIONS)
    assert "demosecret" not in text
    people = frame(installer, "workflows")["created_by"].dropna()
    assert len(people)
    assert [one for one in people if not one[1:].startswith("…@")] == []
    defaults = frame(installer, "inputs").query("sensitive")["default"]
    assert set(defaults.dropna()) == {"hidden"}


@pytest.mark.parametrize("found", ["demo", 3, None, {}, b""])
def test_what_has_no_such_rows_is_refused_in_one_paragraph(found: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="has no installs"):
        frame(found, "installs")


@pytest.mark.parametrize("kind", ["instals", "", None, ["installs"]])
def test_a_wrong_kind_says_which_there_are(installer: Installer, kind: Any) -> None:
    with pytest.raises(UnknownNameError, match="There are: apps, configs, components"):
        frame(installer, kind)


def test_an_empty_collection_asks_for_its_kind() -> None:
    with pytest.raises(InvalidArgumentError, match='frame\\(collection, "installs"\\)'):
        Collection().to_frame()


@pytest.mark.parametrize("number", [0, 1, 400])
def test_made_up_fleets_of_any_size_have_a_frame(number: int) -> None:
    fleet = app(*(install(f"c-{at}", failed_workflow(before(hours=at))) for at in range(number)))
    assert len(frame(fleet, "problems")) == len(frame(fleet, "installs")) == len(frame(fleet, "steps")) == number


NO_PANDAS = """
import sys
sys.modules["pandas"] = None
from nuon_notebook.analysis.frames import frame
from nuon_notebook.models import Collection, App
for make in (lambda: frame([], "installs"), lambda: Collection([App(id="a")]).to_frame()):
    try:
        make()
    except ImportError as error:
        print(type(error).__name__, error)
"""


def test_without_pandas_the_error_has_the_command_that_installs_it() -> None:
    ended = subprocess.run([sys.executable, "-c", NO_PANDAS], capture_output=True, text=True, check=True, cwd=ROOT)
    expected = (
        "MissingPackageError pandas is not installed, and data frames need it. "
        "Install it: `pip install 'nuon-notebook[analysis]'`."
    )
    assert ended.stdout.splitlines() == [expected, expected]


def test_the_documented_columns_are_those_of_the_declarations() -> None:
    found = {kind: documented()[kind] for kind in DECLARATIONS}
    assert found == {kind: columns(kind) for kind in DECLARATIONS}
    assert {one.value for one in Kind} >= {kind for one in documented().values() for kind in one.values()}
