"""Every model can be hashed: by its type and id, or, without an id, by what it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import session
from nuon_notebook.models import App, Model
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import Installer


@pytest.fixture(scope="module")
def installers() -> tuple[Installer, Installer]:
    """The demo installer, loaded twice."""
    return session.load_installer("demo", configs="all"), session.load_installer("demo", configs="all")


def kinds(base: type[Model] = Model) -> Iterator[type[Model]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("nuon_notebook.models."):
            yield kind
        yield from kinds(kind)


def models_in(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
        for _, inner in value:
            yield from models_in(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from models_in(inner)
    elif isinstance(value, list | tuple) and not (isinstance(value, Collection) and not value.loaded):
        for inner in value:
            yield from models_in(inner)


def test_equal_models_of_every_type_have_the_same_hash() -> None:
    def check(kind: type[Model]) -> None:
        required = {name: "x" for name, field in kind.model_fields.items() if field.is_required()}
        for values in ({"id": "x1", "name": "a"}, {}, {"name": "a", "labels": {"a": "b"}, "unknown": [1]}):
            payload = json.dumps({**required, **values})
            one, other = kind.model_validate_json(payload), kind.model_validate_json(payload)
            assert one == other
            assert len({one, other, one.model_copy()}) == 1
            assert {one: 1}[other] == 1

    assert failures(check, set(kinds())) == []


def test_what_was_loaded_twice_is_found_again(installers: tuple[Installer, Installer]) -> None:
    one, other = (list(models_in(installer)) for installer in installers)
    assert len(one) == len(other) > 100
    found = set(one)
    assert [model for model in other if model not in found] == []
    assert [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1] or hash(pair[0]) != hash(pair[1])] == []


def test_the_type_and_the_id_decide() -> None:
    types = {kind for kind in kinds(Record) if "id" in kind.model_fields}
    assert len({hash(kind.model_validate_json('{"id": "x1"}')) for kind in types}) == len(types)
    assert hash(App(id="app1", name="a")) == hash(App(id="app1", name="b"))
    assert App(id="app1", name="a") != App(id="app1", name="b")
    assert len({App(id="app1", name="a"), App(id="app1", name="b"), App(id="app2", name="a")}) == 3


def test_models_without_an_id_seldom_collide(installers: tuple[Installer, Installer]) -> None:
    without = {model for model in models_in(installers[0]) if not model.__dict__.get("id")}
    assert len({hash(model) for model in without}) > 0.7 * len(without)
    assert len({hash(App(name=str(number))) for number in range(1000)}) == 1000


def test_a_copy_and_a_place_change_no_hash(installers: tuple[Installer, Installer]) -> None:
    app = installers[0].apps[0]
    assert hash(app) == hash(app.model_copy()) == hash(app.at(None)) == hash(App.model_validate(app.model_dump()))
