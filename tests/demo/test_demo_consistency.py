"""The demo world does not contradict itself: times, ids, references, schedules, and what statuses and texts claim."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from nuon_notebook import demo
from nuon_notebook.analysis.cron import read_cron
from nuon_notebook.demo.records import AppRecords, ConfigRecords, InstallRecords, Record, World
from tests.demo.conftest import Api
from tests.demo_generator.worlds import OTHER_ORG_ID

ID = re.compile(r"[a-z]{3}[0-9a-z]{23}")
FOREIGN = {"phone_home_id", "install_sandbox_id"}
"""Properties that hold ids of what the demo server does not serve; nor does it serve the states of installs."""
UNSET = "0001-01-01T00:00:00Z"
EXPRESSION = re.compile(r"\.nuon((?:\.[a-z_][a-z0-9_]*)+)", re.IGNORECASE)
SPAN = re.compile(r"(?:within|after) (\d+) (minute|hour)s?")
CLOCK = re.compile(r"since (\d\d):(\d\d) UTC")
PLANS_ONLY = ("drift_run", "drift_run_reprovision_sandbox")
AROUND = {
    "provision": ("provision", "secrets-sync"), "reprovision": ("reprovision",), "deprovision": ("deprovision",),
    "deprovision_sandbox": ("deprovision-sandbox",), "reprovision_sandbox": ("reprovision-sandbox",),
    "input_update": ("update-inputs",), "deploy_components": ("deploy-all-components",),
    "teardown_components": ("teardown-all-components",), "sync_secrets": ("secrets-sync",),
}  # fmt: skip
"""What workflows do, as triggers before and after it name it."""
UNDECIDED = {
    "in-progress", "applying", "approval-awaiting", "approval-expired", "approval-denied", "cancelled", "pending",
    "queued", "user-skipped", "auto-skipped", "approval-retry", "discarded",
}  # fmt: skip
"""Statuses of deploys that leave a component as it was."""
TIMED = {
    "deploys": ("install_workflow_id", "planned_at", "applied_at"), "sandbox_runs": ("install_workflow_id",),
    "action_runs": ("install_workflow_id",),
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return demo.world()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def name_of(world: World, workflow: Record) -> str:
    return f"{world.install_by_id[workflow['owner_id']].name} {workflow['type']} {workflow['created_at'][:16]}"


def steps(world: World) -> Iterator[tuple[str, Record, Record]]:
    """Yield the steps of all workflows: what to call them, the workflow, and the step."""
    for workflow in world.workflows:
        for step in workflow["steps"]:
            yield f"{name_of(world, workflow)}: {step['name']}", workflow, step


def deploys_of(world: World, install: InstallRecords) -> dict[str, list[Record]]:
    """Return the deploys of an install by component, oldest first, without those that only plan."""
    found: dict[str, list[Record]] = {}
    for row in world.tables.of("deploys", "install_id", install.id):
        if world.workflow_by_id[row["workflow_id"]]["type"] not in PLANS_ONLY:
            found.setdefault(row["component_id"], []).append(row)
    return found


def version_at(world: World, install: InstallRecords, when: datetime) -> int:
    """Return the version that an install ran at a time, as its upgrade history tells."""
    upgrades = world.tables.of("config_versions", "install_id", install.id)
    reached = [row for row in upgrades if at(row["created_at"]) <= when] or [upgrades[0]]
    version: int = world.config_by_id[reached[-1]["new_app_config_id"]][1].record["version"]
    return version


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def records(value: Any) -> Iterator[Record]:
    """Yield every record in a value, nested ones included."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from records(item)
    elif isinstance(value, list):
        for item in value:
            yield from records(item)


# Times


def test_nothing_happened_after_the_moment_of_the_world(api: Api) -> None:
    late = {
        (name, value)
        for kind, row in api.everything()
        for name, value in row.items()
        if name.endswith("_at") and isinstance(value, str) and value[:4].isdigit() and at(value) > demo.world().now
    }
    assert late == set()


