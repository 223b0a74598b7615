"""Where in a text a value is given to something whose name says secret: `PASSWORD=x`, `token: x`, `--api-key x`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.references import is_command, is_expression, is_reference
from nuon_notebook.redaction.secret_names import is_password_name, is_secret_name
from nuon_notebook.redaction.value_spans import LINE_START, WINDOW, Name, before_name, extent, line_end, line_start

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

ANY_NAME = re.compile(
    r"(?i:pass|pwd|secret|token|key|cred|dsn|auth|bearer|cookie|webhook|connection.?string|salt|sig|kubeconfig)"
)
ASSIGNMENT = re.compile(
    r"(?<![\w.$@])([A-Za-z_][\w.-]{0,99}+)\\{0,2}[\"'`\])]{0,2}[ \t]{0,20}+"
    r"(:=|=>|={1,3}(?!=)|\?=|:(?![:/]))[ \t]{0,20}+"
)
FLAG = re.compile(
    r"(?<![\w-])--([A-Za-z][\w-]{1,60}+)(?:"
    r"[ \t]{1,20}+"  # --token x
    r"|\\?[\"'],[ \t]{0,20}+\n?[ \t]{0,200}+\\?(?=[\"'])"  # ["--token", "x"]
    r"|[\"']?[ \t]{0,9}+\n[ \t]{0,200}+-[ \t]{1,9}+"  # - --token, and x in the next line
    r")(?!-)"
)
INSTRUCTION = re.compile(r"(?m)^[ \t]{0,99}+(?:ENV|ARG|setenv|setx)[ \t]{1,9}+([A-Za-z_]\w{0,99}+)[ \t]{1,9}+(?!=)")
PAIR = re.compile(
    r"\b(?:[Nn]ame|[Kk]ey|[Pp]arameter_?[Kk]ey)\\?[\"']?[ \t]{0,9}+[:=][ \t]{0,9}+"
    r"\\?[\"']?([\w./-]{1,100}+)\\?[\"']?[ \t]{0,9}+,?\s{0,200}+"
    r"\\?[\"']?(?:[Vv]alue|[Pp]arameter_?[Vv]alue|[Dd]efault)\\?[\"']?[ \t]{0,9}+[:=][ \t]{0,9}+"
)
VARIABLE_BLOCK = re.compile(
    r"\b(?:variable|output)[ \t]{1,9}+\"([\w-]{1,100}+)\"[ \t]{0,9}+\{"
    r"[^{}]{0,2000}?\b(?:default|value)[ \t]{0,20}+=[ \t]{0,20}+"
)
ELEMENT = re.compile(r"<([A-Za-z][\w.:-]{0,80}+)>([^<>\n]{1,500}+)</")
TABLE_ROW = re.compile(
    r"\|[ \t]{0,99}+[`*]{0,2}([A-Za-z_][\w.-]{0,99}+)[`*]{0,2}[ \t]{0,99}+"
    r"\|[ \t]{0,99}+`?([^\s|`]++)`?[ \t]{0,99}+\|"
)
BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$")
HEREDOC = re.compile(r"<<[-~]?[\"']?(\w+)[\"']?[ \t]*\r?$")
SCHEME = re.compile(r"(?i:bearer|basic|token|digest|apikey)[ \t]+")
TAGGED = re.compile(r"(?:!!\w+|&[\w-]+)[ \t]+|(?:Secret(?:Str|Bytes)?\()?[bBfFrRuU]{0,2}(?=[\"'])")
PLACEHOLDER = re.compile(r"\{[^{}\n]{1,200}+\}")
PROSE = re.compile(r"[A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}]+[.,;:!?]?")
NUMBERS = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:[smhd]|ms|[KMG]i?B?)?(?:,[ \t]{0,9}+(?=[0-9])|\Z))+")
LATER = re.compile(r"\((?:sensitive value|known after apply)\)(?: -> \((?:sensitive value|known after apply)\))?")
"""What a plan of Terraform says of what it does not show."""
PROTOTYPE = re.compile(r"(?i)signature$")
HEADING = re.compile(r"[^\n]*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*\|")
QUOTE = re.compile(r"[\"'`]")
MANIFEST_NAME = re.compile(r"[a-z][a-z-]*(?:\.[a-z-]+)*")
OTHERS_SECRET = re.compile(r"(?i)existing|pull")
COUNT = re.compile(r"[0-9][0-9.,]{0,7}")
FEW: Final = 3  # letters and digits that a text with placeholders has beside these
SENTENCE: Final = 3  # words from which on a text behind a capitalised name reads as prose


def assigned(text: str) -> Iterator[Span]:
    """Find the literal values that are assigned to names which say secret."""
    if not ANY_NAME.search(text):
        return
    yield from _after_operators(text)
    for match in (*_named(FLAG, text), *_named(INSTRUCTION, text)):
        yield from _value(text, match.end(), Name(match[1], match.start() - 1, " "))
    for match in (*_named(PAIR, text), *_named(VARIABLE_BLOCK, text)):
        yield from _value(text, match.end(), Name(match[1], line_start(text, match.end()), "="))
    for match in _named(ELEMENT, text):
        if not is_reference(match[2]):
            yield match.span(2)
    for match in _named(TABLE_ROW, text):
        if not (HEADING.match(text, match.end()) or is_reference(match[2]) or _is_told(match[1], match[2])):
            yield match.span(2)


def _is_told(name: str, value: str) -> bool:
    """Tell whether a table's cell rather tells about a secret than holds it."""
    return PROSE.fullmatch(value) is not None or (not is_password_name(name) and COUNT.fullmatch(value) is not None)


