"""What the server sends survives `model_validate_json`, `model_dump_json` and `model_validate_json` unchanged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuon_notebook.models import Account, Installer
from tests.cases import failures
from tests.conformance.schema import (
    DOCUMENTS,
    ENUMS,
    MODELS,
    NEVER,
    OBJECTS,
    TIMES,
    encoded,
    filled,
    renamed,
    target,
)

TEXTS = st.text(max_size=8)
SOME = settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_payload_with_every_property_is_dumped_as_it_came_but_for_secrets() -> None:
    def holds(api_type: str) -> None:
        payload = filled(api_type)
        model = MODELS[api_type].model_validate_json(json.dumps(payload))
        assert json.loads(model.model_dump_json(exclude_unset=True)) == renamed(api_type, payload)

    assert failures(holds, MODELS) == []


def test_a_payload_with_every_property_survives_but_for_secrets() -> None:
    def holds(api_type: str) -> None:
        model = MODELS[api_type].model_validate_json(json.dumps(filled(api_type)))
        again = MODELS[api_type].model_validate_json(model.model_dump_json())
        assert again == MODELS[api_type].model_validate_json(json.dumps(filled(api_type, secrets=False)))
        assert again.model_dump_json() == model.model_dump_json()

    assert failures(holds, MODELS) == []


def test_nothing_of_a_filled_payload_is_unknown_or_unreadable() -> None:
    def holds(api_type: str) -> None:
        model = MODELS[api_type].model_validate(filled(api_type))
        assert dict(model.unknown) == {}
        assert model.unreadable == ()
        assert model.model_fields_set >= {*renamed(api_type, filled(api_type))}

    assert failures(holds, MODELS) == []


def test_an_installer_survives_in_depth() -> None:
    payload = filled("app.Installer", deep=4)
    model = Installer.model_validate_json(json.dumps(payload))
    assert json.loads(model.model_dump_json(exclude_unset=True)) == renamed("app.Installer", payload)


def payloads(api_type: str, deep: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Any payload of a type that its schema allows; secrets left out, since they do not survive."""
    props = {
        prop: st.none() | values(api_type, prop, schema, deep)
        for prop, schema in OBJECTS[api_type].items()
        if (api_type, prop) not in NEVER and (deep or target(schema) not in OBJECTS)
    }
    return st.fixed_dictionaries({}, optional=props)


def values(api_type: str, prop: str, schema: dict[str, Any], deep: int) -> st.SearchStrategy[Any]:
    refers, kind = target(schema), schema.get("type")
    if kind == "array":
        return st.lists(values(api_type, prop, schema["items"], deep), max_size=3)
    if kind == "object" and schema["additionalProperties"]:
        return st.dictionaries(TEXTS, values(api_type, prop, schema["additionalProperties"], deep) | st.none())
    if schema == {} or kind == "object":
        return st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS))
    if refers in OBJECTS:
        return st.deferred(lambda: payloads(refers, deep - 1))
    return st.sampled_from(ENUMS[refers]) | TEXTS if refers else plain(api_type, prop, str(kind))


def plain(api_type: str, prop: str, kind: str) -> st.SearchStrategy[Any]:
    if kind == "boolean":
        return st.booleans()
    if kind == "number":
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind == "integer":
        return st.integers(-(2**53), 2**53)
    if prop in TIMES:
        return st.datetimes().map(lambda time: f"{time.isoformat()}Z")
    return st.dictionaries(TEXTS, TEXTS).map(encoded) if (api_type, prop) in DOCUMENTS else TEXTS


def test_any_payload_that_the_schema_allows_survives() -> None:
    def holds(api_type: str) -> None:
        kind = MODELS[api_type]

        @SOME
        @given(payloads(api_type))
        def for_any(payload: dict[str, Any]) -> None:
            model = kind.model_validate_json(json.dumps(payload))
            assert kind.model_validate_json(model.model_dump_json()) == model
            assert dict(model.unknown) == {}

        for_any()

    assert failures(holds, MODELS) == []


def test_a_null_in_a_map_counts_as_absent() -> None:
    model = Account.model_validate({"permissions": {"org1": None, "org2": "read"}})
    assert (dict(model.permissions), model.unreadable) == ({"org1": None, "org2": "read"}, ())
