"""Names that newer servers send apart: of the runbook that a workflow ran, and of the groups of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import API_VERSIONS, INSTALLER_ID
from nuon_notebook.loader import load_app, load_install, load_installer, load_workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.models import Install

RAN, BANK, DESK = "inwc4bn8qpt0lhbaw3cnc22bqa", "eastgate-bank", "harbor-desk"
GROUPED = "inw6qj5uddo3adtw9cjt6pfkcv"
OLDER = ["0.19.687", "0.19.708"]


def count(place: Any, ending: str) -> int:
    return sum(path.partition("?")[0].endswith(ending) for path in place.server.paths())


def titles(install: Install) -> list[str]:
    return [one.title for one in install.workflows if one.type == "runbook_run"]


def test_a_workflow_that_ran_a_runbook_has_its_name_wherever_it_is_loaded(serve: Callable[..., Any]) -> None:
    place = serve(retries=0)
    assert load_workflow(place.client, RAN).title == "Ran runbook: diagnose"
    assert titles(load_install(place.client, BANK)) == ["Ran runbook: diagnose"]
    assert titles(load_install(place.client, BANK, deep=True)) == ["Ran runbook: diagnose"]
    assert titles(load_app(place.client, DESK).installs[BANK]) == ["Ran runbook: diagnose"]
    assert titles(load_installer(place.client, INSTALLER_ID).installs[BANK]) == ["Ran runbook: diagnose"]
    assert count(place, "/runbooks") == 5


def test_runbooks_are_requested_only_of_installs_that_ran_one(place: Any) -> None:
    load_install(place.client, "cobalt-freight")
    load_workflow(place.client, GROUPED)
    assert count(place, "/runbooks") == 0


def test_a_runbook_whose_name_could_not_be_loaded_is_a_note_and_the_workflow_is_told_by_its_type(place: Any) -> None:
    place.rewrite("/runbooks", lambda _: {"no": "list"})
    install = load_install(place.client, BANK)
    assert titles(install) == ["Ran runbook"]
    assert install.section_state("runbooks").note


def test_groups_of_steps_have_their_names(place: Any) -> None:
    workflow = load_workflow(place.client, GROUPED)
    names = list(dict.fromkeys(step.group for step in workflow.shown_steps))
    assert count(place, "/step-groups") == 1
    assert len(names) > 1
    assert [name for name in names if name.startswith("group ")] == []


def test_names_of_groups_that_could_not_be_loaded_are_a_note(place: Any) -> None:
    place.rewrite("/step-groups", lambda _: {"no": "list"})
    workflow = load_workflow(place.client, GROUPED)
    assert "group 1" in workflow.shown_steps[0].group
    assert "names of groups" in workflow.section_state("shown_steps").note


def test_a_workflow_that_is_requested_again_keeps_the_names_of_its_groups(place: Any) -> None:
    from nuon_notebook.loader.fetch import workflow as again  # noqa: PLC0415
    from nuon_notebook.loader.merge import merge  # noqa: PLC0415

    workflow = load_workflow(place.client, GROUPED)
    store = merge(workflow._store, place.client.run(again(place.client.api, GROUPED)))
    assert workflow.at(store).group_names == workflow.group_names != {}


@pytest.mark.parametrize("number", OLDER)
def test_older_servers_are_not_asked_for_what_they_never_name(serve: Callable[..., Any], number: str) -> None:
    place = serve(retries=0, api=API_VERSIONS[number])
    workflow = load_workflow(place.client, GROUPED)
    load_install(place.client, BANK)
    assert workflow.shown_steps[0].group == "group 1"
    assert count(place, "/step-groups") == count(place, "/runbooks") == 0
