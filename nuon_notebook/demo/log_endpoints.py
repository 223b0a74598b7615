"""What the endpoints of log streams answer: flat records, paged by a cursor in the headers.

The records are stored in short: a stream's common values once, and of each line the nanoseconds since the first, the
number of its severity, the step of the job, and the text.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup
from nuon_notebook.demo.query import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.demo.call import Call
    from nuon_notebook.demo.records import Record

PAGE = 100
CURSOR, NEXT = "X-Nuon-API-Offset", "X-Nuon-API-Next"
KEPT = timedelta(days=30)
SEVERITIES = ("Trace", "Debug", "Info", "Warn", "Error", "Fatal")
STEPS_OF_A_SEVERITY = 4
NANOSECONDS = 1_000_000_000
FILTERS_SINCE, TAIL_SINCE = 917, 994
TEXT_FILTERS = ("service_name", "scope_name", "severity_text")
"""Filters by a property, which may be repeated."""
ATTRIBUTE_FILTERS = {
    "tool": "tool", "helm_release_name": "helm.release.name", "helm_operation": "helm.operation",
    "tf_workspace_id": "tf.workspace.id", "tf_operation": "tf.operation", "k8s_kind": "k8s.kind",
    "k8s_namespace": "k8s.namespace", "k8s_name": "k8s.name",
}  # fmt: skip
"""Filters by an attribute of the line."""


def log_stream(call: Call) -> Answer:
    """A log stream; it is open as long as what writes it runs."""
    return _stream(call), {}


def logs(call: Call) -> Answer:
    """A page of a stream's records, and the cursor of the next page in a header."""
    order = call.parameters.get("order") or "asc"
    if order not in ("asc", "desc"):
        raise ApiError(500, f"unknown order {order}", "invalid request")
    records = _records(call)
    cursor = _cursor(call.request.header(CURSOR))
    page = _page(records, cursor, order)
    headers = {NEXT: str(_nanoseconds(page[-1])) if page else "", "count": str(len(records)), "Range-Units": "items"}
    return page, headers


def tail(call: Call) -> Answer:
    """The records of a stream since a cursor; this server never waits for new ones."""
    page = _page(_records(call), _cursor(call.parameters.get("since", "")), "asc")
    newest = str(_nanoseconds(page[-1])) if page else call.parameters.get("since", "")
    return {"logs": page, "next": newest, "has_more": len(page) == PAGE}, {}


def _page(records: Sequence[Record], cursor: int | None, order: str) -> list[Record]:
    """Return the records after a cursor. Backwards, the last page is filled up with records of the one before."""
    if order == "asc":
        later = [row for row in records if cursor is None or _nanoseconds(row) > cursor]
        return later[:PAGE]
    earlier = [row for row in records if cursor is None or _nanoseconds(row) < cursor]
    if not earlier:
        return []
    first = max(len(earlier) - PAGE, 0)
    return [*reversed(records[first : first + PAGE])]


def _stream(call: Call) -> Record:
    return lookup(call.tables.by_id("log_streams"), call.ids[0], "log stream")


def _records(call: Call) -> list[Record]:
    """Return the records of a stream, oldest first; of one that is too old, none."""
    stream = _stream(call)
    stored = call.tables.one_of("logs", "log_stream_id", stream["id"])
    if stored is None or datetime.fromisoformat(stored["started_at"]) < call.world.now - KEPT:
        return []
    records = [_record(stream, stored, index) for index in range(len(stored["lines"]))]
    return [row for row in records if _wanted(call, row)] if call.api.has(FILTERS_SINCE) else records


def _record(stream: Record, stored: Record, index: int) -> Record:
    since, severity, step, body, *attributes = stored["lines"][index]
    first = datetime.fromisoformat(stored["started_at"])
    seconds, fraction = divmod(since, NANOSECONDS)
    when = first + timedelta(seconds=seconds)
    timestamp = f"{when:%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z"
    name = hashlib.sha256(f"{stream['id']}/{index}".encode()).hexdigest()
    return {
        "id": f"log{name[:23]}", "created_at": timestamp, "updated_at": timestamp, "org_id": stream["org_id"],
        "log_stream_id": stream["id"], "timestamp": timestamp, "timestamp_date": f"{when:%Y-%m-%d}",
        "timestamp_time": timestamp, "severity_number": severity, "severity_text": _severity(severity), "body": body,
        "service_name": "runner", "scope_name": "oteljob", "trace_id": name[:32], "span_id": name[:16],
        "runner_id": stored["runner_id"], "runner_job_id": stored["runner_job_id"],
        "runner_job_execution_id": stored["runner_job_execution_id"], "runner_job_execution_step": step,
        "resource_attributes": stored["resource_attributes"],
        "log_attributes": stored["log_attributes"] | (attributes[0] if attributes else {}),
    }  # fmt: skip


def _severity(number: int) -> str:
    """Return the text of a severity: its name, with a digit for the steps between two names."""
    if not 1 <= number <= len(SEVERITIES) * STEPS_OF_A_SEVERITY:
        return "Unspecified"
    name, step = divmod(number - 1, STEPS_OF_A_SEVERITY)
    return SEVERITIES[name] + (str(step + 1) if step else "")


def _wanted(call: Call, row: Record) -> bool:
    asked = call.request.repeated
    texts = all(not asked.get(name) or row[name] in asked[name] for name in TEXT_FILTERS)
    attributes = row["log_attributes"]
    marked = all(
        not asked.get(name) or attributes.get(attribute) in asked[name] for name, attribute in ATTRIBUTE_FILTERS.items()
    )
    traced = all(not asked.get(name) or row[name] in asked[name] for name in ("trace_id", "span_id"))
    return texts and marked and traced and call.parameters.get("q", "").lower() in row["body"].lower()


def _cursor(text: str) -> int | None:
    if not text:
        return None
    if not text.lstrip("-").isdecimal():
        raise ApiError(500, f"unable to parse offset {text}", "invalid request")
    return int(text)


def _nanoseconds(row: Record) -> int:
    """Return the Unix time of a record in nanoseconds; `datetime` has only microseconds."""
    whole, _, fraction = row["timestamp"].removesuffix("Z").partition(".")
    seconds = datetime.fromisoformat(whole).replace(tzinfo=UTC).timestamp()
    return int(seconds) * NANOSECONDS + int(fraction)
