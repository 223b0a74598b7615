"""Which steps wait for approval, since when, what they would do, and where to answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from nuon_notebook.analysis.awaited_deploy import awaited_deploy
from nuon_notebook.analysis.fleet import Fleet, FleetInstall, fleet_of, gap_at, gaps_of
from nuon_notebook.analysis.result import GAPS, Gap, Report, within
from nuon_notebook.analysis.step_result import StepResult
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.models import Collection, Workflow, WorkflowStep
from nuon_notebook.models.installs import WAITING_WORKFLOWS
from nuon_notebook.models.plans import Plan, PlanChange, plan_in_words
from nuon_notebook.models.statuses import FOR_CUSTOMER
from nuon_notebook.models.types import ScannedText, Timestamp, from_seconds
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

LAST: Final = datetime.max.replace(tzinfo=UTC)


class Approval(StepResult):
    """A step that waits for approval. Its link leads to where it is answered.

    Attributes:
        since: since when it waits; None if that is not known.
        plan: what the plan would do, as far as the server says.
        plan_type: the API's word for the kind of plan.
        loaded_plan: the plan; None if it was not loaded.
        component: the component that it deploys; None if it deploys none, or it is not known.
        source: where the component's chart, module or image comes from; None if that is not known.
        version: the version of the config that the install is set to; None if that is not known.
        from_version: the version that the install was on before; None if that is not known.
        expires: when the step times out; None if the server sets no limit.
    """

    since: Timestamp = None
    plan: ScannedText = None
    plan_type: str | None = None
    loaded_plan: Plan | None = None
    component: str | None = None
    source: ScannedText = None
    version: int | None = None
    from_version: int | None = None
    expires: Timestamp = None

    @property
    def waited(self) -> timedelta | None:
        """How long it had waited at the moment."""
        return self.moment - self.since if self.moment and self.since else None

    @property
    def known(self) -> str:
        """What is known without the plan: `fernhill/charts//api @ main · v10 to v11 · expires 2025-11-24 16:00 UTC`."""
        before = f"v{self.from_version} " if self.from_version and self.from_version != self.version else ""
        versions = f"{before}to v{self.version}" if self.version else ""
        expires = f"expires {formats.format_time(self.expires)}" if self.expires else ""
        return " · ".join(filter(None, (self.source, versions, expires)))

    @property
    def call_to_load_plan(self) -> str:
        """The Python call that loads the plan; empty if it was loaded, or there is none."""
        if self.loaded_plan or not (self.plan_type and self.step_id and self.workflow_id):
            return ""
        return f'{self.call_to_load_workflow}.shown_steps["{self.step_id}"].plan()'

    @property
    def would(self) -> str:
        """What the plan changes: `2 to change, ✕ 1 to destroy`; empty if it was not loaded, or does not tell."""
        return self.loaded_plan.in_words if self.loaded_plan else ""

    @property
    def opens(self) -> Plan | None:
        """The plan, change by change; None if it was not loaded."""
        return self.loaded_plan

    @property
    def shown_open(self) -> bool:
        """Whether its plan was loaded: it was asked for."""
        return self.loaded_plan is not None

    @property
    def changes(self) -> Collection[PlanChange]:
        """What the plan changes; empty if it was not loaded."""
        return self.loaded_plan.changes if self.loaded_plan else Collection()

    @property
    def headline(self) -> Headline:
        """Waiting time, install; step, what the plan would do, workflow, where to answer."""
        since = f"since {formats.format_time(self.since)}" if self.since else "since when is not known"
        waited = f"{formats.format_age(self.waited)}" if self.waited is not None else ""
        facts = tuple(filter(None, (waited, since, self.app)))
        would = self.would or (self.loaded_plan.why if self.loaded_plan else "")
        told = " · ".join(filter(None, (self.plan, self.known)))
        why = ": ".join(filter(None, (self.step, told, would)))
        return Headline(self.install or self.install_id or "", self.badges, facts, why, self.link or "")


class CustomerWait(StepResult):
    """A step that waits until the customer does something: nobody can approve it.

    Attributes:
        since: since when it waits; None if that is not known.
    """

    since: Timestamp = None

    @property
    def waited(self) -> timedelta | None:
        """How long it had waited at the moment."""
        return self.moment - self.since if self.moment and self.since else None

    @property
    def headline(self) -> Headline:
        """Install and status; since when; step."""
        since = f"since {formats.format_time(self.since)}" if self.since else "since when is not known"
        facts = (since, f"({formats.format_age(self.waited)})" if self.waited is not None else "")
        name = self.install or self.install_id or ""
        return Headline(name, self.badges, (" ".join(filter(None, facts)), self.app or ""), self.step or "")


class Approvals(Report):
    """The steps of a fleet that wait for approval, those that wait longest first.

    Attributes:
        rows: the steps.
        for_customers: the steps that wait until a customer does something.
        installs: how many installs were looked at.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("rows", "Approvals", "rows", framed=False, comes_with_model=True, optional=True),
        Section("for_customers", "Wait for the customer", "lines", framed=False, comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[Approval] = Collection()
    for_customers: Collection[CustomerWait] = Collection()
    installs: int = 0

    @property
    def headline(self) -> Headline:
        """Number of steps; number of installs, how many steps wait for customers instead."""
        waiting = len({(row.app, row.install_id or row.install) for row in self.rows})
        of = formats.count(self.installs, "install")
        title = self.title_for(len(self.rows), "step waiting for approval", "steps waiting for approval")
        on = f"on {f'{waiting} of ' if waiting else ''}{of}"
        number = len(self.for_customers)
        customers = f"{number} more for the customer" if number else ""
        return Headline(title, facts=tuple(filter(None, (on, customers))))


def approvals(found: object) -> Approvals:
    """Return the steps that wait for approval, those that wait longest first: `approvals(installer)`.

    Args:
        found: an installer, an app, an install, or a list of these.

    Returns:
        The steps, as a table with links to where they are answered; `gaps` says which workflows were not loaded.

    Raises:
        InvalidArgumentError: `found` is none of these.
        NotLoadedError: `found` is a collection that was not loaded.
    """
    fleet = fleet_of(found)
    waiting = [
        (one, workflow, step)
        for one in fleet.installs
        for workflow in one.install.waiting_workflows
        for step in workflow.waiting
    ]
    rows = [_approval(*each) for each in waiting]
    rows.sort(key=lambda row: row.since or LAST)
    others = [wait for one in fleet.installs for wait in _for_customer(one)]
    made = Approvals(
        as_of=fleet.moment,
        rows=Collection(rows),
        for_customers=Collection(sorted(others, key=lambda wait: wait.since or LAST)),
        installs=len(fleet.installs),
        gaps=gaps_of(fleet.unread, _unread_workflows(fleet), _unread_plans(step for _, _, step in waiting)),
    )
    return within(made, fleet.stores)


def _approval(one: FleetInstall, workflow: Workflow, step: WorkflowStep) -> Approval:
    kind = step.approval.type if step.approval else None
    return Approval(
        since=_waits_since(step, workflow),
        workflow=workflow.title,
        workflow_id=workflow.id,
        workflow_type=workflow.type,
        step=step.title,
        step_id=step.id,
        plan=step.reason or plan_in_words(kind) or None,
        plan_type=kind,
        loaded_plan=step.loaded_plan,
        expires=step.started_at + step.timeout if step.started_at and step.timeout else None,
        status=step.status_word,
        link=step.dashboard or None,
        **awaited_deploy(one.install, step)._asdict(),
        **one.path,
    ).at(one.install._store)


def _for_customer(one: FleetInstall) -> Iterator[CustomerWait]:
    """Yield the steps of the workflows that have not ended which wait until the customer does something."""
    for workflow in one.install.loaded_workflows:
        for step in workflow.shown_steps if not workflow.finished and workflow.shown_steps.loaded else ():
            if step.status_word in FOR_CUSTOMER:
                yield CustomerWait(
                    since=step.started_at or workflow.started_at,
                    workflow=workflow.title,
                    workflow_id=workflow.id,
                    workflow_type=workflow.type,
                    step=step.title,
                    step_id=step.id,
                    status=step.status_word,
                    link=step.dashboard or None,
                    **one.path,
                ).at(one.install._store)


def _unread_workflows(fleet: Fleet) -> Iterator[Gap]:
    """Yield gaps for the workflows in which something may wait: none where the server listed all that waits."""
    others = tuple(one for one in fleet.installs if not one.install.was_loaded(WAITING_WORKFLOWS))
    yield from replace(fleet, installs=others).workflow_gaps()
    notes = {one.install.section_state(WAITING_WORKFLOWS).note: one.install for one in others}
    yield from (
        gap_at(install._store, f"approvals that wait in older workflows: {note}")
        for note, install in notes.items() if note
    )  # fmt: skip


def _unread_plans(steps: Iterable[WorkflowStep]) -> Iterator[Gap]:
    """Yield gaps for the plans that were requested and are not there."""
    for step in steps:
        if note := step.section_state("loaded_plan").note:
            with masking_by(step):
                title = mask_text(step.title)
            yield Gap(what=f"plan of {title}: {note}").at(step._store)


def _waits_since(step: WorkflowStep, workflow: Workflow) -> datetime | None:
    asked = step.approval.created_at if step.approval else None
    changed = from_seconds(step.status.created_at_ts) if step.status else None
    return asked or changed or step.started_at or workflow.started_at
