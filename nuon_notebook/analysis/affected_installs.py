"""The installs that a change of a component hits: where it is deployed, apart from where it is pending or absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.analysis.result import Result
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline
from nuon_notebook.models import App, AppConfig, Collection, Install
from nuon_notebook.models.rollout import NOT_BEGUN, nothing_deployed
from nuon_notebook.models.types import CustomerText, Texts

DEPLOYED, UNKNOWN, PENDING, ABSENT = "deployed", "unknown", "pending", "absent"
WORDS: Final = {DEPLOYED: "on", UNKNOWN: "perhaps on", PENDING: "pending on", ABSENT: "not on"}
"""What is said of the installs in each state, before their names or number; those that are hit first."""
HIT: Final[Mapping[str, bool | None]] = {DEPLOYED: True, UNKNOWN: None, PENDING: False, ABSENT: False}
TAKEN_DOWN: Final = frozenset({"deleted", "deprovisioned", "disabled", "inactive"})
"""The statuses of a component that was deployed once, and is there no more."""


class AffectedInstall(Result):
    """An install, and whether it is hit: whether the component is deployed there.

    Attributes:
        install: its name.
        install_id: its id.
        version: the version that it is set to; None if that is not known.
        has: whether that version has the component; None if that is not known.
        deployed: whether any component was ever deployed to it; None if that is not known.
        lacks: the dependents that are not deployed there.
        status: the component's status there, as the API's word.
        state: `deployed`, `pending` (its version has it, and its deploy has not begun), `absent` or `unknown`.
        link: its address on the vendor's dashboard.
    """

    install: CustomerText = None
    install_id: str | None = None
    version: int | None = None
    has: bool | None = None
    deployed: bool | None = None
    lacks: Texts = ()
    status: str | None = None
    state: str = UNKNOWN
    link: str | None = None

    @property
    def hit(self) -> bool | None:
        """Whether a change of the component hits it; None if that is not known."""
        return HIT[self.state]

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The component's status there."""
        return (Badge(self.status),) if self.status else ()

    @property
    def in_words(self) -> str:
        """Whether it is hit, and why not."""
        if self.state == UNKNOWN:
            return "not known whether its version has it"
        if self.state == ABSENT:
            return "not hit: its version does not have it" if self.has is False else "not hit: no longer deployed"
        if self.state == PENDING:
            return f"not hit yet: {'never deployed' if self.deployed is False else 'its deploy has not begun'}"
        return f"hit, but not {formats.join_words(self.lacks)}" if self.lacks else "hit"

    @property
    def headline(self) -> Headline:
        """Name; version, whether it is hit."""
        version = f"v{self.version}" if self.version else "version not known"
        return Headline(self.install or self.install_id or "", self.badges, (version, self.in_words))


class InstallsOfApp:
    """The installs of an app by name, and on which of them each component is deployed."""

    def __init__(self, app: App | None) -> None:
        installs = app.installs if app and app.installs.loaded else ()
        configs = {one.id: one for one in (app.configs if app and app.configs.loaded else ())}
        listed = {key: _listed(configs.get(key)) for key in {one.app_config_id for one in installs}}
        named = sorted(installs, key=lambda one: natural_key(one.name))
        self._installs = [(one, one.component_statuses, listed[one.app_config_id]) for one in named]

    def by_state(self, component_id: str) -> dict[str, list[Install]]:
        """Return the installs by what is known of a component there: those that are hit first, then by name."""
        found: dict[str, list[Install]] = {state: [] for state in WORDS}
        for install, statuses, listed in self._installs:
            found[_state(component_id, statuses, listed)].append(install)
        return {state: those for state, those in found.items() if those}

    def affected(self, component_id: str, dependents: Iterable[str]) -> Collection[AffectedInstall]:
        """Return the installs: those that a change of a component hits first, then by name."""
        listed = {id(install): these for install, _, these in self._installs}
        return Collection(
            _affected(install, state, listed[id(install)], component_id, dependents)
            for state, those in self.by_state(component_id).items()
            for install in those
        )


def named(found: Mapping[str, Sequence[Install]]) -> Iterator[Customers]:
    """Yield the installs in each state, by name."""
    for state, those in found.items():
        yield Customers(WORDS[state], tuple(one.name or one.id or "" for one in those))


def counted(found: Mapping[str, Sequence[object]]) -> str:
    """Return how many installs are in each state: `on 1 of 5 installs, pending on 2, not on 2`; empty if none are."""
    every = sum(map(len, found.values()))
    if not every:
        return ""
    others = (f"{WORDS[state]} {len(those)}" for state, those in found.items() if those and state != DEPLOYED)
    return ", ".join((f"on {len(found.get(DEPLOYED, ()))} of {formats.count(every, 'install')}", *others))


def _listed(config: AppConfig | None) -> Set[str] | None:
    """Return the ids of the components of a config; None if they are not known."""
    if config is None:
        return None
    listed = {*config.component_ids, *config.component_names}
    return listed if listed or config.in_full else None


def _state(component_id: str, statuses: Mapping[str, str | None], listed: Set[str] | None) -> str:
    """Return what is known of a component on an install.

    Args:
        component_id: the component.
        statuses: the statuses of the components there; empty if they are not known.
        listed: the components of its version; None if they are not known.
    """
    status = statuses.get(component_id)
    if status in TAKEN_DOWN:
        return ABSENT
    if status and status not in NOT_BEGUN:
        return DEPLOYED
    if listed is None:
        return PENDING if status else UNKNOWN
    if component_id not in listed:
        return ABSENT
    return PENDING if statuses else DEPLOYED  # a server that sends no statuses does not tell


def _affected(
    install: Install, state: str, listed: Set[str] | None, component_id: str, dependents: Iterable[str]
) -> AffectedInstall:
    names, statuses = install.component_names, install.component_statuses
    untouched = nothing_deployed(install)
    return AffectedInstall(
        install=install.name,
        install_id=install.id,
        version=install.version,
        has=None if listed is None else component_id in listed,
        deployed=None if untouched is None else not untouched,
        lacks=tuple(names.get(one, one) for one in dependents if _state(one, statuses, listed) in (PENDING, ABSENT)),
        status=statuses.get(component_id),
        state=state,
        link=install.dashboard or None,
    ).at(install._store, install)
