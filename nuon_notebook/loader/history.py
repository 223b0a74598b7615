"""Which connection of a component a version of a config really had.

A config is incremental: what a version did not carry, the server appends as it is *today*. That is the version's
own only if nothing newer was made since.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.models import AppConfig, ComponentConfigConnection


class History:
    """The connections that the configs of an app carried themselves, as far as they are in hand.

    Args:
        listed: all configs of the app.
        wholes: those of them that are in hand whole.
    """

    def __init__(self, listed: Iterable[AppConfig], wholes: Iterable[AppConfig]) -> None:
        self._versions = {config.id: config.version for config in listed if config.id and config.version}
        self._carried: dict[str, dict[int, ComponentConfigConnection]] = defaultdict(dict)
        self._in_hand: set[int | None] = set()
        for config in wholes:
            self._in_hand.add(config.version)
            for one in config.component_config_connections:
                if one.app_config_id == config.id and one.component_id and config.version:
                    self._carried[one.component_id][config.version] = _as_of(one, config.version)

    def of(self, config: AppConfig) -> dict[str, ComponentConfigConnection]:
        """Return, by component id, the true connections of what a config carried over; no guesses."""
        carried = (one for one in config.component_config_connections.once() if one.app_config_id != config.id)
        found = ((one.component_id or "", self._true(one, config.version)) for one in carried)
        return {component: one for component, one in found if component and one is not None}

    def _true(self, today: ComponentConfigConnection, version: int | None) -> ComponentConfigConnection | None:
        if version is None:
            return None
        made = today.app_config_version or self._versions.get(today.app_config_id or "")
        if made is not None and made <= version:
            return _as_of(today, made)
        earlier = self._carried.get(today.component_id or "", {})
        last = max((one for one in earlier if one <= version), default=None)
        # A version in between that is not in hand, be it broken or deleted, may have changed it once more.
        if last is None or any(between not in self._in_hand for between in range(last, version + 1)):
            return None
        return earlier[last]


def _as_of(one: ComponentConfigConnection, version: int) -> ComponentConfigConnection:
    return one.model_copy(update={"app_config_version": version})
