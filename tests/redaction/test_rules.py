from __future__ import annotations

from dataclasses import replace

from nuon_notebook.redaction.rule import Rule
from nuon_notebook.redaction.scanner import ALL_RULES, can_match, fold_case
from tests.redaction import examples


def test_the_name_of_a_rule_is_unique() -> None:
    names = [rule.name for rule in ALL_RULES.rules]

    assert len(names) == len(set(names))


def test_each_rule_has_examples() -> None:
    assert {rule.name for rule in ALL_RULES.rules} == examples.TEXTS_OF_RULES.keys()


def test_each_rule_finds_its_examples() -> None:
    failures = [
        (rule.name, text)
        for rule in ALL_RULES.rules
        for text in examples.TEXTS_OF_RULES[rule.name]
        if not list(rule.find(text)) or rule not in ALL_RULES.candidates(text)
    ]

    assert failures == []


def test_each_condition_of_a_rule_is_the_only_one_that_some_example_meets() -> None:
    """So that a condition that is missing or misspelt makes the scanner miss an example."""

    def is_met_alone(rule: Rule, field: str, condition: str) -> bool:
        others = tuple(each for each in getattr(rule, field) if each != condition)
        if not others:
            return True
        without = replace(rule, **{field: others})
        return any(not can_match(without, text, fold_case(text)) for text in examples.TEXTS_OF_RULES[rule.name])

    failures = [
        (rule.name, condition)
        for rule in ALL_RULES.rules
        for field in ("any_of", "and_any_of")
        for condition in getattr(rule, field)
        if not is_met_alone(rule, field, condition)
    ]

    assert failures == []
