"""What is said of a step of a workflow that ran on an install, such as that it failed or waits."""

from __future__ import annotations

from nuon_notebook.analysis.result import Result
from nuon_notebook.display.sections import Badge
from nuon_notebook.models.types import CustomerText


class StepResult(Result):
    """A step of a workflow on an install.

    Attributes:
        installer: the installer's name; None if the install was not reached through one.
        app: the app's name.
        install: the install's name.
        install_id: its id.
        workflow: the title of the workflow.
        workflow_id: its id.
        workflow_type: its type.
        step: the step.
        step_id: its id.
        status: the API's word.
        link: the address of the step's panel on the vendor's dashboard.
    """

    installer: str | None = None
    app: str | None = None
    install: CustomerText = None
    install_id: str | None = None
    workflow: str | None = None
    workflow_id: str | None = None
    workflow_type: str | None = None
    step: str | None = None
    step_id: str | None = None
    status: str | None = None
    link: str | None = None

    @property
    def call_to_load_workflow(self) -> str:
        """The Python call that loads the workflow; empty if there is none."""
        world = self.server.world if self.server else ""
        return f'load_workflow("{world}{self.workflow_id}")' if self.workflow_id else ""

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()
