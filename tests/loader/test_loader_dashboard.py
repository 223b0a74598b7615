"""Links to the vendor's dashboard: where its address is known, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook.demo import ORG_ID
from nuon_notebook.loader import load_app
from nuon_notebook.models import App
from nuon_notebook.models.dashboard import DashboardPages, dashboard_pages
from nuon_notebook.store import Server

HOSTED, OWN = Server("https://api.nuon.co", "org1"), Server("https://nuon.example", "org1")


def _app(**links: Any) -> App:
    return App.model_validate({"id": "app1", "links": links})


def _pages(app: App, server: Server) -> DashboardPages:
    return dashboard_pages(app.id, app.org_id, app.links, server)


def test_app_install_and_workflow_have_their_pages(place: Any) -> None:
    app = load_app(place.client, "grain-lake")
    install = app.installs[0]
    root = f"https://app.nuon.co/{ORG_ID}"
    assert app.dashboard == f"{root}/apps/{app.id}"
    assert install.dashboard == f"{root}/installs/{install.id}"
    assert install.workflows[0].dashboard == f"{root}/installs/{install.id}/workflows/{install.workflows[0].id}"


def test_the_hosted_servers_dashboard_is_known() -> None:
    pages = _pages(_app(), HOSTED)
    assert pages.app == "https://app.nuon.co/org1/apps/app1"
    assert pages.install("inl1") == "https://app.nuon.co/org1/installs/inl1"


def test_another_servers_dashboard_is_not_guessed() -> None:
    pages = _pages(_app(), OWN)
    assert (pages.app, pages.install("inl1"), pages.workflow("inl1", "inw1")) == ("", "", "")


def test_an_apps_own_link_tells_where_the_dashboard_is() -> None:
    pages = _pages(_app(ui="https://ui.nuon.example/org1/apps/app1"), OWN)
    assert pages.app == "https://ui.nuon.example/org1/apps/app1"
    assert pages.workflow("inl1", "inw1") == "https://ui.nuon.example/org1/installs/inl1/workflows/inw1"


def test_a_link_of_another_form_is_the_apps_only() -> None:
    pages = _pages(_app(ui="https://ui.nuon.example/somewhere"), OWN)
    assert (pages.app, pages.install("inl1")) == ("https://ui.nuon.example/somewhere", "")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "/apps/app1", 7, None, {}])
def test_what_is_no_web_address_is_no_link(link: Any) -> None:
    assert _pages(_app(ui=link), OWN).app == ""


def test_an_id_stays_one_segment() -> None:
    assert _pages(_app(), HOSTED).install("../x?y") == "https://app.nuon.co/org1/installs/..%2Fx%3Fy"


def test_without_an_id_there_is_no_page() -> None:
    pages = _pages(App(), HOSTED)
    assert (pages.app, pages.install(None), pages.workflow("inl1", None)) == ("", "", "")
