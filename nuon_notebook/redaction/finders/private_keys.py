"""Finds private keys: whole blocks, blocks that were cut, and the private parts of other notations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.redaction.values.value_spans import Span

PEM = lazy_pattern(r"----[- ]BEGIN ([A-Z0-9 ]{0,60}?) ?----")
PUBLIC_PEM: Final = frozenset(
    {"CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY",
     "RSA PUBLIC KEY", "SSH2 PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "X509 CRL", "DH PARAMETERS", "EC PARAMETERS",
     "PGP SIGNATURE", "PGP SIGNED MESSAGE", "SSH SIGNATURE"}
)  # fmt: skip
PEM_BODY = lazy_pattern(r"-?(?:[\s\\>|A-Za-z0-9+/=,\"']|-(?!---)|:[ ]|\.(?=[0-9]))*+")
PEM_END = lazy_pattern(r"----[- ]END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?----")
BASE64_LINE = lazy_pattern(r"[\s>|\"']{0,60}+[A-Za-z0-9+/]{0,200}+=?[A-Za-z0-9+/]{0,4}+=?[\s\\\"',+]{0,9}+")
JWK = lazy_pattern(r"\\{0,3}[\"']kty\\{0,3}[\"'][ \t]{0,9}:")
JWK_PRIVATE = lazy_pattern(
    r"\\{0,3}[\"'](?:d|p|q|dp|dq|qi|k)\\{0,3}[\"'][ \t]{0,9}:[ \t]{0,9}\\{0,3}[\"']([\w-]{16,2000}+)\\{0,3}[\"']"
)
MAX_LINES: Final = 200  # of a cut block that are masked
MAX_JWK: Final = 6000  # characters around the type of a JSON Web Key that are read


def find_private_keys(text: str) -> Iterator[Span]:
    """Find the bodies of PEM blocks that are neither public keys nor certificates.

    A block may be cut off, and it may be written on one line or on many.
    """
    for match in PEM.finditer(text):
        if match[1] in PUBLIC_PEM:
            continue
        begin = match.end() + (text[match.end() : match.end() + 1] == "-")
        body = PEM_BODY.match(text, begin)
        end = body.end() if body else begin
        length = len(text[begin:end].rstrip().rstrip("\"',\\"))
        if length:
            yield begin, begin + length


def find_cut_private_keys(text: str) -> Iterator[Span]:
    """Find the lines of base64 before the end of a private key whose beginning was cut off."""
    reached = 0
    for match in PEM_END.finditer(text):
        end = begin = text.rfind("\n", reached, match.start()) + 1
        for _ in range(MAX_LINES):
            start = text.rfind("\n", reached, begin - 1) + 1 if begin > reached else begin
            if start >= begin or not BASE64_LINE.fullmatch(text, start, begin):
                break
            begin = start
        value = text[begin:end].strip()
        if value:
            yield begin + text[begin:end].index(value[0]), begin + len(text[begin:end].rstrip())
        reached = match.end()


def find_json_web_keys(text: str) -> Iterator[Span]:
    """Find the private parts of JSON Web Keys."""
    reached = 0
    for match in JWK.finditer(text):
        if match.start() >= reached:
            begin = max(text.rfind("{", max(0, match.start() - MAX_JWK), match.start()), reached)
            end = text.find("}", match.end(), match.end() + MAX_JWK)
            reached = end if end >= 0 else min(len(text), match.end() + MAX_JWK)
            for part in JWK_PRIVATE.finditer(text, begin, reached):
                yield part.span(1)
