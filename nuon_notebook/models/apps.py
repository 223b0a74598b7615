"""Apps and what tells about them."""

from __future__ import annotations

from typing import ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Part
from nuon_notebook.models.base import Explorable, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.configs import AppBranch, AppConfig
from nuon_notebook.models.infrastructure import AppRunnerConfig, AppSandboxConfig
from nuon_notebook.models.inputs import AppInputConfig
from nuon_notebook.models.installs import Install
from nuon_notebook.models.types import AnyMap, SecretText


class NotificationsConfig(Record):
    """Where notifications go; source: `GET /v1/apps/{app_id}`."""

    api_type: ClassVar[str] = "app.NotificationsConfig"

    owner_id: str | None = None
    owner_type: str | None = None
    slack_webhook_url: SecretText | None = None


class App(Explorable):
    """An app; source: `GET /v1/apps/{app_id}`."""

    api_type: ClassVar[str] = "app.App"
    parts: ClassVar[tuple[Part, ...]] = (
        Part("configs", "Configs", newest_first=True, field="app_configs"),
        Part("installs", "Installs"),
        Part("branches", "Branches"),
    )

    app_configs: Collection[AppConfig] = Collection()
    cloud_platform: str | None = None
    config_directory: str | None = None
    config_repo: str | None = None
    description: str | None = None
    display_name: str | None = None
    input_config: AppInputConfig | None = None
    links: AnyMap = {}
    name: str | None = None
    notifications_config: NotificationsConfig | None = None
    runner_config: AppRunnerConfig | None = None
    runner_type: str | None = None
    sandbox_config: AppSandboxConfig | None = None
    status: str | None = None
    status_description: str | None = None

    @property
    def title(self) -> str:
        """The name that people see."""
        return self.display_name or self.name or self.id or "unnamed app"

    @property
    def configs(self) -> Collection[AppConfig]:
        """The versions of the config, newest first."""
        return Collection(reversed(self.app_configs.once().by("version", "created_at", "id")))

    @property
    def whole(self) -> int:
        """How many configs are in hand with what is in them; the others came bare."""
        return sum(1 for one in self.configs if "components" in one.loaded.asked or one.component_config_connections)

    @property
    def installs(self) -> Collection[Install]:
        """The installs by name, where the loader asked for them."""
        installs: Collection[Install] = self.loaded.added.get("installs", Collection())
        return installs

    @property
    def branches(self) -> Collection[AppBranch]:
        """The branches by name, where the loader asked for them."""
        branches: Collection[AppBranch] = self.loaded.added.get("branches", Collection())
        return branches

    @property
    def platform(self) -> str:
        """The cloud platform; empty where the server does not know it."""
        return self.cloud_platform if self.cloud_platform and self.cloud_platform != "unknown" else ""

    @property
    def runner(self) -> str:
        """The type of its runner; empty where the server does not know it."""
        return self.runner_type if self.runner_type and self.runner_type != "unknown" else ""

    @property
    def headline(self) -> Headline:
        """Name and status; platform, how many configs and installs."""
        listed = "configs" in self.loaded.asked  # else what is in hand are only the newest, and no number to tell
        configs, installs = len(self.configs) if listed else 0, len(self.installs)
        whole = f", {self.whole} loaded whole" if 0 < self.whole < configs else ""
        facts = (
            self.platform,
            f"{formats.count(configs, 'config')}{whole}" if configs else "",
            formats.count(installs, "install") if installs else "",
        )
        return Headline(self.title, (Badge(self.status),) if self.status else (), tuple(filter(None, facts)))
