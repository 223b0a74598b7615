"""How much of what is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nuon_notebook import options

Configs: TypeAlias = int | Literal["all"]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How much of what is loaded.

    Attributes:
        configs: how many of the newest usable configs of each app are loaded in full, or "all". Of the others, only
            what the list of configs contains is loaded. Configs in status `error` are not usable. With 1, the config
            before it is loaded too, but for the steps of older actions: then it is known what changed.
        workflows: how many of the newest workflows of each install are loaded.
        plans: how many plans that wait for approval are loaded; those first that have waited longest.

    Raises:
        ValueError: a value is not such a number.
    """

    configs: Configs = options.CONFIGS
    workflows: int = options.WORKFLOWS
    plans: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        if self.configs != "all" and not _is_count(self.configs):
            problem = 'configs must be a non-negative integer or "all"'
            raise ValueError(problem)
        for name in ("workflows", "plans"):
            if not _is_count(getattr(self, name)):
                problem = f"{name} must be a non-negative integer"
                raise ValueError(problem)


DEFAULT = LoadOptions()
"""What is loaded unless more or less is asked for."""

NOTHING = LoadOptions(configs=0, workflows=0)
"""No config in full, no workflow and no plan."""
