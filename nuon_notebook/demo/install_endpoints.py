"""What the endpoints of installs answer: an install, its inputs, stack, README, upgrades and health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo.call import Answer, Call, lookup, not_found, without
from nuon_notebook.demo.query import ApiError, has_labels, number
from nuon_notebook.demo.run_endpoints import install_components

if TYPE_CHECKING:
    from nuon_notebook.demo.records import InstallRecords, Record

NOT_IN_LISTS_OF_INSTALLS = ("drifted_objects", "install_inputs", "install_components", "sandbox", "app")
COMPONENTS_IN_LIST_OF_ORG = 10
"""How many components each install of the org's list has at most."""
STACK_RUNS, STACK_VERSIONS = 10, 10
DAYS = 90


def installs(call: Call) -> Answer:
    """The installs of an app by name, without drift, inputs and the Azure account."""
    rows = [
        without(each.record, *NOT_IN_LISTS_OF_INSTALLS, "azure_account")
        for each in call.world.installs if each.app.id == call.ids[0]
    ]  # fmt: skip
    return call.page(_matching(call, rows))


def all_installs(call: Call) -> Answer:
    """The installs of the org by name, with their app, account and some of their components."""
    by_id = {each.id: each for each in call.world.installs}
    rows = [without(each.record, *NOT_IN_LISTS_OF_INSTALLS) for each in call.world.installs]
    records, headers = call.page(_matching(call, rows))
    listed = [row | {"app": by_id[row["id"]].app.record} | _newest_of_components(call, row) for row in records]
    return listed, headers


def install(call: Call) -> Answer:
    """One install by id or name, with its app, components, sandbox, drift and inputs."""
    found = call.install()
    components = [without(row, "drifted_object") for row in reversed(install_components(call, found.id))]
    return found.record | {"app": found.app.record} | ({"install_components": components} if components else {}), {}


def readme(call: Call) -> Answer:
    """The README of the install's config, rendered for the install."""
    found = call.install()
    if found.readme is None:
        raise ApiError(409, f"install {found.id} has no state yet", "install is not ready")
    return {"original": found.config.record["readme"], "readme": found.readme, "warnings": []}, {}


def inputs(call: Call) -> Answer:
    """The inputs of an install, newest first."""
    return call.page(_inputs(call))


def current_inputs(call: Call) -> Answer:
    """The newest inputs of an install; none at all is an error."""
    rows = _inputs(call)
    if not rows:
        raise not_found(call.ids[0], "install inputs")
    return rows[0], {}


def stack(call: Call) -> Answer:
    """The stack of an install, with its newest versions and runs."""
    row = call.tables.one_of("stacks", "install_id", call.ids[0])
    if row is None:
        raise not_found(call.ids[0], "install stack")
    return _stack(row), {}


def stack_by_id(call: Call) -> Answer:
    """A stack by its own id."""
    return _stack(lookup(call.tables.by_id("stacks"), call.ids[0], "install stack")), {}


def stack_runs(call: Call) -> Answer:
    """The runs of a stack, newest first: a list, one longer than the limit, without the headers of a page."""
    rows = call.tables.of("stacks", "install_id", call.ids[0])
    runs = [run for row in rows for version in row["versions"] for run in version.get("runs", ())]
    limit = number(call.parameters, "limit", STACK_RUNS)
    return sorted(runs, key=lambda run: str(run["created_at"]), reverse=True)[: limit + 1], {}


def drifted_objects(call: Call) -> Answer:
    """What of an install drifted, by type and id."""
    rows = call.install().record.get("drifted_objects", [])
    return sorted(rows, key=lambda row: (row["target_type"], row["target_id"])), {}


def app_config_versions(call: Call) -> Answer:
    """The config versions that an install ran, newest first."""
    return [*reversed(call.tables.of("config_versions", "install_id", call.ids[0]))], {}


def app_config_version_diff(call: Call) -> Answer:
    """What of an install's components an upgrade changed."""
    row = lookup(call.tables.by_id("config_versions"), call.ids[1], "install app config version")
    return row["diff"], {}


def health(call: Call) -> Answer:
    """The health of all installs. Those that were never evaluated count as unset."""
    found = [each for each in call.world.installs if call.parameters.get("app_id", each.app.id) == each.app.id]
    installs = [_health_summary(call, each) for each in found if has_labels(each.record, call.parameters)]
    counts = {name: sum(row.get("health", "unset") == name for row in installs) for name in HEALTH}
    return {
        "total": len(installs), **counts, "all_healthy": counts["healthy"] == len(installs), "installs": installs
    }, {}  # fmt: skip


HEALTH = ("healthy", "degraded", "unhealthy", "unknown", "unset")


