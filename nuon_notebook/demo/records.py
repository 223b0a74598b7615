"""What every record of the demo world is made of: ids, times, secrets, and the wire's habit of leaving zeros out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

Record = dict[str, Any]
T = TypeVar("T")

TODAY = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
"""The moment at which the world is looked at; nothing in it reads a clock."""

ZERO_TIME = "0001-01-01T00:00:00Z"

ALWAYS_SENT = frozenset(
    {"plan_only", "created_by", "group_retry_idx", "component", "references", "app_configs", "app_branch"}
)
"""Keys that the server sends even where their value is zero."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

SECRET_LABELS = (
    "slack-webhook", "datadog", "database", "redis", "smtp", "license", "registry", "npm", "stripe", "signing-key",
    "admin-password", "k8s-secret", "oidc", "sentry", "webhook", "deploy-key", "backup", "write-token", "log-attrs",
    "sandbox-output", "sandbox-env", "sandbox-variable", "runner-env", "runner-script", "terraform-env",
    "terraform-file", "job-env", "job-argument", "job-command", "build-argument", "build-env", "dockerfile",
    "readme", "commit-message", "status-reason", "step-metadata", "workflow-metadata", "install-metadata",
    "status-metadata", "link", "approval-note", "description", "ref-value", "unknown-property", "azure-principal",
    "install-input", "action-command", "input-description", "status-description", "warehouse", "object-store",
    "manifest",
)  # fmt: skip


def digest(*key: object) -> int:
    """A large number that depends on `key` and nothing else."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, key)).encode()).digest(), "big")


def make_id(prefix: str, *key: object) -> str:
    """An identifier as the API makes them, 26 characters, derived from a readable key."""
    number, text = digest(prefix, *key), ""
    for _ in range(23):
        number, remainder = divmod(number, len(_DIGITS))
        text += _DIGITS[remainder]
    return prefix + text


def hexadecimal(length: int, *key: object) -> str:
    """`length` hexadecimal digits derived from `key`, for checksums, commits and trace ids."""
    return hashlib.sha256("/".join(map(str, key)).encode()).hexdigest()[:length]


def between(low: float, high: float, *key: object) -> float:
    """A number from `low` to `high` derived from `key`."""
    return low + (high - low) * (digest("between", *key) % 10_000_019) / 10_000_019


def shuffled(items: Iterable[T], *key: object) -> list[T]:
    """`items` in an order that looks like none and is the same every time."""
    return [item for _, item in sorted(enumerate(items), key=lambda pair: digest("order", pair[0], *key))]


def moment(text: str) -> datetime:
    """The time `text` says ("2025-11-24 09:14"), in UTC, with seconds and microseconds derived from it."""
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return start + timedelta(microseconds=digest("moment", text) % 60_000_000)


def wire_time(when: datetime) -> str:
    """RFC 3339 with nine fractional digits, trailing zeros left out, as the server writes times."""
    nanoseconds = when.microsecond * 1000 + digest("ns", when.isoformat()) % 1000
    fraction = f".{nanoseconds:09d}".rstrip("0").rstrip(".")
    return f"{when:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def nanoseconds(duration: timedelta) -> int:
    """A duration as the API counts it."""
    return duration // timedelta(microseconds=1) * 1000


@cache
def secret(label: str) -> str:
    """The made-up secret called `label`, recognisable wherever it turns up."""
    if label not in SECRET_LABELS:
        raise KeyError(label)
    return f"demosecret-{label}-{hexadecimal(12, 'secret', label)}"


SECRETS = tuple(secret(label) for label in SECRET_LABELS)
"""Every secret value of the demo world: none of them may be seen in any output."""


def expand(value: T, tag: str = "") -> T:
    """`value` with `@secret(label)` and `@tag` replaced in all its texts."""
    result: Any = value
    if isinstance(value, str):
        result = re.sub(r"@secret\(([a-z0-9-]+)\)", lambda match: secret(match[1]), value).replace("@tag", tag)
    elif isinstance(value, Mapping):
        result = {key: expand(item, tag) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        result = [expand(item, tag) for item in value]
    return result  # type: ignore[no-any-return] # of the type that came in


@cache
def text(name: str) -> str:
    """The contents of one file of `texts/`, with its secrets filled in and `@tag` left for the caller."""
    return expand((files(__package__) / "texts" / name).read_text(encoding="utf-8"), "@tag")


def base64_json(document: object) -> str:
    """`document` as the API sends policies: JSON in Base64."""
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()


def record(**fields: Any) -> Record:
    """A wire record: what is zero is left out, as the server does, except what it always sends."""
    return {
        name: value
        for name, value in fields.items()
        if name in ALWAYS_SENT or not (value is None or value is False or value in (0, "", [], {}, ()))
    }


def stamped(identity: str, when: datetime, by: str, **fields: Any) -> Record:
    """A record with the four columns that all of them have."""
    time = wire_time(when)
    return record(id=identity, created_at=time, updated_at=fields.pop("updated_at", time), created_by_id=by, **fields)


def as_time(text_: str) -> datetime:
    """The moment that a wire time says."""
    return datetime.fromisoformat(text_)


def without(source: Record, *names: str) -> Record:
    """A copy of `source` that lacks `names`."""
    return {name: value for name, value in source.items() if name not in names}


def only(source: Record, *names: str) -> Record:
    """A copy of `source` that has nothing but `names`, where they are there."""
    return {name: source[name] for name in names if name in source}
