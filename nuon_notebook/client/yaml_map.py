"""Reads a file of names and values in YAML, and says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_yaml_map(content: bytes) -> Mapping[str, Any] | str:
    """Return names and values, or what is wrong with them, without quoting anything."""
    try:
        parsed = yaml.safe_load(content) or {}
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return _problem(error)
    return parsed if isinstance(parsed, dict) else "it is not a map of names to values"


def _problem(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"it is not valid YAML (line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1})"
    if isinstance(error, yaml.reader.ReaderError):
        return "it is not YAML text"
    return "it is not valid YAML"
