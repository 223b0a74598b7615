"""One coding is decoded, with a bound; whatever else a server does to a body has its own words."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import errors
from nuon_notebook.client import Limits
from nuon_notebook.client.content_coding import BodyReader, BodyTooLargeError, CodingError
from tests.cases import failures
from tests.client.conftest import PATIENT, response

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = b'{"id": "a", "name": "storefront"}'
SPACES = b" " * 10_000_000
SMALL = Limits(connect=30, read=30, total=60, retries=0, body=1_000_000)
NOT_ASKED_FOR = "it was compressed in a way that was not asked for (only gzip, deflate were)"
packed = gzip.compress


def raw_deflate(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return coder.compress(body) + coder.flush()


READ = [
    ("gzip", packed(BODY)),
    ("GZip", packed(BODY)),
    ("x-gzip", packed(BODY)),
    ("identity, gzip", packed(BODY)),
    (" gzip ,", packed(BODY)),
    ("deflate", zlib.compress(BODY)),
    ("deflate", raw_deflate(BODY)),
    ("identity", BODY),
    ("", BODY),
    ("gzip", packed(BODY[:9]) + packed(BODY[9:])),
    ("gzip", packed(b"") * 100 + packed(BODY)),
]
REFUSED = [
    ("gzip, gzip", packed(packed(BODY)), "it was compressed more than once"),
    ("gzip, deflate", zlib.compress(packed(BODY)), "it was compressed more than once"),
    ("gzip,gzip,gzip", packed(packed(packed(BODY))), "it was compressed more than once"),
    ("gzip\r\nContent-Encoding: gzip", packed(packed(BODY)), "it was compressed more than once"),
    ("br", BODY, NOT_ASKED_FOR),
    ("zstd", BODY, NOT_ASKED_FOR),
    ("compress", BODY, NOT_ASKED_FOR),
    ("<script>", BODY, NOT_ASKED_FOR),
    ("gzip", BODY, "its compressed body is damaged"),
    ("gzip", packed(BODY) + b"more", "its compressed body is damaged"),
    ("gzip", packed(BODY)[:-9], "its compressed body is cut short"),
    ("deflate", zlib.compress(BODY)[:-1], "its compressed body is cut short"),
    ("deflate", b"\xff\xff\xff", "its compressed body is damaged"),
    ("deflate", zlib.compress(BODY) + BODY, "something follows the end of its compressed body"),
    ("gzip", b"", "it is empty"),
]
TOO_LARGE = [
    ("gzip", packed(SPACES)),
    ("deflate", zlib.compress(SPACES)),
    ("deflate", raw_deflate(SPACES)),
    ("gzip", packed(SPACES[:600_000]) * 2),
    ("identity", SPACES),
    ("", SPACES),
]


def test_one_coding_is_decoded(ask: Callable[..., Any]) -> None:
    def check(coding: str, body: bytes) -> None:
        assert ask(response(body, f"Content-Encoding: {coding}")).name == "storefront"

    assert failures(check, READ) == []


def test_any_other_coding_is_refused_in_its_own_words(refusal: Callable[..., Any]) -> None:
    def check(coding: str, body: bytes, words: str) -> None:
        error = refusal(response(body, f"Content-Encoding: {coding}"), errors.ResponseError)
        assert "The response for app a " in str(error)
        assert f"{words}." in str(error)

    assert failures(check, REFUSED) == []


def test_a_body_that_unpacks_beyond_the_limit_is_refused_with_its_subject(refusal: Callable[..., Any]) -> None:
    def check(coding: str, body: bytes) -> None:
        error = refusal(response(body, f"Content-Encoding: {coding}"), errors.ResponseError, SMALL)
        assert error.what == "The response for app a was not read:"
        assert error.why == "it is larger than 1,000,000 bytes."
        assert "`Client(limits=Limits(body=…))`" in error.advice

    assert failures(check, TOO_LARGE) == []


def test_the_client_asks_for_what_it_decodes(ask: Callable[..., Any], received: list[bytes]) -> None:
    ask(response())
    assert [line for line in received[0].lower().split(b"\r\n") if line.startswith(b"accept-encoding")] == [
        b"accept-encoding: gzip, deflate"
    ]


@pytest.mark.parametrize("size", [1, 2, 7, 65536])
def test_a_body_may_come_in_chunks_of_any_size(size: int) -> None:
    def check(coding: str, body: bytes) -> None:
        reader = BodyReader(coding, 10_000)
        for start in range(0, len(body), size):
            reader.feed(body[start : start + size])
        assert reader.body() == BODY

    assert failures(check, READ) == []


def test_no_more_than_a_piece_beyond_the_limit_is_decoded() -> None:
    reader = BodyReader("gzip", 1000)
    with pytest.raises(BodyTooLargeError):
        reader.feed(packed(SPACES))
    assert len(reader._body.getvalue()) <= 1000 + 256 * 1024
    assert len(reader.beginning) == 1000


def test_a_body_exactly_as_large_as_the_limit_is_read() -> None:
    reader = BodyReader("gzip", len(SPACES))
    reader.feed(packed(SPACES))
    assert reader.body() == SPACES


def test_a_coding_is_refused_before_anything_is_read() -> None:
    with pytest.raises(CodingError):
        BodyReader("gzip, gzip", 1000)


ERRORS = [
    ("401 X", "gzip, gzip", packed(packed(SPACES)), "", errors.UnauthorizedError),
    ("500 X", "gzip", packed(SPACES), "", errors.ServerError),
    ("503 X", "br", b"?", "", errors.ServerError),
    ("404 X", "br", b"?", "application/json", errors.NotFoundError),
    ("404 X", "br", b"?", "text/plain", errors.MissingEndpointError),
    ("404 X", "", b'{"error": "' + b"x" * 3_000_000 + b'"}', "application/json", errors.NotFoundError),
    ("404 X", "", b'{"error": "\\ud800"}', "application/json", errors.NotFoundError),
    ("404 X", "", b'\xef\xbb\xbf{"error": "no"}', "application/json", errors.NotFoundError),
    ("404 X", "gzip", packed(b'{"error": "no"}'), "application/json", errors.NotFoundError),
]


def test_the_body_of_an_error_never_hides_its_status(refusal: Callable[..., Any]) -> None:
    def check(status: str, coding: str, body: bytes, kind: str, error: type[errors.NuonError]) -> None:
        sent = response(body, f"Content-Encoding: {coding}", f"Content-Type: {kind}", status=status)
        refusal(sent, error, PATIENT)

    assert failures(check, ERRORS) == []
