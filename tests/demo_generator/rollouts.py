"""Which version of its app's config an install ran at which time, and what its workflows therefore worked on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from nuon_notebook.demo.records import NOW
from tests.demo_generator.values import moment
from tests.demo_generator.workflow_runs import Context, StepRun, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nuon_notebook.demo.records import ConfigRecords, InstallRecords
    from tests.demo_generator.scenarios import Scenario

UPGRADING = frozenset({"deploy_components", "input_update", "manual_deploy", "reprovision"})
"""Types of workflows with which an install comes to the newest version."""
SOONEST = timedelta(hours=3)
"""How long after its release a version is installed where no workflow of the install is known to have done it."""


class Ran(NamedTuple):
    """A workflow that ran.

    Attributes:
        scenario: what was to happen.
        key: distinguishes repetitions of one scenario.
        install: the install.
        config: the version that the install ran then.
        steps: its steps in the order in which they ran.
        end: when the last one ended.
    """

    scenario: Scenario
    key: str
    install: InstallRecords
    config: ConfigRecords
    steps: Sequence[StepRun]
    end: datetime


class Rollout(NamedTuple):
    """An install came to a version: when, with which workflow if one is known, and to which."""

    when: datetime
    workflow_id: str
    config: ConfigRecords


def rollouts(install: InstallRecords, scenarios: Sequence[tuple[Scenario, str]]) -> list[Rollout]:
    """Return the versions that an install came to, oldest first, of its workflows by time."""
    found: list[Rollout] = []
    for each in _candidates(install, scenarios):
        if not found or each.config.record["version"] > found[-1].config.record["version"]:
            found.append(each)
    return found


def _candidates(install: InstallRecords, scenarios: Sequence[tuple[Scenario, str]]) -> Iterator[Rollout]:
    """Yield when an install was made, each of its workflows that upgrades, and when it came to its last version."""
    final = install.config
    usable = [each for each in install.app.configs[: final.record["version"]] if not each.failed]
    made, released = (datetime.fromisoformat(row.record["created_at"]) for row in (install, final))
    yield Rollout(made, "", _newest(usable, made))
    last = made
    for scenario, key in scenarios:
        if scenario.type in UPGRADING:
            last = moment(scenario.start)
            yield Rollout(last, scenario.workflow_id(key), _newest(usable, last))
    yield Rollout(max(last, min(max(released, made) + SOONEST, NOW - timedelta(hours=1))), "", final)


def _newest(usable: Sequence[ConfigRecords], when: datetime) -> ConfigRecords:
    """Return the newest version that there was at a time; of an install that is older than all, the first."""
    return ([each for each in usable if datetime.fromisoformat(each.record["created_at"]) <= when] or usable[:1])[-1]


def config_at(found: Sequence[Rollout], when: datetime) -> ConfigRecords:
    """Return the version that an install ran at a time."""
    return ([each.config for each in found if each.when <= when] or [found[0].config])[-1]


def _triggered(install: InstallRecords, config: ConfigRecords) -> dict[tuple[str, str], list[str]]:
    """Return the names of a version's actions by the type and the component of what triggers them."""
    names = {row["id"]: row["name"] for row in install.app.actions}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in config.action_configs:
        for trigger in row["triggers"]:
            found[trigger["type"], (trigger.get("component") or {}).get("name", "")].append(
                names[row["action_workflow_id"]]
            )
    return found


def run_all(
    install: InstallRecords, scenarios: Sequence[tuple[Scenario, str]], found: Sequence[Rollout]
) -> Iterator[Ran]:
    """Run the workflows of an install, by time: each on the version, and after the deploys, of then."""
    deployed: set[str] = set()
    for scenario, key in scenarios:
        config = config_at(found, moment(scenario.start))
        present = set(config.record["component_ids"])
        components = [(row["name"], row["type"]) for row in install.app.components if row["id"] in present]
        context = Context(
            components, frozenset(deployed), scenario.action, scenario.component, _triggered(install, config)
        )
        steps, end = run(scenario, context)
        deployed |= {step.plan.component for step in steps if step.deployed}
        deployed -= {step.plan.component for step in steps if step.torn_down}
        yield Ran(scenario, key, install, config, steps, end)
