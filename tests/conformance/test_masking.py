"""Every row of the masking table holds in `repr`, in dumps and in errors."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Secret, SecretStr

from nuon_notebook.models import AppInput, Component, Installer, LogStream
from tests.cases import failures
from tests.conformance.schema import ANY_TYPE, MASKING, MODELS, NEVER, OBJECTS, UNKNOWN, field_name, rows, with_mark
from tests.loaded import holding, loaded

MARK = "marked-value-of-this-row"
OTHER_TIERS = sorted({*rows("values"), *rows("keys"), *rows("scan"), *rows("people")} - NEVER)


def parse(api_type: str, payload: dict[str, Any]) -> Any:
    return MODELS[api_type].model_validate_json(json.dumps(payload))


def test_every_row_of_the_table_is_a_property_of_a_model() -> None:
    listed = [row for policy in MASKING.values() for row in policy]
    named = [row.rsplit(".", 1) for row in listed if not row.startswith(ANY_TYPE)]
    assert [row for row in named if not field_name(*row)] == []
    assert {row.rsplit(".", 1)[1] for row in listed if row.startswith(ANY_TYPE)} >= {UNKNOWN}


def test_what_is_never_shown_is_in_no_repr_and_in_no_dump() -> None:
    def holds(api_type: str, prop: str) -> None:
        model = parse(api_type, with_mark(api_type, prop, MARK))
        assert model.unreadable == ()
        assert MARK not in f"{model!r}{model.model_dump()}{model.model_dump_json()}{model.headline}{vars(model)}"

    assert failures(holds, sorted(NEVER)) == []


def test_what_is_never_shown_dumps_as_null() -> None:
    def holds(api_type: str, prop: str) -> None:
        model = parse(api_type, with_mark(api_type, prop, MARK))
        assert model.model_dump()[field_name(api_type, prop)] is None
        assert json.loads(model.model_dump_json())[field_name(api_type, prop)] is None

    assert failures(holds, sorted(NEVER)) == []


def test_what_is_never_shown_is_opened_in_code() -> None:
    def holds(api_type: str, prop: str) -> None:
        secret = getattr(parse(api_type, with_mark(api_type, prop, MARK)), field_name(api_type, prop))
        assert isinstance(secret, SecretStr | Secret)
        assert MARK in str(secret.get_secret_value())

    assert failures(holds, sorted(NEVER - {("app.RunnerJobExecution", "outputs")})) == []


def test_what_is_never_shown_is_in_no_error_about_it() -> None:
    def holds(api_type: str, prop: str) -> None:
        for shape in ([[MARK]], {MARK: {"a": [MARK]}}, [MARK], MARK):
            model = parse(api_type, {"sensitive": True, prop: shape})
            assert MARK not in f"{model!r}{model.model_dump()}{model.model_dump_json()}"

    assert failures(holds, sorted(NEVER)) == []


def test_what_is_never_shown_is_in_no_dump_of_what_holds_it() -> None:
    app = {"notifications_config": with_mark("app.NotificationsConfig", "slack_webhook_url", MARK)}
    installer = Installer.model_validate_json(json.dumps({"apps": [app]}))
    assert MARK not in f"{installer!r}{installer.apps!r}{installer.model_dump()}{installer.model_dump_json()}"


def test_a_default_is_shown_where_the_input_is_not_sensitive() -> None:
    assert AppInput(default="eu-west-1").model_dump()["default"] == "eu-west-1"


def test_what_is_shown_under_a_rule_is_in_no_repr() -> None:
    def holds(api_type: str, prop: str) -> None:
        model = parse(api_type, with_mark(api_type, prop, MARK))
        assert MARK not in f"{model!r}{model.__rich_repr__()!r}{[*model.__repr_args__()]}"

    assert failures(holds, OTHER_TIERS) == []


def test_what_is_shown_under_a_rule_is_in_dumps() -> None:
    def holds(api_type: str, prop: str) -> None:
        assert MARK in parse(api_type, with_mark(api_type, prop, MARK)).model_dump_json()

    assert failures(holds, OTHER_TIERS) == []


def test_what_is_known_of_a_section_and_what_belongs_to_another_record_is_in_no_dump_and_in_no_repr() -> None:
    installer = holding(loaded(Installer(id="int1"), failed={"apps": MARK}), components=[Component(id="c", name=MARK)])
    assert installer.section_state("apps").note == MARK
    assert [record.name for record in installer.loaded_with if isinstance(record, Component)] == [MARK]
    assert MARK not in f"{installer!r}{installer.model_dump()}{installer.model_dump_json()}"


def test_a_secret_given_by_name_is_one_too() -> None:
    stream = LogStream(write_token=SecretStr(MARK))
    assert MARK not in f"{stream!r}{stream.model_dump()}{stream.model_dump_json()}"
    assert stream.write_token is not None
    assert stream.write_token.get_secret_value() == MARK


def test_customers_names_are_shown() -> None:
    shown = [row for row in rows("customers") if MARK in parse(row[0], with_mark(*row, MARK)).model_dump_json()]
    assert shown == rows("customers")


def test_every_type_that_the_table_names_is_known() -> None:
    assert {name for policy in ("never", "values", "keys", "scan") for name, _ in rows(policy)} <= OBJECTS.keys()
