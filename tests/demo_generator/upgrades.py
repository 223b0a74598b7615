"""Which config versions an install ran, and since when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import NOW
from tests.demo_generator.people import ROBOT
from tests.demo_generator.runs import connection_at
from tests.demo_generator.values import expand, make_id, record, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nuon_notebook.demo.records import ConfigRecords, InstallRecords, Record
    from tests.demo_generator.runs import History

UPGRADING = frozenset({"deploy_components", "reprovision", "manual_deploy"})
SOONEST = timedelta(hours=3)
"""How long after its release a version is installed where no workflow of the install is known to have done it."""


def config_versions(history: History) -> Iterable[Record]:
    """Return `app.InstallAppConfigVersion`: one for each version that an install came to, oldest first."""
    for install in history.installs:
        workflows = [each.workflow for each in history.executions if each.install is install]
        yield from _upgrades(install, [row for row in workflows if row["type"] in UPGRADING])


def _upgrades(install: InstallRecords, workflows: Sequence[Record]) -> Iterator[Record]:
    """Yield the versions that an install came to, each with the workflow that brought it, if one is known."""
    old: ConfigRecords | None = None
    for when, workflow, config in _steps(install, workflows):
        if config is old:
            continue
        identity = make_id("acv", install.name, config.id)
        yield stamped(
            identity, when, ROBOT.account_id, org_id=ORG_ID, install_id=install.id,
            workflow_id=workflow["id"] if workflow else "", new_app_config_id=config.id,
            old_app_config_id=old.id if old else "", diff=_diff(install, old, config),
            metadata={"sync_token": expand("@secret(upgrade-metadata)")},
            status=record(status="success", status_human_description="install runs the version",
                          created_at_ts=int(when.timestamp())),
        )  # fmt: skip
        old = config


def _steps(
    install: InstallRecords, workflows: Sequence[Record]
) -> Iterator[tuple[datetime, Record | None, ConfigRecords]]:
    """Yield when an install came to which version: when it was made, with each workflow, and the one it runs now."""
    final = install.config
    usable = [each for each in install.app.configs[: final.record["version"]] if not each.failed]
    made = datetime.fromisoformat(install.record["created_at"])
    yield made, None, _newest(usable, made)
    seen = set()
    for workflow in sorted(workflows, key=lambda row: str(row["created_at"])):
        if workflow["id"] not in seen:
            seen.add(workflow["id"])
            when = datetime.fromisoformat(workflow["created_at"])
            yield when, workflow, _newest(usable, when)
    released = datetime.fromisoformat(final.record["created_at"])
    yield min(max(released, made) + SOONEST, NOW - timedelta(hours=1)), None, final


def _newest(usable: Sequence[ConfigRecords], when: datetime) -> ConfigRecords:
    """Return the newest version that there was at a time; of an install that is older than all, the first."""
    return ([each for each in usable if datetime.fromisoformat(each.record["created_at"]) <= when] or [*usable])[
        -1 if usable and datetime.fromisoformat(usable[0].record["created_at"]) <= when else 0
    ]


def _diff(install: InstallRecords, old: ConfigRecords | None, new: ConfigRecords) -> Record:
    """Return `app.InstallConfigDiff`: the components by what became of them."""
    names = {row["id"]: (row["name"], row["type"]) for row in install.app.components}
    before = set(old.record["component_ids"]) if old else set()
    entries: dict[str, list[Record]] = {"added": [], "changed": [], "removed": [], "unchanged": []}
    for identity in sorted(before | set(new.record["component_ids"]), key=lambda one: names[one][0]):
        name, kind = names[identity]
        checksums = {
            "old_checksum": connection_at(install.app, old.record["version"], name)["checksum"]
            if old and identity in before else "",
            "new_checksum": connection_at(install.app, new.record["version"], name)["checksum"]
            if identity in new.record["component_ids"] else "",
        }  # fmt: skip
        entries[_change(checksums)].append(
            record(component_id=identity, component_name=name, component_type=kind, **checksums)
        )
    return record(
        **entries, sandbox_changed=old is not None, sandbox_new_id=new.children["sandbox"]["id"],
        sandbox_old_id=old.children["sandbox"]["id"] if old else "",
    )  # fmt: skip


def _change(checksums: dict[str, str]) -> str:
    if not checksums["old_checksum"]:
        return "added"
    if not checksums["new_checksum"]:
        return "removed"
    return "unchanged" if checksums["old_checksum"] == checksums["new_checksum"] else "changed"
