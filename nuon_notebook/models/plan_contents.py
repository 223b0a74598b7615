"""Reads the contents of an approval: the plans of Terraform, Helm and Kubernetes.

Variables, prior state, planned values and the text of a difference repeat sensitive values without a mark. Nothing of
them is shown: variables are read only to know what is to be hidden elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from nuon_notebook.models.attribute_changes import AttributeChanges, Difference, State, attribute_changes, texts_in
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.plans import (
    CHANGE,
    CREATE,
    DESTROY,
    ERROR,
    FORGET,
    HELM,
    IMPORT,
    KUBERNETES,
    MOVE,
    NOOP,
    READ,
    REPLACE,
    TERRAFORM,
    PlanChange,
    in_order,
)
from nuon_notebook.redaction.secret_names import is_secret_name

ACTIONS: Final = {
    ("create",): CREATE,
    ("read",): READ,
    ("update",): CHANGE,
    ("delete",): DESTROY,
    ("delete", "create"): REPLACE,
    ("create", "delete"): REPLACE,
    ("forget",): FORGET,
    ("forget", "create"): REPLACE,
    ("create", "forget"): REPLACE,
}
"""Terraform's actions."""
NO_OP: Final = ("no-op",)
TYPES: Final = {1: DESTROY, 2: CREATE, 3: CHANGE, 4: ERROR}
"""The types of differences of objects. Objects of type 0 stay as they are."""
UNCHANGED: Final = 0
UNKNOWN: Final = "unknown"
MIN_SECRET: Final = 8  # letters of a text that is masked by its value
MOST_SECRETS: Final = 1_000  # that are masked by their value
MOST_COMPARISONS: Final = 10_000_000  # of a secret with a value
LONGEST_TEXT: Final = 300  # of an address, a name, a reason
NOT_MARKED: Final = True
"""In place of a mark that the server does not send: then nobody knows what is sensitive."""
NAMELESS: Final = re.compile(r"env\[[0-9]+\]\.value$")
"""The path of the value of a variable whose name is not told: it may be that of a secret."""
HELM_DIFF, KUBERNETES_DIFF = "helm_content_diff", "k8s_content_diff"


