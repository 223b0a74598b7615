"""What is called linear or not."""

from __future__ import annotations

import pytest

from tests.linear import assert_linear


def test_linear_work_of_any_size_passes() -> None:
    for repeated in (1, 3_000):
        assert_linear(lambda text, repeated=repeated: [text.count("b") for _ in range(repeated)], "a")


def test_quadratic_work_fails() -> None:
    with pytest.raises(AssertionError, match="4 times the text took"):
        assert_linear(lambda text: sum(1 for _ in range((len(text) // 10) ** 2)), "a")
