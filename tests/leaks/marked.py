"""A world in which every row of the masking table holds a marked value, served over HTTP as the demo world is."""

from __future__ import annotations

import gzip
import json
import re
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook import demo
from nuon_notebook.demo.respond import Request, Response, respond
from tests.conformance.schema import OBJECTS, rows, target

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[str, str]

TYPES: Final = {
    r"/v1/installers(/[^/]+)?": "app.Installer",
    r"/v1/apps(/[^/]+)?": "app.App",
    r"/v1/apps/[^/]+/configs?(/[^/]+)?": "app.AppConfig",
    r"/v1/apps/[^/]+/action-workflows": "app.ActionWorkflow",
    r"/v1/action-workflows/(configs/[^/]+|[^/]+/configs)": "app.ActionWorkflowConfig",
    r"/v1/apps/[^/]+/components": "app.Component",
    r"/v1/apps/[^/]+/branches": "app.AppBranch",
    r"/v1/apps/[^/]+/installs|/v1/installs(/[^/]+)?": "app.Install",
    r"/v1/installs/[^/]+/workflows|/v1/workflows(/(?!pending-approvals)[^/]+)?": "app.Workflow",
    r"/v1/workflows/pending-approvals": "app.WorkflowStepApproval",
    r"/v1/workflows/[^/]+/steps/[^/]+": "app.WorkflowStep",
    r"/v1/workflows/[^/]+/step-groups": "app.WorkflowStepGroup",
    r"/v1/apps/[^/]+/configs/[^/]+/diff": "service.AppConfigDiffResponse",
    r"/v1/installs/[^/]+/(components/[^/]+/)?deploys(/[^/]+)?": "app.InstallDeploy",
    r"/v1/components/builds/[^/]+": "app.ComponentBuild",
    r"/v1/installs/([^/]+/sandbox-runs|sandbox-runs/[^/]+)": "app.InstallSandboxRun",
    r"/v1/installs/[^/]+/actions/latest-runs": "app.InstallActionWorkflow",
    r"/v1/installs/[^/]+/actions/runs(/[^/]+)?": "app.InstallActionWorkflowRun",
    r"/v1/installs/[^/]+/inputs/current": "app.InstallInputs",
    r"/v1/installs/[^/]+/stack": "app.InstallStack",
    r"/v1/installs/[^/]+/app-config-versions": "app.InstallAppConfigVersion",
    r"/v1/installs/[^/]+/runbooks": "app.InstallRunbook",
    r"/v1/installs/[^/]+/runner-group": "app.RunnerGroup",
    r"/v1/runners/[^/]+/latest-heart-beat": "app.RunnerHeartBeat",
    r"/v1/runners/[^/]+/recent-health-checks": "app.RunnerHealthCheck",
    r"/v1/runners/[^/]+/jobs|/v1/runner-jobs/[^/]+": "app.RunnerJob",
    r"/v1/log-streams/[^/]+": "app.LogStream",
    r"/v1/log-streams/[^/]+/logs": "app.OtelLogRecord",
}


@cache
def reached() -> frozenset[str]:
    """The types that a response holds."""
    found: set[str] = set()
    waiting = [*TYPES.values()]
    while waiting:
        name = waiting.pop()
        if name in OBJECTS and name not in found:
            found.add(name)
            waiting += [target(schema) for schema in OBJECTS[name].values()]
    return frozenset(found)


POLICIES: Final = ("never", "withheld", "never_if", "values", "keys", "scan", "people", "customers")
PLAN, OUTPUTS = "a plan", "outputs of a component"
OF_NO_TYPE: Final[dict[Row, str]] = {
    (OUTPUTS, "value"): "never",
    (PLAN, "marked"): "never",
    (PLAN, "text"): "scan",
    (PLAN, "value"): "values",
}
"""Rows for what the server sends without a type of the schema."""
ROWS: Final[dict[Row, str]] = {
    row: policy for policy in reversed(POLICIES) for row in rows(policy) if row[0] in reached()
} | OF_NO_TYPE
"""The rows of types that requests of this client answer, directly or inside of others."""
MARKS: Final = {
    row: f"zq{number:03}{policy.replace('_', '')}" for number, (row, policy) in enumerate(sorted(ROWS.items()))
}
NAMES: Final = {row: f"NAME_{mark[:5]}" for row, mark in MARKS.items()}
"""The names beside marked values, where a row is a map of names: these have to be seen."""

