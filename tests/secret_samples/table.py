"""The table of `make secrets`: which samples there are, and which share of them must be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.secret_samples.forms import FORMS
from tests.secret_samples.harmless import HARMLESS, TWINS
from tests.secret_samples.rates import Rate, rate_of_harmless, rate_of_secrets
from tests.secret_samples.tokens import FURTHER_TOKENS, HARMLESS_WORDS, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = ("sample", "number", "right in display", "right when shared", "goal")


def rates() -> Iterator[Rate]:
    """Rate all samples, one subject after the other: a module of samples adds its rows here."""
    yield rate_of_secrets("tokens that platform engineers meet, bare", TOKENS, 0.97)
    yield rate_of_secrets("tokens of further services, bare", FURTHER_TOKENS, 0.97)
    yield rate_of_secrets("secrets in formats and on command lines", FORMS, 0.95)
    yield rate_of_harmless("words that begin like a token", HARMLESS_WORDS, 1)
    yield rate_of_harmless("texts that only look like a secret's", HARMLESS, 0.99)
    yield rate_of_secrets("literals in the same places", TWINS, 0.98)


def markdown(rows: list[Rate]) -> str:
    """Return rates as a Markdown table."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join((lines[0], "|---|---:|---:|---:|---:|", *lines[1:]))


def _cells(row: Rate) -> tuple[str, ...]:
    shares = (f"{100 * part / row.count:.1f} %" for part in (row.display, row.share))
    return (row.subject, f"{row.count:,}", *shares, f"≥ {100 * row.goal:g} %")
