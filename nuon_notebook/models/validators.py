"""Builds the validators of the models in an order in which each can reuse those of the models that it holds."""

from __future__ import annotations

from functools import cache

from nuon_notebook.models.accounts import Account
from nuon_notebook.models.actions import ActionWorkflow
from nuon_notebook.models.apps import App
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.configs import AppBranch, AppConfig
from nuon_notebook.models.installers import Installer
from nuon_notebook.models.installs import Install
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.workflow_steps import WorkflowStep
from nuon_notebook.models.workflows import Workflow

INNERMOST_FIRST = (
    CompositeStatus, Account, WorkflowStep, ComponentConfigConnection, Workflow, ActionWorkflow, Install, AppConfig,
    AppBranch, App, Installer,
)  # fmt: skip


@cache
def build_validators() -> None:
    """Build the validators of everything that the loader requests.

    Pydantic builds each at its first use, with its own copies of all that it holds. In this order that takes a third
    of the time.
    """
    for kind in INNERMOST_FIRST:
        kind.model_rebuild()
