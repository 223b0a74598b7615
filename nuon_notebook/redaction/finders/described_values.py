"""Finds secrets that a neighbouring property describes: `name: PASSWORD` beside `value: x`, or `sensitive = true`.

The properties of one mapping stand in any order, in braces on one line, or each on its own line in the same column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.literal_values import literal_value
from nuon_notebook.redaction.values.prose import is_sentence
from nuon_notebook.redaction.values.value_spans import AssignedName, line_end, line_start

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

QUOTE: Final = r"\\{0,3}[\"']?"
OPERATOR: Final = rf"{QUOTE}[ \t]{{0,9}}+[:=][ \t]{{0,9}}+"
DESCRIPTION = lazy_pattern(
    rf"(?:Name|name|Key|key|ParameterKey|parameterKey|parameter_key|variable|field){OPERATOR}{QUOTE}([\w./:-]{{1,100}}+)"
    rf"|(?:sensitive|NoEcho|no_echo|isSecret|is_secret|secret|secured|masked|protected){OPERATOR}{QUOTE}[Tt]rue\b"
    rf"|(?:Type|type){OPERATOR}{QUOTE}(?:[Ss]ecure_?[Ss](?:tring|ecret)\b|password\b|secret\b)"
)
VALUE = lazy_pattern(
    r"(?:Value|value|ParameterValue|parameterValue|parameter_value|Default|default|DefaultValue|defaultValue|default_value"
    rf"|StringValue|stringValue|string_value|plaintext){OPERATOR}(?![ \t])"
)
WORD_CHARACTERS: Final = "._-"
SECRET_BLOCK = lazy_pattern(
    r"(?:variable|output)[ \t]{1,9}\"([\w-]{1,100}+)\"[ \t]{0,9}+\{"
    r"|set_sensitive[ \t]{0,9}+(?:=[ \t]{0,9}+(?:\[\s{0,99}+)?)?\{"
)
NAMED_BLOCK = lazy_pattern(r"(?::|=)[ \t]{0,9}+\{(?!\{)")
NAME_BEFORE = lazy_pattern(r"([A-Za-z_][\w.-]{0,99}+)\\{0,3}[\"']?[ \t]{0,9}$")
MAX_LOOKBEHIND: Final = 120  # characters before a brace in which its name is looked for
SECRET_RESOURCE = lazy_pattern(
    r"\bresource[ \t]{1,9}\"kubernetes_secret(?:_v1|_v1_data)?\"[^\n{]{1,200}+\{(?:[^\n]{0,300}\n){1,30}?[ \t]{0,40}"
    r"(?:data|string_data|binary_data)[ \t]{0,9}=[ \t]{0,9}\{"
)
SECURE_PARAMETER = lazy_pattern(
    r"@secure\(\)\s{1,20}(?:@[^\n]{0,200}\n\s{0,20}){0,3}param[ \t]{1,9}(\w{1,99}+)[^\n=]{0,60}=[ \t]{0,9}+"
)
PROPERTY = lazy_pattern(r"(?m)^[ \t]{0,60}+\"?([\w.-]{1,100}+)\"?[ \t]{0,9}+=[ \t]{0,9}+(?![ \t])")
FIRST_ON_LINE = lazy_pattern(r"[ \t]*(?:-[ \t]+)?[\"'\\]*")
IN_BRACES = lazy_pattern(r"[^\s\"'{}\[\],&*!|>][^\"'{}\[\],\n]{0,400}+(?=[,}])")
ENTRY = lazy_pattern(r"\"?([A-Za-z_][\w.-]{0,99}+)\"?[ \t]{0,9}+[=:][ \t]{0,9}+(?=\")")
COLLECTION = lazy_pattern(r"(?:[\w-]{0,60}[_-])?(?:secrets|tokens|passwords|credentials|api_?keys)")
NO_SECRET_KEY = lazy_pattern(r"(?i)user(?:_?name)?|name|host|port|region|type|url|endpoint|database|db_?name")
PUNCTUATION = lazy_pattern(r"\\?\"(?:[^\"\\\n]|\\(?!\").)*+\\?\"|\{\{|\}\}|[{}]")
LEADING = lazy_pattern(r"[ \t]*+((?:-[ \t]+)?)(?=(\S?))")
MAX_LINES: Final = 12  # of a mapping that are read in each direction
NEXT_PROPERTY = lazy_pattern(
    r"\\{0,3}[\"']?[ \t]{0,9}+,?[ \t]{0,9}+(?=\\{0,3}[\"']?(?:[Vv]alue|[Pp]arameter_?[Vv]alue|[Dd]efault)\b)"
)
MAX_TAG: Final = 400  # characters around a property in which another of the same tag is looked for
MAX_BLOCK: Final = 1500  # characters of a mapping in braces that are read
UNNAMED: Final = "secret"
"""The name of a value that is described as a secret without a name."""


class _Line(NamedTuple):
    start: int
    end: int
    column: int  # of the first letter, behind a list's dash
    is_item: bool


def find_described_values(text: str) -> Iterator[Span]:
    """Find the values beside a secret name, or beside a property that declares them secret."""
    reached = 0
    for match in DESCRIPTION.finditer(text):
        within = match.start() < reached or _is_within_word(text, match.start())
        if within or (match[1] and not is_secret_name(match[1])):
            continue
        name = AssignedName(match[1] or UNNAMED, match.start(), ":")
        braces = _braces_around(text, match.start(), match.end())
        for start, end in [braces] if braces else (*_in_tag(text, match), *_neighbours(text, match.start())):
            for value_start, value_end in _values(text, start, end, name):
                reached = max(reached, value_end)
                yield value_start, value_end


def _in_tag(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Yield the rest of a tag of XML around a property, or else the property behind it."""
    begin = max(line_start(text, match.start()), match.start() - MAX_TAG)
    tag = text.rfind("<", begin, match.start())
    if tag >= 0:
        end = text.find(">", match.end(), match.end() + MAX_TAG)
        yield tag, end if end >= 0 else match.end()
    following = NEXT_PROPERTY.match(text, match.end())
    if following and following.end() < line_end(text, match.end()):
        yield following.end(), min(line_end(text, match.end()), following.end() + MAX_TAG)


