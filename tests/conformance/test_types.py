"""Every property of the API's types is a declared, typed field, and no field lacks a reason."""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from nuon_notebook.models import Collection, Model
from nuon_notebook.models.compared import Called, Compared, Repeats
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.types import (
    AnyMap,
    Document,
    Duration,
    FlagMap,
    SecretText,
    SecretValue,
    StringMap,
    Texts,
    Timestamp,
)
from nuon_notebook.redaction.policy import Keys, Omitted, Policy
from tests.cases import failures
from tests.conformance.schema import (
    COPIES,
    DOCUMENTS,
    DURATIONS,
    ENUMS,
    HIDDEN_WHOLE,
    INSTALLER,
    MODELS,
    NEVER,
    NEWER,
    OBJECTS,
    PROPERTIES,
    TIMES,
    field_name,
    subclasses,
    target,
)
from tests.loaded import sections_of

NOT_IN_THE_SCHEMA = {
    "org_id": "API page, section 4: on most types",
    "app.Policy.role": "API page, section 4",
}
DEFERRED = get_args(Deferred[Any])[1:]
OF_NO_API_TYPE = {
    "Record": "base of what has an id and dates",
    "Computed": "base of what is computed from other models",
    "Repository": "base of the two kinds of repository",
    "FromRepository": "base of what comes from a repository",
    "ComponentConfig": "base of the kinds of component",
    "FromImage": "base of what is an image",
    "Referring": "base of what refers to another part of a config",
    "InstallRun": "base of what runs on an install",
    "Explorable": "base of what opens in the explorer",
    "Fleet": "base of what has apps and installs",
    "Stated": "base of what has a status with a description",
    "Explained": "base of what newer servers explain by an error with hints",
    "PlannedRun": "base of runs that are planned before they are applied",
    "Defaulted": "base of inputs with a default",
    "Verdict": "base of what counts what policies said",
    "HeartBeat": "base of the two kinds of heartbeat",
    "Observed": "base of what has a health",
    "HealthTimeline": "base of the two kinds of timeline",
    "Applied": "base of changes that were applied to an install",
    "ComponentState": "an item of the map component_statuses",
    "Plan": "the contents of an approval, whose form the schema does not tell",
    "PlanChange": "an item of such contents",
    "Logged": "base of what has a log",
    "ComponentOutputs": "the API sends a bare map",
    "InputInForce": "an input of a config with its value of an install",
}
CALLED_OTHERWISE = {
    "compositeerrors.Section": "CompositeErrorSection",
    "github_com_nuonco_nuon_pkg_labels.Selector": "LabelSelector",
}
"""Types whose own name says too little, with the names of their models."""
TYPED_OTHERWISE = {
    "app.AppInput.default": "secret where the input is sensitive",
    "app.AppInput.sensitive": "what is not plainly false counts as true",
    "app.RunbookInput.default": "secret where the input is sensitive",
    "app.RunbookInput.sensitive": "what is not plainly false counts as true",
    "app.RunnerJobExecution.outputs": "a type whose values are all secret",
}


@pytest.mark.parametrize(
    ("schema", "objects", "properties", "enums"), [(INSTALLER, 63, 798, 27), (NEWER, 158, 1943, 45)]
)
def test_the_copy_of_a_schema_has_lost_nothing(
    schema: dict[str, Any], objects: int, properties: int, enums: int
) -> None:
    found = [kind for kind in schema.values() if "properties" in kind]
    assert len(found) >= objects
    assert sum(len(kind["properties"]) for kind in found) >= properties
    assert sum("enum" in kind for kind in schema.values()) >= enums


def test_what_is_hidden_whole_is_only_the_type_of_what_is_never_shown() -> None:
    every = [(name, prop, target(kind)) for name, props in NEWER_OBJECTS.items() for prop, kind in props.items()]
    held = [(name, prop) for name, prop, refers in every if refers in HIDDEN_WHOLE and name not in HIDDEN_WHOLE]
    assert {refers for _, _, refers in every} >= HIDDEN_WHOLE.keys()
    assert {*held, *COPIES} <= NEVER


def test_every_type_has_one_model_and_every_model_a_type() -> None:
    kinds = [*dict.fromkeys(subclasses(Model))]
    assert MODELS.keys() == OBJECTS.keys()
    assert {kind.__name__ for kind in kinds if not kind.api_type} == OF_NO_API_TYPE.keys()
    assert len([kind for kind in kinds if kind.api_type]) == len(MODELS)
    called = {name: CALLED_OTHERWISE.get(name, name.rsplit(".", 1)[1]) for name in MODELS}
    assert called == {name: kind.__name__ for name, kind in MODELS.items()}


def test_a_property_is_a_field_whose_annotation_agrees_with_the_schema() -> None:
    def holds(api_type: str, prop: str) -> None:
        name = field_name(api_type, prop)
        assert name, "not declared"
        if f"{api_type}.{prop}" in TYPED_OTHERWISE:
            return
        expected = FieldInfo.from_annotation(_annotation(api_type, prop, OBJECTS[api_type][prop]))
        declared = MODELS[api_type].model_fields[name]
        assert _without_deferral(declared.annotation) == expected.annotation
        assert _of_the_type(declared) == expected.metadata

    assert failures(holds, PROPERTIES) == []


