"""Content codings: a compressed body is decoded piece by piece, so that no more than a limit is ever in memory."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zlib import _Decompress

ACCEPTED = "gzip, deflate"
PIECE = 256 * 1024  # bytes that are decoded at once

_GZIP_WINDOW = zlib.MAX_WBITS | 16
_ZLIB_METHOD = 8  # the lower half of the first byte of data with a zlib header
_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class CodingError(Exception):
    """A body cannot be decoded. The text says why, as a part of a sentence."""


class BodyTooLargeError(Exception):
    """A body is larger than the limit."""


class BodyReader:
    """Collects a body from its chunks, and decodes it.

    Args:
        content_encoding: the header; empty if there is none.
        limit: the most bytes, as sent and decoded.

    Raises:
        CodingError: the coding is not one of `ACCEPTED`, or there are several.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._coding = _only_coding(content_encoding)
        self._limit = limit
        self._received = 0
        self._decoder: _Decompress | None = None
        self._body = BytesIO()  # a list of chunks takes many times their size if they are small

    def feed(self, chunk: bytes) -> None:
        """Add a chunk as it was sent.

        Raises:
            BodyTooLargeError: the body is larger than the limit.
            CodingError: the compressed data is damaged.
        """
        self._received += len(chunk)
        if not self._coding:
            self._body.write(chunk)
            chunk = b""
        while chunk:
            chunk = self._decode(chunk)
            self._check_size()
        self._check_size()

    @property
    def beginning(self) -> bytes:
        """What was decoded so far, up to the limit."""
        return self._body.getvalue()[: self._limit]

    def body(self) -> bytes:
        """Return the complete body.

        Raises:
            CodingError: the compressed data ends too early.
        """
        if self._decoder is not None:
            self._body.write(self._decoder.flush())  # what did not fit into the last piece, a few kilobytes at most
            if not self._decoder.eof:
                problem = "its compressed body is cut short"
                raise CodingError(problem)
        return self._body.getvalue()

    def _check_size(self) -> None:
        if max(self._received, self._body.tell()) > self._limit:
            raise BodyTooLargeError

    def _decode(self, data: bytes) -> bytes:
        """Decode one piece, and return the data that is left."""
        if self._decoder is None or self._decoder.eof:
            self._decoder = self._next_decoder(data)
        try:
            self._body.write(self._decoder.decompress(data, PIECE))
        except zlib.error:
            problem = "its compressed body is damaged"
            raise CodingError(problem) from None
        return self._decoder.unconsumed_tail or self._decoder.unused_data

    def _next_decoder(self, data: bytes) -> _Decompress:
        """Return a decoder for what begins here. Gzip may have several members, one after the other."""
        if self._coding == "gzip":
            return zlib.decompressobj(_GZIP_WINDOW)
        if self._decoder is not None:
            problem = "something follows the end of its compressed body"
            raise CodingError(problem)
        has_header = data[0] & 0x0F == _ZLIB_METHOD  # some servers leave it out
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _only_coding(content_encoding: str) -> str:
    """Return the coding that a header names; empty if it names none."""
    names = [name.strip() for name in content_encoding.lower().split(",")]
    codings = [name for name in names if name not in ("", "identity")]
    if len(codings) > 1:
        problem = "it was compressed more than once"
        raise CodingError(problem)
    if codings and codings[0] not in _NAMES:
        problem = f"it was compressed in a way that was not asked for (only {ACCEPTED} were)"
        raise CodingError(problem)
    return _NAMES[codings[0]] if codings else ""
