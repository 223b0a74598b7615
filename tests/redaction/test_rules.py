from __future__ import annotations

import pytest

from nuon_notebook.redaction.matchers import Plugin, plugin_patterns
from nuon_notebook.redaction.scanner import ALL_RULES, find_secrets
from tests.redaction import examples


def test_the_name_of_a_rule_is_unique() -> None:
    names = [rule.name for rule in ALL_RULES.rules]

    assert len(names) == len(set(names))


def test_each_rule_finds_its_example() -> None:
    found = {rule.name: list(rule.find(examples.RULES[rule.name])) for rule in ALL_RULES.rules}

    assert [name for name, spans in found.items() if not spans] == []
    assert found.keys() == examples.RULES.keys()


def test_the_example_of_each_rule_is_a_finding() -> None:
    failures = [name for name, text in examples.RULES.items() if not list(find_secrets(text))]

    assert failures == []


def test_each_plugin_that_a_rule_names_is_installed_and_has_expressions() -> None:
    plugins = [rule.find.name for rule in ALL_RULES.rules if isinstance(rule.find, Plugin)]

    assert plugins
    assert [name for name in plugins if not plugin_patterns(name)] == []


@pytest.mark.parametrize("name", ["GitLabTokenDetector", "PypiTokenDetector", "TelegramBotTokenDetector"])
def test_a_plugin_that_is_not_installed_is_an_error(name: str) -> None:
    with pytest.raises(LookupError, match=f"has no plugin {name}"):
        list(Plugin(name)("text"))