def _after_operators(text: str) -> Iterator[Span]:
    reached = 0
    for match in _named(ASSIGNMENT, text):
        in_arn = match[2] == ":" and text[match.start() - 1 : match.start()] == ":"
        if match.start() >= reached and not in_arn:
            quote = QUOTE.search(text, match.end(1), match.start(2))
            name = Name(match[1], match.start(), match[2], quote[0] if quote else "")
            for start, end in _value(text, match.end(), name):
                reached = end
                yield start, end


def _named(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if is_secret_name(match[1]))


def _value(text: str, at: int, name: Name) -> Iterator[Span]:
    """Yield the value that begins at an offset, if it is a literal one."""
    tag = TAGGED.match(text, at) or SCHEME.match(text, at)
    at = tag.end() if tag else at
    end = line_end(text, at)
    rest = text[at : min(end, at + WINDOW)]
    if not rest.strip() or rest[0] == "#":
        if name.operator == ":":
            yield from _below(text, end, name)
        return
    if BLOCK_SCALAR.match(rest) and name.operator == ":":
        yield from _deeper(text, line_start(text, name.at), end)
        return
    heredoc = HEREDOC.match(rest)
    if heredoc:
        close = re.compile(rf"^[ \t]*{heredoc[1]}\b", re.MULTILINE).search(text, end)
        yield end + 1, close.start() - 1 if close else len(text)
        return
    start, stop, quoted = extent(text, at, end, name)
    value = text[start:stop]
    if tag and tag[0].lower().endswith(("f", "fr")):
        value = SCHEME.sub("", PLACEHOLDER.sub("", value))
        stop = stop if len(_letters(value)) > FEW else start
    if stop > start and not _harmless(value, name, text, quoted=quoted):
        yield start, stop


def _harmless(value: str, name: Name, text: str, *, quoted: bool) -> bool:
    """Tell whether a value is a reference or a word of prose rather than a secret."""
    if is_reference(value) or LATER.fullmatch(value) or (quoted and is_command(value)):
        return True
    if not quoted and is_expression(value) and not (name.quote and QUOTE.search(value)):
        return True  # but a property's `Token('...')` is how Python shows one
    if is_password_name(name.text):
        return False
    if NUMBERS.fullmatch(value) or (OTHERS_SECRET.search(name.text) and MANIFEST_NAME.fullmatch(value)):
        return True
    if PROTOTYPE.search(name.text) and "(" in value:
        return True
    return _repeats(value, name.text, quoted=quoted) or _is_prose(value, name, text, quoted=quoted)


def _repeats(value: str, name: str, *, quoted: bool) -> bool:
    """Tell whether a value only says its name again: `"token": "Token"`, `"API_TOKEN": token`."""
    one, other = _letters(value), _letters(name)
    if quoted:
        return one == other
    return value.isidentifier() and (other.endswith(one) or one.endswith(other))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _is_prose(value: str, name: Name, text: str, *, quoted: bool) -> bool:
    parts = value.split()
    if not all(PROSE.fullmatch(part) for part in parts):
        return False
    in_sentence = not quoted and name.quote in ("", "`") and not LINE_START.fullmatch(before_name(text, name))
    return in_sentence or (len(parts) >= SENTENCE and name.text[0].isupper() and not name.text.isupper())


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _deeper(text: str, begin: int, end: int) -> Iterator[Span]:
    """Yield the lines below that are indented deeper than one: the text of a block scalar."""
    outer = _indentation(text[begin:end])
    first: int | None = None
    last = at = end + 1
    while at <= len(text):
        stop = line_end(text, at)
        line = text[at:stop]
        if line.strip():
            if _indentation(line) <= outer:
                break
            first = at + _indentation(line) if first is None else first
            last = at + len(line.rstrip())
        at = stop + 1
    if first is not None and not is_reference(text[first:last]):
        yield first, last


def _below(text: str, end: int, name: Name) -> Iterator[Span]:
    """Yield the plain values of a list, or the one value, that stands on the lines below a name."""
    first = line_start(text, name.at)
    outer = _indentation(text[first:end])
    at = end + 1
    while at < len(text):
        stop = line_end(text, at)
        body = text[at:stop].strip()
        inner = _indentation(text[at:stop])
        item = body.startswith("- ")
        if inner < outer or (inner == outer and not item) or not body or re.search(r":(\s|$)", body):
            return
        start = at + inner + (2 if item else 0)
        value = text[start:stop].rstrip()
        listed = item and name.text.lower() == "secrets" and MANIFEST_NAME.fullmatch(value.replace("_", "-"))
        if (
            not listed
            and not value.startswith(("#", "{", "["))
            and not _harmless(value, replace(name, at=first), text, quoted=False)
        ):
            yield start, start + len(value)
        if not item:
            return
        at = stop + 1
