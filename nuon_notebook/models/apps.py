"""Apps and their notification settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, TypeVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section, SectionState, SectionStatus
from nuon_notebook.models.actions import ActionWorkflow
from nuon_notebook.models.base import Record
from nuon_notebook.models.branches import AppBranch
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.components import Component
from nuon_notebook.models.configs import AppConfig, Release, newest_first, releases_of
from nuon_notebook.models.dashboard import DashboardPages, dashboard_pages
from nuon_notebook.models.fleets import APPROVALS, PROBLEMS, SCHEDULE, Fleet, answer
from nuon_notebook.models.infrastructure import AppRunnerConfig, AppSandboxConfig
from nuon_notebook.models.inputs import AppInputConfig
from nuon_notebook.models.installs import Install
from nuon_notebook.models.labels import OF_THE_DASHBOARD
from nuon_notebook.models.permissions import AppPermissionsConfig
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.types import NO_VALUES, AnyMap, Links, PlainMap, ScannedText, SecretText
from nuon_notebook.redaction.policy import Omitted, OwnerType, ParentId

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.analysis.app_answers import PendingComparison
    from nuon_notebook.analysis.comparison import Comparison
    from nuon_notebook.analysis.customer_provides import CustomerProvides
    from nuon_notebook.analysis.impact import Impacts
    from nuon_notebook.analysis.overview import Overview
    from nuon_notebook.analysis.permissions import Permissions
    from nuon_notebook.analysis.result import Report

R = TypeVar("R", bound="Report")

ON_CONFIG: Final = ("impacts", "permissions", "customer_provides")
"""The sections that answer questions on the newest working config."""

EMPTY_ACTIONS: Final[Collection[ActionWorkflow]] = Collection()
EMPTY_BRANCHES: Final[Collection[AppBranch]] = Collection()
EMPTY_COMPONENTS: Final[Collection[Component]] = Collection()
EMPTY_INSTALLS: Final[Collection[Install]] = Collection()


class NotificationsConfig(Record):
    """The address for notifications; source: `GET /v1/apps/{app_id}`."""

    api_type: ClassVar[str] = "app.NotificationsConfig"

    owner_id: ParentId = None
    owner_type: OwnerType = None
    slack_webhook_url: SecretText | None = None


class App(Fleet, Stated):
    """An app; source: `GET /v1/apps/{app_id}`."""

    api_type: ClassVar[str] = "app.App"
    sections: ClassVar[tuple[Section, ...]] = (
        answer("overview", "Installs", opened=True, own_page=True),
        PROBLEMS,
        APPROVALS,
        answer("latest_changes", "What changed"),
        answer("impacts", "Impact of a change"),
        answer("permissions", "Permissions"),
        answer("customer_provides", "Customer provides"),
        SCHEDULE,
        Section("installs", "Installs", answered=True),
        Section("configs", "Configs", newest_first=True, field="app_configs"),
        Section("branches", "Branches"),
    )

    app_configs: Collection[AppConfig] = Collection()
    cloud_platform: str | None = None
    config_count: Annotated[int | None, Omitted("the list of configs says more")] = None
    config_directory: str | None = None
    config_repo: str | None = None
    default_labels: PlainMap = NO_VALUES
    description: ScannedText = None
    display_name: str | None = None
    input_config: Annotated[AppInputConfig | None, Omitted("the newest config shows it")] = None
    label_colors: Annotated[AnyMap, OF_THE_DASHBOARD] = NO_VALUES
    links: Links = NO_VALUES
    name: str | None = None
    notifications_config: NotificationsConfig | None = None
    permissions_config: Annotated[AppPermissionsConfig | None, Omitted("the newest config shows it")] = None
    queue_id: Annotated[str | None, Omitted("it is the server's own work queue")] = None
    runner_config: Annotated[AppRunnerConfig | None, Omitted("the newest config shows it")] = None
    runner_type: str | None = None
    sandbox_config: Annotated[AppSandboxConfig | None, Omitted("the newest config shows it")] = None

    @property
    def title(self) -> str:
        """The name shown to people; the id if the app has none."""
        return self.display_name or self.name or self.id or "unnamed app"

    @property
    def configs(self) -> Collection[AppConfig]:
        """The versions of the config, newest first."""
        return self.section_items("configs", self._configs)

    def _configs(self) -> Collection[AppConfig]:
        return newest_first(self.related("configs", self.placed(self.recorded("app_configs"))))

    @property
    def installs(self) -> Collection[Install]:
        """The installs by name."""
        return self.section_items("installs", lambda: self.related("installs", EMPTY_INSTALLS).by("name", "id"))

    @property
    def branches(self) -> Collection[AppBranch]:
        """The branches by name."""
        return self.section_items("branches", lambda: self.related("branches", EMPTY_BRANCHES).by("name", "id"))

    @property
    def overview(self) -> "Overview | None":  # type: ignore[override]
        """Who runs which version, and who needs attention; None if no installs were loaded."""
        return super().overview if self.installs.loaded and self.installs else None

    @property
    def latest_changes(self) -> "Comparison | PendingComparison | None":
        """What changed between the newest working version and the one before, if both were loaded.

        `nuon_notebook.compare` loads what is missing.
        """
        from nuon_notebook.analysis.app_answers import latest_changes  # noqa: PLC0415 - an import upwards

        return self.remember("latest_changes", lambda: latest_changes(self))

    @property
    def impacts(self) -> "Impacts | None":
        """Who is hit by a change of each component of the newest working config that was loaded."""
        from nuon_notebook.analysis.impact import impacts  # noqa: PLC0415 - an import upwards

        return self._on_newest("impacts", impacts)

    @property
    def permissions(self) -> "Permissions | None":
        """Which role may do what, by the newest working config that was loaded."""
        from nuon_notebook.analysis.permissions import permissions  # noqa: PLC0415 - an import upwards

        return self._on_newest("permissions", permissions)

    @property
    def customer_provides(self) -> "CustomerProvides | None":
        """What a customer must give, by the newest working config that was loaded."""
        from nuon_notebook.analysis.customer_provides import customer_provides  # noqa: PLC0415 - an import upwards

        return self._on_newest("customer_provides", customer_provides)

    def _on_newest(self, name: str, answer: "Callable[[AppConfig], R]") -> R | None:
        from nuon_notebook.analysis.app_answers import on_newest  # noqa: PLC0415 - an import upwards

        return self.remember(name, lambda: on_newest(self, answer))

    @property
    def releases(self) -> Mapping[str, Release]:
        """By config id, the version of each config, the number of newer usable versions, and when it was made."""
        return self.remember("releases", lambda: releases_of(self.configs if self.configs.loaded else ()))

    @property
    def installs_by_config(self) -> Mapping[str, tuple[str, ...]]:
        """By config id, the names of the installs that run it."""
        return self.remember("installs_by_config", self._installs_by_config)

    def _installs_by_config(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for install in self.installs if self.installs.loaded else ():
            config_id = install.app_config_id or ""
            found[config_id] = (*found.get(config_id, ()), install.name or install.id or "")
        return found

    @property
    def component_names(self) -> Mapping[str, str]:
        """By component id, the name of each component of the configs that were loaded in full."""
        return self.remember("component_names", self._component_names)

    def _component_names(self) -> dict[str, str]:
        configs = self.configs if self.configs.loaded else ()
        named: dict[str, str] = {}
        for config in configs:
            if config.component_ids and named.keys() >= set(config.component_ids):
                continue  # newer configs named all of them, as most configs do
            for one in config.recorded("component_config_connections"):
                if one.component_id and one.component_name:
                    named.setdefault(one.component_id, one.component_name)
        listed = {one.id: one.name for one in self.related("components", EMPTY_COMPONENTS) if one.id and one.name}
        return named | listed

    @property
    def action_names(self) -> Mapping[str, str]:
        """By action id, the name of each action."""
        actions = self.related("actions", EMPTY_ACTIONS)
        return self.remember("action_names", lambda: {one.id: one.name for one in actions if one.id and one.name})

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty if that is not known."""
        return self.pages.app

    @property
    def pages(self) -> DashboardPages:
        """The pages of the vendor's dashboard that show it and its installs."""
        return self.remember("pages", lambda: dashboard_pages(self.id, self.org_id, self.links, self.server))

    @property
    def platform(self) -> str:
        """The cloud platform; empty if the server does not know it."""
        return self.cloud_platform if self.cloud_platform and self.cloud_platform != "unknown" else ""

    @property
    def runner(self) -> str:
        """The type of its runner; empty if the server does not know it."""
        return self.runner_type if self.runner_type and self.runner_type != "unknown" else ""

    def section_state(self, name: str) -> SectionState:
        """Return the state of a section. An answer on a config is not loaded if no working config was."""
        state = super().section_state(name)
        if name not in ON_CONFIG or not self._lacks_config:
            return state
        return replace(state, status=SectionStatus.NOT_LOADED, load=self.call_to_load(name))

    @property
    def _lacks_config(self) -> bool:
        return self.remember("lacks_config", self._found_no_config)

    def _found_no_config(self) -> bool:
        working = [one for one in (self.configs if self.configs.loaded else ()) if one.usable]
        return not any(one.in_full for one in working) if working else not self.configs.loaded

    def call_to_load(self, name: str) -> str:  # noqa: ARG002 - all of its sections are loaded at once
        """Return the Python call that loads the app."""
        return self.call_to_load_app(self.name or self.id)

    @property
    def headline(self) -> Headline:
        """Name and status; platform, number of configs and installs."""
        # Until the list of configs is loaded, the app holds only the newest ones, and their number means nothing.
        configs = len(self.configs) if self.was_loaded("configs") else 0
        installs = len(self.installs) if self.installs.loaded else 0
        loaded = self.remember("full", lambda: sum(config.in_full for config in self.configs)) if configs else 0
        in_full = f", {loaded} loaded" if 0 < loaded < configs else ""
        facts = (
            self.platform,
            f"{formats.count(configs, 'config')}{in_full}" if configs else "",
            formats.count(installs, "install") if installs else "",
        )
        return Headline(self.title, self.badges, tuple(filter(None, facts)))
