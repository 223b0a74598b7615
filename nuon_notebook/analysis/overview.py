"""The overview of a fleet: who runs which version, what fails or waits now, and what the last problem was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from nuon_notebook.analysis.fleet import Fleet, FleetInstall, fleet_of, gap_at, gaps_of, natural_key
from nuon_notebook.analysis.problems import Problem, problems_of
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.analysis.working_config import working_config
from nuon_notebook.display import formats
from nuon_notebook.display.formats import Tone
from nuon_notebook.display.sections import (
    MAX_NAMES,
    NOT_LOADED,
    Badge,
    Customers,
    Headline,
    Section,
    SectionStatus,
)
from nuon_notebook.models import App, AppConfig, Collection, Install, Installer, Workflow
from nuon_notebook.models.plans import Plan
from nuon_notebook.models.statuses import APPROVAL_AWAITING
from nuon_notebook.models.types import CustomerText, ScannedText, Timestamp

SCREEN: Final = 20  # installs that are listed; more are grouped
LONGEST_REASON: Final = 200  # letters; a row does not show longer ones whole
VERSIONS: Final = 5  # of one app that are listed; older ones are added up
EVER: Final = datetime.max.replace(tzinfo=UTC)
AWAITING_CUSTOMER: Final = "awaiting-user-run"
NOT_BEGUN: Final = ("queued", "pending")
LAST_RUN: Final = "last run"
FAILING: Final = "error"


class CurrentState(Result):
    """Something that is the case on an install now, and is worth saying.

    Attributes:
        label: the part of the install that has the status; empty for a run.
        status: the API's word.
        detail: what it is about: components, a step, the title of a run.
        plan: what waits for approval; None if it was not loaded.
        since: since when; None if that is not known.
        link: its address on the vendor's dashboard.
    """

    label: str = ""
    status: str | None = None
    detail: ScannedText = None
    plan: Plan | None = None
    since: Timestamp = None
    link: str | None = None

    @property
    def lasted(self) -> timedelta | None:
        """For how long, as of the moment."""
        return self.moment - self.since if self.moment and self.since else None

    @property
    def tone(self) -> Tone:
        """The meaning of its status."""
        return formats.status_tone(self.status)

    @property
    def in_words(self) -> str:
        """For instance `waiting for approval: plan deploy of web (2 d)`."""
        words = f"{self.label} {formats.status_words(self.status)}".strip()
        lasted = f" ({formats.format_age(self.lasted)})" if self.lasted is not None else ""
        told = ", ".join(filter(None, (self.detail, self.plan.in_words if self.plan else "")))
        return f"{words}: {told}{lasted}" if told else f"{words}{lasted}"


class InstallSummary(Result):
    """An install in one row of the overview.

    Attributes:
        installer: the installer's name; None if the install was not reached through one.
        app: the app's name.
        install: its name.
        install_id: its id.
        version: the version that it runs; None if that is not known.
        behind: how many working versions are newer; None if that is not known.
        older_by: how much older its version is than the newest working one; None if that is not known.
        account: cloud and region.
        now: what is the case now and worth saying; empty if all is well.
        known: whether its workflows were loaded.
        last_problem: the last problem, whether it is over or not; None if none was loaded.
        link: its address on the vendor's dashboard.
    """

    installer: str | None = None
    app: str | None = None
    install: CustomerText = None
    install_id: str | None = None
    version: int | None = None
    behind: int | None = None
    older_by: timedelta | None = None
    account: str | None = None
    now: Collection[CurrentState] = Collection()
    known: bool = True
    last_problem: Problem | None = None
    link: str | None = None

    @property
    def opens(self) -> Install | None:
        """The install."""
        return self.parent if isinstance(self.parent, Install) else None

    @property
    def failures(self) -> Collection[Problem]:
        """The failed steps of the run of the last problem, if they are several or their reason is long."""
        last = self.last_problem
        if last is None or self.opens is None:
            return Collection()
        every = problems_of(FleetInstall(None, self.opens.owner, self.opens))
        found = Collection(row for row in every if row.workflow and row.workflow_id == last.workflow_id)
        return found if len(found) > 1 or len(last.reason or "") > LONGEST_REASON else Collection()

    @property
    def unread(self) -> str:
        """What is not known of its workflows, in words; empty if they were loaded."""
        if self.known:
            return ""
        state = self.opens.section_state("workflows") if self.opens else NOT_LOADED
        failed = state.note or state.status is SectionStatus.UNREADABLE
        return "workflows could not be loaded" if failed else "workflows not loaded"

    @property
    def idle(self) -> bool:
        """Whether it never had a workflow."""
        return self.known and self.opens is not None and not self.opens.loaded_workflows

    @property
    def failing(self) -> bool:
        """Whether something fails now."""
        return any(state.tone is Tone.FAILED for state in self.now)

    @property
    def waiting(self) -> bool:
        """Whether a step waits for approval."""
        return any(state.status == APPROVAL_AWAITING for state in self.now)

    @property
    def rank(self) -> int:
        """0: fails, 1: waits for approval, 2: has another reason to be looked at, 3: runs, 4: will run, 5: well."""
        if self.failing:
            return 0
        tones = {state.tone for state in self.now}
        order = (self.waiting, Tone.WAITING in tones, Tone.RUNNING in tones, bool(tones))
        return next((at for at, applies in enumerate(order, 1) if applies), 5)

    @property
    def needs_attention(self) -> bool:
        """Whether it fails, waits or has another reason to be looked at."""
        return self.rank <= 2  # noqa: PLR2004 - see `rank`

    @property
    def runs(self) -> str:
        """The version that it runs, in words: `v6, 5 versions, 27 d behind`."""
        return version_in_words(self.version, self.behind, self.older_by)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The statuses of now."""
        return tuple(Badge(state.status, state.label) for state in self.now if state.status)

    @property
    def last_problem_in_words(self) -> str:
        """When the last problem was, in which run, and why; empty if none was loaded."""
        last = self.last_problem
        if last is None:
            return ""
        ago = f"{formats.format_age(last.ago)} ago" if last.ago is not None else formats.format_time(last.when)
        what = ", ".join(filter(None, (ago, last.workflow, last.what)))
        return f"{what}: {last.reason}" if last.reason else what

    @property
    def headline(self) -> Headline:
        """Name and statuses; version, app; what is the case now, and the last problem if something fails."""
        last = self.last_problem_in_words
        why = [state.in_words for state in self.now if state.tone is not Tone.FAILED and state.detail]
        if self.failing:
            why = [last or "; ".join(state.in_words for state in self.now), *why]
        facts = tuple(filter(None, (self.runs, self.app, self.unread)))
        return Headline(self.install or self.install_id or "unnamed install", self.badges, facts, "; ".join(why))


