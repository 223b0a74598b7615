"""Workflows: their steps, what they wait for, and why they failed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from pydantic import field_validator

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.branches import AppBranchRun
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.owners import on_install, owner_noun
from nuon_notebook.models.statuses import APPROVAL_AWAITING, SKIPPED, SKIPPED_STATUSES, SUCCESS, CompositeStatus
from nuon_notebook.models.types import NO_VALUES, CustomerText, Duration, ServerLinks, ServerQueue, StringMap, Timestamp
from nuon_notebook.models.workflow_steps import HIDDEN, WorkflowStep, WorkflowStepGroup
from nuon_notebook.redaction.policy import Keys, Omitted, OwnerType, ParentId

if TYPE_CHECKING:
    from nuon_notebook.analysis.timeline import Timeline
    from nuon_notebook.models.action_runs import InstallActionWorkflowRun
    from nuon_notebook.models.install_deploys import InstallDeploy
    from nuon_notebook.models.installs import Install
    from nuon_notebook.models.sandbox_runs import InstallSandboxRun

RUNBOOK_RUN = "runbook_run"


class Workflow(Logged):
    """A workflow of an install, with its steps; source: `GET /v1/workflows/{workflow_id}`."""

    api_type: ClassVar[str] = "app.Workflow"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("timeline", "Where the time went", "answer", comes_with_model=True, optional=True, own_page=True),
        Section("shown_steps", "Steps", "lines", framed=False, field="steps"),
    )

    app_branch_runs: Collection[Deferred[AppBranchRun]] = Collection()
    approval_option: str | None = None
    created_by: Account | None = None
    execution_time: Duration | None = None
    finished: bool | None = None
    finished_at: Timestamp = None
    generate_steps_signal: ServerQueue = None
    install_action_workflow_runs: "Collection[Deferred[InstallActionWorkflowRun]]" = Collection()
    install_deploys: "Collection[Deferred[InstallDeploy]]" = Collection()
    install_sandbox_runs: "Collection[Deferred[InstallSandboxRun]]" = Collection()
    links: ServerLinks = NO_VALUES
    metadata: Annotated[StringMap, Keys(("workflow-name-suffix", "install_action_workflow_name"))] = NO_VALUES
    name: str | None = None
    owner_id: ParentId = None
    owner_name: CustomerText = None
    owner_type: OwnerType = None
    plan_only: bool | None = None
    result_directive: str | None = None
    role: str | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    step_error_behavior: str | None = None
    step_groups: Annotated[
        Collection[Deferred[WorkflowStepGroup]], Omitted("a step says its group if the names of the steps do not")
    ] = Collection()
    steps: Collection[WorkflowStep] = Collection()
    type: str | None = None
    workflow_runs: "Collection[WorkflowRun]" = Collection()

    @field_validator("steps", mode="after")
    @classmethod
    def _in_order(cls, steps: Collection[WorkflowStep]) -> Collection[WorkflowStep]:
        return Collection(sorted(steps, key=_order))

    @property
    def dashboard(self) -> str:
        """Its address on the vendor's dashboard; empty if that is not known."""
        install = cast("Install | None", self.reached_through("app.Install"))
        return install.owner.pages.workflow(install.id, self.id) if install and install.owner else ""

    @property
    def has_groups(self) -> bool:
        """Whether it has more than one group of steps."""
        return self.remember("has_groups", lambda: len({step.group_idx or 0 for step in self.recorded("steps")}) > 1)

    @property
    def identity(self) -> tuple[str, ...]:
        """Its id: its title says its name, or what fits its status better."""
        return (self.id,) if self.id else ()

    @property
    def belongs_to(self) -> tuple[str | Customers, ...]:
        """The install, app and version that it belongs to; what the server says of its owner if that was not loaded."""
        return super().belongs_to or self._owner_in_words

    @property
    def _owner_in_words(self) -> tuple[str | Customers, ...]:
        if self.owner_type in (None, "", "installs"):
            return on_install(self.owner_name, self.owner_id)
        return (f"of {owner_noun(self.owner_type)} {self.owner_id}",) if self.owner_id else ()

    @property
    def title(self) -> str:
        """Its name with its target. If the server sends no name, its type and the action or runbook that it ran.

        The server names what ended in the past tense, however it ended. What came to nothing is named as what was to
        be done.
        """
        suffix = (self.metadata.get("workflow-name-suffix") or "").strip()
        name = self.name or ""
        if formats.came_to_nothing(self.shown_status):
            name = formats.name_as_intended(name)
        if name:
            named = name if name.endswith(suffix) else f"{name} {suffix}"
            return f"{named}: {self._runbook_name}" if self._runbook_name not in named else named
        kind = formats.describe_workflow(str(self.type or ""))
        detail = suffix.strip("() ") or self.metadata.get("install_action_workflow_name") or self._runbook_name
        return f"{kind}: {detail}" if detail else kind

    @property
    def _runbook_name(self) -> str:
        """The name of the runbook that it ran; empty if it ran none, or its runs were not loaded."""
        if self.type != RUNBOOK_RUN:
            return ""
        names: Mapping[str | None, str] = self.root.remember("runbook names", lambda: _runbook_names(self.loaded_with))
        return names.get(self.id, "")

    @property
    def group_names(self) -> Mapping[str, str]:
        """By id, the names of its groups of steps."""
        return self.remember(
            "group_names", lambda: {one.id: one.name for one in self.recorded("step_groups") if one.id and one.name}
        )

    @property
    def status_word(self) -> str:
        """The status, as the API's word; empty if the server sent none."""
        status = self.__dict__["status"]  # without its place, which is faster: many workflows are asked
        return str(status.status or "") if status else ""

    @property
    def shown_status(self) -> str:
        """The status that people are shown: the API calls it a success that every step was skipped."""
        return SKIPPED if self.status_word == SUCCESS and self._was_skipped else self.status_word

    @property
    def _was_skipped(self) -> bool:
        words = (step.status_word for step in self.recorded("steps") if step.execution_type != HIDDEN)
        return next(words, "") in SKIPPED_STATUSES and all(word in SKIPPED_STATUSES for word in words)

    @property
    def shown_steps(self) -> Collection[WorkflowStep]:
        """The steps without hidden ones."""
        return self.section_items("shown_steps", lambda: self._people_steps)

    @property
    def _people_steps(self) -> Collection[WorkflowStep]:
        steps = self.steps if self.steps.loaded else ()
        return Collection(step for step in steps if step.execution_type != HIDDEN)

    @property
    def timeline(self) -> "Timeline | None":
        """Where its time went; None if no times of its steps were loaded. See `nuon_notebook.timeline`."""
        from nuon_notebook.analysis.timeline import timeline  # noqa: PLC0415 - an import upwards

        made = self.remember("timeline", lambda: timeline(self))
        return made if made.took else None

    @property
    def waiting(self) -> Collection[WorkflowStep]:
        """The steps that wait for approval; none if it succeeded."""
        if self.status_word == SUCCESS:
            return Collection()
        return self.remember("waiting", lambda: self._steps_in(_waits, lambda step: step.waits))

    def _steps_in(
        self, status: Callable[[str | None], bool], wanted: Callable[[WorkflowStep], bool]
    ) -> Collection[WorkflowStep]:
        """Return shown steps in a status. Most workflows have none, so the record is checked first, which is faster."""
        found = (step.__dict__["status"] for step in self.recorded("steps"))
        if not any(map(status, {one.status for one in found if one is not None})):
            return Collection()
        return Collection(step for step in self._people_steps if wanted(step))

    @property
    def failed(self) -> bool:
        """Whether it failed, was denied or timed out."""
        return formats.status_tone(self.status_word) is formats.Tone.FAILED

    @property
    def failed_steps(self) -> Collection[WorkflowStep]:
        """The steps that failed and were not retried."""
        return self.remember(
            "failed_steps", lambda: self._steps_in(_failed, lambda step: step.failed and not step.retried)
        )

    @property
    def reason(self) -> str:
        """Why it failed or waits, in the server's words; empty if it does neither."""
        steps = (f"{step.title}: {step.reason}" for step in self.failed_steps if self.failed and step.reason)
        return next(steps, self.status.reason if self.status else "")

    @property
    def failure(self) -> str:
        """The reason why it failed, or that there is none; empty if it did not fail."""
        return (self.reason or f"{self.title} failed without a reason") if self.failed else ""

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it is unfinished, because the server then sends the time until now."""
        return self.execution_time if self.finished else None

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The statuses of its steps with their numbers, most frequent first."""
        counted = Counter(step.shown_status for step in self._people_steps if step.shown_status)
        return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    @property
    def _counts_in_words(self) -> str:
        """How many steps have which outcome, most severe first: a line that is cut ends with what is well."""
        counted = Counter((step.shown_status, step.outcome) for step in self._people_steps if step.shown_status)
        ranked = sorted(
            counted.items(),
            key=lambda item: (formats.SEVERITY[formats.status_tone(item[0][0])], -item[1], item[0]),
        )
        return ", ".join(f"{number} {outcome}" for (_, outcome), number in ranked)

    @property
    def headline(self) -> Headline:
        """Title and status; start, duration, statuses of its steps, what failed or waits."""
        started = self.started_at or self.created_at
        facts = (
            formats.format_time(started) if started else "",
            formats.format_duration(self.took) if self.took else "",
            self._counts_in_words,
            "plan only" if self.plan_only else "",
        )
        waits = (
            f"waits for approval: {formats.join_words([step.title for step in self.waiting])}" if self.waiting else ""
        )
        why = "; ".join(filter(None, (self.reason, waits)))
        return Headline(self.title, self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status; also that a step waits for approval, unless the status says so."""
        waits = APPROVAL_AWAITING if self.waiting else ""
        return tuple(Badge(status) for status in dict.fromkeys((self.shown_status, waits)) if status)


def _runbook_names(records: Iterable[Any]) -> dict[str | None, str]:
    """Return, by workflow id, the names of the runbooks that were run."""
    every = list(records)
    alone = [(run, run.name) for run in every if run.api_type == "app.InstallRunbookRun"]
    books = [book for book in every if book.api_type == "app.InstallRunbook"]
    listed = [(run, book.name) for book in books for run in book.recorded("runs")]
    return {run.install_workflow_id: name for run, name in (*listed, *alone) if name}


def _waits(status: str | None) -> bool:
    return status == APPROVAL_AWAITING


def _failed(status: str | None) -> bool:
    return formats.status_tone(status) is formats.Tone.FAILED


def _order(step: WorkflowStep) -> tuple[int, int, int]:
    return step.group_idx or 0, step.group_retry_idx or 0, step.idx or 0


class WorkflowRun(Record):
    """An attempt at a workflow: the first one, a retry, or one that goes on behind a step."""

    api_type: ClassVar[str] = "app.WorkflowRun"

    finished_at: Timestamp = None
    start_from_idx: int | None = None
    started_at: Timestamp = None
    status: CompositeStatus | None = None
    trigger_step_id: ParentId = None
    type: str | None = None
    workflow_id: ParentId = None

    @property
    def headline(self) -> Headline:
        """Type and status; start, end; why it failed or waits."""
        facts = (
            formats.format_time(self.started_at or self.created_at),
            f"until {formats.format_time(self.finished_at)}" if self.finished_at else "",
        )
        why = self.status.reason if self.status else ""
        return Headline(formats.humanize(str(self.type or "run")), self.badges, tuple(filter(None, facts)), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        word = self.status.status if self.status else None
        return (Badge(word),) if word else ()
