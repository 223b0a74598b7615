"""The demo world, at its own size or at any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.older import NEW_PLATFORMS
from nuon_notebook.demo.records import World
from tests.demo_generator.apps import build_app
from tests.demo_generator.installs import INSTALL_PLANS, NEWER_INSTALL_PLANS, InstallPlan, build_install
from tests.demo_generator.people import MARISOL
from tests.demo_generator.plans import NEWER_PLANS, PLANS
from tests.demo_generator.rollouts import rollouts, run_all
from tests.demo_generator.run_results import left_by_runs
from tests.demo_generator.runs import Execution, History
from tests.demo_generator.scenarios import NEWER_SCENARIOS, SCENARIOS, Scenario
from tests.demo_generator.tables import tables_of
from tests.demo_generator.values import expand, make_id, moment, stamped, text
from tests.demo_generator.workflows import build_workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nuon_notebook.demo.records import AppRecords, Record
    from tests.demo_generator.apps import AppPlan

VERSIONS = (12, 5, 1)
"""The numbers of config versions of the installer's apps."""

NEWER_VERSIONS = (2,)
"""The numbers of config versions of the apps that only newer servers know."""

CUSTOMERS = tuple(plan.name for plan in INSTALL_PLANS)
"""The names of the demo world's installs, which pseudonyms replace where a page is anonymised."""

INSTALLER_NAME = "Fernhill"
OTHER_ORG_ID = make_id("org", "somebody-else")
SITE = "https://fernhill.example"


def demo_world() -> World:
    """Return the demo world: an installer with three apps and eight installs, and an app that it does not have."""
    versions = (*VERSIONS, *NEWER_VERSIONS)
    apps = [build_app(plan, number) for plan, number in zip((*PLANS, *NEWER_PLANS), versions, strict=True)]
    scenarios = [(scenario, "") for scenario in (*SCENARIOS, *NEWER_SCENARIOS)]
    return build_world(1, apps, (*INSTALL_PLANS, *NEWER_INSTALL_PLANS), scenarios)


def scaled_world(
    *, installers: int = 25, apps: int = 3, configs: int = 40, workflows: int = 200, installs: int = 24
) -> World:
    """Return a world with these total numbers of records, spread evenly. It repeats the plans of the demo world."""
    built = [
        build_app(plan, configs // apps + (index < configs % apps), name)
        for index, (plan, name) in enumerate(_repeated_apps(apps))
    ]
    plans = [_repeated_install(index, built) for index in range(installs)]
    names = {plan.name for plan in plans}
    repeated = ((scenario, str(number or "")) for number in count() for scenario in _earlier(number, installs))
    possible = (pair for pair in repeated if pair[0].install in names)
    return build_world(installers, built, plans, islice(possible, workflows if names else 0))


def build_world(
    installers: int, apps: Sequence[AppRecords], plans: Sequence[InstallPlan],
    scenarios: Iterable[tuple[Scenario, str]],
) -> World:  # fmt: skip
    """Return a world.

    Args:
        installers: the number of installers of the org; there is always one of another org.
        apps: the apps.
        plans: the installs, each of an app by its name.
        scenarios: the workflows, each of an install by its name, and a key that distinguishes repetitions.
    """
    by_name = {app.name: app for app in apps}
    installs = [build_install(plan, by_name[plan.app], number) for number, plan in enumerate(plans, 1)]
    by_install: dict[str, list[tuple[Scenario, str]]] = {install.name: [] for install in installs}
    for scenario, key in sorted(scenarios, key=lambda pair: moment(pair[0].start)):
        by_install[scenario.install].append((scenario, key))
    found = {each.id: rollouts(each, by_install[each.name]) for each in installs}
    ran = [one for each in installs for one in run_all(each, by_install[each.name], found[each.id])]
    workflows = [build_workflow(each) for each in ran]
    executions = [
        Execution(each.scenario, each.install, workflow, step, run, each.config)
        for each, workflow in zip(ran, workflows, strict=True)
        for run, step in zip(each.steps, workflow["steps"], strict=True)
        if run.started
    ]
    names = [INSTALLER_NAME, *(f"{INSTALLER_NAME} {number}" for number in range(2, installers + 1))][:installers]
    shown = [app.id for app in apps if app.record["cloud_platform"] not in NEW_PLATFORMS]
    rows = [build_installer(name, "2025-10-01 07:30", app_ids=shown) for name in names]
    rows.append(build_installer("Somebody else", "2025-10-02 10:00", OTHER_ORG_ID))
    workflows.sort(key=lambda row: str(row["created_at"]))
    history = History(apps, installs, workflows, executions, found)
    for install in installs:
        install.record.update(left_by_runs(history, install))
    return World(rows, list(apps), installs, workflows, tables_of(history))


def build_installer(name: str, created: str, org_id: str = ORG_ID, app_ids: Sequence[str] = ()) -> Record:
    """Return `app.Installer` with its metadata, and the ids of its apps in place of these."""
    identity, when, by = make_id("int", name), moment(created), MARISOL.account_id
    metadata = stamped(
        make_id("int", name, "metadata"), when, by, installer_id=identity, name=name,
        description="Runs Fernhill's products in your own cloud account.",
        homepage_url=SITE, documentation_url=f"{SITE}/docs", community_url=f"{SITE}/community",
        github_url="https://github.com/fernhill", demo_url=f"{SITE}/demo", formatted_demo_url=f"{SITE}/embed/demo",
        logo_url=f"{SITE}/logo.svg", favicon_url=f"{SITE}/favicon.ico", og_image_url=f"{SITE}/card.png",
        post_install_markdown=text("post-install.md"),
        footer_markdown=f"[Status]({SITE}/status) · [Security]({SITE}/security) · made by *Fernhill*",
        copyright_markdown="© 2025 **Fernhill Software** <!-- all rights reserved -->",
    )  # fmt: skip
    return stamped(identity, when, by, org_id=org_id, type="self_hosted", metadata=expand(metadata), app_ids=app_ids)


def _repeated_apps(number: int) -> list[tuple[AppPlan, str]]:
    """Return plans in turn, each repetition under its own name."""
    rows = []
    for index in range(number):
        repetition, position = divmod(index, len(PLANS))
        plan = PLANS[position]
        rows.append((plan, plan.name + (f"-{repetition + 1}" if repetition else "")))
    return rows


def _repeated_install(index: int, apps: Sequence[AppRecords]) -> InstallPlan:
    """Return the demo world's installs in turn. Each repetition runs an older version; a missing app is the first."""
    repetition, position = divmod(index, len(INSTALL_PLANS))
    plan = INSTALL_PLANS[position]
    app = next((app for app in apps if app.name == plan.app), apps[0])
    version = max(1, min(plan.version, len(app.configs)) - repetition)
    name = plan.name + (f"-{repetition + 1}" if repetition else "")
    return replace(plan, name=name, app=app.name, version=version)


def _earlier(repetition: int, installs: int) -> list[Scenario]:
    """Return the demo world's workflows some minutes earlier, on installs of their own as long as there are any."""
    turn = repetition % -(-installs // len(INSTALL_PLANS))
    suffix = f"-{turn + 1}" if turn else ""
    earlier = timedelta(minutes=7 * repetition)
    return [
        replace(
            scenario, install=scenario.install + suffix,
            start=(datetime.fromisoformat(scenario.start) - earlier).isoformat(" ", "minutes"),
        )
        for scenario in SCENARIOS
    ]  # fmt: skip
