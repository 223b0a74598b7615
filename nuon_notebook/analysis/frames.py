"""Data frames of models and results.

A frame is a pandas data frame, because everything reads one: `polars.from_pandas(frame)`,
`pyarrow.Table.from_pandas(frame)` and, where pyarrow is installed, whatever reads Arrow's stream interface.
(narwhals was weighed: it builds frames only with one of these libraries installed, so it would add a choice and save no
installation.)

Values are as the display shows them: secrets masked, people abbreviated, and the word `hidden` for hidden values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

from nuon_notebook.analysis.approvals import Approval, Approvals
from nuon_notebook.analysis.comparison import Comparison
from nuon_notebook.analysis.comparison_frame import ChangedProperty, changed_properties
from nuon_notebook.analysis.component_graph import ComponentGraph, GraphComponent
from nuon_notebook.analysis.customer_provides import CustomerProvides, CustomerValue
from nuon_notebook.analysis.field_columns import declared_by_fields
from nuon_notebook.analysis.frame_columns import DECLARATIONS
from nuon_notebook.analysis.frame_declaration import Column, Declaration, Kind, above
from nuon_notebook.analysis.impact import ComponentImpact, Dependent, Impact, Impacts
from nuon_notebook.analysis.install_history import InstallHistory, PastWorkflow
from nuon_notebook.analysis.install_summary import InstallSummary
from nuon_notebook.analysis.log import Log, LogLine
from nuon_notebook.analysis.overview import Overview
from nuon_notebook.analysis.permissions import Grant, Permissions
from nuon_notebook.analysis.problems import Problem, Problems
from nuon_notebook.analysis.result_columns import OF_RESULTS
from nuon_notebook.analysis.schedule import Schedule, ScheduledRun
from nuon_notebook.analysis.timeline import Timeline, TimelineStep
from nuon_notebook.analysis.workflow_list import WorkflowList
from nuon_notebook.display import formats
from nuon_notebook.display.view import View, view
from nuon_notebook.errors import InvalidArgumentError, MissingPackageError, NotLoadedError
from nuon_notebook.models import AppConfig, Collection, Model, Workflow
from nuon_notebook.models.collection import NotLoaded
from nuon_notebook.models.nearest import noun_for, unknown_name
from nuon_notebook.redaction.masking import Hidden, mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from datetime import datetime

    from pandas import DataFrame

    from nuon_notebook.analysis.result import Gap

INSTALL_PANDAS: Final = "pip install 'nuon-notebook[analysis]'"
RESULTS: Final[Mapping[type[Model], tuple[type[Model], Callable[[Any], Iterable[Any]]]]] = {
    Approvals: (Approval, attrgetter("rows")),
    Comparison: (ChangedProperty, changed_properties),
    ComponentGraph: (GraphComponent, attrgetter("components")),
    CustomerProvides: (CustomerValue, attrgetter("rows")),
    Log: (LogLine, attrgetter("rows")),
    Impact: (Dependent, attrgetter("dependents")),
    Impacts: (ComponentImpact, attrgetter("rows")),
    InstallHistory: (PastWorkflow, attrgetter("workflows")),
    Overview: (InstallSummary, attrgetter("rows")),
    Permissions: (Grant, lambda found: [grant for role in found.roles for grant in role.grants]),
    Problems: (Problem, attrgetter("rows")),
    Schedule: (ScheduledRun, attrgetter("rows")),
    Timeline: (TimelineStep, attrgetter("rows")),
    WorkflowList: (Workflow, attrgetter("rows")),
}
"""The class of the rows of each result, and the rows."""


def frame(found: object, kind: str) -> DataFrame:
    """Return a data frame: `frame(installer, "installs")`.

    The kinds are `apps`, `configs`, `components`, `inputs`, `actions`, `roles`, `secrets`, `installs`, `workflows`,
    `steps`, `logs`, `problems`, `approvals`, `plan_changes` and `schedule`. Columns and their types are the same for
    any content. The first columns are the path from the installer down, so that frames concatenate. Secrets are masked,
    as in the display.

    Args:
        found: an installer, an app, an install, a config, a workflow, or a list of these; also an empty one. Of `logs`,
            a log.
        kind: what the rows are.

    Returns:
        A pandas data frame. `attrs["as_of"]` is the moment of the records, and `attrs["not_loaded"]` names what was not
        loaded and is therefore not in it.

    Raises:
        InvalidArgumentError: there are no such rows in `found`.
        MissingPackageError: pandas is not installed.
        NotLoadedError: nothing of it was loaded.
        UnknownNameError: there is no such kind.
    """
    if kind not in list(DECLARATIONS):
        raise unknown_name(str(kind), DECLARATIONS, "kind of frame")
    declaration = DECLARATIONS[kind]
    subject = [*found] if isinstance(found, Iterator) else found
    if declaration.answer and not _holds_only(subject, declaration.model):
        answer = declaration.answer(subject)
        if not answer.rows and answer.gaps:
            _loaded_rows(subject, declaration.source or declaration.model, kind)  # in which nothing was found
        return _built(answer.rows, declaration, answer.as_of, [gap.what or "" for gap in answer.gaps])
    walk = _loaded_rows(subject, declaration.model, kind)
    models = list(walk.found.values())
    moments = [model.moment for model in models if model.moment]
    return _built(models, declaration, min(moments, default=None), walk.missing)


def frame_of(found: Model | Collection[Any]) -> DataFrame:
    """Return the data frame of a collection or a result; see `frame`.

    Raises:
        InvalidArgumentError: it is empty, so that its kind is not known.
        MissingPackageError: pandas is not installed.
        NotLoadedError: it was not loaded.
    """
    if isinstance(found, Model):
        return _frame_of_result(found)
    if not len(found):
        raise InvalidArgumentError(
            what="This collection is empty, so it is not known which columns it has.",
            advice='Name the kind, for instance `frame(collection, "installs")`.',
        )
    kind = type(found[0])
    names = [name for name, one in DECLARATIONS.items() if one.model is kind]
    names = names or [name for name, one in DECLARATIONS.items() if kind in one.way]
    if len(names) == 1:
        return frame(found, names[0])
    return _built(list(found), _declaration_of(kind), found[0].moment, ())


def _frame_of_result(found: Model) -> DataFrame:
    if type(found) not in RESULTS:
        return _built([found], _declaration_of(type(found)), found.moment, ())
    kind, rows = RESULTS[type(found)]
    gaps: Iterable[Gap] = getattr(found, "gaps", ())
    return _built(list(rows(found)), _declaration_of(kind), found.moment, [gap.what or "" for gap in gaps])


def _declaration_of(kind: type[Model]) -> Declaration:
    declared = (one for one in (*DECLARATIONS.values(), *OF_RESULTS) if one.model is kind)
    return next(declared, None) or declared_by_fields(kind)


def _holds_only(found: object, kind: type[Model]) -> bool:
    """Return whether something is a row of a kind, or a sequence of such rows that is not empty."""
    items = found if isinstance(found, list | tuple) else [found]
    return bool(items) and getattr(items, "loaded", True) and all(isinstance(item, kind) for item in items)


class _Walk:
    """Collects models of a class, from whatever leads to them; what was reached twice counts once."""

    def __init__(self, model: type[Model], kind: str) -> None:
        self._model = model
        self._declaration = DECLARATIONS[kind]
        self._kind = kind
        self.found: dict[object, Model] = {}
        self.unread: list[NotLoadedError] = []
        self._counted: Counter[tuple[str, str]] = Counter()

    def add(self, found: object) -> None:
        if isinstance(found, self._model):
            self.found.setdefault(_identity(found), found)
        elif type(found) in self._declaration.way:
            for name in self._declaration.way[cast("type[Model]", type(found))]:
                self._add_items(cast("Model", found), name)
        elif isinstance(found, Iterable) and not isinstance(found, str | bytes | Mapping | Model):
            for one in found:
                self.add(one)
        else:
            raise InvalidArgumentError(what=f"{type(found).__name__} has no {self._kind}.", advice=self._advice)

    @property
    def _advice(self) -> str:
        if Log in self._declaration.way:
            return f'Give the log of a step, run, build or job: `frame(step.log(), "{self._kind}")`.'
        return f'Give an installer, an app or a list of these: `frame(installer, "{self._kind}")`.'

    def _add_items(self, owner: Model, name: str) -> None:
        items = getattr(owner, name)
        title = next((section.title for section in owner.sections if section.name == name), name).lower()
        noun = noun_for(type(owner))
        if isinstance(items, NotLoaded):
            self.unread.append(items.error)
            self._counted[title, noun] += 1
            return
        if owner.section_state(name).more:
            self._counted[f"older {title}", noun] += 1
        for one in items:
            self.add(one)

    @property
    def missing(self) -> list[str]:
        """What was not loaded, in words."""
        return [f"{title} of {formats.count(number, noun)}" for (title, noun), number in self._counted.items()]


def _loaded_rows(found: object, model: type[Model], kind: str) -> _Walk:
    """Return the models of a class that lead to the rows of a kind, or are these.

    Raises:
        InvalidArgumentError: there are no such rows in `found`.
        NotLoadedError: nothing of it was loaded.
    """
    walk = _Walk(model, kind)
    walk.add(found)
    if walk.unread and not walk.found:
        raise walk.unread[0]
    return walk


def _identity(model: Model) -> object:
    own = getattr(model, "id", None)
    place = (type(model), model.server, own) if own else (id(model),)
    return (*place, above(AppConfig, "id")(model))  # versions share the components that they carried over


# From models to pandas


def _built(
    models: Sequence[Model], declaration: Declaration, as_of: datetime | None, missing: Sequence[str]
) -> DataFrame:
    pandas = _pandas()
    with masking_by(models):
        columns = {column.name: [_value(model, column) for model in models] for column in declaration.columns}
        not_loaded = [mask_text(what) for what in missing]
    made = pandas.DataFrame({one.name: _series(pandas, columns[one.name], one) for one in declaration.columns})
    made.attrs |= {"as_of": as_of.isoformat() if as_of else None, "not_loaded": not_loaded}
    return made


def _pandas() -> Any:
    try:
        return import_module("pandas")
    except ImportError as error:
        raise MissingPackageError(
            what="pandas is not installed, and data frames need it.", advice=f"Install it: `{INSTALL_PANDAS}`."
        ) from error


def _series(pandas: Any, values: list[Any], column: Column) -> Any:
    if column.kind is Kind.WORD:
        others = sorted({value for value in values if value is not None} - {*column.words})
        return pandas.Series(pandas.Categorical(values, categories=[*column.words, *others]))
    if column.kind is Kind.TIME:
        return pandas.Series(pandas.to_datetime(values, utc=True)).astype(column.kind.value)
    return pandas.Series(values, dtype=column.kind.value)


def _value(model: Model, column: Column) -> Any:
    """Return a value as the display shows it, in the type of its column; None if there is none."""
    shown = _shown(model, column)
    if column.kind in (Kind.TEXT, Kind.WORD):
        return _as_text(shown)
    return None if isinstance(shown, Hidden) else shown


def _shown(model: Model, column: Column) -> Any:
    if callable(column.read):
        return view(column.read(model))
    value: Any = View(model)
    for name in (column.read or column.name).split("."):
        value = None if value is None else getattr(value, name)
    return value


def _as_text(shown: Any) -> str | None:
    if isinstance(shown, tuple):
        return ", ".join(map(str, shown)) or None
    return None if shown is None or shown == "" else str(shown)
