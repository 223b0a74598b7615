"""The demo world as an API: requests with method, path, query and headers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nuon_notebook.demo import API_VERSIONS, EVERYTHING, ApiVersion, World, world
from nuon_notebook.demo.endpoints import ENDPOINTS, INSTALLER_ENDPOINTS
from nuon_notebook.demo.respond import Request, Response, respond
from tests.demo.crawling import requests

SCHEMAS = Path(__file__).parent.parent / "conformance"


@dataclass(frozen=True)
class Api:
    """A server of `world`. By default requests have a valid token and org."""

    world: World
    api: ApiVersion = EVERYTHING

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.world.token}", "X-Nuon-Org-ID": self.world.org_id}

    def ask(self, path: str, query: str = "", headers: dict[str, str] | None = None, method: str = "GET") -> Response:
        sent = self.headers if headers is None else headers
        return respond(self.world, Request(method, path, query, sent), self.api)

    def get(self, path: str, query: str = "") -> Any:
        response = self.ask(path, query)
        assert response.status == 200, response.body
        return json.loads(response.body)

    def all(self, path: str, query: str = "") -> list[Any]:
        rows, page = [], 1
        while True:
            response = self.ask(path, f"{query}&limit=100&page={page}".lstrip("&"))
            rows += json.loads(response.body)
            if response.headers["X-Nuon-Page-Next"] == "false":
                return rows
            page += 1

    def app(self, name: str = "harbor-desk") -> Any:
        return self.get(f"/v1/apps/{name}")

    def config(self, version: int, name: str = "harbor-desk") -> Any:
        app = self.app(name)
        found = next(row for row in self.all(f"/v1/apps/{app['id']}/configs") if row["version"] == version)
        return self.get(f"/v1/apps/{app['id']}/configs/{found['id']}", "recurse=true")

    def install(self, name: str) -> Any:
        found = next(install for install in self.world.installs if install.name == name)
        return self.get(f"/v1/installs/{found.id}")

    def workflows(self) -> list[Any]:
        return [row for install in self.world.installs for row in self.all(f"/v1/installs/{install.id}/workflows")]

    def everything(self) -> list[tuple[str, Any]]:
        """Every record in the answer of any endpoint whose type is known, with its type."""
        rows: list[tuple[str, Any]] = []
        for pattern, path in requests(self.world if self.api.has(765) else self.world.older):
            kind = ANSWERS.get(pattern)
            if kind is None:
                continue
            answer = self.ask(path, "limit=100&recurse=true")
            if answer.status == 200:
                rows += _records(kind, json.loads(answer.body))
            else:
                assert answer.headers["Content-Type"].startswith("application/json") or not self.has(pattern), path
        return rows

    def has(self, pattern: str) -> bool:
        """Whether the server has an endpoint."""
        if pattern in INSTALLER_ENDPOINTS:
            return self.api.installers
        return self.api.has(ENDPOINTS[pattern][0])


def _records(kind: dict[str, Any], body: Any) -> list[tuple[str, Any]]:
    """The records of an answer of this type."""
    items = body if kind.get("type") == "array" else [*body.values()] if kind.get("type") == "object" else [body]
    spec = kind.get("items") or kind.get("additionalProperties") or kind
    name = spec["$ref"].removeprefix("#/$defs/")
    return [(name, item) for item in _flat(items) if item is not None]


def _flat(items: list[Any]) -> list[Any]:
    # The runs of a stack are a list, which the schema says is one record.
    return [inner for item in items for inner in (item if isinstance(item, list) else [item])]


NEWER: dict[str, Any] = json.loads((SCHEMAS / "newer.schema.json").read_text(encoding="utf-8"))
ANSWERS: dict[str, dict[str, Any]] = {
    "/v1/installers": {"type": "array", "items": {"$ref": "#/$defs/app.Installer"}},
    "/v1/installers/{}": {"$ref": "#/$defs/app.Installer"},
    **{
        re.sub(r"{[^}]*}", "{}", path): kind
        for path, kind in NEWER["x-responses"].items()
        if "$ref" in json.dumps(kind)
    },
}
"""The types of answers by the patterns of paths, for all answers that are of one type."""


@pytest.fixture(scope="session")
def api() -> Api:
    return Api(world())


@pytest.fixture(scope="session")
def api_of() -> type[Api]:
    """Make a server of any world."""
    return Api


@pytest.fixture(scope="session")
def new_api() -> Api:
    """A server since 0.19.708, which has no installers."""
    return Api(world(), API_VERSIONS["0.19.708"])


@pytest.fixture(scope="session", params=API_VERSIONS)
def api_of_version(request: pytest.FixtureRequest) -> Api:
    """A server of each version."""
    return Api(world(), API_VERSIONS[request.param])


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """The types of the newest version, and of what older ones have besides."""
    return older_schema() | NEWER["$defs"]


def older_schema() -> dict[str, Any]:
    """The types of 0.19.687."""
    definitions: dict[str, Any] = {}
    for name in ("installer.schema.json", "related.schema.json"):
        definitions |= json.loads((SCHEMAS / name).read_text(encoding="utf-8"))["$defs"]
    return definitions


@pytest.fixture(scope="session")
def masking() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / "masking.json").read_text(encoding="utf-8"))
    return loaded
