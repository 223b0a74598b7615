"""The vendor's own SDK reads what the demo server sends, as far as a version of 2024 knows it."""

from __future__ import annotations

import json
import re
import site
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo

if TYPE_CHECKING:
    from nuon_notebook.demo import World

SDK = "nuon==0.19.216"
CLIENT = Path(__file__).with_name("sdk_client.py")
SECONDS = 300

OWN_FAULTS = {
    ("AppAppRunnerConfig", "app_runner_type", "aws"), ("AppRunnerGroup", "platform", "aws"),
    ("AppComponent", "type", "kubernetes_manifest"), ("AppInstallDeploy", "install_deploy_type", "apply"),
    ("AppRunnerJob", "operation", "create-apply-plan"), ("AppRunnerJob", "operation", "apply-plan"),
    ("AppRunnerJob", "type", "kubernetes-manifest-deploy"), ("AppRunnerJob", "type", "actions-workflow"),
    ("AppRunnerJob", "group", "actions"), ("AppAppRunnerConfig", "env_vars.HTTP_PROXY", None),
}  # fmt: skip
"""What the SDK refuses though the API sends it: values that its enums lack, and null as the value of a string map."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the SDK; what the SDK needs it takes from the environment of the tests."""
    folder = tmp_path_factory.mktemp("sdk")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    path = folder / "bin" / "python"
    line = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(path),
        "install",
        "--quiet",
        "--no-deps",
        "--retries",
        "0",
        SDK,
    ]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        pytest.skip(f"{SDK}, the vendor's SDK, cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return path


def ids(world: World) -> list[dict[str, str]]:
    """Ids of an app, a config, an install, its newest deploy and its runner, for each install."""
    known = []
    for install in world.installs:
        row = {
            "app_id": install.app.id, "app_config_id": install.config.id, "install_id": install.id,
            "runner_id": install.record["runner_id"], "cloud_platform": install.record["cloud_platform"],
            "installer_id": demo.INSTALLER_ID,
        }  # fmt: skip
        for deploy in world.tables.of("deploys", "install_id", install.id)[-1:]:
            row |= {"deploy_id": deploy["id"], "component_id": deploy["component_id"], "build_id": deploy["build_id"]}
        for job in world.tables.of("runner_jobs", "runner_id", row["runner_id"])[-1:]:
            row["runner_job_id"] = job["id"]
        known.append(row)
    return known


@pytest.fixture(scope="module")
def results(python: Path) -> list[dict[str, Any]]:
    """What came of each call."""
    oldest = demo.API_VERSIONS["0.19.687"]
    with demo.serve(api=oldest) as server:
        line = [str(python), str(CLIENT), server.url, demo.TOKEN, demo.ORG_ID, json.dumps(ids(server.world.older))]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return [json.loads(each) for each in done.stdout.splitlines()]


def test_what_the_sdk_refuses_is_its_own_fault(results: list[dict[str, Any]]) -> None:
    problems = {problem for result in results for problem in _problems(result.get("error", ""))}
    assert problems - OWN_FAULTS == set()
    assert ("AppAppRunnerConfig", "app_runner_type", "aws") in problems


def test_what_the_sdk_does_not_refuse_it_reads(results: list[dict[str, Any]]) -> None:
    read = Counter(result["call"] for result in results if result.get("count"))
    assert {
        "get_app_configs", "get_app_installs", "get_app_latest_config", "get_build", "get_cloud_platform_regions",
        "get_current_install_inputs", "get_install_component_latest_deploy", "get_install_inputs",
        "get_install_sandbox_runs", "get_installers", "get_org", "get_orgs", "get_org_vcs_connections",
        "get_runner_settings",
    } <= set(read)  # fmt: skip


def _problems(error: str) -> list[tuple[str, str, str | None]]:
    """The model, property and value of each problem that the SDK names; of another error the error itself."""
    if not error:
        return []
    model = re.search(r"validation errors? for (\w+)", error)
    found = re.findall(r"^(\S+)\n .*?input_value=('[^']*'|None)", error, re.MULTILINE)
    if model is None or not found:
        return [(error, "", None)]
    return [(model[1], name, None if value == "None" else value.strip("'")) for name, value in found]
