"""The API's types and masking table as test data, and payloads made from them."""

from __future__ import annotations

import base64
import json
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nuon_notebook import models
from nuon_notebook.models import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
INSTALLER = json.loads((HERE / "installer.schema.json").read_text())["$defs"]
RELATED = json.loads((HERE / "related.schema.json").read_text())["$defs"]
OLDER_MASKING = json.loads((HERE / "masking.json").read_text())
NEWER_MASKING = json.loads((HERE / "newer.masking.json").read_text())


def _both(older: Any, newer: Any) -> Any:
    return {**older, **newer} if isinstance(newer, dict) else [*older, *newer]


MASKING: dict[str, Any] = {
    policy: _both(OLDER_MASKING.get(policy, ()), newer) for policy, newer in NEWER_MASKING.items() if policy != "about"
}

NEWER = json.loads((HERE / "newer.schema.json").read_text())["$defs"]

HIDDEN_WHOLE = {
    "callback.Ref": "where a stack reports back to",
    "signaldb.SignalData": "a payload of any shape in the server's work queue",
}
"""Types that are never shown, whatever they hold, so that no model says what is in them."""
COPIES = {
    ("app.AppOperationRoleRule", "org"): "a copy of the org of the connection",
    ("app.InstallRoleUsage", "runner_job"): "a copy of the job that it belongs to",
    ("app.InstallRoleUsage", "workflow"): "a copy of the workflow of that job",
}
"""Properties that hold a record once more that is shown elsewhere. They are hidden whole, too."""


def every_type() -> dict[str, Any]:
    """The types of all schemas. Of a property that two schemas list, the older one is more precise."""
    old = {**INSTALLER, **RELATED}
    found = {name: kind for name, kind in {**NEWER, **old}.items() if name not in HIDDEN_WHOLE}
    for name, kind in found.items():
        newer = NEWER.get(name, {})
        if "properties" in kind:
            every = {**newer.get("properties", {}), **kind["properties"]}
            properties = {prop: _opened(name, prop, schema) for prop, schema in every.items()}
            found[name] = {**kind, "properties": dict(sorted(properties.items()))}
        elif "enum" in kind:
            found[name] = {**kind, "enum": sorted({*kind["enum"], *newer.get("enum", ())})}
    return found


