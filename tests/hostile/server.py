"""The demo world served over HTTP with hostile texts in all answers: what is no id, time or word of the API."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from nuon_notebook import demo
from nuon_notebook.demo.respond import Request, Response
from tests.conformance.schema import DOCUMENTS, ENUMS, encoded
from tests.hostile.strings import HANDLERS, KINDS, MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS: Final = tuple(text.replace("@@", "") for kind in KINDS.values() for text in kind)
KEPT: Final = re.compile(r"[0-9a-z]{26}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)")
WORDS: Final = {word for values in ENUMS.values() for word in values}
ENCODED: Final = {prop for _, prop in DOCUMENTS}
README: Final = "\n\n".join((*MARKDOWN, *TEXTS))


def refusal() -> str:
    """The body of a refusal whose every word is hostile."""
    return json.dumps({"error": "".join((MARKDOWN[0], *HANDLERS[:6])), "description": TEXTS[0], "user_error": True})


@contextmanager
def serve() -> Iterator[demo.Server]:
    """Serve hostile answers on loopback while the context lasts; `fail_next` works as on the demo server."""
    with demo.serve() as server:
        honest = server.answer

        def answer(request: Request, address: str) -> Response:
            found = honest(request, address)
            if request.path.endswith("/readme"):
                return Response(200, json.dumps({"readme": README}).encode(), found.headers)
            if found.status != 200 or not found.body.startswith((b"{", b"[")):
                return found
            texts = islice(cycle(TEXTS), crc32(request.path.encode()) % len(TEXTS), None)
            return Response(200, json.dumps(_spoilt(json.loads(found.body), "", texts)).encode(), found.headers)

        server.answer = answer  # type: ignore[method-assign]
        yield server


def _spoilt(value: Any, name: str, texts: Iterator[str]) -> Any:
    if isinstance(value, dict):
        return {key: _spoilt(item, key, texts) for key, item in value.items()} | {next(texts): next(texts)}
    if isinstance(value, list):
        return [_spoilt(item, name, texts) for item in value]
    if not isinstance(value, str) or value in WORDS or KEPT.fullmatch(value):
        return value
    if name in ENCODED:
        return encoded({next(texts): next(texts)})
    return README if name == "readme" else next(texts)