def test_nothing_ended_or_changed_before_it_began(api: Api) -> None:
    wrong = {
        f"{kind}: {first} {row[first]}, {then} {row[then]}"
        for kind, row in api.everything()
        for first, then in (("created_at", "updated_at"), ("created_at", "started_at"), ("started_at", "finished_at"))
        if row.get(first, UNSET) > UNSET and row.get(then, UNSET) > UNSET and at(row[first]) > at(row[then])
        and not kind.endswith("HeartBeat")
    }  # fmt: skip
    assert wrong == set()


def test_the_times_of_steps_lie_within_their_workflow(world: World) -> None:
    outside = [
        name
        for name, workflow, step in steps(world)
        for time in ("started_at", "finished_at")
        if step[time] > UNSET
        and not at(workflow["started_at"]) <= at(step[time]) <= at(_end(workflow["finished_at"], world))
    ]
    assert outside == []


def _end(finished: str, world: World) -> str:
    return finished if finished > UNSET else world.now.isoformat()


def test_what_a_step_made_happened_while_the_step_ran(world: World) -> None:
    outside = []
    spans: dict[str, tuple[datetime, datetime]] = {}
    for _, _, step in steps(world):
        if target := step.get("step_target_id"):
            start, end = at(step["started_at"]), at(_end(step["finished_at"], world))
            earliest, latest = spans.get(target, (start, end))
            spans[target] = min(start, earliest), max(end, latest)
    for table, (owner, *more) in TIMED.items():
        for row in world.tables.rows(table):
            if row["id"] not in spans:
                outside.append((table, row["id"]))
                continue
            start, end = spans[row["id"]]
            jobs = world.tables.of("runner_jobs", "owner_id", row["id"])
            times = [row["created_at"], row["updated_at"], *(row[name] for name in more if name in row)]
            times += [job[name] for job in jobs for name in ("started_at", "finished_at") if job[name] > UNSET]
            if not row[owner] or not jobs or any(not start <= at(time) <= end for time in times):
                outside.append((table, row["id"]))
    assert outside == []


def test_an_approval_is_answered_after_it_was_asked_for_and_before_its_step_ends(world: World) -> None:
    wrong = []
    for name, _, step in steps(world):
        if approval := step.get("approval"):
            asked = at(approval["created_at"])
            answered = at(approval["response"]["created_at"]) if "response" in approval else asked
            if not at(step["started_at"]) <= asked <= answered <= at(_end(step["finished_at"], world)):
                wrong.append(name)
            waits = [
                each["created_at_ts"]
                for each in (*step["status"].get("history", ()), step["status"])
                if each["status"] == "approval-awaiting"
            ]
            if waits != ([int(asked.timestamp())] if waits or answered > asked else []):
                wrong.append(f"{name}: asked for at {approval['created_at']}, waits since {waits}")
            by_people = approval.get("response", {}).get("type", "auto-approve") != "auto-approve"
            if by_people and answered - asked < timedelta(minutes=1):
                wrong.append(f"{name}: answered within a minute")
    assert wrong == []


def test_a_text_that_names_a_span_or_a_time_agrees_with_the_times(world: World) -> None:
    wrong = []
    for name, _, step in steps(world):
        reason = step["status"].get("metadata", {}).get("reason", "")
        started, finished = at(step["started_at"]), at(_end(step["finished_at"], world))
        for number, unit in SPAN.findall(reason):
            if finished - started < timedelta(**{f"{unit}s": int(number)}):
                wrong.append(f"{name}: {reason}, lasted {finished - started}")
        for hour, minute in CLOCK.findall(reason):
            named = started.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
            if not timedelta(0) <= started - named <= timedelta(hours=1):
                wrong.append(f"{name}: {reason}, started {started:%H:%M}")
    for install in world.installs:
        said = re.search(r"last heartbeat (.*) UTC", install.record["runner_status_description"])
        beat = world.tables.one_of("heart_beats", "runner_id", install.record["runner_id"])
        if said and (beat is None or not beat["created_at"].startswith(said[1].replace(" ", "T"))):
            wrong.append(f"{install.name}: {said[0]}")
    assert wrong == []


