"""What the endpoints of runners and their jobs answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, not_found, without
from nuon_notebook.demo.run_endpoints import bare

if TYPE_CHECKING:
    from nuon_notebook.demo.records import Record

CONNECTED = timedelta(seconds=15)
STATUS_CODES = {
    "active": 0, "pending": 200, "provisioning": 201, "deprovisioned": 300, "deprovisioning": 301, "error": 400,
}  # fmt: skip
OTHER_STATUS = 500
DEFAULT_WINDOW = 60


def runner_group(call: Call) -> Answer:
    """The runner group of an install, with its runners, bare, and its settings."""
    group = call.tables.one_of("runner_groups", "owner_id", call.ids[0])
    if group is None:
        raise not_found(call.ids[0], "runner group")
    runners = call.tables.of("runners", "runner_group_id", group["id"])
    return group | {"runners": [without(row, "health_checks") for row in runners]}, {}


def runner(call: Call) -> Answer:
    """A runner with its group and the group's settings."""
    return _with_group(call, _runner(call)), {}


def card_details(call: Call) -> Answer:
    """A runner and its newest heartbeat; an error where there never was one."""
    row, beat = _runner(call), _heart_beat(call)
    if beat is None:
        raise not_found(row["id"], "runner heart beat")
    return {"runner": _with_group(call, row), "latest_heart_beat": beat}, {}


def connected(call: Call) -> Answer:
    """Whether a runner sent a heartbeat within the last seconds. A runner without one is no error."""
    beat = _heart_beat(call)
    if beat is None:
        return {"connected": False, "latest_heartbeat_timestamp": 0}, {}
    sent = datetime.fromisoformat(beat["created_at"])
    return {
        "connected": call.world.now - sent <= CONNECTED, "latest_heartbeat_timestamp": int(sent.timestamp())
    }, {}  # fmt: skip


def latest_heart_beats(call: Call) -> Answer:
    """The newest heartbeat of each process of a runner."""
    beat = _heart_beat(call)
    return ({beat["process"]: without(beat, "id", "created_by_id", "updated_at")} if beat else {}), {}


def latest_heart_beat(call: Call) -> Answer:
    """The newest heartbeat of any process of a runner."""
    beat = _heart_beat(call)
    if beat is None:
        raise not_found(call.ids[0], "runner heart beat")
    return beat, {}


def health_checks(call: Call) -> Answer:
    """The health checks of a runner within a window of time, one a minute, oldest first."""
    row = _runner(call)
    statuses = row.get("health_checks", [])[-_minutes(call.parameters.get("window", "1h")) :]
    first = call.world.now.replace(second=0, microsecond=0) - timedelta(minutes=len(statuses))
    checks = []
    for minute, status in enumerate(statuses):
        when = f"{first + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"
        checks.append(
            {
                "id": "rhc" + hashlib.sha256(f"{row['id']}/{when}".encode()).hexdigest()[:23],
                "created_at": when, "updated_at": when, "minute_bucket": when, "runner_id": row["id"],
                "process": "install", "status": status,
            } | ({"status_code": code} if (code := STATUS_CODES.get(status, OTHER_STATUS)) else {})
        )  # fmt: skip
    return call.page(checks)


def settings(call: Call) -> Answer:
    """The settings of a runner's group."""
    return call.tables.by_id("runner_groups")[_runner(call)["runner_group_id"]]["settings"], {}


def jobs(call: Call) -> Answer:
    """The jobs of a runner, newest first, bare."""
    rows = [*reversed(call.tables.of("runner_jobs", "runner_id", call.ids[0]))]
    for name, plural in (("group", "groups"), ("status", "statuses")):
        wanted = call.parameters.get(name) or call.parameters.get(plural)
        rows = [row for row in rows if not wanted or row[name] in wanted.split(",")]
    return call.page(map(bare, rows))


def job(call: Call) -> Answer:
    """One job with its outputs, and its newest execution without result and outputs."""
    return lookup(call.tables.by_id("runner_jobs"), call.ids[0], "runner job"), {}


def _runner(call: Call) -> Record:
    return lookup(call.tables.by_id("runners"), call.ids[0], "runner")


def _with_group(call: Call, row: Record) -> Record:
    group = call.tables.by_id("runner_groups")[row["runner_group_id"]]
    return without(row, "health_checks") | {"runner_group": group}


def _heart_beat(call: Call) -> Record | None:
    return call.tables.one_of("heart_beats", "runner_id", call.ids[0])


def _minutes(window: str) -> int:
    """Return the minutes of a Go duration in hours or minutes, the only ones that are known here."""
    count = window[:-1]
    if not count.isdecimal() or window[-1] not in "hm":
        return DEFAULT_WINDOW
    return int(count) * (60 if window.endswith("h") else 1)
