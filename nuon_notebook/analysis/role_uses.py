"""Who uses the roles of a config by name: actions, and operations on components and the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import AppConfig


class RoleUse(NamedTuple):
    """That something uses a role.

    Attributes:
        role: the role's name; of an ARN its last part.
        by: what uses it, in words.
    """

    role: str
    by: str


def role_uses(config: AppConfig) -> tuple[RoleUse, ...]:
    """Return what uses roles by name, as far as the config was loaded."""
    return tuple(dict.fromkeys(RoleUse(_last_part(role), by) for role, by in _named(config) if role))


def _named(config: AppConfig) -> Iterator[tuple[str | None, str]]:
    for action in config.actions if config.actions.loaded else ():
        yield action.role, f"action {action.name}"
        yield action.break_glass_role_arn, f"action {action.name}"
    for component in config.components if config.components.loaded else ():
        for operation, role in component.operation_roles.items():
            yield role, f"{_words(operation)} of {component.name}"
    for operation, role in (config.sandbox.operation_roles if config.sandbox else {}).items():
        yield role, f"{_words(operation)} of the sandbox"
    rules = config.operation_role_config.rules if config.operation_role_config else ()
    yield from ((rule.role, rule.in_words.partition(": role ")[0]) for rule in rules)


def _words(operation: str) -> str:
    return operation.replace("_", " ").replace("-", " ")


def _last_part(role: str | None) -> str:
    return (role or "").rpartition("/")[2]
