from __future__ import annotations

import inspect
import pydoc
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_args

import pytest

from nuon_notebook.client import Api, Client
from nuon_notebook.client.endpoint import Endpoint, ListEndpoint
from nuon_notebook.client.endpoints import Endpoints
from nuon_notebook.client.paging import Records
from nuon_notebook.client.transport import user_agent
from nuon_notebook.errors import InvalidIdError
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

ASKED_FOR_ONE = [
    (lambda c: c.installer("int1"), "/v1/installers/int1", "Installer"),
    (lambda c: c.app("storefront"), "/v1/apps/storefront", "App"),
    (lambda c: c.app_config("app1", "app2"), "/v1/apps/app1/config/app2?recurse=true", "AppConfig"),
    (lambda c: c.app_config("app1", "app2", recurse=False), "/v1/apps/app1/config/app2", "AppConfig"),
    (lambda c: c.action_config("acc1"), "/v1/action-workflows/configs/acc1", "ActionWorkflowConfig"),
    (lambda c: c.install("inl1"), "/v1/installs/inl1?include_drifted_objects=true", "Install"),
    (lambda c: c.workflow("inw1"), "/v1/workflows/inw1", "Workflow"),
    (lambda c: c.deploy("inl1", "dpl1"), "/v1/installs/inl1/deploys/dpl1", "InstallDeploy"),
    (lambda c: c.latest_deploy("inl1", "cmp1"), "/v1/installs/inl1/components/cmp1/deploys/latest", "InstallDeploy"),
    (lambda c: c.sandbox_run("sbr1"), "/v1/installs/sandbox-runs/sbr1", "InstallSandboxRun"),
    (lambda c: c.action_run("inl1", "iar1"), "/v1/installs/inl1/actions/runs/iar1", "InstallActionWorkflowRun"),
    (lambda c: c.current_inputs("inl1"), "/v1/installs/inl1/inputs/current", "InstallInputs"),
    (lambda c: c.stack("inl1"), "/v1/installs/inl1/stack", "InstallStack"),
    (lambda c: c.runner_group("inl1"), "/v1/installs/inl1/runner-group", "RunnerGroup"),
    (lambda c: c.latest_heart_beat("run1"), "/v1/runners/run1/latest-heart-beat", "RunnerHeartBeat"),
]
ASKED_FOR_MANY = [
    (lambda c: c.installers(), "/v1/installers", "Installer"),
    (lambda c: c.apps(), "/v1/apps", "App"),
    (lambda c: c.app_configs("app1"), "/v1/apps/app1/configs", "AppConfig"),
    (lambda c: c.action_workflows("app1"), "/v1/apps/app1/action-workflows", "ActionWorkflow"),
    (lambda c: c.components("app1"), "/v1/apps/app1/components", "Component"),
    (lambda c: c.branches("app1"), "/v1/apps/app1/branches", "AppBranch"),
    (lambda c: c.installs("app1"), "/v1/apps/app1/installs", "Install"),
    (lambda c: c.workflows("inl1"), "/v1/installs/inl1/workflows", "Workflow"),
    (lambda c: c.deploys("inl1"), "/v1/installs/inl1/deploys", "InstallDeploy"),
    (lambda c: c.sandbox_runs("inl1"), "/v1/installs/inl1/sandbox-runs", "InstallSandboxRun"),
    (lambda c: c.latest_action_runs("inl1"), "/v1/installs/inl1/actions/latest-runs", "InstallActionWorkflow"),
    (lambda c: c.action_runs("inl1"), "/v1/installs/inl1/actions/runs", "InstallActionWorkflowRun"),
    (lambda c: c.upgrades("inl1"), "/v1/installs/inl1/app-config-versions", "InstallAppConfigVersion"),
    (lambda c: c.runner_jobs("run1"), "/v1/runners/run1/jobs", "RunnerJob"),
    (lambda c: c.action_configs("acw1"), "/v1/action-workflows/acw1/configs", "ActionWorkflowConfig"),
    (lambda c: c.org_installs(), "/v1/installs", "Install"),
    (lambda c: c.org_workflows(), "/v1/workflows", "Workflow"),
    (lambda c: c.pending_approvals(), "/v1/workflows/pending-approvals", "WorkflowStepApproval"),
]


@pytest.mark.parametrize(("ask", "target", "kind"), ASKED_FOR_ONE)
def test_one_record_is_asked_for_as_documented(
    server: HTTPServer, client: Client, ask: Callable[[Client], Any], target: str, kind: str
) -> None:
    path, _, query = target.partition("?")
    server.expect_oneshot_request(path, query_string=query).respond_with_json({"id": "x1"})
    record = ask(client)
    assert (type(record).__name__, record.id) == (kind, "x1")


