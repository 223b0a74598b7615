"""Building blocks of the rules: functions that yield the spans of secrets in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from nuon_notebook.redaction.references import is_reference
from nuon_notebook.redaction.value_spans import Span

Matcher = Callable[[str], Iterator[Span]]

PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,60}+)-----")
PUBLIC_PEM: Final = frozenset(
    {"CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY",
     "RSA PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "X509 CRL", "DH PARAMETERS", "EC PARAMETERS", "PGP SIGNATURE",
     "PGP SIGNED MESSAGE", "SSH SIGNATURE"}
)  # fmt: skip
PEM_BODY = re.compile(r"(?:[\s\\>|A-Za-z0-9+/=,\"']|-(?!----)|:[ ])*+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds what a regular expression matches.

    Attributes:
        expression: If it has a group, the group is the secret; otherwise the whole match is. Compiled on first use.
    """

    expression: str

    def __call__(self, text: str) -> Iterator[Span]:
        """Yield the spans of secrets in a text."""
        for match in compiled(self.expression).finditer(text):
            start, end = match.span(1) if match.re.groups and match[1] else match.span()
            if not is_reference(text[start:end]):
                yield start, end


def find_private_keys(text: str) -> Iterator[Span]:
    """Find the bodies of PEM blocks that are neither public keys nor certificates.

    A block may be cut off, and it may be written on one line or on many.
    """
    for match in PEM.finditer(text):
        if match[1] in PUBLIC_PEM:
            continue
        body = PEM_BODY.match(text, match.end())
        end = body.end() if body else match.end()
        length = len(text[match.end() : end].rstrip().rstrip("\"',\\"))
        if length:
            yield match.end(), match.end() + length


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """Return a compiled expression. `re` itself remembers only some hundred of all that a program uses."""
    return re.compile(expression)
