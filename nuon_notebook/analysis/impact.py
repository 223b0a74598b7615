"""Who is hit by a change of a component: its dependents, the actions on their deploys, the installs that run it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from nuon_notebook.analysis.affected_installs import WORDS, AffectedInstall, InstallsOfApp, counted, named
from nuon_notebook.analysis.fleet import natural_key
from nuon_notebook.analysis.loading import chosen_config
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Customers, Headline, Section
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import (
    ActionWorkflowConfig,
    App,
    AppConfig,
    Collection,
    ComponentConfigConnection,
    Install,
)
from nuon_notebook.models.nearest import unknown_name
from nuon_notebook.models.types import Texts

ARROW: Final = " → "
NO_TRIGGER: Final = "only when somebody runs it"

DIRECT: Final = 2
"""The length of the path to a component that depends on another directly: both names."""

OF_ONE: Final = ("deploy-component", "teardown-component")
OF_ALL: Final = ("deploy-all-components", "teardown-all-components")


class Dependent(Result):
    """A component that depends on another, directly or not.

    Attributes:
        name: its name; its id if the name is not known.
        component_id: its id.
        kind: its kind, as the API's word.
        distance: how many steps away it is; 1 if it depends on it directly.
        path: the names on the shortest way, from the component to this one.
    """

    name: str | None = None
    component_id: str | None = None
    kind: str | None = None
    distance: int = 0
    path: Texts = ()

    @property
    def way(self) -> str:
        """The path, in one text."""
        return ARROW.join(self.path)

    @property
    def headline(self) -> Headline:
        """Name; kind, path."""
        return Headline(self.name or "", facts=(formats.humanize(self.kind or "unknown"), self.way))


class AffectedAction(Result):
    """An action that runs on deploys of the affected components, or uses one of them.

    Attributes:
        name: its name.
        starts: when it runs, in words; what is because of them comes first.
        uses: the affected components that it depends on.
    """

    name: str | None = None
    starts: Texts = ()
    uses: Texts = ()

    @property
    def headline(self) -> Headline:
        """Name; when it runs, which components it uses."""
        uses = f"uses {formats.join_words(self.uses)}" if self.uses else ""
        return Headline(self.name or "", facts=tuple(filter(None, ("; ".join(self.starts), uses))))


class ActionsOfAll(Result):
    """The actions that run whichever component changes: on a deploy or teardown of all components.

    Attributes:
        when: when they run, in words.
        actions: their names.
    """

    when: str | None = None
    actions: Texts = ()

    @property
    def headline(self) -> Headline:
        """When they run; their names."""
        when = self.when or ""
        return Headline(f"{when[:1].upper()}{when[1:]}", facts=(", ".join(self.actions),))


class Impact(Report):
    """Who is hit by a change of a component.

    Attributes:
        name: the component.
        component_id: its id.
        app: the app's name.
        version: the version of the config whose dependencies count.
        circle: the names on the shortest way from the component to itself; empty if there is none.
        dependents: the components that depend on it, the nearest first.
        actions: the actions that run on deploys of these, or use them.
        installs: the installs of the app.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("dependents", "Dependents", "table", open=True, comes_with_model=True),
        Section("actions", "Actions", "table", open=True, comes_with_model=True),
        Section("installs", "Installs", "table", open=True, comes_with_model=True),
        GAPS,
    )

    name: str | None = None
    component_id: str | None = None
    app: str | None = None
    version: int | None = None
    circle: Texts = ()
    dependents: Collection[Dependent] = Collection()
    actions: Collection[AffectedAction] = Collection()
    installs: Collection[AffectedInstall] = Collection()

    @property
    def headline(self) -> Headline:
        """Component, app and version; number of dependents, actions and installs that are hit."""
        where = " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))
        facts = (
            where,
            formats.count(len(self.dependents), "dependent"),
            formats.count(len(self.actions), "action"),
            counted({state: [one for one in self.installs if one.state == state] for state in WORDS}),
        )
        why = f"It depends on itself: {ARROW.join(self.circle)}" if self.circle else ""
        return Headline(self.name or "", facts=tuple(filter(None, facts)), why=why)