def read_contents(contents: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a plan that the contents of an approval hold."""
    op = _text(contents.get("op"))
    if "resource_changes" in contents or "format_version" in contents:
        return _terraform(contents)
    for kind, name in ((HELM, HELM_DIFF), (KUBERNETES, KUBERNETES_DIFF)):
        if name in contents:
            return {"type": kind, "op": op, **_objects(contents[name])}
    return {"type": NOOP if op == NOOP else None, "op": op}


def _terraform(contents: Mapping[str, Any]) -> dict[str, Any]:
    secrets = set(_secret_variables(contents))
    changes = [*map(_resource, _items(contents, "resource_changes"))]
    outputs = [_output(name, change) for name, change in sorted(_map(contents.get("output_changes")).items())]
    drift = [*map(_resource, _items(contents, "resource_drift"))]
    for _, attributes in (*changes, *outputs, *drift):
        secrets |= attributes.secrets
    done = [_change(fields, attributes) for fields, attributes in changes]
    listed = contents.get("resource_changes")
    fields = {
        "type": TERRAFORM,
        "changes": in_order(one for one in done if one is not None),
        "outputs": in_order(filter(None, (_change(*one) for one in outputs))),
        "drift": in_order(filter(None, (_change(*one) for one in drift))),
        "unchanged": done.count(None),
        "is_told": listed is None or isinstance(listed, list),
        "warnings": tuple(_warnings(contents)),
    }
    return _without(fields, secrets)


def _warnings(contents: Mapping[str, Any]) -> Iterator[str]:
    if contents.get("errored") is True:
        yield "planning failed, so something is missing in it"
    elif contents.get("complete") is False:
        yield "it is incomplete: what it defers is not in it"


def _resource(entry: Any) -> tuple[dict[str, Any], AttributeChanges]:
    found, change = _map(entry), _map(_map(entry).get("change"))
    address = _text(found.get("address")) or _text(found.get("name"))
    deposed = " (deposed)" if found.get("deposed") else ""
    fields = {
        "action": _action(found, change),
        "address": f"{address}{deposed}" if address else None,
        "kind": _text(found.get("type")),
        "name": _text(found.get("name")),
        "replacing": tuple(map(_path, _list(change.get("replace_paths")))),
        "reason": _reason(found),
    }
    return fields, _attributes(change)


def _action(found: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """Return what becomes of a resource; empty if nothing does."""
    actions = tuple(map(str, _list(change.get("actions"))))
    if actions == NO_OP:
        moved = found.get("previous_address") not in (None, "", found.get("address"))
        return IMPORT if change.get("importing") else MOVE if moved else ""
    known = DESTROY if "delete" in actions else " + ".join(actions)[:LONGEST_TEXT] or UNKNOWN
    return ACTIONS.get(actions, known)


def _reason(found: Mapping[str, Any]) -> str | None:
    before = _text(found.get("previous_address"))
    moved = f"was {before}" if before and before != found.get("address") else ""
    reason = (_text(found.get("action_reason")) or "").replace("_", " ")
    return "; ".join(filter(None, (reason, moved))) or None


def _output(name: str, change: Any) -> tuple[dict[str, Any], AttributeChanges]:
    found = _map(change)
    return {"action": _action({}, found), "address": _text(name), "name": _text(name)}, _attributes(found)


def _attributes(change: Mapping[str, Any]) -> AttributeChanges:
    before = State(change.get("before"), change.get("before_sensitive", NOT_MARKED))
    after = State(change.get("after"), change.get("after_sensitive", NOT_MARKED))
    return attribute_changes(Difference(before, after, change.get("after_unknown")))


def _change(fields: Mapping[str, Any], attributes: AttributeChanges) -> PlanChange | None:
    """Return a change; None if nothing changes. Of what is destroyed, no attributes are named."""
    action = fields["action"]
    if not action:
        return None
    if action in (DESTROY, FORGET):
        return PlanChange(**fields)
    return PlanChange(
        **fields,
        attributes=tuple(attributes.names),
        more=attributes.more,
        marked=tuple(attributes.marked),
        computed=tuple(attributes.computed),
        before=attributes.before,
        after=attributes.after,
    )


def _path(parts: Any) -> str:
    """Return a path of Terraform (`["rule", 0, "port"]`) as it is written elsewhere (`rule[0].port`)."""
    words = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in _list(parts)]
    return "".join(words).removeprefix(".")[:LONGEST_TEXT]


def _secret_variables(contents: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of variables that are declared as sensitive, or whose names are those of secrets."""
    declared = _map(_map(_map(contents.get("configuration")).get("root_module")).get("variables"))
    for name, variable in _map(contents.get("variables")).items():
        if is_secret_name(name) or _map(declared.get(name)).get("sensitive") is True:
            yield from texts_in(_map(variable).get("value"))


def _objects(differences: Any) -> dict[str, Any]:
    """Return the fields of a plan that differences of Kubernetes objects hold."""
    if not isinstance(differences, list | None):
        return {"is_told": False}
    found = [*map(_object, differences or ())]
    secrets = {secret for _, attributes in found for secret in attributes.secrets}
    changes = [change for change, _ in found if change is not None]
    fields = {"changes": in_order(changes), "unchanged": len(found) - len(changes), "is_told": True}
    return _without(fields, secrets)


def _object(difference: Any) -> tuple[PlanChange | None, AttributeChanges]:
    found, attributes = _map(difference), AttributeChanges()
    secret = _holds_secrets(found)
    lines = sum(not _entry(attributes, _map(entry), secret=secret) for entry in _list(found.get("entries")))
    kind, name, namespace = (_text(found.get(key)) for key in ("kind", "name", "namespace"))
    error, number = _text(found.get("error")), found.get("type")
    if not error and number == UNCHANGED and not isinstance(number, bool):
        return None, attributes
    place = "/".join(filter(None, (namespace, name)))
    fields = {
        "action": ERROR if error else TYPES.get(number, UNKNOWN) if isinstance(number, int) else UNKNOWN,
        "address": " ".join(filter(None, (kind, place))) or None,
        "kind": kind,
        "name": name,
        "namespace": namespace,
        "reason": error,
    }
    change = _change(fields, attributes)
    return change.with_fields({"lines": lines}) if change and lines else change, attributes


def _entry(attributes: AttributeChanges, entry: Mapping[str, Any], *, secret: bool) -> bool:
    """Add an entry of a difference. Return whether it names an attribute."""
    path, old, new = _text(entry.get("path")), entry.get("original"), entry.get("applied")
    if secret or (path and is_secret_name(path)):
        attributes.secrets.update(texts_in(old), texts_in(new))
    if path and entry.get("type") != UNCHANGED:
        known = (None, None) if NAMELESS.search(path) else (old or None, new or None)
        attributes.add(path, *known, marked=secret)
    return path is not None


def _holds_secrets(found: Mapping[str, Any]) -> bool:
    """Return whether an object is a Kubernetes `Secret`, or is called like one: its data is never shown."""
    words = (str(found.get(key) or "").casefold() for key in ("kind", "resource"))
    return any(word.removesuffix("s").endswith("secret") for word in words)


def _without(fields: dict[str, Any], secrets: set[str]) -> dict[str, Any]:
    """Return the fields of a plan without values that hold what is sensitive elsewhere in it.

    If there is too much to compare, there are no values at all.
    """
    masked = sorted(text for text in secrets if len(text.strip()) >= MIN_SECRET)
    lists = {name: value for name, value in fields.items() if name in ("changes", "outputs", "drift")}
    values = sum(len(change.before) + len(change.after) for changes in lists.values() for change in changes)
    if len(masked) > MOST_SECRETS or len(masked) * values > MOST_COMPARISONS:
        cleaned = {name: _each(changes, lambda _: True) for name, changes in lists.items()}
    else:
        texts = masked[:MOST_SECRETS]
        cleaned = {name: _each(changes, lambda one: _holds(one, secrets, texts)) for name, changes in lists.items()}
    return {**fields, **cleaned, "secrets": tuple(masked[:MOST_SECRETS])}


def _each(changes: Iterable[PlanChange], is_hidden: Callable[[Any], bool]) -> Collection[PlanChange]:
    """Return changes without the values of attributes of which one is hidden."""
    return Collection(_with_shown(change, is_hidden) for change in changes)


def _with_shown(change: PlanChange, is_hidden: Callable[[Any], bool]) -> PlanChange:
    sides = {"before": change.before, "after": change.after}
    hidden = {name for values in sides.values() for name, value in values.items() if is_hidden(value)}
    return change.with_fields(
        {side: {name: value for name, value in values.items() if name not in hidden} for side, values in sides.items()}
    )


def _holds(value: Any, secrets: set[str], parts: Sequence[str]) -> bool:
    """Return whether a value is, or holds, one of some secrets; or has one of some texts as a part."""
    texts = [*texts_in(value)]
    return not secrets.isdisjoint(texts) or any(part in text for text in texts for part in parts)


def _items(contents: Mapping[str, Any], name: str) -> list[Any]:
    return _list(contents.get(name))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value[:LONGEST_TEXT] if isinstance(value, str) and value else None
