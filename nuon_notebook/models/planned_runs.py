"""What deploys and sandbox runs have in common: they are planned before they are applied."""

from datetime import timedelta
from typing import ClassVar

from nuon_notebook.display.sections import Section
from nuon_notebook.models.action_runs import InstallActionWorkflowRun
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.install_runs import InstallRun
from nuon_notebook.models.policies import PolicyReport
from nuon_notebook.models.runner_jobs import RunnerJob
from nuon_notebook.models.types import Timestamp


class PlannedRun(InstallRun):
    """A run on an install that is planned before it is applied."""

    sections: ClassVar[tuple[Section, ...]] = (
        Section("runner_jobs", "Jobs", newest_first=True, comes_with_model=True, optional=True),
        Section("action_workflow_runs", "Action runs", comes_with_model=True, optional=True),
    )

    action_workflow_runs: Collection[Deferred[InstallActionWorkflowRun]] = Collection()
    applied_at: Timestamp = None
    planned_at: Timestamp = None
    policy_reports: Collection[Deferred[PolicyReport]] = Collection()
    runner_jobs: Collection[Deferred[RunnerJob]] = Collection()

    @property
    def took(self) -> timedelta | None:
        """How long it took from its creation until it was applied; else the time of its jobs that have ended."""
        if self.applied_at and self.created_at:
            return self.applied_at - self.created_at
        return sum((job.took for job in self.runner_jobs if job.took), start=timedelta()) or None

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What the policies said, in words."""
        return tuple(f"policies: {report.counts}" for report in self.policy_reports if report.counts)