class ComponentImpact(Result):
    """Who is hit by a change of a component, in one row.

    Attributes:
        name: the component.
        component_id: its id.
        kind: its kind, as the API's word.
        direct: the components that depend on it directly.
        further: those that depend on it through others.
        actions: the actions that run on its deploys, or use it.
        further_actions: those that do so with the components that depend on it.
    """

    name: str | None = None
    component_id: str | None = None
    kind: str | None = None
    direct: Texts = ()
    further: Texts = ()
    actions: Texts = ()
    further_actions: Texts = ()

    @property
    def where(self) -> tuple[Customers, ...]:
        """The installs by name: where it is deployed, where its deploy has not begun, where it is not."""
        return tuple(named(self._by_state))

    @property
    def installs(self) -> str:
        """How many installs are hit, in words; empty if none were loaded."""
        return counted(self._by_state)

    def number_of(self, state: str) -> int:
        """Return on how many installs it is in a state."""
        return len(self._by_state.get(state, ()))

    @property
    def headline(self) -> Headline:
        """Name; its dependents, the installs, number of actions."""
        further = f", indirectly by {formats.join_words(self.further)}" if self.further else ""
        used = f"used by {formats.join_words(self.direct)}{further}" if self.direct else "no dependents"
        own = formats.count(len(self.actions), "action") if self.actions else ""
        with_these = f"{formats.count(len(self.further_actions), 'action')} with its dependents"
        facts: tuple[str | Customers, ...] = (used, *self.where, own, with_these if self.further_actions else "")
        return Headline(self.name or "", facts=tuple(filter(None, facts)))

    @property
    def _by_state(self) -> Mapping[str, Sequence[Install]]:
        app = self.parent.owner if isinstance(self.parent, AppConfig) else None
        return _installs_of(app).by_state(self.component_id or "") if app else {}


