"""The columns of frames of results, reached by their own `to_frame()`: one declaration per result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from nuon_notebook.analysis.affected_installs import ABSENT, DEPLOYED, PENDING, AffectedInstall
from nuon_notebook.analysis.component_graph import GraphComponent
from nuon_notebook.analysis.customer_provides import CustomerValue
from nuon_notebook.analysis.frame_declaration import (
    BOOLEAN,
    COMPONENT_TYPE,
    INTEGER,
    PATH,
    SPAN,
    STATUS,
    TIME,
    Column,
    Declaration,
    Kind,
)
from nuon_notebook.analysis.impact import AffectedAction, ComponentImpact, Dependent
from nuon_notebook.analysis.install_history import PastWorkflow
from nuon_notebook.analysis.install_summary import InstallSummary
from nuon_notebook.analysis.permissions import Grant
from nuon_notebook.analysis.timeline import TimelineStep
from nuon_notebook.analysis.version_groups import VersionGroup


def _installs_in(state: str) -> Callable[[ComponentImpact], int]:
    """Return a function that reads on how many installs a component is in a state."""
    return lambda row: row.number_of(state)


OF_RESULTS: Final[tuple[Declaration, ...]] = (
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
            Column("name"),
            Column("component_id"),
            Column("kind"),
            BOOLEAN("synced"),
            BOOLEAN("changed"),
            Column("needs", read=lambda one: ", ".join(one.uses)),
        ),
    ),
    Declaration(PastWorkflow, (Column("type", read="kind"), STATUS("status"), TIME("when"))),
    Declaration(
        TimelineStep,
        (
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
    Declaration(AffectedAction, (Column("action", read="name"), Column("starts"), Column("uses"))),
    Declaration(
        AffectedInstall,
        (
            Column("install"),
            Column("install_id"),
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
