"""A table of cases fails as a whole, and names each case that failed."""

from __future__ import annotations

import pytest

from tests.cases import failures


def is_small(number: int) -> None:
    assert number < 10, "too large"


def test_every_case_is_checked_and_those_that_fail_are_named_with_the_reason() -> None:
    found = failures(is_small, [1, 20, 3, 40])
    assert [line.partition("\n")[0] for line in found] == [
        "20: AssertionError: too large",
        "40: AssertionError: too large",
    ]


def test_an_exception_and_one_that_was_expected_in_vain_are_failures() -> None:
    def raises(kind: str) -> None:
        if kind == "unexpected":
            raise KeyError(kind)
        with pytest.raises(KeyError):
            pass

    assert [line.partition(":")[0] for line in failures(raises, ["unexpected", "missing"])] == ["unexpected", "missing"]


def test_a_tuple_is_passed_as_arguments() -> None:
    def differ(one: int, other: int) -> None:
        assert one != other

    assert failures(differ, [(1, 2), (2, 1)]) == []
    assert [line.partition(":")[0] for line in failures(differ, [(1, 2), (3, 3)])] == ["3, 3"]


def test_a_table_without_cases_is_no_success() -> None:
    with pytest.raises(AssertionError, match="no cases"):
        failures(is_small, [])
