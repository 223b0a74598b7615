"""Finds secrets in source code where no operator stands between name and value: calls, typed names, fallbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.values.literal_values import literal_value
from nuon_notebook.redaction.values.value_spans import AssignedName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

NAME: Final = r"([A-Za-z_][\w.:-]{1,99}+)"
NAME_BEHIND: Final = (
    lazy_pattern(  # define('DB_PASSWORD', 'x'), os.getenv("API_TOKEN", "x")
        r"(?:define|setEnv|setenv|Setenv|SetEnv|set_env|set_var|putenv|setProperty|set_property|SetEnvironmentVariable|getEnv|getenv"
        r"|Getenv|GetEnv|get_env|env|fetch|get|getOrDefault|setdefault|put|set|addHeader|add_header|setHeader|set_header"
        r"|setRequestHeader|header|append)"
        rf"\([ \t]{{0,9}}+\\?[\"']{NAME}\\?[\"'][ \t]{{0,9}}+,[ \t]{{0,9}}+(?=\\?[\"'])"
    ),
    lazy_pattern(rf"#define[ \t]{{1,9}}+{NAME}[ \t]{{1,9}}+(?=\\?[\"'])"),
    lazy_pattern(rf"\${NAME}[ \t]{{0,9}}+=[ \t]{{0,9}}+(?=[\"'])"),  # $password = "x"
    lazy_pattern(rf"@{NAME}[ \t]{{0,9}}+=[ \t]{{0,9}}+(?=[\"'])"),
)
NAME_BEFORE: Final = (
    (  # let api_key: &str = "x", Dim password As String = "x"
        lazy_pattern(r"(?:string|String|str|object|securestring|char ?\*)[ \t]{0,9}+=[ \t]{0,9}+(?=\\?[\"'])"),
        lazy_pattern(
            r"([A-Za-z_][\w-]{1,99}+)(?::[ \t]{0,9}|[ \t]{1,9}(?:As[ \t]{1,9})?)(?:&|const |std::|&'static )?$"
        ),
    ),
    (  # process.env.API_TOKEN || 'x'
        lazy_pattern(r"(?:\|\||\?\?|\?:)[ \t]{0,9}+(?=\\?[\"'])"),
        lazy_pattern(r"([A-Za-z_][\w.]{1,99}+)\\?[\"']?[\])]?[ \t]{0,9}$"),
    ),
    (  # source.setPassword("x")
        lazy_pattern(r"\([ \t]{0,9}+(?=\\?[\"'][^\"'\n]{1,300}[\"'][ \t]{0,9}+\))"),
        lazy_pattern(
            r"((?<![\w.])(?:set|with)_?[A-Za-z]\w{1,60}+|(?<=\.)(?:set|with)_?[A-Za-z]\w{1,60}+"
            r"|(?<=\.)(?:db|user|admin|auth|access|client|api|bearer)?(?:[pP]assword|[sS]ecret|[tT]oken|[kK]ey))$"
        ),
    ),
)
MAX_LOOKBEHIND: Final = 120  # characters before an operator in which its name is looked for


def find_in_source_code(text: str) -> Iterator[Span]:
    """Yield the spans of quoted values that source code gives to a secret name."""
    for pattern in NAME_BEHIND:
        for match in pattern.finditer(text):
            yield from _value(text, match.end(), match[1])
    for operator, name in NAME_BEFORE:
        for match in operator.finditer(text):
            named = name.search(text[max(0, match.start() - MAX_LOOKBEHIND) : match.start()])
            if named:
                yield from _value(text, match.end(), named[1])


def _value(text: str, at: int, name: str) -> Iterator[Span]:
    if is_secret_name(name):
        yield from literal_value(text, at, AssignedName(name, at, "=", '"'))
