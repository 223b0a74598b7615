"""No answer shows what its policy forbids: all of them on a world full of marked values, as HTML, text and frames."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import Client, demo, load_app, load_install, load_installer, load_log, load_workflow
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.customer_provides import customer_provides
from nuon_notebook.analysis.frame_columns import DECLARATIONS
from nuon_notebook.analysis.frames import frame
from nuon_notebook.analysis.impact import impact
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.permissions import permissions
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.analysis.problems import problems
from nuon_notebook.analysis.schedule import schedule
from nuon_notebook.analysis.timeline import timeline
from nuon_notebook.analysis.workflow_list import workflow_list
from nuon_notebook.models import AppConfig
from nuon_notebook.screen import in_short
from tests.analysis.drawings import pictures_in
from tests.analysis.fleets import app, before, failed_workflow, install, waiting_workflow
from tests.cases import failures
from tests.leaks.conftest import FAILED
from tests.leaks.marked import MARKS, marks, marks_in, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook import Installer
    from tests.leaks.marked import MarkedServer

EXPRESSION = re.compile(r'(?:installs\[|load_install\()"[^"]*"')
HIDDEN = ("never", "withheld", "never_if", "keys", "scan", "values", "people")


@pytest.fixture(scope="module")
def world() -> Iterator[MarkedServer]:
    with serve() as server:
        yield server


@pytest.fixture(scope="module")
def installer(world: MarkedServer) -> Installer:
    settings = world.settings
    with Client(settings["NUON_API_URL"], SecretStr(settings["NUON_API_TOKEN"]), settings["NUON_ORG_ID"]) as client:
        return with_plans(load_installer(demo.INSTALLER_ID, client=client), client)


@pytest.fixture(scope="module")
def in_depth(world: MarkedServer, installer: Installer) -> dict[str, Any]:
    """Answers from what an install is made of, a log, and plans of every kind."""
    settings = world.settings
    bank = next(one for one in installer.installs if (one.name or "").endswith("eastgate-bank"))
    configs = installer.apps["harbor-desk"].configs
    with Client(settings["NUON_API_URL"], SecretStr(settings["NUON_API_TOKEN"]), settings["NUON_ORG_ID"]) as client:
        install = load_install(bank.id or "", client=client, deep=True)
        workflow = load_workflow(FAILED, client=client, deep=True)
        newer = with_plans(load_app("mill-gauge", client=client), client)
        client.config_diff(configs[0].app_id or "", configs["v11"].id or "")
        log = load_log(FAILED, client=client)
    return {
        "log": log,
        "approvals of every kind": approvals(newer),
        "overview of plans": overview(newer),
        "problems in depth": problems(install),
        "overview in depth": overview(install),
        "timeline in depth": timeline(workflow),
    }


@pytest.fixture(scope="module")
def answers(installer: Installer, in_depth: dict[str, Any]) -> dict[str, Any]:
    """Every kind of answer."""
    app = next(one for one in installer.apps if len(one.installs) > 1)
    config = next(one for one in app.configs if one.in_full)
    workflows = [workflow for install in installer.installs for workflow in install.workflows]
    return {
        "overview": overview(installer),
        "problems": problems(installer),
        "approvals": approvals(installer),
        "schedule": schedule(installer),
        "permissions": permissions(app),
        "impact": impact(app, config.components[0].name),
        "customer provides": customer_provides(app),
        "graph": config.graph,
        **in_depth,
        **{f"history {at}": install.history for at, install in enumerate(installer.installs) if install.history},
        **{f"workflows {at}": workflow_list(install) for at, install in enumerate(installer.installs)},
        **{f"timeline {at}": timeline(workflow) for at, workflow in enumerate(workflows)},
    }


def leaked(text: str) -> list[str]:
    return [".".join(row) for mark, row in marks(*HIDDEN).items() if mark in marks_in(text)]


def test_no_answer_displays_a_marked_value(answers: dict[str, Any]) -> None:
    def holds(name: str) -> None:
        answer = answers[name]
        page = answer._repr_html_()
        drawn = "".join(picture.svg for picture in pictures_in(page))
        assert leaked(page + drawn + str(answer) + repr(answer)) == []
        sections = (getattr(answer, section.name) for section in answer.sections)
        for rows in (one for one in sections if one is not None):
            assert leaked(rows._repr_html_() + str(rows) + repr(rows)) == []

    assert failures(holds, answers) == []


def test_no_screen_of_a_terminal_shows_a_marked_value(installer: Installer) -> None:
    assert leaked(in_short(installer)) == []


def test_no_frame_holds_a_marked_value(installer: Installer, answers: dict[str, Any]) -> None:
    def of_a_kind(kind: str) -> None:
        made = frame(installer, kind)
        assert leaked(made.to_csv() + str(made.attrs)) == []

    def of_an_answer(name: str) -> None:
        assert leaked(answers[name].to_frame().to_csv()) == []

    of_models = [kind for kind in DECLARATIONS if kind != "logs"]  # a log is requested, see tests of logs
    assert failures(of_a_kind, of_models) == []
    assert failures(of_an_answer, answers) == []


def test_a_secret_of_a_record_is_masked_by_value_in_what_is_said_of_another() -> None:
    value = "entirely ordinary words"  # only the record that holds it says that it is secret
    sensitive = {"name": "one", "sensitive": True, "default": value}
    holder = AppConfig.model_validate({"id": "cfg1", "version": 1, "input": {"inputs": [sensitive]}})
    reason = {"status": "approval-awaiting", "metadata": {"reason": f"because of {value}"}}
    fleet = app(
        install("a", failed_workflow(before(hours=1), why=f"because of {value}")),
        install("b", waiting_workflow(before(hours=1), status=reason)),
        configs=[holder],
    )
    quiet = app(install("c"), name="other")
    for answer in (
        problems(fleet),
        approvals(fleet),
        overview(fleet),
        problems([fleet, quiet]),
        overview([fleet, quiet]),
    ):
        shown = answer._repr_html_() + str(answer) + answer.to_frame().to_csv()
        assert "because of" in shown
        assert value not in shown
    assert value not in "".join(frame(fleet, kind).to_csv() for kind in ("steps", "workflows", "problems", "installs"))


def test_customers_are_shown_and_marked(answers: dict[str, Any]) -> None:
    customer = MARKS["app.Install", "name"]
    for name in ("overview", "problems", "impact"):
        page = EXPRESSION.sub("", answers[name]._repr_html_())  # what these name is marked in its row
        assert customer in page
        assert page.count(customer) == page.count(f"<span class=nuon-c>{customer}"), name


def test_no_picture_names_a_customer(answers: dict[str, Any]) -> None:
    customer = MARKS["app.Install", "name"]
    pictures = [picture for answer in answers.values() for picture in pictures_in(answer._repr_html_())]
    assert len(pictures) > 3
    assert [picture.alt for picture in pictures if customer in picture.svg + picture.alt] == []


def test_the_answers_have_something_to_hide(world: MarkedServer, answers: dict[str, Any]) -> None:
    sent = marks_in(world.sent)
    assert [row for row, mark in MARKS.items() if mark not in sent] == []
    assert [name for name in ("overview", "problems", "schedule", "customer provides") if not answers[name].rows] == []
