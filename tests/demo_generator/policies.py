"""Policies of an app: rules that builds and deploys have to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.demo_generator.values import make_id

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Policy:
    """A rule that builds or deploys of some components have to keep."""

    name: str
    type: str
    engine: str
    contents: str
    description: str = ""
    components: Sequence[str] = ()


def policy_id(app_name: str, policy: str) -> str:
    """Return the id of a policy, which stays the same over all versions in reports."""
    return make_id("apc", app_name, "policy", policy)
