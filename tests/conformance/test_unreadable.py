"""A payload that does not fit shows the rest, and says what it could not read."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from nuon_notebook.models import App, AppConfig, AppInput, Installer, Model, TerraformModuleComponentConfig
from tests.cases import failures
from tests.conformance.schema import ENUMS, MODELS, NEVER, OBJECTS, PROPERTIES, TIMES, field_name, filled, target

FITS_ANYHOW = {
    "app.AppInput.sensitive": "what is not plainly false counts as true",
    "app.RunbookInput.sensitive": "what is not plainly false counts as true",
    "app.AppAWSIAMPolicyConfig.contents": "a document that comes decoded is one too",
    "app.AppAWSIAMRoleConfig.permissions_boundary": "a document that comes decoded is one too",
}


def wrong(prop: str, schema: dict[str, Any]) -> Any:
    """A value of another type than the schema says."""
    kinds = {"boolean": "perhaps", "integer": "several", "array": {"a": 1}, "object": "a text"}
    if prop in TIMES:
        return 20_251_120
    if schema.get("type") in kinds:
        return kinds[schema["type"]]
    return ["a list"] if target(schema) in OBJECTS or schema == {} else {"wrong": 1}


@cache
def cases() -> list[tuple[str, str]]:
    """Every property that can be given a value that does not fit."""
    secret = {(name, prop) for name, prop in NEVER & {*PROPERTIES} if _of_any_shape(OBJECTS[name][prop])}
    return [place for place in PROPERTIES if place not in secret and ".".join(place) not in FITS_ANYHOW]


def _of_any_shape(schema: dict[str, Any]) -> bool:
    return schema == {} or schema.get("type") == "object"


def test_a_value_that_does_not_fit_is_named_and_everything_else_is_there() -> None:
    def holds(api_type: str, prop: str) -> None:
        kind, payload = MODELS[api_type], filled(api_type, deep=1)
        rest = {name: value for name, value in payload.items() if name != prop}
        model = kind.model_validate_json(json.dumps({**payload, prop: wrong(prop, OBJECTS[api_type][prop])}))
        assert model.unreadable == (prop,)
        assert model.model_dump() == kind.model_validate(rest).model_dump()

    assert failures(holds, cases()) == []


LISTS = [(name, prop) for name, prop in PROPERTIES if OBJECTS[name][prop].get("type") == "array"]
MAPS = [
    place for place in cases() if OBJECTS[place[0]][place[1]].get("additionalProperties") not in (None, {})
]  # fmt: skip


def test_an_item_of_a_list_that_does_not_fit_is_named_and_the_others_are_there() -> None:
    def holds(api_type: str, prop: str) -> None:
        first, last = filled(api_type)[prop]
        model = MODELS[api_type].model_validate_json(json.dumps({prop: [first, 7, last, ["x"]]}))
        assert model.unreadable == (f"{prop}[1]", f"{prop}[3]")
        assert model.model_dump() == MODELS[api_type].model_validate({prop: [first, last]}).model_dump()

    assert failures(holds, LISTS) == []


def test_a_value_in_a_map_that_does_not_fit_is_named_and_the_others_are_there() -> None:
    def holds(api_type: str, prop: str) -> None:
        inner = OBJECTS[api_type][prop]["additionalProperties"]
        first, last = (True, False) if inner.get("type") == "boolean" else ("a", "d")
        model = MODELS[api_type].model_validate_json(json.dumps({prop: {"A": first, "B": {"c": 1}, "D": last}}))
        assert model.unreadable == (f"{prop}[B]",)
        assert getattr(model, prop) == {"A": first, "D": last}

    assert failures(holds, MAPS) == []


HELD = [
    (name, prop) for name, prop in PROPERTIES if target(OBJECTS[name][prop]) in OBJECTS and (name, prop) not in NEVER
]


def test_what_is_unreadable_deep_inside_is_named_where_it_is() -> None:
    def holds(api_type: str, prop: str) -> None:
        held, kind = target(OBJECTS[api_type][prop]), OBJECTS[api_type][prop].get("type")
        inner = next(name for name in OBJECTS[held] if (held, name) in cases())
        sent: Any = {inner: wrong(inner, OBJECTS[held][inner])}
        sent = {"array": [sent], "object": {"key": sent}}.get(kind, sent)
        model = MODELS[api_type].model_validate_json(json.dumps({prop: sent}))
        value = getattr(model, field_name(api_type, prop))
        one = {"array": lambda: value[0], "object": lambda: value["key"]}.get(kind, lambda: value)()
        assert model.unreadable == ()
        assert one.unreadable == (inner,)

    assert failures(holds, HELD) == []


def test_several_values_that_do_not_fit_are_all_named() -> None:
    config = AppConfig.model_validate({"id": "cfg", "version": [], "readme": 7, "component_ids": ["c1", 2]})
    assert config.unreadable == ("component_ids[1]", "readme", "version")
    assert (config.id, config.component_ids) == ("cfg", ("c1",))


@pytest.mark.parametrize("sent", ["2025-11-20 soon", "20:15", "Thu Nov 20 2025", "9999-12-31T23:59:59-05:00", 5, True])
def test_what_is_no_time_is_unreadable(sent: object) -> None:
    app = App.model_validate_json(json.dumps({"created_at": sent}))
    assert (app.created_at, app.unreadable) == (None, ("created_at",))


@pytest.mark.parametrize("sent", ["5s", 1.5, True, 10**30])
def test_what_is_no_integer_of_nanoseconds_is_unreadable(sent: object) -> None:
    workflow = MODELS["app.Workflow"].model_validate_json(json.dumps({"execution_time": sent}))
    assert workflow.unreadable == ("execution_time",)


@pytest.mark.parametrize("sent", ["yes", 1, [], "", "false"])
def test_a_default_stays_secret_where_it_is_in_doubt_whether_the_input_is_sensitive(sent: object) -> None:
    marked = AppInput.model_validate_json(json.dumps({"sensitive": sent, "default": "a marked value"}))
    assert "a marked value" not in f"{marked!r}{marked.model_dump()}{marked.model_dump_json()}"


def test_a_property_with_two_names_that_both_do_not_fit_leaves_the_rest() -> None:
    role = MODELS["app.Role"].model_validate({"id": "rol1", "createdBy": 7, "CreatedBy": 8})
    assert role.id == "rol1"


def test_a_value_whose_key_looks_like_a_place_in_its_type_is_read_as_a_value() -> None:
    marked = AppInput.model_validate({"name": "size", "default": {"str": 1}})
    assert marked.name == "size"
    assert "default" in marked.unreadable


def test_a_key_of_any_name_is_named_and_the_other_values_are_there() -> None:
    def holds(key: str) -> None:
        sent = json.dumps({"variables": {"a": "b", key: {"c": 1}}})
        module = TerraformModuleComponentConfig.model_validate_json(sent)
        assert dict(module.variables) == {"a": "b"}
        assert module.unreadable == (f"variables[{key}]",)

    assert failures(holds, ["\0", "\x000", "\x001", "0", "none", "str", "", "dict[str,nullable[str]]"]) == []


def test_what_is_nested_too_deeply_is_taken_out_and_the_rest_is_there() -> None:
    status: dict[str, Any] = {}
    for _ in range(400):
        status = {"history": [status]}
    workflow = MODELS["app.Workflow"].model_validate({"id": "inw1", "status": {**status, "status": "error"}})
    assert (workflow.id, workflow.status_word) == ("inw1", "error")


BAD_APP = {"id": "app2", "created_at": "soon", "app_configs": [{"version": "v"}, 7], "sandbox_config": []}


def test_a_list_is_read_item_by_item() -> None:
    apps = App.model_validate_json_list(json.dumps([{"id": "app1"}, BAD_APP, {"id": "app3"}]).encode())
    assert [app.id for app in apps] == ["app1", "app2", "app3"]
    assert [app.unreadable for app in apps] == [(), ("app_configs[1]", "created_at", "sandbox_config"), ()]
    assert apps[1].app_configs[0].unreadable == ("version",)
    assert apps[1] == App.model_validate(BAD_APP)


@pytest.mark.parametrize(("sent", "read"), [(b"null", []), (b"[]", []), (b"[{}]", [App()])])
def test_a_list_may_be_null_or_empty(sent: bytes, read: list[App]) -> None:
    assert App.model_validate_json_list(sent) == read


@pytest.mark.parametrize(
    "sent", [b"{}", b"7", b'["a marked value"]', b"[null]", b"[[]]", b'[{"id": "a marked value"}', b""]
)
def test_what_is_no_list_of_objects_is_refused_without_repeating_it(sent: bytes) -> None:
    with pytest.raises(ValidationError) as raised:
        App.model_validate_json_list(sent)
    assert "a marked value" not in f"{raised.value}{raised.value!r}"
    assert raised.value.__context__ is None


KINDS = [Installer, App, MODELS["app.LogStream"], MODELS["app.AppSecretConfig"]]
NO_OBJECTS = ["[1]", '"a marked value"', '["a marked value"]', "7", "null", "true", '{"a": "a marked value"', ""]


def test_what_is_no_object_is_refused_without_repeating_it() -> None:
    def holds(kind: type[Model], sent: str) -> None:
        with pytest.raises(ValidationError) as raised:
            kind.model_validate_json(sent)
        assert "a marked value" not in f"{raised.value}{raised.value!r}"
        assert raised.value.__context__ is None

    assert failures(holds, product(KINDS, NO_OBJECTS)) == []


def test_a_secret_that_does_not_fit_is_in_no_output() -> None:
    stream = MODELS["app.LogStream"].model_validate_json(b'{"id": "log1", "write_token": ["a marked value"]}')
    assert stream.unreadable == ("write_token",)
    assert "a marked value" not in f"{stream!r}{stream.model_dump()}{stream.unreadable}{stream.unknown}"


def test_a_map_with_a_null_is_read_whole() -> None:
    module = TerraformModuleComponentConfig.model_validate({"variables": {"a": None, "b": "c"}})
    assert module.unreadable == ()


def test_an_enum_that_is_no_text_is_unreadable() -> None:
    def holds(name: str) -> None:
        (api_type, prop), *_ = [place for place in PROPERTIES if target(OBJECTS[place[0]][place[1]]) == name]
        kind = OBJECTS[api_type][prop].get("type")
        sent, place = {"object": ({"a": 7}, f"{prop}[a]"), "array": ([7], f"{prop}[0]")}.get(kind, (7, prop))
        assert MODELS[api_type].model_validate({prop: sent}).unreadable == (place,)

    assert failures(holds, sorted(ENUMS)) == []
