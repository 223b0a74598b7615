"""Configs: the versions of an app's configuration, with their content."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, NamedTuple, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section, SectionState, SectionStatus
from nuon_notebook.models.actions import ActionWorkflowConfig
from nuon_notebook.models.base import Record
from nuon_notebook.models.branches import AppBranch
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.compared import Called, Compared
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.infrastructure import (
    AppKubernetesContextsConfig,
    AppRunnerConfig,
    AppSandboxConfig,
    AppStackConfig,
)
from nuon_notebook.models.inputs import AppInputConfig, AppInputGroup
from nuon_notebook.models.permissions import (
    AppAWSIAMRoleConfig,
    AppBreakGlassConfig,
    AppOperationRoleConfig,
    AppPermissionsConfig,
)
from nuon_notebook.models.policies import AppPoliciesConfig
from nuon_notebook.models.secrets import AppSecretConfig, AppSecretsConfig
from nuon_notebook.models.statuses import ERROR, CompositeStatus
from nuon_notebook.models.triggers import TriggerRule
from nuon_notebook.models.types import NO_VALUES, PlainMap, ScannedText, SecretText, Texts, Withheld
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.redaction.policy import Omitted, ParentId

if TYPE_CHECKING:
    from nuon_notebook.analysis.component_graph import ComponentGraph
    from nuon_notebook.models.apps import App

CHILDREN: Final = (
    "component_config_connections", "action_workflow_configs", "permissions", "break_glass", "secrets", "stack"
)  # fmt: skip
"""The fields that only a full config has. (An app comes with the inputs, sandbox and runner of its newest config.)"""


class Release(NamedTuple):
    """The version of a config, the number of newer usable versions, and when it was made."""

    version: int | None
    behind: int
    made: datetime | None


class AppConfig(Record):
    """A version of an app's configuration; source: `GET /v1/apps/{app_id}/config/{config_id}?recurse=true`."""

    api_type: ClassVar[str] = "app.AppConfig"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("components", "Components", field="component_config_connections"),
        Section("graph", "Graph", "picture", late=True, comes_with_model=True, optional=True),
        Section("input_groups", "Inputs", groups="app_inputs", field="input.inputs"),
        Section("actions", "Actions", field="action_workflow_configs"),
        Section("roles", "Roles", field="permissions.aws_iam_roles"),
        Section("break_glass_roles", "Break-glass roles", field="break_glass.aws_iam_roles"),
        Section("policies", "Policies", "body"),
        Section("secret_configs", "Secrets", "table", field="secrets.secrets"),
        Section("sandbox", "Sandbox", "body"),
        Section("runner", "Runner", "body"),
        Section("stack", "Stack", "body"),
        Section("readme", "README", "markdown", late=True),
    )

    action_ids: Annotated[Texts, Omitted("the actions are shown by name"), Compared.NEVER] = ()
    action_workflow_configs: Annotated[Collection[ActionWorkflowConfig], Compared.APART] = Collection()
    app_branch: Annotated[AppBranch | None, Compared.NEVER] = None
    app_branch_id: Annotated[str | None, Called("branch")] = None
    app_id: ParentId = None
    break_glass: Annotated[AppBreakGlassConfig | None, Called("break-glass roles")] = None
    checksum: Annotated[str | None, Compared.NEVER] = None
    cli_version: Annotated[str | None, Compared.NEVER] = None
    component_config_connections: Annotated[Collection[ComponentConfigConnection], Compared.APART] = Collection()
    component_ids: Annotated[Texts, Omitted("the components are shown by name"), Compared.NEVER] = ()
    input: Annotated[AppInputConfig | None, Called("inputs")] = None
    intermediate_config: Annotated[Withheld, Omitted("it is the source of the config"), Compared.NEVER] = None
    kubernetes_contexts: Annotated[AppKubernetesContextsConfig | None, Called("Kubernetes contexts")] = None
    labels: PlainMap = NO_VALUES
    operation_role_config: Annotated[AppOperationRoleConfig | None, Called("operation roles")] = None
    permissions: Annotated[AppPermissionsConfig | None, Called("roles")] = None
    policies: Annotated[AppPoliciesConfig | None, Compared.APART] = None
    readme: Annotated[ScannedText, Compared.APART] = None
    runbook_ids: Annotated[Texts, Called("runbook"), Compared.UNORDERED] = ()
    runner: Annotated[AppRunnerConfig | None, Compared.APART] = None
    sandbox: Annotated[AppSandboxConfig | None, Compared.APART] = None
    secrets: AppSecretsConfig | None = None
    stack: Annotated[AppStackConfig | None, Compared.APART] = None
    state: Annotated[SecretText | None, Compared.NEVER] = None
    status: Annotated[str | None, Compared.NEVER] = None
    status_description: Annotated[ScannedText, Compared.NEVER] = None
    status_v2: Annotated[CompositeStatus | None, Compared.NEVER] = None
    trigger_rules: Annotated[Collection[TriggerRule], Called("trigger rule")] = Collection()
    vcs_connection_commit: Annotated[VCSConnectionCommit | None, Called("")] = None
    version: Annotated[int | None, Compared.NEVER] = None

    @property
    def components(self) -> Collection[ComponentConfigConnection]:
        """The components by name.

        A version that changes only some components carries the others over. For these the server sends the newest
        connection that exists today. If the connection that this version had was loaded, it is returned instead.
        """
        return self.section_items("components", self._components)

    def _components(self) -> Collection[ComponentConfigConnection]:
        every = self.recorded("component_config_connections").once()
        app = self.owner
        history = app.remember("history", lambda: History(app)) if app else None
        chosen = (history.connection(one, self) if history else one for one in every)
        return Collection(one.at(self._store, self) for one in chosen).by("name", "id")

    @property
    def graph(self) -> "ComponentGraph | None":
        """The components and what depends on what, as a picture; None if there are none, or they were not loaded."""
        from nuon_notebook.analysis.component_graph import component_graph  # noqa: PLC0415 - it imports the models

        return self.remember("graph", lambda: component_graph(self))

    @property
    def component_names(self) -> Mapping[str, str]:
        """By component id, the name of each component."""
        every = self.recorded("component_config_connections")
        return self.remember(
            "component_names", lambda: {one.component_id: one.name for one in every if one.component_id}
        )

    @property
    def component_users(self) -> Mapping[str, tuple[str, ...]]:
        """By component id, the ids of the components that depend on each directly; the name of those without an id."""
        return self.remember("component_users", self._component_users)

    def _component_users(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.components if self.components.loaded else ():
            for used in dict.fromkeys(one.component_dependency_ids):
                found[used] = (*found.get(used, ()), one.key)
        return found

    @property
    def owner(self) -> "App | None":
        """The app that it was reached through; None if it was reached by itself."""
        return cast("App | None", self.reached_through("app.App"))

    @property
    def is_newest(self) -> bool:
        """Whether its app has no newer config; False if that is not known."""
        return bool(self.owner and self.owner.configs.loaded and self.owner.configs[0].id == self.id)

    @property
    def input_groups(self) -> Collection[AppInputGroup]:
        """The inputs by group."""
        return self.section_items(
            "input_groups", lambda: self.placed(self.input.groups) if self.input else Collection()
        )

    @property
    def actions(self) -> Collection[ActionWorkflowConfig]:
        """The actions by name."""
        return self.section_items("actions", self._actions)

    def _actions(self) -> Collection[ActionWorkflowConfig]:
        every: Collection[ActionWorkflowConfig] = self.placed(self.recorded("action_workflow_configs").once())
        return every.by("name", "id")

    @property
    def roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles that Nuon assumes in the customer's account."""
        return self.section_items("roles", lambda: self.permissions.roles if self.permissions else Collection())

    @property
    def break_glass_roles(self) -> Collection[AppAWSIAMRoleConfig]:
        """The roles for emergencies."""
        return self.section_items(
            "break_glass_roles", lambda: self.break_glass.aws_iam_roles.once() if self.break_glass else Collection()
        )

    @property
    def secret_configs(self) -> Collection[AppSecretConfig]:
        """The secrets by name, never with a value."""
        return self.section_items(
            "secret_configs", lambda: self.secrets.secrets.once().by("name", "id") if self.secrets else Collection()
        )

    @property
    def branch(self) -> AppBranch | None:
        """Its branch; None if neither the config nor the app came with it."""
        branches = self.owner.branches if self.owner and self.owner.branches.loaded else ()
        return self.app_branch or next((one for one in branches if one.id and one.id == self.app_branch_id), None)

    @property
    def run_by(self) -> tuple[str, ...]:
        """The names of the installs that are set to this version; empty if they were not loaded."""
        return self.owner.installs_by_config.get(self.id or "", ()) if self.owner else ()

    @property
    def set_for(self) -> tuple[str, ...]:
        """The names of those of `run_by` to which nothing of this version was deployed."""
        return self.owner.undeployed_by_config.get(self.id or "", ()) if self.owner else ()

    @property
    def in_use(self) -> bool:
        """Whether an install is set to this version."""
        return bool(self.run_by)

    @property
    def usable(self) -> bool:
        """Whether the server sends it in full. It refuses exactly those in status `error`."""
        return self.status != ERROR

    @property
    def in_full(self) -> bool:
        """Whether it was loaded completely, even if it is empty."""
        return self.has_children or self.was_loaded("components")

    @property
    def has_children(self) -> bool:
        """Whether any of its content was loaded."""
        return any(self.__dict__.get(name) for name in CHILDREN)

    @property
    def title(self) -> str:
        """Its version, for instance "v11"; its id if it has none."""
        return f"v{self.version}" if self.version else self.id or "config"

    def section_state(self, name: str) -> SectionState:
        """Return the state of a section. The server sends no content of a config that failed."""
        state = super().section_state(name)
        unsent = state.status is SectionStatus.NOT_LOADED and not self.usable
        return replace(state, status=SectionStatus.NOT_SENT, load="") if unsent else state

    def call_to_load(self, name: str) -> str:  # noqa: ARG002 - all of its sections are loaded at once
        """Return the Python call that loads the config in full."""
        app = (self.owner.name if self.owner else None) or self.app_id
        return self.call_to_load_app(app, ', configs="all"')

    @property
    def headline(self) -> Headline:
        """Version and status; date, number of components, installs that run it; why it failed."""
        components = self.recorded("component_config_connections").once()
        every = formats.count(len(components), "component") if components else ""
        carried = sum(one.app_config_id != self.id for one in components) if self.id else 0
        undeployed = self.set_for
        running = tuple(name for name in self.run_by if name not in undeployed)
        facts = (
            formats.format_time(self.created_at) if self.created_at else "",
            f"{every}, {carried} carried over" if carried else every,
            Customers("runs on", running) if running else "",
            Customers("set but not deployed on", undeployed) if undeployed else "",
        )
        why = "" if self.usable else self.status_description or ""
        return Headline(self.title, self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


def newest_first(configs: Iterable[AppConfig]) -> Collection[AppConfig]:
    """Return configs without repetitions, newest first."""
    return Collection(reversed(Collection(configs).once().by("version", "created_at", "id")))


def releases_of(configs: Iterable[AppConfig]) -> dict[str, Release]:
    """Return, by config id, the version of each config, the number of newer usable versions, and when it was made.

    Args:
        configs: all configs of an app, newest first.
    """
    found: dict[str, Release] = {}
    newer = 0
    for config in configs:
        if config.id:
            found[config.id] = Release(config.version, newer, config.created_at)
        newer += config.usable
    return found


def _is_own(connection: ComponentConfigConnection, config: AppConfig) -> bool:
    """Return whether a config itself made a connection, instead of carrying it over."""
    return connection.app_config_id == config.id


class History:
    """Finds the connection that a component had in a version of the config.

    Configs are incremental. For components that a version did not change, the server sends *today's* connection. It
    is the right one only if the component has not changed since.

    Args:
        app: the app of the configs.
    """

    def __init__(self, app: "App") -> None:
        configs = app.configs if app.configs.loaded else ()
        self._configs = {config.version: config for config in reversed(configs) if config.version}
        self._versions = {config.id: config.version for config in configs if config.id and config.version}
        self._in_full = {version for version, config in self._configs.items() if config.in_full}

    def _loaded(self) -> Iterator[tuple[int, AppConfig]]:
        """Yield the configs that were loaded in full, with their versions, the oldest first."""
        return ((version, config) for version, config in self._configs.items() if version in self._in_full)

    @cached_property
    def _changed(self) -> dict[str, dict[int, ComponentConfigConnection]]:
        """By component id and version, the connections that are known."""
        found: dict[str, dict[int, ComponentConfigConnection]] = {}
        for version, config in self._loaded():
            for one in config.recorded("component_config_connections"):
                made = version if _is_own(one, config) else self._made(one)
                if one.component_id and made:
                    found.setdefault(one.component_id, {})[made] = one
        return found

    @cached_property
    def _newest(self) -> dict[str, int]:
        """By component id, the version that made today's connection, where a config carried that over."""
        found: dict[str, int] = {}
        for _, config in self._loaded():
            for one in config.recorded("component_config_connections"):
                made = None if _is_own(one, config) else self._made(one)
                if one.component_id and made:
                    found[one.component_id] = max(made, found.get(one.component_id, 0))
        return found

    def _made(self, one: ComponentConfigConnection) -> int | None:
        """Return the version that made a connection; None if that is not known."""
        return one.app_config_version or self._versions.get(one.app_config_id or "")

    def connection(self, today: ComponentConfigConnection, config: AppConfig) -> ComponentConfigConnection:
        """Return the connection that a component had in a config; today's if that is not known.

        Args:
            today: the connection that the server sent.
            config: the config.
        """
        if _is_own(today, config) or config.version is None:
            return today
        made = self._made(today)
        if made is not None and made <= config.version:
            return today.as_of(made)
        last = self._last(today.component_id or "", config.version)
        if last is None or not self._is_last(today.component_id or "", last, config.version):
            return today
        return self._changed[today.component_id or ""][last].as_of(last)

    def _last(self, component_id: str, version: int) -> int | None:
        """Return the last version, up to this one, of which it is known that it changed a component."""
        return max((one for one in self._changed.get(component_id, {}) if one <= version), default=None)

    def _is_last(self, component_id: str, last: int, version: int) -> bool:
        """Return whether no version after `last`, up to `version`, can have changed a component.

        A version in between that was not loaded may have, even if it is broken or deleted; unless the connection is
        today's. Connections are also counted per component: if the next one that is known has the next number, there
        was none in between.
        """
        known = self._changed[component_id]
        if self._newest.get(component_id) == last == max(known) or self._all_in_full(last, version):
            return True
        following = min((one for one in known if one > version), default=None)
        number = known[last].version
        return bool(following and number and known[following].version == number + 1)

    def is_unchanged(self, component_id: str, older: int, newer: int) -> bool:
        """Return whether a component is known to be the same in two versions, even if it is not known how it was."""
        last = self._last(component_id, newer)
        if last is not None and last > older:
            return False
        return self._all_in_full(older, newer) or bool(last and self._is_last(component_id, last, newer))

    def _all_in_full(self, older: int, newer: int) -> bool:
        return all(between in self._in_full for between in range(older + 1, newer + 1))

    def last_change(self, component_id: str, older: int, newer: int) -> int | None:
        """Return the last version after `older`, up to `newer`, of which it is known that it changed a component."""
        last = self._last(component_id, newer)
        return last if last is not None and last > older else None

    def next_to_load(self, older: AppConfig, newer: AppConfig, tried: Container[str] = ()) -> AppConfig | None:
        """Return the config to load next, to learn how the components of two versions were; None if that is known.

        Args:
            older: a version that was loaded in full.
            newer: a later version that was loaded in full.
            tried: the ids of configs that could not be loaded.
        """
        if older.version is None or newer.version is None:
            return None
        before = {one.component_id: one for one in older.recorded("component_config_connections") if one.component_id}
        after = [one for one in newer.recorded("component_config_connections") if one.component_id in before]
        carried = [one for one in after if not (_is_own(one, newer) and _is_own(before[one.component_id], older))]
        wanted = (self._wanted(one, older.version, newer.version, tried) for one in carried)
        version = max(filter(None, wanted), default=None)
        return self._configs[version] if version else None

    def _wanted(self, today: ComponentConfigConnection, older: int, newer: int, tried: Container[str]) -> int | None:
        """Return the newest version that may say how a component was in one of two versions; None if none is needed."""
        component_id = today.component_id or ""
        if self.is_unchanged(component_id, older, newer):
            return None
        for version in (newer, older):
            last = self._last(component_id, version)
            if last is None or not self._is_last(component_id, last, version):
                return self._newest_missing(component_id, last or 0, version, tried)
        return None

    def _newest_missing(self, component_id: str, last: int, version: int, tried: Container[str]) -> int | None:
        for between in range(version, last, -1):
            config = self._configs.get(between)
            if config is None or between in self._in_full or component_id not in config.component_ids:
                continue
            if config.usable and config.id not in tried:
                return between
        return None
