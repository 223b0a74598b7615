"""Run with the vendor's own SDK: calls every method whose path the demo server has, and prints what came of each.

The arguments are the server's URL, token and org, and a list of ids by the names of parameters, as JSON.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys

CALLS = {
    "apps_api.AppsApi": ("get_app", "get_app_config", "get_app_configs", "get_app_latest_config", "get_apps"),
    "components_api.ComponentsApi": (
        "get_app_component_builds", "get_app_components", "get_build", "get_component_builds",
    ),
    "general_api.GeneralApi": ("get_cloud_platform_regions",),
    "installers_api.InstallersApi": ("get_installer", "get_installers"),
    "installs_api.InstallsApi": (
        "get_app_installs", "get_current_install_inputs", "get_install", "get_install_component_deploys",
        "get_install_component_latest_deploy", "get_install_components", "get_install_deploy", "get_install_deploys",
        "get_install_inputs", "get_install_runner_group", "get_install_sandbox_runs", "get_org_installs",
    ),
    "orgs_api.OrgsApi": ("get_org", "get_orgs"),
    "runners_api.RunnersApi": ("get_runner", "get_runner_job", "get_runner_jobs", "get_runner_settings"),
    "vcs_api.VcsApi": ("get_org_vcs_connections",),
}  # fmt: skip


def main(url: str, token: str, org: str, known: list[dict[str, str]]) -> None:
    """Call each method for all ids that it takes."""
    from nuon import ApiClient, Configuration  # noqa: PLC0415 - installed only where this is run

    keys = {"APIKey": token, "OrgID": org}
    client = ApiClient(Configuration(host=url, api_key=keys, api_key_prefix={"APIKey": "Bearer"}))
    for name, methods in CALLS.items():
        module, _, kind = name.partition(".")
        api = getattr(importlib.import_module(f"nuon.api.{module}"), kind)(client)
        for method in methods:
            if hasattr(api, method):
                call(getattr(api, method), method, known)


def call(method: object, name: str, known: list[dict[str, str]]) -> None:
    """Call a method once for each different set of arguments, and print the result as a line of JSON."""
    signature = inspect.signature(method)  # type: ignore[arg-type] # a bound method
    needed = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.default is inspect.Parameter.empty and not parameter.name.startswith("_")
    ]
    asked = {tuple(ids[one] for one in needed): None for ids in known if all(one in ids for one in needed)}
    for values in asked:
        try:
            result = method(**dict(zip(needed, values, strict=True)))  # type: ignore[operator] # a bound method
        except Exception as error:  # noqa: BLE001 - the test looks at each
            print(json.dumps({"call": name, "error": f"{type(error).__name__}: {error}"}))  # noqa: T201 - the result
        else:
            count = len(result) if isinstance(result, list) else 1
            print(json.dumps({"call": name, "count": count}))  # noqa: T201 - the result


if __name__ == "__main__":
    main(*sys.argv[1:4], json.loads(sys.argv[4]))
