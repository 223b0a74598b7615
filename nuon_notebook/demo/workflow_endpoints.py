"""What the endpoints of workflows, their steps, approvals and plans answer."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, without
from nuon_notebook.demo.call import unordered as in_no_order
from nuon_notebook.demo.query import created_between, flag
from nuon_notebook.demo.run_endpoints import log_stream_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import Record


def workflows(call: Call) -> Answer:
    """The workflows of an install, newest first, with their steps in no order."""
    return _listed(call, (row for row in reversed(call.world.workflows) if row["owner_id"] == call.ids[0]))


def all_workflows(call: Call) -> Answer:
    """The workflows of the org, newest first, with their steps in no order."""
    return _listed(call, reversed(call.world.workflows))


def workflow(call: Call) -> Answer:
    """One workflow, its steps ordered by group, retry and index."""
    row = lookup(call.world.workflow_by_id, call.ids[0], "workflow")
    return row | {"steps": _steps(row)}, {}


def steps(call: Call) -> Answer:
    """All steps of a workflow, in order, whatever the page that was asked for."""
    return _with_log_streams(call, _steps(lookup(call.world.workflow_by_id, call.ids[0], "workflow"))), {}


def step(call: Call) -> Answer:
    """One step of a workflow."""
    row = _step(call)
    return _with_log_streams(call, [row])[0], {}


def approval(call: Call) -> Answer:
    """An approval of a workflow's step, with the step."""
    of_step, row = _step(call), _approval(call)
    shown = without(of_step, "approval")
    return row | {"InstallWorkflowStep": shown, "workflow_step": shown}, {}


def approval_contents(call: Call) -> Answer:
    """The plan that waits for approval, compressed whatever the client accepts."""
    _step(call)
    found = call.tables.one_of("plans", "approval_id", _approval(call)["id"])
    body = json.dumps(found["contents"], separators=(",", ":")).encode() if found else b""
    return gzip.compress(body, mtime=0), {"Content-Encoding": "gzip"}


def pending_approvals(call: Call) -> Answer:
    """The approvals of the org that wait for an answer, newest first, each with its step."""
    waiting = [
        one["approval"] | {"workflow_step": without(one, "approval")}
        for row in call.world.workflows
        for one in row["steps"]
        if one["status"]["status"] == "approval-awaiting" and "response" not in one.get("approval", {})
    ]
    return call.page(sorted(waiting, key=lambda row: str(row["created_at"]), reverse=True))


def step_groups(call: Call) -> Answer:
    """The groups of a workflow's steps, by index, with their steps."""
    return _groups(call), {}


def step_group(call: Call) -> Answer:
    """One group of a workflow's steps."""
    return lookup({row["id"]: row for row in _groups(call)}, call.ids[1], "workflow step group"), {}


def _listed(call: Call, rows: Iterable[Record]) -> Answer:
    wanted = list(rows)
    if kind := call.parameters.get("type"):
        wanted = [row for row in wanted if row["type"] == kind]
    if not flag(call.parameters, "planonly", error_status=500, default=True):
        wanted = [row for row in wanted if not row["plan_only"]]
    if call.parameters.get("finished") and call.api.has(852):
        finished = flag(call.parameters, "finished", error_status=500)
        wanted = [row for row in wanted if row.get("finished", False) == finished]
    if (text := call.parameters.get("search")) and call.api.has(974):
        wanted = [row for row in wanted if text.lower() in row.get("name", "").lower()]
    listed, headers = call.page(created_between(wanted, call.parameters))
    return [row | {"steps": in_no_order(row["steps"], row["id"])} for row in listed], headers


def _steps(row: Record) -> list[Record]:
    return sorted(
        row["steps"], key=lambda each: (each.get("group_idx", 0), each["group_retry_idx"], each.get("idx", 0))
    )


def _step(call: Call) -> Record:
    row = lookup(call.world.workflow_by_id, call.ids[0], "workflow")
    return lookup({each["id"]: each for each in row["steps"]}, call.ids[1], "workflow step")


def _approval(call: Call) -> Record:
    """Return the approval in the path. That it is one of the step in the path is not checked."""
    row = lookup(call.world.workflow_by_id, call.ids[0], "workflow")
    found = {each["approval"]["id"]: each["approval"] for each in row["steps"] if "approval" in each}
    return lookup(found, call.ids[2], "workflow step approval")


def _with_log_streams(call: Call, rows: list[Record]) -> list[Record]:
    """Return steps with the log stream of their target, which newer servers send."""
    if not call.api.has(894):
        return rows
    return [row | log_stream_of(call, row.get("step_target_id", "")) for row in rows]


def _groups(call: Call) -> list[Record]:
    row = lookup(call.world.workflow_by_id, call.ids[0], "workflow")
    ordered = _with_log_streams(call, _steps(row))
    return [
        group | {"steps": [each for each in ordered if each["workflow_step_group_id"] == group["id"]]}
        for group in call.tables.of("step_groups", "workflow_id", row["id"])
    ]