class Impacts(Report):
    """Who is hit by a change of each component of a config.

    Attributes:
        app: the app's name.
        version: the version of the config whose dependencies count.
        always: the actions that run on a deploy or teardown of all components; the rows do not repeat them.
        rows: the components by name.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("always", "Whichever changes", "lines", framed=False, comes_with_model=True, optional=True),
        Section("rows", "Components", "table", framed=False, comes_with_model=True, optional=True),
        GAPS,
    )

    app: str | None = None
    version: int | None = None
    always: Collection[ActionsOfAll] = Collection()
    rows: Collection[ComponentImpact] = Collection()

    @property
    def headline(self) -> Headline:
        """Number of components; app and version, on how many of them others depend."""
        where = " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))
        used = sum(bool(row.direct) for row in self.rows)
        depended = f"others depend on {used} of them" if used else ""
        return Headline(self.title_for(len(self.rows), "component"), facts=tuple(filter(None, (where, depended))))


def impacts(config: AppConfig) -> Impacts:
    """Return who is hit by a change of each component of a config that was loaded in full; nothing is requested."""
    app = config.owner
    graph = _Graph(config.components if config.components.loaded else ())
    rows = [_row(config, graph, key) for key in graph.keys]
    made = Impacts(
        as_of=config.moment,
        app=app.title if app else None,
        version=config.version,
        always=Collection(one.at(config._store) for one in _of_all(config)),
        rows=Collection(sorted(rows, key=lambda row: natural_key(row.name))),
        gaps=Collection(_gaps(app)),
    )
    return within(made, [config._store])


def _row(config: AppConfig, graph: _Graph, key: str) -> ComponentImpact:
    paths = graph.dependents(key)
    own = _triggered(config, (key,), graph)
    return ComponentImpact(
        name=graph.name(key),
        component_id=key,
        kind=graph.kind(key),
        direct=tuple(graph.name(one) for one, path in paths.items() if len(path) == DIRECT),
        further=tuple(graph.name(one) for one, path in paths.items() if len(path) > DIRECT),
        actions=tuple(own),
        further_actions=tuple(one for one in _triggered(config, tuple(paths), graph) if one not in own),
    ).at(config._store, config)


def _triggered(config: AppConfig, components: Sequence[str], graph: _Graph) -> dict[str, None]:
    """Return the actions that run on deploys of some components, not of all, or use them."""
    actions = config.actions if config.actions.loaded else ()
    return dict.fromkeys(
        action.name or ""
        for action in actions
        if _uses(action, components, graph) or any(because for _, because in _triggers(action, components, config, ()))
    )


def _of_all(config: AppConfig) -> Iterator[ActionsOfAll]:
    """Yield the actions that run whichever component changes, by when they run."""
    found: dict[str, dict[str, None]] = {}
    for action in config.actions if config.actions.loaded else ():
        for when in _starts(action, (), config):
            found.setdefault(when, {})[action.name or ""] = None
    yield from (ActionsOfAll(when=when, actions=tuple(names)) for when, names in found.items())


def _installs_of(app: App) -> InstallsOfApp:
    return app.remember("installs by component", lambda: InstallsOfApp(app))


def impact(found: App | AppConfig, component: str) -> Impact:
    """Return who is hit by a change of a component: `impact(app, "database")`.

    Args:
        found: an app, whose newest working config counts, or a config.
        component: the component's name or id.

    Returns:
        The components that depend on it, directly or not, each with its path; the actions that run on deploys of these;
        the installs, each with the version that it runs, whether that version has the component, and whether anything
        was ever deployed.

    Raises:
        InvalidArgumentError: `found` is neither an app nor a config.
        NotLoadedError: the config was not loaded in full.
        UnknownNameError: the config has no such component; the message names the nearest.
    """
    if not isinstance(found, App | AppConfig):
        raise InvalidArgumentError(
            what=f"{type(found).__name__} is neither an app nor a config.",
            advice='For instance `impact(installer.apps["harbor-desk"], "database")`.',
        )
    config, gaps = chosen_config(found)
    app = found if isinstance(found, App) else found.owner
    graph = _Graph(config.components if config.components.loaded else ())
    wanted = graph.find(component)
    paths = graph.dependents(wanted)
    affected = (wanted, *paths)
    made = Impact(
        as_of=config.moment,
        name=graph.name(wanted),
        component_id=wanted,
        app=app.title if app else None,
        version=config.version,
        circle=tuple(map(graph.name, graph.circle(wanted, paths))),
        dependents=Collection(graph.dependent(path).at(config._store, config) for path in paths.values()),
        actions=Collection(one.at(config._store, config) for one in _actions(config, affected, graph)),
        installs=_installs_of(app).affected(wanted, paths) if app else Collection(),
        gaps=Collection((*gaps, *_gaps(app))),
    )
    return within(made, [config._store])


class _Graph:
    """The components of a config and what depends on them. Unknown ids and circles are kept."""

    def __init__(self, components: Sequence[ComponentConfigConnection]) -> None:
        self._components = {one.key: one for one in components}
        self._used_by: dict[str, list[str]] = {}
        for key, one in self._components.items():
            for used in dict.fromkeys(one.component_dependency_ids):
                self._used_by.setdefault(used, []).append(key)

    @property
    def keys(self) -> Sequence[str]:
        """The ids of the components of the config."""
        return [*self._components]

    def kind(self, key: str) -> str | None:
        """Return the kind of a component of the config, as the API's word."""
        return self._components[key].type

    def name(self, key: str) -> str:
        """Return the name of a component; its id if the config does not have it."""
        return self._components[key].name if key in self._components else key

    def find(self, name: str) -> str:
        """Return the id of a component.

        Raises:
            UnknownNameError: no component has that name or id.
        """
        ids = {*self._components, *self._used_by}
        names = {self.name(key): key for key in ids}
        folded = {known.casefold(): key for known, key in names.items()}
        found = name if name in ids else names.get(name) or folded.get(name.casefold())
        if found is None:
            raise unknown_name(name, sorted(names, key=natural_key), "component")
        return found

    def dependents(self, start: str) -> Mapping[str, tuple[str, ...]]:
        """Return the shortest path to each component that depends on one, the nearest first, then by name."""
        paths: dict[str, tuple[str, ...]] = {start: (start,)}
        waiting = deque([start])
        while waiting:
            at = waiting.popleft()
            for key in sorted(self._used_by.get(at, ()), key=lambda one: natural_key(self.name(one))):
                if key not in paths:
                    paths[key] = (*paths[at], key)
                    waiting.append(key)
        del paths[start]
        return dict(sorted(paths.items(), key=lambda item: (len(item[1]), natural_key(self.name(item[0])))))

    def circle(self, start: str, paths: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return the shortest path from a component to itself; empty if there is none."""
        used = self._components[start].component_dependency_ids if start in self._components else ()
        ways = [(start, start)] * (start in used) + [(*paths[key], start) for key in used if key in paths]
        return min(ways, key=len, default=())

    def dependent(self, path: tuple[str, ...]) -> Dependent:
        """Return the component at the end of a path."""
        one = self._components[path[-1]]
        names = tuple(map(self.name, path))
        return Dependent(
            name=one.name, component_id=one.component_id, kind=one.type, distance=len(path) - 1, path=names
        )


def _actions(config: AppConfig, affected: Sequence[str], graph: _Graph) -> list[AffectedAction]:
    """Return the actions that run because of some components: the first of these first, then by name."""
    actions = config.actions if config.actions.loaded else ()
    made = ((action, _starts(action, affected, config), _uses(action, affected, graph)) for action in actions)
    return [
        AffectedAction(name=action.name, starts=_when(action, affected, config, starts), uses=uses)
        for action, starts, uses in made
        if starts or uses
    ]


def _when(
    action: ActionWorkflowConfig, affected: Sequence[str], config: AppConfig, first: Sequence[str]
) -> tuple[str, ...]:
    """Return when an action runs, in words; what is because of some components comes first."""
    every = [words for words, _ in _triggers(action, affected, config)]
    return tuple(dict.fromkeys((*first, *every))) or ((NO_TRIGGER,) if action.triggers.loaded else ())


def _starts(action: ActionWorkflowConfig, affected: Sequence[str], config: AppConfig) -> tuple[str, ...]:
    """Return when an action runs because of some components, in words."""
    return tuple(dict.fromkeys(words for words, because in _triggers(action, affected, config) if because))


def _triggers(
    action: ActionWorkflowConfig, affected: Sequence[str], config: AppConfig, of_all: Sequence[str] = OF_ALL
) -> Iterator[tuple[str, bool]]:
    """Yield when an action runs, in words, and whether that is because of some components.

    Args:
        action: the action.
        affected: the components, by id.
        config: the config.
        of_all: the events that are because of any component.
    """
    names = config.component_names
    for trigger in action.triggers if action.triggers.loaded else ():
        _, _, event = (trigger.type or "").partition("-")
        component = trigger.component_id or (trigger.component.id if trigger.component else None)
        because = event in of_all or (event in OF_ONE and component in affected)
        yield formats.describe_trigger(trigger.type, names.get(component or ""), trigger.cron_schedule), because


def _uses(action: ActionWorkflowConfig, affected: Sequence[str], graph: _Graph) -> tuple[str, ...]:
    return tuple(graph.name(key) for key in affected if key in action.component_dependency_ids)


def _gaps(app: App | None) -> Iterator[Gap]:
    if app is None:
        yield Gap(what="installs, because the config was not reached through its app")
        return
    state = app.section_state("installs")
    if not app.installs.loaded or state.note:
        reason = f" ({state.note})" if state.note else ""
        yield Gap(what=f"installs of {app.title}{reason}", load=app.call_to_load("installs")).at(app._store)
