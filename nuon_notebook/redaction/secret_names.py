"""Recognises names whose values are secret, such as `db_password`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SECRET_NAME = re.compile(
    r"passw|passphrase|passcode|pwd|pgpass|(?:^|db|my|sql|redis|smtp|user|admin)pass$"
    r"|secret(?!s?manager)|token(?!iz)|credential|bearer|authorization|cookie|webhook|connectionstring|dsn$|kubeconfig"
    r"|sharedaccess|hmac$|salt$|sig$|signature$"
    r"|(?:api|access|private|priv|secret|signing|encryption|crypto|master|root|admin|shared|account|service|auth"
    r"|session|storage|deploy|deployment|client|host|integration|application|app|license|ssh|tls|rsa|jwt|hmac|sas"
    r"|db|database)keys?(?!id)"
)
PASSWORD_NAME = re.compile(r"passw|pwd|passphrase|passcode|pass$")
DESCRIPTIVE_ENDINGS: Final = frozenset(
    {
        *("name", "names", "ref", "refs", "path", "paths", "file", "files", "filename", "dir", "directory", "prefix"),
        *("suffix", "id", "ids", "arn", "arns", "url", "urls", "uri", "uris", "endpoint", "server", "host", "port"),
        *("length", "len", "size", "count", "min", "max", "limit", "ttl", "expiry", "expires", "expiration", "expired"),
        *("age", "timeout", "interval", "seconds", "minutes", "hours", "days", "created", "changed", "rotation"),
        *("policy", "policies", "type", "types", "kind", "format", "algorithm", "alg", "version", "class", "mode"),
        *("enabled", "disabled", "required", "optional", "exists", "create", "automount", "valid", "invalid", "status"),
        *("audience", "issuer", "scope", "scopes", "namespace", "selector", "label", "labels", "annotation"),
        *("annotations", "description", "title", "hint", "placeholder", "field", "header", "headers", "template"),
        *("store", "manager", "provider", "providers", "engine", "backend", "driver", "controller", "operator"),
        *("mount", "mounts", "volume", "volumes", "projection", "role", "rbac", "binding", "reader", "bucket"),
        *("domain", "schema", "strength", "complexity", "method", "parameter", "param", "params", "variable", "var"),
    }
)
"""Last words of names that describe a secret instead of holding one: `tokenTTL`, `secretName`."""

POSSIBLE_SECRET_NAME = re.compile(
    r"pass|pwd|token|key|secret|cred|dsn|auth|private|salt|webhook|bearer|cookie|cert|sign|conn|sas|pin$|otp|seed"
    r"|mnemonic|license|session|jwt|hash|database_?url|(?:redis|amqp|mongo|postgres|broker)\w*ur[il]"
)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether a literal that is assigned to a name is secret: `db_password` is such a name, `tokenTTL` is not."""
    words = [word.lower() for word in WORD.findall(name)]
    joined = "".join(words)
    if not SECRET_NAME.search(joined) or joined.endswith(("publickey", "publickeys")):
        return False
    return words[-1] not in DESCRIPTIVE_ENDINGS


@lru_cache(maxsize=4096)
def is_password_name(name: str) -> bool:
    """Tell whether any value assigned to a name is secret, even a number or an ordinary word."""
    return PASSWORD_NAME.search("".join(WORD.findall(name)).lower()) is not None


@lru_cache(maxsize=4096)
def may_be_secret_name(name: str) -> bool:
    """Tell whether a name could be that of a secret. Literal values of such variables are not shown."""
    return POSSIBLE_SECRET_NAME.search(name.lower().replace("-", "_")) is not None
