"""An install in one row of an overview: what it runs, what is the case on it now, and its last problem."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from nuon_notebook.analysis.current_states import CurrentState, current_states
from nuon_notebook.analysis.fleet import FleetInstall
from nuon_notebook.analysis.problems import Problem, problems_of
from nuon_notebook.analysis.result import Result
from nuon_notebook.analysis.working_config import newest_working
from nuon_notebook.display import formats
from nuon_notebook.display.formats import Tone
from nuon_notebook.display.sections import NOT_LOADED, Badge, Headline, SectionStatus
from nuon_notebook.models import App, Collection, Install, Installer
from nuon_notebook.models.rollout import Rollout
from nuon_notebook.models.statuses import APPROVAL_AWAITING, FOR_CUSTOMER
from nuon_notebook.models.types import CustomerText

LONGEST_REASON: Final = 200  # letters; a row does not show longer ones whole


class InstallSummary(Result):
    """An install in one row of the overview.

    Attributes:
        installer: the installer's name; None if the install was not reached through one.
        app: the app's name.
        install: its name.
        install_id: its id.
        version: the version that it is set to, whether it was deployed or not; None if that is not known.
        behind: how many working versions are newer; None if that is not known.
        older_by: how much older its version is than the newest working one; None if that is not known.
        deployed: false if nothing of its version was deployed; None if that is not known.
        deploy: the status of the newest deploy of its version, as the API's word; None if that ended well.
        account: cloud and region.
        now: what is the case now and worth saying; empty if all is well.
        known: whether its workflows were loaded.
        problems: how much on it failed, or has been queued for long.
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
    deployed: bool | None = None
    deploy: str | None = None
    account: str | None = None
    now: Collection[CurrentState] = Collection()
    known: bool = True
    problems: int = 0
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
    def stuck(self) -> bool:
        """Whether something has been queued for more than a day, and nothing fails."""
        return not self.failing and any(state.stuck for state in self.now)

    @property
    def waits(self) -> int:
        """How many steps wait for approval."""
        return sum(state.status == APPROVAL_AWAITING for state in self.now)

    @property
    def waiting(self) -> bool:
        """Whether a step waits for approval."""
        return bool(self.waits)

    @property
    def awaits_customer(self) -> bool:
        """Whether a step waits until the customer does something."""
        return any(state.status in FOR_CUSTOMER for state in self.now)

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
        """The version that it is set to, in words: `v6, 5 versions behind, 27d older; deploy failed`."""
        return self._version_in_words(distance_in_words(self.behind, self.older_by), self.deploy)

    @property
    def runs_in_brief(self) -> str:
        """The same in less, where it stands beside what is the case now: `v6, 5 behind, 27d older`."""
        return self._version_in_words(distance_in_brief(self.behind, self.older_by), None)

    def _version_in_words(self, distance: str, deploy: str | None) -> str:
        if self.version is None:
            return "version not known"
        distance = "" if self.behind is None else distance or "newest"
        return Rollout(self.deployed is False, deploy or "").in_words(self.version, distance)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The statuses of now."""
        return tuple(Badge(state.shown, state.label) for state in self.now if state.shown)

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


def waits_in_words(for_approval: int, for_customer: int) -> tuple[str, ...]:
    """Return how many installs wait for what: `2 for approval`, `1 for the customer`; `0 waiting` if none do."""
    counted = ((for_approval, "for approval"), (for_customer, "for the customer"))
    return tuple(f"{number} {words}" for number, words in counted if number) or ("0 waiting",)


def distance_in_words(behind: int | None, older_by: timedelta | None) -> str:
    """Return how far a version is behind, in words: `5 versions behind, 27d older`; empty for the newest."""
    return _distance(f"{formats.count(behind, 'version')} behind", older_by) if behind else ""


def distance_in_brief(behind: int | None, older_by: timedelta | None) -> str:
    """Return the same in less: `5 behind, 27d older`."""
    return _distance(f"{behind} behind", older_by) if behind else ""


def _distance(behind: str, older_by: timedelta | None) -> str:
    return f"{behind}, {formats.format_age(older_by)} older" if older_by is not None else behind


def summary_of(install: Install) -> InstallSummary:
    """Return an install in one row of the overview."""
    app = install.owner
    installer = app.parent if app and isinstance(app.parent, Installer) else None
    return install_summary(FleetInstall(installer, app, install))


def install_summary(one: FleetInstall) -> InstallSummary:
    """Return an install of a fleet in one row of the overview."""
    install = one.install
    app = one.app
    problems = problems_of(one)
    return InstallSummary(
        version=install.version,
        behind=install.behind,
        older_by=_older_by(app, install.app_config_id) if app else None,
        deployed=False if install.rollout.never else None,
        deploy=install.rollout.status or None,
        account=install.account or None,
        now=Collection(state.at(install._store) for state in current_states(install)),
        known=install.workflows.loaded,
        problems=len(problems),
        last_problem=next((row for row in problems if row.workflow and not row.stuck), None),
        link=install.dashboard or None,
        **one.path,
    ).at(install._store, install)


def _older_by(app: App, config_id: str | None) -> timedelta | None:
    """Return how much older a config is than the newest working one of its app; None if that is not known."""
    newest = newest_working(app)
    configs = app.remember("configs by id", lambda: {one.id: one for one in app.configs if one.id}) if newest else {}
    own = configs.get(config_id or "")
    if newest is None or own is None or not newest.created_at or not own.created_at:
        return None
    return max(newest.created_at - own.created_at, timedelta(0))
