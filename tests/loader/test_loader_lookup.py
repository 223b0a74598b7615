"""Loading an install, a workflow, and whatever has an id or name; and the workflows of a period."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import lookup
from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.errors import NotFoundError
from nuon_notebook.loader import LoadOptions, load_app, load_by_name, load_install, load_workflow

RUN = "inwa6kyr3484kq3bf5uydseq7u"


def test_an_install_is_found_by_name_and_by_id_and_needs_six_requests(place: Any) -> None:
    install = load_install(place.client, "eastgate-bank", 2)
    app, own = f"/v1/apps/{install.app_id}", f"/v1/installs/{install.id}"
    pending = "/v1/workflows/pending-approvals"
    assert sorted(path.partition("?")[0] for path in place.server.paths()) == sorted(
        ["/v1/installs/eastgate-bank", app, f"{app}/components", f"{app}/configs", f"{own}/workflows", pending]
    )
    assert (install.app_name, install.version, install.behind, len(install.workflows)) == ("Harbor Desk", 6, 5, 2)
    assert load_install(place.client, install.id or "").name == "eastgate-bank"


def test_workflows_of_an_install_that_cannot_be_loaded_become_a_note(place: Any) -> None:
    place.rewrite("/workflows", lambda _: {"no": "list"})
    install = load_install(place.client, "eastgate-bank")
    assert install.section_state("workflows").status is SectionStatus.FAILED
    assert install.section_state("workflows").note


def test_a_workflow_is_reached_through_its_install_and_app(place: Any) -> None:
    workflow = load_workflow(place.client, RUN)
    assert workflow.shown_steps[0].dashboard.endswith(f"?panel={workflow.shown_steps[0].id}")
    assert workflow.parent is not None
    assert workflow.parent.name == "brightwater-energy"  # type: ignore[attr-defined]


def test_an_installer_and_an_app_are_told_apart(place: Any) -> None:
    assert load_by_name(place.client, INSTALLER_ID, LoadOptions(configs=0, workflows=0)).api_type == "app.Installer"
    assert load_by_name(place.client, "tide-relay", LoadOptions(configs=0, workflows=0)).api_type == "app.App"
    with pytest.raises(NotFoundError, match="nobody"):
        load_by_name(place.client, "nobody", LoadOptions(configs=0, workflows=0))


def test_the_workflows_of_a_period_are_loaded_for_those_installs_that_lack_some(place: Any) -> None:
    app = load_app(place.client, "harbor-desk", LoadOptions(configs=0, workflows=1))
    assert app.moment is not None
    limit = app.moment - timedelta(days=8)
    before = len(place.server.paths())
    whole = lookup.with_workflows_back_to(place.client, app, app.installs, limit)
    assert [path.rpartition("/")[2].partition("?")[0] for path in place.server.paths()[before:]] == ["workflows"] * 4
    for install in whole.installs:
        created = [one.created_at for one in install.workflows if one.created_at]
        assert not install.section_state("workflows").more or min(created) < limit
    assert lookup.with_workflows_back_to(place.client, whole, whole.installs, limit) is whole


def test_a_period_that_cannot_be_loaded_becomes_a_note_and_keeps_what_is_known(place: Any) -> None:
    app = load_app(place.client, "harbor-desk", LoadOptions(configs=0, workflows=1))
    assert app.moment is not None
    place.rewrite("/workflows", lambda _: {"no": "list"})
    whole = lookup.with_workflows_back_to(place.client, app, app.installs, app.moment - timedelta(days=8))
    install = whole.installs["eastgate-bank"]
    assert (len(install.workflows), bool(install.section_state("workflows").note)) == (1, True)
