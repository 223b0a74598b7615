"""Names that say that what is assigned to them is secret."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SECRET = re.compile(
    r"passw|passphrase|passcode|pwd|pgpass|(?:^|db|my|sql|redis|smtp|user|admin)pass$"
    r"|secret(?!s?manager)|token(?!iz)|credential|bearer|authorization|cookie|webhook|connectionstring|dsn$|kubeconfig"
    r"|sharedaccess|hmac$|salt$|sig$|signature$"
    r"|(?:api|access|private|priv|secret|signing|encryption|crypto|master|root|admin|shared|account|service|auth"
    r"|session|storage|deploy|deployment|client|host|integration|application|app|license|ssh|tls|rsa|jwt|hmac|sas"
    r"|db|database)keys?(?!id)"
)
PASSWORD = re.compile(r"passw|pwd|passphrase|passcode|pass$")
HARMLESS_ENDINGS: Final = frozenset(
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
"""Last words of names that tell something about a secret instead of holding it: `tokenTTL`, `secretName`."""

BROAD = re.compile(
    r"pass|pwd|token|key|secret|cred|dsn|auth|private|salt|webhook|bearer|cookie|cert|sign|conn|sas|pin$|otp|seed"
    r"|mnemonic|license|session|jwt|hash|database_?url|(?:redis|amqp|mongo|postgres|broker)\w*ur[il]"
)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether a text that assigns a literal to a name gives a secret away: `db_password`, not `tokenTTL`."""
    words = [word.lower() for word in WORDS.findall(name)]
    joined = "".join(words)
    if not SECRET.search(joined) or joined.endswith(("publickey", "publickeys")):
        return False
    return words[-1] not in HARMLESS_ENDINGS


@lru_cache(maxsize=4096)
def is_password_name(name: str) -> bool:
    """Tell whether whatever is assigned to a name is secret, a number or a word of prose too."""
    return PASSWORD.search("".join(WORDS.findall(name)).lower()) is not None


@lru_cache(maxsize=4096)
def may_be_secret_name(name: str) -> bool:
    """Tell whether a variable's name is any reason at all not to show its literal value."""
    return BROAD.search(name.lower().replace("-", "_")) is not None
