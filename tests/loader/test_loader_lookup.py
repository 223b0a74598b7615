"""Loading an install, a workflow, and whatever has an id or name; and the workflows of a period."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nuon_notebook import lookup
from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.errors import NotFoundError
from nuon_notebook.loader import LoadOptions, load_app, load_by_name, load_install, load_installer, load_workflow
from nuon_notebook.loader.unknown_names import is_about
from tests.cases import failures

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


BARE = LoadOptions(configs=0, workflows=0)


def test_a_name_is_found_in_any_case_if_the_server_lists_it(place: Any) -> None:
    assert load_install(place.client, "EASTGATE-bank", 0).name == "eastgate-bank"
    assert load_app(place.client, "Harbor-Desk", BARE).name == "harbor-desk"
    assert load_app(place.client, "harbor desk", BARE).name == "harbor-desk"


def refused(load: Any) -> str:
    with pytest.raises(NotFoundError) as caught:
        load()
    return str(caught.value)


def test_a_name_that_nothing_has_leads_to_the_nearest_by_one_more_request(place: Any) -> None:
    told = refused(lambda: load_install(place.client, "eastgate", 0))
    assert "Did you mean eastgate-bank? Check the name; `%nuon_installs APP` lists" in told
    assert [path.partition("?")[0] for path in place.server.paths()] == ["/v1/installs/eastgate", "/v1/installs"]
    assert "Did you mean harbor-desk?" in refused(lambda: load_app(place.client, "harbour-desk", BARE))
    assert "Did you mean" not in refused(lambda: load_install(place.client, "nothing-like-it", 0))


UNKNOWN = (
    ("intharbor-desk", ["installers", "apps"], "Did you mean harbor-desk?"),
    ("harbour-desk", ["apps", "installers"], "Did you mean harbor-desk?"),
    ("int-unlike-any", ["installers", "apps"], "No such record on this server: app int-unlike-any"),
)


def test_a_word_that_may_be_an_app_or_an_installer_is_looked_up_as_both_before_near_names_are(place: Any) -> None:
    def check(word: str, kinds: list[str], told: str) -> None:
        before = len(place.server.paths())
        assert told in refused(lambda: load_by_name(place.client, word, BARE))
        requested = [path.partition("?")[0] for path in place.server.paths()[before:]]
        assert requested == [*(f"/v1/{kind}/{word}" for kind in kinds), "/v1/apps"]

    assert failures(check, UNKNOWN) == []


def test_the_id_of_an_unknown_installer_is_told_as_one(place: Any) -> None:
    word = "int" + "0" * 23
    assert f"installer {word}" in refused(lambda: load_by_name(place.client, word, BARE))


def test_if_the_names_cannot_be_listed_the_error_is_that_of_the_name(place: Any) -> None:
    place.rewrite("/v1/installs", lambda _: {"no": "list"})
    assert "Did you mean" not in refused(lambda: load_install(place.client, "eastgate", 0))


INSTALL_ID, APP_ID = "inl" + "0" * 23, "app" + "0" * 23
OTHER_KINDS: list[tuple[Any, str, str, str]] = [
    (load_workflow, INSTALL_ID, "an install", f"`%nuon_workflows {INSTALL_ID}` lists its workflows"),
    (load_workflow, "iws" + "0" * 23, "a step", "`%nuon_logs iws"),
    (load_install, RUN, "a workflow", f"`%nuon_workflow {RUN}` shows it"),
    (load_install, APP_ID, "an app", f"`%nuon_installs {APP_ID}` lists its installs"),
    (load_app, INSTALL_ID, "an install", f"`%nuon_install {INSTALL_ID}` shows it"),
    (load_installer, APP_ID, "an app", f"`%nuon_app {APP_ID}` shows it"),
    (load_by_name, "dpl" + "0" * 23, "a deploy", "`%nuon_logs dpl"),
]


def test_the_id_of_another_kind_is_told_with_what_shows_it_and_needs_no_list(place: Any) -> None:
    def check(load: Any, word: str, kind: str, advice: str) -> None:
        before = len(place.server.paths())
        told = refused(lambda: load(place.client, word))
        assert f"By its first letters, it may be the id of {kind}." in told
        assert advice in told
        requested = [path.partition("?")[0] for path in place.server.paths()[before:]]
        assert [path for path in requested if not path.endswith(word)] == []

    assert failures(check, OTHER_KINDS) == []


def test_an_error_about_something_else_than_the_word_stays_as_it_is(place: Any) -> None:
    place.rewrite(RUN, lambda row: {**row, "owner_id": APP_ID})
    told = refused(lambda: load_workflow(place.client, RUN))
    assert "No such install" in told
    assert "first letters" not in told


def test_an_error_about_another_record_stays_as_it_is_even_if_the_word_is_in_its_text(place: Any) -> None:
    place.rewrite("/v1/installs/eastgate-bank", lambda row: {**row, "app_id": APP_ID})
    with pytest.raises(NotFoundError) as caught:
        load_install(place.client, "eastgate-bank", 0)
    assert caught.value.subject == APP_ID
    assert not is_about(caught.value, "server")
    assert is_about(caught.value, APP_ID)
