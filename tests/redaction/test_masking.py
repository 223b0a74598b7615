from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nuon_notebook import options
from nuon_notebook.redaction.masking import (
    HIDDEN,
    MASK,
    Hidden,
    mask_arguments,
    mask_document,
    mask_person,
    mask_variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    options.choose(show_values=False, show_people=False)


def test_people_are_cut_to_first_letter_and_domain() -> None:
    shown = {"ada@example.com": "a…@example.com", "Ada Byron": "A…", "auth0|123": "a…", "": "", None: None}

    assert {given: mask_person(given) for given in shown} == shown


def test_names_of_variables_are_shown_and_their_literals_hidden() -> None:
    values = {"REGION": "eu-west-1", "ID": "{{ .nuon.install.id }}", "EMPTY": "", "NONE": None}

    assert mask_variables(values) == (
        ("REGION", HIDDEN),
        ("ID", "{{ .nuon.install.id }}"),
        ("EMPTY", ""),
        ("NONE", None),
    )


def test_build_args_are_variables_too() -> None:
    assert mask_variables(["A=1", "B", "C={{ .x }}"]) == (("A", HIDDEN), ("B", None), ("C", "{{ .x }}"))


def test_a_literal_in_a_template_expression_counts_where_the_name_says_secret() -> None:
    expression = '{{ .x | default "hunter2" }}'

    assert mask_variables({"DB_PASSWORD": expression, "COLOUR": expression}) == (
        ("DB_PASSWORD", HIDDEN),
        ("COLOUR", expression),
    )


def test_even_on_request_nothing_is_shown_whose_name_or_shape_says_secret() -> None:
    options.choose(show_values=True)
    secret = {
        "DB_PASSWORD": "x",
        "STRIPE_KEY": "x",
        "SENTRY_DSN": "x",
        "ADDRESS": "postgres://bob:hunter2@db/x",
        "BLOB": "Zm9vYmFyYmF6cXV4Zm9vYmFy9",
    }

    assert mask_variables(secret | {"COLOUR": "green"}) == (*((name, HIDDEN) for name in secret), ("COLOUR", "green"))


def test_a_nested_value_is_shown_on_request_without_its_secrets() -> None:
    options.choose(show_values=True)

    assert mask_variables({"x": {"colour": "green", "list": [{"token": "hunter2"}]}}) == (
        ("x", f'{{"colour": "green", "list": [{{"token": "{MASK}"}}]}}'),
    )


def test_hidden_tells_nothing_but_that_it_is_hidden() -> None:
    assert str(HIDDEN) == "hidden"
    assert bool(HIDDEN)
    assert Hidden() == HIDDEN
    assert not hasattr(HIDDEN, "__dict__")


def test_the_word_behind_a_secret_flag_is_masked() -> None:
    assert mask_arguments(["run", "--password", "hunter2", "--wait"]) == ("run", "--password", MASK, "--wait")


def test_in_a_document_names_say_what_is_secret() -> None:
    document = {"kind": "Secret", "data": {"a": "b"}, "spec": [{"password": "hunter2", "image": "api", "n": 1}]}

    assert mask_document(document) == {
        "kind": "Secret",
        "data": {"a": MASK},
        "spec": [{"password": MASK, "image": "api", "n": 1}],
    }
