"""What failed, and why: steps of workflows, parts of installs that are unwell, and the newest versions of configs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.analysis.fleet import FleetApp, FleetInstall, fleet_of, gap_at, gaps_of
from nuon_notebook.analysis.period import Bound, beginning
from nuon_notebook.analysis.result import GAPS, Gap, Report, within
from nuon_notebook.analysis.step_result import StepResult
from nuon_notebook.analysis.unwell_parts import REPORTED, STUCK, UnwellPart, is_stuck, unwell_parts
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models import App, AppConfig, Collection, Installer, Workflow, WorkflowStep
from nuon_notebook.models.types import ScannedText, Timestamp

if TYPE_CHECKING:
    from nuon_notebook.models.install_runs import InstallRun

NOW: Final = datetime.max.replace(tzinfo=UTC)
"""Where something is sorted that is wrong now, and began at a time that is not known."""
DAY: Final = timedelta(days=1)


class Problem(StepResult):
    """Something that failed: on an install, or a version of an app's config.

    If no workflow that was loaded explains what failed on an install, `workflow` is None and `step` is `sandbox`,
    `components`, `runner` or `health`. Of a version, `install` is None and `step` is for instance `config v12`.
    What has been queued for more than a day is a problem, too.

    Attributes:
        when: when it failed, and of a version when it was made; None if it is wrong now and nobody says since when.
        current: whether it is the status of now of a part of an install, or of something that is queued.
        dated: of what is wrong now, what `when` is, in words that stand before it; for instance `since at least`.
        stuck: whether it has been queued for more than a day.
        attempt: which attempt of the step it was, from 1.
        reason: why it failed, in the server's words.
    """

    when: Timestamp = None
    current: bool = False
    dated: str = ""
    stuck: bool = False
    attempt: int | None = None
    reason: ScannedText = None

    @property
    def ago(self) -> timedelta | None:
        """How long before the moment it failed; None if the time only tells when it was reported."""
        return self.moment - self.when if self.moment and self.when and self.dated != REPORTED else None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(STUCK),) if self.stuck else super().badges

    @property
    def dated_in_words(self) -> str:
        """Of what is wrong now, since when: `since at least 2025-11-22 03:11 UTC`; empty if no time is known."""
        return f"{self.dated} {formats.format_time(self.when)}" if self.current and self.when else ""

    @property
    def config_id(self) -> str | None:
        """The id of the version that failed; None if it is a problem of an install."""
        return self.parent.id if isinstance(self.parent, AppConfig) else None

    @property
    def what(self) -> str:
        """The step with its attempt, or what is unwell."""
        return f"{self.step} (try {self.attempt})" if self.attempt and self.attempt > 1 else self.step or ""

    @property
    def opens(self) -> None:
        """None: what its row opens has no sections."""

    @property
    def run(self) -> InstallRun | None:
        """What the step ran on the install, with the server's explanation; None if it ran nothing, or is not known."""
        return self.parent.shown_run if isinstance(self.parent, WorkflowStep) else None

    @property
    def headline(self) -> Headline:
        """Time, install (or app), status; app and workflow, step and reason."""
        when = "now" if self.current else formats.format_time(self.when) or "now"
        install = self.install or self.install_id
        facts = tuple(filter(None, (self.dated_in_words, self.app if install else "", self.workflow)))
        why = ": ".join(filter(None, (self.what, self.reason or "no reason given")))
        return Headline(f"{when} {install or self.app or ''}", self.badges, facts, why)


