"""Ids, times, secrets and texts of the demo world, and records as the API sends them: without zero values.

All of them are derived from readable keys, so that the world is always the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from nuon_notebook.demo.records import Record

T = TypeVar("T")

TEXTS = Path(__file__).with_name("texts")

ZERO_TIME = "0001-01-01T00:00:00Z"

ALWAYS_SENT = frozenset(
    {"plan_only", "created_by", "group_retry_idx", "component", "references", "app_configs", "app_branch"}
)
"""Properties that the server sends even if their value is zero."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_THREE_DIGITS = tuple(first + second + third for third in _DIGITS for second in _DIGITS for first in _DIGITS)
"""What each number below 36³ is in base 36, its last digit first: ids take most of the time of large worlds."""

SECRET_LABELS = (
    "slack-webhook", "datadog", "database", "redis", "smtp", "license", "registry", "npm", "stripe", "signing-key",
    "admin-password", "k8s-secret", "oidc", "sentry", "webhook", "deploy-key", "backup", "write-token", "log-attrs",
    "sandbox-output", "sandbox-env", "sandbox-variable", "runner-env", "runner-script", "terraform-env",
    "terraform-file", "job-env", "job-argument", "job-command", "build-argument", "build-env", "dockerfile",
    "readme", "commit-message", "status-reason", "step-metadata", "workflow-metadata", "install-metadata",
    "status-metadata", "link", "approval-note", "description", "ref-value", "unknown-property", "azure-principal",
    "install-input", "action-command", "input-description", "status-description", "warehouse", "object-store",
    "manifest", "job-metadata", "job-output", "action-output", "error-section", "error-data", "run-env",
    "artifact-annotation", "log-line", "log-attribute", "plan-before", "plan-after", "plan-variable", "plan-state",
    "helm-diff", "manifest-diff", "stack-contents", "stack-output", "stack-input", "quick-link", "phone-home",
    "otel-config", "runner-metadata", "aws-tag", "upgrade-metadata", "health-message", "policy-violation",
    "policy-document", "runbook-input", "runbook-default", "runbook-env", "label-value", "pulumi-config", "pulumi-env",
    "branch-error",
)  # fmt: skip


def digest(*key: object) -> int:
    """Return a large number derived from `key`."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, key)).encode()).digest(), "big")


def make_id(prefix: str, *key: object) -> str:
    """Return an identifier of 26 characters, as the API has them, derived from `key`."""
    number, text = digest(prefix, *key), ""
    for _ in range(8):
        number, remainder = divmod(number, len(_THREE_DIGITS))
        text += _THREE_DIGITS[remainder]
    return prefix + text[:23]


def hexadecimal(length: int, *key: object) -> str:
    """Return `length` hexadecimal digits derived from `key`, for checksums and commits."""
    return hashlib.sha256("/".join(map(str, key)).encode()).hexdigest()[:length]


def between(low: float, high: float, *key: object) -> float:
    """Return a number from `low` to `high` derived from `key`."""
    return low + (high - low) * (digest("between", *key) % 10_000_019) / 10_000_019


def moment(text: str) -> datetime:
    """Return a time given in minutes ("2025-11-24 09:14"), in UTC, with seconds and microseconds derived from it."""
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return start + timedelta(microseconds=digest("moment", text) % 60_000_000)


def wire_time(when: datetime) -> str:
    """Return a time as the server sends it: RFC 3339 with nine fractional digits, without trailing zeros."""
    written = when.isoformat()
    nanoseconds = when.microsecond * 1000 + digest("ns", written) % 1000
    fraction = f".{nanoseconds:09d}".rstrip("0").rstrip(".")
    return f"{written[:19]}{fraction}Z"


def nanoseconds(duration: timedelta) -> int:
    """Return a duration in nanoseconds, the unit of the API."""
    return duration // timedelta(microseconds=1) * 1000


@cache
def secret(label: str) -> str:
    """Return the made-up secret called `label`, which can be recognised in any output."""
    if label not in SECRET_LABELS:
        raise KeyError(label)
    return f"demosecret-{label}-{hexadecimal(12, 'secret', label)}"


SECRETS = tuple(secret(label) for label in SECRET_LABELS)
"""All secrets of the demo world. No output may show any of them."""


def expand(value: T, tag: str = "") -> T:
    """Return `value` with `@secret(label)` and `@tag` replaced in all texts."""
    result: Any = value
    if isinstance(value, str):
        result = re.sub(r"@secret\(([a-z0-9-]+)\)", lambda match: secret(match[1]), value).replace("@tag", tag)
    elif isinstance(value, Mapping):
        result = {key: expand(item, tag) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        result = [expand(item, tag) for item in value]
    return result  # type: ignore[no-any-return] # the type of the argument


@cache
def text(name: str) -> str:
    """Return the contents of a file in `texts/`. Its secrets are filled in, `@tag` is left for the caller."""
    return expand((TEXTS / name).read_text(encoding="utf-8"), "@tag")


def base64_json(document: object) -> str:
    """Return a document as the API sends policies: JSON in Base64."""
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()


def record(**fields: Any) -> Record:
    """Return a record without its zero values, except for those that the server always sends."""
    return {
        name: value
        for name, value in fields.items()
        if name in ALWAYS_SENT or not (value is None or value is False or value in (0, "", [], {}, ()))
    }


def stamped(identity: str, when: datetime, by: str, **fields: Any) -> Record:
    """Return a record with the four properties that all of them have."""
    time = wire_time(when)
    return record(id=identity, created_at=time, updated_at=fields.pop("updated_at", time), created_by_id=by, **fields)
