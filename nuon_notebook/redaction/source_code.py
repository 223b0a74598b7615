"""Finds secrets in source code where no operator stands between name and value: calls, typed names, fallbacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignments import literal_value
from nuon_notebook.redaction.secret_names import is_secret_name
from nuon_notebook.redaction.value_spans import AssignedName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.value_spans import Span

NAME: Final = r"([A-Za-z_][\w.:-]{1,99}+)"
PATTERNS: Final = (
    re.compile(  # define('DB_PASSWORD', 'x'), os.getenv("API_TOKEN", "x")
        r"\b(?:define|[sS]et_?[eE]nv|putenv|set_?[pP]roperty|SetEnvironmentVariable|[gG]et_?[eE]nv|env|fetch|get|getOrDefault"
        r"|setdefault|put|set|add_?[hH]eader|set_?(?:[rR]equest_?)?[hH]eader|header|append)"
        rf"\([ \t]{{0,9}}+\\?[\"']{NAME}\\?[\"'][ \t]{{0,9}}+,[ \t]{{0,9}}+(?=\\?[\"'])"
    ),
    re.compile(rf"(?<=[a-zA-Z)]\.)(?:set|with)?{NAME}\([ \t]{{0,9}}+(?=\\?[\"'])"),  # source.setPassword("x")
    re.compile(  # let api_key: &str = "x", Dim password As String = "x"
        rf"(?<![\w.$@-]){NAME}(?:(?<=:)|:)?[ \t]{{0,9}}+(?:As[ \t]{{1,9}}+)?(?:&?(?:'static[ \t]{{1,9}}+)?[sS]tr(?:ing)?|std::string"
        r"|QString|object|\*?const char ?\*?)[ \t]{0,9}+=[ \t]{0,9}+(?=\\?[\"'])"
    ),
    re.compile(rf"[$@]{NAME}[ \t]{{0,9}}+=[ \t]{{0,9}}+(?=[\"'])"),  # $password = "x"
    re.compile(rf"#define[ \t]{{1,9}}+{NAME}[ \t]{{1,9}}+(?=\\?[\"'])"),
    re.compile(rf"(?<![\w$@-]){NAME}\\?[\"']?[\])]?[ \t]{{0,9}}+(?:\|\||\?\?|\?:)[ \t]{{0,9}}+(?=\\?[\"'])"),  # env.TOKEN || 'x'
)


def find_in_source_code(text: str) -> Iterator[Span]:
    """Yield the spans of quoted values that source code gives to a secret name."""
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            name = match[1].rstrip(":")
            if is_secret_name(name):
                yield from literal_value(text, match.end(), AssignedName(name, match.start(1), "=", '"'))
