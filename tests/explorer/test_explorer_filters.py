"""Filters: what they leave in place, what they hide is counted, and one press takes them away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.models import App, AppConfig, Install
from tests.cases import failures
from tests.demo_generator.worlds import scaled_world
from tests.explorer.loaded import changed, listed, replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server
    from tests.explorer.screen import Screen

INSTALLS = (
    "brightwater-energy", "cobalt-freight", "dunmore-health-staging", "eastgate-bank", "foxglove-council",
    "kestrel-grain-coop", "orchard-insights", "polder-water-board",
)  # fmt: skip


def named(text: str) -> set[str]:
    """The installs that a text names."""
    return {name for name in INSTALLS if name in text}


def test_a_filter_leaves_the_rows_and_the_table_that_match(screen: Screen) -> None:
    left = {
        ("Status", "approval-awaiting"): {"cobalt-freight", "dunmore-health-staging"},
        ("Status", "offline"): {"orchard-insights"},
        ("Install", "eastgate-bank"): {"eastgate-bank"},
        ("Workflow", "provision"): {"orchard-insights", "polder-water-board"},
    }

    def check(chosen: tuple[str, str], installs: set[str]) -> None:
        screen.press("Show all")
        screen.field(chosen[0]).value = chosen[1]
        assert named(screen.text()) == installs

    assert failures(check, left.items()) == []


def test_a_hidden_row_is_counted_where_it_was(screen: Screen) -> None:
    screen.open("Harbor Desk", "Installs")
    screen.field("Install").value = "eastgate-bank"
    assert [title.split(" ")[0] for title in screen.titles() if title.split(" ")[0] in INSTALLS] == ["eastgate-bank"]
    assert "1 of 3 shown" in screen.text()  # apps
    assert "1 of 5 shown" in screen.text()  # installs of the app
    assert "1 of 8 installs shown" in screen.text()  # in the overview


def test_it_says_how_much_of_everything_is_left(screen: Screen) -> None:
    screen.field("Install").value = "eastgate-bank"
    assert "Shown: 1 of 8 installs, 5 of 31 workflows, 1 of 18 versions" in screen.text()


def test_the_version_that_an_install_runs_is_left_with_it(screen: Screen) -> None:
    screen.field("Install").value = "eastgate-bank"
    screen.open("Harbor Desk", "Configs")
    assert [title.split(" ")[0] for title in screen.titles() if title[:1] == "v"] == ["v6"]


def test_one_press_takes_all_filters_and_the_words_away(screen: Screen) -> None:
    before = screen.titles()
    for field, value in (("Install", "eastgate-bank"), ("Status", "error"), ("Search", "deploy")):
        screen.field(field).value = value
    screen.press("Show all")
    assert screen.titles() == before
    assert named(screen.text()) == set(INSTALLS)
    assert [screen.field(one).value for one in ("Install", "Status", "Search")] == ["", "", ""]


def test_the_bar_of_hidden_rows_takes_the_filter_away_too(screen: Screen) -> None:
    screen.field("Install").value = "eastgate-bank"
    screen.open("Harbor Desk", "Installs")
    buttons = [one for one in screen.seen() if getattr(one, "description", "") == "Show all"]
    buttons[-1].click()
    assert sum(title.startswith(INSTALLS) for title in screen.titles()) == 5
    assert "shown" not in screen.text()


def test_without_a_filter_there_is_nothing_to_take_away(screen: Screen) -> None:
    button = next(one for one in screen.seen() if getattr(one, "description", "") == "Show all")
    assert button.disabled
    screen.field("Status").value = "error"
    assert not button.disabled


def test_the_answers_are_about_what_is_left(screen: Screen) -> None:
    screen.open("Problems")
    screen.field("Install").value = "eastgate-bank"
    assert any(title == "Problems 3 · on 1 of 1 install" for title in screen.titles())
    assert named(screen.text()) == {"eastgate-bank"}


def test_a_status_that_only_a_step_has_is_not_offered(screen: Screen) -> None:
    offered = {value for _, value in screen.field("Status").options}
    assert "approval-awaiting" in offered
    assert "auto-skipped" not in offered


def test_statuses_are_offered_in_words_the_worst_first(screen: Screen) -> None:
    labels = [label for label, _ in screen.field("Status").options]
    assert labels[0] == "any"
    assert labels[1].startswith("✕ ")
    assert "! waiting for approval" in labels
    assert labels.index("! waiting for approval") < labels.index("success")


def test_a_filter_stays_chosen_when_nothing_has_its_value_any_more(
    server: Server, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.field("Status").value = "in-progress"
    before = named(screen.text())
    for row in server.world.workflows:
        for one in (row, *row["steps"]):
            if one["status"]["status"] == "in-progress":
                monkeypatch.setitem(one, "status", {"status": "success"})
    screen.press("Refresh")
    screen.settled()
    assert before
    assert screen.field("Status").value == "in-progress"
    assert "Shown: 0 of 8 installs" in screen.text()
    screen.field("Status").value = ""
    screen.press("Refresh")
    screen.settled()
    assert "in-progress" not in {value for _, value in screen.field("Status").options}


def test_what_code_opens_is_shown_although_the_filter_hides_it(screen: Screen) -> None:
    app = screen.explorer.root.apps["harbor-desk"]
    screen.field("Install").value = "kestrel-grain-coop"
    screen.explorer.open(app.id, "installs", app.installs["eastgate-bank"].id)
    assert screen.opened()[-1].startswith("eastgate-bank")
    assert screen.field("Install").value == ""


def test_what_comes_while_a_filter_is_chosen_is_filtered(server: Server, screen: Screen) -> None:
    screen.field("Install").value = "eastgate-bank"
    screen.open("Harbor Desk", "Installs", "eastgate-bank", "Workflows")
    before = len(screen.titles())
    screen.press("show 50 more")
    screen.settled()
    assert len(screen.titles()) > before
    assert "1 of 5 shown" in screen.text()


def test_hundreds_of_installs_are_filtered_like_a_few(
    app_of: Callable[..., Any], explored: Callable[..., Screen]
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=2, workflows=1, installs=120))
    screen = explored(app, lambda: client)
    screen.open("Installs")
    name = app.installs[100].name
    screen.field("Install").value = name
    assert "1 of 120 shown" in screen.text()
    assert sum(title.startswith(str(name)) for title in screen.titles()) == 1


def test_a_label_leaves_the_installs_that_have_it_in_rows_and_answers(screen: Screen) -> None:
    gold = {"brightwater-energy", "cobalt-freight"}
    screen.open("Harbor Desk", "Installs")
    screen.field("Label").value = "tier=gold"
    assert named(screen.text()) == gold  # the overview's rows and those of the app
    assert named(" ".join(screen.titles())) == gold
    assert "2 of 5 shown" in screen.text()
    assert "Shown: 2 of 8 installs" in screen.text()
    for question, header in (("Problems", "none · 2 installs looked at"), ("Approvals", "1 · on 1 of 2 installs")):
        screen.open(question)
        assert f"{question} {header}" in screen.titles()
        assert named(screen.text()) == gold
    screen.press("Show all")
    assert screen.field("Label").value == ""
    assert named(screen.text()) == set(INSTALLS)


def test_a_filter_leaves_no_version_of_which_it_hides_all_installs(screen: Screen) -> None:
    newest = "Grain Lake</p></td><td><p>v5"
    assert newest in screen.html()
    screen.field("Install").value = "eastgate-bank"
    assert "Shown: 1 of 8 installs" in screen.text()
    assert newest not in screen.html()
    assert "0 installs" not in screen.text()


def test_a_label_leaves_the_versions_that_its_installs_run(screen: Screen) -> None:
    screen.field("Label").value = "tier=trial"
    screen.open("Harbor Desk", "Configs")
    assert [title.split(" ")[0] for title in screen.titles() if title[:1] == "v"] == ["v10"]


def test_a_label_and_a_status_leave_what_has_both(screen: Screen) -> None:
    screen.field("Label").value = "tier=gold"
    screen.field("Status").value = "approval-awaiting"
    assert named(screen.text()) == {"cobalt-freight"}


def labelled(labels: dict[str, str], secret: str = "") -> Any:
    """An app with one install with these labels, and a config with a secret input."""
    app = App.model_validate({"id": "app1", "name": "Desk", "status": "active"})
    install = Install.model_validate({"id": "inl1", "name": "acme", "app_id": "app1", "labels": labels})
    inputs = {"inputs": [{"name": "key", "sensitive": True, "default": secret}]} if secret else {}
    config = AppConfig.model_validate_json(json.dumps({"id": "cfg1", "version": 1, "input": inputs}))
    return changed(app, listed(app, "installs", [install]), listed(app, "configs", [config]))


def offered(screen: Screen) -> list[str]:
    """The labels that are offered; none if nothing is."""
    if not any(getattr(one, "description", "") == "Label" for one in screen.seen()):
        return []
    return [value for _, value in screen.field("Label").options if value]


def test_labels_are_offered_where_an_install_has_any_and_nothing_in_them_is_masked(
    explored: Callable[..., Screen],
) -> None:
    key = "gh" + "p_" + "1Ab2Cd3Ef4Gh5Ij6Kl7Mn8Op9Qr0StUvWxYz"
    cases = (
        ({}, "", []),
        ({"zone": "b", "tier": "gold", "pilot": ""}, "", ["pilot", "tier=gold", "zone=b"]),
        ({"tier": "gold", "contact": key}, "", ["tier=gold"]),
        ({"contact": key}, "", []),
        ({"tier": "gold", "word": "swordfish-of-acme"}, "swordfish-of-acme", ["tier=gold"]),
    )

    def check(labels: dict[str, str], secret: str, expected: list[str]) -> None:
        assert offered(explored(labelled(labels, secret))) == expected

    assert failures(check, cases) == []


def test_labels_are_offered_once_they_come(explored: Callable[..., Screen]) -> None:
    screen = explored(labelled({}))
    assert offered(screen) == []
    context = screen.explorer._context
    with context.lock:
        context.merge([replaced(screen.explorer.root.installs[0], labels={"tier": "gold"})])
        context.changed()
    assert offered(screen) == ["tier=gold"]
