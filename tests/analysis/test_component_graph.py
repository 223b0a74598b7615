"""The graph of a config's components: left to right, told apart without colour, and the same in words."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.component_graph import MAX_NODES, UNKNOWN
from nuon_notebook.analysis.layered_layout import layered
from nuon_notebook.display.svg import SHAPES
from nuon_notebook.models import App, AppConfig
from tests.analysis.drawings import Picture, pictures_in
from tests.cases import failures

if TYPE_CHECKING:
    from nuon_notebook.analysis.component_graph import ComponentGraph

KINDS = ("terraform_module", "helm_chart", "docker_build", "external_image", "job", "kubernetes_manifest", "new_kind")


def config(needs: dict[str, list[str]], *, changed: tuple[str, ...] = (), **fields: Any) -> AppConfig:
    """A config whose components need others; their ids are `cmp` and their names."""
    components = [
        {
            "id": f"ccc{name}",
            "component_id": f"cmp{name}",
            "component_name": name,
            "type": KINDS[at % len(KINDS)],
            "app_config_id": "cfg2" if name in changed else "cfg1",
            "component_dependency_ids": [f"cmp{one}" for one in others],
            **fields,
        }
        for at, (name, others) in enumerate(needs.items())
    ]
    return AppConfig.model_validate({"id": "cfg2", "version": 11, "component_config_connections": components})


def graph(needs: dict[str, list[str]], **fields: Any) -> ComponentGraph:
    found = config(needs, **fields).graph
    assert found
    return found


def drawn(found: ComponentGraph) -> Picture:
    (picture,) = pictures_in(found._repr_html_())
    return picture


def columns(found: ComponentGraph) -> dict[str, float]:
    return {node.name: node.x for node in found.drawing.nodes}


CHAIN = {"api": ["database", "cache"], "cache": ["database"], "database": []}


def many(number: int, edges: int) -> dict[str, list[str]]:
    chosen = random.Random(number)  # noqa: S311 - a graph, no secret
    names = [f"part-{at}" for at in range(number)]
    needs: dict[str, list[str]] = {name: [] for name in names}
    for _ in range(edges):
        first, second = sorted(chosen.sample(range(number), 2))
        needs[names[second]].append(names[first])
    return needs


@pytest.fixture(params=["with the library", "without it"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library that lays out graphs, as where it was installed and as where there is no wheel of it."""
    if request.param == "without it":
        monkeypatch.setitem(sys.modules, "fast_sugiyama", None)


@pytest.mark.usefixtures("library")
def test_what_is_needed_is_left_of_what_needs_it() -> None:
    places = columns(graph(CHAIN))
    assert places["database"] < places["cache"] < places["api"]


def test_the_demo_world_is_drawn_whole_and_told_in_words() -> None:
    config = next(app.configs[0] for app in load_installer("demo").apps if app.configs[0].in_full)
    assert config.graph
    picture = drawn(config.graph)
    for one in config.components:
        assert one.name in picture.texts
        assert f"{one.name} (" in picture.alt
        told = next(text for text in picture.alt.split("; ") if f"{one.name} (" in text)
        assert all(used in told.partition(" needs ")[2] for used in one.depends_on)
    assert picture.count("l") == 2 * sum(len(one.depends_on) for one in config.components)


def test_each_kind_has_a_shape_and_a_word_of_its_own() -> None:
    found = graph({kind: [] for kind in KINDS})
    assert len({node.shape for node in found.drawing.nodes}) == len(KINDS) == len(SHAPES)
    assert {"Terraform module", "Helm chart", "Docker build", "New kind"} <= {*drawn(found).texts}


def test_what_was_synced_and_may_have_changed_is_marked_by_more_than_a_colour() -> None:
    picture = drawn(graph(CHAIN, changed=("cache",)))
    assert picture.count("k") == 1
    assert "+ Helm chart" in picture.texts
    assert "cache (Helm chart, synced) needs database" in picture.alt
    assert any("+ and thick border: synced in this version" in text for text in picture.texts)


def test_where_the_version_before_was_loaded_what_really_changed_is_marked() -> None:
    before, after = config(CHAIN), config(CHAIN, changed=("api", "cache", "database"))
    components = [one.model_dump(by_alias=True, mode="json") for one in after.component_config_connections]
    components[0]["drift_schedule"] = "0 4 * * *"
    older = [one.model_dump(by_alias=True, mode="json") for one in before.component_config_connections][:2]
    versions = [
        {"id": "cfg2", "version": 11, "status": "active", "component_config_connections": components},
        {"id": "cfg1", "version": 10, "status": "active", "component_config_connections": older},
    ]
    found = App.model_validate({"id": "app1", "app_configs": versions}).configs[0].graph
    assert found
    assert {one.name: one.news for one in found.components} == {"api": "changed", "cache": "", "database": "changed"}
    picture = drawn(found)
    assert picture.count("k") == 2
    assert {"* Terraform module", "Helm chart"} <= {*picture.texts}
    assert "2 changed" in picture.alt
    assert any("* and thick border: changed in this version" in text for text in picture.texts)


