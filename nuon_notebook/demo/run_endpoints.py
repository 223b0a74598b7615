"""What the endpoints of builds, deploys, sandbox runs and action runs answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, not_found, unordered, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nuon_notebook.demo.records import Record

JOBS_OF_A_DEPLOY = 10
RUNS_OF_AN_ACTION = 5
NOT_IN_BARE_JOBS = ("outputs", "outputs_json", "execution_count", "final_runner_job_execution_id", "executions")
UNPLANNED = ("drift_run", "drift_run_reprovision_sandbox")
"""The types of workflows whose deploys only plan."""


def builds(call: Call) -> Answer:
    """The builds of an app or of a component, newest first."""
    component, app = call.parameters.get("component_id"), call.parameters.get("app_id")
    rows = [_build(call, row) for row in reversed(call.tables.rows("builds"))]
    if component:
        return call.page(row | _author(call, row) for row in rows if row["component_id"] == component)
    owned = {row["id"] for found in call.world.apps if app in (None, found.id) for row in found.components}
    return call.page(row for row in rows if row["component_id"] in owned)


def component_builds(call: Call) -> Answer:
    """The builds of a component by config version, the newest version first."""
    rows = _builds_of(call)
    return call.page(_build(call, row) | _author(call, row) for row in reversed(rows))


def build(call: Call) -> Answer:
    """One build, with its log stream and its job, bare."""
    row = lookup(call.tables.by_id("builds"), call.ids[-1], "component build")
    jobs = [{"runner_job": bare(job)} for job in call.tables.of("runner_jobs", "owner_id", row["id"])]
    return _build(call, row) | _author(call, row) | log_stream_of(call, row["id"]) | (jobs[0] if jobs else {}), {}


def build_by_id(call: Call) -> Answer:
    """One build, with its log stream and its job with outputs, and without the component's name."""
    row = lookup(call.tables.by_id("builds"), call.ids[0], "component build")
    jobs = [{"runner_job": without(job, "executions")} for job in call.tables.of("runner_jobs", "owner_id", row["id"])]
    named = without(_build(call, row), "component_name")
    return named | log_stream_of(call, row["id"]) | (jobs[0] if jobs else {}), {}


def latest_build(call: Call) -> Answer:
    """The newest build of a component with its commit, and little else."""
    rows = _builds_of(call)
    if not rows:
        raise not_found(call.ids[1], "component build")
    return without(rows[-1], "component_id", "component_name", "component_config_version"), {}


def deploys(call: Call) -> Answer:
    """The deploys of an install, newest first, those that only plan included."""
    return call.page(
        _listed_deploy(call, row) for row in reversed(call.tables.of("deploys", "install_id", call.ids[0]))
    )


def deploy(call: Call) -> Answer:
    """One deploy, with its log stream, its artifact and its newest jobs, bare."""
    row = lookup(call.tables.by_id("deploys"), call.ids[-1], "install deploy")
    if len(call.ids) > 2 and row["component_id"] != call.ids[1]:  # noqa: PLR2004 - the path names the component too
        raise not_found(row["id"], "install deploy")
    jobs = [bare(job) for job in reversed(call.tables.of("runner_jobs", "owner_id", row["id"]))]
    artifact = {"oci_artifact": row["oci_artifact"]} if "oci_artifact" in row else {}
    return (
        _listed_deploy(call, row)
        | artifact
        | log_stream_of(call, row["id"])
        | ({"runner_jobs": jobs[:JOBS_OF_A_DEPLOY]} if jobs else {})
    ), {}


def component_deploys(call: Call) -> Answer:
    """The deploys of a component in an install, newest first, without those that only plan; none is an error."""
    return call.page(_deploys_of_component(call))


def latest_component_deploy(call: Call) -> Answer:
    """The newest deploy of a component in an install."""
    return _deploys_of_component(call)[0], {}


def component_outputs(call: Call) -> Answer:
    """The outputs of a component's newest deploy; JSON `null` where its job wrote none."""
    newest = _deploys_of_component(call)[0]
    jobs = call.tables.of("runner_jobs", "owner_id", newest["id"])
    return (jobs[-1].get("outputs") if jobs else None), {}


