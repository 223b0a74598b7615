"""The ids of what the steps of a workflow work on."""

from __future__ import annotations

from tests.demo_generator.values import make_id


def deploy_id(workflow_id: str, component: str, attempt: int) -> str:
    """Return the id of a deploy, which the step that plans it and the one that applies it share."""
    return make_id("dpl", workflow_id, component, attempt)


def job_id(run_id: str, index: int) -> str:
    """Return the id of a job of a run; they are counted from the oldest."""
    return make_id("job", run_id, index)


def sandbox_run_id(workflow_id: str, attempt: int) -> str:
    """Return the id of a sandbox run, which all steps of a workflow that work on the sandbox share."""
    return make_id("sbr", workflow_id, attempt)


def action_run_id(step_id: str) -> str:
    """Return the id of a run of an action."""
    return make_id("iar", step_id)


def log_stream_id(owner_id: str) -> str:
    """Return the id of the log stream of a run."""
    return make_id("log", owner_id)


def build_id(connection_id: str) -> str:
    """Return the id of the build that was made from a version of a component."""
    return make_id("bld", connection_id)


def install_component_id(app_name: str, install_name: str, component: str) -> str:
    """Return the id of a component in an install."""
    return make_id("inc", app_name, install_name, component)


def runner_id(install_name: str) -> str:
    """Return the id of an install's runner."""
    return make_id("run", install_name)


def stack_version_id(workflow_id: str, attempt: int) -> str:
    """Return the id of the version of an install's stack that a workflow generates."""
    return make_id("stv", workflow_id, attempt)


def step_group_id(workflow_id: str, group: int) -> str:
    """Return the id of a group of a workflow's steps."""
    return make_id("wsg", workflow_id, group)
