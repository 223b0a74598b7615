"""Whatever a server sends: a model or a ValidationError, and every property of a model can be asked for."""

from __future__ import annotations

import contextlib
import json
from functools import cache
from itertools import cycle, islice, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import Installer, Model, Workflow
from tests.cases import failures
from tests.conformance.schema import ENUMS, MODELS, OBJECTS, filled, target
from tests.conformance.test_round_trip import payloads
from tests.loaded import sections_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HARD = settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4)
    | st.sampled_from(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "-1", "approval-awaiting", "error", "%s{{"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


@cache
def derived(kind: type[Model]) -> list[str]:
    """The names of the properties that a model computes."""
    names = {name for base in kind.__mro__[:-1] if issubclass(base, Model) for name in vars(base)}
    return sorted(name for name in names if isinstance(getattr(kind, name, None), property))


def below(value: object, passed: dict[int, Model]) -> Iterator[Model]:
    """Every model in a value, but for those that were passed before: many properties return the same models."""
    if isinstance(value, Model):
        if id(value) in passed:
            return
        passed[id(value)] = value  # held, so that no other model gets its id
        yield value
        for name in type(value).model_fields:
            yield from below(getattr(value, name), passed)
    elif isinstance(value, tuple | list) and getattr(value, "loaded", True):
        for item in value:
            yield from below(item, passed)


def ask_everything(model: Model) -> None:
    """Evaluate each property of each model, and of what these properties return."""
    returned: dict[int, Model] = {}
    for inner in below(model, {}):
        computed = [getattr(inner, name) for name in derived(type(inner))]
        states = [state_of(inner, name) for name in sections_of(inner)]
        assert all(state.status for state in states), repr(inner)
        for further in below(computed, returned):
            assert further.headline.title
            assert [getattr(further, name) for name in derived(type(further))]


@cache
def typed(api_type: str, deep: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    """Payloads of some of a type's properties, with what fits or with anything."""
    properties = st.lists(st.sampled_from(sorted(OBJECTS[api_type])), max_size=5, unique=True)
    return properties.flatmap(
        lambda names: st.fixed_dictionaries({name: fuzzed(api_type, name, deep) for name in names})
    )


@cache
def fuzzed(api_type: str, prop: str, deep: int) -> st.SearchStrategy[Any]:
    schema = OBJECTS[api_type][prop]
    refers = target(schema)
    if refers in OBJECTS and deep:
        inner = st.deferred(lambda: typed(refers, deep - 1))
        return JSON | (st.lists(inner, max_size=3) if schema.get("type") == "array" else inner)
    return JSON | st.sampled_from(ENUMS[refers]) if refers in ENUMS else JSON


def test_arbitrary_json_is_a_model_or_a_validation_error() -> None:
    def holds(api_type: str) -> None:
        @HARD
        @given(JSON | typed(api_type))
        def for_any(sent: Any) -> None:
            with contextlib.suppress(ValidationError):
                ask_everything(MODELS[api_type].model_validate_json(json.dumps(sent)))

        for_any()

    assert failures(holds, MODELS) == []


def test_an_object_is_never_refused() -> None:
    def holds(api_type: str) -> None:
        @HARD
        @given(typed(api_type, deep=1), st.dictionaries(st.text(max_size=6), JSON, max_size=3))
        def for_any(sent: dict[str, Any], beyond: dict[str, Any]) -> None:
            model = MODELS[api_type].model_validate_json(json.dumps({**beyond, **sent}))
            again = MODELS[api_type].model_validate_json(model.model_dump_json())
            absent = dict.fromkeys(model.unknown)  # what is secret dumps as null, and null counts as absent
            assert {**absent, **again.model_dump()} == model.model_dump()

        for_any()

    assert failures(holds, MODELS) == []


def test_every_property_of_a_payload_that_the_schema_allows_can_be_asked_for_and_shown() -> None:
    def holds(api_type: str) -> None:
        @HARD
        @given(payloads(api_type))
        def for_any(sent: dict[str, Any]) -> None:
            model = MODELS[api_type].model_validate(sent)
            ask_everything(model)
            assert "could not be shown" not in to_html(model) + to_text(model)

        for_any()

    assert failures(holds, MODELS) == []


def test_every_property_of_a_filled_and_of_an_empty_payload_can_be_asked_for() -> None:
    def holds(api_type: str) -> None:
        ask_everything(MODELS[api_type].model_validate(filled(api_type)))
        ask_everything(MODELS[api_type]())

    assert failures(holds, MODELS) == []


RESERVED = [
    "sections",
    "headline",
    "unknown",
    "unreadable",
    "_place",
    "model_config",
    "model_fields",
    "__class__",
    "__dict__",
    "__pydantic_private__",
]


def test_a_property_that_is_called_like_a_part_of_the_model_is_only_unknown() -> None:
    def holds(name: str) -> None:
        model = Installer.model_validate_json(json.dumps({"id": "int1", name: "a marked value"}))
        assert model.unknown[name] == "a marked value"
        assert model.headline == Installer(id="int1").headline
        assert repr(model) == repr(Installer(id="int1"))

    assert failures(holds, RESERVED) == []


def test_an_unknown_property_is_in_no_repr_and_in_no_headline() -> None:
    def holds(api_type: str, name: str) -> None:
        kind = MODELS[api_type]
        if name not in kind.model_fields:
            model = kind.model_validate({name: "a marked value"})
            assert "a marked value" not in f"{model!r}{model.headline}"

    assert failures(holds, product(MODELS, ["name", "id", "version", "type", "status"])) == []


FOREIGN = sorted({prop for properties in OBJECTS.values() for prop in properties} | {*RESERVED, "get_secret_value"})


FOREIGN_VALUES: list[Any] = ["text", 7, [1], {"a": "b"}]


def test_a_property_that_is_called_like_one_of_another_type_breaks_nothing() -> None:
    def holds(api_type: str, first: int) -> None:
        values = islice(cycle(FOREIGN_VALUES), first, None)  # each name has each value once
        payload = filled(api_type) if first % 2 else {}
        model = MODELS[api_type].model_validate(dict(zip(FOREIGN, values, strict=False)) | payload)
        ask_everything(model)
        assert "could not be shown" not in to_html(model) + to_text(model)

    assert failures(holds, product(MODELS, range(len(FOREIGN_VALUES)))) == []


@pytest.mark.parametrize("depth", [50, 95, 1_000, 100_000])
def test_a_payload_of_any_depth_is_a_model_or_a_validation_error(depth: int) -> None:
    nested = '{"status": {"history": [' * 1 + '{"history": [' * depth + "]}" * depth + "]}}"
    with contextlib.suppress(ValidationError):
        ask_everything(Workflow.model_validate_json(nested))


@pytest.mark.parametrize("depth", [50, 200, 400])
def test_a_deep_value_of_python_is_a_model_or_a_validation_error(depth: int) -> None:
    status: dict[str, Any] = {}
    for _ in range(depth):
        status = {"history": [status]}
    with contextlib.suppress(ValidationError):
        assert Workflow.model_validate({"status": status, "id": "inw1"}).id == "inw1"
