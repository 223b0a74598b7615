"""Tokens of known services, recognised by how they begin and how they go on.

A token is a long word, and long words are rare in texts. So one expression finds the words that begin like a
token, and only on these the kinds with that beginning are tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.rules.rule import compiled
from nuon_notebook.redaction.values.placeholders import DOCUMENTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MIN_LENGTH: Final = 16  # of a token with its prefix
INDEXED: Final = 3  # characters of a prefix

UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DIGIT: Final = r"(?=[A-Za-z_=-]{0,99}+[0-9])"
UPPER: Final = r"(?=[a-z0-9_=-]{0,99}+[A-Z])"
LOWER: Final = r"(?=[A-Z0-9_=-]{0,99}+[a-z])"
DIGIT_OR_UPPER: Final = r"(?=[a-z_=-]{0,99}+[A-Z0-9])"
"""What a word must have to be a token. Names are often written in small letters without digits."""
END: Final = r"(?![\w-])"
ALONE: Final = r"(?<![\w-].{4})"
"""Behind a prefix of four characters: no word ends with it."""


class KnownToken(NamedTuple):
    """How the tokens of a service are written.

    Attributes:
        kind: What it is, for people.
        prefixes: How it may begin, separated by blanks.
        rest: Expression of what follows. If it fails, it does so within a bounded number of characters; otherwise
            hostile texts would take quadratic time.
    """

    kind: str
    prefixes: str
    rest: str


class FoundToken(NamedTuple):
    """Where a token stands in a text, and what it is."""

    start: int
    end: int
    kind: str


KNOWN_TOKENS: Final = (
    KnownToken("Nuon token", "tok", rf"(?:[0-9a-z]{{23}}|(?=[a-z]{{0,59}}+[0-9])[0-9a-z]{{20,60}}){END}"),
    # Source code, builds and packages
    KnownToken("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"(?:[A-Za-z0-9]{30,}+|[0-9]{1,12}_eyJ)[\w.-]*+"),
    KnownToken("GitHub token", "github_pat_", DIGIT_OR_UPPER + r"\w{22,}+"),
    KnownToken("GitHub token", "v1.", rf"[0-9a-f]{{40}}{END}"),
    KnownToken(
        "GitLab token",
        "glpat- gldt- glrt- glrtr- glptt- glft- glimt- glagent- glsoat- glffct- gloas- glwt- GR1348941",
        r"[\w-]{20,}+(?:\.\w{2,}+)*+",
    ),
    KnownToken("GitLab token", "glcbt-", r"[\w-]{16,}+"),
    KnownToken("Atlassian token", "ATATT3 ATCTT3 ATSTT3", r"[\w=-]{20,}+"),
    KnownToken("Atlassian token", "ATAT", r"(?!T3)[\w=-]{100,}+"),
    KnownToken("Bitbucket token", "BBDC-", r"[\w+/=]{30,}+"),
    KnownToken("Bitbucket token", "ATBB", rf"[A-Za-z0-9]{{32}}{END}"),
    KnownToken("Buildkite token", "bkua_ bkaa_ bkaj_ bkar_ bkct_ bkpt_ bkpat_ bkps_", r"[\w-]{30,}+"),
    KnownToken("CircleCI token", "CCIPAT_ CCIPRJ_", r"\w{20,}+"),
    KnownToken("Jenkins token", "11", rf"(?=[0-9]{{0,31}}+[a-f])[0-9a-f]{{32}}{END}"),
    KnownToken("JetBrains token", "perm: perm-", r"[\w+/=-]{4,90}+\.[\w+/=-]{4,90}+\.[\w+/=-]{20,}+"),
    KnownToken("Octopus Deploy key", "API-", rf"{DIGIT}[A-Z0-9]{{26,32}}{END}"),
    KnownToken("Harness token", "pat. sat.", rf"[\w-]{{22}}\.[A-Za-z0-9]{{24}}\.[A-Za-z0-9]{{20}}{END}"),
    KnownToken("Sourcegraph token", "sgp_ slk_ sgd_", r"(?:[0-9a-fA-F]{16}_|local_)?[A-Za-z0-9]{40,}+"),
    KnownToken("Sonar token", "squ_ sqp_ sqa_", rf"[0-9a-f]{{40}}{END}"),
    KnownToken("Snyk token", "snyk_uat. snyk_sat.", r"[\w.-]{20,}+"),
    KnownToken("npm token", "npm_", rf"[A-Za-z0-9]{{36,}}+{END}"),
    KnownToken("PyPI token", "pypi-Ag", r"[\w-]{30,}+"),
    KnownToken("RubyGems token", "rubygems_", r"[0-9a-f]{32,}+"),
    KnownToken("crates.io token", "cio", rf"[A-Za-z0-9]{{32}}{END}"),
    KnownToken("NuGet key", "oy2", rf"[a-z0-9]{{43}}{END}"),
    KnownToken(
        "Packagist token",
        "packagist_out_ packagist_ort_ packagist_uut_ packagist_acs_ packagist_ack_",
        r"[0-9a-f]{28,}+",
    ),
    KnownToken("Clojars token", "CLOJARS_", r"[A-Za-z0-9]{40,}+"),
    KnownToken("Open VSX token", "ovsxp_ ovsxat_", r"[\w-]{30,}+"),
    KnownToken("Deno token", "ddp_ ddo_ jsrp_ jsrd_", rf"[A-Za-z0-9]{{30,}}+{END}"),
    KnownToken("Docker token", "dckr_pat_ dckr_oat_", r"[\w-]{20,}+"),
    KnownToken("Artifactory token", "AKCp", rf"[A-Za-z0-9]{{60,80}}{END}"),
    KnownToken("Artifactory token", "cmVmd", rf"[A-Za-z0-9]{{59}}{END}"),
    KnownToken("Postman key", "PMAK- PMAT-", r"[A-Za-z0-9]{20,}+(?:-[0-9a-f]{20,}+)?"),
    KnownToken("ReadMe key", "rdme_", r"[a-z0-9]{40,}+"),
    KnownToken("Figma token", "figd_ figu_ figo_ figor_", r"[\w-]{30,}+"),
    KnownToken("Infracost key", "ico-", rf"[A-Za-z0-9]{{32}}{END}"),
    # Clouds and platforms
    KnownToken("AWS access key", "AKIA ASIA ABIA ACCA", rf"[A-Z0-9]{{16}}{END}"),
    KnownToken("AWS access key", "A3T", rf"{DIGIT}[A-Z0-9]{{17}}{END}"),
    KnownToken("AWS session token", "FwoG IQoJ FQoG", r"[A-Za-z0-9+/]{60,}+=*+"),
    KnownToken("AWS Bedrock key", "ABSKQmVkcm9ja bedrock-api-key-", DIGIT_OR_UPPER + r"[A-Za-z0-9+/]{24,}+=*+"),
    KnownToken("AWS AppSync key", "da2-", rf"[a-z0-9]{{26}}{END}"),
    KnownToken("Amazon MWS token", "amzn.mws.", UUID),
    KnownToken("Google API key", "AIza", rf"[\w-]{{35}}{END}"),
    KnownToken("Google OAuth token", "ya29.", r"[\w.-]{20,}+"),
    KnownToken("Google OAuth token", "1//0", r"[\w-]{40,}+"),
    KnownToken("Google API key", "AQ.Ab", r"[\w-]{30,}+"),
    KnownToken("Google OAuth secret", "GOCSPX-", r"[\w-]{20,}+"),
    KnownToken("Google storage key", "GOOG", rf"{DIGIT}[A-Z0-9]{{20,60}}{END}"),
    KnownToken("Alibaba Cloud key", "LTAI", rf"[A-Za-z0-9]{{12,24}}{END}"),
    KnownToken("Alibaba Cloud key", "STS.", rf"{DIGIT}{UPPER}[A-Za-z0-9]{{16,64}}{END}"),
    KnownToken("Tencent Cloud key", "AKID", rf"[A-Za-z0-9]{{32}}{END}"),
    KnownToken("Yandex Cloud key", "AQVN", rf"[\w-]{{35,38}}{END}"),
    KnownToken("Yandex Cloud key", "YCA YCN YCM YCO YCP YCS", rf"[\w-]{{37}}{END}"),
    KnownToken("Yandex token", "t1.", r"[\w-]{1,200}+={0,2}\.[\w-]{86}={0,2}"),
    KnownToken("Yandex token", "y0_ y1_ y2_", r"[\w-]{50,}+"),
    KnownToken("Scaleway key", "SCW", rf"{DIGIT}[A-Z0-9]{{17}}{END}"),
    KnownToken("Exoscale key", "EXO", rf"[0-9a-f]{{24}}{END}"),
    KnownToken("Backblaze key", "K00", r"[0-9][A-Za-z0-9+/]{27}(?![\w+/=-])"),
    KnownToken("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"[A-Za-z0-9]{32,}+"),
    KnownToken("DigitalOcean Spaces key", "DO00", rf"[A-Z0-9]{{16}}{END}"),
    KnownToken("Cloudflare key", "v1.0-", r"[0-9a-f]{24}-[0-9a-f]{100,}+"),
    KnownToken("Cloudflare token", "cfut_ cfat_ cfk_", r"[\w-]{30,}+"),
    KnownToken("Heroku key", "HRKU-", r"[\w-]{30,}+"),
    KnownToken("Fly.io token", "fo1_", r"[\w-]{30,}+"),
    KnownToken("Fly.io token", "fm1a_ fm1r_ fm2_", r"[\w+/-]{40,}+=*+"),
    KnownToken("Render key", "rnd_", rf"[A-Za-z0-9]{{24,}}+{END}"),
    KnownToken("Netlify token", "nfp_ nfc_ nfo_ nfu_ nfb_", rf"[A-Za-z0-9]{{30,}}+{END}"),
    KnownToken("Vercel token", "vcp_ vci_ vca_ vcr_ vck_", rf"(?:[A-Za-z0-9]{{24,}}+|{DIGIT}{UPPER}[\w-]{{56}}){END}"),
    KnownToken("Vercel token", "vercel_blob_rw_", r"\w{30,}+"),
    KnownToken("Scalingo token", "tk-us-", r"[\w-]{40,}+"),
    KnownToken("OpenShift token", "sha256~", r"[\w-]{40,}+"),
    KnownToken("Tailscale key", "tskey-", rf"(?:(?:auth|api|client|scim|webhook)-)?{DIGIT}{UPPER}[\w-]{{20,}}+"),
    KnownToken("Defined Networking key", "dnkey-", r"[\w=-]{26}-[\w=-]{40,}+"),
    KnownToken("Docker Swarm token", "SWMTKN-1-", r"[a-z0-9]{40,60}-[a-z0-9]{20,}+"),
    KnownToken("Docker Swarm key", "SWMKEY-1-", r"[A-Za-z0-9+/]{30,}+"),
    KnownToken("K3s token", "K10", r"[0-9a-f]{64}::[\w.:-]{8,}+"),
    KnownToken("Rancher token", "token-", rf"[a-z0-9]{{5}}:[a-z0-9]{{54}}{END}"),
    KnownToken("Cloudflare tunnel token", "eyJhIjoi", r"[A-Za-z0-9+/]{80,}+=*+"),
    KnownToken("Akamai token", "akab-", rf"[a-z0-9]{{16}}-[a-z0-9]{{16}}{END}"),
    KnownToken("Baidu Cloud key", "bce-v3/ALTAK-", r"[A-Za-z0-9]{10,}+/[0-9a-f]{20,}+"),
    KnownToken("Firebase server key", "AAAA", r"[\w-]{7}:APA91[\w-]{100,}+"),
    KnownToken("SaladCloud key", "salad_cloud_", DIGIT_OR_UPPER + r"\w{30,}+"),
    KnownToken("Depot token", "depot_org_ depot_project_ depot_user_", r"[0-9a-f]{40,}+"),
    KnownToken("Zuplo key", "zpka_", r"[a-z0-9]{32}_[0-9a-f]{8}"),
    KnownToken("Inngest key", "signkey-prod- signkey-test-", r"[0-9a-f]{32,}+"),
    KnownToken("Trigger.dev key", "tr_dev_ tr_prod_ tr_stg_", rf"[A-Za-z0-9]{{20,}}+{END}"),
    # Databases
    KnownToken("dbt Cloud token", "dbtc_ dbtu_", DIGIT_OR_UPPER + r"[\w-]{32,}+"),
    KnownToken("Hex token", "hxtp_ hxtw_", r"[0-9a-f]{48,}+"),
    KnownToken("Databricks token", "dapi dose dkea", rf"[0-9a-f]{{32}}(?:-[0-9])?{END}"),
    KnownToken("PlanetScale token", "pscale_tkn_ pscale_pw_ pscale_oauth_ pscale_wuser_", r"[\w=.-]{30,}+"),
    KnownToken("Supabase token", "sbp_ sbp_oauth_ sbp_v0_", rf"{DIGIT}[a-z0-9_-]{{40}}{END}"),
    KnownToken("Supabase key", "sb_secret_", DIGIT_OR_UPPER + r"[\w-]{20,}+"),
    KnownToken("Neon key", "napi_", r"[A-Za-z0-9]{40,}+"),
    KnownToken("Neon password", "npg_", rf"{DIGIT_OR_UPPER}[A-Za-z0-9]{{12}}{END}"),
    KnownToken("CockroachDB key", "CCDB1_", r"\w{40,}+"),
    KnownToken("MongoDB Atlas secret", "mdb_sa_sk_", r"[\w-]{30,}+"),
    KnownToken("Aiven password", "AVNS_", r"[\w-]{15,}+"),
    KnownToken("Confluent key", "cflt", r"(?=[A-Za-z]{0,59}+[0-9+/])[A-Za-z0-9+/]{60}(?![\w+/=-])"),
    KnownToken("ClickHouse key", "4b1d", rf"[A-Za-z0-9]{{38}}{END}"),
    KnownToken("DataStax Astra token", "AstraCS:", r"[A-Za-z0-9:]{20,}+"),
    KnownToken("Unkey key", "unkey_", rf"[A-Za-z0-9]{{20,}}+{END}"),
    KnownToken("Pinecone key", "pcsk_", r"\w{40,}+"),
    KnownToken("Elastic Cloud key", "essu_", r"[\w=+/-]{40,}+"),
    # Secret stores and infrastructure as code
    KnownToken("Vault token", "hvs. hvb. hvr.", r"[\w-]{20,}+"),
    KnownToken("Vault token", "s. b. r.", rf"{DIGIT}{UPPER}[A-Za-z0-9]{{24}}{END}(?![.(\[])"),
    KnownToken("Boundary token", "at_", r"[A-Za-z0-9]{10}_[A-Za-z0-9]{40,}+"),
    KnownToken("Pulumi token", "pul-", rf"[0-9a-f]{{40}}{END}"),
    KnownToken("Doppler token", "dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.", r"[A-Za-z0-9]{30,}+"),
    KnownToken("Doppler token", "dp.st.", r"(?:[a-z0-9_-]{1,40}\.)?[A-Za-z0-9]{30,}+"),
    KnownToken("Infisical token", "st.", r"[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32,}+"),
    KnownToken(
        "1Password secret key",
        "A3-",
        r"[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
    ),
    KnownToken("1Password token", "ops_eyJ", r"[\w+/-]{60,}+=*+"),
    KnownToken("age key", "AGE-SECRET-KEY-1 AGE-PLUGIN-", r"[A-Z0-9-]{20,}+"),
    KnownToken("minisign key", "RWRTY0Iy", r"[A-Za-z0-9+/]{40,}+=*+"),
    KnownToken("private key", "LS0tLS1CRUdJTi", r"(?!BDRVJUSUZJQ0FURS)[A-Za-z0-9+/]{16,}+=*+"),
    KnownToken("wallet key", "xprv", rf"[1-9A-HJ-NP-Za-km-z]{{107}}{END}"),
    KnownToken("Nostr key", "nsec1", rf"[a-z0-9]{{58}}{END}"),
    # Signed tokens
    KnownToken("PASETO token", "v1. v2. v3. v4.", r"(?:local|public)\.[\w-]{32,}+(?:\.[\w-]++)?"),
    KnownToken("Grafana key", "eyJrIjoi", r"[A-Za-z0-9+/]{40,}+={0,3}"),
    KnownToken("encoded JSON Web Token", "ZXlK", r"[\w+/-]{60,}+=*+"),
    # Observability
    KnownToken("Datadog key", "ddapp_", r"\w{30,}+"),
    KnownToken("New Relic key", "NRAK- NRII- NRIQ- NRRA- NRSP-", r"[A-Za-z0-9_-]{20,}+"),
    KnownToken("New Relic key", "NRJS-", r"[0-9a-f]{16,}+"),
    KnownToken("Grafana token", "glsa_", r"\w{32,}+"),
    KnownToken("Grafana token", "glc_", r"[A-Za-z0-9+/]{32,}+={0,3}"),
    KnownToken("Sentry token", "sntrys_ sntryu_ sntrya_ sntryi_", r"[\w+/=-]{40,}+"),
    KnownToken("PagerDuty key", "u+ y_", rf"{DIGIT}{UPPER}[\w-]{{18}}{END}"),
    KnownToken("PagerDuty token", "pdus+ pdeu+", r"[\w-]{30,}+"),
    KnownToken("Honeycomb key", "hcaik_ hcxik_ hcbik_ hcamk_ hcalk_", r"[a-z0-9]{26,}+"),
    KnownToken(
        "Dynatrace token",
        "dt0c01. dt0s01. dt0s02. dt0s03. dt0s04. dt0s08. dt0s16.",
        r"[A-Za-z0-9]{8,24}\.[A-Za-z0-9]{40,}+",
    ),
    KnownToken("Axiom token", "xaat- xapt-", UUID),
    KnownToken("Rootly key", "rootly_", r"[0-9a-f]{40,}+"),
    KnownToken("LaunchDarkly key", "sdk- api- mob- rel-", ALONE + UUID + END),
    KnownToken("Statsig key", "secret-", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("PostHog key", "phx_ phs_ phc_", DIGIT + UPPER + r"[\w-]{40,}+"),
    KnownToken("Logfire token", "pylf_v1_us_ pylf_v1_eu_ pylf_v2_us_ pylf_v2_eu_", r"[A-Za-z0-9]{30,}+"),
    KnownToken("Prefect key", "pnu_ pnb_", rf"[A-Za-z0-9]{{36}}{END}"),
    # Models
    KnownToken("OpenAI token", "sk-proj- sk-svcacct- sk-admin-", DIGIT + r"[\w-]{20,}+"),
    KnownToken("Anthropic token", "sk-ant-", DIGIT + r"[\w-]{20,}+"),
    KnownToken("token of a model provider", "sk-or- sk-lf- pk-lf- sk-helicone- sk-litellm-", DIGIT + r"[\w-]{20,}+"),
    KnownToken("token of a model provider", "sk-", rf"{DIGIT}[A-Za-z0-9]{{20,}}+{END}"),
    KnownToken("OpenAI token", "sess-", rf"[A-Za-z0-9]{{40}}{END}"),
    KnownToken("Groq key", "gsk_", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("xAI key", "xai-", rf"(?:[A-Za-z0-9]{{40,}}+{END}|{DIGIT}{UPPER}[\w-]{{70,}}+)"),
    KnownToken("Perplexity key", "pplx-", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("Replicate token", "r8_", rf"[A-Za-z0-9]{{32,}}+{END}"),
    KnownToken("Hugging Face token", "hf_ hf_oauth_ api_org_", rf"[A-Za-z0-9]{{30,}}+{END}"),
    KnownToken("NVIDIA key", "nvapi-", r"[\w-]{40,}+"),
    KnownToken("Together key", "tgp_v1_", r"[\w-]{30,}+"),
    KnownToken("Fireworks key", "fw_", rf"{DIGIT}{UPPER}[A-Za-z0-9]{{22,24}}{END}"),
    KnownToken("Cerebras key", "csk-", rf"[a-z0-9]{{40,}}+{END}"),
    KnownToken("LangSmith key", "lsv2_pt_ lsv2_sk_ ls__", r"\w{32,}+"),
    KnownToken("Weights & Biases key", "wandb_v1_", r"\w{40,}+"),
    KnownToken("Jina key", "jina_", r"[A-Za-z0-9]{32,}+[\w-]*+"),
    KnownToken("Tavily key", "tvly-", r"(?:dev-|prod-)?[A-Za-z0-9-]{24,}+"),
    KnownToken("Firecrawl key", "fc-", rf"[0-9a-f]{{32}}{END}"),
    KnownToken("Voyage key", "pa- al-", rf"{DIGIT}{UPPER}[\w-]{{43}}{END}"),
    KnownToken("Anyscale token", "esecret_ aph0_", rf"{DIGIT}[A-Za-z0-9]{{26,}}+{END}"),
    KnownToken("E2B key", "e2b_", r"[0-9a-f]{40}"),
    KnownToken("Modal token", "ak- as-", rf"{DIGIT}{UPPER}[A-Za-z0-9]{{22}}{END}"),
    KnownToken("RunPod key", "rpa_", rf"[A-Za-z0-9]{{30,}}+{END}"),
    KnownToken("Cursor key", "crsr_ key_", rf"[0-9a-f]{{64}}{END}"),
    KnownToken("LlamaCloud key", "llx-", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("Cartesia key", "sk_car_", r"\w{20,}+"),
    KnownToken("Devin key", "apk_", r"[A-Za-z0-9+/]{80,}+=*+"),
    KnownToken("Devin key", "cog_", rf"[a-z2-7]{{52}}{END}"),
    KnownToken("Apify token", "apify_api_", r"[A-Za-z0-9]{30,}+"),
    KnownToken("Context7 key", "ctx7sk-", r"[\w-]{30,}+"),
    # Messages and collaboration
    KnownToken("Slack token", "xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxc- xoxd- xapp-", DIGIT + r"[\w%-]{10,}+"),
    KnownToken("Slack token", "xoxe.xoxb- xoxe.xoxp-", r"[\w-]{10,}+"),
    KnownToken("Discord token", "mfa.", r"[\w-]{80,}+"),
    KnownToken("OneSignal key", "os_v2_app_ os_v2_org_", r"[a-z0-9]{80,}+"),
    KnownToken("Twilio key", "AC SK", rf"[0-9a-fA-F]{{32}}{END}"),
    KnownToken("SendGrid key", "SG.", rf"(?:[\w-]{{16,32}}\.[\w-]{{30,}}+|[\w=.-]{{66}}{END})"),
    KnownToken("Mailgun key", "key- pubkey-", rf"[0-9a-f]{{32}}{END}"),
    KnownToken("Mandrill key", "md-", rf"{DIGIT}{UPPER}[\w-]{{22}}{END}"),
    KnownToken("Brevo key", "xkeysib- xsmtpsib-", r"[0-9a-fA-F]{40,}+(?:-[A-Za-z0-9]++)?"),
    KnownToken("Resend key", "re_", rf"[A-Za-z0-9]{{8}}_[A-Za-z0-9]{{24,}}+{END}"),
    KnownToken("MailerSend token", "mlsn.", r"[A-Za-z0-9]{30,}+"),
    KnownToken("Intercom token", "dG9rO", r"[A-Za-z0-9+/]{40,}+=*+"),
    KnownToken("Linear key", "lin_api_ lin_oauth_ lin_wh_", r"[A-Za-z0-9]{30,}+"),
    KnownToken("Notion token", "ntn_ secret_", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("Airtable token", "pat", rf"[A-Za-z0-9]{{14}}\.[0-9a-f]{{64}}{END}"),
    KnownToken("Contentful token", "CFPAT-", r"[\w-]{30,}+"),
    KnownToken("Dropbox token", "sl. sl.u.", r"[\w=-]{100,}+"),
    KnownToken("Typeform token", "tfp_", r"[\w.=-]{40,}+"),
    KnownToken("HubSpot token", "pat-na1- pat-na2- pat-na3- pat-eu1- pat-ap1-", UUID),
    KnownToken("Salesforce token", "00D", r"[A-Za-z0-9]{12,15}![\w.]{60,}+"),
    KnownToken("Adobe secret", "p8e-", r"[\w-]{24,}+"),
    KnownToken("Mapbox token", "sk.eyJ pk.eyJ tk.eyJ", r"[\w-]{30,200}+\.[\w-]{20,}+"),
    KnownToken("Mapbox token", "sk. pk. tk.", rf"[A-Za-z0-9]{{60}}\.[A-Za-z0-9]{{22}}{END}"),
    KnownToken("Facebook token", "EAA", rf"{DIGIT}[A-Za-z0-9]{{100,}}+{END}"),
    KnownToken("Instagram token", "IGQV IGAA", rf"{DIGIT}[\w-]{{100,}}+"),
    KnownToken("Okta token", "00", rf"{UPPER}{LOWER}[\w-]{{40}}{END}"),
    KnownToken("Stytch secret", "secret-live- secret-test-", r"[\w=-]{30,}+"),
    KnownToken(
        "Authress key", "sc_ ext_ scauth_ authress_",
        r"[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30,}+"
    ),
    KnownToken("SettleMint token", "sm_aat_ sm_pat_ sm_sat_", r"[A-Za-z0-9]{16,}+"),
    KnownToken("Frame.io token", "fio-u-", r"[\w=-]{40,}+"),
    KnownToken("42 secret", "s-s4t2ud- s-s4t2af-", r"[0-9a-f]{40,}+"),
    KnownToken("Retool token", "retool_", rf"[a-z0-9]{{26,}}+{END}"),
    KnownToken("Aikido token", "AIK_CI_ AIK_SECRET_ AIK_CLIENT_", r"[A-Za-z0-9]{20,}+"),
    KnownToken("Brave Search key", "BSA", rf"{DIGIT}{UPPER}{LOWER}[\w-]{{24,40}}{END}"),
    KnownToken("Cloudsmith key", "csa_", rf"[0-9a-f]{{30}}[A-Za-z0-9]{{6}}{END}"),
    KnownToken("ConfigCat key", "configcat-sdk-1/ configcat-proxy/", r"[\w-]{20,40}/[\w-]{20,}+"),
    KnownToken("DevCycle key", "dvc_server_ dvc_client_ dvc_mobile_", rf"{DIGIT}[A-Za-z0-9]{{8,}}+"),
    KnownToken("GC Notify key", "gcntfy-", r"[\w-]{60,}+"),
    KnownToken("Ionic token", "ion_", rf"[A-Za-z0-9]{{42}}{END}"),
    KnownToken("Lichess token", "lip_", rf"[A-Za-z0-9]{{20,}}+{END}"),
    KnownToken("Mercury token", "mercury_production_ mercury_sandbox_", r"\w{40,}+"),
    KnownToken("Mergify key", "mergify_application_key_", r"[\w-]{40,}+"),
    KnownToken("Miro token", "eyJtaXJv", r"[\w-]{30,}+"),
    KnownToken("Nylas key", "nyk_", rf"[A-Za-z0-9]{{60,}}+{END}"),
    KnownToken(
        "Onfido token",
        "api_live. api_live_us. api_live_ca. api_sandbox. api_sandbox_us. api_sandbox_ca.",
        r"[\w-]{20,}+",
    ),
    KnownToken("Persona key", "persona_production_ persona_sandbox_", DIGIT + r"[a-z0-9_-]{20,}+"),
    KnownToken("Pinterest token", "pina_", DIGIT + UPPER + r"[\w-]{20,}+"),
    KnownToken("Ramp secret", "ramp_sec_ ramp_id_", rf"[A-Za-z0-9]{{40,}}+{END}"),
    KnownToken("Samsara token", "samsara_api_", r"[A-Za-z0-9]{26,}+"),
    KnownToken("Thunderstore token", "tss_", DIGIT + UPPER + r"[\w-]{24,}+"),
    KnownToken("UpCloud token", "ucat_", rf"[A-Za-z0-9]{{24,}}+{END}"),
    KnownToken("Val Town token", "vtwn_", DIGIT + UPPER + r"[\w-]{20,}+"),
    KnownToken("WakaTime key", "waka_", DIGIT + r"[a-z0-9-]{36,}+"),
    KnownToken("Workato token", "wrka", r"(?:[a-z]{2})?-eyJ[\w.-]{60,}+"),
    KnownToken("ClickUp token", "pk_", rf"[0-9]{{5,12}}_[A-Z0-9]{{32}}{END}"),
    KnownToken("Trello token", "ATTA", rf"[0-9a-f]{{64}}[0-9A-Fa-f]{{8}}{END}"),
    KnownToken("Zoho token", "1000.", rf"[0-9a-f]{{32}}\.[0-9a-f]{{32}}{END}"),
    # Payments and shops
    KnownToken("Polar token", "polar_oat_ polar_pat_ polar_at_", r"[\w-]{30,}+"),
    KnownToken("Paddle key", "pdl_live_apikey_ pdl_sdbx_apikey_", r"\w{30,}+"),
    KnownToken("Xendit key", "xnd_production_ xnd_development_", r"[A-Za-z0-9]{40,}+"),
    KnownToken("Asaas token", "$aact_prod_ $aact_hmlg_", r"[\w-]{20,}+"),
    KnownToken("eBay secret", "PRD- SBX-", r"[0-9a-f]{12}(?:-[0-9a-f]{4}){3,4}"),
    KnownToken("Porkbun key", "pk1_ sk1_", rf"[0-9a-f]{{64}}{END}"),
    KnownToken("Stripe key", "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ sk_org_", r"[A-Za-z0-9_]{10,}+"),
    KnownToken("webhook signing secret", "whsec_", r"[A-Za-z0-9+/]{20,}+=*+"),
    KnownToken("ElevenLabs key", "sk_", rf"[0-9a-f]{{48}}{END}"),
    KnownToken("Klaviyo key", "pk_", rf"[0-9a-f]{{34}}{END}"),
    KnownToken("Square token", "sq0atp- sq0csp-", r"[\w-]{20,}+"),
    KnownToken("Square token", "EAAA", rf"{DIGIT}[\w-]{{22,64}}{END}"),
    KnownToken("Shopify token", "shpat_ shpca_ shppa_ shpss_ shpua_ shprt_ shpit_", r"[0-9a-fA-F]{32,}+"),
    KnownToken("PayPal token", "access_token$production$ access_token$sandbox$", r"[0-9a-z]{16}\$[0-9a-f]{32}"),
    KnownToken("Plaid token", "access-sandbox- access-development- access-production-", UUID),
    KnownToken("Razorpay key", "rzp_live_ rzp_test_", r"[A-Za-z0-9]{14,}+"),
    KnownToken("Flutterwave key", "FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK-", r"[A-Za-z0-9]{12,}+(?:-X)?"),
    KnownToken("payment key", "live_ test_", rf"{DIGIT}[A-Za-z0-9]{{30,}}+{END}"),
    KnownToken("payment key", "live_ sandbox_", rf"{DIGIT}{UPPER}{LOWER}[\w=-]{{40}}{END}"),
    KnownToken("payment key", "live_pub_ test_pub_", rf"[0-9a-f]{{31}}{END}"),
    KnownToken("EasyPost key", "EZAK EZTK", rf"[A-Za-z0-9]{{54}}{END}"),
    KnownToken("Shippo token", "shippo_live_ shippo_test_", r"[0-9a-fA-F]{30,}+"),
    KnownToken("Duffel token", "duffel_live_ duffel_test_", r"[\w=-]{30,}+"),
    # Hashes of passwords
    KnownToken("password hash", "grub.pbkdf2.sha512.", r"[0-9]{2,9}\.[0-9A-Fa-f]{16,}+(?:\.[0-9A-Fa-f]++)?"),
    KnownToken(
        "password hash",
        "$1$ $5$ $6$ $7$ $8$ $9$ $y$ $gy$ $2a$ $2b$ $2x$ $2y$ $P$ $H$ $S$ $apr1$ $md5$ $sha1$ $scrypt$ $bcrypt-sha256$"
        " $argon2i$ $argon2d$ $argon2id$ $pbkdf2$ $pbkdf2-sha1$ $pbkdf2-sha256$ $pbkdf2-sha512$",
        r"[./A-Za-z0-9$=,+-]{20,}+",
    ),
    KnownToken(
        "password hash",
        "pbkdf2_sha256$ pbkdf2_sha1$ pbkdf2:sha256: pbkdf2:sha512: scrypt: bcrypt_sha256$",
        r"[./A-Za-z0-9$=:+-]{30,}+",
    ),
    KnownToken("password hash", "SCRAM-SHA-256$ SCRAM-SHA-1$", r"[A-Za-z0-9+/=:$]{40,}+"),
)  # fmt: skip

PLACEHOLDER = lazy_pattern(r"[xX0*._-]+|.*?(?:(?i:your[-_]|[-_]here|placeholder|redacted)|[xX*.]{6}).*", re.DOTALL)
MAX_PLACEHOLDER: Final = 200


def find_known_tokens(text: str) -> Iterator[FoundToken]:
    """Find tokens of known services. They do not overlap.

    The time is linear in the length of the text.

    Args:
        text: Any text.
    """
    tokens = _tokens_by_beginning()
    reached = 0
    for word in _beginning_of_token().finditer(text):
        start = word.start()
        if start < reached:
            continue
        for kind, expression in tokens[word[0]]:
            match = compiled(expression).match(text, start)
            if match:
                reached = match.end()
                if not _is_placeholder(match[1]):
                    yield FoundToken(start, reached, kind)
                break


def may_hold_token(text: str) -> bool:
    """Tell whether a text has a word that is long enough and begins like a token."""
    return _beginning_of_token().search(text) is not None


def _is_placeholder(rest: str) -> bool:
    """Tell whether somebody wrote what follows a prefix to say that a token belongs there, as in `hf_xxxxxxxx`."""
    if DOCUMENTED.fullmatch(rest):
        return True
    return len(rest) <= MAX_PLACEHOLDER and PLACEHOLDER.fullmatch(rest) is not None


@cache
def _beginning_of_token() -> re.Pattern[str]:
    """Return the expression of the first characters of a word that may be a token."""
    following: dict[str, list[str]] = defaultdict(list)
    for beginning in sorted(_tokens_by_beginning(), key=lambda each: (-len(each), each)):
        following[beginning[0]].append(re.escape(beginning[1:]))
    beginnings = "|".join(f"{re.escape(first)}(?:{'|'.join(others)})" for first, others in following.items())
    return re.compile(rf"(?<![A-Za-z0-9])(?=[\w.~+/=:$|!-]{{{MIN_LENGTH}}})(?:{beginnings})", re.ASCII)


@cache
def _tokens_by_beginning() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return kinds and expressions of tokens by the first characters of a token, longest prefix first."""
    prefixes = [(prefix, token) for token in KNOWN_TOKENS for prefix in token.prefixes.split()]
    tokens: dict[str, list[tuple[str, str]]] = {prefix[:INDEXED]: [] for prefix, _ in prefixes}
    for prefix, token in sorted(prefixes, key=lambda each: -len(each[0])):
        row = (token.kind, f"(?a:{re.escape(prefix)}({token.rest}))")
        own = prefix[:INDEXED]
        for beginning in [own] if len(own) == INDEXED else [each for each in tokens if each.startswith(own)]:
            tokens[beginning].append(row)
    return tokens