def _opened(name: str, prop: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {} if target(schema) in HIDDEN_WHOLE or (name, prop) in COPIES else schema


def target(schema: dict[str, Any]) -> str:
    """The name of the type that a property, or its items, refer to; empty for plain values."""
    for inner in (schema, schema.get("items", {}), schema.get("additionalProperties", {})):
        if "$ref" in inner:
            return str(inner["$ref"]).rsplit("/", 1)[1]
    return ""


TYPES = every_type()
OBJECTS = {name: kind["properties"] for name, kind in TYPES.items() if "properties" in kind}
ENUMS = {name: kind["enum"] for name, kind in TYPES.items() if "enum" in kind}
PROPERTIES = [(name, prop) for name, props in OBJECTS.items() for prop in props]

TIMES = {prop for _, prop in PROPERTIES if prop.endswith("_at")} | {
    "date", "minute_bucket", "time", "timestamp", "valid_from", "valid_to"
}  # fmt: skip
DURATIONS = {"alive_time", "execution_time", "execution_duration", "timeout"} | {
    p for _, p in PROPERTIES if p.endswith("_timeout")
}
DOCUMENTS = {("app.AppAWSIAMPolicyConfig", "contents"), ("app.AppAWSIAMRoleConfig", "permissions_boundary")}
ANY_TYPE, UNKNOWN = "(any type)", "(unknown property)"
UNLISTED = "not_in_the_schema"


for exported in models.__all__:
    getattr(models, exported)  # some are imported at first use


def subclasses(kind: type[Model]) -> Iterator[type[Model]]:
    for sub in kind.__subclasses__():
        if sub.__module__.startswith("nuon_notebook.models."):
            yield sub
        yield from subclasses(sub)


MODELS = {kind.api_type: kind for kind in subclasses(Model) if kind.api_type}
for kind in MODELS.values():
    kind.model_rebuild()  # fields that name a type declared further down


@cache
def rows(policy: str) -> list[tuple[str, str]]:
    """The rows of a policy as type and property; a row for any type once for each type that has the property."""
    expanded = []
    for row in MASKING[policy]:
        owner, prop = row.rsplit(".", 1)
        having = [name for name in OBJECTS if prop in OBJECTS[name] or prop == UNKNOWN]
        owners = having if owner == ANY_TYPE else [owner]
        expanded += [(name, UNLISTED if prop == UNKNOWN else prop) for name in owners]
    return expanded


WITHHELD = {*rows("withheld")}
NEVER = {*rows("never"), *rows("never_if"), *WITHHELD}
NEVER |= {(target(OBJECTS[name][prop]), UNLISTED) for name, prop in NEVER if target(OBJECTS[name][prop]) in OBJECTS}
"""With what no schema lists of an object that is never shown itself."""


def field_name(api_type: str, prop: str) -> str:
    """The name of the field that holds a property; of one that no schema lists, its own."""
    if prop == UNLISTED:
        return prop
    for name, field in MODELS[api_type].model_fields.items():
        alias = field.validation_alias
        choices = getattr(alias, "choices", [alias])
        if prop == name or prop in choices:
            return name
    return ""


def encoded(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def filled(api_type: str, *, secrets: bool = True, deep: int = 2, marks: Iterator[int] | None = None) -> dict[str, Any]:
    """A payload of a type in which every property has a value of its own, some levels deep."""
    marks = marks or count(1)
    payload = {}
    for prop, schema in OBJECTS[api_type].items():
        if deep == 0 and target(schema) in OBJECTS:
            continue
        value = _filled(api_type, prop, schema, {"secrets": secrets, "deep": deep - 1, "marks": marks})
        if secrets or (api_type, prop) not in NEVER:
            payload[prop] = value
    return payload


def _filled(api_type: str, prop: str, schema: dict[str, Any], how: dict[str, Any]) -> Any:
    mark = next(how["marks"])
    if schema.get("type") == "array":
        return [_filled(api_type, prop, schema["items"], how) for _ in range(2)]
    if schema.get("type") == "object" or schema == {}:
        inner = schema.get("additionalProperties") or {"type": "string"}
        return {f"KEY_{mark}": _filled(api_type, prop, inner, how)}
    refers = target(schema)
    if refers in OBJECTS:
        return filled(refers, **how)
    if refers:
        return ENUMS[refers][mark % len(ENUMS[refers])]
    return _plain(api_type, prop, schema["type"], mark)


def _plain(api_type: str, prop: str, kind: str, mark: int) -> Any:
    if kind == "boolean":
        return True
    if kind == "number":
        return mark + 0.5
    if kind == "integer":
        return mark * 1_000 if prop in DURATIONS else mark
    if prop in TIMES:
        return f"2025-11-20T09:14:03.{mark:06}Z"
    if (api_type, prop) in DOCUMENTS:
        return encoded({"Version": "2012-10-17", "Statement": [{"Sid": f"sid{mark}"}]})
    return f"{prop} {mark}"


def renamed(api_type: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A payload with the models' names of the properties, and null for what is secret."""
    return {field_name(api_type, prop): _renamed(api_type, prop, value) for prop, value in payload.items()}


def _renamed(api_type: str, prop: str, value: Any) -> Any:
    if (api_type, prop) in NEVER:
        return None
    refers = target(OBJECTS[api_type][prop])
    if refers not in OBJECTS:
        return value
    return [renamed(refers, item) for item in value] if isinstance(value, list) else renamed(refers, value)


def with_mark(api_type: str, prop: str, mark: str) -> dict[str, Any]:
    """A payload of a type that holds a marked value in one property."""
    schema = OBJECTS[api_type].get(prop, {"type": "string"})
    value: Any = mark
    if target(schema) in OBJECTS:
        value = with_mark(target(schema), prop, mark)
    elif schema.get("type") == "array":
        value = [mark]
    elif schema.get("type") == "object" or schema == {}:
        value = {"A_NAME": mark}
    return {"sensitive": True, prop: value} if (api_type, prop) in rows("never_if") else {prop: value}
