"""Which workflows ran on which install, and how each of them went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tests.demo_generator.values import make_id

BRIGHTWATER, COBALT, DUNMORE, EASTGATE = (
    "brightwater-energy", "cobalt-freight", "dunmore-health-staging", "eastgate-bank",
)  # fmt: skip
QUARRY = "quarry-mill"
KESTREL, ORCHARD, POLDER = "kestrel-grain-coop", "orchard-insights", "polder-water-board"


@dataclass(frozen=True)
class Scenario:
    """A workflow that runs on an install, and how it goes. `at` and `retry` are names of steps."""

    install: str
    type: str
    start: str
    by: str = "robot"
    outcome: str = "success"
    at: str = ""
    """The step that decides the outcome."""
    reason: str = ""
    step_status: str = ""
    """The status of the step `at`, if not the usual one of the outcome."""
    retry: str = ""
    """The step that failed once; its group was retried."""
    prompt: bool = False
    """Whether people approve the plans; otherwise they are approved automatically."""
    lasts: timedelta = timedelta(0)
    """How long the deciding step waits for people; by default as long as steps of its kind usually do."""
    action: str = ""
    component: str = ""
    """The component that is deployed or torn down; by default the last ones of the install."""

    def workflow_id(self, key: str = "") -> str:
        """Return the id of the workflow. `key` distinguishes repetitions."""
        return make_id("inw", self.install, self.type, self.start, key)

    @property
    def plan_only(self) -> bool:
        """Whether the workflow only plans."""
        return self.type in ("drift_run", "drift_run_reprovision_sandbox")


CRASH = "helm upgrade of api timed out: 2 of 3 pods are in CrashLoopBackOff"
LOCKED = "state is locked by another client since 10:21 UTC"
UNREADY = "helm upgrade of gauge failed: hook calibrate ended with 3: token=@secret(status-reason)"
PROBE = "probe answered 503 for 5 of 5 tries: password=@secret(status-reason)"

SCENARIOS = (
    Scenario(BRIGHTWATER, "provision", "2025-10-06 09:20", "marisol", prompt=True),
    Scenario(BRIGHTWATER, "deploy_components", "2025-10-14 13:05"),
    Scenario(BRIGHTWATER, "manual_deploy", "2025-10-21 08:41", "tomasz", prompt=True),
    Scenario(BRIGHTWATER, "input_update", "2025-10-28 15:12", "tomasz"),
    Scenario(BRIGHTWATER, "action_workflow_run", "2025-11-03 09:05", "tomasz", action="rotate-database-password"),
    Scenario(BRIGHTWATER, "drift_run", "2025-11-10 10:00", "adaeze", "no-drift", "plan deploy of api",
             component="api"),
    Scenario(BRIGHTWATER, "deploy_components", "2025-11-19 10:31", retry="deploy api", reason=LOCKED),
    Scenario(BRIGHTWATER, "deploy_components", "2025-11-24 11:47", "adaeze", "in-progress", "deploy worker",
             step_status="applying"),
    Scenario(COBALT, "provision", "2025-10-09 14:02", "marisol", retry="wait for the customer to run the stack",
             step_status="expired", reason="the stack was not run within 40 minutes", lasts=timedelta(minutes=40)),
    Scenario(COBALT, "deploy_components", "2025-10-27 09:15"),
    Scenario(COBALT, "sync_secrets", "2025-11-04 16:20", "adaeze"),
    Scenario(COBALT, "reprovision_sandbox", "2025-11-12 07:45", "tomasz", retry="plan to reprovision sandbox",
             step_status="approval-retry", reason="cluster version changed meanwhile", prompt=True),
    Scenario(COBALT, "drift_run", "2025-11-17 09:30", "adaeze", "drifted", "plan deploy of cache",
             "1 to change: replicas 2 to 3", component="cache"),
    Scenario(COBALT, "manual_deploy", "2025-11-21 15:44", "marisol", "approval-awaiting", "plan deploy of assistant",
             prompt=True),
    Scenario(DUNMORE, "provision", "2025-10-08 08:30", "tomasz"),
    Scenario(DUNMORE, "action_workflow_run", "2025-10-16 09:00", "tomasz", "error", "run action smoke-test", PROBE,
             action="smoke-test"),
    Scenario(DUNMORE, "deploy_components", "2025-10-23 11:10", "adaeze", "approval-denied", "plan deploy of web",
             "denied: the canary needs another day", prompt=True),
    Scenario(DUNMORE, "teardown_component", "2025-10-30 13:33", "adaeze", prompt=True, component="metrics-agent"),
    Scenario(DUNMORE, "deploy_components", "2025-11-05 10:20", "tomasz", "skips", "plan deploy of worker", prompt=True),
    Scenario(DUNMORE, "drift_run_reprovision_sandbox", "2025-11-18 08:15", "adaeze", "drifted",
             "plan to reprovision sandbox", "2 to change: node group, cluster logging"),
    Scenario(DUNMORE, "deploy_components", "2025-11-24 10:48", "tomasz", "in-progress", "plan deploy of web",
             step_status="approval-awaiting", prompt=True),
    Scenario(EASTGATE, "provision", "2025-10-20 10:30", "marisol", prompt=True),
    Scenario(EASTGATE, "input_update", "2025-11-06 14:00", "adaeze", "cancelled", "deploy worker"),
    Scenario(EASTGATE, "runbook_run", "2025-11-13 17:05", "adaeze", "warning", "run action collect-diagnostics"),
    Scenario(EASTGATE, "manual_deploy", "2025-11-20 14:06", "tomasz", "approval-expired", "plan deploy of search",
             "nobody answered within 2 hours", prompt=True, component="search", lasts=timedelta(hours=2)),
    Scenario(EASTGATE, "deploy_components", "2025-11-23 14:20", "tomasz", "error", "deploy api", CRASH,
             retry="deploy api"),
    Scenario(EASTGATE, "manual_deploy", "2025-11-24 11:58", "tomasz", "pending", component="api"),
    Scenario(KESTREL, "provision", "2025-10-13 11:20", "marisol"),
    Scenario(KESTREL, "deploy_components", "2025-10-24 09:02"),
    Scenario(KESTREL, "action_workflow_run", "2025-11-02 01:30", action="compact-tables"),
    Scenario(KESTREL, "reprovision", "2025-11-11 12:00", "adaeze", prompt=True),
    Scenario(KESTREL, "teardown_components", "2025-11-14 08:10", "tomasz", "cancelled", "teardown trino"),
    Scenario(KESTREL, "deploy_components", "2025-11-22 18:25"),
    Scenario(KESTREL, "action_workflow_run", "2025-11-24 11:30", "adaeze", "queued", action="compact-tables"),
    Scenario(ORCHARD, "provision", "2025-10-29 10:00", "marisol", "error", "provision sandbox",
             "creating node group: no capacity for r7g.2xlarge in eu-north-1b"),
    Scenario(ORCHARD, "deprovision_sandbox", "2025-11-07 09:30", "marisol", "skips", "plan to deprovision sandbox",
             prompt=True),
    Scenario(ORCHARD, "provision", "2025-11-24 09:14", "marisol", "in-progress",
             "wait for the customer to run the stack", step_status="awaiting-user-run"),
    Scenario(POLDER, "provision", "2025-10-15 09:10", "adaeze", prompt=True),
    Scenario(POLDER, "deprovision", "2025-11-01 08:00", "adaeze", "discarded", "plan teardown of relay"),
    Scenario(POLDER, "drift_run", "2025-11-22 09:00", "adaeze", "noop"),
)  # fmt: skip
"""What ran on the installs that servers of 2025 know."""

NEWER_SCENARIOS = (
    Scenario(QUARRY, "provision", "2025-11-10 08:55", "marisol", prompt=True),
    Scenario(QUARRY, "deploy_components", "2025-11-23 09:40", "tomasz", "failed-pending-retry", "deploy gauge",
             UNREADY),
    Scenario(QUARRY, "manual_deploy", "2025-11-24 09:05", "adaeze", "approval-awaiting", "plan deploy of gateway",
             prompt=True, component="gateway"),
    Scenario(QUARRY, "manual_deploy", "2025-11-24 09:35", "adaeze", "approval-awaiting", "plan deploy of overlays",
             prompt=True, component="overlays"),
    Scenario(QUARRY, "manual_deploy", "2025-11-24 10:20", "tomasz", "approval-awaiting", "plan deploy of pipeline",
             prompt=True, component="pipeline"),
)  # fmt: skip
"""What ran on the installs that only newer servers know."""
