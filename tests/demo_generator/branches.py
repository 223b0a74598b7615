"""Branches of an app: the git branch that they follow, to which installs they are rolled out, and their latest run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from tests.demo_generator.people import MARISOL
from tests.demo_generator.values import expand, hexadecimal, make_id, moment, record, stamped

if TYPE_CHECKING:
    from datetime import datetime

    from nuon_notebook.demo.records import ConfigRecords, Record

CREATED = moment("2025-10-01 08:00")


def branch(app_name: str, app_id: str, name: str, configs: list[ConfigRecords]) -> Record:
    """Return `app.AppBranch`. Its configs and its run are known to newer servers only."""
    identity, repository = make_id("abr", app_name, name), make_id("vcs", app_name, "branch", name)
    made = [each for each in configs if each.record.get("app_branch_id") == identity]
    return _row(
        identity, CREATED, app_id=app_id, name=name, connected_github_vcs_config_id=repository,
        managed_by="config", workflow_count=len(made), configs=[_config(identity, repository, name)],
        latest_run=_run(identity, made[-1]) if made else None,
    )  # fmt: skip


def _row(identity: str, when: datetime, **fields: object) -> Record:
    return stamped(identity, when, MARISOL.account_id, org_id=ORG_ID, **fields)


def _config(branch_id: str, repository: str, name: str) -> Record:
    identity = make_id("abc", branch_id)
    return _row(
        identity, CREATED, app_branch_id=branch_id, config_number=1,
        public_git_vcs_config=stamped(
            repository, CREATED, MARISOL.account_id, directory="nuon", branch=name,
            repo="https://github.com/fernhill-oss/configs", component_config_id=identity,
            component_config_type="app_branch_configs",
        ),
        install_groups=[
            _row(
                make_id("abg", identity, group), CREATED, app_branch_config_id=identity, name=group, order=order,
                all_installs=order == 1, max_parallel=2,
                label_selector={"match_labels": {"tier": "trial"}} if order == 0 else {},
            )
            for order, group in enumerate(("canary", "everybody"))
        ],
    )  # fmt: skip


def _run(branch_id: str, config: ConfigRecords) -> Record:
    """Return the run that made the newest config of a branch; it failed if the config is in error."""
    row = config.record
    sha = hexadecimal(40, "commit", config.id)
    when = moment(row["created_at"][:16].replace("T", " "))
    failed = {"error_message": expand(f"{row.get('status_description', '')} token=@secret(branch-error)")}
    return record(
        id=make_id("abn", config.id), created_at=row["created_at"], updated_at=row["updated_at"],
        created_by_id=row["created_by_id"], app_config_id=config.id, commit_sha=sha, head_sha=sha, base_branch="main",
        event_type="push", run_type="git-run", status="error" if config.failed else "success",
        started_at=row["created_at"], completed_at=row["updated_at"],
        vcs_connection_commit=stamped(
            make_id("vcs", "commit", config.id), when, row["created_by_id"], sha=sha, author_name=MARISOL.name,
            author_email=MARISOL.email, message="Release",
        ),
        **(failed if config.failed else {}),
    )  # fmt: skip
