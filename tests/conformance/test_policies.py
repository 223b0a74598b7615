"""The policies that fields declare are the masking table of the API, both ways."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import Secret, SecretStr

from nuon_notebook.display.view import View, unknown
from nuon_notebook.models import AppInput
from nuon_notebook.redaction.masking import HIDDEN
from nuon_notebook.redaction.policy import Keys, Policy, policies
from tests.cases import failures
from tests.conformance.schema import MASKING, MODELS, OBJECTS, PROPERTIES, UNLISTED, field_name, rows

POLICY_BY_NAME: dict[str, Policy] = {
    "never": Policy.NEVER,
    "withheld": Policy.WITHHELD,
    "never_if": Policy.NEVER_IF_SENSITIVE,
    "values": Policy.VALUES,
    "scan": Policy.SCAN,
    "people": Policy.PEOPLE,
    "customers": Policy.CUSTOMERS,
}
OF_THE_TABLE: dict[tuple[str, str], Policy | Keys] = {
    **{row: policy for name, policy in POLICY_BY_NAME.items() for row in rows(name) if row[1] != UNLISTED},
    **{tuple(row.rsplit(".", 1)): Keys(tuple(keys)) for row, keys in MASKING["keys"].items()},  # type: ignore[misc]
}
OF_SECRETS_ALONE = {("app.RunnerJobExecution", "outputs"): "a model whose values are all secret"}


def policy_of(kind: type[Any], name: str) -> Policy | Keys | None:
    """The policy that a field declares, where its type does not say that it is never shown."""
    declared = policies(kind).get(name)
    is_secret = bool(types_in(kind.model_fields[name].annotation) & {SecretStr, Secret[Any]})
    return Policy.NEVER if is_secret and declared is None else declared


def types_in(annotation: object) -> set[object]:
    """A type with all types that it is made of."""
    return {annotation}.union(*map(types_in, get_args(annotation)))


def test_each_row_of_the_table_is_the_policy_of_its_field() -> None:
    def holds(api_type: str, prop: str) -> None:
        assert policy_of(MODELS[api_type], field_name(api_type, prop)) == OF_THE_TABLE[api_type, prop]

    assert len(OF_THE_TABLE) > 100
    assert failures(holds, OF_THE_TABLE.keys() - OF_SECRETS_ALONE.keys()) == []


def test_each_field_that_is_not_plain_has_its_row_in_the_table() -> None:
    listed = {(api_type, field_name(api_type, prop)) for api_type, prop in OF_THE_TABLE}

    def holds(api_type: str) -> None:
        kind = MODELS[api_type]
        ruled = {name for name in kind.model_fields if policy_of(kind, name) not in (None, Policy.PLAIN)}
        assert sorted(ruled - {name for owner, name in listed if owner == api_type}) == []

    assert failures(holds, MODELS) == []


def test_a_model_whose_values_are_all_secret_has_no_other_fields() -> None:
    for api_type, prop in OF_SECRETS_ALONE:
        (held,) = types_in(MODELS[api_type].model_fields[prop].annotation) & {*MODELS.values()}
        own = [name for name in held.__annotations__ if name in held.model_fields]  # type: ignore[attr-defined]
        never = [name for name in own if policy_of(held, name) is Policy.NEVER]  # type: ignore[arg-type]
        assert {("app.RunnerJobExecutionOutputs", name) for name in never} <= OF_THE_TABLE.keys()
        assert sorted(never) == ["outputs", "outputs_json"]


def test_a_row_for_any_type_holds_for_each_type_that_has_the_property() -> None:
    having = [place for place in PROPERTIES if place[1] in ("description", "status_description")]
    assert len(having) > 20
    assert {OF_THE_TABLE[place] for place in having} == {Policy.SCAN}


def test_an_unknown_property_is_a_hidden_value() -> None:
    def holds(api_type: str) -> None:
        kind = MODELS[api_type]
        model = kind.model_validate({UNLISTED: "a text", f"{UNLISTED}_2": {"a": 1}})
        assert [(name, value) for name, _, value in unknown(model)] == [
            (UNLISTED, HIDDEN),
            (f"{UNLISTED}_2", HIDDEN),
        ]
        with pytest.raises(AttributeError):
            getattr(View(model), UNLISTED)

    assert failures(holds, OBJECTS) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"name": "region", "default": "a value"}, "a value"),
        ({"name": "region", "default": "a value", "sensitive": False}, "a value"),
        ({"name": "region", "default": "a value", "sensitive": True}, HIDDEN),
        ({"name": "admin_password", "default": "a value"}, HIDDEN),
    ],
)
def test_an_inputs_default_is_secret_where_it_is_marked_or_named_so(given: dict[str, object], shown: object) -> None:
    assert View(AppInput.model_validate(given)).default == shown
