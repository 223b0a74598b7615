"""Components that were carried over are compared as they were in each version, or not at all."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import compare, demo_client
from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.display import to_html
from nuon_notebook.loader import LoadOptions, fetch, load_app
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.merge import merge
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.analysis.comparison import Comparison
    from tests.analysis.conftest import Place

DESK = "harbor-desk"


@pytest.fixture
def holding() -> Callable[..., Any]:
    """Returns the app with only some versions of its configs loaded in full."""

    def load(*versions: int) -> Any:
        client = demo_client()
        app = load_app(client, DESK, LoadOptions(configs=0, workflows=0))
        for config in [one for one in app.configs if one.version in versions]:
            app = app.at(merge(store_of(app), client.submit(fetch.config(client.api, app, config)).result()))
        return app

    return load


@pytest.fixture(scope="module")
def whole() -> Any:
    return load_app(demo_client(), DESK, LoadOptions(configs="all", workflows=0))


def between(app: Any, old: int, new: int) -> Comparison:
    by_version = {config.version: config for config in app.configs}
    return compare_configs(by_version[old], by_version[new])


def components(found: Comparison) -> set[tuple[str, str]]:
    return {(change.name or "", change.change) for change in found if change.part == "component"}


def unsure(found: Comparison) -> dict[str, str]:
    return {str(one.name).removeprefix("component "): one.note or "" for one in found.not_compared}


def test_what_a_version_changed_is_not_compared_where_it_is_not_known_how_it_was(holding: Callable[..., Any]) -> None:
    found = between(holding(11, 10), 10, 11)
    assert unsure(found)["api"] == "may have changed, synced in v11: v10 has it from v9 or before, which was not loaded"
    assert "api" not in {name for name, _ in components(found)}


def test_what_no_version_since_changed_is_the_same_though_it_is_not_known_how_it_is(
    holding: Callable[..., Any], whole: Any
) -> None:
    some = between(holding(11, 10), 10, 11)
    assert unsure(some).keys() | {name for name, _ in components(some)} >= {
        name for name, _ in components(between(whole, 10, 11))
    }
    assert "database" not in unsure(some)


@pytest.mark.parametrize("held", [(11, 10, 8, 5), (11, 9, 8, 5, 1), (11, 10, 9, 8, 6, 5, 3, 1), (11, 8, 7, 6, 5, 2)])
def test_what_is_told_without_some_versions_is_true(
    holding: Callable[..., Any], whole: Any, held: tuple[int, ...]
) -> None:
    app = holding(*held)

    def holds(old: int, new: int) -> None:
        found, truth = between(app, old, new), components(between(whole, old, new))
        assert components(found) <= truth
        assert {name for name, _ in truth - components(found)} <= unsure(found).keys()

    assert failures(holds, permutations(held, 2)) == []


def test_a_component_that_is_listed_is_never_removed(holding: Callable[..., Any]) -> None:
    app = holding(11, 10, 8, 5, 1)
    for old, new in permutations((11, 10, 8, 5, 1), 2):
        listed = {config.version: set(config.component_ids) for config in app.configs}
        names = {one.component_id: one.name for config in app.configs for one in loaded(config)}
        removed = {name for name, change in components(between(app, old, new)) if change == "removed"}
        assert removed.isdisjoint({names.get(one) for one in listed[new]})


def loaded(config: Any) -> Any:
    return config.recorded("component_config_connections")


def test_a_broken_version_in_between_is_no_obstacle_where_connections_are_counted(place: Place) -> None:
    app = place.app(DESK)
    broken = app.configs[7]
    others = {row["component_name"] for row in broken.connections}
    broken.record["status"] = "error"
    try:
        found = compare(DESK, "v7", "v11", client=place.client)
    finally:
        broken.record["status"] = "active"
    truth = compare("demo/harbor-desk", "v7", "v11")
    missed = {name for name, _ in components(truth)} - {name for name, _ in components(found)}
    assert missed <= unsure(found).keys() <= others


def test_a_deleted_version_leaves_no_guess(place: Place) -> None:
    app = place.app(DESK)
    gone = app.configs[8]
    place.rewrite(f"{app.id}/configs", lambda rows: [row for row in rows if row["id"] != gone.id])
    found = compare(DESK, "v10", "v11", client=place.client)
    truth = compare("demo/harbor-desk", "v10", "v11")
    assert components(found) <= components(truth)
    missed = components(truth) - components(found)
    assert {name for name, _ in missed} <= unsure(found).keys()


def test_what_cannot_be_compared_for_the_same_reason_is_one_line(holding: Callable[..., Any]) -> None:
    found = between(holding(11, 10), 10, 11)
    groups = found.not_compared_by_reason
    assert [one for group in groups for one in group.items] == [*found.not_compared]
    assert (groups[0].headline.title, groups[0].headline.facts) == (
        "5 components:", ("api, migrate, network-policies, search-image, web",)
    )  # fmt: skip
    assert {one.note for one in groups[0].items} == {groups[0].headline.why}


def test_a_change_that_its_line_tells_does_not_open(holding: Callable[..., Any]) -> None:
    page = to_html(between(holding(11, 10), 10, 11))
    assert "<summary><b>worker-image</b>" not in page
    assert "<b>worker-image</b>" in page
    assert "<summary><b>README</b>" in page
