"""Every pair of versions of the demo world's apps, compared with the generator's own record of what it changed."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import compare, demo_client, load_app
from nuon_notebook.analysis.comparer import compare_configs
from tests.cases import failures
from tests.demo_generator.apps import build_history
from tests.demo_generator.plans import PLANS
from tests.demo_generator.releases import Edit, Release, edits_between
from tests.demo_generator.worlds import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.analysis.comparison import Comparison

HISTORIES = {plan.name: build_history(plan, number) for plan, number in zip(PLANS, VERSIONS, strict=True)}


def pairs(name: str) -> Iterable[tuple[Release, Release]]:
    return permutations([release for release in HISTORIES[name] if release.works], 2)


def edits(found: Comparison) -> set[Edit]:
    return {Edit(change.part, change.name or "", change.change) for change in found}


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return {name: load_app(f"demo/{name}", configs="all", workflows=0) for name in HISTORIES}


def test_every_pair_of_versions_differs_in_what_the_generator_changed(apps: dict[str, Any]) -> None:
    def holds(name: str, old: Release, new: Release) -> None:
        by_version = {config.version: config for config in apps[name].configs}
        found = compare(by_version[old.version], by_version[new.version])
        assert edits(found) == edits_between(old, new)
        assert found.not_compared == ()

    cases = [(name, *pair) for name in HISTORIES for pair in pairs(name)]
    assert len(cases) == 130
    assert failures(holds, cases) == []


def test_each_pair_is_right_when_only_what_it_needs_is_loaded() -> None:
    client = demo_client()

    def holds(name: str, old: Release, new: Release) -> None:
        found = compare(name, old.version, new.version, client=client)
        assert edits(found) == edits_between(old, new)
        assert found.not_compared == ()

    history = [release for release in HISTORIES["grain-lake"] if release.works]
    desk = {release.version: release for release in HISTORIES["harbor-desk"]}
    some = [("harbor-desk", desk[old], desk[new]) for old, new in ((10, 11), (11, 10), (1, 2), (3, 9), (1, 11))]
    cases = [*some, *(("grain-lake", *pair) for pair in permutations(history, 2))]
    assert failures(holds, cases) == []


def test_what_is_the_same_is_counted(apps: dict[str, Any]) -> None:
    old, new = (apps["harbor-desk"].configs[index] for index in (2, 1))
    found = compare_configs(old, new)
    components = len(new.components) - sum(change.part == "component" for change in found)
    assert f"{components} components" in found.same
    assert "13 inputs" in found.same
