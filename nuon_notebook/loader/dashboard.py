"""Where the vendor's dashboard shows a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from nuon_notebook.client.settings import DEFAULT_API_URL

if TYPE_CHECKING:
    from nuon_notebook.client.settings import Settings
    from nuon_notebook.models import App

HOSTED = "https://app.nuon.co"
WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The pages of one app and its installs; empty addresses where they are not known.

    Attributes:
        of_app: the app's page.
        root: what the pages of its installs begin with; empty where nothing tells it.
    """

    of_app: str
    root: str

    @classmethod
    def of(cls, app: App, settings: Settings) -> Self:
        """Return the pages of an app.

        The server's own link is right for apps only. Where it leads to the app's usual path it tells where the
        dashboard is; else that is known for Nuon's own server only.
        """
        path = f"/apps/{_quoted(app.id)}"
        told = app.links.get("ui")
        link = told if isinstance(told, str) and told.lower().startswith(WEB) else ""
        org = app.org_id or settings.org_id
        if link.endswith(f"/{_quoted(org)}{path}"):
            return cls(link, link.removesuffix(path))
        if settings.api_url.rstrip("/") == DEFAULT_API_URL and org and app.id:
            root = f"{HOSTED}/{_quoted(org)}"
            return cls(link or f"{root}{path}", root)
        return cls(link, "")

    def of_install(self, install_id: str | None) -> str:
        """Return the page of an install."""
        return f"{self.root}/installs/{_quoted(install_id)}" if self.root and install_id else ""

    def of_workflow(self, install_id: str | None, workflow_id: str | None) -> str:
        """Return the page of a workflow of an install."""
        page = self.of_install(install_id)
        return f"{page}/workflows/{_quoted(workflow_id)}" if page and workflow_id else ""


def _quoted(segment: str | None) -> str:
    return quote(segment or "", safe="")
