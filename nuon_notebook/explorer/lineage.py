"""What the versions from one config to another changed, as far as they are in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nuon_notebook.loader.held import in_hand_whole, usable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nuon_notebook.models import AppConfig, ComponentConfigConnection


@dataclass(frozen=True, slots=True)
class Lineage:
    """Two configs, and the versions after the older one up to the newer.

    Attributes:
        left: the one config.
        right: the other.
        complete: whether all of these versions are in hand whole; only then is what none of them changed the same.
        changed: by the id of a component, the last of these versions in hand that changed it.
    """

    left: AppConfig
    right: AppConfig
    complete: bool
    changed: Mapping[str, int]

    @classmethod
    def of(cls, left: AppConfig, right: AppConfig, configs: Iterable[AppConfig]) -> Lineage:
        """Return two configs of an app with the versions between, as far as these are among its configs."""
        if left.id == right.id:
            return cls(left, right, complete=True, changed={})
        older, newer = sorted((left.version or 0, right.version or 0))
        if not older:
            return cls(left, right, complete=False, changed={})
        after = range(older + 1, newer + 1)
        known = {config.version: config for config in (*configs, left, right) if in_hand_whole(config)}
        steps = [(version, known[version]) for version in after if version in known]
        changed = {
            component.component_id or "": version
            for version, config in steps
            for component in config.component_config_connections
            if component.app_config_id == config.id
        }
        return cls(left, right, complete=len(steps) == len(after), changed=changed)

    def last_change(self, left: ComponentConfigConnection, right: ComponentConfigConnection) -> int | None:
        """Return the last version between the two that is known to have changed a component.

        Args:
            left: the component as the left config has it.
            right: the component as the right config has it.
        """
        (older, _), (newer, component) = sorted(
            ((self.left.version or 0, left), (self.right.version or 0, right)), key=lambda pair: pair[0]
        )
        made = component.app_config_version
        if made and older < made <= newer:
            return made  # the server tells it also of a version that is not in hand
        return self.changed.get(component.component_id or "")


def next_to_open(config: AppConfig, configs: Iterable[AppConfig]) -> AppConfig | None:
    """Return the version to ask for next, where it is to be told how a config had what it carried over.

    Returns:
        The newest version not above the config that is not in hand whole; None where the server does not send it.
    """
    known = {one.version: one for one in configs}
    back = (known.get(version) for version in range(config.version or 0, 0, -1))
    missing = next((one for one in back if one is None or not in_hand_whole(one)), None)
    return missing if missing and usable(missing) else None
