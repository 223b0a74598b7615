"""Masks lines that belong together, such as those of a log: a secret may begin in one and end in another."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.masking import current_secrets
from nuon_notebook.redaction.scanner import find_secrets
from nuon_notebook.redaction.values.placeholders import MASK

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    Span = tuple[int, int]

KEY_LINE: Final = lazy_pattern(r"(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*\d)[A-Za-z0-9+/_-]{40,}+={0,2}")
"""A line that is nothing but a piece of base64. Its key may begin and end in lines that were not loaded."""


def mask_lines(lines: Sequence[str], sources: Sequence[Hashable] = ()) -> list[str]:
    """Mask the secrets in lines, also those that go over several lines.

    Args:
        lines: the lines in their order; a line may hold line breaks.
        sources: what each line came from, if lines of several sources are mixed: the lines of each are also read alone.
    """
    spans: dict[int, list[Span]] = defaultdict(list)
    for chosen in _readings(lines, sources):
        for index, span in _findings(lines, chosen):
            spans[index].append(span)
    return [_masked(line, spans.get(index, ())) for index, line in enumerate(lines)]


def _readings(lines: Sequence[str], sources: Sequence[Hashable]) -> Iterator[Sequence[int]]:
    """Yield the indexes of the lines that are read together."""
    yield range(len(lines))
    by_source: dict[Hashable, list[int]] = defaultdict(list)
    for index, source in enumerate(sources):
        by_source[source].append(index)
    if len(by_source) > 1:
        yield from by_source.values()


def _findings(lines: Sequence[str], chosen: Sequence[int]) -> Iterator[tuple[int, Span]]:
    """Yield what is secret in lines that are read together: the index of a line, and a span of it."""
    text = "\n".join(lines[index] for index in chosen)
    begins = [0, *accumulate(len(lines[index]) + 1 for index in chosen)]
    found = sorted((*((one.start, one.end) for one in find_secrets(text)), *_known(text)))
    place = 0
    for start, end in found:
        while place and begins[place] > start:
            place -= 1
        while begins[place + 1] <= start:
            place += 1
        at = place
        while at < len(chosen) and begins[at] < end:
            length = len(lines[chosen[at]])
            span = max(start - begins[at], 0), min(end - begins[at], length)
            if span[0] < span[1]:
                yield chosen[at], span
            at += 1


def _known(text: str) -> Iterator[Span]:
    """Yield where the secret values are that are known from elsewhere."""
    for value in filter(None, current_secrets()):
        start = text.find(value)
        while start >= 0:
            yield start, start + len(value)
            start = text.find(value, start + len(value))


def _masked(line: str, spans: Iterable[Span]) -> str:
    if KEY_LINE.fullmatch(line.strip()):
        return MASK
    parts: list[str] = []
    reached = 0
    for start, end in sorted(spans):
        if end > reached:
            parts += (line[reached:start], MASK) if start >= reached else ()
            reached = end
    return "".join((*parts, line[reached:]))
