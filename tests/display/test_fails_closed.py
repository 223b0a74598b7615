"""A field that nobody thought of is seen, and shows nothing that it must not: forgetting a line hides, never leaks."""

from __future__ import annotations

import re
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import options
from nuon_notebook.display import environment, to_html, to_text
from nuon_notebook.display.mentions import mentioned
from nuon_notebook.models import Collection, Install, Model
from nuon_notebook.models.types import NO_VALUES, AnyMap, Document, SecretText, StringMap, Texts  # noqa: F401, RUF100
from nuon_notebook.redaction.policy import Omitted, omitted
from tests.cases import failures
from tests.conformance.schema import (
    MASKING,
    MODELS,
    NEVER,
    OBJECTS,
    PROPERTIES,
    UNLISTED,
    encoded,
    field_name,
    filled,
    target,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = "marked-value-of-this-field"
UNDECLARED: dict[str, Any] = {
    "unlisted_map": {"A_NAME": MARK},
    "unlisted_list": [{"a": [MARK]}],
    "unlisted_notes": f"password: {MARK}",
    "unlisted_api_token": MARK,
}
DECLARED: dict[str, tuple[str, Any, Any]] = {
    "fresh_map": ("StringMap", NO_VALUES, {"A_NAME": MARK}),
    "fresh_values": ("AnyMap", NO_VALUES, {"A_NAME": {"b": [MARK]}}),
    "fresh_notes": ("str | None", None, f"The password: {MARK}"),
    "fresh_api_token": ("str | None", None, MARK),
    "fresh_arguments": ("Texts", (), ["--password", MARK]),
    "fresh_document": ("Document | None", None, encoded({"Statement": [{"password": MARK}]})),
    "fresh_secret": ("SecretText | None", None, MARK),
}
"""By name of a field that declares no policy: its type, its default and a value that must not be shown."""

SECRET_ON_REQUEST = {"unlisted_notes", "unlisted_api_token", *DECLARED} - {"fresh_map", "fresh_values"}


@cache
def newer(kind: type[Model]) -> Any:
    """A class of models as a contributor extends it: with further fields, and nothing said about how to show them."""
    body = {name: default for name, (_, default, _) in DECLARED.items()}
    annotations = {name: annotation for name, (annotation, _, _) in DECLARED.items()}
    return type(f"Newer{kind.__name__}", (kind,), {**body, "__annotations__": annotations, "__module__": __name__})


def sent() -> dict[str, Any]:
    return {"id": "x1", **UNDECLARED, **{name: value for name, (_, _, value) in DECLARED.items()}}


def one(api_type: str) -> Model:
    """A model of a newer class in which every further field holds a secret."""
    model: Model = newer(MODELS[api_type]).model_validate(sent())
    assert model.unreadable == ()
    assert set(DECLARED) <= model.model_fields_set
    return model


def unseen(page: str) -> list[str]:
    """The further fields whose name is not on a page."""
    return unseen_of(page, *UNDECLARED, *DECLARED)


def unseen_of(page: str, *names: str) -> list[str]:
    return [name for name in names if not re.search(name.replace("_", "[_ ]"), page)]


def test_every_further_field_of_any_model_is_seen_and_leaks_nothing() -> None:
    def holds(api_type: str) -> None:
        model = one(api_type)
        assert unseen(to_html(model)) == []
        assert MARK not in to_html(model) + to_text(model) + repr(model)
        assert MARK not in to_html(Collection([model])) + to_text(Collection([model]))

    assert failures(holds, MODELS) == []


HOLDERS = [place for place in PROPERTIES if target(OBJECTS[place[0]][place[1]]) in OBJECTS and place not in NEVER]
SHOWN_ELSEWHERE = {("app.AppConfig", "app_branch"): "the branches of its app show it"}


def is_shown_within(owner: str, prop: str) -> bool:
    """Whether the templates or sections of a model mention a property."""
    kind = MODELS[owner]
    sources = environment._sources_of(kind)
    return bool(sources) and field_name(owner, prop) in mentioned(kind, sources) - omitted(kind)


WITHIN = [place for place in HOLDERS if is_shown_within(*place) and place not in SHOWN_ELSEWHERE]


def within(owner: str, prop: str) -> Model:
    """A model that holds another one of a newer class."""
    inner = one(target(OBJECTS[owner][prop]))
    listed = OBJECTS[owner][prop].get("type") == "array"
    return MODELS[owner].model_validate({"id": "x0", "name": "holder", prop: [inner] if listed else inner})


def test_every_further_field_of_a_model_that_is_shown_within_another_is_seen() -> None:
    def holds(owner: str, prop: str) -> None:
        assert unseen(to_html(within(owner, prop))) == []

    kinds = {
        "table row": ("app.AppInputGroup", "app_inputs"),
        "row of what nothing else shows": ("app.Install", "drifted_objects"),
        "step line": ("app.Workflow", "steps"),
        "section": ("app.AppConfig", "sandbox"),
        "in the body of another": ("app.ComponentConfigConnection", "helm"),
        "without a template, by facts of another": ("app.Install", "aws_account"),
        "without a template, by a headline": ("app.Workflow", "status"),
    }
    assert {*kinds.values()} <= {*WITHIN}
    assert failures(holds, WITHIN) == []


def test_no_further_field_of_a_model_within_another_leaks() -> None:
    def holds(owner: str, prop: str) -> None:
        model = within(owner, prop)
        assert MARK not in to_html(model) + to_text(model) + to_html(Collection([model]))

    assert failures(holds, HOLDERS) == []


def test_on_request_it_shows_values_but_no_secrets() -> None:
    def holds(api_type: str) -> None:
        kind = newer(MODELS[api_type])
        secret = {name: value for name, value in sent().items() if name in SECRET_ON_REQUEST}
        model = kind.model_validate(secret)
        assert MARK not in to_html(model) + to_text(model)
        plain = kind.model_validate({"fresh_map": {"A_NAME": "a literal"}, "unlisted_map": {"A_NAME": "another"}})
        assert "a literal" in to_html(plain)
        assert ("another" in to_html(plain)) == ((api_type, UNLISTED) not in NEVER)

    options.choose(show_values=True)
    try:
        assert failures(holds, MODELS) == []
    finally:
        options.choose(show_values=False)


# Where a template mentions it


@pytest.fixture
def _templated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every template write every further field, as it is."""
    folder = tmp_path / "templates"
    shutil.copytree(environment.template_folder(), folder)
    lines = (f"{{% if m.{name} is defined %}}templated {name} {{{{ m.{name} }}}}{{% endif %}}" for name in DECLARED)
    written = "".join(lines)
    for path in folder.glob("*.html.j2"):
        source = re.sub(r"({% macro (?:body|row|line)\(m\) -?%})", rf"\1{written}", path.read_text())
        path.write_text(source)
    monkeypatch.setattr(environment, "template_folder", lambda: folder)
    forget_templates()
    yield
    monkeypatch.undo()
    forget_templates()


def forget_templates() -> None:
    for cached in vars(environment).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


@pytest.mark.usefixtures("_templated")
def test_a_template_that_writes_it_as_it_is_leaks_nothing() -> None:
    def holds(api_type: str) -> None:
        page = to_html(one(api_type))
        assert all(f"templated {name}" in page for name in DECLARED)
        assert MARK not in page + to_html(Collection([one(api_type)]))

    assert failures(holds, MODELS) == []


@pytest.mark.usefixtures("_templated")
def test_within_another_model_a_template_that_writes_it_leaks_nothing_either() -> None:
    def holds(owner: str, prop: str) -> None:
        assert MARK not in to_html(within(owner, prop))

    assert failures(holds, HOLDERS) == []


# Nothing declared can vanish


CARRIED_FROM = ("app.ComponentConfigConnection", "app_config_version")
ONLY_WITHIN = {CARRIED_FROM: ("app.AppConfig", "component_config_connections")}


def pages(api_type: str, payload: dict[str, Any]) -> str:
    """The page of a model and its row in a table."""
    model = MODELS[api_type].model_validate(payload)
    return to_html(model) + to_html(Collection([model]))


def with_listed_keys(api_type: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A payload whose maps have the keys that are shown of them."""
    listed = {row.rsplit(".", 1)[1]: keys for row, keys in MASKING["keys"].items() if row.rsplit(".", 1)[0] == api_type}
    keyed = {prop: dict.fromkeys(keys, f"https://{prop}.example") for prop, keys in listed.items() if prop in payload}
    failed = {"status": "error"} if isinstance(payload.get("status"), str) else {"status": {"status": "error"}}
    return {**payload, **keyed, **(failed if "metadata" in keyed and "status" in payload else {})}


def test_every_declared_field_changes_the_page_or_is_left_out_on_purpose() -> None:
    def holds(api_type: str, prop: str) -> None:
        whole = with_listed_keys(api_type, filled(api_type))
        rest = {name: value for name, value in whole.items() if name != prop}
        if (api_type, prop) in ONLY_WITHIN:
            owner, held = ONLY_WITHIN[api_type, prop]
            assert pages(owner, {"id": "x0", held: [whole]}) != pages(owner, {"id": "x0", held: [rest]})
        elif field_name(api_type, prop) not in omitted(MODELS[api_type]):
            alone = pages(api_type, {prop: whole[prop]}) != pages(api_type, {})
            assert alone or pages(api_type, whole) != pages(api_type, rest)

    assert failures(holds, PROPERTIES) == []


class Named(Install):
    """An install with fields that are called like attributes that code of every model reads."""

    records: str | None = None
    related_to: str | None = None
    state: str | None = None


def test_a_field_that_is_called_like_an_attribute_of_the_store_is_seen() -> None:
    names = ("records", "related_to", "state")
    page = to_html(Named.model_validate({name: f"seen {name}" for name in names}))
    assert [name for name in names if f"<code>{name}</code> seen {name}" not in page] == []


def test_a_field_that_is_false_or_zero_is_seen() -> None:
    class Flagged(Install):
        fresh_flag: bool | None = None
        fresh_number: int | None = None

    page = to_html(Flagged.model_validate({"id": "inl1", "fresh_flag": False, "fresh_number": 0}))

    assert unseen_of(page, "fresh_flag", "fresh_number") == []


def test_a_field_that_is_left_out_on_purpose_says_why() -> None:
    def holds(api_type: str) -> None:
        fields = MODELS[api_type].model_fields.values()
        reasons = [one.reason for field in fields for one in field.metadata if isinstance(one, Omitted)]
        assert len(reasons) == len(omitted(MODELS[api_type]))
        assert [reason for reason in reasons if len(reason.split()) < 3] == []

    assert failures(holds, MODELS) == []
