"""The columns of frames of results, reached by their own `to_frame()`: one declaration per result."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Final

from nuon_notebook.analysis.affected_installs import ABSENT, DEPLOYED, PENDING, AffectedInstall
from nuon_notebook.analysis.comparison_frame import ChangedProperty
from nuon_notebook.analysis.comparison_words import PARTS
from nuon_notebook.analysis.component_graph import GraphComponent
from nuon_notebook.analysis.customer_provides import CustomerValue
from nuon_notebook.analysis.differences import ADDED, CHANGED, REMOVED, RENAMED
from nuon_notebook.analysis.frame_declaration import (
    BOOLEAN,
    COMPONENT_TYPE,
    IN_APP,
    IN_CONFIG,
    IN_WORKFLOW,
    INTEGER,
    ON_INSTALL,
    PATH,
    SPAN,
    STATUS,
    TIME,
    Column,
    Declaration,
    Kind,
    above,
)
from nuon_notebook.analysis.impact import AffectedAction, ComponentImpact, Dependent
from nuon_notebook.analysis.install_history import PastWorkflow
from nuon_notebook.analysis.install_summary import InstallSummary
from nuon_notebook.analysis.permissions import Grant
from nuon_notebook.analysis.timeline import TimelineStep
from nuon_notebook.analysis.version_groups import VersionGroup
from nuon_notebook.models import Installer


def _installs_in(state: str) -> Callable[[ComponentImpact], int]:
    """Return a function that reads on how many installs a component is in a state."""
    return lambda row: row.number_of(state)


def _as_it_is_shown(side: str) -> Callable[[ChangedProperty], str | None]:
    """Return a function that reads a value of a change, which is masked already."""
    return attrgetter(side)


OF_RESULTS: Final[tuple[Declaration, ...]] = (
    Declaration(
        ChangedProperty,
        (
            *IN_APP,
            Column("old_version"),
            Column("new_version"),
            Column("part", kind=Kind.WORD, words=PARTS),
            Column("item"),
            Column("change", kind=Kind.WORD, words=(ADDED, CHANGED, REMOVED, RENAMED)),
            Column("property"),
            *(Column(side, read=_as_it_is_shown(side)) for side in ("old", "new")),
            BOOLEAN("hidden"),
        ),
    ),
    Declaration(
        InstallSummary,
        (
            *PATH,
            INTEGER("version"),
            INTEGER("behind"),
            SPAN("older_by"),
            BOOLEAN("failing"),
            BOOLEAN("waiting"),
            BOOLEAN("awaits_customer"),
            Column("now", read=lambda row: "; ".join(state.in_words for state in row.now)),
            TIME("last_problem_at", read="last_problem.when"),
            Column("last_problem", read="last_problem.reason"),
            Column("link"),
        ),
    ),
    Declaration(
        VersionGroup,
        (
            Column("installer", read=above(Installer, "name")),
            Column("app"),
            Column("version", read="title"),
            INTEGER("behind"),
            SPAN("older_by"),
            INTEGER("installs"),
            INTEGER("failing"),
            INTEGER("waiting"),
            INTEGER("for_customer"),
            INTEGER("undeployed"),
        ),
    ),
    Declaration(
        CustomerValue,
        (
            *IN_CONFIG,
            Column("how", kind=Kind.WORD, words=("by the vendor", "defaulted", "generated", "optional", "required")),
            Column("kind", kind=Kind.WORD, words=("input", "secret")),
            Column("name"),
            Column("display_name"),
            Column("group"),
            Column("type"),
            BOOLEAN("sensitive"),
            Column("default"),
            Column("description"),
        ),
    ),
    Declaration(
        GraphComponent,
        (
            *IN_CONFIG,
            Column("name"),
            Column("component_id"),
            Column("kind"),
            BOOLEAN("synced"),
            BOOLEAN("changed"),
            Column("needs", read=lambda one: ", ".join(one.uses)),
        ),
    ),
    Declaration(PastWorkflow, (*IN_WORKFLOW, STATUS("status"), TIME("when"))),
    Declaration(
        TimelineStep,
        (
            *IN_WORKFLOW,
            Column("step"),
            Column("step_id"),
            INTEGER("group"),
            INTEGER("attempt"),
            Column("kind"),
            TIME("start"),
            TIME("end"),
            BOOLEAN("running"),
            SPAN("took"),
            Column("share", kind=Kind.FLOAT),
            STATUS("status"),
            Column("reason"),
            Column("link"),
        ),
    ),
    Declaration(
        Grant,
        (
            *IN_CONFIG,
            Column("role"),
            Column("policy"),
            Column("service"),
            Column("effect", kind=Kind.WORD, words=("Allow", "Deny")),
            Column("actions"),
            Column("except_actions"),
            Column("resources"),
            Column("except_resources"),
            Column("conditions"),
            Column("raises"),
            Column("secrets"),
            Column("rights"),
            Column("wide_actions"),
            Column("wide_resources"),
        ),
    ),
    Declaration(
        Dependent,
        (
            *IN_CONFIG,
            Column("change_of", read=lambda row: row.path[0] if row.path else None),
            Column("component", read="name"),
            Column("component_id"),
            COMPONENT_TYPE("kind"),
            INTEGER("distance"),
            Column("way"),
        ),
    ),
    Declaration(
        ComponentImpact,
        (
            *IN_CONFIG,
            Column("component", read="name"),
            Column("component_id"),
            COMPONENT_TYPE("kind"),
            Column("direct"),
            Column("further"),
            Column("actions"),
            Column("further_actions"),
            Column("installs"),
            *(INTEGER(state, read=_installs_in(state)) for state in (DEPLOYED, PENDING, ABSENT)),
        ),
    ),
    Declaration(AffectedAction, (*IN_CONFIG, Column("action", read="name"), Column("starts"), Column("uses"))),
    Declaration(
        AffectedInstall,
        (
            *ON_INSTALL,
            INTEGER("version"),
            BOOLEAN("hit"),
            BOOLEAN("has"),
            BOOLEAN("deployed"),
            Column("lacks"),
            STATUS("status"),
            Column("link"),
        ),
    ),
)
"""The kinds of other results, reached by their own `to_frame()`."""
