"""Addresses of records on the vendor's dashboard (API page, section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nuon_notebook.store import Server

HOSTED_API = "https://api.nuon.co"
HOSTED = "https://app.nuon.co"
WEB = ("https://", "http://")


class DashboardPages(NamedTuple):
    """The pages of one app and its installs. An address that is not known is empty.

    Attributes:
        app: the app's page.
        root: the beginning of the addresses of its installs; empty if it is not known.
    """

    app: str
    root: str

    def install(self, install_id: str | None) -> str:
        """Return the page of an install."""
        return f"{self.root}/installs/{_quoted(install_id)}" if self.root and install_id else ""

    def workflow(self, install_id: str | None, workflow_id: str | None) -> str:
        """Return the page of a workflow of an install."""
        page = self.install(install_id)
        return f"{page}/workflows/{_quoted(workflow_id)}" if page and workflow_id else ""


def dashboard_pages(
    app_id: str | None, org_id: str | None, links: Mapping[str, Any], server: Server | None
) -> DashboardPages:
    """Return the pages of an app.

    The server's own link is right for apps only. If it has the usual form, the address of the dashboard is taken from
    it; otherwise the address is known for Nuon's own server only.

    Args:
        app_id: the app.
        org_id: the org that it belongs to; if empty, the org of the connection counts.
        links: the app's own links.
        server: the server that the app was loaded from.
    """
    if server is None:
        return DashboardPages("", "")
    path = f"/apps/{_quoted(app_id)}"
    sent = links.get("ui")
    link = sent if isinstance(sent, str) and sent.lower().startswith(WEB) else ""
    org = org_id or server.org_id
    if link.endswith(f"/{_quoted(org)}{path}"):
        return DashboardPages(link, link.removesuffix(path))
    if server.api_url.rstrip("/") == HOSTED_API and org and app_id:
        root = f"{HOSTED}/{_quoted(org)}"
        return DashboardPages(link or f"{root}{path}", root)
    return DashboardPages(link, "")


def _quoted(segment: str | None) -> str:
    return quote(segment or "", safe="")
