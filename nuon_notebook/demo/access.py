"""What an app may do in its customer's account: roles, policies, secrets, and the stack that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nuon_notebook.demo.people import ORG_ID, Person
from nuon_notebook.demo.records import Record, base64_json, expand, make_id, record, stamped

Statement = tuple[str, str]
"""What is allowed, on which resource."""


@dataclass(frozen=True)
class Role:
    """One IAM role and its inline policies (`statements`) or a managed one."""

    type: str
    title: str
    statements: Sequence[Statement] = ()
    managed: str = ""
    boundary: Statement | None = None


@dataclass(frozen=True)
class Secret:
    """A secret that the customer gives, or that is generated; the default is the vendor's."""

    name: str
    description: str
    default: str = ""
    auto_generate: bool = False
    kubernetes: str = ""
    required: bool = True


def title(name: str) -> str:
    """A name as people read it: "db_password" is "Db password"."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def document(statements: Sequence[Statement], effect: str = "Allow") -> dict[str, object]:
    """An IAM policy document."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": effect, "Action": action.split(), "Resource": resource} for action, resource in statements
        ],
    }


def role(spec: Role, key: str, config_id: str, owner_id: str, owner_type: str, when: datetime, by: Person) -> Record:
    """`app.AppAWSIAMRoleConfig` with its policies, their contents in Base64."""
    identity = make_id("apc", key, "role", spec.title)
    name = f"{{{{.nuon.install.id}}}}-{spec.type.replace('_', '-')}"
    policies = [
        stamped(
            make_id("apc", identity, "policy", index), when, by.account_id, org_id=ORG_ID, app_config_id=config_id,
            app_aws_iam_role_config_id=identity, name=f"{name}-{index}",
            cloudformation_stack_name=f"{title(spec.type)} {index}".title().replace(" ", ""),
            contents=base64_json(document([statement])),
        )
        for index, statement in enumerate(spec.statements)
    ]  # fmt: skip
    if spec.managed:
        policies.append(
            stamped(
                make_id("apc", identity, "managed"), when, by.account_id, org_id=ORG_ID, app_config_id=config_id,
                app_aws_iam_role_config_id=identity, managed_policy_name=spec.managed,
            )
        )  # fmt: skip
    return stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_config_id=config_id,
        owner_id=owner_id, owner_type=owner_type, type=spec.type, name=name, display_name=spec.title,
        description=f"Assumed by the runner: {spec.title.lower()}.", policies=policies,
        cloudformation_stack_name=f"Role{spec.type.title().replace('_', '')}",
        cloudformation_param_name=f"Enable{spec.type.title().replace('_', '')}",
        permissions_boundary=base64_json(document([spec.boundary], "Deny")) if spec.boundary else "",
    )  # fmt: skip


def permissions(roles: Sequence[Role], key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    """`app.AppPermissionsConfig`: each standard role stands in the list and once more under its own name."""
    identity = make_id("apc", key, "permissions")
    made = [
        role(spec, key, config_id, identity, "app_permissions_configs", when, by)
        for spec in roles
        if "breakglass" not in spec.type
    ]
    named = {f"{made_role['type'].removeprefix('runner_')}_aws_iam_role": made_role for made_role in made}
    return stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        aws_iam_roles=made, **named,
    )  # fmt: skip


def break_glass(roles: Sequence[Role], key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    """`app.AppBreakGlassConfig`: the roles that stand by for emergencies."""
    identity = make_id("app", key, "break-glass")
    made = [
        role(spec, key, config_id, identity, "app_break_glass_configs", when, by)
        for spec in roles
        if "breakglass" in spec.type
    ]
    return stamped(
        identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id, aws_iam_roles=made
    )


def secrets(specs: Sequence[Secret], key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    """`app.AppSecretsConfig`."""
    identity = make_id("apc", key, "secrets")
    rows = [
        stamped(
            make_id("apc", identity, spec.name), when, by.account_id, org_id=ORG_ID, app_id=app_id,
            app_config_id=config_id, app_secrets_config_id=identity, name=spec.name, display_name=title(spec.name),
            description=expand(spec.description), default=expand(spec.default), auto_generate=spec.auto_generate,
            required=spec.required, format="default",
            cloudformation_stack_name=f"Secret{title(spec.name).title().replace(' ', '')}",
            cloudformation_param_name=f"{title(spec.name).title().replace(' ', '')}Param",
            **record(
                kubernetes_sync=bool(spec.kubernetes), kubernetes_secret_name=spec.kubernetes,
                kubernetes_secret_namespace="app" if spec.kubernetes else "",
            ),
        )
        for spec in specs
    ]  # fmt: skip
    return stamped(identity, when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id, secrets=rows)


def policies(key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    """`app.AppPoliciesConfig`: this server sends a bare id."""
    return stamped(
        make_id("apc", key, "policies"), when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id
    )


def stack(name: str, key: str, app_id: str, config_id: str, when: datetime, by: Person) -> Record:
    """`app.AppStackConfig`."""
    templates = "https://fernhill-templates.s3.amazonaws.com"
    return stamped(
        make_id("app", key, "stack"), when, by.account_id, org_id=ORG_ID, app_id=app_id, app_config_id=config_id,
        type="aws-cloudformation", name=f"{name}-{{{{.nuon.install.id}}}}",
        description=f"Network, roles and runner of {name}.",
        vpc_nested_template_url=f"{templates}/vpc/v1.4.0.yaml", runner_nested_template_url=f"{templates}/runner/v1.4.0.yaml",
    )  # fmt: skip
