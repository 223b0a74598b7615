"""Releases of components to installs, and their steps."""

from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.types import ScannedText, Texts
from nuon_notebook.redaction.policy import ParentId

if TYPE_CHECKING:
    from nuon_notebook.models.install_deploys import InstallDeploy


def _said_of(status: str | None, description: str | None) -> str:
    """Return the description of a status that failed or waits; empty for any other."""
    return (description or "") if formats.needs_attention(status) else ""


class ComponentReleaseStep(Record):
    """A step of a release."""

    api_type: ClassVar[str] = "app.ComponentReleaseStep"

    component_release_id: ParentId = None
    delay: str | None = None
    install_deploys: "Collection[Deferred[InstallDeploy]]" = Collection()
    requested_install_ids: Texts = ()
    status: str | None = None
    status_description: ScannedText = None

    @property
    def headline(self) -> Headline:
        """Time and status; number of installs, delay; why it failed or waits."""
        facts = (
            formats.count(len(self.requested_install_ids), "install") if self.requested_install_ids else "",
            f"after {self.delay}" if self.delay else "",
        )
        when = formats.format_time(self.created_at) or "release step"
        return Headline(when, self.badges, tuple(filter(None, facts)), _said_of(self.status, self.status_description))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()


class ComponentRelease(Record):
    """A release of a build to installs."""

    api_type: ClassVar[str] = "app.ComponentRelease"
    sections: ClassVar[tuple[Section, ...]] = (Section("release_steps", "Steps", comes_with_model=True, optional=True),)

    build_id: str | None = None
    release_steps: Collection[ComponentReleaseStep] = Collection()
    status: str | None = None
    status_description: ScannedText = None
    total_release_steps: int | None = None

    @property
    def headline(self) -> Headline:
        """Time and status; number of steps; why it failed or waits."""
        steps = formats.count(self.total_release_steps, "step") if self.total_release_steps else ""
        when = f"Release {formats.format_time(self.created_at)}".strip()
        why = _said_of(self.status, self.status_description)
        return Headline(when, self.badges, tuple(filter(None, (steps,))), why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Its status."""
        return (Badge(self.status),) if self.status else ()
