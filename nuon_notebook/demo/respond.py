"""The API as a function: a world and a request go in, a response comes out, and nothing is remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from nuon_notebook.demo import fill
from nuon_notebook.demo.paging import RefusedError, created_between, flag, page
from nuon_notebook.demo.records import Record, hexadecimal, shuffled

if TYPE_CHECKING:
    from nuon_notebook.demo.app import AppHistory
    from nuon_notebook.demo.worlds import World

GIT_REF = "5d1f0c9be27a4"
VERSION_WITH_INSTALLERS, VERSION_WITHOUT = "0.19.687", "0.19.712"


@dataclass(frozen=True)
class Request:
    """What a server sees of a request; header names in any case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """The value of a header, empty when it was not sent."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def parameters(self) -> dict[str, str]:
        """The query, the last of each name."""
        return {name: values[-1] for name, values in parse_qs(self.query, keep_blank_values=True).items()}


@dataclass(frozen=True)
class Response:
    """What goes back."""

    status: int
    body: bytes
    headers: Mapping[str, str]


Answer = tuple[object, dict[str, str]]
Handler = Callable[["Call"], Answer]


@dataclass(frozen=True)
class Call:
    """A request on its way through its handler."""

    world: World
    ids: tuple[str, ...]
    parameters: Mapping[str, str]

    def paged(self, items: Iterable[Any]) -> Answer:
        """One page of `items`."""
        return page(list(items), self.parameters)

    def app(self) -> AppHistory | None:
        """The app whose *id* is in the path; a name is nobody's id."""
        return self.world.app_by_id.get(self.ids[0])


def missing(identity: str, kind: str) -> RefusedError:
    """The record does not exist: 404 in JSON."""
    return RefusedError(404, f"unable to get {kind} {identity}: unable to get {kind}: record not found", "not found")


def respond(world: World, request: Request, installers: bool = True) -> Response:
    """The answer of a server that holds `world`; without `installers` one of after 0.19.708."""
    parameters = request.parameters
    try:
        if request.path == "/version":
            version = VERSION_WITH_INSTALLERS if installers else VERSION_WITHOUT
            return _json(request, 200, {"version": version, "git_ref": GIT_REF})
        _authenticate(world, request, parameters)
        for pattern, handler in ROUTES:
            found = pattern.fullmatch(request.path)
            gone = not installers and request.path.startswith("/v1/installers")
            if found and request.method == "GET" and not gone:
                ids = tuple(unquote(part) for part in found.groups())
                body, headers = handler(Call(world, ids, parameters))
                return _json(request, 200, body, headers)
    except RefusedError as refusal:
        return _json(request, refusal.status, refusal.body)
    headers = _headers(request, "text/plain; charset=utf-8")
    return Response(404, b"404 page not found", headers)


def _authenticate(world: World, request: Request, parameters: Mapping[str, str]) -> None:
    scheme, _, token = request.header("Authorization").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else parameters.get("token", "")
    if token != world.token:
        what = "unknown or expired token" if token else "no token was sent"
        raise RefusedError(401, what, "please sign in again")
    org_id = request.header("X-Nuon-Org-ID") or parameters.get("org_id", "")
    if org_id != world.org_id:
        raise RefusedError(403, "org was not found" if org_id else "no org id was sent", "no access to this org")


def _headers(request: Request, content_type: str) -> dict[str, str]:
    trace = hexadecimal(32, "trace", request.method, request.path, request.query)
    return {"Content-Type": content_type, "X-Nuon-Trace-ID": trace, "X-Nuon-API-Version": GIT_REF}


def _json(request: Request, status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, encoded, {**_headers(request, "application/json; charset=utf-8"), **(headers or {})})


def _installers(call: Call) -> Answer:
    newest = sorted(call.world.installers, key=lambda row: str(row["created_at"]), reverse=True)
    return call.paged(fill.installer_in_list(row, call.world) for row in newest)


def _installer(call: Call) -> Answer:
    row = call.world.installer_by_id.get(call.ids[0])
    if row is None:
        raise missing(call.ids[0], "installer")
    return fill.installer(row, call.world), {}


