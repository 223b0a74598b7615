"""Finds secrets on command lines: arguments of options, operands, and what a command reads from its standard input."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.references import is_command, is_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

GAP: Final = r"(?:[ \t]{1,20}+(?:\\\r?\n[ \t]{0,99}+)?|\\?[\"'],[ \t]{0,9}+\\?(?=[\"']))"
"""What stands between two arguments: blanks, a continued line, or the comma in a list of quoted arguments."""

WORD: Final = rf"{GAP}(?:\\?\"[^\"\n]{{1,200}}+|'[^'\n]{{1,200}}+'?|[^\s\"'|;<>]{{1,200}}+|\"(?=\"))\"?"
"""An argument with the gap before it."""

FLAGS: Final = rf"(?:{GAP}[\"']?-[\w=:.,/-]{{1,60}}+)*+"
"""Options without arguments of their own."""

ARGUMENT: Final = (
    r"(?:\\?\"((?!\$\()(?:[^\"\\\n]|\\[^\"\n]){1,400}+)|\\?'([^'\n]{1,400}+)"
    r"|((?![-`<&]|\$[A-Za-z_({])[^\s\"'|;&<>()`\\][^\s\"'|;<>()`\\]*+))"
)
"""An argument, as a group without its quotes. Substituted commands are none."""

COMMAND = lazy_pattern(r"(?:[^\n|;\\&]|\\[\s\S]|&(?!&)){0,1000}+")
ECHO: Final = (
    r"(?<![\w./-])(?:echo|printf)(?:[ \t]{1,9}+-[a-zA-Z]{1,3}(?=[ \t]))*"
    r"(?:[ \t]{1,9}+[\"']?(?:[\w.-]{1,60}:)?(?:%s(?:\\{1,2}n)?){1,3}[\"']?(?=[ \t]))?[ \t]{1,9}+"
)
PRINTED = lazy_pattern(rf"{ECHO}{ARGUMENT}(?=[^\n|<>]{{0,200}}\|(?!\|)([^\n]{{0,300}}+))")
HERE_STRING = lazy_pattern(rf"<<<[ \t]{{0,9}}+{ARGUMENT}")
PROCESS_SUBSTITUTION = lazy_pattern(rf"(?:pass[\w-]{{0,30}}|secret|token|key|cred)[\w-]{{0,30}}[= ]<\({ECHO}{ARGUMENT}")
STANDARD_INPUT = lazy_pattern(
    r"--?password-stdin|--with-token|--passphrase-fd|--stdin|\bpasswd\b|smbpasswd|\bsudo\b[^\n|]{0,99}? -S|\bkinit\b"
    r"|cryptsetup|\bgh secret set|\bgcloud secrets|secret-tool|docker secret create|\bop signin|wrangler secret|kubeseal"
    r"|vncpasswd|chpasswd|create secret|secrets? (?:set|put|create|add)\b|vault (?:login|kv put|write)\b|keyring set"
    r"|(?:htpasswd|mosquitto_passwd) -i|\bbase64 (?:-d|-D|--decode)\b"
)
"""Commands and options that read a secret from their standard input."""

PRINTED_NAME = lazy_pattern(rf"([A-Za-z_]\w{{0,99}}+)=\"?(?:\$\(|`)[ \t]{{0,9}}+{ECHO}{ARGUMENT}")
READ_NAME = lazy_pattern(rf"\bread\b[^\n<]{{0,100}}?[ \t]([A-Za-z_]\w{{0,99}}+)[ \t]{{0,9}}+<<<[ \t]{{0,9}}+{ARGUMENT}")
HEREDOC = lazy_pattern(
    r"(?:([A-Za-z_]\w{0,99}+)=[\"']?(?:\$\(|`)[ \t]{0,9}+cat|\bread\b[^\n<]{0,100}?[ \t]([A-Za-z_]\w{0,99}+))"
    r"[ \t]{0,9}+<<[-~]?[ \t]{0,9}+[\"'\\]{0,2}(\w{1,60}+)[\"']?[^\n]{0,200}\n"
)
SETTING_PROGRAM = lazy_pattern(
    r"(?:npm set|npm config set|yarn set|yarn config set|pnpm set|pnpm config set|poetry config|composer config|bundle config"
    r"|git config|aws configure set|gcloud config set|az config set|pulumi config set|dotnet user-secrets set|consul kv put|etcdctl[^\n|;]{0,60}? put|airflow variables set|netlify env:set"
    r"|rclone config (?:create|update)|nmcli|wpa_cli|config set|CONFIG SET|set -[a-zA-Z]{1,3}|snap set)"
    r"(?![\w-])"
)
SETTING = lazy_pattern(rf"(?<=[ \t\"'])(?=[\"']?([\w/@][\w./:@-]{{1,100}}+)[\"']?{GAP}{ARGUMENT})")


@dataclass(frozen=True)
class _Call:
    """A call of a command.

    Attributes:
        program: Expression of the command's name and of what must follow it. A blank stands for any gap.
        required: Expression that the call must also match somewhere.
    """

    program: str
    required: str = field(default="", kw_only=True)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where the arguments of each call begin and end."""
        for start, end in _calls(self._program, text):
            if not self.required or re.search(self.required, text[start:end]):
                yield start, end

    @cached_property
    def _program(self) -> re.Pattern[str]:
        spaced = self.program.replace(" ", rf"[\"']?{GAP}[\"']?")
        return re.compile(rf"(?<![\w.-])(?:{spaced})(?:\.exe)?(?![\w.-])")