def components(call: Call) -> Answer:
    """The components of an install, newest first, without their deploys."""
    rows = [*reversed(install_components(call, call.ids[0]))]
    if types := call.parameters.get("types"):
        rows = [row for row in rows if row["component"]["type"] in types.split(",")]
    return call.page(row for row in rows if call.parameters.get("q", "") in row["component"]["name"])


def component(call: Call) -> Answer:
    """One component of an install, with its newest deploy of any kind, bare."""
    install_id, component_id = call.ids
    rows = {row["component_id"]: row for row in install_components(call, install_id)}
    row = lookup(rows, component_id, "install component")
    of_install = call.tables.of("deploys", "install_id", install_id)
    newest = [without(each, "component_name", "oci_artifact") for each in of_install if _deploys(each, component_id)]
    return row | ({"install_deploys": newest[-1:]} if newest else {}), {}


def sandbox_runs(call: Call) -> Answer:
    """The sandbox runs of an install, newest first, without those that looked for drift."""
    rows = call.tables.of("sandbox_runs", "install_id", call.ids[0])
    shown = [row for row in rows if row["status"] not in ("drift-detected", "no-drift")]
    return call.page(_sandbox_run(call, row) | _author(call, row) for row in reversed(shown))


def sandbox_run(call: Call) -> Answer:
    """One sandbox run, without its author. The install in the path is not looked at."""
    return _sandbox_run(call, lookup(call.tables.by_id("sandbox_runs"), call.ids[-1], "install sandbox run")), {}


def install_actions(call: Call) -> Answer:
    """The actions of an install, newest first, without their runs."""
    return call.page(_install_action(call, row) for row in reversed(_install_actions(call)))


def install_action(call: Call) -> Answer:
    """One action of an install, with its newest runs, bare."""
    row = lookup({row["action_workflow_id"]: row for row in _install_actions(call)}, call.ids[1], "install action")
    runs = [_bare_run(run) for run in _runs_of(call, row)][:RUNS_OF_AN_ACTION]
    return _install_action(call, row) | ({"runs": runs} if runs else {}), {}


def latest_action_runs(call: Call) -> Answer:
    """In no order, each action of an install with at most one run, that with its job, bare."""
    rows = unordered(_install_actions(call), call.ids[0], "latest-runs")
    wanted = call.parameters.get("trigger_types")
    listed = []
    for row in rows:
        runs = [run for run in _runs_of(call, row) if wanted in (None, "", run["trigger_type"])][:1]
        filled = [_bare_run(run) | _job_of(call, run) | {"execution_time": run["execution_time"]} for run in runs]
        listed.append(_install_action(call, row) | ({"runs": filled} if filled else {}))
    return call.page(listed)


def recent_action_runs(call: Call) -> Answer:
    """An action of an install with its newest config, and its runs with their author; `null` if it is unknown."""
    row = {row["action_workflow_id"]: row for row in _install_actions(call)}.get(call.ids[1])
    if row is None:
        return None, {}
    runs, headers = call.page(_bare_run(run) | _author(call, run) for run in _runs_of(call, row))
    found = call.world.install_by_id[call.ids[0]].app
    action = next(each for each in found.actions if each["id"] == row["action_workflow_id"])
    configured = action | {"configs": [found.newest_action_config(action["id"])]}
    return row | {"action_workflow": configured} | ({"runs": runs} if runs else {}), headers


def action_runs(call: Call) -> Answer:
    """The runs of all actions of an install, newest first: no steps, no job."""
    rows = call.tables.of("action_runs", "install_id", call.ids[0])
    return call.page(_bare_run(row) for row in reversed(rows))


def action_run(call: Call) -> Answer:
    """One run of an action with its config, its steps in no order, its log stream, job and outputs."""
    row = lookup(call.tables.by_id("action_runs"), call.ids[1], "install action workflow run")
    config = call.world.action_config_by_id.get(row["action_workflow_config_id"])
    steps = unordered(row["steps"], row["id"])
    filled = row | {"steps": steps} | log_stream_of(call, row["id"]) | _job_of(call, row, outputs=True)
    return filled | ({"config": config} if config else {}), {}


