"""Who is hit by a change of a component: dependents with their path, actions, and installs with their versions."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.impact import impact
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError, UnknownNameError
from nuon_notebook.models import App, AppConfig
from tests.analysis.fleets import app, install


def config(uses: dict[str, list[str]], version: int = 1, **fields: Any) -> AppConfig:
    """A config whose components use others, by id."""
    components = [
        {"id": f"con{key}", "component_id": key, "component_name": f"the-{key}", "component_dependency_ids": used}
        for key, used in uses.items()
    ]
    content = {"component_config_connections": components, "component_ids": list(uses), **fields}
    return AppConfig.model_validate({"id": f"cfg{version}", "version": version, "status": "active", **content})


def test_the_demo_world_answers_what_depends_on_the_database_and_who_is_hit() -> None:
    found = impact(load_installer("demo").apps["harbor-desk"], "database")
    assert [(one.name, one.distance, one.way) for one in found.dependents] == [
        ("api", 1, "database → api"),
        ("migrate", 1, "database → migrate"),
        ("worker", 1, "database → worker"),
        ("assistant", 2, "database → api → assistant"),
        ("mail-bridge", 2, "database → api → mail-bridge"),
        ("web", 2, "database → api → web"),
    ]
    assert [(one.install, one.version, one.has, one.hit) for one in found.installs][-2:] == [
        ("eastgate-bank", 6, True, True),
        ("foxglove-council", 2, True, False),
    ]
    assert found.installs[-2].lacks == ("assistant", "mail-bridge")
    assert "on 4 of 5 installs, pending on 1" in found.headline.facts
    smoke_test = found.actions["smoke-test"]
    assert (smoke_test.starts, smoke_test.uses) == (("after deploying api", "after deploying web"), ("api", "web"))


def test_a_row_names_the_installs_where_a_component_is_deployed_apart_from_where_it_is_pending_or_absent() -> None:
    found = load_installer("demo").apps["harbor-desk"].impacts
    assert found is not None
    row = next(one for one in found.rows if one.name == "assistant")
    assert [*map(str, row.where)] == [
        "on brightwater-energy", "pending on cobalt-freight and dunmore-health-staging",
        "not on eastgate-bank and foxglove-council",
    ]  # fmt: skip
    assert row.installs == "on 1 of 5 installs, pending on 2, not on 2"
    assert found.headline.facts == ("Harbor Desk v11", "others depend on 15 of them")
    assert "backup-database" in str(found).split("├─ api")[0]


def test_a_dependent_that_is_not_deployed_on_an_install_is_not_said_to_be_hit_there() -> None:
    deployed, waits = {"a": "active", "b": "active"}, {"a": "active", "b": "pending"}
    installs = [
        install("all", app_config_id="cfg1", component_statuses=deployed),
        install("part", app_config_id="cfg1", component_statuses=waits),
        install("old", app_config_id="cfg2", component_statuses={"a": "active"}),
    ]
    found = impact(app(*installs, configs=[config({"a": [], "b": ["a"]}, 2), config({"a": []}, 1)]), "a")
    assert [(one.install, one.in_words) for one in found.installs] == [
        ("all", "hit"), ("old", "hit, but not the-b"), ("part", "hit, but not the-b")
    ]  # fmt: skip


def test_the_status_of_a_component_on_an_install_tells_where_it_is() -> None:
    statuses: dict[str, dict[str, str]] = {
        "active": {"a": "active"}, "broken": {"a": "error"}, "waits": {"a": "pending", "b": "active"},
        "gone": {"a": "inactive"}, "new": {"b": "active"}, "old": {}, "early": {"a": "queued"},
    }  # fmt: skip
    installs = [install(name, app_config_id="cfg1", component_statuses=these) for name, these in statuses.items()]
    installs += [
        install("other", app_config_id="cfg2", component_statuses={"b": "active"}),
        install("kept", app_config_id="cfg2", component_statuses={"a": "active"}),
        install("strange", app_config_id="cfg3"),
    ]
    owner = app(*installs, configs=[config({"a": [], "b": []}, 1), config({"b": []}, 2)])
    found = impact(next(one for one in owner.configs if one.version == 1), "a")
    by_state: dict[str, list[str | None]] = {}
    for one in found.installs:
        by_state.setdefault(one.state, []).append(one.install)
    assert by_state == {
        "deployed": ["active", "broken", "kept", "old"], "unknown": ["strange"],
        "pending": ["early", "new", "waits"], "absent": ["gone", "other"],
    }  # fmt: skip
    assert {one.in_words for one in found.installs} == {
        "hit", "not known whether its version has it", "not hit yet: never deployed",
        "not hit yet: its deploy has not begun", "not hit: no longer deployed",
        "not hit: its version does not have it",
    }  # fmt: skip


def test_a_row_tells_the_actions_of_its_component_apart_from_those_of_its_dependents_and_of_every_deploy() -> None:
    def action(name: str, *triggers: dict[str, Any], uses: tuple[str, ...] = ()) -> dict[str, Any]:
        return {"id": name, "action_workflow_id": name, "triggers": list(triggers), "component_dependency_ids": uses}

    actions = [
        action("on-all", {"type": "pre-deploy-all-components"}),
        action("on-all-and-b", {"type": "pre-deploy-all-components"}, uses=("b",)),
        action("on-a", {"type": "post-deploy-component", "component_id": "a"}),
        action("on-b", {"type": "pre-teardown-component", "component_id": "b"}),
        action("by-hand", {"type": "manual"}),
    ]
    made = app(configs=[config({"a": [], "b": ["a"]}, action_workflow_configs=actions)]).impacts
    assert made is not None
    assert [str(one.headline.title) + ": " + ", ".join(one.actions) for one in made.always] == [
        "Before deploying all components: on-all, on-all-and-b"
    ]
    assert [(row.actions, row.further_actions) for row in made.rows] == [
        (("on-a",), ("on-all-and-b", "on-b")), (("on-all-and-b", "on-b"), ()),
    ]  # fmt: skip


def test_every_dependent_of_the_demo_world_is_found_and_no_other() -> None:
    installer = load_installer("demo")
    for each in installer.apps:
        newest = next(one for one in each.configs if one.usable)
        uses = {one.name: set(one.depends_on) for one in newest.components}
        for name in uses:
            reached = {name}
            for _ in uses:
                reached |= {one for one, used in uses.items() if used & reached}
            assert {one.name for one in impact(newest, name).dependents} == reached - {name}


def test_a_version_without_the_component_is_told_and_one_that_is_not_known_too() -> None:
    old = config({"a": []}, version=1)
    new = config({"a": [], "b": []}, version=2)
    bare = AppConfig(id="cfg3", version=3, status="error")
    installs = [install(f"c-{at}", app_config_id=f"cfg{at}") for at in (1, 2, 3, 4)]
    found = impact(app(*installs, configs=[bare, new, old]), "the-b")
    assert [(one.install, one.version, one.has) for one in found.installs] == [
        ("c-2", 2, True),
        ("c-3", 3, None),
        ("c-4", None, None),
        ("c-1", 1, False),
    ]
    assert "c-1 v1 · not hit: its version does not have it" in str(found)


def test_circles_survive_and_are_told() -> None:
    found = impact(config({"a": ["c"], "b": ["a"], "c": ["b"], "d": ["a", "d"]}), "a")
    assert [(one.component_id, one.distance) for one in found.dependents] == [("b", 1), ("d", 1), ("c", 2)]
    assert found.circle == ("the-a", "the-b", "the-c", "the-a")
    assert "It depends on itself: the-a → the-b → the-c → the-a" in " ".join(str(found).split())
    assert impact(config({"d": ["d"]}), "d").circle == ("the-d", "the-d")
    assert impact(config({"a": [], "b": ["a"]}), "a").circle == ()


def test_unknown_ids_survive_as_ids() -> None:
    found = impact(config({"a": ["gone"], "b": ["a"]}), "gone")
    assert (found.name, [one.way for one in found.dependents]) == ("gone", ["gone → the-a", "gone → the-a → the-b"])


def test_actions_run_on_deploys_of_the_affected_or_use_them() -> None:
    def action(name: str, *triggers: dict[str, Any], uses: tuple[str, ...] = ()) -> dict[str, Any]:
        return {"id": name, "action_workflow_id": name, "triggers": list(triggers), "component_dependency_ids": uses}

    actions = [
        action("on-b", {"type": "post-deploy-component", "component_id": "b"}),
        action("on-other", {"type": "post-deploy-component", "component_id": "other"}),
        action("on-all", {"type": "pre-deploy-all-components"}, {"type": "pre-deploy-all-components"}),
        action("uses-b", {"type": "manual"}, {"type": "cron", "cron_schedule": "*/15 * * * *"}, uses=("b", "other")),
        action("without-triggers", uses=("b",)),
        action("by-hand", {"type": "manual"}),
    ]
    found = impact(config({"a": [], "b": ["a"], "other": []}, action_workflow_configs=actions), "a")
    assert [(one.name, one.starts, one.uses) for one in found.actions] == [
        ("on-all", ("before deploying all components",), ()),
        ("on-b", ("after deploying the-b",), ()),
        ("uses-b", ("every 15 minutes", "run by hand"), ("the-b",)),
        ("without-triggers", ("only when somebody runs it",), ("the-b",)),
    ]


def test_a_component_is_found_by_id_and_in_any_case() -> None:
    one = config({"a": [], "b": ["a"]})
    assert (
        impact(one, "THE-A").component_id == impact(one, "a").component_id == impact(one, "the-a").component_id == "a"
    )


def test_a_wrong_name_says_what_there_is_and_what_is_nearest() -> None:
    with pytest.raises(
        UnknownNameError, match=r"^No component is called the-bb\. There are: the-a and the-b\. Did you mean"
    ):
        impact(config({"a": [], "b": ["a"]}), "the-bb")


def test_what_was_not_loaded_is_never_none() -> None:
    with pytest.raises(NotLoadedError, match='load_app\\("shop"\\)'):
        impact(App(id="app1", name="shop"), "a")
    alone = impact(config({"a": []}), "a")
    assert [gap.what for gap in alone.gaps] == ["installs, because the config was not reached through its app"]
    newer = AppConfig(id="cfg9", version=9, status="active")
    found = impact(app(configs=[newer, config({"a": []}, version=8)]), "a")
    assert (found.version, [gap.what for gap in found.gaps]) == (8, ["v9 of shop"])


@pytest.mark.parametrize("other", ["demo", None, 3])
def test_what_is_neither_app_nor_config_is_refused(other: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="neither an app nor a config"):
        impact(other, "a")


@pytest.mark.parametrize("number", [1, 60, 400])
def test_any_number_of_components_is_displayed(number: int) -> None:
    chain = {f"c{at}": [f"c{at - 1}"] if at else [] for at in range(number)}
    found = impact(config(chain), "c0")
    assert len(found.dependents) == number - 1
    assert found._repr_html_() == impact(config(chain), "c0")._repr_html_()
    assert len(found._repr_html_()) < 256 * 1024
