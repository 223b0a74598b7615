"""Which config versions an install ran, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.demo import ORG_ID
from tests.demo_generator.people import ROBOT
from tests.demo_generator.runs import connection_at
from tests.demo_generator.values import expand, make_id, record, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nuon_notebook.demo.records import ConfigRecords, InstallRecords, Record
    from tests.demo_generator.rollouts import Rollout
    from tests.demo_generator.runs import History


def config_versions(history: History) -> Iterable[Record]:
    """Return `app.InstallAppConfigVersion`: one for each version that an install came to, oldest first."""
    for install in history.installs:
        yield from _upgrades(install, history.rollouts[install.id])


def _upgrades(install: InstallRecords, found: Sequence[Rollout]) -> Iterator[Record]:
    """Yield the versions that an install came to, each with the workflow that brought it, if one is known."""
    old: ConfigRecords | None = None
    for when, workflow_id, config in found:
        identity = make_id("acv", install.name, config.id)
        yield stamped(
            identity, when, ROBOT.account_id, org_id=ORG_ID, install_id=install.id,
            workflow_id=workflow_id, new_app_config_id=config.id,
            old_app_config_id=old.id if old else "", diff=_diff(install, old, config),
            metadata={"sync_token": expand("@secret(upgrade-metadata)")},
            status=record(status="success", status_human_description="install runs the version",
                          created_at_ts=int(when.timestamp())),
        )  # fmt: skip
        old = config


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
