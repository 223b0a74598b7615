"""What runs on a schedule: actions, and checks whether components and sandboxes drifted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, NamedTuple

from nuon_notebook.analysis.configs_in_force import configs_in_force, in_words, with_configs_in_force
from nuon_notebook.analysis.cron import read_cron
from nuon_notebook.analysis.fleet import Fleet, fleet_of, gaps_of, natural_key
from nuon_notebook.analysis.loading import with_content
from nuon_notebook.analysis.period import Bound, ending
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import MAX_NAMES, Badge, Headline, Section
from nuon_notebook.models import App, AppConfig, Collection
from nuon_notebook.models.types import Texts, Timestamp

NEVER: Final = datetime.max.replace(tzinfo=UTC)
ACTION, COMPONENT, SANDBOX = "action", "drift check of component", "drift check of sandbox"


class ScheduledRun(Result):
    """Something that runs on a schedule.

    Attributes:
        next_run: the next run after the moment; None if it is not known.
        when: when it runs, in words.
        cron: the cron expression.
        zone: its time zone; UTC unless it names another.
        valid: whether the expression can be read.
        kind: `action`, `drift check of component` or `drift check of sandbox`.
        name: the action or component.
        installer: the installer's name; None if the app was not reached through one.
        app: the app's name.
        version: the version of the config; the newest one, if several have it.
        older_versions: the others that have it, newest first, of those that are in force and were loaded.
    """

    next_run: Timestamp = None
    when: str | None = None
    cron: str | None = None
    zone: str | None = None
    valid: bool = True
    kind: str | None = None
    name: str | None = None
    installer: str | None = None
    app: str | None = None
    version: int | None = None
    older_versions: tuple[int | None, ...] = ()

    @property
    def versions(self) -> str:
        """The versions that have it, in words: `v11 and v6`; empty if they are not known."""
        return in_words((self.version, *self.older_versions))

    @property
    def what(self) -> str:
        """What runs, in words."""
        if self.kind == SANDBOX:
            return "drift check of the sandbox"
        return f"drift check of {self.name}" if self.kind == COMPONENT else f"action {self.name}"

    @property
    def due_in(self) -> timedelta | None:
        """How long after the moment the next run is."""
        return self.next_run - self.moment if self.next_run and self.moment else None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """That its expression is not valid."""
        return () if self.valid else (Badge("invalid"),)

    @property
    def headline(self) -> Headline:
        """Next run and what runs; app and versions, when."""
        next_run = formats.format_time(self.next_run) or "next run not known"
        where = " ".join(filter(None, (self.app, self.versions)))
        why = "" if self.valid else f"The schedule cannot be read: {self.cron}"
        return Headline(f"{next_run} {self.what}", self.badges, tuple(filter(None, (where, self.when))), why)


class Schedule(Report):
    """What runs on a schedule, next first.

    Attributes:
        rows: what runs.
        until: the end of the period; None if there is no limit.
        later: how many schedules were left out, because their next run is after the period.
        apps: how many apps were looked at.
        idle_apps: those in which nothing is scheduled, as far as is known.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("rows", "Schedule", "table", framed=False, comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[ScheduledRun] = Collection()
    until: Timestamp = None
    later: int = 0
    apps: int = 0
    idle_apps: Texts = ()

    @property
    def _none(self) -> str:
        """In which apps nothing is scheduled, if they are few."""
        return f", none in {formats.join_words(self.idle_apps)}" if 0 < len(self.idle_apps) <= MAX_NAMES else ""

    @property
    def headline(self) -> Headline:
        """Number of schedules and of apps; period, number of later and of invalid ones."""
        invalid = sum(not row.valid for row in self.rows)
        facts = (
            f"until {formats.format_time(self.until)}" if self.until else "",
            f"{self.later} later" if self.later else "",
            f"{invalid} cannot be read" if invalid else "",
        )
        having = len({(row.installer, row.app) for row in self.rows})
        of_all = f"{having} of " if having < self.apps else ""
        in_apps = f" in {of_all}{formats.count(self.apps, 'app')}{self._none}" if self.rows else ""
        return Headline(f"{self.title_for(len(self.rows), 'schedule')}{in_apps}", facts=tuple(filter(None, facts)))


class _Path(NamedTuple):
    """Where a schedule is declared."""

    installer: str | None
    app: str | None
    config: AppConfig


def schedule(found: object, until: Bound | None = None) -> Schedule:
    """Return what runs on a schedule, next first: `schedule(installer)`, or `schedule(installer, until="7d")`.

    Of an app, its newest working config counts, and those that its installs run. They are loaded if they are not.

    Args:
        found: an installer, an app, an install, a list of these, or a config.
        until: a span after the moment of the records (`"24h"`, `"7d"`, a `timedelta`), or a time (a `datetime`,
            `"2025-12-01"`). A schedule whose next run is not known is kept.

    Returns:
        Actions and drift checks, as a table. The next run counts from the moment of the records, never from now.

    Raises:
        InvalidArgumentError: `found` is none of these, or `until` cannot be used.
        NotLoadedError: `found` is a collection that was not loaded.
    """
    if isinstance(found, AppConfig):
        return _of_one(with_content(found) or found, until)
    return _of_fleet(with_configs_in_force(fleet_of(found)), until)


def loaded_schedule(found: object) -> Schedule:
    """Return what runs on a schedule by the configs in force that were loaded; nothing is requested."""
    return _of_fleet(fleet_of(found), None)


def _of_one(config: AppConfig, until: Bound | None) -> Schedule:
    path = _Path(None, config.owner.title if config.owner else None, config)
    missing = (
        [] if config.in_full else [Gap(what=f"the content of {config.title}", load=config.call_to_load("actions"))]
    )
    made = Schedule(
        as_of=config.moment,
        apps=1,
        gaps=Collection(missing),
        **_until(ending(until, config.moment), _of_config(path)),
    )
    return within(made, [config._store])


def _of_fleet(fleet: Fleet, until: Bound | None) -> Schedule:
    rows: list[ScheduledRun] = []
    gaps: list[Gap] = []
    idle: list[str] = []
    for one in fleet.apps:
        app = one.app
        found = configs_in_force(app)
        those = [*_of_app(one.installer_name, app, found.configs)]
        rows += those
        gaps += found.gaps
        idle += [app.title] if found.configs and not those else []
    made = Schedule(
        as_of=fleet.moment,
        apps=len(fleet.apps),
        idle_apps=tuple(idle),
        gaps=gaps_of(fleet.unread, gaps),
        **_until(ending(until, fleet.moment), rows),
    )
    return within(made, fleet.stores)


def _until(limit: datetime | None, rows: Iterable[ScheduledRun]) -> dict[str, Any]:
    """Return the fields that say what runs until the end of a period, next first, and how much runs later."""
    every = sorted(rows, key=_sort_key)
    kept = [row for row in every if not (limit and row.next_run and row.next_run > limit)]
    return {"rows": Collection(kept), "until": limit, "later": len(every) - len(kept)}


def _of_app(installer: str | None, app: App, configs: Iterable[AppConfig]) -> Iterator[ScheduledRun]:
    """Yield what is scheduled by the configs of an app, newest first; what several of them have is one row."""
    found: dict[tuple[str | None, ...], list[ScheduledRun]] = {}
    for config in configs:
        for row in _of_config(_Path(installer, app.title, config)):
            found.setdefault((row.kind, row.name, row.cron), []).append(row)
    for newest, *older in found.values():
        others = dict.fromkeys(row.version for row in older if row.version != newest.version)
        yield newest.with_fields({"older_versions": tuple(others)}).at(newest._store)


def _sort_key(row: ScheduledRun) -> tuple[object, ...]:
    return (row.next_run or NEVER, natural_key(row.app), natural_key(row.name))


def _of_config(path: _Path) -> Iterator[ScheduledRun]:
    config = path.config
    for action in config.actions if config.actions.loaded else ():
        for trigger in action.triggers if action.triggers.loaded else ():
            if trigger.cron_schedule:
                yield _run(path, trigger.cron_schedule, ACTION, action.name)
    for component in config.components if config.components.loaded else ():
        if component.drift_schedule:
            yield _run(path, component.drift_schedule, COMPONENT, component.name)
    if config.sandbox and config.sandbox.drift_schedule:
        yield _run(path, config.sandbox.drift_schedule, SANDBOX, None)


def _run(path: _Path, expression: str, kind: str, name: str | None) -> ScheduledRun:
    cron = read_cron(expression)
    return ScheduledRun(
        next_run=cron.next_run(path.config.moment),
        when=cron.words,
        cron=expression,
        zone=cron.zone,
        valid=cron.valid,
        kind=kind,
        name=name,
        installer=path.installer,
        app=path.app,
        version=path.config.version,
    ).at(path.config._store)
