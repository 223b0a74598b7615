"""The answers on the page of an installer and of an app: in the explorer's order, from what was loaded alone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from nuon_notebook import load_app, load_installer
from nuon_notebook.analysis.app_answers import PendingComparison
from nuon_notebook.analysis.comparison import Comparison
from nuon_notebook.analysis.impact import impact
from nuon_notebook.display import to_html, to_text
from nuon_notebook.explorer.nodes import root_node
from nuon_notebook.models import App, AppConfig, Installer
from tests.analysis.fleets import app, install
from tests.cases import failures

HEADING = re.compile(r"<summary[^>]*><b>(.*?)</b>")
ANSWERS = ["What changed", "Impact of a change", "Permissions", "Customer provides"]
KEYS = {"latest_changes": "versions", "impacts": "impact"}  # rows of the explorer where one chooses


@pytest.fixture(scope="module")
def installer() -> Installer:
    return load_installer("demo")


def config(version: int, **fields: Any) -> AppConfig:
    content = {"component_config_connections": [{"id": "con1", "component_id": "cmp1", "component_name": "api"}]}
    return AppConfig.model_validate(
        {"id": f"cfg{version}", "version": version, "status": "active", **content, **fields}
    )


def test_the_page_and_the_explorer_have_the_same_answers_in_the_same_order(installer: Installer) -> None:
    def agree(root: Any) -> None:
        rows = [node.key for node in root_node(root).children()]
        answers = [KEYS.get(one.name, one.name) for one in type(root).sections if one.layout == "answer"]
        assert [key for key in rows if key in answers] == answers

    assert failures(agree, [(installer,), (installer.apps["harbor-desk"],)]) == []


def test_answers_come_before_the_long_lists(installer: Installer) -> None:
    titles = HEADING.findall(to_html(installer.apps["harbor-desk"]))
    wanted = ["Installs", "Problems", "Approvals", *ANSWERS, "Schedule", "Configs"]
    assert [title for title in titles if title in wanted][: len(wanted)] == wanted
    assert [title for title in HEADING.findall(to_html(installer)) if title in ANSWERS] == [
        *ANSWERS * 2,
        *ANSWERS[1:],
    ]  # one app has one version


def test_the_page_of_the_demo_installer_answers_what_is_asked_of_its_apps(installer: Installer) -> None:
    page = re.sub(r"<[^>]+>", " ", to_html(installer))
    words = (
        'compare("demo/harbor-desk", "v10", "v11")', "seed-first-workspace",
        "on 4 of 5 installs; nothing was deployed to 1", "12 schedules in 2 of 3 apps",
        "4 roles · Provision can raise its own rights", "the customer must give 2 inputs",
        "rotate-database-password",
    )  # fmt: skip
    assert [one for one in words if one not in page] == []


def test_what_the_page_says_of_the_newest_versions_is_what_loads_and_compares_them() -> None:
    shown = load_app("demo/harbor-desk").latest_changes
    assert isinstance(shown, Comparison)
    assert (shown.old, shown.new, bool(shown.changes), bool(shown.not_compared)) == ("v10", "v11", True, True)
    from nuon_notebook import compare  # noqa: PLC0415 - what the expression needs

    found = eval(shown.load, {"compare": compare})  # noqa: S307 - the product says: run this
    assert {change.name for change in shown} < {change.name for change in found}
    whole = load_app("demo/harbor-desk", configs="all").latest_changes
    assert isinstance(whole, Comparison)
    assert (whole.old, whole.new, whole.headline) == (found.old, found.new, found.headline)


def test_versions_are_compared_only_where_both_are_in_hand() -> None:
    assert app(configs=[config(1)]).latest_changes is None
    assert isinstance(app(configs=[config(2), config(1)]).latest_changes, Comparison)
    bare = AppConfig(id="cfg1", version=1, status="active")
    assert isinstance(app(configs=[config(2), bare]).latest_changes, PendingComparison)
    broken = AppConfig(id="cfg3", version=3, status="error")
    assert getattr(app(configs=[broken, config(2), config(1)]).latest_changes, "new", "") == "v2"


def test_what_was_loaded_is_compared_although_an_earlier_version_was_not() -> None:
    found = load_app("demo/harbor-desk", configs=3).latest_changes
    assert isinstance(found, Comparison)
    assert found.changes
    page = to_html(found)
    unsure = [one.note for one in found.not_compared]
    assert unsure
    assert [note for note in unsure if note not in page or "not loaded" not in note] == []
    assert found.load == 'compare("demo/harbor-desk", "v10", "v11")'
    assert found.load in unescape(page)
    assert found.load in str(found)


def test_what_needs_a_config_that_was_not_loaded_is_not_loaded_and_never_none() -> None:
    bare = app(configs=[AppConfig(id="cfg1", version=1, status="active")])
    assert (bare.impacts, bare.permissions, bare.customer_provides) == (None, None, None)
    page = to_html(bare)
    assert "Not loaded: impact of a change, permissions, customer provides" in page
    assert 'load_app("shop")' in page
    assert "no permissions" not in page.lower()
    assert "not loaded" in to_text(App(name="shop"))


def test_a_newer_version_that_was_not_loaded_is_named() -> None:
    newer = AppConfig(id="cfg9", version=9, status="active")
    found = app(configs=[newer, config(8)])
    for answer in (found.impacts, found.permissions, found.customer_provides):
        assert answer is not None
        assert answer.version == 8
        assert "v9 of shop" in [gap.what for gap in answer.gaps]


def test_an_answer_that_fails_says_so_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: App) -> None:
        raise RuntimeError

    monkeypatch.setattr(App, "permissions", property(fail))
    page = to_html(app(configs=[config(1)]))
    assert "<b>Permissions</b>" in page
    assert "could not be shown (RuntimeError)" in page
    assert "<b>Customer provides</b>" in page


def test_the_table_of_impacts_agrees_with_the_impact_of_each_component(installer: Installer) -> None:
    def agree(shown: App) -> None:
        found = shown.impacts
        assert found is not None
        for row in found.rows:
            single = impact(shown, row.name or "")
            assert {*row.direct, *row.further} == {one.name for one in single.dependents}
            assert row.actions == tuple(one.name for one in single.actions)
            hit = sum(one.hit is True for one in single.installs)
            assert row.installs.startswith(f"on {hit} of {len(single.installs)} install")
        assert [*found.to_frame()["component"]] == [row.name for row in found.rows]

    assert failures(agree, [(one,) for one in installer.apps]) == []


def test_an_install_to_which_nothing_was_deployed_is_not_hit() -> None:
    new = config(1, component_ids=["cmp1"])
    statuses = {"deployed": {"cmp1": "active"}, "never": {"cmp1": "pending"}, "unknown": {}}
    installs = [install(name, app_config_id="cfg1", component_statuses=these) for name, these in statuses.items()]
    found = impact(app(*installs, configs=[new]), "api")
    assert {one.install: one.hit for one in found.installs} == {"deployed": True, "never": False, "unknown": True}
    assert "never · pending · v1 · not hit: never deployed" in str(found)


def test_a_version_that_an_install_runs_is_cut_after_those_that_nobody_runs() -> None:
    configs = [AppConfig(id=f"cfg{number}", version=number, status="active", readme="x" * 400) for number in range(300)]
    page = to_text(app(install("one", app_config_id="cfg2"), configs=[*reversed(configs)]))
    assert "├─ v2 " in page
    assert "├─ v3 " not in page
