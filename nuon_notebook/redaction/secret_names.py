"""Recognises names whose values are secret, such as `db_password`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

SECRET_WORDS: Final = (
    *("pass", "pw", "secret", "token", "key", "cred", "dsn", "auth", "bearer", "cookie", "webhook", "salt", "sig"),
    *("hmac", "psk", "mnemonic", "plaintext", "connection.?string", "conn.?str", "kube.?config"),
    *("pat(?![a-z])", "sas(?![a-z])", "pin(?![a-z])", "pin.?code", "phrase", "mfa.?seed", "otp.?seed"),
    *("recovery.?code", "backup.?code", "community", "sonar.?login", "bw.?session"),
)
"""Expressions in lower case; each secret name contains a match of one of them."""

SECRET_WORD = lazy_pattern("|".join(SECRET_WORDS), re.IGNORECASE)

WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SECRET_NAME = lazy_pattern(
    r"passw|passphrase|passcode|pwd|pgpass|authtok$|snmpcommunity$|communitystring$|xauth$|rediscliauth$|sonarlogin$|bwsession$|motdepasse$|sopsagekey$|mnemonic$|seedphrase$|(?:otp|mfa)seed$"
    r"|secret(?!s?manager|ar[iy])|token(?!iz)|credential|bearer|authorization|cookie|webhook|connectionstring|connstr$|dsn$"
    r"|kubeconfig|sharedaccess|(?:recovery|backup)codes?$|plaintextvalue$|hmac$|salt$|sig$|signature$|psk$"
    r"|(?:api|access|private|priv|secret|signing|encryption|decryption|validation|crypto|master|root|admin|shared|account"
    r"|service|auth|session|storage|deploy|deployment|client|host|integration|application|app|license|ssh|tls|rsa|jwt"
    r"|hmac|sas|db|database|instrumentation|subscription|functions?|unseal|recovery|fernet|consumer|webhook|vapid"
    r"|stripe|openai|sendgrid|mailgun|datadog|newrelic|sentry|algolia|twilio|azure|aws|cosmos|anthropic)keys?(?!id)"
)
PASS_NAME = lazy_pattern(
    r"(?:^|db|my|sql|redis|smtp|user|admin|ssh|become|sudo|su|require|key|store|trust|mail|imap|ftp|http|basic|auth"
    r"|bind|ldap|root|login|master|vault|conn|enable|account|svc|service|mongo|pg|postgres|rabbit|rabbitmq|amqp|mq|broker"
    r"|elastic|oracle|snmp|wifi|email|registry|docker|gpg|p12|pfx|cert|jks|ansible|api|app|client|server|backup|restic"
    r"|sftp|nexus|jenkins|grafana|ca|archive|zip|ipmi|bmc|vnc|rdp|winrm|domain)pass$"
)
"""Names that end with `pass`: `keystorePass` is secret, `first_pass` and `bypass` are not."""

JOINED_PASSWORD = lazy_pattern(r"(?:bind|root|user|admin|db|login|ldap|master)pw$")
PIN_NAME = lazy_pattern(
    r"(?:admin|user|card|sim|security|unlock|login|device|token|hsm|smartcard|access|account|so|door|wallet)pin$|pincode$"
)
WHOLE_WORDS: Final = frozenset({"pat", "pw", "sas", "psk"})
"""Last words of names that are secret as a whole word only: `GITHUB_PAT`."""

PASSWORD_NAME = lazy_pattern(r"passw|pwd|passphrase|passcode|pass$|pw$|pin$|psk$|pincode$")
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
        *("stdin", "encryption"),
    }
)
"""Last words of names that describe a secret instead of holding one: `tokenTTL`, `secretName`."""

POSSIBLE_SECRET_NAME = lazy_pattern(
    r"pass|pwd|token|key|secret|cred|dsn|auth|private|salt|webhook|bearer|cookie|cert|sign|conn|sas|pin$|otp|seed"
    r"|mnemonic|license|session|jwt|hash|database_?url|(?:redis|amqp|mongo|postgres|broker)\w*ur[il]"
)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether a literal that is assigned to a name is secret: `db_password` is such a name, `tokenTTL` is not."""
    if not SECRET_WORD.search(name):
        return False
    words = [word.lower() for word in WORD.findall(name)]
    if not words or words[-1] in DESCRIPTIVE_ENDINGS:
        return "".join(words) == "privatekeyid"
    joined = "".join(words)
    if joined.endswith(("publickey", "publickeys", "sshkeys", "cipherpsk")) or words[0] == "ask":
        return False
    return bool(
        words[-1] in WHOLE_WORDS
        or (words[-1] == "pass" and name.isupper())
        or SECRET_NAME.search(joined)
        or PASS_NAME.search(joined)
        or PIN_NAME.search(joined)
        or JOINED_PASSWORD.search(joined)
    )


@lru_cache(maxsize=4096)
def is_password_name(name: str) -> bool:
    """Tell whether any value assigned to a name is secret, even a number or an ordinary word."""
    return PASSWORD_NAME.search("".join(WORD.findall(name)).lower()) is not None


@lru_cache(maxsize=4096)
def may_be_secret_name(name: str) -> bool:
    """Tell whether a name could be that of a secret. Literal values of such variables are not shown."""
    return POSSIBLE_SECRET_NAME.search(name.lower().replace("-", "_")) is not None
