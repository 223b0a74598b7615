"""What a customer must give; what is generated or has a default is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.customer_provides import CustomerProvides, customer_provides
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError
from nuon_notebook.models import App, AppConfig
from tests.cases import failures


def of(inputs: list[dict[str, Any]], secrets: list[dict[str, Any]] = []) -> CustomerProvides:  # noqa: B006 - not changed
    every = [{"id": f"inp{at}", "name": f"input-{at}", **one} for at, one in enumerate(inputs)]
    named = [{"id": f"sec{at}", "name": f"secret-{at}", **one} for at, one in enumerate(secrets)]
    return customer_provides(
        AppConfig.model_validate({"id": "cfg1", "input": {"inputs": every}, "secrets": {"secrets": named}})
    )


def test_the_demo_world_answers_what_must_a_customer_give() -> None:
    found = customer_provides(load_installer("demo").apps["harbor-desk"])
    assert found.headline.facts == ("the customer must give 2 inputs and an account",)
    assert [row.name for row in found.required] == ["domain", "smtp_host"]
    assert [row.name for row in found.optional] == ["sso_issuer", "smtp_password"]
    assert [row.name for row in found.generated] == ["database_password"]
    assert [row.name for row in found.defaulted] == ["license_key"]


def test_an_input_and_a_secret_of_the_same_name_are_told_apart() -> None:
    found = customer_provides(load_installer("demo").apps["harbor-desk"])
    twins = {(row.kind, row.name): row.what.split(" · ")[-1] for row in found.rows if row.twin}
    assert twins == {
        ("input", "smtp_password"): "not the secret of that name",
        ("input", "license_key"): "not the secret of that name",
        ("secret", "smtp_password"): "not the input of that name",
        ("secret", "license_key"): "not the input of that name",
    }
    assert "not the input of that name" in found._repr_html_()


def test_what_every_customer_gives_besides_is_told_in_one_line() -> None:
    found = customer_provides(load_installer("demo").apps["harbor-desk"])
    (line,) = found.besides
    assert line.headline.title == "AWS account and region"
    assert line.headline.facts == (
        "runs the AWS CloudFormation stack in it",
        "4 roles that Nuon assumes: Provision, Maintenance, Deprovision and Break glass: database",
    )
    azure = customer_provides(load_installer("demo").apps["tide-relay"]).besides[0]
    assert azure.headline.title == "Azure subscription and location"
    assert of([]).besides == ()


def test_every_input_and_secret_of_the_models_is_there_once() -> None:
    for each in load_installer("demo").apps:
        newest = next(one for one in each.configs if one.usable)
        names = [one.name for group in newest.input_groups for one in group.app_inputs]
        names += [one.name for one in newest.secret_configs]
        assert [row.name for row in customer_provides(each).rows] == names


INPUTS: list[tuple[dict[str, Any], str]] = [
    ({"source": "customer", "required": True}, "required"),
    ({"source": "customer"}, "optional"),
    ({"source": "customer", "required": True, "default": "x"}, "defaulted"),
    ({"source": "customer", "required": True, "default": ""}, "required"),
    ({"source": "customer", "sensitive": True, "default": "a-secret"}, "defaulted"),
    ({"source": "vendor", "required": True}, "by the vendor"),
    ({"required": True}, "required"),
]
SECRETS: list[tuple[dict[str, Any], str]] = [
    ({"required": True}, "required"),
    ({}, "optional"),
    ({"required": True, "auto_generate": True}, "generated"),
    ({"required": True, "default": "a-secret"}, "defaulted"),
]


def test_each_is_told_by_how_it_gets_its_value() -> None:
    def of_input(sent: dict[str, Any], how: str) -> None:
        assert [row.how for row in of([sent]).rows] == [how]

    def of_secret(sent: dict[str, Any], how: str) -> None:
        assert [row.how for row in of([], [sent]).rows] == [how]

    assert failures(of_input, INPUTS) == []
    assert failures(of_secret, SECRETS) == []


def test_no_secret_default_is_shown() -> None:
    found = of(
        [
            {"source": "customer", "sensitive": True, "default": "quite-secret"},
            {"name": "api_token", "default": "hidden-too"},
        ],
        [{"default": "most-secret"}],
    )
    shown = found._repr_html_() + str(found) + found.to_frame().to_csv()
    assert [text for text in ("quite-secret", "hidden-too", "most-secret") if text in shown] == []
    assert "plainly" in of([{"source": "customer", "default": "plainly"}])._repr_html_()


def test_nothing_to_give_is_said() -> None:
    found = of([{"source": "vendor"}])
    assert found.headline.facts == ("the customer must give nothing",)


def test_what_was_not_loaded_is_never_none() -> None:
    with pytest.raises(NotLoadedError, match='load_app\\("shop"\\)'):
        customer_provides(App(id="app1", name="shop"))
    found = customer_provides(
        AppConfig.model_validate({"id": "c", "version": 3, "component_config_connections": [{"id": "x"}]})
    )
    assert [gap.what for gap in found.gaps] == ["inputs of v3", "secrets of v3"]


@pytest.mark.parametrize("other", ["demo", None, 3])
def test_what_is_neither_app_nor_config_is_refused(other: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="neither an app nor a config"):
        customer_provides(other)
