"""All endpoints of the server: since which version of the API they exist, and who answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.demo import app_endpoints as app
from nuon_notebook.demo import config_diff
from nuon_notebook.demo import install_endpoints as install
from nuon_notebook.demo import log_endpoints as log
from nuon_notebook.demo import org_endpoints as org
from nuon_notebook.demo import run_endpoints as run
from nuon_notebook.demo import runner_endpoints as runner
from nuon_notebook.demo import workflow_endpoints as workflow

if TYPE_CHECKING:
    from nuon_notebook.demo.call import Handler

INSTALLER_ENDPOINTS: Final[dict[str, Handler]] = {
    "/v1/installers": app.installers,
    "/v1/installers/{}": app.installer,
}
"""What servers since 0.19.708 do not have."""

ENDPOINTS: Final[dict[str, tuple[int, Handler]]] = {
    "/v1/orgs": (0, org.orgs),
    "/v1/orgs/current": (0, org.org),
    "/v1/vcs/connections": (0, org.vcs_connections),
    "/v1/general/cloud-platform/{}/regions": (0, org.regions),
    "/v1/policy-reports": (873, org.policy_reports),
    "/v1/policy-reports/{}": (873, org.policy_report),
    "/v1/apps": (0, app.apps),
    "/v1/apps/{}": (0, app.app),
    "/v1/apps/{}/configs": (0, app.configs),
    "/v1/apps/{}/config/{}": (0, app.config),
    "/v1/apps/{}/configs/{}": (680, app.config),
    "/v1/apps/{}/configs/{}/diff": (1011, config_diff.config_diff),
    "/v1/apps/{}/latest-config": (0, app.latest_config),
    "/v1/apps/{}/action-workflows": (0, app.actions),
    "/v1/apps/{}/actions": (703, app.actions),
    "/v1/apps/{}/actions/{}": (620, app.action),
    "/v1/apps/{}/actions/{}/configs": (772, app.action_configs),
    "/v1/apps/{}/actions/configs/{}": (772, app.action_config),
    "/v1/apps/{}/actions/label-keys": (873, org.action_label_keys),
    "/v1/action-workflows/{}": (0, app.action),
    "/v1/action-workflows/{}/configs": (0, app.action_configs),
    "/v1/action-workflows/configs/{}": (0, app.action_config),
    "/v1/apps/{}/components": (0, app.components),
    "/v1/apps/{}/components/label-keys": (873, org.component_label_keys),
    "/v1/apps/{}/components/{}/builds": (620, run.component_builds),
    "/v1/apps/{}/components/{}/builds/latest": (620, run.latest_build),
    "/v1/apps/{}/components/{}/builds/{}": (620, run.build),
    "/v1/apps/{}/branches": (0, app.branches),
    "/v1/apps/{}/branches/{}": (822, app.branch),
    "/v1/apps/{}/branches/{}/configs": (0, app.branch_configs),
    "/v1/apps/{}/branches/{}/latest-config": (822, app.branch_latest_config),
    "/v1/branches": (1142, app.all_branches),
    "/v1/apps/{}/labels": (1038, org.labels),
    "/v1/apps/{}/runbooks": (974, org.runbooks),
    "/v1/apps/{}/runbooks/{}": (974, org.runbook),
    "/v1/apps/{}/runbooks/{}/configs": (974, org.runbook_configs),
    "/v1/builds": (0, run.builds),
    "/v1/components/builds/{}": (0, run.build_by_id),
    "/v1/apps/{}/installs": (0, install.installs),
    "/v1/installs": (0, install.all_installs),
    "/v1/installs/{}": (0, install.install),
    "/v1/installs/label-keys": (873, org.install_label_keys),
    "/v1/installs/{}/readme": (0, install.readme),
    "/v1/installs/{}/inputs": (0, install.inputs),
    "/v1/installs/{}/inputs/current": (0, install.current_inputs),
    "/v1/installs/{}/stack": (217, install.stack),
    "/v1/installs/stacks/{}": (217, install.stack_by_id),
    "/v1/installs/{}/stack-runs": (217, install.stack_runs),
    "/v1/installs/{}/drifted-objects": (620, install.drifted_objects),
    "/v1/installs/{}/app-config-versions": (1038, install.app_config_versions),
    "/v1/installs/{}/app-config-versions/{}/diff": (1038, install.app_config_version_diff),
    "/v1/installs/health": (1093, install.health),
    "/v1/installs/{}/health/timeline": (1093, install.health_timeline),
    "/v1/installs/{}/components/{}/health/timeline": (1093, install.component_health_timeline),
    "/v1/installs/{}/runbooks": (974, install.runbooks),
    "/v1/installs/{}/runbooks/{}": (974, install.runbook),
    "/v1/installs/{}/runbook-runs": (974, install.runbook_runs),
    "/v1/installs/{}/runbook-runs/{}": (974, install.runbook_run),
    "/v1/installs/{}/deploys": (0, run.deploys),
    "/v1/installs/{}/deploys/{}": (0, run.deploy),
    "/v1/installs/{}/components": (0, run.components),
    "/v1/installs/{}/components/deploys": (620, run.deploys),
    "/v1/installs/{}/components/{}": (217, run.component),
    "/v1/installs/{}/components/{}/deploys": (0, run.component_deploys),
    "/v1/installs/{}/components/{}/deploys/latest": (0, run.latest_component_deploy),
    "/v1/installs/{}/components/{}/deploys/{}": (620, run.deploy),
    "/v1/installs/{}/components/{}/outputs": (217, run.component_outputs),
    "/v1/installs/{}/sandbox-runs": (0, run.sandbox_runs),
    "/v1/installs/{}/sandbox-runs/{}": (620, run.sandbox_run),
    "/v1/installs/sandbox-runs/{}": (217, run.sandbox_run),
    **{
        f"/v1/installs/{{}}/{name}{rest}": (since, handler)
        for name, since in (("action-workflows", 217), ("actions", 620))
        for rest, handler in {
            "": run.install_actions,
            "/{}": run.install_action,
            "/{}/recent-runs": run.recent_action_runs,
            "/latest-runs": run.latest_action_runs,
            "/runs": run.action_runs,
            "/runs/{}": run.action_run,
            "/runs/{}/steps/{}": run.action_run_step,
        }.items()
    },
    "/v1/installs/{}/workflows": (217, workflow.workflows),
    "/v1/workflows": (822, workflow.all_workflows),
    "/v1/workflows/pending-approvals": (822, workflow.pending_approvals),
    "/v1/workflows/{}": (217, workflow.workflow),
    "/v1/workflows/{}/steps": (217, workflow.steps),
    "/v1/workflows/{}/steps/{}": (217, workflow.step),
    "/v1/workflows/{}/steps/{}/approvals/{}": (217, workflow.approval),
    "/v1/workflows/{}/steps/{}/approvals/{}/contents": (217, workflow.approval_contents),
    "/v1/workflows/{}/step-groups": (873, workflow.step_groups),
    "/v1/workflows/{}/step-groups/{}": (873, workflow.step_group),
    "/v1/installs/{}/runner-group": (216, runner.runner_group),
    "/v1/runners/{}": (216, runner.runner),
    "/v1/runners/{}/card-details": (703, runner.card_details),
    "/v1/runners/{}/connected": (217, runner.connected),
    "/v1/runners/{}/heart-beats/latest": (620, runner.latest_heart_beats),
    "/v1/runners/{}/latest-heart-beat": (217, runner.latest_heart_beat),
    "/v1/runners/{}/recent-health-checks": (217, runner.health_checks),
    "/v1/runners/{}/settings": (216, runner.settings),
    "/v1/runners/{}/jobs": (216, runner.jobs),
    "/v1/runner-jobs/{}": (216, runner.job),
    "/v1/log-streams/{}": (217, log.log_stream),
    "/v1/log-streams/{}/logs": (217, log.logs),
    "/v1/log-streams/{}/logs/tail": (992, log.tail),
}
"""By path, the number N of the first version 0.19.N that has the endpoint, 0 for the first of all, and its handler."""
