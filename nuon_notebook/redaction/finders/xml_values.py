"""Finds secrets in elements of XML: `<password>x</password>`, `<property name="password">x</property>`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.references import is_reference

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

TEXT: Final = r"\s{0,99}+(?:<!\[CDATA\[)?((?:[^<>\n\]]|\](?!\]>)){1,500}+)(?:\]\]>)?\s{0,99}+</"
ELEMENT = lazy_pattern(
    r"<(?:[\w-]{1,40}:)?([A-Za-z][\w.-]{0,80}+)((?:\s[^<>]{0,300}+)?)>\s{0,99}+(?:<[Vv]alue>)?" + TEXT
)
PAIR = lazy_pattern(
    r"<([Nn]ame|[Kk]ey)>\s{0,99}+([\w.:-]{1,100}+)\s{0,99}+</\1>\s{0,99}+<(?:[Vv]alue|string|data)>" + TEXT
)
NAMED_ELEMENTS: Final = frozenset(
    {
        "property",
        "entry",
        "string",
        "setting",
        "param",
        "parameter",
        "variable",
        "env",
        "arg",
        "option",
        "item",
        "field",
    }
)
NAME_ATTRIBUTE = lazy_pattern(r"\b(?:name|key)=[\"']([\w.:-]{1,100}+)[\"']")


def find_xml_elements(text: str) -> Iterator[Span]:
    """Yield the spans of the texts of elements whose name, `name` or `key` is secret."""
    for match in ELEMENT.finditer(text):
        if is_secret_name(match[1]) or _has_secret_name(match[1], match[2]):
            yield from _trimmed(match, 3)
    for match in PAIR.finditer(text):
        if is_secret_name(match[2]):
            yield from _trimmed(match, 3)


def _has_secret_name(element: str, attributes: str) -> bool:
    name = NAME_ATTRIBUTE.search(attributes) if element.lower() in NAMED_ELEMENTS else None
    return name is not None and is_secret_name(name[1])


def _trimmed(match: re.Match[str], group: int) -> Iterator[Span]:
    value = match[group].strip()
    if value and not is_reference(value):
        start = match.start(group) + match[group].index(value)
        yield start, start + len(value)
