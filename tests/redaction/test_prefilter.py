from __future__ import annotations

import json
import re
import sys

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from nuon_notebook.redaction.matchers import Pattern
from nuon_notebook.redaction.rule import Expression
from nuon_notebook.redaction.scanner import ALL_RULES, SHAPES_ONLY, apply_rules, can_match, find_secrets, fold_case
from tests.redaction.examples import FRAGMENTS, GLUE, HARMLESS


@st.composite
def cut(draw: st.DrawFn) -> str:
    """Draw a fragment of text that is whole, cut off, interrupted, or written in another way."""
    fragment = draw(st.sampled_from(FRAGMENTS))
    at = draw(st.integers(0, len(fragment)))
    return draw(
        st.sampled_from(
            [
                *([fragment] * 4),
                *(fragment[:at], fragment[at:], fragment[:at] + draw(st.sampled_from(GLUE)) + fragment[at:]),
                *(fragment.swapcase(), json.dumps(fragment), repr(fragment)),
            ]
        )
    )


TEXTS = st.lists(st.one_of(cut(), st.sampled_from(GLUE), st.sampled_from(HARMLESS)), max_size=6).map("".join)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_with_the_prefilter_the_same_is_found_as_by_all_rules(text: str) -> None:
    assert list(find_secrets(text)) == apply_rules(text, ALL_RULES.rules)
    assert list(find_secrets(text, SHAPES_ONLY)) == apply_rules(text, SHAPES_ONLY.rules)


@settings(deadline=None)
@given(st.text())
@example("pa\u017f\u017fword=hunter2")
def test_with_the_prefilter_the_same_is_found_in_any_text(text: str) -> None:
    assert list(find_secrets(text)) == apply_rules(text, ALL_RULES.rules)


EXPRESSIONS = [(rule, re.compile(rule.find.expression)) for rule in ALL_RULES.rules if isinstance(rule.find, Pattern)]


def generated(expression: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Generate matches; possessive quantifiers are made greedy, since hypothesis does not know them."""
    greedy = re.sub(r"(?<!\\)([*+?}])\+", r"\1", expression.pattern)
    return st.from_regex(re.compile(greedy, expression.flags), fullmatch=True)


@settings(max_examples=300, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_what_a_rule_matches_meets_its_conditions(data: st.DataObject) -> None:
    rule, expression = data.draw(st.sampled_from(EXPRESSIONS))
    text = data.draw(generated(expression))
    assume(expression.search(text))

    assert can_match(rule, text, fold_case(text))


def test_conditions_begin_with_a_literal_character() -> None:
    conditions = [str(each) for rule in ALL_RULES.rules for each in rule.any_of if isinstance(each, Expression)]

    assert [each for each in conditions if not re.match(r"[\w<@:=%/-]|\\\W", each)] == []


@pytest.mark.parametrize("letters", ["[a-z]"])
def test_every_letter_that_passes_for_one_of_ascii_is_folded(letters: str) -> None:
    ignoring_case = re.compile(letters, re.IGNORECASE)
    passing = [chr(code) for code in range(sys.maxunicode + 1) if ignoring_case.fullmatch(chr(code))]

    assert [letter for letter in passing if not re.fullmatch(letters, fold_case(letter))] == []


def test_folding_keeps_offsets() -> None:
    assert [chr(code) for code in range(sys.maxunicode + 1) if len(fold_case(chr(code))) != 1] == []


@pytest.mark.parametrize("text", HARMLESS[:4])
def test_no_rule_is_tried_on_harmless_texts(text: str) -> None:
    assert list(ALL_RULES.candidates(text)) == []
