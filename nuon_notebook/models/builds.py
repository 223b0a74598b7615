"""The builds of all components of an org."""

from typing import Annotated, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.models.base import Model
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.component_builds import ComponentBuild
from nuon_notebook.redaction.policy import Omitted, ParentId


class OrgComponentBuildHistoryItem(Model):
    """A build, with the component that it is of."""

    api_type: ClassVar[str] = "service.OrgComponentBuildHistoryItem"

    app_id: ParentId = None
    build: ComponentBuild | None = None
    build_runner_job_id: ParentId = None
    component_id: ParentId = None
    component_name: str | None = None

    @property
    def headline(self) -> Headline:
        """Name of the component and status; the build; why it failed."""
        build = self.build.headline if self.build else Headline("")
        return Headline(self._name_from("component_name", "component_id"), build.badges, build.facts, build.why)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The status of the build."""
        return self.build.badges if self.build else ()


class OrgComponentBuildHistoryResponse(Model):
    """A page of the builds of an org, newest first; source: `GET /v1/component-builds`."""

    api_type: ClassVar[str] = "service.OrgComponentBuildHistoryResponse"
    sections: ClassVar[tuple[Section, ...]] = (
        Section("items", "Builds", open=True, newest_first=True, comes_with_model=True, optional=True),
    )

    items: Collection[OrgComponentBuildHistoryItem] = Collection()
    next_cursor: Annotated[str | None, Omitted("it is where the next request continues")] = None
    previous_cursor: Annotated[str | None, Omitted("it is where the request before began")] = None

    @property
    def headline(self) -> Headline:
        """Number of builds."""
        return Headline("Builds", facts=(formats.count(len(self.items), "build"),))
