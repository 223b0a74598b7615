"""A table of cases as one test: every case is checked, and those that fail are named together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_NAME = 100
LONGEST_REASON = 300


def failures(check: Callable[..., object], cases: Iterable[Any]) -> list[str]:
    """Check every case and return those that failed, each with the reason.

    Args:
        check: asserts what must hold for a case.
        cases: what `check` is called with; a tuple is passed as several arguments.
    """
    failed = []
    checked = 0
    for case in cases:
        checked += 1
        arguments = case if type(case) is tuple else (case,)
        try:
            check(*arguments)
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - the next cases are still to be checked
            name = ", ".join(map(_short_name, arguments))
            failed.append(f"{name}: {type(error).__name__}: {str(error)[:LONGEST_REASON]}")
    assert checked, "there are no cases"
    return failed


def _short_name(argument: object) -> str:
    name = argument if isinstance(argument, str) else getattr(argument, "__name__", None) or repr(argument)
    return str(name).encode("unicode_escape").decode()[:LONGEST_NAME]
