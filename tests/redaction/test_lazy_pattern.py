"""Expressions are compiled when they are first used, so a test must find those that cannot be compiled."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import nuon_notebook.redaction
from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from tests.cases import failures

MODULES = [each.name for each in pkgutil.walk_packages(nuon_notebook.redaction.__path__, "nuon_notebook.redaction.")]
LAZY = type(lazy_pattern(""))


def test_an_expression_is_compiled_when_it_is_first_used() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.search("text")


def test_it_is_used_like_a_compiled_one() -> None:
    pattern = lazy_pattern("b+", re.IGNORECASE)
    assert pattern.sub("-", "aBBc") == "a-c"
    assert [match.span() for match in pattern.finditer("abbab")] == [(1, 3), (4, 5)]
    assert (pattern.search("aaa"), pattern.pattern) == (None, "b+")


def test_every_expression_can_be_compiled() -> None:
    found = [value for module in MODULES for value in vars(import_module(module)).values()]
    patterns = [
        one for value in found for one in (value if isinstance(value, tuple) else (value,)) if type(one) is LAZY
    ]
    assert len(patterns) > 150
    assert failures(lambda pattern: re.compile(pattern.pattern), patterns) == []