class VersionGroup(Result):
    """The installs of an app that run one version, or several old ones.

    Attributes:
        app: the app's name.
        title: the version, for instance `v11`; `v6 and older` for several; `not known`.
        version: its number; None for several, and if it is not known.
        newest: what is said of the newest version: `newest working; v12 failed`; empty for others.
        behind: how many working versions are newer; None if that is not known.
        older_by: how much older it is than the newest working one; None if that is not known.
        installs: how many installs run it.
        failing: how many of them fail.
        waiting: how many of them wait for approval.
        rows: the installs, by name.
        share: the number of its installs as a share of the largest group's, from 0 to 1.
    """

    app: str | None = None
    title: str | None = None
    version: int | None = None
    newest: str = ""
    behind: int | None = None
    older_by: timedelta | None = None
    installs: int = 0
    failing: int = 0
    waiting: int = 0
    rows: Collection[InstallSummary] = Collection()
    share: float = 0

    @property
    def listed(self) -> Collection[InstallSummary]:
        """The installs, if they are few."""
        return self.rows if len(self.rows) <= MAX_NAMES else Collection()

    @property
    def bar(self) -> tuple[tuple[str, float], ...]:
        """The parts of its bar: installs that fail, wait and are well. A status of each, empty for none, and its share.

        An install that fails and waits counts as failing.
        """
        waiting = min(self.waiting, self.installs - self.failing)
        counted = ((FAILING, self.failing), (APPROVAL_AWAITING, waiting), ("", self.installs - self.failing - waiting))
        one = self.share / self.installs if self.installs else 0
        return tuple((status, number * one) for status, number in counted if number)

    @property
    def behind_in_words(self) -> str:
        """How far it is behind: `5 versions, 27 d`; empty for the newest."""
        if not self.behind:
            return ""
        older = formats.format_age(self.older_by) if self.older_by is not None else ""
        return ", ".join(filter(None, (formats.count(self.behind, "version"), older)))

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """How many of its installs fail or wait: a status for each, and the number in words."""
        counted = ((FAILING, self.failing, "failing"), (APPROVAL_AWAITING, self.waiting, "waiting"))
        return tuple((status, f"{number} {word}") for status, number, word in counted if number)

    @property
    def headline(self) -> Headline:
        """App and version; number of installs, how far behind, how many fail or wait."""
        behind = f"{self.behind_in_words} behind" if self.behind else self.newest
        facts = (formats.count(self.installs, "install"), behind, *(words for _, words in self.troubles))
        return Headline(f"{self.app} {self.title}", facts=tuple(filter(None, facts)))


