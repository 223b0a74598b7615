"""The API as a function from a world and a request to a response. It keeps no state."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from nuon_notebook.demo.endpoints import ENDPOINTS, INSTALLER_ENDPOINTS, Call
from nuon_notebook.demo.query import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.endpoints import Handler
    from nuon_notebook.demo.records import World

GIT_REF = "5d1f0c9be27a4"
VERSION_WITH_INSTALLERS, VERSION_WITHOUT_INSTALLERS = "0.19.687", "0.19.712"


@dataclass(frozen=True)
class Request:
    """A request as the server receives it. The case of header names does not matter."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Return the value of a header, empty if it was not sent."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters; of several with one name, the last."""
        return {name: values[-1] for name, values in parse_qs(self.query, keep_blank_values=True).items()}


@dataclass(frozen=True)
class Response:
    """The answer to a request."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def respond(world: World, request: Request, installers: bool = True) -> Response:
    """Return the response of a server that holds `world`.

    Args:
        world: what the server knows.
        request: the request.
        installers: False for a server that has no installers, as servers since 0.19.708.
    """
    try:
        if request.path == "/version":
            version = VERSION_WITH_INSTALLERS if installers else VERSION_WITHOUT_INSTALLERS
            return _json(world, request, 200, {"version": version, "git_ref": GIT_REF})
        _authenticate(world, request)
        for pattern, handler in _routes(installers) if request.method == "GET" else ():
            if match := pattern.fullmatch(request.path):
                ids = tuple(map(unquote, match.groups()))
                body, page_headers = handler(Call(world, ids, request.parameters))
                return _json(world, request, 200, body, page_headers)
    except ApiError as error:
        return _json(world, request, error.status, error.body)
    return Response(404, b"404 page not found", _headers(world, request, "text/plain; charset=utf-8"))


@cache
def _routes(installers: bool) -> Sequence[tuple[re.Pattern[str], Handler]]:
    endpoints = ENDPOINTS | (INSTALLER_ENDPOINTS if installers else {})
    return [(re.compile(path.replace("{}", "([^/]+)")), handler) for path, handler in endpoints.items()]


def _authenticate(world: World, request: Request) -> None:
    parameters = request.parameters
    scheme, _, token = request.header("Authorization").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else parameters.get("token", "")
    if token != world.token:
        error = "unknown or expired token" if token else "no token was sent"
        raise ApiError(401, error, "please sign in again")
    org_id = request.header("X-Nuon-Org-ID") or parameters.get("org_id", "")
    if org_id != world.org_id:
        raise ApiError(403, "org was not found" if org_id else "no org id was sent", "no access to this org")


def _json(
    world: World, request: Request, status: int, body: object, page_headers: Mapping[str, str] | None = None
) -> Response:
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = _headers(world, request, "application/json; charset=utf-8")
    return Response(status, encoded, {**headers, **(page_headers or {})})


def _headers(world: World, request: Request, content_type: str) -> dict[str, str]:
    trace = hashlib.sha256("/".join(("trace", request.method, request.path, request.query)).encode()).hexdigest()
    return {
        "Date": world.date, "Content-Type": content_type,
        "X-Nuon-Trace-ID": trace[:32], "X-Nuon-API-Version": GIT_REF,
    }  # fmt: skip
