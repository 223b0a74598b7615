"""Rules that recognise a secret in a URL or in another address of a server."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.matchers import Pattern
from nuon_notebook.redaction.rule import Expression, Rule

URL_WITH_PASSWORD: Final = "URL with a password"  # noqa: S105 - words for people
SIGNING_PARAMETERS: Final = (
    r"sig|signature|X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential)|hmac|hash_?key"
    r"|subscription-key|auth_?key|license_?key"
)
AMBIGUOUS_PARAMETERS: Final = (
    r"code|key|auth|jwt|session(?:_?id)?|sid|ticket|otp|assertion|SAMLResponse|st|nonce|state_token"
)

URL_RULES: Final = (
    Rule(
        "url-signature", "signature of a URL",
        Pattern(rf"[?&;](?i:{SIGNING_PARAMETERS})=([^&\s\"'<>]{{8,}}+)"),
        any_of=("sig=", "signature=", "x-amz-", "x-goog-", "hmac=", "key="),
    ),
    Rule(
        "url-parameter", "secret in a URL",
        Pattern(
            rf"[\w/.)#?&-][?&](?:{AMBIGUOUS_PARAMETERS})="
            r"((?=[A-Za-z._~%+/=-]{0,80}+[0-9])(?=[0-9._~%+/=-]{0,40}+[A-Za-z])[A-Za-z0-9._~%+/=!-]{8,}+)"
        ),
        any_of=(
            "code=", "key=", "auth=", "jwt=", "session=", Expression("session_?id="), "sid=", "ticket=", "otp=", "assertion=",
            "samlresponse=", "&st=", "?st=", "nonce=", "state_token=",
        ),
        and_any_of=("?", "&"),
    ),
    Rule(
        "url-password", URL_WITH_PASSWORD,
        Pattern(r"[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s/:@\"'<>]{0,200}+:([^\s/\"'<>]{1,300})@"),
        any_of=("@",), and_any_of=("://",),
    ),
    Rule(
        "url-password-with-slash", URL_WITH_PASSWORD,
        Pattern(
            r"[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s/:@\"'<>]{0,200}+:(?!\d{1,5}[/?#])"
            r"([^\s\"'<>@:]{1,200}[/?#][^\s\"'<>@]{0,200}+)@[\w\[]"
        ),
        any_of=("@",), and_any_of=("://",),
    ),
    Rule(
        "url-token", "URL with a token",
        Pattern(r"\b(?:https?|nats|tls|wss?|git)://([\w-]{20,}+)@"),
        any_of=("@",), and_any_of=("://",),
    ),
    Rule(
        "database-address-password", URL_WITH_PASSWORD,
        Pattern(r"(?<![\w.-])[\w.-]{1,100}+:([^\s:@/\"']{1,200}+)@(?:tcp|unix)\("),
        any_of=("@tcp(", "@unix("),
    ),
    Rule(
        "oracle-password", URL_WITH_PASSWORD,
        Pattern(
            r"(?:\bjdbc:oracle:\w{2,8}+:|\b(?:sqlplus|impdp|expdp|sqlldr|rman)\b[^\n|;@/]{0,60}[ \t=\"'])"
            r"[\w.$#-]{1,60}+/\\?\"?([^\s\"@/\\]{1,200}+)\\?\"?@"
        ),
        any_of=("jdbc:oracle:", "sqlplus", "impdp", "expdp", "sqlldr", "rman"), and_any_of=("@",),
    ),
)  # fmt: skip
