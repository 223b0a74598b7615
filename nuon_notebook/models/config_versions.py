"""Which config an install ran when, and what was changed in its own settings."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.branches import AppBranchRun
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.types import NO_VALUES, AnyMap, CustomerText, SecretValue, Variables
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.models.workflows import Workflow
from nuon_notebook.redaction.policy import Omitted, ParentId
from nuon_notebook.store import Key


class Applied(Record):
    """A change that was applied to an install, with its status."""

    install_id: ParentId = None
    metadata: Variables = NO_VALUES
    status: CompositeStatus | None = None

    @property
    def when(self) -> str:
        """The time of the change; empty if it is not known."""
        return formats.format_time(self.created_at)

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither."""
        return self.status.reason if self.status else ""

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = self.status.status if self.status else None
        return (Badge(word),) if word else ()


class InstallAppConfigVersion(Applied):
    """That an install moved to another config; source: `GET /v1/installs/{install_id}/app-config-versions`."""

    api_type: ClassVar[str] = "app.InstallAppConfigVersion"

    app_branch_run: AppBranchRun | None = None
    app_branch_run_id: ParentId = None
    diff: AnyMap = NO_VALUES
    install_group_id: ParentId = None
    new_app_config_id: str | None = None
    old_app_config_id: str | None = None
    workflow: Workflow | None = None
    workflow_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """The version that the install moved to and status; since when, the version before; why it failed.

        A config whose version was not loaded is named by its id.
        """
        since = f"since {self.when}" if self.when else ""
        before = f"was on {self._version_of(self.old_app_config_id)}" if self.old_app_config_id else ""
        title = f"on {self._version_of(self.new_app_config_id)}" if self.new_app_config_id else self.id or "config"
        return Headline(title, self.badges, tuple(filter(None, (since, before))), self.reason)

    def _version_of(self, config_id: str) -> str:
        config = self._store.record(Key("app.AppConfig", config_id)) if self._store else None
        return f"v{config.version}" if config and config.version else config_id


class InstallConfigSync(Applied):
    """That the files of installs in a repository were applied; source: `GET /v1/installs/{install_id}/config-syncs`."""

    api_type: ClassVar[str] = "app.InstallConfigSync"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("versions", "Versions", newest_first=True, comes_with_model=True, optional=True),
    )

    app_branch_config_id: ParentId = None
    app_branch_id: ParentId = None
    app_branch_run_id: ParentId = None
    app_install_config_sync_id: ParentId = None
    triggered_by: str | None = None
    vcs_connection_commit: VCSConnectionCommit | None = None
    versions: "Collection[InstallConfigVersion]" = Collection()

    @property
    def headline(self) -> Headline:
        """Time and status; commit; why it failed."""
        sha = (self.vcs_connection_commit.sha if self.vcs_connection_commit else None) or ""
        facts = (f"commit {sha}",) if sha else ()
        return Headline(f"Sync {self.when}".strip(), self.badges, facts, self.reason)


class InstallConfigVersion(Applied):
    """A version of the settings of an install, from a file; source: `GET /v1/installs/{install_id}/config-versions`.

    What changed is never shown: it holds the values of inputs.
    """

    api_type: ClassVar[str] = "app.InstallConfigVersion"

    created: bool | None = None
    diff: SecretValue | None = None
    file_path: str | None = None
    install_config_sync: Annotated[Deferred[InstallConfigSync] | None, Omitted("it is a record of its own")] = None
    install_config_sync_id: ParentId = None
    install_name: CustomerText = None

    @property
    def headline(self) -> Headline:
        """Time and status; file; why it failed."""
        what = "created the install" if self.created else ""
        facts = tuple(filter(None, (self.file_path, what)))
        return Headline(self.when or self.id or "version", self.badges, facts, self.reason)


class ComponentDiffEntry(Model):
    """A component that differs between two configs."""

    api_type: ClassVar[str] = "app.ComponentDiffEntry"

    component_id: ParentId = None
    component_name: str | None = None
    component_type: str | None = None
    new_checksum: str | None = None
    old_checksum: str | None = None

    @property
    def headline(self) -> Headline:
        """Name; kind."""
        kind = formats.humanize(str(self.component_type or ""))
        return Headline(self._name_from("component_name", "component_id"), facts=tuple(filter(None, (kind,))))


class InstallConfigDiff(Model):
    """What differs between two configs of an install.

    Source: `GET /v1/installs/{install_id}/app-config-versions/{version_id}/diff`.
    """

    api_type: ClassVar[str] = "app.InstallConfigDiff"
    sections: ClassVar[tuple[Section, ...]] = tuple(
        Section(name, name.capitalize(), open=name != "unchanged", comes_with_model=True, optional=True)
        for name in ("changed", "added", "removed", "unchanged")
    )

    added: Collection[ComponentDiffEntry] = Collection()
    changed: Collection[ComponentDiffEntry] = Collection()
    removed: Collection[ComponentDiffEntry] = Collection()
    sandbox_changed: bool | None = None
    sandbox_new_id: ParentId = None
    sandbox_old_id: ParentId = None
    stack_changed: bool | None = None
    stack_new_id: ParentId = None
    stack_old_id: ParentId = None
    unchanged: Collection[ComponentDiffEntry] = Collection()

    @property
    def headline(self) -> Headline:
        """How many components were changed, added and removed; whether sandbox and stack changed."""
        counted = ((self.changed, "changed"), (self.added, "added"), (self.removed, "removed"))
        facts = (
            *(f"{len(those)} {word}" for those, word in counted if those),
            "sandbox changed" if self.sandbox_changed else "",
            "stack changed" if self.stack_changed else "",
        )
        return Headline("Changes", facts=tuple(filter(None, facts)) or ("none",))