def test_statuses_follow_each_other_in_time(world: World) -> None:
    wrong = []
    for workflow in world.workflows:
        for owner in (workflow, *workflow["steps"]):
            status = owner["status"]
            stamps = [each["created_at_ts"] for each in (*status.get("history", ()), status)]
            begin, end = at(owner["created_at"]).timestamp(), at(owner["updated_at"]).timestamp()
            if stamps != sorted(stamps) or not int(begin) <= stamps[0] or stamps[-1] > max(begin, end):
                wrong.append((name_of(world, workflow), owner["name"], status["status"]))
    assert wrong == []


def test_the_numbers_of_versions_rise_with_time(world: World) -> None:
    wrong = []
    for app in world.apps:
        for older, newer in pairwise(app.configs):
            if newer.record["version"] != older.record["version"] + 1 or newer.record["created_at"] <= _last(older):
                wrong.append(f"{app.name} v{newer.record['version']}")
        counted: dict[str, int] = {}
        for config in app.configs:
            for row in config.connections:
                counted[row["component_id"]] = counted.get(row["component_id"], 0) + 1
                if row["version"] != counted[row["component_id"]]:
                    wrong.append(f"{app.name} v{config.record['version']} {row['component_name']}")
    assert wrong == []


def test_an_action_counts_its_versions(world: World) -> None:
    wrong = [
        f"{app.name} {action['name']}"
        for app in world.apps
        for action in app.actions
        if action["config_count"]
        != sum(row["action_workflow_id"] == action["id"] for each in app.configs for row in each.action_configs)
    ]
    assert wrong == []


def _last(config: ConfigRecords) -> str:
    return max(row["created_at"] for row in (config.record, *config.connections, *config.action_configs))


def test_an_install_comes_to_versions_that_there_are_and_at_last_to_the_one_that_it_is_set_to(world: World) -> None:
    wrong = []
    for install in world.installs:
        upgrades = world.tables.of("config_versions", "install_id", install.id)
        if upgrades[-1]["new_app_config_id"] != install.record["app_config_id"]:
            wrong.append(f"{install.name}: is at another version")
        for row in upgrades:
            made = world.config_by_id[row["new_app_config_id"]][1]
            if made.failed or not made.record["created_at"] <= row["created_at"] >= install.record["created_at"]:
                wrong.append(f"{install.name}: v{made.record['version']}")
        versions = [world.config_by_id[row["new_app_config_id"]][1].record["version"] for row in upgrades]
        if versions != sorted(set(versions)):
            wrong.append(f"{install.name}: {versions}")
    assert wrong == []


def test_a_deploy_deploys_what_its_install_ran_then_and_what_was_built_before(world: World) -> None:
    builds = world.tables.by_id("builds")
    wrong = []
    for install in world.installs:
        for row in world.tables.of("deploys", "install_id", install.id):
            build = builds[row["build_id"]]
            connection = world.connection_by_id[build["component_config_connection_id"]]
            version = version_at(world, install, at(world.workflow_by_id[row["workflow_id"]]["created_at"]))
            if build["updated_at"] > row["created_at"] or connection["app_config_version"] > version:
                wrong.append(f"{install.name} {row['component_name']} {row['created_at'][:16]}: v{version}")
            if build["status"] == "error":
                wrong.append(f"{install.name} {row['component_name']}: the build failed")
    assert wrong == []


def test_a_step_works_on_components_and_actions_that_its_install_had_then(world: World) -> None:
    wrong = []
    for name, workflow, step in steps(world):
        install = world.install_by_id[workflow["owner_id"]]
        config = install.app.configs[version_at(world, install, at(workflow["created_at"])) - 1]
        names = {row["id"]: row["name"] for row in (*install.app.components, *install.app.actions)}
        present = {names[row] for row in config.record["component_ids"]}
        present |= {names[row["action_workflow_id"]] for row in config.action_configs} | {"sandbox"}
        found = re.fullmatch(r"(?:plan )?(?:deploy|teardown|sync|run action|run)(?: of)? ([a-z0-9-]+)", step["name"])
        if found and step["name"] != "sync secrets" and found[1] not in present:
            wrong.append(name)
    assert wrong == []


# Ids and references


