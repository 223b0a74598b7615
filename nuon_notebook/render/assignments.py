"""Where in a text a value is given to something whose name says secret: `PASSWORD=x`, `token: x`, `--api-key x`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.render.references import is_command, is_expression, is_reference
from nuon_notebook.render.secret_names import is_password_name, is_secret_name

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
QUOTED = re.compile(r"(\\{0,2})(\"{3}|'{3}|[\"'`])")
BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\r?$")
HEREDOC = re.compile(r"<<[-~]?[\"']?(\w+)[\"']?[ \t]*\r?$")
SCHEME = re.compile(r"(?i:bearer|basic|token|digest|apikey)[ \t]+")
TAGGED = re.compile(r"(?:!!\w+|&[\w-]+)[ \t]+|Secret(?:Str|Bytes)?\(b?(?=[\"'])")
TOKEN = re.compile(r"(?:(?![,;&][\w. -]{1,60}=)[^\s\"'<>`|])++")
LINE_START = re.compile(r"[ \t>|#/*-]*(?:\d+\.[ \t])?(?:export |set |ENV |ARG |env |-e |RUN )?[ \t]*[\"'`]?$")
PROSE = re.compile(r"[A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}]+[.,;:!?]?")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[smhd]|ms|[KMG]i?B?)?")
MANIFEST_NAME = re.compile(r"[a-z][a-z-]*(?:\.[a-z-]+)*")
OTHERS_SECRET = re.compile(r"(?i)existing|pull")
SENTENCE: Final = 3  # words from which on a text behind a capitalised name reads as prose
WINDOW: Final = 4000  # characters of a line in which a value's form shows
FAR_BACK: Final = 200  # characters of a line that are looked at for what stands before a name


def assigned(text: str) -> Iterator[Span]:
    """Find the literal values that are assigned to names which say secret."""
    if not ANY_NAME.search(text):
        return
    yield from _after_operators(text)
    for match in (*_named(FLAG, text), *_named(INSTRUCTION, text)):
        yield from _value(text, match.end(), match[1], match.start() - 1, " ")
    for match in (*_named(PAIR, text), *_named(VARIABLE_BLOCK, text)):
        yield from _value(text, match.end(), match[1], _line_start(text, match.end()), "=")
    for match in (*_named(ELEMENT, text), *_named(TABLE_ROW, text)):
        if not is_reference(match[2]) and not (match[0][0] == "|" and PROSE.fullmatch(match[2])):
            yield match.span(2)


def _after_operators(text: str) -> Iterator[Span]:
    reached = 0
    for match in _named(ASSIGNMENT, text):
        in_arn = match[2] == ":" and text[match.start() - 1 : match.start()] == ":"
        if match.start() >= reached and not in_arn:
            for start, end in _value(text, match.end(), match[1], match.start(), match[2]):
                reached = end
                yield start, end


def _named(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if is_secret_name(match[1]))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value(text: str, at: int, name: str, named_at: int, operator: str) -> Iterator[Span]:
    """Yield the value that begins at an offset, if it is a literal one."""
    tag = TAGGED.match(text, at) or SCHEME.match(text, at)
    at = tag.end() if tag else at
    end = _line_end(text, at)
    rest = text[at : min(end, at + WINDOW)]
    if not rest.strip() or rest[0] == "#":
        if operator == ":":
            yield from _below(text, _line_start(text, named_at), end, name)
        return
    if BLOCK_SCALAR.match(rest) and operator == ":":
        yield from _deeper(text, _line_start(text, named_at), end)
        return
    heredoc = HEREDOC.match(rest)
    if heredoc:
        close = re.compile(rf"^[ \t]*{heredoc[1]}\b", re.MULTILINE).search(text, end)
        yield end + 1, close.start() - 1 if close else len(text)
        return
    start, stop, quoted = _extent(text, at, end, named_at, operator)
    if stop > start and not _harmless(text[start:stop], name, named_at, text, quoted=quoted):
        yield start, stop


def _extent(text: str, at: int, end: int, named_at: int, operator: str) -> tuple[int, int, bool]:
    quote = QUOTED.match(text, at)
    if quote:
        start = quote.end()
        close = _closing_quote(text, start, quote[0], end)
        return start, close, True
    if text[at] in "{[" and text[at : at + 2] != "{{":
        close = text.find("]", at, end)
        plain = text[at] == "[" and close > at and not re.search(r"[:={]", text[at:close])
        return (at + 1, close, False) if plain else (at, at, False)
    before = _before(text, named_at)
    opener = before[-1:] if before[-1:] in ("'", '"', "`") else ""
    if opener and operator != " ":
        close = text.find(opener, at, end)
        return at, _trimmed(text, at, close if close > 0 else end), False
    if LINE_START.fullmatch(before) and operator != " ":
        spaced = operator == ":" or text[at - 1] in " \t"
        stop = end if spaced else at + len(re.split(r"\s", _without_templates(text[at:end]), maxsplit=1)[0])
        comment = re.search(r"[ \t]#", text[at:stop])
        return at, _trimmed(text, at, at + comment.start() if comment else stop), False
    if text.startswith("{{", at):
        window = _without_templates(text[at : min(end, at + WINDOW)])
        return at, at + len(re.split(r"[\s,;&\"']", window, maxsplit=1)[0]), False
    token = TOKEN.match(text, at, end)
    stop = token.end() if token else at
    return at, at + len(text[at:stop].rstrip(",;)}].")), False


def _without_templates(text: str) -> str:
    """Fill template expressions and commands, so that a value can be cut at the blanks outside of them."""
    return re.sub(r"\{\{[^{}\n]*+\}\}|\$\([^()\n]*+\)", lambda match: "x" * len(match[0]), text)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \t\r,;"))


def _closing_quote(text: str, start: int, quote: str, line_end: int) -> int:
    bare = quote.lstrip("\\")
    if len(bare) == len('"""'):
        close = text.find(bare, start)
        return close if close >= 0 else len(text)
    escaped = len(quote) - 1
    at = start
    while (at := text.find(bare, at, line_end)) >= 0:
        slashes = at - start - len(text[start:at].rstrip("\\"))
        if slashes <= escaped and (escaped == slashes or not slashes):
            return at - slashes
        at += 1
    return line_end