def find_secret_blocks(text: str) -> Iterator[Span]:
    """Find the values in braces behind a secret name: `variable "password" { default = "x" }`."""
    for match in SECRET_BLOCK.finditer(text):
        if match[1] is None or is_secret_name(match[1]):
            yield from _values_at_top_level(text, match.end(), AssignedName(match[1] or UNNAMED, match.start(), "="))
    for match in NAMED_BLOCK.finditer(text):
        named = NAME_BEFORE.search(text[max(0, match.start() - MAX_LOOKBEHIND) : match.start()])
        if named and is_secret_name(named[1]):
            yield from _values_at_top_level(text, match.end(), AssignedName(named[1], match.start(), "="))
    for match in SECURE_PARAMETER.finditer(text):
        yield from literal_value(text, match.end(), AssignedName(UNNAMED, line_start(text, match.end()), "="))


def find_secret_resources(text: str) -> Iterator[Span]:
    """Find the data of Kubernetes secrets in Terraform."""
    for match in SECRET_RESOURCE.finditer(text):
        for start, end in _at_top_level(text, match.end()):
            for value in PROPERTY.finditer(text, start, end):
                yield from literal_value(text, value.end(), AssignedName(UNNAMED, value.start(), "="))


def _is_within_word(text: str, offset: int) -> bool:
    before = text[offset - 1 : offset]
    return before.isalnum() or (before != "" and before in WORD_CHARACTERS)


def _values_at_top_level(text: str, opening: int, name: AssignedName) -> Iterator[Span]:
    for start, end in _at_top_level(text, opening):
        yield from _values(text, start, end, name)


def _values(text: str, start: int, end: int, name: AssignedName) -> Iterator[Span]:
    for value in VALUE.finditer(text, start, end):
        if text.startswith("{", value.end()) and COLLECTION.fullmatch(name.text):
            yield from _values_of_map(text, value.end() + 1)
        elif not _is_within_word(text, value.start()):
            yield from _value(text, value, name)