@pytest.mark.parametrize(("ask", "path", "kind"), ASKED_FOR_MANY)
def test_a_list_is_asked_for_as_documented(
    server: HTTPServer, client: Client, ask: Callable[[Client], Any], path: str, kind: str
) -> None:
    server.expect_oneshot_request(path, query_string="limit=100").respond_with_json([{"id": "x1"}, {"id": "x2"}])
    records = list(ask(client))
    assert [(type(record).__name__, record.id) for record in records] == [(kind, "x1"), (kind, "x2")]


def test_token_org_and_an_honest_user_agent_are_sent(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    client.app("a")
    headers = server.log[0][0].headers
    assert headers["Authorization"] == "Bearer tokentokentoken0123456789"
    assert headers["X-Nuon-Org-ID"] == "orgaaaaaaaaaaaaaaaaaaaaaaaa"
    assert headers["User-Agent"] == user_agent()


def test_the_user_agent_is_none_that_the_server_takes_for_its_own_cli() -> None:
    forbidden = ("nuon/", "nuon-cli", "go-http-client", "curl", "wget", "postman")
    assert not [word for word in forbidden if word in user_agent().lower()]


def test_the_version_is_asked_for_without_a_token(server: HTTPServer, client: Client) -> None:
    server.expect_request("/version").respond_with_json({"version": "0.19.687", "git_ref": "abc"})
    version = client.version()
    assert (version.version, version.git_ref) == ("0.19.687", "abc")
    assert "Authorization" not in server.log[0][0].headers


@pytest.mark.parametrize(
    ("body", "readme"),
    [({"readme": "# Hi", "other": 1}, "# Hi"), ("# Hi", "# Hi"), (None, None), ({}, None)],
)
def test_a_readme_is_taken_in_any_of_its_shapes(
    server: HTTPServer, client: Client, body: object, readme: str | None
) -> None:
    server.expect_request("/v1/installs/inl1/readme").respond_with_json(body)
    assert client.install_readme("inl1").readme == readme


def test_workflows_are_filtered_by_the_server(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/installs/inl1/workflows").respond_with_json([])
    since = datetime(2025, 11, 3, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    until = datetime(2025, 11, 4, tzinfo=UTC)
    list(client.workflows("inl1", "provision", planonly=False, created_at_gte=since, created_at_lte=until, limit=5))
    request = server.log[0][0]
    assert request.args.to_dict() == {
        "type": "provision",
        "planonly": "false",
        "created_at_gte": "2025-11-03T09:00:00+01:00",
        "created_at_lte": "2025-11-04T00:00:00+00:00",
        "limit": "5",
    }
    assert b"%2B01:00" in request.query_string or b"%2B01%3A00" in request.query_string


def test_a_moment_without_a_time_zone_is_refused(client: Client) -> None:
    with pytest.raises(ValueError, match="time zone"):
        client.workflows("inl1", created_at_gte=datetime(2025, 1, 1))  # noqa: DTZ001 - the mistake in question


def test_an_id_stays_one_segment_of_the_path(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/../apps?x").respond_with_json({"id": "a"})
    client.app("../apps?x")
    assert server.log[0][0].environ["REQUEST_URI"] == "/v1/apps/..%2Fapps%3Fx"


@pytest.mark.parametrize(
    ("blank", "message"),
    [
        ("", "`installer_id` is empty."),
        (" ", "`installer_id` is empty."),
        (".", "`.` is not an id."),
        (" ..", "`..` is not an id."),
        ("\t\n", "`installer_id` is empty."),
    ],
)
def test_a_blank_or_climbing_id_is_refused_before_anything_is_sent(
    server: HTTPServer, client: Client, blank: str, message: str
) -> None:
    with pytest.raises(InvalidIdError) as raised:
        client.installer(blank)
    assert raised.value.what == message
    assert server.log == []


def test_an_address_with_a_path_is_kept(server: HTTPServer, connect: Callable[..., Client]) -> None:
    server.expect_request("/behind/v1/apps/a").respond_with_json({"id": "a"})
    assert connect(server.url_for("/behind")).app("a").id == "a"


def test_the_models_are_the_packages_own(server: HTTPServer, client: Client) -> None:
    for path in ("/v1/installers/x", "/v1/apps/x", "/v1/apps/x/config/x", "/v1/installs/x", "/v1/workflows/x"):
        server.expect_request(path).respond_with_json({"id": "x"})
    answers = [client.installer("x"), client.app("x"), client.app_config("x", "x"), client.install("x")]
    assert [type(answer) for answer in [*answers, client.workflow("x")]] == [
        Installer, App, AppConfig, Install, Workflow
    ]  # fmt: skip


DECLARED = {name: value for name, value in vars(Endpoints).items() if isinstance(value, Endpoint)}


def test_every_endpoint_is_a_method_of_the_client_and_a_coroutine_of_its_api(client: Client) -> None:
    assert len(DECLARED) >= 16
    failures = []
    for name, endpoint in DECLARED.items():
        method, coroutine = getattr(client, name), getattr(client.api, name)
        own = list(inspect.signature(endpoint).parameters)[1:]
        is_list = isinstance(endpoint, ListEndpoint)
        returns = Records[endpoint.model] if is_list else endpoint.model
        facts = [
            [*inspect.signature(method).parameters] == own == [*inspect.signature(coroutine).parameters],
            inspect.signature(method).return_annotation == returns,
            inspect.iscoroutinefunction(coroutine) is not is_list,
            not inspect.iscoroutinefunction(method),
            ("limit" in own) is is_list,
            {*re.findall(r"{(\w+)}", endpoint.path)} <= {*own},
            (inspect.getdoc(method) or "").splitlines()[0].startswith("Return "),
            (inspect.getdoc(method) or "").splitlines()[0].endswith(f" `GET {endpoint.path}`."),
            inspect.getdoc(method) == inspect.getdoc(coroutine) == inspect.getdoc(endpoint),
            method.__name__ == coroutine.__name__ == name,
        ]
        if not all(facts):
            failures.append((name, facts))
    assert failures == []


def test_help_lists_the_endpoints_as_methods() -> None:
    shown = pydoc.render_doc(Client, renderer=pydoc.plaintext)
    assert "app_config(self, app_id: str, config_id: str, recurse: bool = True)" in shown
    assert "Return the apps of the org. `GET /v1/apps`." in shown


def test_what_a_request_lacks_are_properties_of_what_it_loads() -> None:
    failures = []
    for name, endpoint in DECLARED.items():
        for lacking in (
            *endpoint.lacks,
            *(f"{place}.{each}" for place, all_ in endpoint.nested_lacks.items() for each in all_),
        ):
            model: Any = endpoint.model
            for part in lacking.split("."):
                if part not in model.model_fields:
                    failures.append((name, lacking))
                    break
                model = model_in(model.model_fields[part].annotation)
    assert failures == []


def model_in(annotation: Any) -> Any:
    """The model that an annotation such as `Collection[App]` or `App | None` names."""
    return next((model_in(inner) for inner in get_args(annotation) if inner is not type(None)), annotation)


CHILDREN = {
    "action_workflow_configs", "app_branch", "break_glass", "component_config_connections", "input", "permissions",
    "policies", "runner", "sandbox", "secrets", "stack", "vcs_connection_commit",
}  # fmt: skip


def test_requests_know_what_they_do_not_fill() -> None:
    assert Api.app_configs.lacks == CHILDREN
    assert Api.app_config.request("app1", "cfg1").lacks == {"app_branch", "vcs_connection_commit"}
    assert Api.app_config.request("app1", "cfg1", recurse=False).lacks == CHILDREN
    assert Api.installs.lacks >= {
        "install_inputs",
        "install_components",
        "workflows",
        "drifted_objects",
        "azure_account",
    }
    assert Api.install.lacks.isdisjoint({"install_inputs", "install_components", "drifted_objects", "azure_account"})
    runs = {"install_deploys", "install_sandbox_runs", "install_action_workflow_runs"}
    assert Api.workflow.lacks == {*runs, "step_groups"}
    assert Api.installer.nested_lacks["apps"] == {"app_configs", "notifications_config"}
    assert Api.app.lacks == frozenset()


def test_the_declaration_says_what_a_request_is() -> None:
    request = Client.workflows.request("inl 1", type="provision", limit=3)
    assert (request.path, request.query, request.limit) == ("/v1/installs/inl%201/workflows", {"type": "provision"}, 3)
    assert request.model is Workflow


def test_a_class_calls_its_methods_with_an_instance(server: HTTPServer, client: Client) -> None:
    server.expect_request("/v1/apps/a").respond_with_json({"id": "a"})
    assert Client.app(client, "a").id == "a"
    assert client.run(Api.app(client.api, "a")).id == "a"


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("a", "b", "c", "d")])
def test_wrong_arguments_are_a_type_error(client: Client, arguments: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match=r"app\(\)"):
        client.app(*arguments)  # type: ignore[call-arg] # the mistake in question
