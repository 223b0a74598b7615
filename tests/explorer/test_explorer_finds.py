"""Search and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook import demo
from nuon_notebook.loader import LoadOptions, load_app
from tests.demo_generator.values import SECRETS
from tests.explorer.loaded import changed, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen


@pytest.mark.parametrize(
    "words", ["eastgate", "inl69f4inposr5k4spucte8uhq", "manual_deploy", "crashloop", "in-progress"]
)
def test_names_ids_kinds_statuses_and_reasons_are_found(screen: Screen, words: str) -> None:
    screen.field("Search").value = words
    assert screen.hits()


def test_all_words_have_to_occur(screen: Screen) -> None:
    screen.field("Search").value = "eastgate crashloop"
    both = len(screen.hits())
    screen.field("Search").value = "eastgate"
    assert 0 < both < len(screen.hits())


def test_it_says_how_many_of_how_many(screen: Screen) -> None:
    screen.field("Search").value = "nothing holds this"
    number = len(screen.explorer._search._entries)
    assert number > 100
    assert f"0 hits in {number} loaded items, long texts left out" in screen.text()


def test_what_was_opened_is_found(screen: Screen) -> None:
    screen.field("Search").value = "smoke-test"
    before = len(screen.hits())
    screen.open("Harbor Desk", "Configs", "v11", "Actions")
    assert len(screen.hits()) > before


def test_what_another_config_tells_of_a_component_is_found(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v10")
    screen.settled()
    screen.field("Search").value = "component v10 shown as it is today"
    before = len(screen.hits())
    for version in ("v9", "v8", "v7", "v6"):
        screen.open(version)
        screen.settled()
    assert 0 < len(screen.hits()) < before


def test_a_hit_opens_where_it_is(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11", "README")
    screen.field("Search").value = "component ticket-queue"
    screen.choose()
    assert screen.opened()[-1] == "Components 23"
    assert "<li><details open><summary><b>ticket-queue</b>" in screen.html()


def test_components_and_drift_of_installs_are_found(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs", "cobalt-freight", "Components")
    screen.open("Drift")
    screen.settled()
    screen.field("Search").value = "component eastgate-bank api error"
    reason = "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
    assert f"component api [✕ error, health unhealthy] · {reason}" in screen.hits()
    screen.field("Search").value = "drift cobalt-freight cache"
    screen.choose(screen.hits().index("drift cache"))
    assert screen.opened()[-1].startswith("Drift")


def test_what_has_to_be_asked_for_first_opens_all_the_way(client: Client, explored: Callable[..., Screen]) -> None:
    screen = explored(client.installer(demo.INSTALLER_ID))
    app = screen.explorer.root.apps["harbor-desk"]
    config = list(client.app_configs(app.id or "", limit=2))[1]
    screen.explorer.open(app.id or "", "configs", config.id or "", "components")
    screen.until(lambda: "charts/api" in screen.text())


def test_a_failed_step_opens_its_workflow(screen: Screen) -> None:
    screen.field("Search").value = "crashloop step"
    screen.choose()
    assert "CrashLoopBackOff" in screen.text()


def test_a_filter_and_words_find_what_matches_both(screen: Screen) -> None:
    screen.field("Search").value = "deploy"
    alone = len(screen.hits())
    screen.field("Install").value = "eastgate-bank"
    assert 0 < len(screen.hits()) < alone
    assert all("eastgate-bank" in place for place in screen.places() if not place.startswith("Harbor Desk · "))


def test_the_chosen_hit_stays_chosen_while_statuses_change(
    server: Server, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = next(one.id for one in server.world.installs if one.name == "brightwater-energy")
    running = next(
        one for one in server.world.workflows
        if one["owner_id"] == install and one["status"]["status"] == "in-progress"
    )  # fmt: skip
    screen.field("Search").value = "step brightwater deploying"
    screen.choose(4)
    chosen, before = screen.field("Found").label, screen.hits()
    step = next(one for one in running["steps"] if one["status"]["status"] == "pending")
    monkeypatch.setitem(step, "status", {"status": "success"})
    screen.press("Refresh")
    screen.settled()
    assert screen.hits() != before
    assert screen.field("Found").label == chosen


def test_a_new_search_begins_with_no_choice(screen: Screen) -> None:
    screen.field("Search").value = "step brightwater"
    screen.choose(4)
    screen.field("Search").value = "step brightwater deploy"
    assert screen.field("Found").index is None


def test_the_chosen_hit_is_gone_to_again_when_the_page_says_so(screen: Screen) -> None:
    screen.field("Search").value = "crashloop step"
    screen.choose()
    before = screen.opened()
    screen._accordions()[-2].selected_index = None  # the first is that of the overview
    assert screen.opened() != before
    screen.explorer._accessibility._handle_custom_msg({"event": "same hit"}, [])
    assert screen.opened() == before


def test_the_chosen_component_stays_chosen_when_its_name_comes(screen: Screen) -> None:
    screen.field("Search").value = "component eastgate-bank cmpf1avlfgoostkgtves19scpl"
    screen.choose()
    screen.settled()
    assert screen.field("Found").label.strip().startswith("component ticket-queue · deployed ")


def test_hits_are_grouped_by_where_they_are(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11")
    screen.settled()
    screen.field("Search").value = "ticket-queue"
    assert screen.places()[0] == "Harbor Desk / v11 · 1 hit"
    numbers = [int(place.rsplit(" · ", 1)[1].split(" ")[0]) for place in screen.places()]
    assert len(numbers) == len(set(screen.places()))
    assert sum(numbers) == len(screen.hits())


def test_a_place_opens_like_a_hit(screen: Screen) -> None:
    screen.field("Search").value = "crashloop step"
    screen.field("Found").index = 0
    assert screen.places()[0].startswith("Harbor Desk / eastgate-bank / Deploy components 2025-11-23")
    assert screen.opened()[-1].startswith("Deploy components")


def test_the_name_of_a_variable_is_found_and_its_value_is_not(screen: Screen) -> None:
    screen.open("Harbor Desk", "Configs", "v11")
    screen.settled()
    screen.field("Search").value = "stripe.secretkey"
    assert [hit.split(" · ")[0] for hit in screen.hits()] == ["component api"]
    screen.field("Search").value = "demosecret-stripe"
    assert screen.hits() == []


def test_a_component_without_a_name_says_that_its_name_was_not_loaded(screen: Screen) -> None:
    screen.field("Search").value = "cmpf1avlfgoostkgtves19scpl eastgate-bank"
    assert screen.hits() == ["component cmpf1avlfgoostkgtves19scpl (name not loaded)"]


def test_many_hits_come_in_slices(screen: Screen) -> None:
    screen.field("Search").value = "e"
    assert len(screen.hits()) == 50
    screen.press("show 50 more")
    assert len(screen.hits()) == 100


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
    app = load_app(client, "harbor-desk", LoadOptions(configs=2, workflows=0))
    inputs = (one for config in app.configs for group in config.input_groups for one in group.app_inputs)
    secret = next(one.default.get_secret_value() for one in inputs if one.sensitive and one.default)
    branch = app.branches[0].with_fields({"name": f"quoting {secret}"})
    screen = explored(changed(app, listed(app, "branches", [branch])))
    screen.field("Search").value = "quoting"
    assert [hit for hit in screen.hits() if secret in hit] == []
    assert len(screen.hits()) == 1
    screen.field("Search").value = secret
    assert "0 hits in " in screen.text()


def test_a_title_tells_what_failed_and_what_waits(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs")
    headers = {title.split(" ")[0]: title for title in screen.titles()}
    assert "[✕ components, workflow error, health unhealthy]" in headers["eastgate-bank"]
    assert "deploy api: helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff" in headers["eastgate-bank"]
    assert headers["cobalt-freight"].endswith("waits for approval: plan deploy of assistant")
