"""What an answer needs and is not loaded is requested first, from the server that the app is from, and no other."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from nuon_notebook import Client, demo, load_app
from nuon_notebook.analysis.customer_provides import customer_provides
from nuon_notebook.analysis.impact import impact
from nuon_notebook.analysis.permissions import permissions
from nuon_notebook.analysis.schedule import schedule
from nuon_notebook.client import Api
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.loader import fetch
from nuon_notebook.models import App, AppConfig
from nuon_notebook.store import Answer

NAME = "demo/harbor-desk"


@pytest.fixture
def requested(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The configs that are requested in full."""
    found: list[str] = []
    original = fetch.config

    async def config(api: Api, owner: App, wanted: AppConfig) -> list[Answer]:
        found.append(wanted.title)
        return await original(api, owner, wanted)

    monkeypatch.setattr(fetch, "config", config)
    return found


@pytest.fixture(scope="module")
def bare() -> App:
    """An app of whose configs none was loaded in full."""
    return load_app(NAME, configs=0, workflows=0)


def test_the_content_of_the_newest_working_version_is_requested(bare: App, requested: list[str]) -> None:
    assert not bare.configs["v11"].in_full
    assert impact(bare, "database").dependents[0].name == "api"
    assert requested == ["v11"]
    assert not bare.configs["v11"].in_full  # models in hand stay as they are


def test_every_answer_on_a_config_requests_it(bare: App) -> None:
    whole = load_app(NAME, workflows=0)
    assert [one.name for one in permissions(bare).roles] == [one.name for one in permissions(whole).roles]
    assert [row.name for row in customer_provides(bare).rows] == [row.name for row in customer_provides(whole).rows]
    assert [row.what for row in schedule(bare).rows] == [row.what for row in schedule(whole).rows]
    assert [row.what for row in schedule(bare.configs["v9"]).rows] != []


def test_an_older_version_is_requested_by_name(bare: App) -> None:
    found = impact(bare.configs["v6"], "database")
    assert (found.version, found.app) == (6, "Harbor Desk")


def test_what_is_loaded_is_not_requested_again(requested: list[str]) -> None:
    whole = load_app(NAME, workflows=0)
    requested.clear()
    impact(whole, "database")
    permissions(whole)
    schedule(whole)
    assert requested == []


def test_another_server_is_never_asked() -> None:
    with demo.serve() as server:
        client = Client(server.url, SecretStr(server.world.token), server.world.org_id)
        served = load_app("harbor-desk", client=client, configs=0, workflows=0)
        with pytest.raises(NotLoadedError, match=r"The content of Harbor Desk was not loaded\. Load it: load_app"):
            impact(served, "database")
        client.close()


def test_a_version_in_error_cannot_be_requested(bare: App) -> None:
    with pytest.raises(NotLoadedError, match="The content of v12 was not loaded"):
        impact(bare.configs["v12"], "database")
