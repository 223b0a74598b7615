"""The parts of an install that are unwell now, or have been queued for long, with the time from which that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.display import formats
from nuon_notebook.models.rollout import nothing_deployed
from nuon_notebook.models.types import from_seconds

if TYPE_CHECKING:
    from nuon_notebook.models import Install, Workflow

LONG: Final = timedelta(days=1)
"""What is queued for longer will hardly begin by itself."""
QUEUED: Final = frozenset({"pending", "queued"})
STUCK: Final = "stuck"
"""What is displayed in place of the status of what has been queued for long."""
NEVER: Final = "never provisioned"
SINCE, AT_LEAST, REPORTED = "since", "since at least", "reported"
TIME: Final = re.compile(r"\b([0-9]{4}(?:-[0-9]{2}){2})[T ]([0-9]{2}(?::[0-9]{2}){1,2})(?:\.[0-9]+)?(?: ?UTC|Z)\b")


class UnwellPart(NamedTuple):
    """A part of an install that failed, or has been queued for long.

    Attributes:
        name: the part.
        target: the target of the steps that change it.
        status: its status, as the API's word.
        reason: why it failed.
        since: from when on that is known; None if no time is.
        dated: what that time is, in words that stand before it.
        stuck: whether it has been queued for long.
    """

    name: str
    target: str
    status: str | None
    reason: str | None
    since: datetime | None = None
    dated: str = SINCE
    stuck: bool = False


def unwell_parts(install: Install) -> Iterator[UnwellPart]:
    """Yield the parts of an install that are unwell now."""
    if _failed(install.sandbox_status):
        yield UnwellPart(
            "sandbox", "sandbox run", install.sandbox_status, install.sandbox_reason, _sandbox_since(install)
        )
    if _failed(install.composite_component_status):
        since = _components_since(install)
        yield UnwellPart("components", "deploy", install.composite_component_status, _components(install), since)
    if _failed(install.runner_status):
        since, why = last_heartbeat(install), install.runner_status_description
        yield UnwellPart("runner", "runner", install.runner_status, why, since, AT_LEAST)
    if _failed(install.health):
        since, why = install.last_health_report_at, install.health_reason
        yield UnwellPart("health", "health", install.health, why, since, REPORTED)
    if (stuck := never_provisioned(install)) is not None:
        yield stuck


def never_provisioned(install: Install) -> UnwellPart | None:
    """Return the part of an install that has been queued since the install was created, long ago; None if none has."""
    parts = (("sandbox", "sandbox run", install.sandbox_status), ("runner", "runner", install.runner_status))
    queued = next((part for part in parts if part[2] in QUEUED), None)
    if queued is None or not _long_ago(install, install.created_at) or _has_begun(install) is not False:
        return None
    why = "; ".join(filter(None, (NEVER, install.runner_status_description)))
    return UnwellPart(*queued, why, install.created_at, f"{formats.status_words(queued[2])} since", stuck=True)


def _has_begun(install: Install) -> bool | None:
    """Return whether anything of an install was ever begun; None if that is not known."""
    if install.recorded("install_sandbox_runs") or any(one.started_at for one in install.loaded_workflows):
        return True
    return None if not install.workflows.loaded else nothing_deployed(install) is False


def is_stuck(install: Install, workflow: Workflow) -> bool:
    """Return whether a workflow of an install has been queued for long."""
    return not workflow.finished and workflow.status_word in QUEUED and _long_ago(install, workflow.created_at)


def last_heartbeat(install: Install) -> datetime | None:
    """Return when the runner of an install was last heard of; None if that is not known.

    Unless the runner itself was loaded, only the server's words tell.
    """
    runner = next(iter(install.runners), None) if install.runners.loaded else None
    beat = runner.last_heart_beat if runner else None
    if beat and beat.created_at:
        return beat.created_at
    found = TIME.findall(install.runner_status_description or "")
    try:
        (told,) = (datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC) for day, time in found)
    except ValueError:  # no time, several, or none that there is
        return None
    return told if install.moment is None or told <= install.moment else None


def _long_ago(install: Install, time: datetime | None) -> bool:
    return bool(install.moment and time and install.moment - time > LONG)


def _failed(status: str | None) -> bool:
    return formats.status_tone(status) is formats.Tone.FAILED


def _sandbox_since(install: Install) -> datetime | None:
    run = next(iter(install.install_sandbox_runs), None)
    described = run.status_v2 if run and run.status == install.sandbox_status else None
    return from_seconds(described.created_at_ts if described else None)


def _components_since(install: Install) -> datetime | None:
    """Return when the first of the components that are unwell failed, as far as deploys were loaded."""
    deploys = (one for one in install.latest_deploys.values() if one.failed)
    times = (from_seconds(one.status_v2.created_at_ts if one.status_v2 else None) or one.created_at for one in deploys)
    return min(filter(None, times), default=None)


def _components(install: Install) -> str:
    """Return what the server says of the components, or the names of those that failed."""
    states = install.component_states if install.component_states.loaded else ()
    failed = (state.name for state in states if _failed(state.status))
    return install.components_reason or formats.join_words([*failed])
