"""What the author of an app writes down: the source of every version of its config."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.access import Role, Secret
    from nuon_notebook.demo.actions import Action
    from nuon_notebook.demo.components import Component
    from nuon_notebook.demo.inputs import Input
    from nuon_notebook.demo.repositories import Repository


@dataclass(frozen=True)
class AppPlan:
    """One app, with parts that say since which version they are there."""

    name: str
    title: str
    description: str
    runner_type: str
    cloud_platform: str
    sandbox_repository: Repository
    sandbox: Mapping[str, Any]
    runner: Mapping[str, Any]
    components: Sequence[Component]
    actions: Sequence[Action]
    input_groups: Sequence[str]
    inputs: Sequence[Input]
    roles: Sequence[Role]
    secrets: Sequence[Secret]
    config_repo: str
    config_directory: str
    branches: Sequence[str] = ("main",)
    newest_fails: str = ""
    """Why the newest version is in status `error`; empty when it is not."""
    labels: Mapping[str, str] | None = None
    """Labels of the latest versions, a property that only newer servers send."""