def action_run_step(call: Call) -> Answer:
    """One step of a run of an action."""
    _, run_id, step_id = call.ids
    row = lookup(call.tables.by_id("action_runs"), run_id, "install action workflow run")
    return lookup({step["id"]: step for step in row["steps"]}, step_id, "install action workflow run step"), {}


def install_components(call: Call, install_id: str) -> list[Record]:
    """Return the components of an install, oldest first, each with its component of the app, bare."""
    components = {row["id"]: row for found in call.world.apps for row in found.components}
    rows = call.tables.of("install_components", "install_id", install_id)
    return [row | {"component": components[row["component_id"]]} for row in rows]


def bare(job: Record) -> Record:
    """Return a job without what only some requests load."""
    return without(job, *NOT_IN_BARE_JOBS)


def log_stream_of(call: Call, owner_id: str) -> Record:
    """Return the log stream of a run as the property that holds it."""
    stream = call.tables.one_of("log_streams", "owner_id", owner_id)
    return {"log_stream": stream} if stream else {}


def _builds_of(call: Call) -> Sequence[Record]:
    return call.tables.of("builds", "component_id", call.ids[1])


def _build(call: Call, row: Record) -> Record:
    """Return a build with the connection that it was made from, which has its component."""
    connection = call.world.connection_by_id[row["component_config_connection_id"]]
    return row | {"component_config_connection": connection}


def _author(call: Call, row: Record) -> Record:
    account = call.tables.by_id("accounts").get(row["created_by_id"])
    return {"created_by": account} if account else {}


def _listed_deploy(call: Call, row: Record) -> Record:
    made = call.tables.by_id("builds").get(row.get("build_id", ""))
    bare_build = {"component_build": _build(call, made)} if made else {}
    return without(row, "oci_artifact") | bare_build | {"outputs": {}}


def _deploys(row: Record, component_id: str) -> bool:
    return bool(row["component_id"] == component_id)


def _deploys_of_component(call: Call) -> list[Record]:
    """Return the deploys of a component, newest first, without ids and names, and without those that only plan."""
    rows = [
        without(row, "component_id", "component_name", "install_id", "component_config_version", "oci_artifact")
        | _author(call, row)
        | ({"component_build": call.tables.by_id("builds")[row["build_id"]]} if "build_id" in row else {})
        | {"component_id": "", "component_name": "", "install_id": "", "outputs": {}}
        for row in reversed(call.tables.of("deploys", "install_id", call.ids[0]))
        if _deploys(row, call.ids[1]) and call.world.workflow_by_id[row["workflow_id"]]["type"] not in UNPLANNED
    ]
    if not rows:
        raise not_found(call.ids[1], "install deploy")
    return rows


def _sandbox_run(call: Call, row: Record) -> Record:
    config = call.world.install_by_id[row["install_id"]].config.children["sandbox"]
    jobs = [*reversed(call.tables.of("runner_jobs", "owner_id", row["id"]))]
    outputs = {name: value for job in jobs for name, value in job.get("outputs", {}).items()}
    loaded = {"runner_jobs": [without(job, "executions") for job in jobs]} if jobs else {}
    return row | log_stream_of(call, row["id"]) | loaded | {"app_sandbox_config": config, "outputs": outputs}


def _install_actions(call: Call) -> Sequence[Record]:
    return call.tables.of("install_actions", "install_id", call.ids[0])


def _install_action(call: Call, row: Record) -> Record:
    actions = {each["id"]: each for found in call.world.apps for each in found.actions}
    return row | {"action_workflow": actions[row["action_workflow_id"]]}


def _runs_of(call: Call, action: Record) -> Iterable[Record]:
    return reversed(call.tables.of("action_runs", "install_action_workflow_id", action["id"]))


def _bare_run(row: Record) -> Record:
    return without(row, "steps", "execution_time", "outputs")


def _job_of(call: Call, row: Record, *, outputs: bool = False) -> Record:
    jobs = call.tables.of("runner_jobs", "owner_id", row["id"])
    if not jobs:
        return {}
    return {"runner_job": without(jobs[-1], "executions") if outputs else bare(jobs[-1])}
