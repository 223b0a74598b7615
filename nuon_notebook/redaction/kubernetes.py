"""Where in a text the data of Kubernetes `Secret` documents stands.

Line by line and by indentation, since manifests are templates that no YAML parser accepts, and stand in other
files at any depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

MENTION = re.compile(r"kind[\"'\\]{0,3}[ \t]{0,9}:[ \t]{0,9}(?:!!str )?[\"'\\]{0,3}Secret(?:List)?\b(?!\w)")
KIND = re.compile(r"[\"']?kind[\"']?[ \t]*:[ \t]*(?:!!str[ \t]+)?[\"']?Secret(List)?[\"']?[ \t]*,?[ \t]*(?:#.*)?$")
DATA = re.compile(r"[\"']?(?:data|stringData)[\"']?[ \t]*:(?=\s|$|\{|[&!*])[ \t]*(?:[&!]\S+[ \t]*)?")
NAMED = re.compile(r"(?:[\"'][^\"'\n]*[\"']|\{\{[^{}\n]*\}\}|[\w./-]+)[ \t]*:(?=[ \t]|$)[ \t]*")
LEADING = re.compile(r"([ \t]*)((?:-[ \t]+)*)")
TEMPLATE_LINE = re.compile(r"[ \t]*\{\{.*\}\}[ \t\r]*$")
SEPARATOR = re.compile(r"---(?:[ \t\r].*)?$")
FLOW_DATA = re.compile(r"\\{0,2}[\"']?\b(?:data|stringData)\\{0,2}[\"']?[ \t]{0,9}:[ \t]{0,9}(?=\{)")
FLOW_KIND = re.compile(
    r"[{,]\s{0,200}\\{0,2}[\"']?kind\\{0,2}[\"']?[ \t]{0,9}:[ \t]{0,9}\\{0,2}[\"']?Secret(?:List)?\b"
)
FLOW_VALUE = re.compile(r":[ \t]{0,9}(\\?\"(?:[^\"\\]|\\(?!\").)*+\\?\"|'[^']*+'|[^\s,{}\"']++)")
HARMLESS = re.compile(r"(?:[|>][+-]?\d?|[{}],?)?")
TAB: Final = 8


@dataclass(slots=True)
class _Line:
    start: int
    text: str
    column: int  # of its first key, behind any list dashes
    dash: int | None  # of its first list dash
    body: str

    @property
    def transparent(self) -> bool:
        """Whether the line tells nothing of the structure: empty, a comment, a template action."""
        return not self.body or self.body[0] == "#" or bool(TEMPLATE_LINE.match(self.text))


def secret_data(text: str) -> Iterator[Span]:
    """Find the values under `data` and `stringData` of each `Secret`."""
    if not MENTION.search(text):
        return
    yield from _indented(_lines(text))
    if FLOW_KIND.search(text):
        yield from _flow(text)


def _indented(lines: list[_Line]) -> Iterator[Span]:
    masked = [False] * len(lines)
    walked: set[tuple[int, int]] = set()  # lines of mappings that were seen, each with the mapping's column
    for index, line in enumerate(lines):
        kind = KIND.match(line.body)
        if kind and (index, line.column) not in walked:
            every = kind[1] is not None
            for at in _document(lines, index, every=every):
                inside = lines[at].column == line.column
                walked.update({(at, line.column)} if inside else ())
                if (inside or every) and not masked[at] and DATA.match(lines[at].body):
                    yield from _block(lines, at, masked)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for raw in text.split("\n"):
        leading = LEADING.match(raw)
        blanks, dashes = (leading[1], leading[2]) if leading else ("", "")
        dash = len(blanks.expandtabs(TAB))
        body = raw[len(blanks) + len(dashes) :].rstrip()
        lines.append(_Line(start, raw, dash + len(dashes), dash if dashes else None, body))
        start += len(raw) + 1
    return lines


def _document(lines: list[_Line], at: int, *, every: bool) -> Iterator[int]:
    """Yield the lines of the mapping that a `kind` line belongs to, before it and after it."""
    column = lines[at].column
    yield at
    if lines[at].dash is None or every:
        for index in range(at - 1, -1, -1):
            if not _inside(lines[index], column):
                break
            yield index
            if _opens(lines[index], column):
                break
    for index in range(at + 1, len(lines)):
        if not _inside(lines[index], column) or _opens(lines[index], column):
            break
        yield index


def _inside(line: _Line, column: int) -> bool:
    if line.transparent:
        return True
    return line.column >= column and not (line.column <= column and SEPARATOR.match(line.body))


def _opens(line: _Line, column: int) -> bool:
    """Tell whether a line is the first of another item in the list that the mapping stands in."""
    return line.dash is not None and line.dash < column == line.column


def _block(lines: list[_Line], at: int, masked: list[bool]) -> Iterator[Span]:
    """Yield the values of a `data` block: behind the names on their column, and whatever is deeper."""
    head = lines[at]
    masked[at] = True
    opening = DATA.match(head.body)
    offset = head.start + len(head.text.rstrip()) - len(head.body)
    if opening and head.body[opening.end() :].strip(" {|>#"):
        yield offset + opening.end(), offset + len(head.body)
    names: int | None = None
    for index in range(at + 1, len(lines)):
        line = lines[index]
        if not line.transparent and (line.column if line.dash is None else line.dash) <= head.column:
            break
        masked[index] = True
        if not line.body or (line.body.startswith("{{") and not re.search('["`]', line.body)):
            continue
        value = line.body
        named = NAMED.match(line.body)
        if named and (names is None or line.column <= names):
            names = line.column
            value = line.body[named.end() :]
        end = line.start + len(line.text.rstrip())
        if not HARMLESS.fullmatch(value):
            yield end - len(value), end - (value[-1] == ",")


def _flow(text: str) -> Iterator[Span]:
    """Find the values in `data: {...}` of documents on one line, or of JSON."""
    reached = 0
    for match in FLOW_DATA.finditer(text):
        if match.start() < reached:
            continue
        reached = _closing(text, match.end())
        for value in FLOW_VALUE.finditer(text, match.end() + 1, reached):
            yield value.span(1)


def _closing(text: str, opening: int) -> int:
    """Return the offset behind the brace that closes the one at an offset, or the text's end."""
    depth = 0
    for brace in re.finditer(r"\"(?:[^\"\\]|\\.)*+\"|[{}]", text[opening:]):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return opening + brace.end()
    return len(text)
