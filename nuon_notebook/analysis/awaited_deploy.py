"""What is known of a deploy that waits for approval without its plan: the component, its source, and the versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nuon_notebook.models.component_states import deployed_component

if TYPE_CHECKING:
    from nuon_notebook.models import AppConfig, ComponentConfigConnection, Install, WorkflowStep


class AwaitedDeploy(NamedTuple):
    """What is known of a deploy that waits.

    Attributes:
        component: the component's name; None if the step deploys none, or it is not known.
        source: where its chart, module or image comes from; None if the config was not loaded in full.
        version: the version of the config that the install is set to; None if that is not known.
        from_version: the version that the install was on before; None if that is not known.
    """

    component: str | None = None
    source: str | None = None
    version: int | None = None
    from_version: int | None = None


def awaited_deploy(install: Install, step: WorkflowStep) -> AwaitedDeploy:
    """Return what is known of what a step deploys; nothing is requested."""
    component_id = deployed_component(step, install.component_names)
    if component_id is None:
        return AwaitedDeploy(version=install.version, from_version=_version_before(install))
    connection = _connection(install, component_id)
    return AwaitedDeploy(
        component=install.component_names.get(component_id) or component_id,
        source=(connection.config.source if connection and connection.config else "") or None,
        version=install.version,
        from_version=_version_before(install),
    )


def _config(install: Install, config_id: str | None) -> AppConfig | None:
    configs = install.owner.configs if install.owner and install.owner.configs.loaded else ()
    return next((one for one in configs if one.id and one.id == config_id), None)


def _connection(install: Install, component_id: str) -> ComponentConfigConnection | None:
    config = _config(install, install.app_config_id)
    components = config.components if config and config.components.loaded else ()
    return next((one for one in components if one.component_id == component_id), None)


def _version_before(install: Install) -> int | None:
    upgrades = install.upgrades if install.upgrades.loaded else ()
    latest = next((one for one in upgrades if one.new_app_config_id == install.app_config_id), None)
    before = _config(install, latest.old_app_config_id) if latest else None
    return before.version if before else None
