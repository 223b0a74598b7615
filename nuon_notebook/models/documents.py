"""Documents that the API sends as base64 inside its JSON. They are decoded within limits, as responses are."""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from pydantic_core import from_json

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1024 * 1024  # of one document, as base64; AWS allows a policy a hundredth of it
MAX_VALUES: Final = 200_000  # in all documents of one payload together


class _Documents:
    """The documents of one payload, by their base64. Validating a payload again finds those that it had before."""

    def __init__(self) -> None:
        self._values_left = MAX_VALUES
        self._decoded: dict[str, object] = {}

    def decode(self, encoded: str) -> object:
        if encoded not in self._decoded:
            text = _text(encoded)
            self._take(sum(map(text.count, "{[,")))
            self._decoded[encoded] = _parsed(text)
        return self._decoded[encoded]

    def _take(self, values: int) -> None:
        if values > self._values_left:
            problem = "documents that hold too many values"
            raise ValueError(problem)
        self._values_left -= values


_documents: ContextVar[_Documents] = ContextVar("_documents")


@contextmanager
def limited_documents() -> Iterator[None]:
    """Limit what all documents that are decoded inside may hold together; further ones cannot be read."""
    token = _documents.set(_Documents())
    try:
        yield
    finally:
        _documents.reset(token)


def decode_document(value: object) -> object:
    """Decode base64 into a JSON document, or into text if it is not one. A document that is decoded stays as it is.

    Raises:
        ValueError: it is neither a document nor base64 of text, or exceeds a limit.
    """
    if isinstance(value, str):
        return (_documents.get(None) or _Documents()).decode(value)
    if isinstance(value, dict | list):
        return value
    problem = "not a document"
    raise ValueError(problem)


def _text(encoded: str) -> str:
    if len(encoded) > MAX_BYTES:
        problem = "a document that is too large"
        raise ValueError(problem)
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        problem = "not base64 of text"
        raise ValueError(problem) from None


def _parsed(text: str) -> object:
    try:
        document = from_json(text)
    except ValueError:
        return text
    return document if isinstance(document, dict | list) else text


def encode_document(value: object) -> str:
    """Encode a JSON document, or a text, as base64."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()
