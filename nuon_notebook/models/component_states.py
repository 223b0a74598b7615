"""How the components of an install are: their status, and what was last deployed of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, cast

from nuon_notebook.display.formats import humanize, needs_attention
from nuon_notebook.display.sections import Badge, Headline
from nuon_notebook.models.base import Computed
from nuon_notebook.models.install_deploys import InstallDeploy
from nuon_notebook.models.types import Texts
from nuon_notebook.models.workflow_steps import WorkflowStep
from nuon_notebook.redaction.policy import Omitted

if TYPE_CHECKING:
    from nuon_notebook.models.installs import Install


def deployed_component(step: WorkflowStep, names: Mapping[str, str]) -> str | None:
    """Return the id of the component that a step deploys; None if it deploys none, or it is not known which.

    A step has the id of its deploy only, and deploys are rarely loaded. But servers put the component's name into the
    name of the step.

    Args:
        step: a step of a workflow.
        names: the names of the components, by their ids.
    """
    if isinstance(step.run, InstallDeploy) and step.run.component_id:
        return step.run.component_id
    if step.run_type != InstallDeploy.api_type:
        return None
    words = set(step.title.split())
    found = [key for key, name in names.items() if name in words]
    return found[0] if len(found) == 1 else None


class ComponentState(Computed):
    """The status of one component of an install. The API sends these as a map of component ids to statuses."""

    name: str
    status: str
    component_id: Annotated[str, Omitted("the component is shown by name")] = ""
    deploy: InstallDeploy | None = None
    drifted: bool = False
    health: str | None = None
    kind: str | None = None
    outputs: Texts = ()

    @property
    def headline(self) -> Headline:
        """Name and statuses; kind, its latest deploy, names of its outputs; why the deploy failed or waits."""
        outputs = f"outputs {', '.join(self.outputs)}" if self.outputs else ""
        facts = (self.kind_in_words, self.deployed, outputs)
        return Headline(self._name_from("name"), self.badges, tuple(filter(None, facts)), self.reason)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status; its health if the server measures it; that it drifted; the latest deploy if that is not well."""
        deploy = self.deploy.status_word if self.deploy else ""
        return (
            Badge(self.status),
            *([Badge(self.health, "health")] if self.health else []),
            *([Badge("drifted")] if self.drifted and deploy != "drifted" else []),
            *([Badge(deploy, "deploy")] if needs_attention(deploy) and deploy != self.status else []),
        )

    @property
    def kind_in_words(self) -> str:
        """Its kind, in words; empty if the server does not send it."""
        return humanize(self.kind or "")

    @property
    def deployed(self) -> str:
        """When it was last deployed, and what; empty if that was not loaded, or it never was."""
        deploy = self.deploy.headline if self.deploy else None
        return f"deployed {' · '.join(map(str, deploy.facts))}" if deploy and deploy.facts else ""

    @property
    def reason(self) -> str:
        """Why its latest deploy failed or waits, in the server's words; if it was not loaded, those of its step."""
        latest = self.deploy or self._step
        return latest.reason if latest else ""

    @property
    def _step(self) -> WorkflowStep | None:
        install = cast("Install | None", self.reached_through("app.Install"))
        return install.deploy_steps.get(self.component_id) if install and needs_attention(self.status) else None

    @property
    def attention(self) -> bool:
        """Whether any of its statuses needs attention."""
        return any(needs_attention(badge.status) for badge in self.badges)