class Problems(Report):
    """What failed on the installs of a fleet and in the configs of its apps, newest first.

    Attributes:
        rows: the problems.
        since: the beginning of the period; None if there is no limit.
        older: how many problems are older than that.
        older_current: how many of these are the case now.
        installs: how many installs were looked at.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("rows", "Problems", "rows", framed=False, comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[Problem] = Collection()
    since: Timestamp = None
    older: int = 0
    older_current: int = 0
    installs: int = 0

    @property
    def _recent(self) -> str:
        """How many problems are of the last day, in words; empty if the moment is not known."""
        if self.moment is None:
            return ""
        recent = sum(row.when is not None and row.when >= self.moment - DAY for row in self.rows)
        return f"{recent or 'none'} in the last 24 hours"

    @property
    def _current(self) -> str:
        """How many problems are the case now, in words; empty if none are."""
        current = sum(row.current for row in self.rows)
        return f"{current} now" if current else ""

    @property
    def _older_in_words(self) -> str:
        """How many problems began before the period, and how many of these are the case now; empty if none did."""
        still = f", {self.older_current} of them now" if self.older_current else ""
        return f"{self.older} older{still}" if self.older else ""

    @property
    def headline(self) -> Headline:
        """Number of problems; number of installs, how many are the case now, period or the number of the last day."""
        versions = sum(row.config_id is not None for row in self.rows)
        failing = len({(row.app, row.install_id or row.install) for row in self.rows if row.config_id is None})
        of = f"{f'{failing} of ' if failing else ''}{formats.count(self.installs, 'install')}"
        facts = (
            f"on {of} and in {formats.count(versions, 'config')}" if versions else f"on {of}",
            f"since {formats.format_time(self.since)}" if self.since else "",
            self._older_in_words,
            *(() if self.since or not self.rows else (self._current, self._recent)),
        )
        return Headline(self.title_for(len(self.rows), "problem"), facts=tuple(filter(None, facts)))


def problems(found: object, since: Bound | None = None) -> Problems:
    """Return what failed, and why, newest first: `problems(installer, since="24h")`.

    A failed workflow is reported by its failed steps that were not retried. A sandbox, components, a runner or a health
    that are unwell are reported on their own, and first, if no workflow that was loaded explains it; since when is not
    always known. So is what has been queued for more than a day.
    Of an installer and an app, a version of the config that failed is reported until a newer one works.

    Args:
        found: an installer, an app, an install, or a list of these.
        since: a span before the moment of the records (`"24h"`, `"7d"`, a `timedelta`), or a time (a `datetime`,
            `"2025-11-23"`). What has no time is kept.

    Returns:
        The problems, as a table; `gaps` says which workflows and versions were not loaded.

    Raises:
        InvalidArgumentError: `found` or `since` cannot be used.
        NotLoadedError: `found` is a collection that was not loaded.
    """
    fleet = fleet_of(found)
    limit = beginning(since, fleet.moment)
    apps = [one for one in fleet.apps if one.asked_for]
    every = [
        *(row for one in apps for row in _failed_versions(one)),
        *(row for one in fleet.installs for row in problems_of(one)),
    ]
    rows = [row for row in every if not (limit and row.when and row.when < limit)]
    # what is wrong now comes first; stable: installs stay in their natural order
    rows.sort(key=lambda row: (row.current, row.when or NOW), reverse=True)
    made = Problems(
        as_of=fleet.moment,
        rows=Collection(rows),
        since=limit,
        older=len(every) - len(rows),
        older_current=sum(row.current for row in every) - sum(row.current for row in rows),
        installs=len(fleet.installs),
        gaps=gaps_of(fleet.unread, fleet.workflow_gaps(limit), _unread_versions(apps)),
    )
    return within(made, fleet.stores)


def number_of_failed_versions(found: object) -> int:
    """Return how many configs the problems of an installer or an app are about; 0 for anything else."""
    apps = (found.apps if found.apps.loaded else ()) if isinstance(found, Installer) else (found,)
    return sum(len(_failed_versions_of(app)) for app in apps if isinstance(app, App))


def _failed_versions_of(app: App) -> list[AppConfig]:
    """Return the configs of an app that failed and are newer than the newest working one, newest first."""
    return [*takewhile(lambda config: not config.usable, app.configs if app.configs.loaded else ())]


def _failed_versions(one: FleetApp) -> Iterator[Problem]:
    app = one.app
    for config in _failed_versions_of(app):
        yield Problem(
            when=config.created_at,
            installer=one.installer_name,
            app=app.title,
            step=f"config {config.title}",
            reason=config.status_description,
            status=config.status,
            link=app.dashboard or None,
        ).at(app._store, config)


def _unread_versions(apps: Iterable[FleetApp]) -> Iterator[Gap]:
    for _, app, _ in apps:
        if not app.was_loaded("configs"):
            yield gap_at(app._store, f"versions of {app.title}", app.call_to_load("configs"))


def problems_of(one: FleetInstall) -> Collection[Problem]:
    """Return the problems of an install: those of its workflows, the newest first, then those that none explains."""
    return one.install.remember(f"problems through {one.installer_name}", lambda: Collection(_problems_of(one)))


def _problems_of(one: FleetInstall) -> Iterator[Problem]:
    explained: set[str] = set()
    for workflow in one.install.loaded_workflows:
        if not workflow.failed and workflow.finished:
            continue
        steps = workflow.failed_steps
        explained.update(step.target for step in steps)
        if workflow.failed and not steps:
            yield _problem(one, workflow, None)
        for step in steps:
            yield _problem(one, workflow, step)
    yield from (_unwell(one, part) for part in unwell_parts(one.install) if part.target not in explained)
    yield from (_stuck(one, run) for run in one.install.loaded_workflows if is_stuck(one.install, run))


def _unwell(one: FleetInstall, part: UnwellPart) -> Problem:
    return Problem(
        when=part.since,
        current=True,
        dated=part.dated,
        stuck=part.stuck,
        step=part.name,
        reason=part.reason or None,
        status=part.status,
        link=one.install.dashboard or None,
        **one.path,
    ).at(one.install._store)


def _stuck(one: FleetInstall, workflow: Workflow) -> Problem:
    return Problem(
        when=workflow.created_at,
        current=True,
        dated=f"{formats.status_words(workflow.status_word)} since",
        stuck=True,
        workflow=workflow.title,
        workflow_id=workflow.id,
        workflow_type=workflow.type,
        reason="it has not begun",
        status=workflow.status_word,
        link=workflow.dashboard or None,
        **one.path,
    ).at(one.install._store, workflow)


def _problem(one: FleetInstall, workflow: Workflow, step: WorkflowStep | None) -> Problem:
    failed = step or workflow
    times = (failed.finished_at, failed.started_at, workflow.finished_at, workflow.started_at, workflow.created_at)
    return Problem(
        when=next(filter(None, times), None),
        workflow=workflow.title,
        workflow_id=workflow.id,
        workflow_type=workflow.type,
        step=step.title if step else None,
        step_id=step.id if step else None,
        attempt=(step.group_retry_idx or 0) + 1 if step else None,
        reason=failed.reason or workflow.reason or None,
        status=failed.status_word or None,
        link=failed.dashboard or workflow.dashboard or None,
        **one.path,
    ).at(one.install._store, failed)
