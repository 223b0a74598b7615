"""Rules that recognise a token by its shape, wherever it stands.

High entropy alone is no rule: ids, commits and digests have it too, and they have to stay readable.

Some plugins of detect-secrets are left out. Those for high entropy and public addresses match ids, digests and every
manifest. Those for JSON Web Tokens, private keys, OpenAI tokens, URLs with passwords and assignments take quadratic
time on hostile text; rules of this package replace them.
"""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.matchers import Pattern, Plugin
from nuon_notebook.redaction.private_keys import find_private_keys
from nuon_notebook.redaction.rule import CaseSensitive, Expression, Rule

COMMIT: Final = r"[0-9a-f]{40}"

TOKEN_RULES: Final = (
    Rule(
        "nuon-token", "Nuon token",
        Pattern(r"(?<![0-9A-Za-z])tok(?:[0-9a-z]{23}|(?=[a-z]*+[0-9])[0-9a-z]{20,60})(?![0-9A-Za-z])"),
        any_of=(Expression("tok[0-9a-z]{20}"),),
    ),
    Rule(
        "json-web-token", "JSON Web Token",
        Pattern(r"(?<![\w-])eyJ[\w=-]{4,}+\.[\w=-]{4,}+(?:\.[\w.+/=-]*+)?"),
        any_of=("eyj",),
    ),
    Rule(
        "aws-session-token", "AWS session token",
        Pattern(r"(?<![\w+/])(?:FwoG|IQoJ|FQoG)[A-Za-z0-9+/]{60,}+=*"),
        any_of=("fwog", "iqoj", "fqog"),
    ),
    Rule(
        "slack-webhook", "Slack webhook",
        Pattern(r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{8,}+)"),
        any_of=("hooks.slack.com",),
    ),
    Rule(
        "webhook", "webhook",
        Pattern(r"(?:discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/([\w@/.-]{8,}+)"),
        any_of=("/api/webhooks/", "webhook.office.com/"),
    ),
    Rule(
        "slack-token", "Slack token",
        Pattern(r"\bx(?:app|oxe|oxc|oxd|oxa|oxb|oxp|oxs|oxr)-[\w-]{10,}+"),
        any_of=("xapp-", "xox"),
    ),
    Rule("github-pat", "GitHub token", Pattern(r"\bgithub_pat_\w{22,}+"), any_of=("github_pat_",)),
    Rule("google-api-key", "Google API key", Pattern(r"\bAIza[\w-]{35}"), any_of=("aiza",)),
    Rule(
        "openai-token", "OpenAI token",
        # Pages of scikit-learn are full of style classes such as `sk-toggleable__label-arrow` and of `sk-` with a UUID.
        Pattern(
            r"(?<![\w-])sk-(?![0-9a-f]{8}-[0-9a-f]{4}-)(?=[\w-]{0,100}[0-9A-Z])(?:proj-|ant-|svcacct-|admin-)?"
            r"[A-Za-z0-9][\w-]{19,}+"
        ),
        any_of=(Expression(r"sk-[a-z0-9][\w-]{19}"),),
    ),
    Rule(
        "stripe-key", "Stripe key",
        Pattern(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}+"),
        any_of=("k_live_", "k_test_"),
    ),
    Rule("artifactory-token", "Artifactory token", Pattern(r"\bAKC[A-Za-z0-9]{10,}+"), any_of=("akc",)),
    Rule("vault-token", "Vault token", Pattern(r"\bhv[sbr]\.[\w-]{20,}+"), any_of=("hvs.", "hvb.", "hvr.")),
    Rule(
        "terraform-token", "Terraform token",
        Pattern(r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{30,}+"),
        any_of=(".atlasv1.",),
    ),
    Rule(
        "access-token", "access token",
        Pattern(r"\b(?:dckr_pat_|dop_v1_|glsa_|glc_|shpat_|lin_api_|ATATT3|PMAK-)[\w=-]{20,}+"),
        any_of=("dckr_pat_", "dop_v1_", "glsa_", "glc_", "shpat_", "lin_api_", "atatt3", "pmak-"),
    ),
    Rule("age-key", "age key", Pattern(r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}+"), any_of=("age-secret-key-1",)),
    Rule(
        "password-hash", "password hash",
        Pattern(r"(?<![\w$])\$(?:2[abxy]|1|5|6|7|y|argon2\w{1,3}|scrypt)\$[./A-Za-z0-9$=,+-]{20,}+"),
        any_of=("$2a$", "$2b$", "$2x$", "$2y$", "$1$", "$5$", "$6$", "$7$", "$y$", "$argon2", "$scrypt$"),
    ),
    Rule("private-key", "private key", find_private_keys, any_of=("----begin", "---- begin")),
    Rule(
        "base64-private-key", "private key",
        Pattern(r"\bLS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FURS)[A-Za-z0-9+/]{16,}+=*"),
        any_of=("ls0tls1crudjti",),
    ),
    Rule(
        "detect-secrets-aws", "AWS Access Key", Plugin("AWSKeyDetector", ignored=COMMIT),
        any_of=(
            Expression("a(?:3t[a-z0-9]|bia|cca|kia|sia)[0-9a-z]{16}"),
            Expression("aws.{0,20}?(?:key|pw|pass|token).{0,20}?[0-9a-z/+]{40}"),
        ),
        and_any_of=(CaseSensitive("A(?:3T[A-Z0-9]|BIA|CCA|KIA|SIA)[0-9A-Z]{16}"), Expression("[0-9a-z/+]{40}")),
    ),
    Rule(
        "detect-secrets-discord", "Discord Bot Token", Plugin("DiscordBotTokenDetector"),
        any_of=(Expression(r"\.[\w-]{6}\.[\w-]{27}"),),
    ),
    Rule(
        "detect-secrets-github", "GitHub Token", Plugin("GitHubTokenDetector"),
        any_of=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    ),
    Rule(
        "detect-secrets-mailchimp", "Mailchimp Access Key", Plugin("MailchimpDetector", whole_words=True),
        any_of=(Expression(r"-us[0-9](?<=[0-9a-z]{32}-us[0-9])"),),
    ),
    Rule(
        "detect-secrets-npm", "NPM tokens", Plugin("NpmDetector"),
        any_of=(
            Expression("npm_[a-z0-9-]{36}"),
            Expression(r"_authtoken[\s\S]{0,14}?[a-z0-9-]{36}"),
            Expression(r"npm[ _-]?token[\s\S]{0,14}?[a-z0-9-]{36}"),
        ),
    ),
    Rule(
        "detect-secrets-sendgrid", "SendGrid API Key", Plugin("SendGridDetector"),
        any_of=(Expression(r"sg\.[\w-]{22}\."),),
    ),
    Rule(
        "detect-secrets-slack", "Slack Token", Plugin("SlackDetector"),
        any_of=("hooks.slack.com", Expression("xox[abposr]-")),
    ),
    Rule("detect-secrets-square", "Square OAuth Secret", Plugin("SquareOAuthDetector"), any_of=("sq0csp-",)),
    Rule("detect-secrets-stripe", "Stripe Access Key", Plugin("StripeDetector"), any_of=("k_live_",)),
    Rule(
        "detect-secrets-twilio", "Twilio API Key", Plugin("TwilioKeyDetector", whole_words=True),
        any_of=(Expression("ac[a-z0-9]{32}"), Expression("sk[a-z0-9]{32}")),
        and_any_of=(CaseSensitive("AC[a-z0-9]{32}"), CaseSensitive("SK[a-z0-9]{32}")),
    ),
)  # fmt: skip
