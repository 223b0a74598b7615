"""Reads IAM policy documents: what their statements allow, what is dangerous in it, what a boundary takes away.

It reads what a document says, as far as names and wildcards tell. It does not evaluate conditions, and does not know
which actions a service has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, NamedTuple

EVERY: Final = "every service"
UNKNOWN: Final = "unknown"
ALLOW, DENY = "Allow", "Deny"
ESCALATIONS: Final = (
    "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
    "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary", "iam:PassRole", "iam:PutGroupPolicy", "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy", "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile", "sts:AssumeRole", "ec2-instance-connect:SendSSHPublicKey",
    "eks:AssociateAccessPolicy", "eks:CreateAccessEntry", "glue:UpdateDevEndpoint", "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration", "sagemaker:CreatePresignedNotebookInstanceUrl", "ssm:SendCommand",
    "ssm:StartSession",
)  # fmt: skip
"""Actions by which a role can get rights that it was not given."""

READS_SECRETS: Final = (
    "secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter", "ssm:GetParameters",
    "ssm:GetParametersByPath", "ssm:GetParameterHistory", "kms:Decrypt",
)  # fmt: skip
"""Actions that give the content of secrets."""

CHANGES_RIGHTS: Final = (
    "iam:AddRoleToInstanceProfile", "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DetachRolePolicy",
    "iam:PassRole", "iam:PutRolePolicy", "iam:RemoveRoleFromInstanceProfile", "iam:SetDefaultPolicyVersion",
    "iam:UpdateRole",
)  # fmt: skip
CHANGING: Final = tuple(
    f"iam:{verb}" for verb in ("add", "attach", "create", "delete", "detach", "put", "remove", "set", "update")
)
"""Actions that change who may do what, and how these begin."""

POWERFUL_POLICIES: Final = {
    "AdministratorAccess": "every action of every service",
    "PowerUserAccess": "every action of nearly every service",
    "IAMFullAccess": "every action of iam",
}
SUFFIX: Final = "FullAccess"


class Statement(NamedTuple):
    """A statement of a policy document.

    Attributes:
        effect: `Allow` or `Deny`; anything else as it stands there.
        actions: the patterns of its actions.
        except_actions: the patterns of `NotAction`: it is about all other actions.
        resources: the patterns of its resources.
        except_resources: the patterns of `NotResource`.
        conditions: its conditions, each in one text.
    """

    effect: str
    actions: tuple[str, ...] = ()
    except_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    except_resources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def services(self) -> tuple[str, ...]:
        """The services of its actions, in their order; `every service` for wildcards over services."""
        if self.except_actions:
            return (EVERY,)
        return tuple(dict.fromkeys(map(service_of, self.actions)))

    def of_service(self, service: str) -> Statement:
        """Return the statement with only the actions of a service."""
        if self.except_actions:
            return self
        return self._replace(actions=tuple(one for one in self.actions if service_of(one) == service))


def statements_of(document: object) -> tuple[Statement, ...] | None:
    """Return the statements of a policy document; None if it is none, for instance a template that is not JSON."""
    listed = document.get("Statement") if isinstance(document, Mapping) else None
    every = [listed] if isinstance(listed, Mapping) else listed
    if not isinstance(every, Sequence) or isinstance(every, str) or not all(isinstance(one, Mapping) for one in every):
        return None
    return tuple(map(_statement, every))


def _statement(found: Mapping[str, Any]) -> Statement:
    return Statement(
        str(found.get("Effect") or ALLOW),
        _texts(found.get("Action")),
        _texts(found.get("NotAction")),
        _texts(found.get("Resource")),
        _texts(found.get("NotResource")),
        tuple(_conditions(found.get("Condition"))),
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(one if isinstance(one, str) else json.dumps(one, default=str) for one in items)


def _conditions(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from _texts(value)
        return
    for operator, tests in value.items():
        named = tests.items() if isinstance(tests, Mapping) else [(json.dumps(tests, default=str), None)]
        for key, wanted in named:
            yield " ".join((str(key), str(operator), ", ".join(_texts(wanted)))).strip()


def as_json(document: object) -> str:
    """Return a document as JSON that people can read."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=str)


def service_of(action: str) -> str:
    """Return the service of an action's pattern: `iam` for `iam:PassRole`."""
    service, colon, _ = action.partition(":")
    if "*" in service or "?" in service:
        return EVERY
    return service.lower() if colon and service.replace("-", "").isalnum() else UNKNOWN


def verb_of(action: str) -> str:
    """Return an action's pattern without its service: `PassRole` for `iam:PassRole`."""
    return action.partition(":")[2] or action


def only_lists(action: str) -> bool:
    """Return whether a pattern matches only actions that list and describe.

    `Get` is not among them: it also reads content, for instance secrets.
    """
    return verb_of(action).lower().startswith(("describe", "list"))


