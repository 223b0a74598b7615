from __future__ import annotations

import json
from pathlib import Path

import pytest

from nuon_notebook.models import AppInput
from nuon_notebook.redaction.policy import UNKNOWN, Tier, shown_keys, table, tier, tier_of

CONFORMANCE = Path(__file__).parent.parent / "conformance" / "masking.json"
ROWS = [(row, name) for name in ("never", "values", "keys", "scan", "people", "customers") for row in table()[name]]


def test_the_table_is_the_one_of_the_api() -> None:
    assert table() == json.loads(CONFORMANCE.read_text(encoding="utf-8"))


def test_each_row_of_the_table_has_its_tier() -> None:
    failures = [(row, name) for row, name in ROWS if tier(*row.rsplit(".", 1)) is not Tier(name)]

    assert len(ROWS) > 80
    assert failures == []


def test_a_rule_for_any_type_holds_for_every_type() -> None:
    assert tier("app.Whatever", "description") is Tier.SCAN
    assert tier("app.Whatever", UNKNOWN) is Tier.VALUES
    assert tier("app.Whatever", "name") is Tier.PLAIN


def test_only_the_listed_keys_of_a_map_are_shown() -> None:
    assert shown_keys("app.App", "links") == ("ui",)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "x", "sensitive": True}, Tier.NEVER),
        ({"name": "x"}, Tier.SCAN),
        ({"name": "admin_password"}, Tier.NEVER),
    ],
)
def test_an_inputs_default_is_secret_where_it_is_marked_or_named_so(given: dict[str, object], expected: Tier) -> None:
    assert tier_of(AppInput.model_validate(given), "default") is expected
