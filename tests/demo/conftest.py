"""The demo world as an API: requests with method, path, query and headers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nuon_notebook.demo import INSTALLER_ID, World, world
from nuon_notebook.demo.respond import Request, Response, respond

SCHEMAS = Path(__file__).parent.parent / "conformance"


@dataclass(frozen=True)
class Api:
    """A server of `world`. By default requests have a valid token and org."""

    world: World
    installers: bool = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.world.token}", "X-Nuon-Org-ID": self.world.org_id}

    def ask(self, path: str, query: str = "", headers: dict[str, str] | None = None, method: str = "GET") -> Response:
        sent = self.headers if headers is None else headers
        return respond(self.world, Request(method, path, query, sent), self.installers)

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
        """Every record in the answer of any endpoint, with its type."""
        rows: list[tuple[str, Any]] = [("app.Installer", self.get(f"/v1/installers/{INSTALLER_ID}"))]
        rows += [("app.Installer", row) for row in self.all("/v1/installers")]
        rows += [("app.App", row) for row in self.all("/v1/apps")]
        for app in self.world.apps:
            path = f"/v1/apps/{app.id}"
            rows.append(("app.App", self.get(path)))
            rows += [("app.AppConfig", row) for row in self.all(f"{path}/configs")]
            usable = [config for config in app.configs if not config.failed]
            rows += [("app.AppConfig", self.get(f"{path}/config/{each.id}", "recurse=true")) for each in usable]
            rows += [("app.ActionWorkflow", row) for row in self.all(f"{path}/action-workflows")]
            rows += [("app.Component", row) for row in self.all(f"{path}/components")]
            rows += [("app.AppBranch", row) for row in self.all(f"{path}/branches")]
            rows += [("app.Install", row) for row in self.all(f"{path}/installs")]
        action_configs = self.world.action_config_by_id
        rows += [
            ("app.ActionWorkflowConfig", self.get(f"/v1/action-workflows/configs/{id_}")) for id_ in action_configs
        ]
        rows += [("app.Install", self.get(f"/v1/installs/{install.id}")) for install in self.world.installs]
        rows += [("app.Workflow", row) for row in self.workflows()]
        rows += [("app.Workflow", self.get(f"/v1/workflows/{id_}")) for id_ in self.world.workflow_by_id]
        return rows


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
    return Api(world(), installers=False)


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    names = ("installer.schema.json", "related.schema.json")
    definitions: dict[str, Any] = {}
    for name in names:
        definitions |= json.loads((SCHEMAS / name).read_text(encoding="utf-8"))["$defs"]
    return definitions


@pytest.fixture(scope="session")
def masking() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / "masking.json").read_text(encoding="utf-8"))
    return loaded
