"""Branches of apps, with their configs, runs and groups of installs."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.labels import LabelSelector, in_words
from nuon_notebook.models.runner_jobs import LogStream
from nuon_notebook.models.types import NO_VALUES, PlainMap, ScannedText, ServerQueue, Texts, Timestamp
from nuon_notebook.models.vcs import FromRepository, VCSConnectionCommit
from nuon_notebook.redaction.policy import Omitted, ParentId

if TYPE_CHECKING:
    from nuon_notebook.models.workflows import Workflow

SHOWN_BY_NAME = Omitted("the config shows them by name")


class AppBranchInstallGroup(Record):
    """A group of installs that a run of a branch updates together."""

    api_type: ClassVar[str] = "app.AppBranchInstallGroup"

    all_installs: bool | None = None
    app_branch_config_id: ParentId = None
    install_ids: Texts = ()
    label_selector: LabelSelector | None = None
    max_parallel: int | None = None
    name: str | None = None
    order: Annotated[int | None, Omitted("they are shown in this order")] = None
    use_for_previews: bool | None = None

    @property
    def headline(self) -> Headline:
        """Name; which installs, how many at once."""
        selected = self.label_selector.headline.title if self.label_selector else ""
        which = "all installs" if self.all_installs else formats.count(len(self.install_ids), "install")
        facts = (
            f"installs with {selected}" if selected and not self.install_ids else which,
            f"{self.max_parallel} at once" if self.max_parallel else "",
            "for previews" if self.use_for_previews else "",
        )
        return Headline(self._name_from("name"), facts=tuple(filter(None, facts)))


class AppBranchConfig(FromRepository):
    """How a branch is built and rolled out; source: `GET /v1/apps/{app_id}/branches/{app_branch_id}/latest-config`."""

    api_type: ClassVar[str] = "app.AppBranchConfig"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("groups", "Install groups", comes_with_model=True, optional=True, field="install_groups"),
    )

    action_ids: Annotated[Texts, SHOWN_BY_NAME] = ()
    app_branch_id: ParentId = None
    component_ids: Annotated[Texts, SHOWN_BY_NAME] = ()
    config_number: int | None = None
    install_groups: Collection[AppBranchInstallGroup] = Collection()
    post_deploy_runbook_ids: Texts = ()
    runbook_ids: Annotated[Texts, SHOWN_BY_NAME] = ()
    workflows: "Collection[Workflow]" = Collection()

    @property
    def groups(self) -> Collection[AppBranchInstallGroup]:
        """The groups of installs in the order in which they are updated."""
        return self.install_groups.by("order", "name")

    @property
    def headline(self) -> Headline:
        """Number; repository."""
        number = f"Branch config {self.config_number}" if self.config_number else "Branch config"
        return Headline(number, facts=tuple(filter(None, (self.source,))))


class AppBranchRun(Logged):
    """A run of a branch: builds what changed and updates installs."""

    api_type: ClassVar[str] = "app.AppBranchRun"

    app_branch: Annotated["Deferred[AppBranch] | None", Omitted("it is the branch that the run belongs to")] = None
    app_branch_config: Annotated[AppBranchConfig | None, Omitted("the branch shows it")] = None
    app_config_id: ParentId = None
    awaiting_approval: bool | None = None
    base_branch: str | None = None
    commit_sha: str | None = None
    completed_at: Timestamp = None
    created_by: Account | None = None
    error_message: ScannedText = None
    event_type: str | None = None
    force: bool | None = None
    github_comment_id: Annotated[int | None, Omitted("it is an id of GitHub's own")] = None
    head_sha: str | None = None
    labels: PlainMap = NO_VALUES
    log_stream: LogStream | None = None
    log_stream_id: ParentId = None
    no_config_changes: bool | None = None
    plan_only: bool | None = None
    pr_number: int | None = None
    previous_run: Annotated["AppBranchRun | None", Omitted("it is a run of its own")] = None
    previous_run_id: Annotated[str | None, Omitted("it is a run of its own")] = None
    queue_signal: ServerQueue = None
    run_type: str | None = None
    started_at: Timestamp = None
    status: str | None = None
    trigger_event_dispatch_id: Annotated[str | None, Omitted("it is an id of the server's own")] = None
    vcs_connection_commit: VCSConnectionCommit | None = None
    workflow: Annotated["Workflow | None", Omitted("the workflow is shown with its steps")] = None
    workflow_id: ParentId = None

    @property
    def commit(self) -> str:
        """The commit; empty if the server sends none."""
        sha = self.commit_sha or self.head_sha or (self.vcs_connection_commit and self.vcs_connection_commit.sha)
        return sha or ""

    @property
    def reason(self) -> str:
        """Why it failed, in the server's words; empty if it did not."""
        return self.error_message or ""

    @property
    def headline(self) -> Headline:
        """Kind of run and status; start, commit, pull request; why it failed or waits."""
        kind = formats.humanize(str(self.run_type or "run"))
        started = self.started_at or self.created_at
        facts = (
            formats.format_time(started) if started else "",
            f"commit {self.commit}" if self.commit else "",
            f"pull request {self.pr_number}" if self.pr_number else "",
            "plan only" if self.plan_only else "",
            "no changes of the config" if self.no_config_changes else "",
            in_words(self.labels),
        )
        return Headline(kind, self.badges, tuple(filter(None, facts)), self.reason)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status; also that it waits for approval."""
        words = (self.status, "approval-awaiting" if self.awaiting_approval else None)
        return tuple(Badge(word) for word in dict.fromkeys(words) if word)


class AppBranch(Record):
    """A branch of an app; source: `GET /v1/apps/{app_id}/branches`."""

    api_type: ClassVar[str] = "app.AppBranch"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("configs", "Configs", comes_with_model=True, optional=True),
        Section("workflows", "Workflows", newest_first=True),
    )

    app_id: ParentId = None
    configs: Collection[AppBranchConfig] = Collection()
    connected_github_vcs_config_id: str | None = None
    latest_run: AppBranchRun | None = None
    managed_by: str | None = None
    name: str | None = None
    queue: ServerQueue = None
    workflow_count: int | None = None
    workflows: "Collection[Workflow]" = Collection()

    @property
    def headline(self) -> Headline:
        """Name and status of the latest run; that run, date of creation; why it failed."""
        run = self.latest_run.headline if self.latest_run else None
        facts = (
            f"latest: {run.title}" if run else "",
            *(run.facts if run else ()),
            f"since {formats.format_date(self.created_at)}" if self.created_at else "",
        )
        return Headline(self._name_from("name"), self.badges, tuple(filter(None, facts)), run.why if run else "")

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The status of its latest run."""
        return self.latest_run.badges if self.latest_run else ()


class InstallAppBranchConnection(Record):
    """That an install follows a branch."""

    api_type: ClassVar[str] = "app.InstallAppBranchConnection"

    activated_at: Timestamp = None
    active: bool | None = None
    app_branch: AppBranch | None = None
    app_branch_id: ParentId = None
    deactivated_at: Timestamp = None
    install_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Name of the branch; since when, until when."""
        name = (self.app_branch.name if self.app_branch else None) or self.app_branch_id or "branch"
        since = f"since {formats.format_date(self.activated_at)}" if self.activated_at else ""
        until = f"until {formats.format_date(self.deactivated_at)}" if self.deactivated_at else ""
        return Headline(name, facts=tuple(filter(None, (since, until, "" if self.active else "not active"))))