def raising(statement: Statement) -> tuple[str, ...]:
    """Return the actions that a statement allows by which a role can raise its own rights.

    Whoever may do everything everywhere may do these, too: of such a statement none are named.
    """
    everything = EVERY in statement.services and not statement.except_actions
    if statement.effect != ALLOW or everything:
        return ()
    return tuple(one for one in ESCALATIONS if _allows(statement, one))


def reads_secrets(statement: Statement) -> tuple[str, ...]:
    """Return the actions that a statement allows which give the content of secrets."""
    if statement.effect != ALLOW or EVERY in statement.services:
        return ()
    return tuple(one for one in READS_SECRETS if _allows(statement, one))


def changes_rights(statement: Statement) -> tuple[str, ...]:
    """Return the patterns of a statement that allow to change roles and policies."""
    if statement.effect != ALLOW or EVERY in statement.services:
        return ()
    return tuple(
        pattern
        for pattern in statement.actions
        if pattern.lower().startswith(CHANGING) or any(covers(pattern, one) for one in CHANGES_RIGHTS)
    )


def denied_by(boundary: Sequence[Statement]) -> tuple[str, ...]:
    """Return what the statements of a permissions boundary deny, in words."""
    denying = [one for one in boundary if one.effect == DENY]
    named = [action for one in denying for action in one.actions]
    excepted = [f"all but {', '.join(one.except_actions)}" for one in denying if one.except_actions]
    return tuple(dict.fromkeys((*named, *excepted)))


def wide_actions(statement: Statement) -> str:
    """Return whether a statement allows all actions of its service, in words; empty if it does not."""
    if statement.effect != ALLOW:
        return ""
    if statement.except_actions:
        return f"every action except {', '.join(statement.except_actions)}"
    return "every action" if any(set(verb_of(action)) == {"*"} for action in statement.actions) else ""


def wide_resources(statement: Statement) -> str:
    """Return whether a statement allows its actions on all resources, in words; empty if it does not."""
    if statement.effect != ALLOW:
        return ""
    if statement.except_resources:
        return f"on every resource except {', '.join(statement.except_resources)}"
    return "on every resource" if any(map(_is_everything, statement.resources)) else ""


def _is_everything(resource: str) -> bool:
    """Return whether a pattern matches all resources, of a service at least: `*`, `arn:aws:s3:::*`."""
    name = resource.split(":", 5)[-1] if resource.startswith("arn:") else resource
    return bool(name) and not set(name) - set("*/:")


def _allows(statement: Statement, action: str) -> bool:
    if statement.except_actions:
        return not any(covers(pattern, action) for pattern in statement.except_actions)
    return any(covers(pattern, action) for pattern in statement.actions)


@cache
def covers(pattern: str, action: str) -> bool:
    """Return whether a pattern matches all that another one matches. IAM ignores case, and knows `*` and `?` only."""
    return fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def taken_away(actions: Iterable[str], boundary: Sequence[Statement]) -> tuple[str, ...]:
    """Return what a permissions boundary takes away from allowed actions, in words.

    Args:
        actions: the patterns of the allowed actions.
        boundary: the statements of the boundary. What it does not allow is denied.
    """
    return tuple(dict.fromkeys(text for action in actions for text in _taken_from(action, boundary)))


def _taken_from(action: str, boundary: Sequence[Statement]) -> Iterator[str]:
    allowing = [one for one in boundary if one.effect == ALLOW]
    denying = [one for one in boundary if one.effect == DENY]
    if any(_covers_all(one, action) and _is_plain(one) for one in denying):
        yield action
        return
    full = any(_covers_all(one, action) for one in allowing)
    within = [pattern for one in allowing for pattern in one.actions if covers(action, pattern)]
    if not full and not within:
        yield action
        return
    if not full:
        yield f"{action} except {', '.join(dict.fromkeys(within))}"
    for one in denying:
        parts = [pattern for pattern in one.actions if covers(action, pattern)] or (
            [action] if _covers_all(one, action) else []
        )
        if parts:
            limits = "" if _is_plain(one) else ", on some resources or under conditions"
            yield f"{', '.join(parts)}{limits}"


def _covers_all(statement: Statement, action: str) -> bool:
    if statement.except_actions:
        return not any(covers(one, action) or covers(action, one) for one in statement.except_actions)
    return any(covers(pattern, action) for pattern in statement.actions)


def _is_plain(statement: Statement) -> bool:
    """Return whether a statement is about all resources, without conditions."""
    everything = not statement.except_resources and any(map(_is_everything, statement.resources))
    return everything and not statement.conditions


def powerful(managed_policy: str) -> str:
    """Return what a managed policy with a telling name allows, in words; empty if its name does not tell."""
    name = managed_policy.rpartition("/")[2]
    if name in POWERFUL_POLICIES:
        return POWERFUL_POLICIES[name]
    service = name.removeprefix("Amazon").removeprefix("AWS").removesuffix(SUFFIX)
    return f"every action of {service}" if name.endswith(SUFFIX) and service else ""
