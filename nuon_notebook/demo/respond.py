"""The API as a function from a world and a request to a response. It keeps no state."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from pydantic_core import to_json

from nuon_notebook.demo.api_versions import EVERYTHING, NEW_PROPERTIES_SINCE
from nuon_notebook.demo.call import Call
from nuon_notebook.demo.endpoints import ENDPOINTS, INSTALLER_ENDPOINTS
from nuon_notebook.demo.query import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.api_versions import ApiVersion
    from nuon_notebook.demo.call import Handler
    from nuon_notebook.demo.records import World

PUBLIC = re.compile("/v1/general/cloud-platform/[^/]+/regions")
"""What needs no token."""
WITHOUT_ORG = "/v1/orgs"
"""What needs a token, but no org."""
ID = "{}"
"""Stands in a path for an id."""
GIT_REF = "5d1f0c9be27a4"


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
        return {name: values[-1] for name, values in self.repeated.items()}

    @property
    def repeated(self) -> Mapping[str, Sequence[str]]:
        """The query parameters with all their values."""
        return parse_qs(self.query, keep_blank_values=True)


@dataclass(frozen=True)
class Response:
    """The answer to a request."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def respond(world: World, request: Request, api: ApiVersion = EVERYTHING) -> Response:
    """Return the response of a server that holds `world`.

    Args:
        world: what the server knows.
        request: the request.
        api: the version of the API that the server has.
    """
    try:
        if request.path == "/version":
            return _json(world, request, 200, {"version": api.number, "git_ref": GIT_REF})
        if not PUBLIC.fullmatch(request.path):
            _authenticate(world, request)
        served = world if api.has(NEW_PROPERTIES_SINCE) else world.older
        path = request.path.split("/")
        for template, handler in _routes(api) if request.method == "GET" else ():
            if _matches(template, path):
                ids = tuple(unquote(given) for own, given in zip(template, path, strict=True) if own == ID)
                body, headers = handler(Call(served, ids, request, api))
                return _json(world, request, 200, body, headers)
    except ApiError as error:
        return _json(world, request, error.status, error.body)
    return Response(404, b"404 page not found", _headers(world, request, "text/plain; charset=utf-8"))


@cache
def _routes(api: ApiVersion) -> Sequence[tuple[Sequence[str], Handler]]:
    endpoints = {path: handler for path, (since, handler) in ENDPOINTS.items() if api.has(since)}
    endpoints |= INSTALLER_ENDPOINTS if api.installers else {}
    # Where two paths match, the one that names the place in words is meant.
    paths = sorted(endpoints, key=lambda path: path.replace(ID, "~"))
    return [(path.split("/"), endpoints[path]) for path in paths]


def _matches(template: Sequence[str], path: Sequence[str]) -> bool:
    return len(template) == len(path) and all(
        own == given or (own == ID and given) for own, given in zip(template, path, strict=True)
    )


def _authenticate(world: World, request: Request) -> None:
    parameters = request.parameters
    scheme, _, token = request.header("Authorization").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else parameters.get("token", "")
    if token != world.token:
        error = "unknown or expired token" if token else "no token was sent"
        raise ApiError(401, error, "please sign in again")
    org_id = request.header("X-Nuon-Org-ID") or parameters.get("org_id", "")
    if request.path != WITHOUT_ORG and org_id != world.org_id:
        raise ApiError(403, "org was not found" if org_id else "no org id was sent", "no access to this org")


def _json(
    world: World, request: Request, status: int, body: object, page_headers: Mapping[str, str] | None = None
) -> Response:
    encoded = body if isinstance(body, bytes) else to_json(body)
    headers = _headers(world, request, "application/json; charset=utf-8")
    return Response(status, encoded, {**headers, **(page_headers or {})})


def _headers(world: World, request: Request, content_type: str) -> dict[str, str]:
    trace = hashlib.sha256("/".join(("trace", request.method, request.path, request.query)).encode()).hexdigest()
    return {
        "Date": world.date, "Content-Type": content_type,
        "X-Nuon-Trace-ID": trace[:32], "X-Nuon-API-Version": GIT_REF,
    }  # fmt: skip
