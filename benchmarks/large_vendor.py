"""A vendor with hundreds of customers, as the server's handlers would answer for it.

Nothing is random and nothing reads a clock: the same size gives the same bytes. The records hold what the handlers
fill and leave out what they leave out.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from nuon_notebook.options import PLANS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]
Answer = Record | list[Record]

NOW = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
GREATEST_LIMIT = 100
"""How many records a page has at most."""
NOT_SET = "0001-01-01T00:00:00Z"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
DASHBOARD = "https://app.nuon.co"
WRONG = {"not": "a time"}

KINDS = ("helm", "terraform_module", "docker_build", "external_image", "job", "kubernetes_manifest")
KIND_TYPES = {"helm": "helm_chart"}
WORKFLOW_TYPES = ("deploy_components", "sync_secrets", "reprovision", "input_update", "provision")
REGIONS = ("eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2")
README = (
    "{{ $region := .nuon.install_stack.outputs.region }}\n\n# Anchor Suite\n\nRuns in {{ $region }}.\n\n"
    "| Part | Where |\n|---|---|\n| API | namespace `anchor` |\n| Database | RDS |\n\n"
    "1. Point `{{ .nuon.inputs.inputs.domain }}` at the load balancer.\n2. Sign in.\n"
)
MANIFEST = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: only-ingress\nspec:\n"
    "  podSelector:\n    matchLabels: {app: web}\n"
)


@cache
def make_id(prefix: str, *key: object) -> str:
    """Return an identifier of 26 characters, derived from a readable key."""
    number = int.from_bytes(hashlib.sha256("/".join(map(str, (prefix, *key))).encode()).digest(), "big")
    digits = []
    for _ in range(23):
        number, remainder = divmod(number, len(DIGITS))
        digits.append(DIGITS[remainder])
    return prefix + "".join(digits)


ORG = make_id("org", "vendor")
INSTALLER = make_id("int", "vendor")
PERSON = make_id("acc", "person")
ROBOT = make_id("acc", "robot")


def wire_time(when: datetime) -> str:
    """Return a moment as the server writes it."""
    return f"{when:%Y-%m-%dT%H:%M:%S.%f}Z"


def stored(identity: str, when: datetime, /, **fields: Any) -> Record:
    """Return a record with the columns that all of them have."""
    return {
        "id": identity, "created_at": wire_time(when), "updated_at": wire_time(when), "created_by_id": PERSON, **fields
    }  # fmt: skip


def with_wrong_types(answer: Any) -> Any:
    """Return an answer in which every record has an object where a time belongs."""
    if isinstance(answer, list):
        return [with_wrong_types(item) for item in answer]
    if not isinstance(answer, dict):
        return answer
    changed = {name: with_wrong_types(value) for name, value in answer.items()}
    return changed | ({"updated_at": WRONG} if "id" in changed else {})


@dataclass(frozen=True)
class Size:
    """How large a vendor is.

    Attributes:
        apps: how many apps.
        configs: config versions of each app.
        installs: installs of each app.
        workflows: workflows of each install.
        steps: steps of each workflow.
        components: components of each app.
    """

    apps: int = 4
    configs: int = 100
    installs: int = 100
    workflows: int = 5
    steps: int = 10
    components: int = 12

    def requests(self, *, org_lists: bool = False) -> int:
        """Return how many requests load the installer.

        It takes one, six for each app, pages of the org's installs, and the plans that have waited longest.

        Args:
            org_lists: whether the server has the list of all workflows: then there are its pages, else the vain request
                for it, and one for each install.
        """
        installs = self.apps * self.installs
        workflows = _pages(installs * self.workflows) if org_lists else 1 + installs
        plans = min(self.apps * len(_waiting(self.installs)), PLANS)
        return 1 + 6 * self.apps + _pages(installs) + workflows + plans


def _waiting(installs: int) -> range:
    """Return the indexes of the installs of an app whose newest workflow waits for an approval."""
    return range(7, installs, 25)


def _pages(records: int) -> int:
    return max(-(-records // GREATEST_LIMIT), 1)


@dataclass(frozen=True)
class LargeVendor:
    """All answers of a server about one vendor.

    Attributes:
        size: how large it is.
        wrong_types: whether every record has an object where a time belongs.
        org_lists: whether the server has the list of all workflows of the org, as newer ones.
    """

    size: Size = Size()
    wrong_types: bool = False
    org_lists: bool = False

    @cached_property
    def answers(self) -> Mapping[str, Callable[[], Answer]]:
        """What makes the answer to each path; a config asked for in full has `?recurse=true` in its path."""
        makers: dict[str, Callable[[], Answer]] = {
            "/v1/installers": lambda: [_listed_installer(self._apps)],
            f"/v1/installers/{INSTALLER}": lambda: _installer(self._apps),
            "/v1/apps": lambda: [app.listed() for app in self._apps],
            "/v1/installs": lambda: [
                install.record | {"app": app.record} for app in self._apps for install in app.installs
            ],
        }
        if self.org_lists:
            makers["/v1/workflows"] = self._workflows
        for app in self._apps:
            makers |= app.answers()
        return {path: partial(self._finished, make) for path, make in makers.items()}

    def _workflows(self) -> list[Record]:
        """Return the workflows of all installs, newest first."""
        rows = [row for app in self._apps for install in app.installs for row in install.workflows()]
        return sorted(rows, key=lambda row: str(row["created_at"]), reverse=True)

    def _finished(self, make: Callable[[], Answer]) -> Answer:
        return with_wrong_types(make()) if self.wrong_types else make()

    @cached_property
    def _apps(self) -> list[_App]:
        return [_App(number, self.size) for number in range(self.size.apps)]


class _App:
    def __init__(self, number: int, size: Size) -> None:
        self.name = f"anchor-{number + 1}"
        self.size = size
        self.id = make_id("app", self.name)
        self.created = NOW - timedelta(days=400)
        self.configs = [_Config(self, version) for version in range(size.configs, 0, -1)]
        self.installs = [_Install(self, index) for index in range(size.installs)]

    @property
    def record(self) -> Record:
        return stored(
            self.id, self.created, org_id=ORG, name=self.name, display_name=self.name.title(), status="active",
            description="Port operations, in the customer's own cloud.", status_description="app is ready",
            cloud_platform="aws", runner_type="aws-eks", config_repo=f"anchor/{self.name}", config_directory="nuon",
            links={"ui": f"{DASHBOARD}/{ORG}/apps/{self.id}"},
        )  # fmt: skip

    def in_installer(self) -> Record:
        newest = self.configs[0]
        inputs = {name: value for name, value in newest.inputs().items() if name != "input_groups"}
        return self.record | {
            "app_configs": None, "input_config": inputs, "sandbox_config": newest.sandbox(),
            "runner_config": newest.runner(),
        }  # fmt: skip

    def listed(self) -> Record:
        newest = {name: value for name, value in self.configs[0].bare.items() if name != "version"}
        return self.record | {"app_configs": [newest], "sandbox_config": self.configs[0].sandbox()}

    def detail(self) -> Record:
        newest = self.configs[0]
        notifications = newest.record(
            "notifications", slack_webhook_url=f"https://hooks.slack.example/{_secret('slack')}"
        )
        return self.record | {
            "app_configs": [config.bare for config in self.configs[:3]], "input_config": newest.inputs(),
            "sandbox_config": newest.sandbox(), "runner_config": newest.runner(),
            "notifications_config": notifications,
        }  # fmt: skip

    def components(self) -> list[Record]:
        return [
            stored(
                self.component_id(index), self.created, org_id=ORG, app_id=self.id, name=self.component_name(index),
                var_name=self.component_name(index), type=self.component_type(index), status="active",
                status_description="build is ready",
                links={"ui": f"{DASHBOARD}/{ORG}/apps/{self.id}/components/{self.component_id(index)}"},
            )
            for index in range(self.size.components)
        ]  # fmt: skip

    def component_id(self, index: int) -> str:
        return make_id("cmp", self.name, index)

    def component_name(self, index: int) -> str:
        return f"{self.component_type(index).replace('_', '-')}-{index + 1}"

    def component_type(self, index: int) -> str:
        kind = KINDS[index % len(KINDS)]
        return KIND_TYPES.get(kind, kind)

    def actions(self) -> list[Record]:
        return [
            stored(
                make_id("acw", self.name, name), self.created, org_id=ORG, app_id=self.id, name=name, status="active",
                configs=[self.configs[0].action(name, whole=True)],
            )
            for name in ACTIONS
        ]  # fmt: skip

    def branches(self) -> list[Record]:
        return [
            stored(make_id("abr", self.name, name), self.created, org_id=ORG, app_id=self.id, name=name)
            for name in ("main", "next")
        ]

    def answers(self) -> dict[str, Callable[[], Answer]]:
        path = f"/v1/apps/{self.id}"
        makers: dict[str, Callable[[], Answer]] = {
            path: self.detail,
            f"/v1/apps/{self.name}": self.detail,
            f"{path}/configs": lambda: [config.bare for config in self.configs],
            f"{path}/action-workflows": self.actions,
            f"{path}/components": self.components,
            f"{path}/branches": self.branches,
            f"{path}/installs": lambda: [install.record for install in self.installs],
        }
        for config in self.configs:
            for spelling in ("config", "configs"):
                makers[f"{path}/{spelling}/{config.id}"] = partial(getattr, config, "bare")
                makers[f"{path}/{spelling}/{config.id}?recurse=true"] = config.whole
            for name in ACTIONS:
                makers[f"/v1/action-workflows/configs/{config.action_id(name)}"] = partial(
                    config.action, name, whole=True
                )
        for install in self.installs:
            makers |= install.answers()
        return makers


ACTIONS = ("backup-database", "collect-diagnostics", "smoke-test")


class _Config:
    def __init__(self, app: _App, version: int) -> None:
        self.app = app
        self.version = version
        self.id = make_id("app", app.name, "config", version)
        self.created = NOW - timedelta(days=app.size.configs - version, hours=2)

    @property
    def bare(self) -> Record:
        failed = self.version % 17 == 0 and self.version != self.app.size.configs
        return stored(
            self.id, self.created, org_id=ORG, app_id=self.app.id, version=self.version,
            status="error" if failed else "active",
            status_description="component job-5: unable to parse values" if failed else "synced",
            checksum=hashlib.sha256(self.id.encode()).hexdigest(), cli_version="0.19.673", readme=README,
            component_ids=[self.app.component_id(index) for index in range(self.app.size.components)],
            app_branch_id=make_id("abr", self.app.name, "main"),
        )  # fmt: skip

    def record(self, key: str, /, **fields: Any) -> Record:
        """Return a record of this version."""
        return stored(make_id("app", self.id, key), self.created, org_id=ORG, **fields)

    def part(self, key: str, /, **fields: Any) -> Record:
        """Return a record of this version that names it."""
        return self.record(key, app_id=self.app.id, app_config_id=self.id, **fields)

    def whole(self) -> Record:
        return self.bare | {
            "input": self.inputs(), "sandbox": self.sandbox(), "runner": self.runner(),
            "permissions": self.permissions(), "break_glass": self.part("break-glass", aws_iam_roles=[]),
            "secrets": self.secrets(), "policies": self.part("policies"),
            "stack": self.part("stack", type="aws-cloudformation", name="anchor-{{.nuon.install.id}}",
                               description="Network, roles and runner."),
            "component_config_connections": [self.connection(index) for index in range(self.app.size.components)],
            "action_workflow_configs": [self.action(name, whole=False) for name in ACTIONS],
            "app_branch": None,
        }  # fmt: skip

    def inputs(self) -> Record:
        inputs_id = make_id("app", self.id, "inputs")
        groups = [
            self.record(
                f"group-{name}",
                app_input_id=inputs_id,
                name=name,
                display_name=name.title(),
                description=f"Settings of the {name}.",
            )
            for name in ("network", "database")
        ]
        names = ("domain", "zone_id", "db_instance", "db_storage", "smtp_host", "admin_email")
        inputs = [
            self.record(f"input-{name}", app_input_id=inputs_id, group_id=groups[index % 2]["id"], name=name,
                        display_name=name.title(), description=f"The {name} of this install.", type="string",
                        required=True, source="customer", index=index + 1)
            for index, name in enumerate(names)
        ]  # fmt: skip
        return self.part("inputs", input_groups=groups, inputs=inputs)

    def sandbox(self) -> Record:
        return self.part(
            "sandbox", cloud_platform="aws", terraform_version="1.11.4", aws_region_type="commercial",
            drift_schedule="15 5 * * *", variables={"cluster_version": "1.31", "max_size": "9"},
            env_vars={"TF_PARALLELISM": "20", "REGISTRY_PASSWORD": _secret("registry")},
            variables_files=[f'pool = "default"\nargocd_password = "{_secret("argocd")}"\n'], references=[],
            public_git_vcs_config=self.repository("anchor-sandbox"),
        )  # fmt: skip

    def repository(self, name: str) -> Record:
        return stored(
            make_id("vcs", self.id, name), self.created, directory="aws-eks", branch="main",
            repo=f"https://github.com/anchor/{name}",
        )  # fmt: skip

    def runner(self) -> Record:
        return self.part("runner", app_runner_type="aws-eks", cloud_platform="aws", env_vars={"LOG_LEVEL": "info"})

    def permissions(self) -> Record:
        policy = base64.b64encode(json.dumps(POLICY).encode()).decode()
        roles = {
            name: self.record(
                f"role-{name}", app_config_id=self.id, type=f"runner_{name}", name=f"{{{{.nuon.install.id}}}}-{name}",
                display_name=name.title(), description=f"Assumed by the runner: {name}.",
                policies=[self.record(f"policy-{name}", app_config_id=self.id, name=f"{name}-0", contents=policy)],
            )
            for name in ("provision", "deprovision", "maintenance")
        }  # fmt: skip
        named = {f"{name}_aws_iam_role": role for name, role in roles.items()}
        return self.part("permissions", aws_iam_roles=list(roles.values()), **named)

    def secrets(self) -> Record:
        secrets = [
            self.part(f"secret-{name}", name=name, display_name=name.title(), description=f"The {name}.",
                      default=_secret(name), required=True, format="default")
            for name in ("license_key", "smtp_password")
        ]  # fmt: skip
        return self.part("secrets", secrets=secrets)

    def connection(self, index: int) -> Record:
        """Return the connection of a component: every third version carries it, for others it is today's newest."""
        kind = KINDS[index % len(KINDS)]
        carried = (self.version + index) % 3 == 0
        origin = self if carried else self.app.configs[0]
        identity = make_id("cmp", origin.id, "connection", index)
        return stored(
            identity, origin.created, app_config_id=origin.id,
            **({"app_config_version": self.version} if carried else {}),
            version=origin.version, component_id=self.app.component_id(index),
            component_name=self.app.component_name(index), type=self.app.component_type(index),
            checksum=hashlib.sha256(identity.encode()).hexdigest(), references=[],
            **{kind: stored(make_id("cfg", identity), origin.created, component_config_connection_id=identity,
                            **origin.settings(kind))},
        )  # fmt: skip

    def settings(self, kind: str) -> Record:
        variables = {"LOG_LEVEL": "info", "DATABASE_HOST": "{{ .nuon.components.database.outputs.host }}"}
        image = {"image_url": "registry.anchor.example/anchor/api", "tag": f"2.{self.version}.0"}
        values = {"replicaCount": "2", "image.tag": image["tag"], "smtp.password": _secret("smtp")}
        settings: dict[str, Record] = {
            "helm": {"chart_name": "api", "namespace": "anchor", "values": values, "storage_driver": "secret",
                     "values_files": [f"image:\n  tag: {image['tag']}\nreplicaCount: 2\n"],
                     "public_git_vcs_config": self.repository("charts")},
            "terraform_module": {"version": "1.11.4", "variables": {"ttl": "300", **variables},
                                 "public_git_vcs_config": self.repository("modules")},
            "docker_build": {"dockerfile": "Dockerfile", "target": "runtime", "build_args": ["GO_VERSION=1.24"],
                             "env_vars": variables, "public_git_vcs_config": self.repository("api")},
            "external_image": image,
            "job": {**image, "cmd": ["/bin/sh"], "args": ["up"], "env_vars": variables},
            "kubernetes_manifest": {"manifest": MANIFEST, "namespace": "anchor"},
        }  # fmt: skip
        return settings[kind]

    def action_id(self, name: str) -> str:
        return make_id("acc", self.id, name)

    def action(self, name: str, *, whole: bool) -> Record:
        record = self.part(
            f"action-{name}", action_workflow_id=make_id("acw", self.app.name, name), timeout=600_000_000_000,
            references=[],
        ) | {"id": self.action_id(name)}  # fmt: skip
        if not whole:
            return record
        steps = [
            self.part(f"step-{name}-{index}", action_workflow_config_id=self.action_id(name), name=step, idx=index,
                      command=f"./{name}.sh {step}", references=[])
            for index, step in enumerate(("prepare", "run"))
        ]  # fmt: skip
        trigger = self.part(f"trigger-{name}", action_workflow_config_id=self.action_id(name), type="manual")
        return record | {"steps": steps, "triggers": [trigger | {"component": None}]}


POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["eks:*", "ec2:*"], "Resource": "*"}],
}


class _Install:
    def __init__(self, app: _App, index: int) -> None:
        self.app = app
        self.index = index
        self.name = f"customer-{index + 1:04d}-{app.name}"
        self.id = make_id("inl", self.name)
        self.created = NOW - timedelta(days=300, hours=index)

    @property
    def failing(self) -> bool:
        """Whether the newest workflow failed."""
        return self.index % 10 == 3  # noqa: PLR2004 - one of ten

    @property
    def waiting(self) -> bool:
        """Whether the newest workflow waits for an approval."""
        return self.index in _waiting(self.app.size.installs)

    @property
    def record(self) -> Record:
        components = "error" if self.failing else "active"
        config = self.app.configs[min(self.index % 9, len(self.app.configs) - 1)]
        return stored(
            self.id, self.created, org_id=ORG, app_id=self.app.id, app_config_id=config.id, name=self.name,
            install_number=self.index + 1, cloud_platform="aws", runner_type="aws-eks", status="deprecated",
            runner_id=make_id("run", self.name), runner_status="active", sandbox_status="active",
            runner_status_description="runner is healthy", sandbox_status_description="sandbox is active",
            composite_component_status=components,
            composite_component_status_description=f"components are {components}",
            component_statuses={
                self.app.component_id(index): components if index == 0 else "active"
                for index in range(self.app.size.components)
            },
            links={"ui": f"{DASHBOARD}/{ORG}/installs/{self.id}"},
            aws_account=stored(
                make_id("aws", self.name), self.created, region=REGIONS[self.index % len(REGIONS)],
                iam_role_arn=f"arn:aws:iam::{100_000_000_000 + self.index}:role/nuon-install-access",
            ),
            install_sandbox_runs=[self.sandbox_run()],
        )  # fmt: skip

    def sandbox_run(self) -> Record:
        identity = make_id("sbr", self.name)
        stream = stored(
            make_id("log", self.name), self.created, org_id=ORG, owner_id=identity, owner_type="install_sandbox_runs",
            write_token=_secret("write-token"),
        )  # fmt: skip
        return stored(
            identity, self.created, org_id=ORG, install_id=self.id, run_type="provision", status="active",
            status_description="provision is active", log_stream=stream,
        )  # fmt: skip

    def workflows(self) -> list[Record]:
        """Newest first."""
        return [self.workflow(number) for number in range(self.app.size.workflows)]

    def workflow(self, number: int) -> Record:
        identity = make_id("inw", self.name, number)
        start = NOW - timedelta(days=number * 3, hours=1 + self.index % 20, minutes=self.index % 60)
        failed, waiting = self.failing and number == 0, self.waiting and number == 0
        status = "error" if failed else "in-progress" if waiting else "success"
        end = start + timedelta(minutes=4 * self.app.size.steps)
        kind = WORKFLOW_TYPES[number % len(WORKFLOW_TYPES)]
        return stored(
            identity, start, org_id=ORG, owner_id=self.id, owner_type="installs", type=kind,
            name=kind.replace("_", " ").capitalize(), plan_only=False, approval_option="prompt",
            status={
                "status": status, "status_human_description": status, "created_at_ts": int(end.timestamp()),
                "history": [{"status": "in-progress", "created_at_ts": int(start.timestamp())}],
                **({"metadata": {"reason": "step deploy failed"}} if failed else {}),
            },
            created_by=_account(),
            started_at=wire_time(start), finished_at=NOT_SET if waiting else wire_time(end),
            **({} if waiting else {"finished": True, "execution_time": 240_000_000_000 * self.app.size.steps}),
            links={"ui": f"{DASHBOARD}/{ORG}/installs/{self.id}/workflows/{identity}"},
            steps=self._unordered([
                self.step(identity, start, index, stops=failed or waiting, why="error" if failed else "")
                for index in range(self.app.size.steps)
            ]),
        )  # fmt: skip

    def _unordered(self, steps: list[Record]) -> list[Record]:
        """Return the steps in another order than that of their `idx`, as the server's list has them."""
        return steps[1::2] + steps[::2]

    def step(self, workflow: str, start: datetime, index: int, *, stops: bool, why: str) -> Record:
        begin, end = start + timedelta(minutes=4 * index), start + timedelta(minutes=4 * index + 3)
        last = stops and index == self.app.size.steps // 2
        done = not stops or index < self.app.size.steps // 2
        plan = index % 2 == 0
        status = "success" if done else (why or "approval-awaiting") if last else "pending"
        component = self.app.component_name(index // 2 % self.app.size.components)
        times = {"started_at": wire_time(begin), "finished_at": wire_time(end)}
        ran = {**times, "finished": True, "execution_time": 180_000_000_000}
        return stored(
            make_id("iws", workflow, index), start, install_workflow_id=workflow,
            owner_id=self.id, name=f"{'plan deploy of' if plan else 'deploy'} {component}",
            idx=index, group_idx=index // 2, group_retry_idx=0, execution_type="approval" if plan else "system",
            status={"status": status, "created_at_ts": int(end.timestamp()),
                    **({"metadata": {"reason": f"2 of 3 pods of {component} are in CrashLoopBackOff"}}
                       if status == "error" else {})},
            created_by={"id": PERSON}, step_target_type="install_deploys",
            step_target_id=make_id("dpl", workflow, index // 2), **(ran if done else {}),
            **({"approval": _approval(workflow, index, begin)} if status == "approval-awaiting" else {}),
        )  # fmt: skip

    def answers(self) -> dict[str, Callable[[], Answer]]:
        makers: dict[str, Callable[[], Answer]] = {
            f"/v1/installs/{self.id}": partial(getattr, self, "record"),
            f"/v1/installs/{self.id}/workflows": self.workflows,
        }
        for number in range(self.app.size.workflows):
            makers[f"/v1/workflows/{make_id('inw', self.name, number)}"] = partial(self.workflow, number)
        if self.waiting:
            path = f"/v1/workflows/{make_id('inw', self.name, 0)}/steps"
            steps = (step for step in self.workflow(0)["steps"] if "approval" in step)
            makers |= {f"{path}/{one['id']}/approvals/{one['approval']['id']}/contents": _plan for one in steps}
        return makers


def _installer(apps: list[_App]) -> Record:
    metadata = stored(
        make_id("int", "metadata"), NOW - timedelta(days=400), installer_id=INSTALLER, name="Anchor",
        description="Runs Anchor's products in your own cloud account.", homepage_url="https://anchor.example",
        post_install_markdown="## Thank you\n\nYour workspace is ready **within the hour**.\n",
        footer_markdown="[Status](https://anchor.example/status)", copyright_markdown="© Anchor",
    )  # fmt: skip
    return stored(
        INSTALLER, NOW - timedelta(days=400), org_id=ORG, type="self_hosted", metadata=metadata,
        apps=[app.in_installer() for app in apps],
    )  # fmt: skip


def _listed_installer(apps: list[_App]) -> Record:
    unknown = {"runner_type": "unknown", "cloud_platform": "unknown", "app_configs": None}
    return _installer(apps) | {"apps": [app.record | unknown for app in apps]}


def _account() -> Record:
    account = stored(
        PERSON, NOW - timedelta(days=420), email="adaeze@anchor.example", subject="auth0|adaeze", account_type="auth0",
        org_ids=[ORG],
    )  # fmt: skip
    del account["created_by_id"]  # accounts alone have none
    return account


def _plan() -> Record:
    changed = {"path": "spec.replicas", "original": "2", "applied": "3", "type": 3}
    objects = [{"namespace": "anchor", "kind": "Deployment", "name": "web", "type": 3, "entries": [changed]}]
    return {"op": "upgrade", "plan": "web, Deployment (apps) to be changed.", "helm_content_diff": objects}


def _approval(workflow: str, index: int, when: datetime) -> Record:
    return stored(make_id("waa", workflow, index), when, type="helm_approval",
                  workflow_step_id=make_id("iws", workflow, index))  # fmt: skip


def _secret(name: str) -> str:
    """Return a made-up secret, as a server sends them and nobody may see them."""
    return hashlib.sha256(f"secret {name}".encode()).hexdigest()[:24]
