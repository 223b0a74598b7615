"""What no template mentions is shown all the same: properties that no schema lists, values that do not fit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.environment import GLOBALS, template_folder
from nuon_notebook.models import App, AppConfig, Collection, Install, Installer
from tests.cases import failures
from tests.conformance.schema import MODELS, NEVER, OBJECTS, PROPERTIES, UNLISTED, target
from tests.conformance.test_unreadable import cases, wrong

if TYPE_CHECKING:
    from nuon_notebook.models import Model

LIMIT = GLOBALS["LIMIT"]
TEMPLATES = {path.name.partition(".")[0].replace("_", "") for path in template_folder().glob("*.html.j2")} - {"model"}
SHOWN = sorted(name for name, kind in MODELS.items() if {base.__name__.lower() for base in kind.__mro__} & TEMPLATES)
LISTED = {
    (name, section.field or section.name) for name, kind in MODELS.items() for section in kind.sections
}  # each of these is shown by itself, and tells it there
SHOWN = [
    (name, prop)
    for name, prop in PROPERTIES
    if (name, prop) not in LISTED
    and target(OBJECTS[name][prop]) in OBJECTS
    and (name, prop) not in NEVER
    and target(OBJECTS[name][prop]) not in SHOWN
]


def unforeseen(api_type: str) -> tuple[dict[str, Any], str]:
    """A payload with a property that no schema lists and one that does not fit, and the latter's name."""
    prop = next(prop for prop in OBJECTS[api_type] if (api_type, prop) in cases() and prop not in ("id", "name"))
    return {UNLISTED: "x", prop: wrong(prop, OBJECTS[api_type][prop])}, prop


def test_a_model_tells_what_no_template_foresees() -> None:
    def holds(api_type: str) -> None:
        payload, prop = unforeseen(api_type)
        model = MODELS[api_type].model_validate_json(json.dumps(payload))
        page = to_html(model)
        assert f"<code>{MODELS[api_type].__name__}.{UNLISTED}</code>" in page
        assert f"unreadable: {prop}" in page
        assert f"unreadable: {prop}" in to_text(model)

    assert failures(holds, sorted(MODELS)) == []


def test_several_models_tell_once_what_is_new_and_each_in_its_row_what_is_unreadable() -> None:
    def holds(api_type: str) -> None:
        payload, prop = unforeseen(api_type)
        page = to_html(Collection([MODELS[api_type].model_validate_json(json.dumps(payload))] * 2))
        assert page.count(f".{UNLISTED}</code>") == 1
        assert page.count(f"unreadable: {prop}") == 2

    assert failures(holds, sorted(MODELS)) == []


def test_of_a_model_without_a_template_the_one_that_holds_it_tells() -> None:
    def holds(api_type: str, prop: str) -> None:
        payload, inner = unforeseen(target(OBJECTS[api_type][prop]))
        kind = OBJECTS[api_type][prop].get("type")
        sent = {"array": [payload, payload], "object": {"key": payload}}.get(kind, payload)
        model = MODELS[api_type].model_validate_json(json.dumps({prop: sent}))
        page = to_html(model)
        assert page.count(f"{UNLISTED}</code>") == 1
        assert f".{inner}</div>" in page
        assert f".{inner}" in to_text(model).partition("unreadable: ")[2]

    assert failures(holds, SHOWN) == []


def test_of_many_that_are_alike_it_is_told_once() -> None:
    config = AppConfig.model_validate({"input": {"install_inputs": [{"brand_new": 1}, {"brand_new": 2}]}})
    assert to_html(config).count("brand_new") == 1
    assert "<code>AppConfig.input.install_inputs[].brand_new</code> <small>number</small>" in to_html(config)


def test_a_page_has_one_fold_for_all_that_is_new() -> None:
    payload = {"new_a": 1, "app_configs": [{"id": "c1", "new_b": 1}, {"id": "c2", "new_b": 2, "new_c": "x"}]}
    page = to_html(App.model_validate(payload))
    assert page.count("New in the API") == 1
    told = ("App.new_a", "AppConfig.new_b", "AppConfig.new_c")
    assert [page.count(f"<code>{name}</code>") for name in told] == [1, 1, 1]


def test_the_fold_fits_into_the_budget_and_says_how_many_it_leaves_out() -> None:
    new = [f"n{number:04}_{'x' * 140}" for number in range(2_000)]
    configs = [{"id": name, "version": number, name: 1} for number, name in enumerate(new)]
    page = to_html(App.model_validate({"app_configs": configs}))
    assert len(page.encode()) <= options.current().max_html_kb * 1024
    told = int(re.search(r"New in the API <small>([\d,]+) properties", page)[1].replace(",", ""))  # type: ignore[index]
    assert told > LIMIT
    assert f"… and {told - LIMIT} more" in page


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        (AppConfig, {"permissions": {"aws_iam_roles": "x"}}, "unreadable: roles"),
        (AppConfig, {"break_glass": {"aws_iam_roles": ["x"]}}, "unreadable: break-glass roles"),
        (AppConfig, {"secrets": {"secrets": {"a": 1}}}, "unreadable: secrets"),
        (AppConfig, {"input": {"inputs": "x"}}, "unreadable: inputs"),
        (AppConfig, {"input": 7}, "unreadable: inputs"),
        (Install, {"component_statuses": 7}, "unreadable: components"),
        (Installer, {"apps": 7}, "unreadable: apps"),
        (Installer, {"metadata": {"footer_markdown": 7}}, "unreadable: footer"),
    ],
)
def test_a_part_that_could_not_be_read_is_not_said_to_be_none(
    kind: type[Model], payload: dict[str, Any], said: str
) -> None:
    model = kind.model_validate(payload)
    assert said.capitalize() in to_html(model)
    assert said in to_text(model)
