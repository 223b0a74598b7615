"""A part that fails is a note in its place, the rest is there; only the first request raises."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import API_VERSIONS, INSTALLER_ID
from nuon_notebook.errors import InstallersRemovedError, NotFoundError, NuonError, UnauthorizedError
from nuon_notebook.loader import LoadOptions, answers, load_app, load_installer
from nuon_notebook.models import AppConfig
from tests.cases import failures
from tests.demo_generator.values import SECRETS
from tests.loaded import loaded_sections_of, notes_of, partly_loaded_of, sections_of, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.models import App, Installer

DESK, LAKE = "harbor-desk", "grain-lake"
JSON = {"Content-Type": "application/json"}
REFUSED = json.dumps({"error": "access denied", "user_error": True, "description": "no permission"})

FAILURES = {
    "no permission": {"status": 403, "headers": JSON, "body": REFUSED},
    "no such endpoint": {"status": 404, "headers": {"Content-Type": "text/plain"}, "body": "404 page not found"},
    "no such record": {"status": 404, "headers": JSON, "body": REFUSED},
    "server failed": {"status": 500, "headers": JSON, "body": '{"error": "timeout", "user_error": true}'},
    "unavailable": {"status": 503, "times": 4},
    "token stopped working": {"status": 401, "headers": JSON, "body": REFUSED},
    "not ready": {"status": 409, "headers": JSON, "body": REFUSED},
    "a proxy's page": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<html>log in</html>"},
    "cut short": {"status": 200, "headers": JSON, "body": '[{"id": "x'},
    "no such shape": {"status": 200, "headers": JSON, "body": '"text"'},
    "connection broke off": {"status": 0, "times": 4},
}


@pytest.fixture
def place(older: Any) -> Any:
    """A server on which each part of an app has a request of its own."""
    return older


def _parts(place: Any) -> dict[str, tuple[str, Callable[[App], Any], str]]:
    """Each part's request, the model that has the note, and the note's name."""
    lake = place.app(LAKE)
    install = next(one for one in place.server.world.installs if one.app.id == lake.id)
    return {
        "configs": (f"{lake.id}/configs", lambda app: app, "configs"),
        "branches": (f"{lake.id}/branches", lambda app: app, "branches"),
        "installs": (f"{lake.id}/installs", lambda app: app, "installs"),
        "config": (f"config/{lake.configs[4].id}", lambda app: app.configs[0], "components"),
        "actions": (f"{lake.id}/action-workflows", lambda app: app.configs[0], "actions"),
        "workflows": (f"{install.id}/workflows", lambda app: app.installs[install.name], "workflows"),
    }


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("part", ["configs", "branches", "installs", "config", "actions", "workflows"])
def test_a_part_that_fails_is_a_note_in_its_place(place: Any, part: str, failure: str) -> None:
    path, owner, name = _parts(place)[part]
    place.server.fail_next(path, **FAILURES[failure])
    failed = owner(load_app(place.client, LAKE))
    assert notes_of(failed)[name]
    assert "\n" not in notes_of(failed)[name]
    assert name not in loaded_sections_of(failed)


@pytest.mark.parametrize("part", ["configs", "branches", "installs", "config", "actions", "workflows"])
def test_the_other_parts_are_untouched_by_one_that_fails(place: Any, part: str) -> None:
    path, owner, name = _parts(place)[part]
    place.server.fail_next(path, **FAILURES["no permission"])
    app = load_app(place.client, LAKE)
    everyone = [app, *app.configs, *(app.installs if app.installs.loaded else ())]
    noted = [(model, name) for model in everyone for name in notes_of(model)]
    both = app.configs[:2] if part == "actions" else [owner(app)]  # the list of actions serves both configs
    assert noted == [(model, name) for model in both]


def test_of_a_config_that_fails_every_part_is_told_to_have_failed(place: Any) -> None:
    path, newest, _ = _parts(place)["config"]
    place.server.fail_next(path, **FAILURES["server failed"])  # "recurse=true" would be the config before it, too
    config = newest(load_app(place.client, LAKE))
    states = {name: state_of(config, name).status for name in sections_of(AppConfig) if name != "graph"}
    assert {name for name, known in states.items() if known == "failed"} == set(states) - {"readme"}
    assert config.readme


def test_without_the_list_of_configs_the_newest_that_the_app_names_are_shown(place: Any) -> None:
    place.server.fail_next(f"{place.app(LAKE).id}/configs", **FAILURES["no permission"])
    app = load_app(place.client, LAKE)
    assert [config.version for config in app.configs] == [5, 4, 3]
    assert app.configs[0].components
    assert "configs" in partly_loaded_of(app)


def test_a_list_that_breaks_off_keeps_what_came_before(place: Any) -> None:
    app_id = place.app(LAKE).id
    first, rest = json.dumps([{"id": "inl1", "name": "one"}]), "offset=1"
    place.server.fail_next(f"{app_id}/installs", status=200, headers={**JSON, "X-Nuon-Page-Next": "true"}, body=first)
    place.server.fail_next(rest, **FAILURES["server failed"])
    app = load_app(place.client, LAKE)
    assert [install.name for install in app.installs] == ["one"]
    assert "installs" in notes_of(app)
    assert "installs" in partly_loaded_of(app)


def test_a_config_in_status_error_says_why_it_is_not_whole(place: Any) -> None:
    broken = load_app(place.client, DESK).configs[0]
    assert broken.version == 12
    note = notes_of(broken)["components"]
    assert note == "v12 failed, so the server does not send its components."
    assert "unable to parse values" in broken.headline.why
    assert loaded_sections_of(broken) == {"readme"}


def test_a_status_that_holds_a_secret_does_not_bring_it_into_a_note(place: Any) -> None:
    def leak(rows: Any) -> Any:
        return [{**row, "status_description": f"password={SECRETS[0]}"} for row in rows]

    place.rewrite(f"{place.app(DESK).id}/configs", leak)
    note = notes_of(load_app(place.client, DESK).configs[0])["components"]
    assert SECRETS[0] not in note


def test_an_older_action_that_fails_has_the_note_itself(place: Any) -> None:
    place.server.fail_next("/v1/action-workflows/configs/", **FAILURES["no permission"])
    actions = load_app(place.client, DESK).configs[1].actions
    noted = [action for action in actions if notes_of(action)]
    assert len(noted) == 1
    assert state_of(noted[0], "steps").status == "failed"
    assert all(action.steps for action in actions if action not in noted)


def test_without_the_list_of_actions_they_are_there_without_steps(place: Any) -> None:
    place.server.fail_next("/action-workflows", **FAILURES["no permission"])
    actions = load_app(place.client, LAKE).configs[0].actions
    assert actions
    assert {state_of(action, "steps").status for action in actions} == {"failed"}
    assert not any("/v1/action-workflows/configs" in path for path in place.server.paths())


def test_an_installers_table_of_installs_says_which_app_is_missing(place: Any) -> None:
    place.server.fail_next("/v1/installs?", **FAILURES["no permission"])
    place.server.fail_next(f"{place.app(DESK).id}/installs", **FAILURES["no permission"])
    installer = load_installer(place.client, INSTALLER_ID)
    assert notes_of(installer)["installs"].startswith("Harbor Desk: ")
    assert "installs" not in loaded_sections_of(installer)
    assert {install.app_name for install in installer.installs} == {"Grain Lake", "Tide Relay"}


def test_an_app_whose_own_answer_fails_is_shown_as_the_installer_has_it(place: Any) -> None:
    lake = place.app(LAKE)
    place.rewrite(f"/v1/apps/{lake.id}", lambda _: "no object")
    app = load_installer(place.client, INSTALLER_ID).apps[LAKE]
    assert "notifications_config" in notes_of(app)
    assert (app.title, len(app.configs), len(app.installs)) == ("Grain Lake", 5, 2)


def test_everything_but_the_installer_may_fail(place: Any) -> None:
    for part in ("/v1/apps/", "/v1/installs?"):
        place.server.fail_next(part, times=99, **FAILURES["token stopped working"])
    installer = load_installer(place.client, INSTALLER_ID)
    assert [app.title for app in installer.apps] == ["Grain Lake", "Harbor Desk", "Tide Relay"]
    assert all(notes_of(app).keys() >= {"configs", "installs", "branches"} for app in installer.apps)


def test_a_passing_failure_is_survived_unseen(place: Any) -> None:
    place.server.fail_next("/installs", status=503, times=2)
    place.server.fail_next("/configs", status=429, headers={"Retry-After": "0"})
    installer = load_installer(place.client, INSTALLER_ID)
    assert not any(notes_of(model) for app in installer.apps for model in (app, *app.installs))


@pytest.mark.parametrize("failure", FAILURES)
def test_the_installer_itself_failing_raises(place: Any, failure: str) -> None:
    place.server.fail_next("/v1/installers/", **FAILURES[failure])
    with pytest.raises(NuonError):
        load_installer(place.client, INSTALLER_ID)


def test_a_token_that_is_not_accepted_raises_its_own_error(place: Any) -> None:
    place.server.fail_next("/v1/apps/", **FAILURES["token stopped working"])
    with pytest.raises(UnauthorizedError):
        load_app(place.client, LAKE)


def test_a_server_without_installers_raises_what_names_the_way_out(serve: Callable[..., Any]) -> None:
    place = serve(api=API_VERSIONS["0.19.708"])
    with pytest.raises(InstallersRemovedError, match="%nuon_app NAME"):
        load_installer(place.client, INSTALLER_ID)


def test_an_unknown_app_raises_after_one_request_and_that_for_near_names(place: Any) -> None:
    with pytest.raises(NotFoundError):
        load_app(place.client, "no-such-app")
    assert [path.partition("?")[0] for path in place.server.paths()] == ["/v1/apps/no-such-app", "/v1/apps"]


def test_an_app_without_a_readable_id_is_shown_with_notes(place: Any) -> None:
    def strip(body: Any) -> Any:
        return {**body, "apps": [{**app, "id": None} for app in body["apps"][:1]]}

    place.rewrite(f"/v1/installers/{INSTALLER_ID}", strip)
    app = load_installer(place.client, INSTALLER_ID).apps[0]
    assert app.title == "Grain Lake"
    assert notes_of(app).keys() == {"configs", "installs", "branches", "notifications_config"}
    assert place.asked == []


def test_a_fault_in_the_loader_is_raised_as_itself(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        problem = "a fault of our own"
        raise LookupError(problem)

    monkeypatch.setattr(answers, "branches_answer", broken)
    with pytest.raises(LookupError, match="a fault of our own") as raised:
        load_installer(place.client, INSTALLER_ID)
    assert "broken" in [entry.name for entry in raised.traceback]
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


LISTS = ("/v1/workflows?", "/v1/installs?", "/v1/action-workflows/acw")
"""What the requests for lists of the whole org, and for all versions of an action, have in their paths."""


def test_a_list_of_the_org_that_fails_is_replaced_by_single_requests_in_silence(serve: Callable[..., Any]) -> None:
    expected = _contents(load_installer(serve().client, INSTALLER_ID, LoadOptions(configs=2)))

    def check(part: str, failure: str) -> None:
        place = serve()
        place.server.fail_next(part, **FAILURES[failure])
        assert _contents(load_installer(place.client, INSTALLER_ID, LoadOptions(configs=2))) == expected

    assert failures(check, product(LISTS, FAILURES)) == []


def _contents(installer: Installer) -> dict[str, Any]:
    """How many workflows each install has, which notes there are, and how many steps the actions have."""
    installs = [install for app in installer.apps for install in app.installs]
    configs = [config for app in installer.apps for config in app.configs if config.actions.loaded]
    actions = [action for config in configs for action in config.actions]
    return {
        "workflows": [(one.name, len(one.workflows), one.section_state("workflows").more) for one in installs],
        "steps": [len(action.steps) for action in actions if action.steps.loaded],
        "notes": [[*notes_of(one)] for one in (*installer.apps, *installs, *configs, *actions)],
    }
