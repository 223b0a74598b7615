"""Finds the data of Kubernetes `Secret` documents in a text.

Manifests are templates that no YAML parser accepts, and they occur within other files at any depth. So they are read
line by line, by their indentation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.values.templates import is_template, template_literals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

SECRET_MENTION = lazy_pattern(r"kind[\"'\\]{0,3}[ \t]{0,9}:[ \t]{0,9}(?:!!str )?[\"'\\]{0,3}Secret(?:List)?\b(?!\w)")
SECRET_KIND = lazy_pattern(
    r"[\"']?kind[\"']?[ \t]*:[ \t]*(?:!!str[ \t]+)?[\"']?Secret(List)?[\"']?[ \t]*,?[ \t]*(?:#.*)?$"
)
DATA_KEY = lazy_pattern(r"[\"']?(?:data|stringData)[\"']?[ \t]*:(?=\s|$|\{|[&!*])[ \t]*(?:[&!]\S+[ \t]*)?")
KEY = lazy_pattern(r"(?:[\"'][^\"'\n]*[\"']|\{\{[^{}\n]*\}\}|[\w./-]+)[ \t]*:(?=[ \t]|$)[ \t]*")
LEADING = lazy_pattern(r"([ \t]*)((?:-[ \t]+)*)")
TEMPLATE_LINE = lazy_pattern(r"[ \t]*\{\{.*\}\}[ \t\r]*$")
SEPARATOR = lazy_pattern(r"---(?:[ \t\r].*)?$")
FLOW_DATA_KEY = lazy_pattern(r"\\{0,2}[\"']?\b(?:data|stringData)\\{0,2}[\"']?[ \t]{0,9}:[ \t]{0,9}(?=\{)")
FLOW_STRING_DATA_KEY = lazy_pattern(r"\\{0,2}[\"']\bstringData\\{0,2}[\"'][ \t]{0,9}:[ \t]{0,9}(?=\{)")
FLOW_SECRET_KIND = lazy_pattern(
    r"[{,]\s{0,200}\\{0,2}[\"']?kind\\{0,2}[\"']?[ \t]{0,9}:[ \t]{0,9}\\{0,2}[\"']?Secret(?:List)?\b"
)
FLOW_VALUE = lazy_pattern(r":[ \t]{0,9}(\\?\"(?:[^\"\\]|\\(?!\").)*+\\?\"|'[^']*+'|[^\s,{}\"']++)")
EMPTY_VALUE = lazy_pattern(r"(?:[|>][+-]?\d?|[{}],?)?")
TAB_WIDTH: Final = 8


@dataclass(slots=True)
class _Line:
    start: int
    text: str
    column: int  # of the first key, behind all list dashes
    dash: int | None  # of the first list dash
    body: str

    @property
    def is_neutral(self) -> bool:
        """Whether the line says nothing about the structure: it is empty, a comment or a template action."""
        return not self.body or self.body[0] == "#" or bool(TEMPLATE_LINE.match(self.text))


def find_secret_data(text: str) -> Iterator[Span]:
    """Find the values under `data` and `stringData` of each `Secret`."""
    if not SECRET_MENTION.search(text):
        return
    yield from _in_block_style(_lines(text))
    if FLOW_SECRET_KIND.search(text):
        yield from _in_flow_style(text, FLOW_DATA_KEY)


def _in_block_style(lines: list[_Line]) -> Iterator[Span]:
    masked = [False] * len(lines)
    walked: set[tuple[int, int]] = set()  # lines of the mappings read so far, each with the mapping's column
    for index, line in enumerate(lines):
        kind = SECRET_KIND.match(line.body)
        if kind and (index, line.column) not in walked:
            whole_list = kind[1] is not None
            for at in _mapping_lines(lines, index, whole_list=whole_list):
                inside = lines[at].column == line.column
                walked.update({(at, line.column)} if inside else ())
                if (inside or whole_list) and not masked[at] and DATA_KEY.match(lines[at].body):
                    yield from _data_values(lines, at, masked)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for raw in text.split("\n"):
        leading = LEADING.match(raw)
        blanks, dashes = (leading[1], leading[2]) if leading else ("", "")
        dash = len(blanks.expandtabs(TAB_WIDTH))
        body = raw[len(blanks) + len(dashes) :].rstrip()
        lines.append(_Line(start, raw, dash + len(dashes), dash if dashes else None, body))
        start += len(raw) + 1
    return lines


def _mapping_lines(lines: list[_Line], at: int, *, whole_list: bool) -> Iterator[int]:
    """Yield the lines of the mapping that a `kind` line belongs to, those before it and those after it."""
    column = lines[at].column
    yield at
    if lines[at].dash is None or whole_list:
        for index in range(at - 1, -1, -1):
            if not _is_inside(lines[index], column):
                break
            yield index
            if _starts_item(lines[index], column):
                break
    for index in range(at + 1, len(lines)):
        if not _is_inside(lines[index], column) or _starts_item(lines[index], column):
            break
        yield index


def _is_inside(line: _Line, column: int) -> bool:
    if line.is_neutral:
        return True
    return line.column >= column and not (line.column <= column and SEPARATOR.match(line.body))


def _starts_item(line: _Line, column: int) -> bool:
    """Tell whether a line starts another item of the list that holds the mapping."""
    return line.dash is not None and line.dash < column == line.column


def _data_values(lines: list[_Line], at: int, masked: list[bool]) -> Iterator[Span]:
    """Yield the values of a `data` block: what follows its keys, and all lines that are indented deeper."""
    head = lines[at]
    masked[at] = True
    opening = DATA_KEY.match(head.body)
    offset = head.start + len(head.text.rstrip()) - len(head.body)
    if opening and head.body[opening.end() :].strip(" {|>#"):
        yield offset + opening.end(), offset + len(head.body)
    key_column: int | None = None
    for index in range(at + 1, len(lines)):
        line = lines[index]
        if not line.is_neutral and (line.column if line.dash is None else line.dash) <= head.column:
            break
        masked[index] = True
        if not line.body or (line.body.startswith("{{") and not re.search('["`]', line.body)):
            continue
        value = line.body
        key = KEY.match(line.body)
        if key and (key_column is None or line.column <= key_column):
            key_column = line.column
            value = line.body[key.end() :]
        end = line.start + len(line.text.rstrip())
        if not (EMPTY_VALUE.fullmatch(value) or _is_template(value)):
            yield end - len(value), end - (value[-1] == ",")


def find_string_data(text: str) -> Iterator[Span]:
    """Find the values in `stringData: {...}`, which only secrets have. A patch does not say its kind."""
    yield from _in_flow_style(text, FLOW_STRING_DATA_KEY)


def _is_template(value: str) -> bool:
    """Tell whether a value stands elsewhere: a template expression without a literal."""
    return is_template(value.replace('\\"', '"')) and not template_literals(value)


def _in_flow_style(text: str, key: re.Pattern[str]) -> Iterator[Span]:
    """Yield the values in the braces behind a key, as in JSON."""
    reached = 0
    for match in key.finditer(text):
        if match.start() < reached:
            continue
        reached = _closing_brace(text, match.end())
        for value in FLOW_VALUE.finditer(text, match.end() + 1, reached):
            if not _is_template(value[1]):
                yield value.span(1)


def _closing_brace(text: str, opening: int) -> int:
    """Return the offset behind the brace that closes the one at `opening`, or the end of the text."""
    depth = 0
    for brace in re.finditer(r"\"(?:[^\"\\]|\\.)*+\"|[{}]", text[opening:]):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return opening + brace.end()
    return len(text)
