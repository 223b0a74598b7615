"""Builds the validators of the models in an order in which each can reuse those of its nested models."""

from __future__ import annotations

from functools import cache

from nuon_notebook.models.actions import ActionWorkflow
from nuon_notebook.models.apps import App
from nuon_notebook.models.branches import AppBranch
from nuon_notebook.models.components import ComponentConfigConnection
from nuon_notebook.models.configs import AppConfig
from nuon_notebook.models.installers import Installer
from nuon_notebook.models.installs import Install
from nuon_notebook.models.statuses import CompositeStatus
from nuon_notebook.models.vcs import ConnectedGithubVCSConfig
from nuon_notebook.models.workflows import Workflow

INNERMOST_FIRST = (
    ConnectedGithubVCSConfig, CompositeStatus, ComponentConfigConnection, Workflow, Install, ActionWorkflow, AppConfig,
    AppBranch, App, Installer,
)  # fmt: skip


@cache
def build_validators() -> None:
    """Build the validators of all models that the loader requests.

    At first use, pydantic builds each validator with its own copies of all nested ones. In this order, building takes a
    third of that time.
    """
    for kind in INNERMOST_FIRST:
        kind.model_rebuild()
