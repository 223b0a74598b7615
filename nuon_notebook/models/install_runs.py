"""What runs on an install: what deploys, sandbox runs and action runs have in common, and what they put out."""

from datetime import timedelta
from typing import Final

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.accounts import Account
from nuon_notebook.models.base import Logged, Record
from nuon_notebook.models.runner_jobs import LogStream
from nuon_notebook.models.statuses import Explained
from nuon_notebook.models.types import SecretValue, names_in
from nuon_notebook.models.workflows import Workflow
from nuon_notebook.redaction.policy import Omitted, ParentId

UNTIL_NOW = Omitted("it grows until the run is finished, and the server does not say when that is")


class InstallRun(Explained, Logged):
    """A run on an install."""

    created_by: Account | None = None
    install_id: ParentId = None
    install_workflow_id: ParentId = None
    log_stream: LogStream | None = None
    outputs: SecretValue | None = None
    role: str | None = None
    workflow: Workflow | None = None
    workflow_id: ParentId = None

    @property
    def title(self) -> str:
        """What is run."""
        return self.id or "run"

    @property
    def took(self) -> timedelta | None:
        """How long it took; None while it runs, or if the server does not say."""
        return None

    @property
    def output_names(self) -> tuple[str, ...]:
        """The names of its outputs. The values are never shown."""
        return names_in(self.outputs)

    @property
    def headline(self) -> Headline:
        """What is run and status; time, duration, further facts; why it failed or waits."""
        when = formats.format_time(self.created_at) if self.created_at else ""
        took = f"took {formats.format_duration(self.took)}" if self.took else ""
        return Headline(self.title, self.badges, tuple(filter(None, (when, took, *self.facts))), self.reason)

    @property
    def facts(self) -> tuple[str, ...]:
        """What else is worth saying in one line."""
        return ()


COMPONENT_OUTPUTS: Final = "outputs of a component"
"""In place of an API type, where the store keeps them: the API sends a bare map."""


def outputs_id(install_id: str | None, component_id: str | None) -> str:
    """Return the id under which the store keeps the outputs of a component of an install."""
    return f"{install_id}/{component_id}"


class ComponentOutputs(Record):
    """The outputs of a component; source: `GET /v1/installs/{install_id}/components/{component_id}/outputs`.

    Only their names are ever shown. Its id is that of the install and of the component.
    """

    outputs: SecretValue | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return names_in(self.outputs)