def health_timeline(call: Call) -> Answer:
    """The health of an install, day by day; its figures are those of its worst component."""
    found = call.install()
    rows = call.tables.of("component_health", "install_id", found.id)
    days = number(call.parameters, "days", DAYS)
    nothing: Record = {"daily": [], "observed_seconds": 0}
    worst = min(rows, key=lambda row: float(row["uptime_percent"]), default=nothing)
    summary = ("component_id", "component_name", "current_health", "install_component_id")
    return {
        "install_id": found.id, "days": days, "daily": worst["daily"][-days:],
        "current_health": found.record.get("composite_health_status", "unset"),
        "observed_seconds": worst["observed_seconds"], "uptime_percent": worst.get("uptime_percent", 0),
        "components": [
            {name: row[name] for name in (*summary, "observed_seconds", "uptime_percent")} for row in rows
        ],
    }, {}  # fmt: skip


def component_health_timeline(call: Call) -> Answer:
    """The health of a component in an install, day by day, and its transitions, newest first."""
    row = _component_health(call)
    days = number(call.parameters, "days", DAYS)
    return without(row, "id", "component_id", "component_name", "install_id") | {
        "days": days, "daily": row["daily"][-days:], "transitions": row["transitions"][::-1],
    }, {}  # fmt: skip


def runbooks(call: Call) -> Answer:
    """The runbooks of an install, each with its runs, newest first."""
    return call.page(_install_runbooks(call))


def runbook(call: Call) -> Answer:
    """One runbook of an install, by its id or by that of the app's runbook."""
    rows = {row[name]: row for row in _install_runbooks(call) for name in ("id", "runbook_id")}
    return lookup(rows, call.ids[1], "install runbook"), {}


def runbook_runs(call: Call) -> Answer:
    """The runs of an install's runbooks, newest first."""
    rows = call.tables.of("runbook_runs", "install_id", call.ids[0])
    wanted = call.parameters.get("runbook_id")
    ids = {row["id"] for row in _install_runbooks(call) if wanted in (None, row["runbook_id"])}
    return call.page(row for row in reversed(rows) if row["install_runbook_id"] in ids)


def runbook_run(call: Call) -> Answer:
    """One run of a runbook, with its workflow."""
    row = lookup(call.tables.by_id("runbook_runs"), call.ids[1], "install runbook run")
    workflow = without(call.world.workflow_by_id[row["install_workflow_id"]], "steps")
    return row | {"install_workflow": workflow}, {}


def _matching(call: Call, rows: list[Record]) -> list[Record]:
    """Return the installs that the request asks for, by name. Older servers have no labels, and ignore them."""
    wanted = [row for row in rows if call.parameters.get("q", "").lower() in row["name"].lower()]
    if call.api.has(894):
        wanted = [row for row in wanted if has_labels(row, call.parameters)]
    return sorted(wanted, key=lambda row: str(row["name"]))


def _newest_of_components(call: Call, row: Record) -> Record:
    """Return some of an install's components, each with its newest deploy, bare."""
    rows = install_components(call, row["id"])[:COMPONENTS_IN_LIST_OF_ORG]
    deploys = {
        each["component_id"]: without(each, "component_name", "oci_artifact")
        for each in call.tables.of("deploys", "install_id", row["id"])
    }
    components = [
        without(each, "drifted_object")
        | ({"install_deploys": [deploys[each["component_id"]]]} if each["component_id"] in deploys else {})
        for each in rows
    ]
    return {"install_components": components} if components else {}


def _inputs(call: Call) -> list[Record]:
    return [*call.install().record.get("install_inputs", [])]


def _stack(row: Record) -> Record:
    """Return a stack with its newest versions; the limit on runs counts over all versions together."""
    left, versions = STACK_RUNS, []
    for version in reversed(row["versions"][-STACK_VERSIONS:]):
        runs = version.get("runs", [])[::-1][:left]
        left -= len(runs)
        versions.append(version | ({"runs": runs} if runs else {}))
    return row | {"versions": versions}


def _health_summary(call: Call, found: InstallRecords) -> Record:
    rows = call.tables.of("component_health", "install_id", found.id)
    own = found.record
    summary = {
        "app_id": found.app.id, "install_id": found.id, "install_name": found.name,
        "health": own.get("composite_health_status", "unset"),
        "health_description": own.get("composite_health_status_description", ""),
        "degraded_components": sum(row["current_health"] == "degraded" for row in rows),
        "unhealthy_components": sum(row["current_health"] == "unhealthy" for row in rows),
    }  # fmt: skip
    return {name: value for name, value in summary.items() if value not in ("", 0)}


def _component_health(call: Call) -> Record:
    rows = call.tables.of("component_health", "install_id", call.ids[0])
    return lookup({row["component_id"]: row for row in rows}, call.ids[1], "install component")


def _install_runbooks(call: Call) -> list[Record]:
    runs = call.tables.of("runbook_runs", "install_id", call.ids[0])
    books = call.tables.by_id("runbooks")
    listed = []
    for row in call.tables.of("install_runbooks", "install_id", call.ids[0]):
        own = [run for run in reversed(runs) if run["install_runbook_id"] == row["id"]]
        filled = row | {"runbook": without(books[row["runbook_id"]], "configs")}
        listed.append(filled | ({"runs": own} if own else {}))
    return listed