def _harmless(value: str, name: str, named_at: int, text: str, *, quoted: bool) -> bool:
    """Tell whether a value is a reference or a word of prose rather than a secret."""
    if is_reference(value) or (is_command(value) if quoted else is_expression(value)):
        return True
    if is_password_name(name):
        return False
    if NUMBER.fullmatch(value) or (OTHERS_SECRET.search(name) and MANIFEST_NAME.fullmatch(value)):
        return True
    parts = value.split()
    if not all(PROSE.fullmatch(part) for part in parts):
        return False
    in_sentence = not quoted and not LINE_START.fullmatch(_before(text, named_at))
    return in_sentence or (len(parts) >= SENTENCE and name[0].isupper() and not name.isupper())


def _before(text: str, named_at: int) -> str:
    return text[max(_line_start(text, named_at), named_at - FAR_BACK) : named_at]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _deeper(text: str, line_start: int, end: int) -> Iterator[Span]:
    """Yield the lines below that are indented deeper than one: the text of a block scalar."""
    outer = _indentation(text[line_start:end])
    first: int | None = None
    last = at = end + 1
    while at <= len(text):
        stop = _line_end(text, at)
        line = text[at:stop]
        if line.strip():
            if _indentation(line) <= outer:
                break
            first = at + _indentation(line) if first is None else first
            last = at + len(line.rstrip())
        at = stop + 1
    if first is not None and not is_reference(text[first:last]):
        yield first, last


def _below(text: str, line_start: int, end: int, name: str) -> Iterator[Span]:
    """Yield the plain values of a list, or the one value, that stands on the lines below a name."""
    outer = _indentation(text[line_start:end])
    at = end + 1
    while at < len(text):
        stop = _line_end(text, at)
        body = text[at:stop].strip()
        inner = _indentation(text[at:stop])
        item = body.startswith("- ")
        if inner < outer or (inner == outer and not item) or not body or re.search(r":(\s|$)", body):
            return
        start = at + inner + (2 if item else 0)
        value = text[start:stop].rstrip()
        listed = item and name.lower() == "secrets" and MANIFEST_NAME.fullmatch(value.replace("_", "-"))
        if (
            not listed
            and not value.startswith(("#", "{", "["))
            and not _harmless(value, name, line_start, text, quoted=False)
        ):
            yield start, start + len(value)
        if not item:
            return
        at = stop + 1