def _without_deferral(annotation: Any) -> Any:
    """The annotation of a field, whichever validator its models have."""
    if getattr(annotation, "__metadata__", ()) == DEFERRED:
        return annotation.__origin__
    arguments = tuple(map(_without_deferral, get_args(annotation)))
    if arguments == get_args(annotation):
        return annotation
    is_union = get_origin(annotation) in {Union, UnionType}
    return reduce(or_, arguments) if is_union else get_origin(annotation)[arguments]


def _of_the_type(field: FieldInfo) -> list[Any]:
    """What the annotation of a field says beside its type, but for how it is shown and compared."""
    rules = Policy | Keys | Omitted | Compared | Called | Repeats
    return [one for one in field.metadata if not isinstance(one, rules)]


MAPS = {"": AnyMap, "boolean": FlagMap, "string": StringMap}


def _annotation(api_type: str, prop: str, schema: dict[str, Any]) -> Any:
    refers, kind = target(schema), schema.get("type")
    if (api_type, prop) in NEVER:
        return (SecretText if kind == "string" else SecretValue) | None
    if kind == "array":
        return Collection[MODELS[refers]] if refers in OBJECTS else Texts  # type: ignore[valid-type]
    if kind == "object":
        return StringMap if refers else MAPS[schema["additionalProperties"].get("type", "")]
    if schema == {}:
        return AnyMap
    if refers:
        return str | None if refers in ENUMS else MODELS[refers] | None
    return _plain(api_type, prop, str(kind))


def _plain(api_type: str, prop: str, kind: str) -> Any:
    if kind == "boolean":
        return bool | None
    if kind == "number":
        return float | None
    if kind == "integer":
        return Duration | None if prop in DURATIONS else int | None
    if prop in TIMES:
        return Timestamp
    return Document | None if (api_type, prop) in DOCUMENTS else str | None


@pytest.mark.parametrize("row", TYPED_OTHERWISE)
def test_a_property_that_is_typed_otherwise_still_takes_what_the_schema_says(row: str) -> None:
    api_type, prop = row.rsplit(".", 1)
    value = {"string": "a text", "boolean": True}.get(OBJECTS[api_type][prop].get("type", ""), {})
    model = MODELS[api_type].model_validate({prop: value})
    assert getattr(model, prop) is not None
    assert model.unreadable == ()


def test_a_field_is_in_the_schema_or_has_a_reason() -> None:
    def holds(api_type: str) -> None:
        declared = {field_name(api_type, prop) for prop in OBJECTS[api_type]}
        beyond = MODELS[api_type].model_fields.keys() - declared
        assert [name for name in beyond if not {name, f"{api_type}.{name}"} & NOT_IN_THE_SCHEMA.keys()] == []

    assert failures(holds, MODELS) == []


@pytest.mark.parametrize("row", [row for row in NOT_IN_THE_SCHEMA if "." in row])
def test_every_reason_is_still_needed(row: str) -> None:
    api_type, name = row.rsplit(".", 1)
    assert name in MODELS[api_type].model_fields
    assert name not in OBJECTS[api_type]


def test_an_alias_is_a_name_that_the_wire_uses() -> None:
    def holds(api_type: str) -> None:
        for name, field in MODELS[api_type].model_fields.items():
            alias = field.validation_alias
            choices = alias.choices if isinstance(alias, AliasChoices) else [alias] if alias else []
            assert not choices or {name, *map(str, choices)} & OBJECTS[api_type].keys()

    assert failures(holds, MODELS) == []


def test_every_section_of_a_model_is_one_of_its_attributes() -> None:
    def holds(api_type: str) -> None:
        model = MODELS[api_type]()
        assert [name for name in sections_of(model) if not hasattr(model, name)] == []

    assert failures(holds, MODELS) == []


NEWER_OBJECTS = {name: kind["properties"] for name, kind in NEWER.items() if "properties" in kind}
ENUM_PROPERTIES = [(name, prop) for name, prop in PROPERTIES if target(OBJECTS[name][prop]) in ENUMS]


def test_every_enum_is_the_type_of_some_property() -> None:
    assert {target(OBJECTS[name][prop]) for name, prop in ENUM_PROPERTIES} == ENUMS.keys()


def test_a_property_of_an_enum_is_a_text() -> None:
    def holds(api_type: str, prop: str) -> None:
        declared = MODELS[api_type].model_fields[field_name(api_type, prop)]
        expected = {"object": StringMap, "array": Texts}.get(OBJECTS[api_type][prop].get("type", ""), str | None)
        assert declared.annotation == FieldInfo.from_annotation(expected).annotation  # type: ignore[arg-type]

    assert failures(holds, ENUM_PROPERTIES) == []


def test_a_value_of_an_enum_is_kept_as_it_was_sent_known_or_not() -> None:
    def holds(api_type: str, prop: str) -> None:
        for sent in (*ENUMS[target(OBJECTS[api_type][prop])], "newer-than-this", ""):
            assert _one(api_type, prop, sent) == sent
            assert type(_one(api_type, prop, sent)) is str

    assert failures(holds, ENUM_PROPERTIES) == []


def _one(api_type: str, prop: str, value: str) -> Any:
    kind = OBJECTS[api_type][prop].get("type")
    model = MODELS[api_type].model_validate({prop: {"object": {"key": value}, "array": [value]}.get(kind, value)})
    assert model.unreadable == ()
    parsed = getattr(model, field_name(api_type, prop))
    return parsed[{"object": "key", "array": 0}[kind]] if kind else parsed