def _rows(name: str, title: str, *, framed: bool = True) -> Section:
    """Return a section of rows that open installs."""
    return Section(name, title, "rows", framed=framed, comes_with_model=True, optional=True, found_in="installs")


class Overview(Report):
    """Who runs which version, and who needs attention.

    Attributes:
        rows: all installs: those that fail first, then those that wait, then the rest; naturally sorted in each.
        groups: for each app the versions that installs run, the newest first.
        apps: how many apps.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        _rows("shown", "Installs", framed=False),
        _rows("more", "More that need attention"),
        Section("others", "Others that need no attention", "lines", late=True, comes_with_model=True, optional=True),
        Section("versions", "Versions", "table", open=True, comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[InstallSummary] = Collection()
    groups: Collection[VersionGroup] = Collection()
    apps: int = 0

    @property
    def _listed(self) -> Collection[InstallSummary]:
        """All installs, if they fit on a screen; otherwise those that need attention."""
        few = len(self.rows) <= SCREEN
        return self.remember("listed", lambda: Collection(row for row in self.rows if few or row.needs_attention))

    @property
    def shown(self) -> Collection[InstallSummary]:
        """The installs that are listed: all, or those that need attention, as far as they fit on a screen.

        If not all of these fit, half of the screen is for those that fail.
        """
        failing = sum(row.failing for row in self._listed)
        others = len(self._listed) - failing
        first = max(SCREEN // 2, SCREEN - others)
        return Collection((*self._listed[:failing][:first], *self._listed[failing:][: SCREEN - min(first, failing)]))

    @property
    def more(self) -> Collection[InstallSummary]:
        """Further installs that need attention."""
        shown = {id(row) for row in self.shown}
        return Collection(row for row in self._listed if id(row) not in shown)

    @property
    def others(self) -> Collection[InstallSummary]:
        """The installs that need no attention, as far as is known, if not all fit on a screen."""
        listed = {id(row) for row in self._listed}
        return Collection(row for row in self.rows if id(row) not in listed)

    @property
    def installs(self) -> Collection[Install]:
        """The installs, in the order of the rows."""
        return self.remember("installs", lambda: Collection(row.opens for row in self.rows if row.opens))

    @property
    def unlisted(self) -> int:
        """The number of installs that need no attention, as far as is known, and are only counted."""
        return len(self.rows) - len(self._listed)

    @property
    def versions(self) -> Collection[VersionGroup]:
        """The groups, with the old ones of each app added up."""
        by_app: dict[str | None, list[VersionGroup]] = {}
        for group in self.groups:
            by_app.setdefault(group.app, []).append(group)
        found = [one for groups in by_app.values() for one in _with_old_ones_added_up(groups)]
        most = max((one.installs for one in found), default=0) or 1
        return Collection(one.with_fields({"share": one.installs / most}).at(one._store) for one in found)

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """How many installs are behind, fail, wait."""
        return self.headline.facts

    @property
    def headline(self) -> Headline:
        """Number of installs; how many are behind, fail, wait."""
        total = len(self.rows)
        unknown = sum(row.behind is None for row in self.rows)
        unseen = sum(not row.known and not row.needs_attention for row in self.rows) if self.unlisted else 0
        facts = (
            f"{sum(bool(row.behind) for row in self.rows)} behind" if unknown < total else "",
            f"{unknown} of unknown version" if unknown else "",
            f"{sum(row.failing for row in self.rows)} failing" if total else "",
            f"{sum(row.waiting for row in self.rows)} waiting" if total else "",
            f"{self.unlisted - unseen} others need no attention" if self.unlisted > unseen else "",
            f"workflows of {unseen} not loaded" if unseen else "",
        )
        return Headline(self.title_for(total, "install"), facts=tuple(filter(None, facts)))


def overview(found: object) -> Overview:
    """Return who runs which version, what fails or waits now, and the last problem of each install.

    Args:
        found: an installer, an app, an install, or a list of these.

    Raises:
        InvalidArgumentError: `found` is none of these.
        NotLoadedError: `found` is a collection that was not loaded.
    """
    fleet = fleet_of(found)
    rows = [_summary(one) for one in fleet.installs]
    by_app: dict[tuple[str | None, str | None], list[InstallSummary]] = {}
    for row in rows:
        by_app.setdefault((row.installer, row.app), []).append(row)
    apps: dict[tuple[str | None, str | None], App] = {
        (one.installer.name if one.installer else None, one.app.title): one.app for one in fleet.apps
    }
    groups = [group for key in dict.fromkeys((*apps, *by_app)) for group in _groups(by_app.get(key, []), apps.get(key))]
    made = Overview(
        as_of=fleet.moment,
        rows=Collection(sorted(rows, key=lambda row: row.rank)),  # stable: naturally sorted within each rank
        groups=Collection(groups),
        apps=len(fleet.apps),
        gaps=gaps_of(fleet.unread, fleet.workflow_gaps(EVER), _unread_configs(fleet)),
    )
    return within(made, fleet.stores)


def _unread_configs(fleet: Fleet) -> Iterator[Gap]:
    for _, app in fleet.apps:
        if not app.was_loaded("configs"):
            yield gap_at(app._store, f"versions of {app.title}", app.call_to_load("configs"))


def version_in_words(version: int | None, behind: int | None, older_by: timedelta | None) -> str:
    """Return a version and how far it is behind, in words: `v6, 5 versions, 27 d behind`."""
    if version is None:
        return "version not known"
    if not behind:
        return f"v{version}" if behind is None else f"v{version}, newest"
    days = f", {formats.format_age(older_by)}" if older_by is not None else ""
    return f"v{version}, {formats.count(behind, 'version')}{days} behind"


def summary_of(install: Install) -> InstallSummary:
    """Return an install in one row of the overview."""
    app = install.owner
    installer = app.parent if app and isinstance(app.parent, Installer) else None
    return _summary(FleetInstall(installer, app, install))


def _summary(one: FleetInstall) -> InstallSummary:
    install = one.install
    app = one.app
    return InstallSummary(
        version=install.version,
        behind=install.behind,
        older_by=_older_by(app, install.app_config_id) if app else None,
        account=install.account or None,
        now=Collection(state.at(install._store) for state in _states(install)),
        known=install.workflows.loaded,
        last_problem=next((row for row in problems_of(one) if row.workflow), None),
        link=install.dashboard or None,
        **one.path,
    ).at(install._store, install)


def _states(install: Install) -> Iterator[CurrentState]:
    """Yield what is the case now and worth saying, the most severe first."""
    parts = [*_parts(install)]
    explained = any(state.tone is Tone.FAILED for state in parts)
    found = [*parts, *([] if explained else _last_run(install)), *_open_runs(install)]
    yield from sorted(found, key=lambda state: formats.SEVERITY[state.tone])


def _parts(install: Install) -> Iterator[CurrentState]:
    parts: tuple[tuple[str, str | None, Callable[[], str | None]], ...] = (
        ("sandbox", install.sandbox_status, lambda: _sandbox(install)),
        ("components", install.composite_component_status, lambda: _components(install)),
        ("runner", install.runner_status, lambda: install.runner_status_description),
        ("health", install.health, lambda: install.health_reason),
    )
    for label, status, why in parts:
        tone = formats.status_tone(status)
        if status and tone is not Tone.DONE:
            told = why() if tone in (Tone.FAILED, Tone.WAITING) else None
            yield CurrentState(label=label, status=status, detail=told or None)


def _sandbox(install: Install) -> str | None:
    """Return what the server says of the sandbox; None if a failed workflow says more."""
    failed = (step for workflow in install.loaded_workflows if workflow.failed for step in workflow.failed_steps)
    return None if any(step.target == "sandbox run" for step in failed) else install.sandbox_reason


def _components(install: Install) -> str:
    """Return the components that need attention, or what the server says of them."""
    states = install.component_states if install.component_states.loaded else ()
    found = [state for state in states if formats.needs_attention(state.status)]
    said = install.composite_component_status_description or ""
    if any(state.name == state.component_id for state in found):  # the names come with a config, and none was loaded
        return said or formats.count(len(found), "component")
    return formats.join_words([state.name for state in found]) or said


def _last_run(install: Install) -> Iterator[CurrentState]:
    last = install.last_failed
    if last:
        yield CurrentState(label=LAST_RUN, status=last.status_word, detail=last.title, link=last.dashboard or None)


def _open_runs(install: Install) -> Iterator[CurrentState]:
    for workflow in dict.fromkeys((*install.loaded_workflows, *install.waiting_workflows)):
        if workflow.finished:
            continue
        yield from _open_run(workflow)


def _open_run(workflow: Workflow) -> Iterator[CurrentState]:
    """Yield what a workflow that has not ended waits for or does."""
    for step in workflow.waiting:
        since = (step.approval.created_at if step.approval else None) or step.started_at
        link = step.dashboard or None
        yield CurrentState(status=APPROVAL_AWAITING, detail=step.title, plan=step.loaded_plan, since=since, link=link)
    if workflow.waiting or not (
        workflow.status_word in NOT_BEGUN or formats.status_tone(workflow.status_word) is Tone.RUNNING
    ):
        return
    steps = workflow.shown_steps if workflow.shown_steps.loaded else ()
    customer = next((step for step in steps if step.status_word == AWAITING_CUSTOMER), None)
    yield CurrentState(
        status=AWAITING_CUSTOMER if customer else workflow.status_word,
        detail=customer.title if customer else workflow.title,
        since=customer.started_at if customer else workflow.started_at,
        link=(customer.dashboard if customer else workflow.dashboard) or None,
    )


def _newest_working(app: App) -> AppConfig | None:
    configs = app.configs if app.configs.loaded else ()
    return next((config for config in configs if config.usable), None)


def _older_by(app: App, config_id: str | None) -> timedelta | None:
    """Return how much older a config is than the newest working one of its app; None if that is not known."""
    newest = _newest_working(app)
    configs = app.remember("configs by id", lambda: {one.id: one for one in app.configs if one.id}) if newest else {}
    own = configs.get(config_id or "")
    if newest is None or own is None or not newest.created_at or not own.created_at:
        return None
    return max(newest.created_at - own.created_at, timedelta(0))


def _groups(rows: Sequence[InstallSummary], app: App | None) -> Iterator[VersionGroup]:
    """Yield the versions that the installs of an app run, the newest first, the unknown one last."""
    by_version: dict[int | None, list[InstallSummary]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row)
    newest = _newest_working(app) if app else None
    if newest and newest.version:
        by_version.setdefault(newest.version, [])
    for version in sorted(by_version, key=lambda one: -1 if one is None else one, reverse=True):
        those = by_version[version]
        is_newest = bool(newest and version and newest.version == version)
        yield VersionGroup(
            app=app.title if app else next((row.app for row in those), None),
            title=f"v{version}" if version else "not known",
            version=version,
            newest=_newest_in_words(app) if app and is_newest else "",
            behind=0 if is_newest else next((row.behind for row in those), None),
            older_by=next((row.older_by for row in those), None),
            **_counted(those),
        ).at(app._store if app else None)


def _counted(rows: Sequence[InstallSummary]) -> dict[str, object]:
    """Return the fields of a group that count its installs."""
    return {
        "installs": len(rows),
        "failing": sum(row.failing for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "rows": Collection(sorted(rows, key=lambda row: natural_key(row.install or row.install_id))),
    }


def _newest_in_words(app: App) -> str:
    failed = working_config(app).failed
    return f"newest working; {formats.join_words(failed)} failed" if failed else "newest"


def _with_old_ones_added_up(groups: Sequence[VersionGroup]) -> Iterator[VersionGroup]:
    """Yield the groups of an app. If there are many, the old ones become one group."""
    if len(groups) <= VERSIONS + 1:
        yield from groups
        return
    yield from groups[:VERSIONS]
    old = groups[VERSIONS:]
    behind = Counter(group.behind for group in old)
    yield VersionGroup(
        app=old[0].app,
        title=f"{old[0].title} and older",
        behind=max((number for number in behind if number is not None), default=None),
        older_by=max((group.older_by for group in old if group.older_by is not None), default=None),
        installs=sum(group.installs for group in old),
        failing=sum(group.failing for group in old),
        waiting=sum(group.waiting for group in old),
        rows=Collection(row for group in old for row in group.rows),
    ).at(old[0]._store)
