"""Which role may do what, by service, and what in it is dangerous."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from nuon_notebook import load_installer
from nuon_notebook.analysis.iam import covers, statements_of, taken_away
from nuon_notebook.analysis.permissions import TRUST, Permissions, permissions
from nuon_notebook.errors import InvalidArgumentError, NotLoadedError
from nuon_notebook.models import App, AppConfig
from tests.analysis.fleets import app
from tests.cases import failures


def document(*statements: dict[str, Any] | str) -> str:
    """A policy as the server sends it; a text is an allowed action on one resource."""
    full = [
        {"Effect": "Allow", "Action": one, "Resource": "arn:aws:x:::y"} if isinstance(one, str) else one
        for one in statements
    ]
    return base64.b64encode(json.dumps({"Statement": full}).encode()).decode()


def config(*contents: str, **role: Any) -> AppConfig:
    policies = [{"id": f"apc{at}", "name": f"policy-{at}", "contents": text} for at, text in enumerate(contents)]
    role = {"id": "apcrole", "name": "runner", "display_name": "Provision", "policies": policies, **role}
    permissions_ = {"aws_iam_roles": [role], "provision_aws_iam_role": role}
    return AppConfig.model_validate({"id": "cfg1", "version": 7, "status": "active", "permissions": permissions_})


def of(*statements: dict[str, Any] | str, **role: Any) -> Permissions:
    return permissions(config(document(*statements), **role))


def cells(found: Permissions) -> dict[str, list[str]]:
    return {service: [cell.allowed for cell in cells] for matrix in found.matrices for service, cells in matrix.rows}


def dangers(*statements: dict[str, Any] | str) -> tuple[str, ...]:
    return of(*statements).roles[0].dangers


def test_the_demo_world_answers_which_role_may_do_what() -> None:
    found = permissions(load_installer("demo").apps["harbor-desk"])
    assert [role.name for role in found.roles] == ["Provision", "Break glass: database", "Maintenance", "Deprovision"]
    assert cells(found)["iam"] == ["PassRole, CreateRole, TagRole", "", "", "DeleteRole"]
    assert cells(found)["secretsmanager"] == ["", "", "GetSecretValue", ""]
    assert cells(found)["managed policy (content not read)"] == ["", "", "AmazonEKSClusterPolicy", ""]
    assert [bool(role.dangers) for role in found.roles] == [True, True, True, True]
    assert found.roles[2].dangers[:2] == (
        "reads secrets: secretsmanager:GetSecretValue", "not read: AmazonEKSClusterPolicy",
    )  # fmt: skip
    assert found.roles[0].boundary == "denies iam:CreateUser, organizations:*, which this role is not allowed anyway"
    assert "2 need attention" in found.in_brief
    marked = [role.name for role in found.roles if role.level == "attention"]
    assert marked == ["Maintenance", "Deprovision"]


LEVELS_OF: dict[str, str] = {
    "secretsmanager:GetSecretValue": "attention", "secretsmanager:Get*": "attention", "ssm:GetParameter*": "attention",
    "ssm:GetParametersByPath": "attention", "kms:Decrypt": "attention", "kms:*": "attention",
    "iam:DeleteRole": "attention", "iam:Delete*": "critical", "iam:PutRoleTags": "attention",
    "iam:DetachRolePolicy": "attention", "iam:*Role": "critical", "iam:PassRole": "critical",
    "iam:AttachRolePolicy": "critical", "s3:GetObject": "", "kms:Encrypt": "", "iam:GetRole": "", "iam:List*": "",
    "secretsmanager:DescribeSecret": "", "ssm:DescribeParameters": "", "iam:TagRole": "",
}  # fmt: skip
"""By action, on named resources, how dangerous it is."""


def test_what_reads_secrets_or_changes_roles_deserves_attention_on_any_resource() -> None:
    def holds(action: str, level: str) -> None:
        (grant,) = of({"Effect": "Allow", "Action": action, "Resource": "arn:aws:x:::a"}).roles[0].grants
        assert grant.level == level
        denied = of({"Effect": "Deny", "Action": action, "Resource": "arn:aws:x:::a"}).roles[0]
        assert denied.level == ""

    assert failures(holds, LEVELS_OF.items()) == []
    assert of(anywhere("s3:GetObject")).roles[0].level == "attention"


def test_each_role_of_the_models_is_there_once_and_each_of_its_statements() -> None:
    for each in load_installer("demo").apps:
        newest = next(one for one in each.configs if one.usable)
        roles = [*newest.roles, *newest.break_glass_roles]
        found = {role.role_name: role for role in permissions(each).roles}
        assert sorted(role.role_name or "" for role in permissions(each).roles) == sorted(
            role.name or "" for role in roles
        )
        for role in roles:
            shown = found[role.name]
            statements = [one for policy in role.policies for one in statements_of(policy.contents) or ()]
            services = sum(len(one.services) for one in statements) + sum(
                bool(p.managed_policy_name) for p in role.policies
            )
            assert len(shown.grants) == services


def test_all_actions_and_all_resources_are_flagged() -> None:
    assert dangers("*") == ("every action of every service",)
    assert dangers("s3:*") == dangers("S3:*") == ("every action of s3",)
    assert dangers("s3:*", "ec2:*") == ("every action of s3 and ec2",)
    assert dangers("s3:Get*") == ()
    everywhere = [{"Action": "s3:GetObject", "Resource": one} for one in ("*", "arn:aws:s3:::*", ["a", "*"])]
    assert [of(one).roles[0].grants[0].wide_resources for one in everywhere] == ["on every resource"] * 3
    assert of("s3:GetObject").roles[0].grants[0].wide_resources is None
    assert of("s3:GetObject").roles[0].badges == ()
    assert [of(one).roles[0].dangers for one in everywhere] == [("some actions of s3 on every resource",)] * 3
    assert of(everywhere[0]).roles[0].grants[0].flags == ("on every resource",)


def anywhere(*actions: str) -> dict[str, Any]:
    return {"Action": [*actions], "Resource": "*"}


LEVELS: list[tuple[dict[str, Any] | str, str, str]] = [
    ("iam:PassRole", "critical", "can raise its own rights"),
    (anywhere("*"), "critical", "may do everything"),
    ({"NotAction": "iam:*", "Resource": "*"}, "critical", "can raise its own rights; may do nearly everything"),
    (anywhere("s3:*"), "critical", "may do everything in a service"),
    ({"Action": "s3:*", "Resource": "arn:aws:s3:::*"}, "critical", "may do everything in a service"),
    ("s3:*", "attention", ""),
    ("*", "attention", ""),
    (anywhere("s3:Delete*"), "attention", ""),
    (anywhere("secretsmanager:Get*", "secretsmanager:List*"), "attention", ""),
    (anywhere("ec2:Describe*", "ec2:List*"), "listing", ""),
    ("s3:GetObject", "", ""),
    ({**anywhere("s3:*"), "Effect": "Deny"}, "", ""),
]


def test_what_is_dangerous_is_ranked() -> None:
    def holds(statement: dict[str, Any] | str, level: str, worst: str) -> None:
        (role,) = of(statement).roles
        assert (role.level, "; ".join(role.worst)) == (level, worst)
        assert [badge.status for badge in role.badges] == [level] * (level in ("critical", "attention"))
        ((_, (cell,)),) = of(statement).matrices[0].rows
        assert cell.level == level

    assert failures(holds, LEVELS) == []


def test_a_role_that_may_do_everything_still_says_by_what_it_raises_its_rights() -> None:
    (role,) = of(anywhere("*"), "iam:PassRole").roles
    assert role.worst == ("can raise its own rights", "may do everything")
    assert role.headline.why == "by iam:PassRole; every action of every service on every resource"


def several(**policies: str) -> Permissions:
    roles = [
        {"id": name, "display_name": name, "policies": [{"id": f"p-{name}", "contents": text}]}
        for name, text in policies.items()
    ]
    return permissions(AppConfig.model_validate({"id": "c", "version": 7, "permissions": {"aws_iam_roles": roles}}))


def test_the_worst_comes_first_in_the_heading_the_roles_and_their_services() -> None:
    found = several(
        Lister=document(anywhere("ec2:Describe*")),
        Deleter=document(anywhere("ec2:Delete*")),
        Owner=document("a:Get", anywhere("b:Delete*"), anywhere("s3:*")),
        Raiser=document("a:Get", "iam:PassRole"),
        Admin=document(anywhere("*")),
        Harmless=document("s3:GetObject"),
    )
    assert [role.name for role in found.roles] == ["Admin", "Raiser", "Owner", "Deleter", "Lister", "Harmless"]
    assert found.in_brief == (
        "6 roles", "Admin may do everything", "Raiser can raise its own rights", "1 may do everything in a service",
        "1 needs attention", "v7",
    )  # fmt: skip
    assert [grant.service for grant in found.roles[2].grants] == ["s3", "b", "a"]
    assert [service for service, _ in found.matrices[0].rows] == ["every service", "iam", "s3", "b", "ec2", "a"]


def test_the_levels_differ_by_words_and_colour_on_the_page() -> None:
    found = several(
        Raiser=document("iam:PassRole"),
        Deleter=document(anywhere("ec2:Delete*")),
        Lister=document(anywhere("ec2:List*")),
    )
    page = found._repr_html_()
    red = "<mark style=background:#c22;color:#fff>✕ critical</mark>"
    assert f"{red} PassRole" in page
    assert "<br>can raise its own rights" in page
    assert f"{red} can raise its own rights: iam:PassRole" in page
    assert "<mark>!</mark> Delete*" in page
    assert "<p>List*" in page
    assert "! List" not in page
    assert "! lists and describes" not in page
    assert "lists and describes on every resource" in page


def test_each_cell_says_on_which_resources() -> None:
    named = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::one"}
    found = of(named, {"Action": "s3:PutObject", "Resource": "*"}, {"Action": "iam:GetRole", "Resource": ["a", "b"]})
    shown = {service: cell for matrix in found.matrices for service, (cell,) in matrix.rows}
    assert shown["s3"].where == ("on *", "on arn:aws:s3:::one")
    assert (shown["s3"].level, shown["iam"].level) == ("attention", "")
    assert shown["iam"].where == ("on a, b",)
    many = of(*({"Action": "s3:GetObject", "Resource": f"arn:{at}"} for at in range(5)))
    ((_, (cell,)),) = many.matrices[0].rows
    assert cell.where == ("on arn:0", "on arn:1", "on arn:2", "and 2 more")


def test_names_of_policies_are_not_cut() -> None:
    long = "{{.nuon.install.id}}-of-a-runner-that-maintains-things-"
    policies = [{"id": f"p{at}", "name": f"{long}{at}", "contents": document("s3:GetObject")} for at in range(2)]
    page = permissions(config(policies=policies))._repr_html_()
    assert f"{long}0<" in page
    assert f"{long}1<" in page


ESCALATING = ("iam:PassRole", "IAM:passrole", "iam:Pass*", "iam:*Role", "iam:?assRole")


def test_actions_that_raise_a_role_s_own_rights_are_flagged_however_they_are_written() -> None:
    def holds(action: str) -> None:
        assert "can raise its own rights" in "".join(dangers(action))
        assert "iam:PassRole" in "".join(dangers(action))

    assert failures(holds, ESCALATING) == []
    assert dangers("iam:GetRole") == ()
    assert "iam:CreateAccessKey" in dangers("iam:*")[0]


def test_what_is_denied_is_no_danger_and_is_told() -> None:
    found = of("s3:GetObject", {"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    assert found.roles[0].dangers == ()
    ((_, (cell,)),) = found.matrices[0].rows
    assert (cell.allowed, cell.denied) == ("GetObject", "all")
    assert "✕ not" in found._repr_html_()


def test_all_but_some_actions_or_resources_is_flagged() -> None:
    assert dangers({"NotAction": ["iam:*", "sts:*"], "Resource": "*"})[-1] == (
        "every action except iam:*, sts:* of every service on every resource"
    )
    assert "iam:PassRole" in dangers({"NotAction": "s3:*", "Resource": "*"})[0]
    (grant,) = of({"Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secret"}).roles[0].grants
    assert grant.wide_resources == "on every resource except arn:aws:s3:::secret"


def test_conditions_are_listed_and_not_evaluated() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-west-2"]}, "Bool": {"aws:MFA": "true"}}
    found = of({"Action": "iam:PassRole", "Resource": "*", "Condition": condition})
    (grant,) = found.roles[0].grants
    assert grant.conditions == ("aws:RequestedRegion StringEquals eu-west-1, eu-west-2", "aws:MFA Bool true")
    assert grant.raises == ("iam:PassRole",)
    assert "under conditions" in found._repr_html_()


def test_a_managed_policy_is_told_by_name_and_a_powerful_one_is_flagged() -> None:
    def holds(name: str, worst: tuple[str, ...]) -> None:
        (role,) = permissions(config(policies=[{"id": "apc1", "managed_policy_name": name}])).roles
        assert role.grants[0].actions == (name,)
        unread = f"not read: {name.rpartition('/')[2]}"
        assert role.worst == worst
        assert (unread in role.dangers) is not bool(worst)
        assert role.level == ("critical" if worst else "attention")

    cases = [
        ("arn:aws:iam::aws:policy/AdministratorAccess", ("may do everything",)),
        ("PowerUserAccess", ("may do nearly everything",)),
        ("AmazonS3FullAccess", ("may do everything in a service",)),
        ("ReadOnlyAccess", ()),
        ("AmazonEKSClusterPolicy", ()),
    ]
    assert failures(holds, cases) == []


@pytest.mark.parametrize(
    "text",
    [
        '{ "Statement": [ {{ range .x }} ] }',
        "not json",
        '{"Statement": "none"}',
        '{"actions": ["Microsoft.Compute/*"]}',
        "[]",
    ],
)
def test_what_is_no_policy_document_of_aws_survives_as_text(text: str) -> None:
    found = permissions(config(base64.b64encode(text.encode()).decode()))
    assert cells(found) == {"not read": ["see below"]}
    assert found.roles[0].grants[0].text
    assert "policy as text" in found._repr_html_()


def test_templates_within_a_document_survive() -> None:
    found = of({"Action": ["{{ .nuon.action }}", "s3:{{ .verb }}"], "Resource": {"Fn::Sub": "arn:${x}"}})
    assert cells(found) == {"s3": ["{{ .verb }}"], "unknown": ["{{ .nuon.action }}"]}
    assert found.roles[0].grants[0].resources == ('{"Fn::Sub": "arn:${x}"}',)


ODD: tuple[Any, ...] = (
    {}, {"Action": None}, {"Action": 3, "Resource": [None]}, {"Effect": ["Deny"], "Action": "s3:*"},
    {"Action": "s3:[x", "Condition": "none"}, {"Action": [], "Condition": {"Bool": 3}},
    {"Action": ":", "Resource": "arn:"},
)  # fmt: skip


def test_odd_statements_survive() -> None:
    def holds(statement: dict[str, Any]) -> None:
        assert "could not be shown" not in of(statement)._repr_html_() + str(of(statement))

    assert failures(holds, ODD) == []


EVERYTHING = {"Action": "*", "Resource": "*"}
BOUNDARIES: list[tuple[list[str], list[dict[str, Any]], tuple[str, ...]]] = [
    (["s3:Get*"], [{"Action": "s3:*", "Resource": "*"}], ()),
    (["s3:Get*", "iam:*"], [{"Action": ["s3:*"], "Resource": "*"}], ("iam:*",)),
    (["s3:*"], [{"Action": ["s3:GetObject"], "Resource": "*"}], ("s3:* except s3:GetObject",)),
    (["iam:*"], [EVERYTHING, {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}], ("iam:CreateUser",)),
    (["iam:CreateUser"], [EVERYTHING, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}], ("iam:CreateUser",)),
    (["s3:*"], [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}], ("s3:*",)),
    (["s3:*", "iam:PassRole"], [{"NotAction": "iam:*", "Resource": "*"}], ("iam:PassRole",)),
    (["*"], [{"Action": ["s3:*", "ec2:*"], "Resource": "*"}], ("* except s3:*, ec2:*",)),
    (
        ["s3:PutObject"],
        [EVERYTHING, {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::a"}],
        ("s3:PutObject, on some resources or under conditions",),
    ),
]


def test_a_boundary_takes_away_what_it_does_not_allow_or_denies() -> None:
    def holds(actions: list[str], boundary: list[dict[str, Any]], expected: tuple[str, ...]) -> None:
        statements = statements_of({"Statement": boundary})
        assert statements is not None
        assert taken_away(actions, statements) == expected

    assert failures(holds, BOUNDARIES) == []


def test_the_boundary_of_a_role_says_what_it_takes_away() -> None:
    boundary = document({"Action": "s3:*", "Resource": "*"})
    found = of("s3:GetObject", "iam:PassRole", permissions_boundary=boundary)
    assert found.roles[0].boundary == "denies iam:PassRole"
    assert found.roles[0].headline.why.endswith("its permissions boundary denies iam:PassRole")
    assert cells(found)["permissions boundary (limits what the others allow)"] == ["denies iam:PassRole"]
    unlimited = of("s3:GetObject", permissions_boundary=boundary)
    assert cells(unlimited)["permissions boundary (limits what the others allow)"] == ["limits nothing"]
    assert "boundary" not in str(unlimited)
    denying = document(EVERYTHING, {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"})
    harmless = of("s3:GetObject", permissions_boundary=denying).roles[0]
    assert harmless.boundary == "denies iam:CreateUser, which this role is not allowed anyway"
    named = base64.b64encode(b"arn:aws:iam::aws:policy/Boundary").decode()
    assert "whose content was not loaded" in (of("s3:GetObject", permissions_boundary=named).roles[0].boundary or "")
    template = base64.b64encode(b"{{ .boundary }}").decode()
    assert "cannot be read" in (of("s3:GetObject", permissions_boundary=template).roles[0].boundary or "")


def test_what_uses_a_role_by_name_is_told_and_a_role_that_the_config_lacks() -> None:
    actions = [
        {"id": "a", "action_workflow_id": "restart", "role": "runner"},
        {"id": "b", "action_workflow_id": "rescue", "break_glass_role_arn": "arn:aws:iam::1:role/away"},
    ]
    components = [{"id": "c", "component_id": "c", "component_name": "api", "operation_roles": {"deploy": "Provision"}}]
    sent = config(document("s3:GetObject")).model_dump(mode="json", exclude_none=True)
    found = permissions(AppConfig.model_validate({
        **sent, "action_workflow_configs": actions, "component_config_connections": components,
        "break_glass": {"aws_iam_roles": [{"id": "x", "name": "emergency"}]},
        "operation_role_config": {"rules": [{"operation": "teardown", "principal_type": "sandbox", "role": "gone"}]},
    }))  # fmt: skip
    assert {role.name: role.used_by for role in found.roles} == {
        "Provision": ("action restart", "deploy of api"), "emergency": (),
    }  # fmt: skip
    assert "Used by</i> action restart, deploy of api" in found._repr_html_()
    (strangers,) = found.unknown_roles
    assert strangers.names == ("away (action rescue)", "gone (teardown of sandbox)")
    assert "Used, but not in this config\n│  away (action rescue), gone (teardown of sandbox)" in str(found)
    shown = load_installer("demo").apps["harbor-desk"].configs["v11"].actions["collect-diagnostics"]
    assert "not in this config" in shown._repr_html_()


def test_nobody_is_told_to_assume_a_role_where_the_server_does_not_say_who_does() -> None:
    assert TRUST in str(of("s3:GetObject"))


def test_wildcards_are_those_of_iam() -> None:
    assert covers("s3:Get*", "S3:GETOBJECT")
    assert covers("s3:*", "s3:Get*")
    assert not covers("s3:Get*", "s3:*")
    assert not covers("s3:[G]et", "s3:Get")


def test_a_role_or_a_config_alone_is_enough() -> None:
    found = load_installer("demo").apps["harbor-desk"].configs["v11"]
    assert permissions(found.roles[0]).roles[0].name == "Provision"
    assert permissions(found.roles[0]).version == permissions(found).version == 11


def test_what_was_not_loaded_is_never_none() -> None:
    with pytest.raises(NotLoadedError, match='load_app\\("shop"\\)'):
        permissions(App(id="app1", name="shop"))
    newer = AppConfig(id="cfg9", version=9, status="active")
    found = permissions(app(configs=[newer, config(document("s3:*"))]))
    assert (found.version, [gap.what for gap in found.gaps]) == (7, ["break-glass roles of v7", "v9 of shop", TRUST])


@pytest.mark.parametrize("other", ["demo", None, 3])
def test_what_has_no_roles_is_refused(other: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="has no roles"):
        permissions(other)


def test_many_roles_are_several_narrow_tables() -> None:
    roles = [
        {"id": f"r{at}", "name": f"role-{at}", "policies": [{"id": "p", "contents": document("s3:*")}]}
        for at in range(9)
    ]
    found = permissions(AppConfig.model_validate({"id": "c", "permissions": {"aws_iam_roles": roles}}))
    assert [len(matrix.roles) for matrix in found.matrices] == [4, 4, 1]
    assert (
        found._repr_html_()
        == permissions(AppConfig.model_validate({"id": "c", "permissions": {"aws_iam_roles": roles}}))._repr_html_()
    )