@dataclass(frozen=True)
class Option(_Call):
    """Finds the secret argument of an option of a command.

    Attributes:
        option: Expression of the option.
        separator: Expression of what stands between option and argument.
    """

    option: str
    separator: str = rf"(?:[\"']?{GAP}|=)"

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield the spans of secrets in a text."""
        for start, end in self.spans(text):
            for match in self._argument.finditer(text, start, end):
                yield from _argument_span(match)

    @cached_property
    def _argument(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{self.option}){self.separator}{ARGUMENT}")


@dataclass(frozen=True)
class Operand(_Call):
    """Finds a secret argument of a command by its place.

    Attributes:
        before: Expression of the arguments before the secret.
    """

    before: str = FLAGS

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield the spans of secrets in a text."""
        for start, end in self.spans(text):
            if match := self._argument.match(text, start, end):
                yield from _argument_span(match)

    @cached_property
    def _argument(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.before})[\"']?{GAP}{ARGUMENT}")


def find_piped(text: str) -> Iterator[Span]:
    """Find secrets that a command reads from its standard input: `echo x | docker login --password-stdin`."""
    for match in PRINTED.finditer(text):
        if STANDARD_INPUT.search(match[4]):
            yield from _argument_span(match, last=3)
    for match in HERE_STRING.finditer(text):
        if STANDARD_INPUT.search(text, max(text.rfind("\n", 0, match.start()), match.start() - 400, 0), match.start()):
            yield from _argument_span(match)
    for match in PROCESS_SUBSTITUTION.finditer(text):
        yield from _argument_span(match)


def find_printed(text: str) -> Iterator[Span]:
    """Find secrets that a variable gets from a command that prints them: `TOKEN=$(echo x)`."""
    for pattern in (PRINTED_NAME, READ_NAME):
        for match in pattern.finditer(text):
            if is_secret_name(match[1]):
                yield from _argument_span(match, first=2)


def find_heredocs(text: str) -> Iterator[Span]:
    """Find secrets in here-documents that become the value of a variable: `TOKEN=$(cat <<EOF`."""
    reached = 0
    for match in HEREDOC.finditer(text):
        if match.start() >= reached and is_secret_name(match[1] or match[2]):
            closing = re.compile(rf"^[ \t]{{0,99}}+{match[3]}\b", re.MULTILINE).search(text, match.end())
            start, end = match.end(), closing.start() - 1 if closing else len(text)
            reached = end
            if not is_reference(text[start:end]):
                yield start, max(start, end)


def find_settings(text: str) -> Iterator[Span]:
    """Find secrets behind the name of a setting: `aws configure set aws_secret_access_key x`."""
    for start, end in _calls(SETTING_PROGRAM, text):
        for match in SETTING.finditer(text, start, end):
            if is_secret_name(match[1]):
                yield from _argument_span(match, first=2)


def _calls(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Yield where the arguments of each call of a command begin and end."""
    reached = 0
    for match in pattern.finditer(text):
        if match.start() >= reached:
            command = COMMAND.match(text, match.end())
            reached = command.end() if command else match.end()
            yield match.end(), reached


def _argument_span(match: re.Match[str], first: int = 1, last: int = 0) -> Iterator[Span]:
    """Yield the span of an argument: of the group that matched, among those from `first` to `last`."""
    for group in range(first, (last or match.re.groups) + 1):
        value = match[group]
        if value and not (is_reference(value) or is_command(value) or is_reference(value.partition(":")[2] or value)):
            yield match.span(group)
