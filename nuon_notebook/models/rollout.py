"""Whether the version that an install is set to was deployed, as far as what was loaded tells.

A server sets an install to a version before it deploys it. An install that is set to v11 may still run v10.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.display import formats
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.statuses import APPROVAL_AWAITING, AWAITING_CUSTOMER, ERROR
from nuon_notebook.models.workflows import Workflow

if TYPE_CHECKING:
    from nuon_notebook.models.config_versions import InstallAppConfigVersion
    from nuon_notebook.models.installs import Install

NOT_BEGUN: Final = frozenset({"pending", "queued", ""})
"""The statuses of a component that was never deployed."""
NEVER_DEPLOY: Final = frozenset({
    "action_workflow_run", "app_config_build", "component_disabled", "deprovision", "deprovision_sandbox", "drift_run",
    "drift_run_reprovision_sandbox", "reprovision_sandbox", "reprovision_stack", "sync_secrets", "teardown_component",
    "teardown_components",
})  # fmt: skip
DEPLOY_ONE: Final = frozenset({"component_enabled", "manual_deploy", "recover_helm_release", "runbook_run"})
"""Types of workflows that deploy a component or two. Types that are not known count as deploying the whole version."""
ENDED_WELL: Final = frozenset({"noop", "warning"})
"""Statuses of workflows that did what they were to do, besides those that mean so by themselves."""
LATE: Final = datetime.max.replace(tzinfo=UTC)
WORDS: Final = {ERROR: "failed"}


class Rollout(NamedTuple):
    """How the deploy of the version that an install is set to went.

    Attributes:
        never: whether nothing of it was deployed; false also if that is not known.
        status: the status of its newest deploy, as the API's word; empty if that ended well, or none is known.
    """

    never: bool = False
    status: str = ""

    @property
    def deploy_in_words(self) -> str:
        """The deploy, for instance `deploy failed`; empty if it ended well, or none is known."""
        return f"deploy {WORDS.get(self.status) or formats.status_words(self.status)}" if self.status else ""

    def in_words(self, version: int, distance: str) -> str:
        """Return a version and its distance to the newest, with what is known of its deploy.

        For instance `v11, newest; deploy waiting for approval` or `v2 not deployed, 9 versions behind`.
        """
        named = f"v{version} not deployed" if self.never else f"v{version}"
        return "; ".join(filter(None, (", ".join(filter(None, (named, distance))), self.deploy_in_words)))


def rollout_of(install: "Install") -> Rollout:
    """Return how the version that an install is set to was deployed; nothing is requested."""
    untouched = nothing_deployed(install) is True
    since = _set_since(install)
    if since is None:
        return Rollout(never=untouched)
    able = [one for one in install.known_workflows if _may_deploy(one) and _began(one) >= since]
    whole = [one for one in able if one.type not in DEPLOY_ONE]
    newest = next(iter(whole or able), None)
    never = untouched or (not able and _reaches_back(install, since))
    return Rollout(never, _status(newest) if newest else "")


def nothing_deployed(install: "Install") -> bool | None:
    """Return whether no component was ever deployed to an install; None if their statuses are not known.

    A component is pending or queued until its first deploy begins, but also when a later one is about to. So nothing
    was deployed only if that holds for all of them.
    """
    statuses = install.component_statuses.values()
    return all(status in NOT_BEGUN for status in statuses) if statuses else None


def _set_since(install: "Install") -> datetime | None:
    """Return the earliest time at which an install can have been set to its version; None if that is not known.

    A workflow that came with the upgrade may have begun a moment before it.
    """
    nothing: Collection[InstallAppConfigVersion] = Collection()
    upgrades = install.related("upgrades", nothing)
    upgrade = next((one for one in upgrades if one.new_app_config_id == install.app_config_id), None)
    if upgrade is None or upgrade.created_at is None:
        return install.release.made if install.release else None
    came_with = (_began(one) for one in install.known_workflows if one.id == upgrade.workflow_id)
    return min(upgrade.created_at, *came_with) if upgrade.workflow_id else upgrade.created_at


def _may_deploy(workflow: Workflow) -> bool:
    return not workflow.plan_only and (workflow.type or "") not in NEVER_DEPLOY


def _began(workflow: Workflow) -> datetime:
    return workflow.created_at or workflow.started_at or LATE


def _reaches_back(install: "Install", since: datetime) -> bool:
    """Return whether all workflows from a time on were loaded."""
    if not install.workflows.loaded:
        return False
    return not install.section_state("workflows").more or any(_began(one) < since for one in install.loaded_workflows)


def _status(workflow: Workflow) -> str:
    """Return what is to be said of a deploy, as the API's word; empty if it ended well."""
    status = workflow.status_word
    if formats.status_tone(status) is formats.Tone.DONE or status in ENDED_WELL:
        return ""
    if workflow.waiting:
        return APPROVAL_AWAITING
    return AWAITING_CUSTOMER if not workflow.finished and _waits_for_customer(workflow) else status


def _waits_for_customer(workflow: Workflow) -> bool:
    steps = workflow.shown_steps if workflow.shown_steps.loaded else ()
    return any(step.status_word == AWAITING_CUSTOMER for step in steps)
