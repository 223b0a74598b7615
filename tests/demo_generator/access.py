"""What an app may do in its customer's account: roles, policies, secrets, and the stack that makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import Record
from tests.demo_generator.policies import Policy, policy_id
from tests.demo_generator.values import base64_json, expand, make_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.demo_generator.origin import Origin

Statement = tuple[str, str]
"""The allowed actions, and the resource."""


@dataclass(frozen=True)
class Role:
    """One IAM role and its inline policies (`statements`) or a managed one."""

    type: str
    title: str
    statements: Sequence[Statement] = ()
    managed: str = ""
    boundary: Statement | None = None
    gcp_permissions: Sequence[str] = ()
    gcp_role: str = ""


@dataclass(frozen=True)
class OperationRole:
    """The role that an operation on a component or the sandbox uses."""

    operation: str
    principal_type: str
    principal: str
    role: str


@dataclass(frozen=True)
class Secret:
    """A secret that the customer enters or that is generated. The default is the vendor's."""

    name: str
    description: str
    default: str = ""
    auto_generate: bool = False
    kubernetes: str = ""
    required: bool = True


def title(name: str) -> str:
    """Return a name as people read it: "Db password" for "db_password"."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def document(statements: Sequence[Statement], denied: Sequence[Statement] = ()) -> dict[str, object]:
    """Return an IAM policy document."""
    effects = [("Allow", one) for one in statements] + [("Deny", one) for one in denied]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": effect, "Action": action.split(), "Resource": resource} for effect, (action, resource) in effects
        ],
    }


def stack_name(prefix: str, name: str) -> str:
    """Return the name of a thing in the customer's stack."""
    return prefix + re.sub(r"[^A-Za-z0-9]", "", name.title())


def role(spec: Role, owner_id: str, owner_type: str, origin: Origin) -> Record:
    """Return `app.AppAWSIAMRoleConfig` with its policies, their contents in Base64."""
    identity = make_id("apc", origin.key, "role", spec.title)
    name = f"{{{{.nuon.install.id}}}}-{spec.type.replace('_', '-')}"
    common = {"org_id": ORG_ID, "app_config_id": origin.config_id}
    policies = [
        origin.row(
            make_id("apc", identity, "policy", index), app_aws_iam_role_config_id=identity, name=f"{name}-{index}",
            cloudformation_stack_name=stack_name("", f"{spec.type} {index}"),
            contents=base64_json(document([statement])), **common,
        )
        for index, statement in enumerate(spec.statements)
    ]  # fmt: skip
    if spec.managed:
        managed_id = make_id("apc", identity, "managed")
        managed = {"app_aws_iam_role_config_id": identity, "managed_policy_name": spec.managed}
        policies.append(origin.row(managed_id, **managed, **common))
    google = bool(spec.gcp_permissions or spec.gcp_role)
    if google:
        policies.append(
            origin.row(
                make_id("apc", identity, "gcp"), app_aws_iam_role_config_id=identity, name=f"{name}-0",
                gcp_permissions=list(spec.gcp_permissions), gcp_predefined_role=spec.gcp_role, **common,
            )
        )  # fmt: skip
    return origin.row(
        identity, owner_id=owner_id, owner_type=owner_type, type=spec.type, name=name, display_name=spec.title,
        description="The runner assumes this role.", policies=policies,
        cloudformation_stack_name=stack_name("Role", spec.type),
        cloudformation_param_name=stack_name("Enable", spec.type),
        cloud_platform="gcp" if google else "",
        permissions_boundary=base64_json(document([("*", "*")], [spec.boundary])) if spec.boundary else "", **common,
    )  # fmt: skip


def permissions(roles: Sequence[Role], origin: Origin) -> Record:
    """Return `app.AppPermissionsConfig`: all roles but those for emergencies."""
    identity = make_id("apc", origin.key, "permissions")
    standard = [spec for spec in roles if "breakglass" not in spec.type]
    roles_ = [role(spec, identity, "app_permissions_configs", origin) for spec in standard]
    return origin.child(identity, aws_iam_roles=roles_)


def break_glass(roles: Sequence[Role], origin: Origin) -> Record:
    """Return `app.AppBreakGlassConfig`: the roles for emergencies."""
    identity = make_id("app", origin.key, "break-glass")
    emergency = [spec for spec in roles if "breakglass" in spec.type]
    roles_ = [role(spec, identity, "app_break_glass_configs", origin) for spec in emergency]
    return origin.child(identity, aws_iam_roles=roles_)


def secrets(specs: Sequence[Secret], origin: Origin) -> Record:
    """Return `app.AppSecretsConfig`."""
    identity = make_id("apc", origin.key, "secrets")
    rows = [
        origin.child(
            make_id("apc", identity, spec.name), app_secrets_config_id=identity, name=spec.name,
            display_name=title(spec.name), description=expand(spec.description), default=expand(spec.default),
            auto_generate=spec.auto_generate, required=spec.required, format="default",
            cloudformation_stack_name=stack_name("Secret", spec.name),
            cloudformation_param_name=stack_name("Param", spec.name), kubernetes_sync=bool(spec.kubernetes),
            kubernetes_secret_name=spec.kubernetes, kubernetes_secret_namespace="app" if spec.kubernetes else "",
        )
        for spec in specs
    ]  # fmt: skip
    return origin.child(identity, secrets=rows)


def policies(specs: Sequence[Policy], origin: Origin) -> Record:
    """Return `app.AppPoliciesConfig` with its policies, of which older servers send only the id."""
    identity = make_id("apc", origin.key, "policies")
    rows = [
        origin.child(
            policy_id(origin.app_name, spec.name), app_policies_config=identity, name=spec.name, type=spec.type,
            engine=spec.engine, description=spec.description, contents=spec.contents, components=list(spec.components),
        )
        for spec in specs
    ]  # fmt: skip
    return origin.child(identity, policies=rows)


def operation_roles(specs: Sequence[OperationRole], origin: Origin) -> Record:
    """Return `app.AppOperationRoleConfig`."""
    identity = make_id("apc", origin.key, "operation-roles")
    rules = [
        origin.row(
            make_id("apc", identity, str(index)), org_id=ORG_ID, app_operation_role_config_id=identity,
            operation=spec.operation, principal_type=spec.principal_type, principal_name=spec.principal, role=spec.role,
        )
        for index, spec in enumerate(specs)
    ]  # fmt: skip
    return origin.child(identity, rules=rules)


def stack(name: str, platform: str, origin: Origin) -> Record:
    """Return `app.AppStackConfig` of AWS or Google Cloud."""
    templates = "https://fernhill-templates.s3.amazonaws.com"
    return origin.child(
        make_id("app", origin.key, "stack"),
        type="gcp-terraform" if platform == "gcp" else "aws-cloudformation", name=f"{name}-{{{{.nuon.install.id}}}}",
        description=f"Network, roles and runner of {name}.",
        vpc_nested_template_url=f"{templates}/vpc/v1.4.0.yaml",
        runner_nested_template_url=f"{templates}/runner/v1.4.0.yaml",
    )  # fmt: skip
