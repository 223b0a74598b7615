"""Models of any size for the tests of the display."""

from __future__ import annotations

from typing import Any

from nuon_notebook.models import App, Install, Installer
from tests.loaded import with_apps, with_installs


def step(index: int, status: str = "success", **more: Any) -> dict[str, Any]:
    return {"id": f"iws{index}", "idx": index, "name": f"step {index}", "status": {"status": status}, **more}


def workflow(index: int, status: str = "success", steps: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "id": f"inw{index}",
        "name": f"workflow {index}",
        "status": {"status": status},
        "steps": [step(number) for number in range(steps)],
        **more,
    }


def config(version: int, components: int = 2, **more: Any) -> dict[str, Any]:
    made = [
        {
            "id": f"con{version}-{index:04}",
            "component_id": f"cmp{index:04}",
            "component_name": f"component {index:04}",
            "app_config_id": f"cfg{version}",
            "type": "helm_chart",
            "helm": {"chart_name": f"chart-{index}", "values": {"replicas": "3"}},
        }
        for index in range(components)
    ]
    filled = {"component_config_connections": made} if components else {}
    return {"id": f"cfg{version}", "version": version, "status": "active", **filled, **more}


def install(index: int, workflows: list[dict[str, Any]] | None = None) -> Install:
    payload = {
        "id": f"inl{index}",
        "name": f"customer-{index}",
        "sandbox_status": "active",
        "workflows": workflows or [],
    }
    return Install.model_validate(payload)


def app(name: str, configs: list[dict[str, Any]], installs: list[Install] = []) -> App:  # noqa: B006 - not changed
    made = App.model_validate({"id": f"app-{name}", "name": name, "app_configs": configs, "status": "active"})
    return with_installs(made, installs)


def installer(*apps: App) -> Installer:
    return with_apps(Installer.model_validate({"id": "int1", "metadata": {"name": "Vendor"}}), apps)
