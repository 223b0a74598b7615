"""Models to HTML and text, through templates."""

from __future__ import annotations


def html(shown: object) -> str:
    return ""


def outline(shown: object) -> str:
    return ""