def _apps(call: Call) -> Answer:
    return call.paged(fill.app_in_list(app) for app in call.world.apps)


def _app(call: Call) -> Answer:
    named = (app for app in call.world.apps if call.ids[0] in (app.id, app.key))
    app = next(named, None)
    if app is None:
        raise missing(call.ids[0], "app")
    return fill.app(app), {}


def _configs(call: Call) -> Answer:
    app = call.app()
    return call.paged(fill.config(config) for config in reversed(app.configs if app else ()))


def _config(call: Call) -> Answer:
    app_id, config_id = call.ids
    app, config = call.world.config_by_id.get(config_id, (None, None))
    if app is None or config is None or app.id != app_id:
        raise missing(config_id, "app config")
    if not flag(call.parameters, "recurse", 400):
        return fill.config(config), {}
    if config.failed:
        raise RefusedError(400, f"app config {config_id} is in status error", "config cannot be loaded")
    return fill.config_recursed(app, config), {}


def _actions(call: Call) -> Answer:
    app = call.app()
    rows = shuffled(app.actions, app.id, "actions") if app else []
    return call.paged(fill.action_in_list(call.world, app, row) for row in rows if app)


def _action_config(call: Call) -> Answer:
    row = call.world.action_config_by_id.get(call.ids[0])
    if row is None:
        raise missing(call.ids[0], "action workflow config")
    return row, {}


def _components(call: Call) -> Answer:
    app = call.app()
    if app is None or not app.configs:
        raise missing(call.ids[0], "app config")
    return call.paged(shuffled(app.components, app.id, "components"))


def _branches(call: Call) -> Answer:
    app = call.app()
    return call.paged(app.branches if app else ())


def _installs(call: Call) -> Answer:
    rows = [install.record for install in call.world.installs if install.app.id == call.ids[0]]
    return call.paged(sorted(rows, key=lambda row: str(row["name"])))


def _install(call: Call) -> Answer:
    install = call.world.install_by_id.get(call.ids[0])
    if install is None:
        raise missing(call.ids[0], "install")
    return fill.install(install), {}


def _readme(call: Call) -> Answer:
    install = call.world.install_by_id.get(call.ids[0])
    if install is None:
        raise missing(call.ids[0], "install")
    if install.plan.runner == "pending":
        raise RefusedError(409, f"install {install.id} has no state yet", "install is not ready")
    return fill.readme(install), {}


def _workflows(call: Call) -> Answer:
    rows: list[Record] = [row for row in reversed(call.world.workflows) if row["owner_id"] == call.ids[0]]
    if kind := call.parameters.get("type"):
        rows = [row for row in rows if row["type"] == kind]
    if not flag(call.parameters, "planonly", 500, default=True):
        rows = [row for row in rows if not row["plan_only"]]
    rows = created_between(rows, call.parameters)
    return call.paged(fill.workflow_in_list(row) for row in rows)


def _workflow(call: Call) -> Answer:
    row = call.world.workflow_by_id.get(call.ids[0])
    if row is None:
        raise missing(call.ids[0], "workflow")
    return fill.workflow(row), {}


PATHS: dict[str, Handler] = {
    "/v1/installers": _installers,
    "/v1/installers/{}": _installer,
    "/v1/apps": _apps,
    "/v1/apps/{}": _app,
    "/v1/apps/{}/configs": _configs,
    "/v1/apps/{}/config/{}": _config,
    "/v1/apps/{}/configs/{}": _config,
    "/v1/apps/{}/action-workflows": _actions,
    "/v1/action-workflows/configs/{}": _action_config,
    "/v1/apps/{}/components": _components,
    "/v1/apps/{}/branches": _branches,
    "/v1/apps/{}/installs": _installs,
    "/v1/installs/{}": _install,
    "/v1/installs/{}/readme": _readme,
    "/v1/installs/{}/workflows": _workflows,
    "/v1/workflows/{}": _workflow,
}
"""Every endpoint there is; old and new servers alike know the two spellings of a config's path."""

ROUTES = [(re.compile(path.replace("{}", "([^/]+)")), handler) for path, handler in PATHS.items()]