REPEATED: Final = {
    ("app.AppConfig", "readme"): MARKS["app.AppConfig", "state"],
    ("app.VCSConnectionCommit", "message"): f"{MARKS['app.VCSConnectionCommit', 'author_email']}@mark.example",
}
"""Texts in which a value of another row appears once more, with nothing beside it that says what it is."""

ANSWERED: Final = ("app.WorkflowStepApproval", "response")
"""What an approval has that was answered."""

SHOWN_FIELD: Final = {"app.WorkflowStep": "name", "app.Workflow": "name"}
"""Plain texts that headers and hits are made of: each gets a line that looks like a secret, with its row's mark."""

RECORDS: Final = {
    *("app.Installer", "app.App", "app.AppConfig", "app.Install", "app.Workflow", "app.WorkflowStep"),
    *("app.ComponentConfigConnection", "app.Component", "app.ActionWorkflow", "app.AppBranch"),
}
"""Types that the server sends of its own accord; none is made up inside of another."""


MARK: Final = re.compile(f"zq[0-9]{{3}}(?:{'|'.join(one.replace('_', '') for one in POLICIES[::-1])})")
"""Of policies that begin alike, the longer one is tried first."""
NAME: Final = re.compile("NAME_zq[0-9]{3}")


def marks(*policies: str) -> dict[str, Row]:
    """The marks of some policies, with their rows."""
    return {mark: row for row, mark in MARKS.items() if ROWS[row] in policies}


@lru_cache(maxsize=32)
def marks_in(text: str) -> frozenset[str]:
    """The marks that a text holds. There are hundreds: to look for each would read a large text hundreds of times."""
    return frozenset(MARK.findall(text))


@lru_cache(maxsize=32)
def names_in(text: str) -> frozenset[str]:
    """The names beside marks that a text holds."""
    return frozenset(NAME.findall(text))


def marked(api_type: str, record: dict[str, Any], placed: set[str] | None = None) -> dict[str, Any]:
    """A record in which all that the masking table names is marked; what is missing is made up, each type once."""
    placed = {api_type} if placed is None else placed
    made = dict(record)
    if api_type == "app.AppConfig" and "component_config_connections" not in record:
        placed = set(OBJECTS)  # with made-up content, a config of a list would count as a full one
    for prop, schema in OBJECTS[api_type].items():
        refers = target(schema)
        if (api_type, prop) == ANSWERED and prop not in record:
            continue  # it waits
        if (api_type, prop) in ROWS:
            made[prop] = _value(api_type, prop, schema, record.get(prop))
        elif refers in OBJECTS and (value := _inside(refers, schema, record, prop, placed)) is not None:
            made[prop] = value
    if (field := SHOWN_FIELD.get(api_type)) and record.get(field):
        made[field] = f"{record[field]} password: {MARKS[api_type, 'metadata']}"
    if (api_type, "not_in_the_schema") in ROWS:
        made["not_in_the_schema"] = MARKS[api_type, "not_in_the_schema"]
    return made | ({"sensitive": True} if any(owner == api_type for owner, _ in rows("never_if")) else {})


def _inside(refers: str, schema: dict[str, Any], record: dict[str, Any], prop: str, placed: set[str]) -> Any:
    value = record.get(prop)
    if not value:
        if refers in placed or refers in RECORDS or prop in record:
            return None
        placed.add(refers)
        value = {"id": f"made{refers.rpartition('.')[2].lower()}"}
        value = [value] if schema.get("type") == "array" else value
        value = {"one": value} if schema.get("type") == "object" else value
    if isinstance(value, list):
        return [marked(refers, item, placed) for item in value]
    if schema.get("type") == "object":
        return {name: marked(refers, item, placed) for name, item in value.items()}
    return marked(refers, value, placed)


def _value(api_type: str, prop: str, schema: dict[str, Any], before: Any) -> Any:
    row = (api_type, prop)
    policy, mark = ROWS[row], MARKS[row]
    said = {"scan": f"password: {mark}", "people": f"{mark}@mark.example"}.get(policy, mark)
    said += f"\n\nonce more {REPEATED[row]}" if row in REPEATED else ""
    if target(schema) in OBJECTS:
        return {**marked(target(schema), {}, set(OBJECTS)), "further": said}
    if schema.get("type") == "array":
        return [*(before or ()), f"{NAMES[row]}={said}" if policy == "values" else said]
    if schema.get("type") == "object" or not schema.get("type"):
        return {**(before or {}), NAMES[row]: said}
    return f"{said}-{before}" if row == ("app.Install", "name") else said


