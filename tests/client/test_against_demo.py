"""Every question, asked of the demo world: over real HTTP, and in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from nuon_notebook import demo, errors
from nuon_notebook.client import Api, Client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["over HTTP", "in process"])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    token = SecretStr(demo.TOKEN)
    if request.param == "in process":
        with Client(demo.API_URL, token, demo.ORG_ID, transport=demo.transport()) as client:
            yield client
    else:
        with demo.serve() as server, Client(server.url, token, demo.ORG_ID) as client:
            yield client


def test_every_question_has_an_answer(client: Client) -> None:
    assert client.version().version
    assert demo.INSTALLER_ID in [installer.id for installer in client.installers()]
    installer = client.installer(demo.INSTALLER_ID)
    assert [app.id for app in client.apps()]
    app = client.app(installer.apps[0].id or "")
    app_id = app.id or ""
    assert client.app(app.name or "").id == app_id
    configs = [config for config in client.app_configs(app_id) if config.status != "error"]
    whole = client.app_config(app_id, configs[0].id or "")
    assert whole.component_config_connections
    assert list(client.components(app_id))
    assert isinstance(list(client.branches(app_id)), list)
    action = next(client.action_workflows(app_id))
    assert client.action_config(action.configs[0].id or "").steps
    install = client.install(next(client.installs(app_id)).id or "")
    assert client.install_readme(install.id or "").readme
    workflow = next(client.workflows(install.id or "", limit=1))
    assert client.workflow(workflow.id or "").id == workflow.id


def test_a_config_in_error_is_known_as_one(client: Client) -> None:
    for app in client.apps():
        for config in client.app_configs(app.id or ""):
            if config.status == "error":
                with pytest.raises(errors.BrokenConfigError):
                    client.app_config(app.id or "", config.id or "")
                assert client.app_config(app.id or "", config.id or "", recurse=False).id == config.id
                return
    pytest.fail("the demo world has a config in error")


def test_an_installer_that_is_not_there_is_told(client: Client) -> None:
    with pytest.raises(errors.NotFoundError):
        client.installer("intaaaaaaaaaaaaaaaaaaaaaaa")


def test_a_server_of_today_says_where_its_installers_went() -> None:
    token, without = SecretStr(demo.TOKEN), demo.transport(api=demo.API_VERSIONS["0.19.708"])
    with (
        Client(demo.API_URL, token, demo.ORG_ID, transport=without) as client,
        pytest.raises(errors.InstallersRemovedError),
    ):
        client.installer(demo.INSTALLER_ID)


ORG_LISTS = (Api.org_workflows, Api.pending_approvals)


def test_a_server_of_today_has_lists_of_the_whole_org(client: Client) -> None:
    assert len(list(client.org_installs())) == 9
    assert len(list(client.org_workflows())) == 45
    waiting = list(client.pending_approvals())
    assert [approval.workflow_step.waits for approval in waiting if approval.workflow_step] == [True] * 5
    assert not any(map(client.api.lacks, ORG_LISTS))


@pytest.mark.parametrize("number", ["0.19.687", "0.19.708"])
def test_a_server_of_before_says_that_it_lacks_them_and_that_is_remembered(number: str) -> None:
    transport = demo.transport(api=demo.API_VERSIONS[number])
    with Client(demo.API_URL, SecretStr(demo.TOKEN), demo.ORG_ID, transport=transport) as client:
        for ask in (client.org_workflows, client.pending_approvals):
            with pytest.raises(errors.MissingEndpointError):
                list(ask())
        assert all(map(client.api.lacks, ORG_LISTS))
        assert not client.api.lacks(Api.org_installs)
        assert len(list(client.org_installs())) == 8


@pytest.mark.parametrize(
    ("token", "org", "kind"),
    [
        ("another-token", demo.ORG_ID, errors.UnauthorizedError),
        (demo.TOKEN, "orgaaaaaaaaaaaaaaaaaaaaaaa", errors.ForbiddenError),
    ],
)
def test_a_wrong_token_is_told_from_a_wrong_org(token: str, org: str, kind: type[errors.NuonError]) -> None:
    with Client(demo.API_URL, SecretStr(token), org, transport=demo.transport()) as client, pytest.raises(kind):
        next(client.apps())
