"""Installers: the pages from which customers install a vendor's apps."""

from typing import TYPE_CHECKING, ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section, SectionState, SectionStatus
from nuon_notebook.models.apps import App
from nuon_notebook.models.base import Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.fleets import APPROVALS, PROBLEMS, SCHEDULE, Fleet, answer
from nuon_notebook.models.installs import Install
from nuon_notebook.models.types import ScannedText
from nuon_notebook.redaction.policy import ParentId

if TYPE_CHECKING:
    from nuon_notebook.analysis.overview import Overview


class InstallerMetadata(Record):
    """Names, links and texts of an installer."""

    api_type: ClassVar[str] = "app.InstallerMetadata"

    community_url: str | None = None
    copyright_markdown: str | None = None
    demo_url: str | None = None
    description: ScannedText = None
    documentation_url: str | None = None
    favicon_url: str | None = None
    footer_markdown: str | None = None
    formatted_demo_url: str | None = None
    github_url: str | None = None
    homepage_url: str | None = None
    installer_id: ParentId = None
    logo_url: str | None = None
    name: str | None = None
    og_image_url: str | None = None
    post_install_markdown: str | None = None

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Its links: label and address of each."""
        named = (
            ("homepage", self.homepage_url),
            ("documentation", self.documentation_url),
            ("GitHub", self.github_url),
            ("community", self.community_url),
            ("demo", self.demo_url),
            ("embedded demo", self.formatted_demo_url if self.formatted_demo_url != self.demo_url else None),
        )
        return tuple((name, address) for name, address in named if address)

    @property
    def images(self) -> tuple[tuple[str, str], ...]:
        """Its pictures: label and address of each."""
        named = (("logo", self.logo_url), ("icon", self.favicon_url), ("preview", self.og_image_url))
        return tuple((name, address) for name, address in named if address)


class Installer(Fleet):
    """An installer with its apps; source: `GET /v1/installers/{installer_id}`."""

    api_type: ClassVar[str] = "app.Installer"
    sections: ClassVar[tuple[Section, ...]] = (
        answer("overview", "Installs", opened=True),
        PROBLEMS,
        APPROVALS,
        SCHEDULE,
        Section("apps", "Apps", open=True, cut_last=True),
        Section("post_install_markdown", "After installing", "markdown", field="metadata.post_install_markdown"),
        Section("footer_markdown", "Footer", "markdown", field="metadata.footer_markdown"),
        Section("copyright_markdown", "Copyright", "markdown", field="metadata.copyright_markdown"),
    )

    apps: Collection[App] = Collection()
    metadata: InstallerMetadata | None = None
    type: str | None = None

    def section_state(self, name: str) -> SectionState:
        """Return the state of a section. The state of `installs` sums up that of its apps."""
        if name != "installs":
            return super().section_state(name)
        if not self.apps.loaded or self._is_unreadable("apps"):
            return super().section_state("apps")
        states = [(app, app.section_state("installs")) for app in self.apps]
        notes = [f"{app.title}: {state.note}" for app, state in states if state.note]
        severity = [*SectionStatus]
        status = min((state.status for _, state in states), key=severity.index, default=SectionStatus.LOADED)
        return SectionState(SectionStatus.FAILED if notes else status, " ".join(notes))

    @property
    def name(self) -> str:
        """The name that customers see, or the id."""
        return (self.metadata.name if self.metadata else None) or self.id or "unnamed installer"

    @property
    def installs(self) -> Collection[Install]:
        """The installs of all apps, by app."""
        return self.section_items("installs", self._installs)

    def _installs(self) -> Collection[Install]:
        apps = self.apps if self.apps.loaded else ()
        return Collection(install for app in apps if app.installs.loaded for install in app.installs)

    @property
    def overview(self) -> "Overview | None":  # type: ignore[override]
        """Who runs which version, and who needs attention; None if its apps were not loaded."""
        return super().overview if self.apps.loaded and self.apps else None

    @property
    def post_install_markdown(self) -> str:
        """The text that customers read after installing."""
        return (self.metadata.post_install_markdown if self.metadata else None) or ""

    @property
    def footer_markdown(self) -> str:
        """The text at the foot of the installer's page."""
        return (self.metadata.footer_markdown if self.metadata else None) or ""

    @property
    def copyright_markdown(self) -> str:
        """The copyright notice."""
        return (self.metadata.copyright_markdown if self.metadata else None) or ""

    @property
    def headline(self) -> Headline:
        """Name; number of apps and installs."""
        readable = self.apps.loaded and "apps" not in self.unreadable
        apps = formats.count(len(self.apps), "app") if readable else ""
        installs = formats.count(len(self.installs), "install") if self.installs.loaded and self.installs else ""
        return Headline(self.name, facts=tuple(filter(None, (apps, installs))))
