"""The workflows of an install, filtered."""

from __future__ import annotations

from typing import ClassVar

from nuon_notebook.analysis.fleet import fleet_of, gaps_of
from nuon_notebook.analysis.period import Bound, beginning
from nuon_notebook.analysis.result import GAPS, Report, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Customers, Headline, Section
from nuon_notebook.models import Collection, Install, Workflow
from nuon_notebook.models.types import CustomerText, Timestamp


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
    """
    limit = beginning(since, install.moment)
    rows = [
        one
        for one in install.workflows
        if kind in (None, one.type)
        and status in (None, one.status_word, formats.status_words(one.status_word), one.shown_status)
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
