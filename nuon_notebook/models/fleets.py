"""Fleets: what has apps and installs, and the answers that its page shows first.

The page and the explorer show the sections of a fleet in the same order.
"""

from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.display.sections import Section
from nuon_notebook.models.base import Explorable

if TYPE_CHECKING:
    from nuon_notebook.analysis.approvals import Approvals
    from nuon_notebook.analysis.problems import Problems
    from nuon_notebook.analysis.schedule import Schedule
    from nuon_notebook.models.collection import Collection


def answer(name: str, title: str, *, opened: bool = False, own_page: bool = False) -> Section:
    """Return the section of an answer; nothing is said where it has none.

    Args:
        name: the attribute that has the answer.
        title: the question, in a word.
        opened: whether it is shown open.
        own_page: whether it is left out where the fleet is shown within another one.
    """
    return Section(name, title, "answer", open=opened, comes_with_model=True, optional=True, own_page=own_page)


PROBLEMS: Final = answer("problems", "Problems", own_page=True)
APPROVALS: Final = answer("approvals", "Approvals", own_page=True)
SCHEDULE: Final = answer("schedule", "Schedule", own_page=True)


class Fleet(Explorable):
    """A type that has apps and installs."""

    @property
    def problems(self) -> "Problems | None":
        """What failed, and why; see `nuon_notebook.problems`. None if nothing did and there are no installs in hand."""
        from nuon_notebook.analysis.problems import problems  # noqa: PLC0415 - an import upwards, as in `explore()`

        found = self.remember("problems", lambda: problems(self))
        return found if found.rows or self._has_installs else None

    @property
    def approvals(self) -> "Approvals | None":
        """What waits for approval; see `nuon_notebook.approvals`. None if there are no installs in hand."""
        from nuon_notebook.analysis.approvals import approvals  # noqa: PLC0415 - an import upwards, as in `explore()`

        return self.remember("approvals", lambda: approvals(self)) if self._has_installs else None

    @property
    def schedule(self) -> "Schedule | None":
        """What runs on a schedule, by the configs in force that were loaded; None if there are none.

        `nuon_notebook.schedule` loads what is missing.
        """
        from nuon_notebook.analysis.schedule import loaded_schedule  # noqa: PLC0415 - an import upwards

        found = self.remember("schedule", lambda: loaded_schedule(self))
        return found if found.rows or found.gaps else None

    @property
    def _has_installs(self) -> bool:
        installs: Collection[Any] = self.installs  # type: ignore[attr-defined] # every fleet has them
        return bool(installs.loaded and installs)
