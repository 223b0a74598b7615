"""The records that only some requests need, by the name of their file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.demo.tables import Tables
from tests.demo_generator import (
    approval_plans,
    health,
    logs,
    policy_reports,
    run_records,
    runbooks,
    runners,
    stacks,
    step_groups,
    upgrades,
)
from tests.demo_generator.apps import build_history
from tests.demo_generator.jobs import jobs_of
from tests.demo_generator.people import STAFF, bare_account
from tests.demo_generator.plans import NEWER_PLANS, PLANS
from tests.demo_generator.releases import release_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import History


def accounts(history: History) -> Iterable[Record]:
    """Return `app.Account` of the vendor's staff, without roles."""
    return map(bare_account, STAFF.values())


def releases(history: History) -> Iterable[Record]:
    """Return what is in each version of each app's config, by the generator's own record."""
    plans = {plan.title: plan for plan in (*PLANS, *NEWER_PLANS)}
    for app in history.apps:
        known = build_history(plans[app.record["display_name"]], len(app.configs), app.name)
        yield from map(release_row, known, (config.id for config in app.configs))


def runner_jobs(history: History) -> Iterable[Record]:
    """Return `app.RunnerJob` of everything that ran, oldest first."""
    return (job for run in history.runs for job in jobs_of(run))


TABLES: Final[dict[str, Callable[[History], Iterable[Record]]]] = {
    function.__name__: function
    for function in (
        accounts, run_records.action_runs, run_records.builds, health.component_health, upgrades.config_versions,
        run_records.deploys, runners.heart_beats, releases, run_records.install_actions, run_records.install_components,
        runbooks.install_runbooks, logs.log_streams, logs.logs, approval_plans.plans, policy_reports.policy_reports,
        runbooks.runbook_runs, runbooks.runbooks, runners.runner_groups, runner_jobs, runners.runners,
        run_records.sandbox_runs, stacks.stacks, step_groups.step_groups,
    )
}  # fmt: skip
"""The tables by name."""


def tables_of(history: History) -> Tables:
    """Return the tables of everything that ran. Each is made when it is first needed."""
    return Tables(lambda name: TABLES[name](history))
