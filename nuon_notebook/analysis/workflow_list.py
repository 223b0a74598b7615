"""The workflows of an install, filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from nuon_notebook.analysis.fleet import fleet_of, gaps_of
from nuon_notebook.analysis.frame_declaration import STATUSES, WORKFLOW_TYPES
from nuon_notebook.analysis.period import Bound, beginning
from nuon_notebook.analysis.result import GAPS, Report, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Customers, Headline, Section
from nuon_notebook.errors import UnknownNameError
from nuon_notebook.models import Collection, Install, Workflow
from nuon_notebook.models.nearest import unknown_name
from nuon_notebook.models.types import CustomerText, Timestamp
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by


class WorkflowList(Report):
    """The workflows of an install, newest first.

    Attributes:
        rows: the workflows.
        install: the install's name.
        type: the type that was asked for; None for all.
        status: the status that was asked for; None for all.
        since: the beginning of the period; None if there is no limit.
        others: how many workflows that were loaded are not listed.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("rows", "Workflows", framed=False, newest_first=True, comes_with_model=True, optional=True),
        GAPS,
    )

    rows: Collection[Workflow] = Collection()
    install: CustomerText = None
    type: str | None = None
    status: str | None = None
    since: Timestamp = None
    others: int = 0

    @property
    def headline(self) -> Headline:
        """Number of workflows; install, type, status, period."""
        facts = (
            Customers("of", (self.install,)) if self.install else "",
            f"type {self.type}" if self.type else "",
            f"status {self.status}" if self.status else "",
            f"since {formats.format_time(self.since)}" if self.since else "",
            formats.count(self.others, "other") if self.others else "",
        )
        return Headline(self.title_for(len(self.rows), "workflow"), facts=tuple(filter(None, facts)))


def workflow_list(
    install: Install, kind: str | None = None, status: str | None = None, since: Bound | None = None
) -> WorkflowList:
    """Return the workflows of an install, newest first.

    Args:
        install: the install.
        kind: only those of this type, for instance `deploy_components`.
        status: only those in this status: the API's word, or the words that the display has for it.
        since: only those created since; see `problems`.

    Returns:
        The workflows; `gaps` says whether older ones were not loaded.

    Raises:
        InvalidArgumentError: `since` cannot be used.
        NotLoadedError: no workflows were loaded.
        UnknownNameError: no workflow that was loaded has that type or status, and the API is not known to have it.
    """
    limit = beginning(since, install.moment)
    _check(install, "type", kind, [[one.type or ""] for one in install.workflows], WORKFLOW_TYPES)
    _check(install, "status", status, [_statuses_of(one) for one in install.workflows], STATUSES.split())
    rows = [
        one
        for one in install.workflows
        if kind in (None, one.type)
        and status in (None, *_statuses_of(one))
        and not (limit and one.created_at and one.created_at < limit)
    ]
    made = WorkflowList(
        as_of=install.moment,
        rows=Collection(rows),
        install=install.name,
        type=kind,
        status=status,
        since=limit,
        others=len(install.workflows) - len(rows),
        gaps=gaps_of(fleet_of(install).workflow_gaps(limit)),
    )
    return within(made, [install._store])


def _statuses_of(workflow: Workflow) -> tuple[str, ...]:
    """Return the words for the status of a workflow: the API's, those of the display, and that of a page."""
    return workflow.status_word, formats.status_words(workflow.status_word), workflow.shown_status


def _check(
    install: Install, noun: str, wanted: str | None, held: Sequence[Sequence[str]], known: Iterable[str]
) -> None:
    """Refuse a word that none of some workflows has, unless the API is known to have it.

    Newer servers have further types and statuses, so what there is decides first.
    """
    words = {*known, *map(formats.status_words, known)} | {word for each in held for word in each}
    if wanted is None or wanted in words:
        return
    with masking_by(install):
        error = unknown_name(wanted, sorted({each[0] for each in held}), noun)
        what = mask_text(f"No workflow of {install.name or install.id} has the {noun} {wanted}.")
    raise UnknownNameError(what, error.why, error.advice)
