"""The rows that answer questions, names that open rows, and as of when everything is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.problems import problems
from nuon_notebook.explorer import explore
from nuon_notebook.explorer.config_nodes import ConfigNode
from nuon_notebook.models import App, AppConfig
from tests.cases import failures
from tests.explorer.screen import Screen, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

DESK = "Harbor Desk"
CONFIG = (DESK, "Configs", "v11")
EASTGATE = (DESK, "Installs", "eastgate-bank")


def row(screen: Screen, title: str) -> str:
    """The header of the innermost row that begins with a title."""
    return next(one for one in reversed(screen.titles()) if one.startswith(title))


def show(screen: Screen, *path: str) -> str:
    """Open rows and return what is shown."""
    screen.open(*path)
    screen.settled()
    return screen.text()


def test_each_of_the_ten_questions_is_answered_in_its_row(screen: Screen) -> None:
    answers = {
        (): (
            "orchard-insights ↗ Grain Lake v3 not deployed, 2 versions behind, 25d older",
            "newest working; v12 failed",
        ),
        ("Problems",): ("2025-11-23 14:32 UTC 21h ago eastgate-bank", "2 of 3 pods are in CrashLoopBackOff"),
        ("Approvals",): ("cobalt-freight", "plan deploy of assistant", "answer on the dashboard ↗"),
        ("Schedule",): ("action health-check", "drift check of the sandbox"),
        (DESK, "Compare two versions"): ("v10 → v11 6 changes",),
        (*CONFIG, "Components"): ("Used by",),
        (DESK, "Impact of a change"): ("Dependents", "Installs 5"),
        (DESK, "Permissions"): ("Service", "iam"),
        (DESK, "Customer provides"): ("domain",),
        (*EASTGATE, "Workflows", "Deploy components", "Timeline"): ("try 2", "Began after"),
    }

    def check(path: tuple[str, ...], words: tuple[str, ...]) -> None:
        shown = show(screen, *path)
        assert [one for one in words if one not in shown] == []

    assert failures(check, answers.items()) == []


def test_the_header_of_an_answer_counts_what_it_lists_and_the_installs_that_it_names(screen: Screen) -> None:
    for title, beyond in (("Problems", " and in 1 config"), ("Approvals", "")):
        rows = problems(screen.explorer.root).rows if title == "Problems" else approvals(screen.explorer.root).rows
        installs = {one.install_id for one in rows if one.install_id}
        assert row(screen, title) == f"{title} {len(rows)} · on {len(installs)} of 8 installs{beyond}"


def test_the_header_of_an_answer_on_one_install_counts_what_it_lists(screen: Screen) -> None:
    for install, headers in (("eastgate-bank", ["Problems 3"]), ("cobalt-freight", ["Approvals 1", "Problems none"])):
        screen.open(DESK, "Installs", install)
        assert [title for title in screen.titles() if title in headers] == headers


def test_headers_do_not_say_that_there_is_what_each_config_has_one_of() -> None:
    app = load_installer("demo").apps["harbor-desk"]
    headers = [node.header() for node in ConfigNode(app, app.configs["v11"]).children()]
    assert "Sandbox, runner, stack" in headers
    assert "Access: roles 3 · break-glass roles 1 · secrets 3" in headers


def test_headers_tell_the_answers_in_numbers(screen: Screen) -> None:
    screen.open(DESK)
    headers = {
        "Overview": "Overview: 5 installs · 3 behind · 1 failing · 1 stuck · 2 for approval",
        "Problems": "Problems 5 · on 2 of 5 installs and in 1 config",
        "Approvals": "Approvals 2 · on 2 of 5 installs",
        "Installs": "Installs 5 [✕ 1 failed · ! 2 waiting for approval, 1 warning]",
    }
    assert {title: row(screen, title) for title in headers} == headers


def test_the_overview_is_the_first_row_and_open(screen: Screen) -> None:
    assert (
        screen.titles()[0]
        == "Overview: 8 installs · 4 behind · 2 failing · 1 stuck · 2 for approval, 1 for the customer"
    )
    assert screen.opened() == screen.titles()[:1]


def test_the_overview_stays_open_when_another_row_is_opened(screen: Screen) -> None:
    screen.open("Problems")
    screen.open(DESK)
    assert [title.split(":")[0].split(" [")[0] for title in screen.opened()] == ["Overview", DESK]


def test_the_overview_of_an_app_is_open_where_the_app_is_explored_by_itself(
    installer: Any, explored: Callable[..., Screen]
) -> None:
    screen = explored(installer.apps["harbor-desk"])
    assert screen.opened() == ["Overview: 5 installs · 3 behind · 1 failing · 1 stuck · 2 for approval"]


def test_an_answer_on_a_version_loads_it(server: Server, screen: Screen) -> None:
    screen.open(DESK, "Permissions")
    screen.settled()
    assert sum("recurse=true" in path for path in server.paths()) == 1
    worst = "Provision can raise its own rights · 2 may do everything in a service"
    others = "2 need attention · 1 unknown role used"
    assert row(screen, "Permissions") == f"Permissions · 4 roles · {worst} · {others} · Harbor Desk v11"


def test_a_version_that_was_loaded_is_not_requested_for_its_answers(server: Server, screen: Screen) -> None:
    show(screen, *CONFIG)
    before = len(server.paths())
    for title in ("Permissions", "Customer provides", "Schedule", "Impact of a change", "Component graph"):
        show(screen, title)
    assert len(server.paths()) == before


def test_the_schedule_loads_the_newest_version_of_each_app_and_those_that_installs_run(
    server: Server, screen: Screen
) -> None:
    shown = show(screen, "Schedule")
    assert sum("recurse=true" in path for path in server.paths()) == 3 + 2
    assert "v11, v10 and v6" in shown
    assert row(screen, "Schedule") == "Schedule · 12 schedules in 2 of 3 apps, none in Tide Relay"


def test_a_schedule_that_lacks_a_version_says_so_and_offers_to_load_it(server: Server, screen: Screen) -> None:
    server.fail_next("recurse=true", 500)
    shown = show(screen, "Schedule")
    assert "Not looked at: v" in shown
    screen.press("Retry")
    screen.settled()
    assert "Not looked at: v5 of" not in screen.text()
    assert row(screen, "Schedule") == "Schedule · 12 schedules in 2 of 3 apps, none in Tide Relay"


def test_the_impact_of_another_component_can_be_chosen(screen: Screen) -> None:
    show(screen, DESK, "Impact of a change")
    picker = screen.field("Component")
    picker.value = next(key for label, key in picker.options if label == "database")
    assert re.search(
        r"database · Harbor Desk v11 · \d+ dependents · \d+ actions · on 4 of 5 installs, pending on 1",
        screen.text(),
    )


def test_at_first_the_component_is_chosen_on_which_the_most_depend(screen: Screen) -> None:
    show(screen, DESK, "Impact of a change")
    config = screen.explorer.root.apps["harbor-desk"].configs[1]
    chosen = screen.field("Component").label
    assert len(config.components[chosen].used_by) == max(len(one.used_by) for one in config.components)


def test_a_version_is_compared_with_the_one_before_it(screen: Screen) -> None:
    show(screen, DESK, "Configs", "v8")
    assert "v7 → v8" in show(screen, "Compare with another version")


def test_the_oldest_version_is_compared_with_the_one_after_it(screen: Screen) -> None:
    show(screen, DESK, "Configs", "v1 ")
    assert "v1 ↔ v2" in show(screen, "Compare with another version") or "v2 → v1" in screen.text()


def test_pictures_have_rows_and_texts(screen: Screen) -> None:
    rows = {
        (*CONFIG, "Component graph"): "Components of v11: 23 components",
        (*EASTGATE, "History"): "History: 5 workflows",
        (*EASTGATE, "Workflows", "Deploy components", "Timeline"): "Timeline",
    }

    def check(path: tuple[str, ...], words: str) -> None:
        show(screen, *path)
        texts = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', screen.html())
        assert any(words in text for text in texts), texts

    assert failures(check, rows.items()) == []


def test_an_app_without_a_working_version_says_so(client: Any, explored: Callable[..., Screen]) -> None:
    app = App.model_validate({"name": "one", "app_configs": [{"id": "c1", "version": 1, "status": "error"}]})
    screen = explored(app)
    screen.open("Permissions")
    assert "There is no working version." in screen.text()


def test_names_in_the_answers_open_rows(screen: Screen) -> None:
    screen.open("Problems")
    names = re.findall(r'<button type="button" class="nuon-go" data-ids="([^"]+)">', screen.html())
    installs = {install.id for install in screen.explorer.root.installs}
    assert installs <= {ids.split(" ")[0] for ids in names}
    press(screen, next(ids for ids in names if " " in ids))
    assert screen.opened()[-1].startswith(("Deploy components", "Provision install"))


def press(screen: Screen, ids: str) -> None:
    """Press a name, as the page tells of it."""
    screen.explorer._accessibility._handle_custom_msg({"event": "opened", "ids": ids}, [])


def test_a_name_opens_its_row_wherever_the_explorer_begins(installer: Any, explored: Callable[..., Screen]) -> None:
    install = installer.installs["eastgate-bank"]
    workflow = install.workflows[1]
    for root in (installer, installer.apps["harbor-desk"], install):
        screen = explored(root)
        press(screen, f"{install.id} {workflow.id}")
        assert screen.opened()[-1].startswith("Deploy components [✕ error]")


def test_a_name_that_a_page_makes_up_opens_nothing(screen: Screen) -> None:
    before = screen.opened()
    for ids in ("", "inl000", "inl000 inw000", "../..", 5, None, ["inl"]):
        screen.explorer._accessibility._handle_custom_msg({"event": "opened", "ids": ids}, [])
    assert screen.opened() == before


def test_in_the_static_page_no_name_is_a_button(screen: Screen) -> None:
    screen.open("Problems")
    assert "nuon-go" in screen.html()
    assert "nuon-go" not in screen.explorer._repr_mimebundle_()["text/html"]


def test_it_says_as_of_when_it_is(screen: Screen) -> None:
    assert "as of 2025-11-24 12:00 UTC" in screen.text()


def test_a_refresh_says_that_it_was_and_as_of_when(server: Server, screen: Screen) -> None:
    context = screen.explorer._context
    context.store.moment = datetime(2025, 11, 20, 8, 0, tzinfo=UTC)  # as if it had been loaded long before
    screen.press("Refresh")
    screen.settled()
    assert "refreshed, as of 2025-11-24 12:00 UTC" in screen.text()


def test_a_refresh_that_failed_in_part_is_as_old_as_before(server: Server, screen: Screen) -> None:
    context = screen.explorer._context
    context.store.moment = datetime(2025, 11, 20, 8, 0, tzinfo=UTC)
    server.fail_next("/branches", 500)
    screen.press("Refresh")
    screen.settled()
    assert "Not refreshed: branches" in screen.text()
    assert screen.text().startswith("as of 2025-11-20 08:00 UTC")


def test_a_header_marks_its_exceptions_and_its_reason_only(screen: Screen) -> None:
    screen.open(DESK, "Installs")
    accordion = screen._accordions()[0]
    header = next(title for title in accordion.titles if title.startswith("eastgate-bank"))
    assert header.split("\u2060")[1::2] == ["✕ components, workflow error, health unhealthy"]
    assert header.split("\u2063")[1].startswith("deploy api: helm upgrade")
    assert plain(header).startswith("eastgate-bank [✕ components, workflow error, health unhealthy] · v6, 5 behind")


def test_a_name_cannot_pretend_to_be_an_exception() -> None:
    app = App.model_validate({"id": "app1", "display_name": "calm\u2060✕ error\u2060\u2063why", "app_configs": []})
    screen = Screen(explore(app))
    try:
        assert not any("\u2060" in title or "\u2063" in title for one in screen._accordions() for title in one.titles)
    finally:
        screen.explorer.close()


@pytest.mark.parametrize("version", [11, 12])
def test_a_version_in_error_offers_no_answers(screen: Screen, version: int) -> None:
    show(screen, DESK, "Configs", f"v{version}")
    offered = "Permissions" in [title.split(" ·")[0] for title in screen.titles()[-12:-2]]
    assert offered == (version == 11)


def test_a_config_that_nobody_depends_on_has_no_users() -> None:
    config = AppConfig.model_validate({
        "id": "cfg1", "version": 1,
        "component_config_connections": [
            {"id": "1", "component_id": "a", "component_name": "web", "component_dependency_ids": ["b", "b"]},
            {"id": "2", "component_id": "b", "component_name": "database"},
        ],
    })  # fmt: skip
    assert {one.name: one.used_by for one in config.components} == {"web": (), "database": ("web",)}


def test_users_without_an_id_have_their_names() -> None:
    config = AppConfig.model_validate({
        "id": "cfg1", "version": 1,
        "component_config_connections": [
            {"id": "1", "component_id": "a", "component_name": "database"},
            {"id": "2", "component_name": "web", "component_dependency_ids": ["b"]},
            {"id": "3", "component_id": "b", "component_name": "api", "component_dependency_ids": ["a", "b"]},
            {"id": "4", "component_name": "jobs", "component_dependency_ids": ["a", "b"]},
        ],
    })  # fmt: skip
    assert {one.name: (one.used_by, one.indirectly_used_by) for one in config.components} == {
        "api": (("api", "jobs", "web"), ()),
        "database": (("api", "jobs"), ("web",)),
        "jobs": ((), ()),
        "web": ((), ()),
    }
