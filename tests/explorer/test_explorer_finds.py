"""Search and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook import demo
from nuon_notebook.loader import load_app
from tests.demo_generator.values import SECRETS
from tests.explorer.loaded import changed, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen


def hits(screen: Screen) -> list[str]:
    return [label for label, _ in screen.field("Found").options]


@pytest.mark.parametrize(
    "words", ["eastgate", "inl69f4inposr5k4spucte8uhq", "manual_deploy", "crashloop", "in-progress"]
)
def test_names_ids_kinds_statuses_and_reasons_are_found(screen: Screen, words: str) -> None:
    screen.field("Search").value = words
    assert hits(screen)


def test_all_words_have_to_occur(screen: Screen) -> None:
    screen.field("Search").value = "eastgate deployed"
    assert hits(screen)
    assert all("eastgate" in hit for hit in hits(screen))


def test_it_says_how_many_of_how_many(screen: Screen) -> None:
    screen.field("Search").value = "nothing holds this"
    number = len(screen.explorer._search._entries)
    assert number > 100
    assert f"0 hits in {number} loaded items" in screen.text()


def test_what_was_opened_is_found(screen: Screen) -> None:
    screen.field("Search").value = "smoke-test"
    before = len(hits(screen))
    screen.open("Harbor Desk", "Configs", "v11", "Actions")
    assert len(hits(screen)) > before


def test_what_another_config_tells_of_a_component_is_found(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v10")
    screen.settled()
    screen.field("Search").value = "component v10 shown as it is today"
    before = len(hits(screen))
    for version in ("v9", "v8", "v7", "v6"):
        screen.open(version)
        screen.settled()
    assert 0 < len(hits(screen)) < before


def test_a_hit_opens_where_it_is(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11", "README")
    screen.field("Search").value = "component ticket-queue"
    screen.field("Found").index = 0
    assert screen.opened()[-1] == "Components 23"
    assert "<details open" in screen.html()
    assert "<b>ticket-queue</b>" in screen.html().split("<details open", 1)[1][:200]


def test_components_and_drift_of_installs_are_found(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "cobalt-freight", "Components")
    screen.open("Drift")
    screen.settled()
    screen.field("Search").value = "component eastgate-bank api error"
    assert "component eastgate-bank api [✕ error]" in hits(screen)
    screen.field("Search").value = "drift cobalt-freight cache"
    screen.field("Found").index = hits(screen).index("drift cobalt-freight cache")
    assert screen.opened()[-1].startswith("Drift")


def test_what_has_to_be_asked_for_first_opens_all_the_way(client: Client, explored: Callable[..., Screen]) -> None:
    screen = explored(client.installer(demo.INSTALLER_ID))
    app = screen.explorer.root.apps["harbor-desk"]
    config = list(client.app_configs(app.id or "", limit=2))[1]
    screen.explorer.open(app.id or "", "configs", config.id or "", "components")
    screen.until(lambda: "charts/api" in screen.text())


def test_a_failed_step_opens_its_workflow(screen: Screen) -> None:
    screen.field("Search").value = "crashloop step"
    screen.field("Found").index = 0
    assert "CrashLoopBackOff" in screen.text()


@pytest.mark.parametrize(
    ("field", "value"), [("Status", "approval-awaiting"), ("Install", "eastgate-bank"), ("Workflow", "drift_run")]
)
def test_a_filter_leaves_only_what_matches(screen: Screen, field: str, value: str) -> None:
    screen.field(field).value = value
    assert hits(screen)
    found = screen.explorer._search._found
    known = {"Status": "statuses", "Install": "install", "Workflow": "workflow_type"}[field]
    assert all(value in getattr(entry, known) for entry in found)


def test_filters_and_words_go_together(screen: Screen) -> None:
    screen.field("Install").value = "eastgate-bank"
    alone = len(hits(screen))
    screen.field("Status").value = "error"
    assert 0 < len(hits(screen)) < alone


def test_a_filter_stays_chosen_when_nothing_has_its_value_any_more(
    server: Server, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.field("Status").value = "in-progress"
    before = hits(screen)
    for row in server.world.workflows:
        for one in (row, *row["steps"]):
            if one["status"]["status"] == "in-progress":
                monkeypatch.setitem(one, "status", {"status": "success"})
    screen.press("Refresh")
    screen.settled()
    assert before
    assert screen.field("Status").value == "in-progress"
    assert "0 hits in " in screen.text()
    screen.field("Status").value = ""
    screen.press("Refresh")
    screen.settled()
    assert "in-progress" not in {value for _, value in screen.field("Status").options}


def test_the_chosen_hit_stays_chosen_while_statuses_change(
    server: Server, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = next(one.id for one in server.world.installs if one.name == "brightwater-energy")
    running = next(
        one for one in server.world.workflows
        if one["owner_id"] == install and one["status"]["status"] == "in-progress"
    )  # fmt: skip
    screen.field("Search").value = "step brightwater deploying"
    screen.field("Found").index = 4
    chosen, before = screen.field("Found").label, hits(screen)
    step = next(one for one in running["steps"] if one["status"]["status"] == "pending")
    monkeypatch.setitem(step, "status", {"status": "success"})
    screen.press("Refresh")
    screen.settled()
    assert hits(screen) != before
    assert screen.field("Found").label == chosen


def test_a_new_search_begins_with_no_choice(screen: Screen) -> None:
    screen.field("Search").value = "step brightwater"
    screen.field("Found").index = 4
    screen.field("Search").value = "step brightwater deploy"
    assert screen.field("Found").index is None


def test_the_chosen_hit_is_gone_to_again_when_the_page_says_so(screen: Screen) -> None:
    screen.field("Search").value = "crashloop step"
    screen.field("Found").index = 0
    before = screen.opened()
    next(iter(screen._accordions()[::-1])).selected_index = None
    assert screen.opened() != before
    screen.explorer._accessibility._handle_custom_msg({"event": "same hit"}, [])
    assert screen.opened() == before


def test_the_chosen_component_stays_chosen_when_its_name_comes(screen: Screen) -> None:
    screen.field("Search").value = "component eastgate-bank cmpf1avlfgoostkgtves19scpl"
    screen.field("Found").index = 0
    screen.settled()
    assert screen.field("Found").label == "component eastgate-bank ticket-queue · active"


def test_many_hits_come_in_slices(screen: Screen) -> None:
    screen.field("Search").value = "e"
    assert len(hits(screen)) == 50
    screen.press("show 50 more")
    assert len(hits(screen)) == 100


def test_an_empty_search_shows_no_list(screen: Screen) -> None:
    screen.field("Search").value = "eastgate"
    screen.field("Search").value = ""
    with pytest.raises(StopIteration):
        screen.field("Found")


def test_no_secret_is_searched(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11", "README")
    for secret in SECRETS:
        screen.field("Search").value = secret
        assert "0 hits in " in screen.text()


def test_a_secret_that_another_model_quotes_is_neither_found_nor_shown(
    client: Client, explored: Callable[..., Screen]
) -> None:
    app = load_app(client, "harbor-desk", configs=2, workflows=0)
    inputs = (one for config in app.configs for group in config.input_groups for one in group.app_inputs)
    secret = next(one.default.get_secret_value() for one in inputs if one.sensitive and one.default)
    branch = app.branches[0].with_fields({"name": f"quoting {secret}"})
    screen = explored(changed(app, listed(app, "branches", [branch])))
    screen.field("Search").value = "quoting"
    assert [hit for hit in hits(screen) if secret in hit] == []
    assert len(hits(screen)) == 1
    screen.field("Search").value = secret
    assert "0 hits in " in screen.text()


def test_a_title_tells_what_failed_and_what_waits(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs")
    headers = {title.split(" ")[0]: title for title in screen.titles()}
    assert headers["eastgate-bank"].endswith(
        "deploy api: helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
    )
    assert headers["cobalt-freight"].endswith("waits for approval: plan deploy of assistant")
