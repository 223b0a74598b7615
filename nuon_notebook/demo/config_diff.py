"""What the server says that differs between two configs of an app: by its record of releases, with literal values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.demo.call import Answer, Call, lookup, not_found

if TYPE_CHECKING:
    from nuon_notebook.demo.records import AppRecords, ConfigRecords, Record

KINDS: Final = (
    "docker_build", "external_image", "helm", "job", "kubernetes_manifest", "pulumi", "terraform_module",
)  # fmt: skip
"""The properties of a connection that hold the settings of a component."""
NOT_COMPARED: Final = {
    "id", "created_at", "updated_at", "created_by_id", "component_config_connection_id", "component_config_id",
    "helm_config_json",
}  # fmt: skip
"""What carries no change, or repeats what stands beside it."""
PARTS: Final = ("components", "actions", "inputs")
"""What a release has several of, by name."""
SINGLE: Final = ("branch", "labels", "readme", "sandbox")
"""What a release has one of."""


def config_diff(call: Call) -> Answer:
    """What differs between a config and an older one, by default the one before it."""
    app, new = _config(call, call.ids[1])
    before = app.configs[max(app.configs.index(new) - 1, 0)].id
    _, old = _config(call, call.parameters.get("old_config_id", before))
    releases = call.tables.by_id("releases")
    diffs = [
        *(_of_part(name, (app, old, new), (releases[old.id], releases[new.id])) for name in PARTS),
        *(_single(name, (old, new), (releases[old.id], releases[new.id])) for name in SINGLE),
    ]
    counts = Counter(op for each in diffs for op in _ops(each))
    summary = {
        "added": counts["add"], "changed": counts["change"], "removed": counts["remove"], "unchanged": counts["noop"],
        "has_changed": counts.total() > counts["noop"],
    }  # fmt: skip
    return {
        "config_id": new.id, "old_config_id": old.id, "diff": {"key": "config", "children": diffs},
        "summary": {name: value for name, value in summary.items() if value},
    }, {}  # fmt: skip


def _config(call: Call, config_id: str) -> tuple[AppRecords, ConfigRecords]:
    app, config = lookup(call.world.config_by_id, config_id, "app config")
    if app.id != call.ids[0]:
        raise not_found(config_id, "app config")
    return app, config


def _of_part(
    name: str, within: tuple[AppRecords, ConfigRecords, ConfigRecords], releases: tuple[Record, Record]
) -> Record:
    """Return what differs in the items of a part; of a component that changed, also in its settings."""
    before, after = (release.get(name, {}) for release in releases)
    app, *configs = within
    items = []
    for item in sorted({*before, *after}):
        op = _op(before.get(item), after.get(item))
        settings = (
            [_settings(app, config, item) for config in configs] if (name, op) == ("components", "change") else []
        )
        items.append({"key": item, "diff": {"op": op}, **({"children": [*_changes(*settings)]} if settings else {})})
    return {"key": name, **({"children": items} if items else {})}


def _single(name: str, configs: tuple[ConfigRecords, ConfigRecords], releases: tuple[Record, Record]) -> Record:
    before, after = (release.get(name) or None for release in releases)
    texts = [_text_of(name, config) for config in configs]
    return {"key": name, "diff": _values(_op(before, after), *texts)}


def _op(before: Any, after: Any) -> str:
    if before == after:
        return "noop"
    if before is None:
        return "add"
    return "remove" if after is None else "change"


def _values(op: str, before: str | None, after: str | None) -> Record:
    """Return a difference with its literal values; what stays the same has none."""
    values = {"before": before, "after": after} if op != "noop" else {}
    return {"op": op, **{name: value for name, value in values.items() if value}}


def _text_of(name: str, config: ConfigRecords) -> str:
    record, sandbox = config.record, config.children["sandbox"]
    texts: Mapping[str, Any] = {
        "branch": record.get("app_branch_id"), "labels": record.get("labels"), "readme": record.get("readme"),
        "sandbox": sandbox["id"],
    }  # fmt: skip
    return _text(texts[name])


def _settings(app: AppRecords, config: ConfigRecords, component: str) -> dict[str, str]:
    """Return the settings that a component had in a config, which may come from an earlier one."""
    earlier = app.configs[: app.configs.index(config) + 1]
    rows = [row for each in earlier for row in each.connections if row["component_name"] == component]
    kind = next(rows[-1][name] for name in KINDS if name in rows[-1])
    return dict(_leaves(kind))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the values of a record as texts, each with its path."""
    if not isinstance(value, Mapping):
        yield path, _text(value)
        return
    for name, item in value.items():
        if name not in NOT_COMPARED:
            yield from _leaves(item, f"{path}.{name}" if path else name)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value) if value else ""


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Record]:
    for name in sorted({*before, *after}):
        op = _op(before.get(name), after.get(name))
        if op != "noop":
            yield {"key": name, "diff": _values(op, before.get(name), after.get(name))}


def _ops(diff: Record) -> Iterator[str]:
    """Yield what became of each item."""
    yield from (item["diff"]["op"] for item in diff.get("children", ()))
    if "diff" in diff:
        yield diff["diff"]["op"]
