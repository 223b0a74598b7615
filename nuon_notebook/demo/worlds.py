"""The demo world put together, at its own size or at any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import count, islice
from typing import TYPE_CHECKING

from nuon_notebook.demo.app import AppHistory, build_app
from nuon_notebook.demo.apps import PLANS
from nuon_notebook.demo.installers import OTHER_ORG_ID, build_installer
from nuon_notebook.demo.installs import INSTALL_PLANS, InstallHistory, InstallPlan, build_install
from nuon_notebook.demo.people import ORG_ID, PEOPLE
from nuon_notebook.demo.records import SECRETS, Record, make_id
from nuon_notebook.demo.scenarios import SCENARIOS, Scenario
from nuon_notebook.demo.workflows import build_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nuon_notebook.demo.plan import AppPlan
    from nuon_notebook.demo.versions import ConfigVersion

__all__ = ["CUSTOMERS", "INSTALLER_ID", "ORG_ID", "PEOPLE", "SECRETS", "TOKEN", "World", "world"]

TOKEN = "demo-token-for-" + "the-made-up-world"
VERSIONS = (12, 5, 1)
INSTALLER_NAME = "Fernhill"
INSTALLER_ID = make_id("int", INSTALLER_NAME)
CUSTOMERS = tuple(plan.name for plan in INSTALL_PLANS)
"""The names of the demo world's installs, which are replaced where a page is made anonymous."""


@dataclass(frozen=True, repr=False)
class World:
    """Everything that a server knows: records in the API's own words, complete; an endpoint shows its part of them."""

    installers: Sequence[Record]
    apps: Sequence[AppHistory]
    installs: Sequence[InstallHistory]
    workflows: Sequence[Record]
    """Oldest first, each with all of its steps in order."""
    org_id: str = ORG_ID
    token: str = TOKEN

    @classmethod
    def demo(cls) -> World:
        """One installer, three apps, eight installs and forty workflows."""
        apps = [build_app(plan, versions) for plan, versions in zip(PLANS, VERSIONS, strict=True)]
        return cls._of(1, apps, INSTALL_PLANS, [(scenario, "") for scenario in SCENARIOS])

    @classmethod
    def scaled(
        cls, *, installers: int = 25, apps: int = 3, configs: int = 40, workflows: int = 200, installs: int = 24
    ) -> World:
        """A world of the given numbers in all, each spread as evenly as it goes; the plans are the demo's, repeated."""
        made = [
            build_app(plan, configs // apps + (index < configs % apps), key)
            for index, (plan, key) in enumerate(_repeated_apps(apps))
        ]
        plans = [_repeated_install(index, made) for index in range(installs)]
        names = {plan.name for plan in plans}
        repeated = ((scenario, str(number or "")) for number in count() for scenario in _moved(number, installs))
        known = (pair for pair in repeated if pair[0].install in names)
        return cls._of(installers, made, plans, list(islice(known, workflows if names else 0)))

    @classmethod
    def _of(
        cls, installers: int, apps: Sequence[AppHistory], plans: Sequence[InstallPlan],
        scenarios: Sequence[tuple[Scenario, str]],
    ) -> World:  # fmt: skip
        by_key = {app.key: app for app in apps}
        installs = [build_install(plan, by_key[plan.app], number) for number, plan in enumerate(plans, 1)]
        by_name = {install.plan.name: install for install in installs}
        workflows = [build_workflow(scenario, by_name[scenario.install], key) for scenario, key in scenarios]
        names = [INSTALLER_NAME, *(f"{INSTALLER_NAME} {number}" for number in range(2, installers + 1))][:installers]
        rows = [build_installer(name, "2025-10-01 07:30") for name in names]
        return cls(rows, apps, installs, sorted(workflows, key=lambda row: str(row["created_at"])))

    @cached_property
    def foreign_installer(self) -> Record:
        """An installer of another org, which a server answers all the same when its id is known."""
        return build_installer("Somebody else", "2025-10-02 10:00", OTHER_ORG_ID)

    @cached_property
    def installer_by_id(self) -> Mapping[str, Record]:
        """All installers, the foreign one too."""
        return {str(row["id"]): row for row in (*self.installers, self.foreign_installer)}

    @cached_property
    def app_by_id(self) -> Mapping[str, AppHistory]:
        """All apps by id; names are another thing, and only one endpoint takes them."""
        return {app.id: app for app in self.apps}

    @cached_property
    def config_by_id(self) -> Mapping[str, tuple[AppHistory, ConfigVersion]]:
        """All versions of all apps."""
        return {config.id: (app, config) for app in self.apps for config in app.configs}

    @cached_property
    def action_config_by_id(self) -> Mapping[str, Record]:
        """The configs of all actions in all versions."""
        return {str(row["id"]): row for app in self.apps for config in app.configs for row in config.actions}

    @cached_property
    def install_by_id(self) -> Mapping[str, InstallHistory]:
        """All installs."""
        return {install.id: install for install in self.installs}

    @cached_property
    def workflow_by_id(self) -> Mapping[str, Record]:
        """All workflows."""
        return {str(row["id"]): row for row in self.workflows}

    def newest_action_config(self, app: AppHistory, action: Record) -> Record:
        """The newest config of an action, whatever became of its version."""
        return next(
            row
            for config in reversed(app.configs)
            for row in config.actions
            if row["action_workflow_id"] == action["id"]
        )


def _repeated_apps(number: int) -> list[tuple[AppPlan, str]]:
    """Plans in turn, each repetition under a name of its own."""
    rows = []
    for index in range(number):
        repetition, position = divmod(index, len(PLANS))
        plan = PLANS[position]
        rows.append((plan, plan.name + (f"-{repetition + 1}" if repetition else "")))
    return rows


def _repeated_install(index: int, apps: Sequence[AppHistory]) -> InstallPlan:
    """The demo's installs in turn; a repeated one runs another version, and a missing app becomes the first one."""
    repetition, position = divmod(index, len(INSTALL_PLANS))
    plan = INSTALL_PLANS[position]
    app = next((app for app in apps if app.key == plan.app), apps[0])
    version = max(1, min(plan.version, len(app.configs)) - repetition)
    name = plan.name + (f"-{repetition + 1}" if repetition else "")
    return replace(plan, name=name, app=app.key, version=version)


def _moved(repetition: int, installs: int) -> list[Scenario]:
    """The demo's workflows once more, some minutes earlier, on installs of their own as long as there are any."""
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


@cache
def world() -> World:
    """The demo world, built once."""
    return World.demo()
