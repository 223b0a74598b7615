"""Builds of components."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Logged
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.component_releases import ComponentRelease
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.policies import PolicyReport
from nuon_notebook.models.runner_jobs import LogStream, RunnerJob
from nuon_notebook.models.statuses import Explained
from nuon_notebook.models.types import ServerQueue, Timestamp
from nuon_notebook.models.vcs import VCSConnectionCommit
from nuon_notebook.redaction.policy import ParentId

if TYPE_CHECKING:
    from nuon_notebook.models.install_deploys import InstallDeploy

SHA = re.compile("[0-9a-f]{40}")
SHORT_SHA = 10  # letters of a commit in a headline


class ComponentBuild(Explained, Logged):
    """A build of a component."""

    api_type: ClassVar[str] = "app.ComponentBuild"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("releases", "Releases", newest_first=True, comes_with_model=True, optional=True),
    )

    app_branch_id: ParentId = None
    app_branch_run_id: ParentId = None
    build_runner_job_id: ParentId = None
    checksum: str | None = None
    component_config_connection: ComponentConfigConnection | None = None
    component_config_connection_id: ParentId = None
    component_config_version: int | None = None
    component_id: str | None = None
    component_name: str | None = None
    created_by: Account | None = None
    git_ref: str | None = None
    install_deploys: "Collection[Deferred[InstallDeploy]]" = Collection()
    log_stream: LogStream | None = None
    no_op: bool | None = None
    policy_reports: Collection[PolicyReport] = Collection()
    queue_signal: ServerQueue = None
    releases: Collection[ComponentRelease] = Collection()
    resolved_at: Timestamp = None
    resolved_tag: str | None = None
    runner_job: RunnerJob | None = None
    source_checksum: str | None = None
    source_digest: str | None = None
    source_image: str | None = None
    source_media_type: str | None = None
    source_ref: str | None = None
    vcs_connection_commit: VCSConnectionCommit | None = None

    @property
    def commit(self) -> str:
        """The commit, shortened, or else the branch or tag, in words; empty if the server sends none."""
        sha = self.vcs_connection_commit.sha if self.vcs_connection_commit else None
        ref = self.git_ref or self.resolved_tag or ""
        sha = sha or (ref if SHA.fullmatch(ref) else "")
        return f"commit {sha[:SHORT_SHA]}" if sha else ref

    @property
    def took(self) -> timedelta | None:
        """How long its job took; None while that runs, or if it was not loaded."""
        return self.runner_job.took if self.runner_job else None

    @property
    def headline(self) -> Headline:
        """The component's name and status; time, version of the component, commit, duration; why it failed."""
        facts = (
            formats.format_time(self.created_at) if self.created_at else "",
            f"component v{self.component_config_version}" if self.component_config_version else "",
            self.commit,
            f"took {formats.format_duration(self.took)}" if self.took else "",
            "nothing to do" if self.no_op else "",
        )
        return Headline(self._name_from("component_name"), self.badges, tuple(filter(None, facts)), self.reason)
