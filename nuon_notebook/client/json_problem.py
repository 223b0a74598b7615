"""Why a body is not JSON, in words, and what to do about it."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from pydantic_core import from_json

from nuon_notebook.client.status_errors import URL_ADVICE

MAX_DEPTH = 200  # of lists and objects, as the parser allows
COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ")
BEGINNINGS = tuple('{["')
TRY_AGAIN = "Try again."

_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{\]}]', re.DOTALL)


class JsonProblem(NamedTuple):
    """Why a body is not JSON.

    Attributes:
        why: the reason, a sentence without its end.
        advice: what to do next.
    """

    why: str
    advice: str = URL_ADVICE


def json_problem(body: bytes) -> JsonProblem:
    """Return why a body is not JSON that a client can read. Nothing of it is quoted."""
    if not body.strip():
        return JsonProblem("it is empty", f"Try again. {URL_ADVICE}")
    if encoding := _other_encoding(body):
        return JsonProblem(f"it is encoded as {encoding}, and JSON is always UTF-8")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return _decoding_problem(body, error)
    return _syntax_problem(body, text)


def _other_encoding(body: bytes) -> str:
    """Return the encoding of JSON in another one than UTF-8; empty if it is in none."""
    encoding = json.detect_encoding(body)
    text = body[:64].decode(encoding, errors="ignore").lstrip()
    return encoding[:6].upper() if encoding.startswith(("utf-16", "utf-32")) and text.startswith(BEGINNINGS) else ""


def _decoding_problem(body: bytes, error: UnicodeDecodeError) -> JsonProblem:
    if body.startswith(COMPRESSED):
        return JsonProblem("it is compressed, but no header says so")
    if error.reason == "unexpected end of data":
        return _truncated()
    if body.lstrip()[:1] in (b"{", b"["):
        return JsonProblem("it contains bytes that are not UTF-8; it may be encoded as Latin-1")
    return JsonProblem("it is not text")


def _syntax_problem(body: bytes, text: str) -> JsonProblem:
    if _is_too_deep(body):
        return JsonProblem("it is nested deeper than any response of the API")
    try:
        _, end = json.JSONDecoder().raw_decode(text, len(text) - len(text.lstrip()))
    except ValueError:
        return _invalid_problem(body)
    if text[end:].strip():
        return JsonProblem("something follows after its end")
    return JsonProblem("it contains a number or a text that cannot be represented")


def _invalid_problem(body: bytes) -> JsonProblem:
    try:
        from_json(body, allow_partial="trailing-strings")
    except ValueError:
        is_json = body.lstrip()[:1] in (b"{", b"[")
        return JsonProblem("it is damaged", TRY_AGAIN) if is_json else JsonProblem("it is text of another kind")
    return _truncated()


def _truncated() -> JsonProblem:
    return JsonProblem("it is truncated or damaged", TRY_AGAIN)


def _is_too_deep(body: bytes) -> bool:
    depth = 0
    for token in _TOKENS.finditer(body):
        first = body[token.start()]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            return True
    return False
