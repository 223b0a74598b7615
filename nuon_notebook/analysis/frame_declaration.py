"""What declares a kind of frame: its columns with their types, and how its rows are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from nuon_notebook.display import formats
from nuon_notebook.models import (
    App,
    AppConfig,
    Install,
    Installer,
    Model,
    Workflow,
)


class Kind(Enum):
    """The type of a column, by pandas' name of it."""

    TEXT = "string"
    TIME = "datetime64[us, UTC]"
    SPAN = "timedelta64[us]"
    INTEGER = "Int64"
    FLOAT = "Float64"
    BOOLEAN = "boolean"
    WORD = "category"


class Column(NamedTuple):
    """A column of a frame.

    Attributes:
        name: its name.
        kind: its type.
        read: the path of the attribute that has its value, by default its name; or a function of the model.
        words: the categories of a `WORD`. Other words are added, so that frames with known words only have the same
            type, and stay categorical when they are concatenated.
    """

    name: str
    kind: Kind = Kind.TEXT
    read: str | Callable[[Any], Any] = ""
    words: tuple[str, ...] = ()


class Declaration(NamedTuple):
    """A kind of frame.

    Attributes:
        model: the class of its rows.
        columns: its columns.
        way: how to reach the rows from other models: by their class, the attributes that lead on.
        answer: computes the rows, for results of an analysis.
        source: the class of what these are computed from, to which the way then leads.
    """

    model: type[Model]
    columns: tuple[Column, ...]
    way: Mapping[type[Model], tuple[str, ...]] = MappingProxyType({})
    answer: Callable[[Any], Any] | None = None
    source: type[Model] | None = None


TIME = partial(Column, kind=Kind.TIME)
SPAN = partial(Column, kind=Kind.SPAN)
INTEGER = partial(Column, kind=Kind.INTEGER)
BOOLEAN = partial(Column, kind=Kind.BOOLEAN)
STATUSES: Final = """
    active applying approval-awaiting approval-denied approval-expired approval-retry approved
    auto-skipped available awaiting-install-stack-run awaiting-user-run building cancelled checking-plan
    cleaning-up degraded deleting deployed deprecated deprovisioned deprovisioning disabled discarded draft drifted
    error expired failed failed-pending-retry finished generating healthy in-progress inactive
    initializing no-drift noop not-attempted offline outdated pending planning provisioned provisioning
    queued ready reprovisioning retrying skipped started success syncing timed-out unhealthy unknown
    user-skipped warning
"""
"""Statuses of configs, installs, workflows, steps and runs."""

STATUS = partial(Column, kind=Kind.WORD, words=tuple(STATUSES.split()))
WORKFLOW_TYPES: Final = tuple(
    sorted(
        {*formats.WORKFLOWS, "app_branch_config_update", "app_config_build", "app_install_sync", "component_disabled"}
        | {"component_enabled", "deprovision", "provision", "recover_helm_release", "reprovision", "reprovision_stack"}
        | {"runbook_run"}
    )
)
WORKFLOW_TYPE = partial(Column, kind=Kind.WORD, words=WORKFLOW_TYPES)
COMPONENT_TYPES: Final = (
    "docker_build", "external_image", "helm_chart", "job", "kubernetes_manifest", "pulumi", "terraform_module",
    "unknown",
)  # fmt: skip
COMPONENT_TYPE = partial(Column, kind=Kind.WORD, words=COMPONENT_TYPES)


def above(kind: type[Model], attribute: str) -> Callable[[Model], Any]:
    """Return a function that reads an attribute of the nearest model of a class that a model was reached through."""

    def read(model: Model) -> Any:
        at: Model | None = model
        while at is not None and not isinstance(at, kind):
            at = at.parent
        # Thousands of rows share the models above them.
        return at.remember(f"column {attribute}", lambda: getattr(at, attribute)) if at is not None else None

    return read


def number_of(attribute: str) -> Callable[[Model], int | None]:
    """Return a function that counts what an attribute holds; None if that was not loaded."""
    return lambda model: len(items) if getattr(items := getattr(model, attribute), "loaded", True) else None


def _app_name(model: Model) -> str | None:
    """Return the name of the app; of an install that was reached by itself its app's id."""
    title: str | None = above(App, "title")(model)
    return title or above(Install, "app_name")(model)


IN_APP: Final = (Column("installer", read=above(Installer, "name")), Column("app", read=_app_name))
IN_CONFIG: Final = (*IN_APP, INTEGER("version", read=above(AppConfig, "version")))
ON_INSTALL: Final = (
    *IN_APP, Column("install", read=above(Install, "name")), Column("install_id", read=above(Install, "id"))
)  # fmt: skip
IN_WORKFLOW: Final = (
    *ON_INSTALL,
    Column("workflow", read=above(Workflow, "title")),
    Column("workflow_id", read=above(Workflow, "id")),
    WORKFLOW_TYPE("workflow_type", read=above(Workflow, "type")),
)
PATH: Final = (Column("installer"), Column("app"), Column("install"), Column("install_id"))
"""The same of a result, which has them as fields."""

TO_APPS: Final[Mapping[type[Model], tuple[str, ...]]] = {Installer: ("apps",)}
TO_CONFIGS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_APPS, App: ("configs",)}
TO_COMPONENTS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_CONFIGS, AppConfig: ("components",)}
TO_INSTALLS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_APPS, App: ("installs",)}
TO_WORKFLOWS: Final[Mapping[type[Model], tuple[str, ...]]] = {**TO_INSTALLS, Install: ("workflows",)}
