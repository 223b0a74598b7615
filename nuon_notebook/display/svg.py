"""What pictures are drawn with: outlines, curves, and texts that fit. Templates (`*.svg.j2`) put them together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.sanitize import sanitize_line, terminal_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LETTER: Final = 7  # pixels of a letter of 12 pixels, in the widest of the usual fonts
CORNER: Final = 9
SHAPES: Final[Mapping[str, str]] = {
    "box": "M0 0H{w}V{h}H0Z",
    "round": "M{c} 0H{wc}Q{w} 0 {w} {c}V{hc}Q{w} {h} {wc} {h}H{c}Q0 {h} 0 {hc}V{c}Q0 0 {c} 0Z",
    "hexagon": "M{c} 0H{wc}L{w} {m}L{wc} {h}H{c}L0 {m}Z",
    "cut": "M0 0H{wc}L{w} {c}V{h}H0Z",
    "slanted": "M{c} 0H{w}L{wc} {h}H0Z",
    "octagon": "M{c} 0H{wc}L{w} {c}V{hc}L{wc} {h}H{c}L0 {hc}V{c}Z",
    "ticket": "M0 0H{w}L{wc} {m}L{w} {h}H0L{c} {m}Z",
}
"""Outlines of width `w` and height `h`: their paths, told apart without colour."""


def shape(name: str, width: int, height: int) -> str:
    """Return the path of an outline.

    Args:
        name: one of `SHAPES`.
        width: its width in pixels.
        height: its height in pixels.
    """
    places = {
        "w": width, "h": height, "c": CORNER, "wc": width - CORNER, "hc": height - CORNER,
        "m": height // 2,
    }  # fmt: skip
    return SHAPES[name].format(**places)


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Return the path of a line through points that leaves and reaches each of them horizontally."""
    (left, top), *_ = points
    bends = []
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = _number((x + to_x) / 2)
        bends.append(f"C{middle} {_number(y)} {middle} {_number(to_y)} {_number(to_x)} {_number(to_y)}")
    return f"M{_number(left)} {_number(top)}{''.join(bends)}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def fit(text: object, width: float) -> str:
    """Return as much of a text as fits into a number of pixels, with an ellipsis if it was cut."""
    line, letters = sanitize_line(str(text or "")), int(width / LETTER)
    if sum(map(terminal_width, line)) <= letters:
        return line
    while line and sum(map(terminal_width, line)) > letters - 1:
        line = line[:-1]
    return f"{line.rstrip()}\N{HORIZONTAL ELLIPSIS}"
