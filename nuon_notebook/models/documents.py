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

_values_left: ContextVar[list[int]] = ContextVar("_values_left")


@contextmanager
def limited_documents() -> Iterator[None]:
    """Limit what all documents that are decoded inside may hold together; further ones cannot be read."""
    token = _values_left.set([MAX_VALUES])
    try:
        yield
    finally:
        _values_left.reset(token)


def decode_document(value: object) -> object:
    """Decode base64 into a JSON document, or into text if it is not one.

    Raises:
        ValueError: it is not base64 of text, or exceeds a limit.
    """
    if not isinstance(value, str):
        return value
    if len(value) > MAX_BYTES:
        problem = "a document that is too large"
        raise ValueError(problem)
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        problem = "not base64 of text"
        raise ValueError(problem) from None
    _take(sum(map(text.count, "{[,")))
    try:
        document = from_json(text)
    except ValueError:
        return text
    return document if isinstance(document, dict | list) else text


def _take(values: int) -> None:
    left = _values_left.get([MAX_VALUES])
    left[0] -= values
    if left[0] < 0:
        problem = "documents that hold too many values"
        raise ValueError(problem)


def encode_document(value: object) -> str:
    """Encode a JSON document, or a text, as base64."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()
