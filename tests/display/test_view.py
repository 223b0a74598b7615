from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from jinja2 import Environment
from pydantic import BaseModel, SecretStr

from nuon_notebook import options
from nuon_notebook.display.sections import Headline
from nuon_notebook.display.view import View, Views, model_of, type_word, view
from nuon_notebook.models import (
    Account,
    App,
    AppAWSIAMPolicyConfig,
    AppConfig,
    AppInput,
    AppSandboxConfig,
    HelmComponentConfig,
    Installer,
    JobComponentConfig,
    NotificationsConfig,
    Workflow,
)
from nuon_notebook.redaction.masking import HIDDEN, MASK
from tests.loaded import loaded

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    options.choose(show_values=False, show_people=False)


@pytest.fixture
def installer() -> Installer:
    apps = [{"id": "app1", "name": "web"}, {"id": "app2", "name": "data"}]
    payload = {"id": "int1", "apps": apps, "metadata": {"name": "Acme", "description": "token: hunter2"}}
    return Installer.model_validate_json(json.dumps(payload))


def test_a_plain_property_is_its_value(installer: Installer) -> None:
    assert view(installer).id == "int1"


def test_a_text_is_masked(installer: Installer) -> None:
    assert view(installer).metadata.description == f"token: {MASK}"


def test_a_secret_is_hidden_where_there_is_one() -> None:
    assert view(NotificationsConfig.model_validate({"slack_webhook_url": "x"})).slack_webhook_url == HIDDEN
    assert view(NotificationsConfig()).slack_webhook_url is None


class LogStreamWithPlainToken(BaseModel):
    api_type: ClassVar[str] = "app.LogStream"
    write_token: str


def test_a_text_without_a_policy_whose_name_may_say_secret_is_hidden() -> None:
    assert view(LogStreamWithPlainToken(write_token="x")).write_token == HIDDEN


def test_a_default_is_hidden_where_its_input_is_sensitive() -> None:
    assert view(AppInput.model_validate({"sensitive": True, "default": "x"})).default == HIDDEN
    assert view(AppInput.model_validate({"default": "x"})).default == "x"


def test_variables_are_pairs_of_name_and_what_may_be_shown() -> None:
    sandbox = AppSandboxConfig.model_validate({"variables": {"a": "{{ .x }}", "b": "literal"}})

    assert view(sandbox).variables == (("a", "{{ .x }}"), ("b", HIDDEN))


def test_of_links_only_the_listed_ones_that_lead_to_the_web_are_there() -> None:
    assert view(App.model_validate({"links": {"ui": "https://x.example", "api": "y"}})).links == {
        "ui": "https://x.example"
    }
    assert view(App.model_validate({"links": {"ui": "javascript:alert(1)"}})).links == {}


def test_people_are_masked_until_asked_for() -> None:
    account = view(Account.model_validate({"email": "ada@example.com"}))

    assert account.email == "a…@example.com"
    options.choose(show_people=True)
    assert account.email == "ada@example.com"


def test_texts_in_sequences_are_masked_each() -> None:
    chart = HelmComponentConfig.model_validate({"values_files": ["a: b", "password: hunter2"]})
    job = JobComponentConfig.model_validate({"args": ["--password", "hunter2"]})

    assert view(chart).values_files == ("a: b", f"password: {MASK}")
    assert view(job).args == ("--password", MASK)


def test_a_document_is_masked_inside() -> None:
    contents = {"Statement": [{"Action": "s3:*", "password": "hunter2"}]}
    encoded = base64.b64encode(json.dumps(contents).encode()).decode()

    assert view(AppAWSIAMPolicyConfig.model_validate({"contents": encoded})).contents == {
        "Statement": [{"Action": "s3:*", "password": MASK}]
    }


def test_a_derived_property_is_computed_and_its_texts_are_masked() -> None:
    headline = view(Workflow.model_validate({"id": "inw1", "name": "Deploy with token=hunter2"})).headline

    assert isinstance(headline, Headline)
    assert headline.title == f"Deploy with token={MASK}"


def test_unknown_properties_have_a_name_a_type_and_no_value_until_asked_for() -> None:
    payload = {"new": "literal", "expression": "{{ .x }}", "password": "hunter2", "list": [1, 2]}
    config = view(AppConfig.model_validate(payload))

    assert config.unknown == (
        ("expression", "text", "{{ .x }}"),
        ("list", "list of 2", HIDDEN),
        ("new", "text", HIDDEN),
        ("password", "text", HIDDEN),
    )
    options.choose(show_values=True)
    assert [value for _, _, value in config.unknown] == ["{{ .x }}", "[1, 2]", "literal", HIDDEN]


@pytest.mark.parametrize(
    "name",
    [
        "_model",
        "_place",
        "_store",
        "_repr_html_",
        "at",
        "copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "new",
        "placed",
        "related",
        "remember",
        "sensitive_values",
        "with_fields",
    ],
)
def test_methods_private_and_unknown_attributes_do_not_exist(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(view(AppConfig.model_validate({"new": "literal"})), name)


def test_a_view_cannot_be_changed(installer: Installer) -> None:
    with pytest.raises(AttributeError):
        view(installer).id = "x"


def test_what_is_known_of_a_section_is_there_with_its_note_masked(installer: Installer) -> None:
    assert view(installer).section_state("apps") == installer.section_state("apps")
    failed = loaded(installer, failed={"apps": "token: hunter2"})
    assert view(failed).section_state("apps").note == f"token: {MASK}"


def test_what_was_not_loaded_is_empty_for_a_template() -> None:
    assert len(view(App(id="app1")).configs) == 0
    assert len(view(Workflow(id="inw1")).shown_steps) == 0


def test_models_are_wrapped_as_they_are_asked_for(installer: Installer) -> None:
    apps = view(installer).apps

    assert isinstance(apps, Views)
    assert len(apps) == 2
    assert apps[0] == view(installer.apps[0])
    assert apps[1:] == view(installer.apps[1:])
    assert [app.name for app in apps] == ["web", "data"]
    assert model_of(apps[0]) is installer.apps[0]


def test_a_template_goes_through_views_as_through_models(installer: Installer) -> None:
    source = "{% for app in m.apps %}{{ loop.index }}{{ app.name }} {% endfor %}{{ m.apps | length }}{{ m._model }}"

    assert Environment(autoescape=True).from_string(source).render(m=view(installer)) == "1web 2data 2"


@pytest.mark.parametrize("value", [None, 1, True, 2.5])
def test_numbers_are_as_they_are(value: Any) -> None:
    assert view(value) is value


def test_a_view_of_a_view_is_itself(installer: Installer) -> None:
    wrapped = view(installer)

    assert view(wrapped) is wrapped
    assert isinstance(wrapped, View)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "null"),
        (True, "true or false"),
        (1, "number"),
        ("", "text"),
        ([1], "list of 1"),
        ({}, "map of 0"),
        (SecretStr("x"), "secret"),
    ],
)
def test_types_have_words(value: object, word: str) -> None:
    assert type_word(value) == word