def test_circles_survive_and_are_told() -> None:
    found = graph({"a": ["c"], "b": ["a"], "c": ["b"]})
    picture = drawn(found)
    assert sum(line.closes for line in found.drawing.lines) == picture.count("d") == 1
    assert "They depend on each other in a circle; for instance a needs c" in picture.alt
    assert "They depend on each other in a circle" in str(found)


def test_a_component_that_needs_itself_survives_and_is_told() -> None:
    picture = drawn(graph({"a": ["a"], "b": ["a"]}))
    assert "! needs itself" in picture.texts
    assert "a (Terraform module, needs itself)" in picture.alt


def test_an_unknown_id_is_drawn_as_such() -> None:
    picture = drawn(graph({"api": ["gone"]}))
    assert {"cmpgone", UNKNOWN} <= {*picture.texts}
    assert picture.count("d") == 1
    assert f"cmpgone ({UNKNOWN})" in picture.alt


def test_components_without_ids_or_names_survive() -> None:
    assert drawn(graph(CHAIN, component_id=None)).texts
    assert drawn(graph(CHAIN, component_name=None)).texts
    assert drawn(graph(CHAIN, type=None)).texts


def test_without_components_there_is_no_graph_and_nothing_is_said_of_it() -> None:
    assert AppConfig(id="cfg1").graph is None
    assert "Graph" not in AppConfig(id="cfg1")._repr_html_()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("number", "edges"), [(1, 0), (3, 3), (60, 40), (60, 110), (60, 0)])
def test_no_components_cover_each_other(number: int, edges: int) -> None:
    found = graph(many(number, edges))
    drawing = found.drawing
    places = [(node.x, node.y) for node in drawing.nodes]
    assert len(places) == number
    for at, (x, y) in enumerate(places):
        assert 0 < x <= drawing.width - drawing.node_width
        assert 0 < y <= drawing.height - drawing.node_height
        near = [other for other in places[:at] if abs(other[0] - x) < drawing.node_width]
        assert all(abs(other[1] - y) > drawing.node_height for other in near)
    assert drawn(found).size < 48 * 1024


def test_of_very_many_components_those_that_were_synced_anew_are_drawn_and_the_rest_is_counted() -> None:
    found = graph(many(300, 400), changed=("part-299",))
    assert len(found.drawing.nodes) == MAX_NODES
    assert "part-299" in columns(found)
    assert any("200 more components not drawn" in text for text in drawn(found).texts)
    assert drawn(found).size < 64 * 1024


@pytest.mark.usefixtures("library")
def test_any_graph_is_laid_out() -> None:
    def holds(seed: int) -> None:
        chosen = random.Random(seed)  # noqa: S311 - a graph, no secret
        nodes = [f"n{at}" for at in range(chosen.choice((1, 2, 5, 20, 60)))]
        edges = [(chosen.choice(nodes), chosen.choice(nodes)) for _ in range(chosen.randrange(2 * len(nodes)))]
        made = layered(nodes, edges)
        assert set(made.places) == set(nodes)
        assert len(set(made.places.values())) == len(nodes)
        assert set(made.routes) == {edge for edge in edges if edge[0] != edge[1]}
        for edge, route in made.routes.items():
            assert (route[0], route[-1]) == (made.places[edge[0]], made.places[edge[1]])
            onward = route[::-1] if edge in made.reversed else route
            assert [place.column for place in onward] == sorted({place.column for place in onward})

    assert failures(holds, range(300)) == []


def test_texts_are_escaped_and_masked() -> None:
    token = "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    picture = drawn(graph({"<b>&\x00": [], token: []}))
    assert "<b>&" in picture.texts
    assert token[:8] not in picture.svg + picture.alt


def test_the_page_of_a_config_holds_its_graph_folded_after_its_components() -> None:
    page = config(CHAIN)._repr_html_()
    assert len(pictures_in(page)) == 1
    before = page[: page.index("<img")]
    assert before.index("<b>Components</b>") < before.rindex("<summary><b>Graph</b>")
    assert not before[before.rindex("<details") :].startswith("<details open")


def test_the_outline_names_dependencies_at_components_instead_of_a_graph() -> None:
    text = str(config(CHAIN))
    assert "Graph" not in text
    assert "database" in text


def test_the_same_config_is_the_same_graph() -> None:
    assert drawn(graph(many(60, 90))) == drawn(graph(many(60, 90)))