@contextmanager
def serve() -> Iterator[MarkedServer]:
    """Serve the marked world on loopback while the context lasts."""
    with demo.serve() as server:
        marking = MarkedServer(server.url, server.world.token, server.world.org_id)
        server.answer = lambda request, _target: marking.answer(server.world, request)  # type: ignore[method-assign]
        yield marking


class MarkedServer:
    """Where the marked world is served, and which marks it sent.

    Attributes:
        settings: how to reach it.
        refusing: whether it refuses everything, in words that hold every mark and the token.
    """

    def __init__(self, url: str, token: str, org_id: str) -> None:
        self.settings = {"NUON_API_URL": url, "NUON_API_TOKEN": token, "NUON_ORG_ID": org_id}
        self.refusing = False
        self._sent: list[str] = []

    @property
    def sent(self) -> str:
        """All that it sent."""
        return "".join(self._sent)

    def also_sent(self, other: MarkedServer) -> None:
        """Count what another server of this world sent."""
        self._sent.append(other.sent)

    def answer(self, world: demo.World, request: Request) -> Response:
        """The demo world's answer, marked, with the token echoed; below `/v1/apps/spoilt` one that is none."""
        answer = self._answer(world, request)
        echo = {"X-Echo": request.header("Authorization")}
        return Response(answer.status, answer.body, {**answer.headers, **echo})

    def _answer(self, world: demo.World, request: Request) -> Response:
        answer = respond(world, request)
        if self.refusing or request.path == "/v1/apps/spoilt-refused":
            return Response(403, refusal(request.header("Authorization")), answer.headers)
        if request.path.endswith("/readme"):  # of an install, and tells what a config holds
            return Response(200, json.dumps({"readme": REPEATED["app.AppConfig", "readme"]}).encode(), answer.headers)
        if request.path.startswith("/v1/apps/spoilt"):
            return Response(200, spoilt(request.path), answer.headers)
        if answer.status < 300 and (made := untyped(request.path, answer.body)) is not None:
            self._sent.append(json.dumps(made))
            return Response(200, json.dumps(made).encode(), {"Content-Type": "application/json"})
        kind = next((kind for path, kind in TYPES.items() if re.fullmatch(path, request.path)), None)
        if kind is None or answer.status >= 300:
            return answer
        found = json.loads(answer.body)
        body = json.dumps([marked(kind, item) for item in found] if isinstance(found, list) else marked(kind, found))
        self._sent.append(body)
        return Response(answer.status, body.encode(), answer.headers)


def untyped(path: str, body: bytes) -> dict[str, Any] | None:
    """What is sent in place of a body that has no type of the schema, with marks; None for one that has."""
    if path.endswith("/outputs"):
        return {"OUTPUT_NAME": MARKS[OUTPUTS, "value"]}
    if not path.endswith("/contents"):
        return None
    sealed, text = MARKS[PLAN, "marked"], f"password: {MARKS[PLAN, 'text']}"
    if b"resource_changes" not in gzip.decompress(body):
        entry = {"path": "spec.template", "original": text, "applied": f"{text}2", "payload": text, "type": 3}
        changed = {"name": "api", "namespace": "desk", "kind": "Deployment", "type": 3, "entries": [entry]}
        return {"op": "upgrade", "plan": text, "helm_content_diff": [changed]}
    name, value = NAMES[PLAN, "value"], MARKS[PLAN, "value"]
    change = {
        "actions": ["update"], "before": {name: f"{value}-before", "sealed": "x"},
        "after": {name: value, "sealed": sealed}, "after_sensitive": {"sealed": True}, "before_sensitive": {},
    }  # fmt: skip
    resource = {"address": "aws_thing.main", "type": "aws_thing", "name": "main", "change": change}
    return {"format_version": "1.2", "resource_changes": [resource], "variables": {"repeated": {"value": sealed}}}


def spoilt(path: str) -> bytes:
    """An answer that holds every mark and is not what was asked for: cut off, no object, or of another shape."""
    every = {mark: f"password: {mark}" for mark in MARKS.values()}
    whole = json.dumps({"id": "app", "name": every, "app_configs": [every], "created_at": every})
    return {"cut": whole[:-9], "list": f"[{whole}]", "text": json.dumps(whole)}.get(path[-3:], whole).encode()


def refusal(authorization: str) -> bytes:
    """The body of a refusal that quotes the token, and then every mark, in what a message has room for."""
    field = {
        "error": f"cannot accept {authorization}",
        "description": " ".join(f"password: {one}" for one in MARKS.values()),
    }
    return json.dumps({**field, "user_error": True}).encode()