def _values_of_map(text: str, opening: int) -> Iterator[Span]:
    for start, end in _at_top_level(text, opening):
        for entry in ENTRY.finditer(text, start, end):
            if not NO_SECRET_KEY.fullmatch(entry[1]):
                yield from literal_value(text, entry.end(), AssignedName(UNNAMED, entry.start(), "=", '"'))


def _value(text: str, key: re.Match[str], name: AssignedName) -> Iterator[Span]:
    at = key.end()
    operator = "=" if text[at - 1] == "=" else ":"
    first = line_start(text, key.start())
    if not FIRST_ON_LINE.fullmatch(text, max(first, key.start() - MAX_LOOKBEHIND), key.start()):
        first = key.start()
    place = AssignedName(name.text, first, operator)
    if IN_BRACES.match(text, at) and text.rfind("{", max(0, at - MAX_BLOCK), at) >= 0:
        place = AssignedName(name.text, at, ":", '"')
    yield from (span for span in literal_value(text, at, place) if not is_sentence(text[slice(*span)]))


def _braces_around(text: str, start: int, end: int) -> Span | None:
    """Return the span of the innermost braces around a property that stand on its line."""
    opening = _last_open(text[max(line_start(text, start), start - MAX_BLOCK) : start])
    if opening is None:
        return None
    begin = max(line_start(text, start), start - MAX_BLOCK) + opening
    depth = 1
    for mark in PUNCTUATION.finditer(text, end, min(line_end(text, end), end + MAX_BLOCK)):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth:
            return begin, mark.start()
    return begin, min(line_end(text, end), end + MAX_BLOCK)


def _last_open(before: str) -> int | None:
    """Return the offset behind the last brace that is still open."""
    opened: list[int] = []
    for mark in PUNCTUATION.finditer(before):
        if mark[0] == "{":
            opened.append(mark.end())
        elif mark[0] == "}" and opened:
            opened.pop()
    return opened[-1] if opened else None


def _at_top_level(text: str, opening: int) -> Iterator[Span]:
    """Yield the parts between braces that stand in no further braces."""
    depth = 0
    start = opening
    end = min(len(text), opening + MAX_BLOCK)
    for mark in PUNCTUATION.finditer(text, opening, end):
        if mark[0] == "{":
            if not depth:
                yield start, mark.start()
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if depth < 0:
                yield start, mark.start()
                return
            start = mark.end()
    if not depth:
        yield start, end


def _neighbours(text: str, offset: int) -> Iterator[Span]:
    """Yield the lines of the mapping that a line belongs to, those before it and those behind it."""
    here = _line(text, line_start(text, offset))
    if here.start + here.column + (text[here.start + here.column] in "\"'") != offset:
        return
    for line in () if here.is_item else _lines_before(text, here):
        if line.column == here.column:
            yield line.start + line.column, line.end
    for line in _lines_behind(text, here):
        if line.column == here.column:
            yield line.start + line.column, line.end


def _lines_before(text: str, here: _Line) -> Iterator[_Line]:
    line = here
    for _ in range(MAX_LINES):
        if line.start == 0:
            return
        line = _line(text, line_start(text, line.start - 1))
        if line.column < here.column and line.end > line.start:
            return
        yield line
        if line.is_item and line.column == here.column:
            return


def _lines_behind(text: str, here: _Line) -> Iterator[_Line]:
    line = here
    for _ in range(MAX_LINES):
        if line.end >= len(text):
            return
        line = _line(text, line.end + 1)
        ends = line.column < here.column or (line.is_item and line.column <= here.column)
        if ends and line.end > line.start:
            return
        yield line


def _line(text: str, start: int) -> _Line:
    end = line_end(text, start)
    leading = LEADING.match(text, start, end)
    if leading is None or leading.end() == end:
        return _Line(start, start, 0, is_item=False)
    return _Line(start, end, leading.end() - start, bool(leading[1]))
