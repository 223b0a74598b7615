"""Rules that recognise a token by its shape, where its beginning alone does not tell.

Tokens with a known prefix are in `known_tokens`. High entropy alone is no rule: ids, commits and digests have it too,
and they have to stay readable.
"""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.matchers import Pattern
from nuon_notebook.redaction.private_keys import find_private_keys
from nuon_notebook.redaction.rule import Expression, Rule

TOKEN_RULES: Final = (
    Rule(
        "json-web-token", "JSON Web Token",
        Pattern(
            r"(?<![\w-])(?:eyJ|eyA[gi]|ewo[gJ]|ewkJ|ew0K|ey(?=[A-Za-z0-9]{17,200}+\.ey))[\w=-]{4,}+\."
            r"(?:[\w=-]{4,}+(?:\.[\w.+/=-]*+)?|\.[\w=-]{4,}+\.[\w.=-]{4,}+)"
        ),
        any_of=(
            *("eyj", "eyag", "eyai", "ewog", "ewoj", "ewkj", "ew0k"),
            Expression(r"\.ey[\w-]{2}(?<=[a-z0-9]{17}\.ey[\w-]{2})"),
        ),
    ),
    Rule(
        "slack-webhook", "Slack webhook",
        Pattern(r"(?i:hooks\.slack(?:-gov)?\.com)/(?:services|workflows|triggers)/([\w/-]{8,}+)"),
        any_of=("hooks.slack.com", "hooks.slack-gov.com"),
    ),
    Rule(
        "webhook", "webhook",
        Pattern(r"(?:discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/([\w@/.-]{8,}+)"),
        any_of=("/api/webhooks/", "webhook.office.com/"),
    ),
    Rule(
        "terraform-token", "Terraform token",
        Pattern(r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{30,}+"),
        any_of=(".atlasv1.",),
    ),
    Rule("private-key", "private key", find_private_keys, any_of=("----begin", "---- begin")),
    Rule(
        "aws-secret-key", "AWS secret key",
        Pattern(
            r"(?i:aws.{0,20}?(?:key|pw|pass|token)).{0,20}?(?<![\w+/])"
            r"(?=[a-z0-9+/]{0,39}+[A-Z])(?=[A-Z0-9+/]{0,39}+[a-z])([0-9A-Za-z+/]{40})(?![\w+/=])"
        ),
        any_of=(Expression("aws.{0,20}?(?:key|pw|pass|token).{0,20}?[0-9a-z/+]{40}"),),
        and_any_of=("aws",),
    ),
    Rule(
        "discord-token", "Discord token",
        Pattern(r"(?<![\w-])[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}+"),
        any_of=(Expression(r"\.[\w-]{6}\.[\w-]{27}"),),
    ),
    Rule(
        "telegram-token", "Telegram token",
        Pattern(r"(?<![0-9])[0-9]{8,10}:A[A-Za-z][\w-]{33}(?![\w-])"),
        any_of=(Expression(r":a[a-z][\w-]{33}"),),
        and_any_of=(":a",),
    ),
    Rule(
        "mailchimp-key", "Mailchimp key",
        Pattern(r"(?<![\w-])[0-9a-f]{32}-us[0-9]{1,2}(?![\w-])"),
        any_of=(Expression(r"-us[0-9](?<=[0-9a-f]{32}-us[0-9])"),),
        and_any_of=("-us",),
    ),
    Rule(
        "mailgun-signing-key", "Mailgun key",
        Pattern(r"(?<![\w-])[0-9a-h]{32}-[0-9a-h]{8}-[0-9a-h]{8}(?![\w-])"),
        any_of=(Expression(r"-[0-9a-h]{8}-(?<=[0-9a-h]{32}-[0-9a-h]{8}-)"),),
    ),
    Rule(
        "npmrc-token", "npm token",
        Pattern(r"(?i:_authtoken|npm[ _-]?token)[\s=:\"']{1,5}(?:NpmToken\.)?([a-z0-9-]{36})(?![\w-])"),
        any_of=(
            Expression(r"_authtoken[\s\S]{0,14}?[a-z0-9-]{36}"),
            Expression(r"npm[ _-]?token[\s\S]{0,14}?[a-z0-9-]{36}"),
        ),
        and_any_of=("token",),
    ),
    Rule(
        "azure-client-secret", "Azure client secret",
        Pattern(r"(?<![\w.~-])[\w.~-]{3}[0-9]Q~[\w.~-]{31,34}(?![\w~-])"),
        any_of=(Expression(r"q~[\w.~-]{31}"),),
        and_any_of=("q~",),
    ),
    Rule(
        "azure-storage-key", "Azure storage key",
        Pattern(r"(?<![\w+/-])[A-Za-z0-9+/]{86}==(?!=)"),
        any_of=(Expression(r"==(?<=[a-z0-9+/]{86}==)"),),
        and_any_of=("==",),
    ),
    Rule(
        "azure-key", "Azure key",
        Pattern(
            r"(?<![\w+/-])(?:[A-Za-z0-9+/]{33}(?:AIoT|\+(?:ASb|AEh|ARm))[A-Za-z0-9+/]{5,6}="
            r"|[A-Za-z0-9]{42}(?:AzSe[A-D]|\+ACR[A-D])[A-Za-z0-9]{5}|[\w-]{44}AzFu[\w-]{5}[AQgw]==)"
        ),
        any_of=("aiot", "+asb", "+aeh", "+arm", "azse", "+acr", "azfu"),
    ),
    Rule(
        "azure-devops-token", "Azure DevOps token",
        Pattern(r"(?<![\w-])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![\w-])"),
        any_of=(Expression(r"azdo(?<=[a-z0-9]{76}azdo)"),),
        and_any_of=("azdo",),
    ),
    Rule(
        "new-relic-licence", "New Relic key",
        Pattern(r"(?<![\w-])[0-9a-z]{36}NRAL(?![\w-])"),
        any_of=(Expression(r"nral(?<=[0-9a-z]{36}nral)"),),
        and_any_of=("nral",),
    ),
    Rule(
        "gitlab-session", "GitLab session",
        Pattern(r"_gitlab_session=([0-9a-z]{32})"),
        any_of=("_gitlab_session=",),
    ),
    Rule(
        "zhipu-key", "token of a model provider",
        Pattern(r"\.(?<=(?<![\w./-])[0-9a-f]{32}\.)(?=[A-Za-z]{0,15}+[0-9])(?=[a-z0-9]{0,15}+[A-Z])([A-Za-z0-9]{16})(?![\w-])"),
        any_of=(Expression(r"\.[a-z0-9]{16}(?<=[0-9a-f]{32}\.[a-z0-9]{16})"),),
    ),
    Rule(
        "ngrok-token", "ngrok token",
        Pattern(r"(?<![\w-])[123][A-Za-z0-9]{26}_[A-Za-z0-9]{20,24}(?![\w-])"),
        any_of=(Expression(r"_[a-z0-9]{20}(?<=[0-9a-z]{27}_[a-z0-9]{20})"),),
    ),
    Rule(
        "maxmind-key", "MaxMind key",
        Pattern(r"(?<![\w-])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![\w-])"),
        any_of=("_mmk",),
    ),
    Rule(
        "asana-token", "Asana token",
        Pattern(r"(?<![\w/.-])[012]/(?:[0-9]{15,18}/)?[0-9]{15,18}:[0-9a-f]{32}(?![\w-])"),
        any_of=(Expression(r"/[0-9]{15,18}:[0-9a-f]{32}"),),
    ),
    Rule(
        "facebook-token", "Facebook token",
        Pattern(r"(?<![\w-])[0-9]{15,16}(?:\||%7C)(?=[0-9_-]{0,26}+[A-Za-z])[\w-]{27,40}(?![\w-])"),
        any_of=(Expression(r"\|[\w-]{27}"), Expression(r"%7c[\w-]{27}")),
    ),
    Rule(
        "kubernetes-bootstrap-token", "Kubernetes bootstrap token",
        Pattern(
            r"\.(?<=(?<![\w./@-])[a-z0-9]{6}\.)"
            r"(?![0-9a-f]{16}|[a-z]{1,16}+[0-9]{0,15}+\b)([a-z0-9]{16})(?![\w/@:(=-]|\.\w)"
        ),
        any_of=(Expression(r"\.[a-z0-9]{16}(?<=[a-z0-9]{6}\.[a-z0-9]{16})"),),
    ),
)  # fmt: skip