def test_every_id_that_is_named_is_that_of_a_record(api: Api) -> None:
    rows = [*(row for _, row in api.everything()), *_everything_stored(api.world)]
    known = {row["id"] for top in rows for row in records(top) if "id" in row} | {demo.ORG_ID, OTHER_ORG_ID}
    lost = {
        (name, value)
        for top in rows
        for row in records(top)
        if row.get("step_target_type") != "install_states"
        for name, values in row.items()
        if name.lower().endswith(("_id", "_ids")) and name not in FOREIGN
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, str) and ID.fullmatch(value) and value not in known
    }
    assert {name for name, _ in lost} == set()


def _everything_stored(world: World) -> Iterator[Record]:
    for path in sorted(demo.records.DATA.glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def test_every_expression_in_a_config_refers_to_something_that_the_config_has(world: World) -> None:
    lost = set()
    for app in world.apps:
        for config in app.configs:
            known = _names(app, config)
            content = (config.record, config.children, config.connections, config.action_configs)
            for text in texts(json.loads(json.dumps(content))):
                for found in EXPRESSION.findall(text):
                    part, *path = found[1:].split(".")
                    if not _resolves(part, path, known):
                        lost.add((app.name, config.record["version"], f".nuon{found}"))
    assert lost == set()


def _names(app: AppRecords, config: ConfigRecords) -> dict[str, set[str]]:
    ids = set(config.record["component_ids"])
    actions = {row["id"]: row["name"] for row in app.actions}
    return {
        "components": {row["var_name"] for row in app.components if row["id"] in ids},
        "inputs": {row["name"] for row in config.children["input"]["inputs"]},
        "secrets": {row["name"] for row in config.children["secrets"].get("secrets", ())},
        "actions": {actions[row["action_workflow_id"]].replace("-", "_") for row in config.action_configs},
        "install": {"id", "name"}, "app": {"id", "name"}, "org": {"id", "name"},
        "sandbox": {"cluster", "vpc"},
        "install_stack": {"vpc_id", "region", "account_id"},
    }  # fmt: skip


def _resolves(part: str, path: list[str], known: dict[str, set[str]]) -> bool:
    """Return whether there is what an expression refers to. `known` has the names by kind."""
    match part, path:
        case ("install" | "app" | "org" | "secrets", [name]):
            return name in known[part]
        case ("install_stack" | "sandbox", ["outputs", name, *_]):
            return name in known[part]
        case ("components", [name] | [name, "outputs", *_]) | ("inputs", ["inputs", name]):
            return name in known[part]
        case "actions", ["workflows", name, *_]:
            return name in known["actions"]
    return False


def test_every_reference_of_a_component_or_action_names_what_its_expression_does(world: World) -> None:
    wrong = []
    for app in world.apps:
        names = {row["name"]: row["id"] for row in app.components}
        for config in app.configs:
            for owner in (*config.connections, *config.action_configs, config.children["sandbox"]):
                for ref in owner.get("Refs", ()):
                    path = ref["Value"].split(".")
                    kinds = {"inputs": "inputs", "secrets": "secrets", "sandbox": "sandbox", "component": "components",
                             "install_stack": "install_stack"}  # fmt: skip
                    if "secret" not in ref["Value"] and (
                        path[2] != kinds[ref["Type"]] or ref["Name"].replace("-", "_") not in path
                    ):
                        wrong.append((app.name, config.record["version"], ref["Value"]))
                    if ref["Type"] == "component" and names.get(ref["Name"]) not in config.record["component_ids"]:
                        wrong.append((app.name, config.record["version"], ref["Name"]))
    assert wrong == []


def test_what_components_and_actions_need_is_in_their_version(world: World) -> None:
    lost = set()
    for app in world.apps:
        names = {row["id"]: row["name"] for row in app.components}
        for config in app.configs:
            for owner in (*config.connections, *config.action_configs):
                needed = [*owner.get("component_dependency_ids", ())]
                needed += [each["component_id"] for each in owner.get("triggers", ()) if "component_id" in each]
                for identity in set(needed) - set(config.record["component_ids"]):
                    lost.add(f"{app.name} v{config.record['version']}: {names[identity]}")
    assert lost == set()


# Schedules


def _schedules(install: InstallRecords, version: int) -> Iterator[tuple[str, str, str]]:
    """Yield what a version does on a schedule: the type of workflow, the name of what it is about, and when."""
    app = install.app
    config = app.configs[version - 1]
    actions = {row["id"]: row["name"] for row in app.actions}
    for row in config.action_configs:
        for trigger in row["triggers"]:
            if trigger.get("cron_schedule"):
                yield "action_workflow_run", actions[row["action_workflow_id"]], trigger["cron_schedule"]
    newest = {row["component_id"]: row for each in app.configs[:version] for row in each.connections}
    for identity in config.record["component_ids"]:
        if newest[identity].get("drift_schedule"):
            yield "drift_run", newest[identity]["component_name"], newest[identity]["drift_schedule"]
    if drift := config.children["sandbox"].get("drift_schedule"):
        yield "drift_run_reprovision_sandbox", "", drift


def _subject(workflow: Record) -> str:
    metadata = workflow["metadata"]
    suffix = metadata.get("workflow-name-suffix", "")
    return metadata.get("install_action_workflow_name", "") or suffix.strip(" ()")


def test_a_schedule_was_kept_whenever_it_was_due(world: World) -> None:
    missed = []
    for install in world.installs:
        ran = [row for row in world.workflows if row["owner_id"] == install.id]
        provisioned = [at(row["finished_at"]) for row in ran if row["type"] == "provision" and row.get("finished")]
        if install.record["sandbox_status"] not in ("active", "drifted") or not provisioned:
            continue
        for kind, subject, cron in _schedules(install, install.config.record["version"]):
            starts = [at(row["created_at"]) for row in ran if row["type"] == kind and _subject(row) == subject]
            due = read_cron(cron).next_run(min(provisioned))
            while due and due < world.now:
                if not any(due <= start < due + timedelta(minutes=2) for start in starts):
                    missed.append(f"{install.name} {kind} {subject} {cron}: {due:%m-%d %H:%M}")
                    break
                due = read_cron(cron).next_run(due)
    assert missed == []


def test_what_nobody_started_was_due_by_its_schedule(world: World) -> None:
    people = {row["id"]: row for row in world.tables.rows("accounts")}
    wrong = []
    for workflow in world.workflows:
        install = world.install_by_id[workflow["owner_id"]]
        by_robot = people[workflow["created_by_id"]]["account_type"] == "service"
        if not by_robot or workflow["type"] not in ("action_workflow_run", *PLANS_ONLY):
            continue
        started = at(workflow["created_at"]).replace(second=0, microsecond=0)
        version = version_at(world, install, started)
        crons = [
            cron
            for kind, subject, cron in _schedules(install, version)
            if (kind, subject) == (workflow["type"], _subject(workflow))
        ]
        if not any(read_cron(cron).next_run(started - timedelta(seconds=1)) == started for cron in crons):
            wrong.append(name_of(world, workflow))
    assert wrong == []


def test_actions_run_in_a_workflow_exactly_where_their_triggers_say(world: World) -> None:
    wrong = []
    for workflow in world.workflows:
        if workflow["type"] in ("action_workflow_run", "runbook_run", *PLANS_ONLY):
            continue
        install = world.install_by_id[workflow["owner_id"]]
        config = install.app.configs[version_at(world, install, at(workflow["created_at"])) - 1]
        names = {row["id"]: row["name"] for row in install.app.actions}
        triggers = [
            (trigger["type"], (trigger.get("component") or {}).get("name", ""), names[row["action_workflow_id"]])
            for row in config.action_configs
            for trigger in row["triggers"]
        ]
        planned = {step["name"] for step in workflow["steps"]}
        deployed = {name.split()[-1] for name in planned if re.match(r"(deploy|sync|run) (?!action)", name)}
        torn = {name.split()[-1] for name in planned if name.startswith("teardown ")}
        expected = {
            action
            for kind, component, action in triggers
            if kind.partition("-")[2] in AROUND.get(workflow["type"], ())
            or (kind.endswith("-deploy-component") and component in deployed)
            or (kind.endswith("-teardown-component") and component in torn)
        }
        ran = {name.removeprefix("run action ") for name in planned if name.startswith("run action ")}
        if ran != expected:
            wrong.append(f"{name_of(world, workflow)}: {sorted(ran)}, not {sorted(expected)}")
    assert wrong == []


# Statuses and what they claim


def test_an_approval_waits_exactly_where_a_step_waits(world: World) -> None:
    wrong = []
    for name, workflow, step in steps(world):
        waits = step["status"]["status"] == "approval-awaiting"
        approval = step.get("approval", {})
        unanswered = bool(approval) and "response" not in approval and step["status"]["status"] != "approval-expired"
        nothing = step["status"]["status"] in ("noop", "no-drift", "drifted")
        if waits != (unanswered and not nothing) or (waits and (workflow.get("finished") or step.get("finished"))):
            wrong.append(name)
    assert wrong == []


def test_a_finished_workflow_has_no_step_that_still_runs_or_waits(world: World) -> None:
    going = ("in-progress", "applying", "approval-awaiting", "awaiting-user-run", "queued", "pending", "planning")
    wrong = [
        f"{name}: {step['status']['status']}"
        for name, workflow, step in steps(world)
        if workflow.get("finished") and step["status"]["status"] in going
    ]
    assert wrong == []


def test_a_component_is_as_its_newest_deploy_left_it(world: World) -> None:
    wrong = []
    for install in world.installs:
        names = {row["id"]: row["name"] for row in install.app.components}
        drifted = {row.get("component_name") for row in install.record.get("drifted_objects", ())}
        deploys = deploys_of(world, install)
        for identity, status in install.record["component_statuses"].items():
            name = names[identity]
            decided = [row for row in deploys.get(identity, ()) if row["status"] not in UNDECIDED]
            expected = _left(decided) if name not in drifted else "drifted"
            open_ = [row for row in deploys.get(identity, ()) if row["status"] in ("pending", "queued")]
            (row,) = [
                row
                for row in world.tables.of("install_components", "install_id", install.id)
                if row["component_id"] == identity
            ]
            if status != ("pending" if open_ else expected) or row["status"] != status:
                wrong.append(f"{install.name} {name}: {status}, {row['status']}, deploys say {expected}")
    assert wrong == []


def _left(deploys: list[Record]) -> str:
    if not deploys:
        return "pending"
    status = deploys[-1]["status"]
    if deploys[-1]["install_deploy_type"] == "teardown":
        return "torn down"
    return {"error": "error", "failed-pending-retry": "error"}.get(status, "active")


def test_what_is_said_of_all_components_fits_each(world: World) -> None:
    wrong = []
    for install in world.installs:
        statuses = set(install.record["component_statuses"].values())
        composite = install.record["composite_component_status"]
        expected = next(
            (
                said
                for said, found in (("error", "error"), ("warning", "drifted"), ("pending", "pending"))
                if found in statuses
            ),
            "active",
        )
        if composite != expected:
            wrong.append(f"{install.name}: {composite}, {sorted(statuses)}")
        counted = re.match(r"(\d+) component", install.record["composite_component_status_description"])
        if counted and int(counted[1]) != list(install.record["component_statuses"].values()).count("drifted"):
            wrong.append(f"{install.name}: {counted[0]}")
    assert wrong == []


def test_what_drifted_was_found_by_its_newest_check(world: World) -> None:
    wrong = []
    found = set()
    for install in world.installs:
        for row in install.record.get("drifted_objects", ()):
            workflow = world.workflow_by_id[row["install_workflow_id"]]
            found.add(workflow["id"])
            later = [
                each for each in world.workflows
                if each["owner_id"] == install.id and each["created_at"] > workflow["created_at"]
                and any(step.get("step_target_id") and step.get("finished") and row.get("component_name")
                        and step["name"] == f"deploy {row['component_name']}" for step in each["steps"])
            ]  # fmt: skip
            table = "deploys" if row["target_type"] == "install_deploy" else "sandbox_runs"
            target = world.tables.by_id(table)[row["target_id"]]
            if workflow["status"]["status"] != "drifted" or target["status"] != "drifted" or later:
                wrong.append(f"{install.name} {row.get('component_name', 'sandbox')}")
    silent = [
        name_of(world, row)
        for row in world.workflows
        if row["status"]["status"] == "drifted" and row["id"] not in found
    ]
    assert wrong + silent == []


def test_a_plan_does_what_its_step_says(world: World) -> None:
    plans = {row["approval_id"]: row["contents"] for row in world.tables.rows("plans")}
    wrong = []
    for name, _, step in steps(world):
        plan = plans.get(step.get("approval", {}).get("id", ""))
        if plan is None or "steps" in plan:
            continue
        changes = _changes(plan)
        said = re.match(r"(\d+) to change", step["status"].get("metadata", {}).get("reason", ""))
        if step["status"]["status"] in ("no-drift", "noop") and changes:
            wrong.append(f"{name}: {changes} changes")
        if said and int(said[1]) != changes:
            wrong.append(f"{name}: {said[0]}, {changes} changes")
        if step["status"]["status"] not in ("no-drift", "noop") and not changes:
            wrong.append(f"{name}: no changes")
    assert wrong == []


def _changes(plan: Record) -> int:
    if "resource_changes" in plan:
        return sum(row["change"]["actions"] not in (["no-op"], ["read"]) for row in plan["resource_changes"])
    rows = plan.get("helm_content_diff", plan.get("k8s_content_diff", []))
    return sum(row["type"] != 0 for row in rows)


def test_a_sandbox_is_as_its_newest_run_left_it(world: World) -> None:
    wrong = []
    for install in world.installs:
        rows = world.tables.of("sandbox_runs", "install_id", install.id)
        held = install.record.get("install_sandbox_runs", [])
        decided = [row["status"] for row in rows if row["status"] not in UNDECIDED | {"noop"}]
        status = install.record["sandbox_status"]
        if decided and status != decided[-1]:
            wrong.append(f"{install.name}: {status}, runs say {decided}")
        by_id = {row["id"]: row["status"] for row in rows}
        wrong += [f"{install.name}: {row['run_type']}" for row in held if by_id.get(row["id"]) != row["status"]]
        if not rows and status == "active":
            wrong.append(f"{install.name}: no run")
    assert wrong == []


def test_the_health_of_an_install_is_that_of_its_worst_component(world: World) -> None:
    wrong = []
    order = ("healthy", "degraded", "unhealthy").index
    for install in world.installs:
        said = install.record.get("component_health_statuses", {})
        rows = world.tables.of("component_health", "install_id", install.id)
        if {row["component_id"]: row["current_health"] for row in rows} != said:
            wrong.append(install.name)
        if said and max(said.values(), key=order) != install.record["composite_health_status"]:
            wrong.append(install.name)
        for row in rows:
            if row["current_health"] != "healthy":
                deploy = world.tables.by_id("deploys")[row["transitions"][-1]["correlated_deploy_id"]]
                if (
                    deploy["component_id"] != row["component_id"]
                    or deploy["created_at"] > row["transitions"][-1]["observed_at"]
                ):
                    wrong.append(f"{install.name} {row['component_name']}")
    assert wrong == []


def test_runs_and_their_jobs_and_steps_end_alike(world: World) -> None:
    failed = {"error": "failed", "failed-pending-retry": "failed"}
    wrong = []
    for table in ("deploys", "sandbox_runs", "action_runs", "builds"):
        for row in world.tables.rows(table):
            jobs = [job["status"] for job in world.tables.of("runner_jobs", "owner_id", row["id"])]
            if (failed.get(row["status"], "") or "failed") != "failed" or ("failed" in jobs) != (
                row["status"] in failed
            ):
                wrong.append((table, row["id"], row["status"], jobs))
            of_steps = [step["status"] for step in row.get("steps", ())] if table == "action_runs" else []
            if (row["status"] == "active" and set(of_steps) - {"finished"}) or (
                row["status"] == "error" and "error" not in of_steps and of_steps
            ):
                wrong.append((table, row["id"], row["status"], of_steps))
    assert wrong == []


def test_runners_say_the_same_everywhere(world: World) -> None:
    runners = world.tables.by_id("runners")
    wrong = []
    for install in world.installs:
        runner = runners[install.record["runner_id"]]
        pairs = (("runner_status", "status"), ("runner_status_description", "status_description"))
        if any(install.record[mine] != runner[its] for mine, its in pairs):
            wrong.append(install.name)
        if "health_checks" in runner and runner["health_checks"][-1] != runner["status"]:
            wrong.append(install.name)
    assert wrong == []
