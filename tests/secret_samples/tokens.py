"""Tokens that are recognised by their shape alone, each in several contexts, and words that begin like one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.secret_samples.sample import Sample, generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEALED = "<base64url:16>.<base64url:60>.<base64url:22>"
UUID = "<hex:8>-<hex:4>-4<hex:3>-a<hex:3>-<hex:12>"
SHAPES = {
    "Nuon token": "tok<base36:23>",
    # Source code, builds and packages
    "GitHub personal token": "ghp_<base62:36>",
    "GitHub OAuth token": "gho_<base62:36>",
    "GitHub user token": "ghu_<base62:36>",
    "GitHub server token": "ghs_<base62:36>",
    "GitHub refresh token": "ghr_<base62:76>",
    "GitHub fine-grained token": "github_pat_<base62:22>_<base62:59>",
    "GitLab personal token": "glpat-<base64url:20>",
    "GitLab personal token of letters": "glpat-<letter:20>",
    "GitLab routable token": "glpat-<base62:27>.01.<base36:9>",
    "GitLab deploy token": "gldt-<base64url:20>",
    "GitLab runner token": "glrt-<base64url:20>",
    "GitLab runner registration token": "GR1348941<base64url:20>",
    "GitLab trigger token": "glptt-<hex:40>",
    "GitLab job token": "glcbt-64_<base64url:20>",
    "GitLab feed token": "glft-<base64url:20>",
    "GitLab mail token": "glimt-<base64url:25>",
    "GitLab agent token": "glagent-<base64url:50>",
    "GitLab SCIM token": "glsoat-<base64url:20>",
    "GitLab feature flag token": "glffct-<base64url:20>",
    "GitLab OAuth secret": "gloas-<hex:64>",
    "Atlassian token": "ATATT3xFfGF0<base64url:171>=<HEX:8>",
    "Bitbucket repository token": "ATCTT3xFfGN0<base64url:171>=<HEX:8>",
    "Bitbucket app password": "ATBB<base62:24><HEX:8>",
    "Azure DevOps token": "<base62:76>AZDO<base62:4>",
    "Buildkite token": "bkua_<hex:40>",
    "CircleCI token": "CCIPAT_<base62:22>_<hex:40>",
    "Jenkins token": "11<hex:32>",
    "JetBrains token": "perm:<base64:12>.<base64:12>.<base62:30>",
    "Octopus Deploy key": "API-<BASE36:26>",
    "Harness token": "pat.<base64url:22>.<hex:24>.<base62:20>",
    "Sourcegraph token": "sgp_<hex:16>_<hex:40>",
    "SonarQube user token": "squ_<hex:40>",
    "SonarQube project token": "sqp_<hex:40>",
    "npm token": "npm_<base62:36>",
    "PyPI token": "pypi-AgEIcHlwaS5vcmc<base64url:150>",
    "TestPyPI token": "pypi-AgENdGVzdC5weXBpLm9yZw<base64url:150>",
    "RubyGems key": "rubygems_<hex:48>",
    "crates.io token": "cio<base62:32>",
    "NuGet key": "oy2<base36:43>",
    "Clojars token": "CLOJARS_<hex:60>",
    "Docker personal token": "dckr_pat_<base64url:27>",
    "Docker organization token": "dckr_oat_<base64url:32>",
    "Artifactory key": "AKCp<base62:69>",
    "Artifactory reference token": "cmVmdGtuO<base62:55>",
    "Postman key": "PMAK-<hex:24>-<hex:34>",
    "ReadMe key": "rdme_<base36:70>",
    "Figma token": "figd_<base64url:40>",
    "Infracost key": "ico-<base62:32>",
    # Clouds and platforms
    "AWS access key": "AKIA<BASE32:16>",
    "AWS temporary access key": "ASIA<BASE32:16>",
    "AWS session token": "IQoJb3JpZ2luX2Vj<base64:300>==",
    "AWS session token, older": "FwoGZXIvYXdzE<base64:300>=",
    "AWS Bedrock key": "ABSKQmVkcm9ja0FQSUtleS<base64:110>=",
    "AWS AppSync key": "da2-<base36:26>",
    "Google API key": "AIzaSy<base64url:33>",
    "Google access token": "ya29.a0<base64url:160>",
    "Google refresh token": "1//0<base64url:95>",
    "Google client secret": "GOCSPX-<base64url:28>",
    "Google storage key": "GOOG1E<BASE32:55>",
    "Azure client secret": "<base62:3>8Q~<base62:34>",
    "Azure storage key": "<base64:86>==",
    "Azure storage key, marked": "<base64:76>+ASt<base64:6>==",
    "Azure Service Bus key": "<base64:33>+ASb<base64:6>=",
    "Azure Search key": "<base62:42>AzSeA<base62:5>",
    "Alibaba Cloud key": "LTAI5t<base62:18>",
    "Tencent Cloud key": "AKID<base62:32>",
    "Yandex Cloud key": "AQVN<base64url:36>",
    "Scaleway key": "SCW<BASE36:17>",
    "DigitalOcean token": "dop_v1_<hex:64>",
    "DigitalOcean OAuth token": "doo_v1_<hex:64>",
    "DigitalOcean refresh token": "dor_v1_<hex:64>",
    "DigitalOcean Spaces key": "DO00<BASE36:16>",
    "Cloudflare origin key": "v1.0-<hex:24>-<hex:146>",
    "Heroku key": "HRKU-AA<base64url:58>",
    "Fly.io token": "fo1_<base64url:43>",
    "Fly.io macaroon": "FlyV1 fm2_<base64:160>",
    "Render key": "rnd_<base62:28>",
    "Netlify token": "nfp_<base62:36>",
    "Vercel token": "vcp_<base62:56>",
    "OpenShift token": "sha256~<base64url:43>",
    "Tailscale auth key": "tskey-auth-k<base62:11>CNTRL-<base62:32>",
    "Tailscale API key": "tskey-api-k<base62:11>CNTRL-<base62:32>",
    "ngrok token": "2<base62:26>_<base62:21>",
    "Docker Swarm token": "SWMTKN-1-<base36:50>-<base36:25>",
    "K3s token": "K10<hex:64>::server:<hex:32>",
    "Rancher token": "token-<base36:5>:<base36:54>",
    "Cloudflare tunnel token": "eyJhIjoi<base62:180>==",
    "dbt Cloud token": "dbtc_<base64url:48>",
    # Databases
    "Databricks token": "dapi<hex:32>",
    "Databricks token, numbered": "dapi<hex:32>-2",
    "PlanetScale token": "pscale_tkn_<base64url:43>",
    "PlanetScale password": "pscale_pw_<base64url:43>",
    "Supabase token": "sbp_<hex:40>",
    "Supabase secret key": "sb_secret_<base64url:22>_<base62:8>",
    "Neon key": "napi_<base36:64>",
    "Aiven password": "AVNS_<base64url:19>",
    "ClickHouse key": "4b1d<base62:38>",
    "Pinecone key": "pcsk_<base62:6>_<base62:63>",
    "MongoDB Atlas secret": "mdb_sa_sk_<base64url:40>",
    # Secret stores and infrastructure as code
    "Vault service token": "hvs.<base64url:95>",
    "Vault batch token": "hvb.<base64url:150>",
    "Vault token, older": "s.<base62:20>7Kq2",
    "Terraform token": "<base62:14>.atlasv1.<base64url:67>",
    "Pulumi token": "pul-<hex:40>",
    "Doppler personal token": "dp.pt.<base62:43>",
    "Doppler service token": "dp.st.dev_main.<base62:43>",
    "Doppler service account token": "dp.sa.<base62:43>",
    "Doppler CLI token": "dp.ct.<base62:43>",
    "Infisical token": "st.<hex:24>.<hex:32>.<hex:32>",
    "1Password secret key": "A3-<BASE36:6>-<BASE36:6>-<BASE36:5>-<BASE36:5>-<BASE36:5>-<BASE36:5>",
    "1Password service account token": "ops_eyJ<base62:300>",
    "age key": "AGE-SECRET-KEY-1<BECH32:58>",
    "minisign key": "RWRTY0Iy<base64:200>==",
    "Kubernetes bootstrap token": "<base36:6>.<base36:12>k7q2",
    "key of a kubeconfig": "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk<base64:600>==",
    # Signed tokens
    "JSON Web Token": "eyJhbGciOiJSUzI1NiIs<base64url:20>.eyJ<base64url:80>.<base64url:86>",
    "encrypted JSON Web Token": f"eyJhbGciOiJSU0EtT0FFUCIs<base64url:20>.<base64url:86>.{SEALED}",
    "encrypted JSON Web Token without key": f"eyJhbGciOiJkaXIiLCJl<base64url:20>..{SEALED}",
    "encoded JSON Web Token": "ZXlKaGJHY2lPaUpJ<base62:160>==",
    "PASETO token": "v4.local.<base64url:120>",
    "PASETO token, signed": "v4.public.<base64url:120>.<base64url:20>",
    # Observability
    "New Relic user key": "NRAK-<BASE36:27>",
    "New Relic licence": "<hex:36>NRAL",
    "Grafana service account token": "glsa_<base62:32>_<hex:8>",
    "Grafana Cloud token": "glc_eyJ<base62:80>==",
    "Grafana key, older": "eyJrIjoi<base62:80>",
    "Sentry organization token": "sntrys_eyJpYXQiO<base62:120>LCJyZWdpb25fdXJs<base62:40>_<base64:43>",
    "Sentry user token": "sntryu_<hex:64>",
    "PagerDuty key": "u+<base62:16>K7",
    "Honeycomb key": "hcaik_01<base36:56>",
    "Dynatrace token": "dt0c01.<BASE36:24>.<BASE36:64>",
    "LaunchDarkly SDK key": f"sdk-{UUID}",
    "LaunchDarkly API token": f"api-{UUID}",
    "LaunchDarkly mobile key": f"mob-{UUID}",
    "PostHog key": "phx_<base62:43>",
    "Prefect token": "pnu_<base62:36>",
    # Models
    "OpenAI token": "sk-<base62:20>T3BlbkFJ<base62:20>",
    "OpenAI project token": "sk-proj-<base64url:74>T3BlbkFJ<base64url:74>",
    "Anthropic token": "sk-ant-api03-<base64url:93>AA",
    "Anthropic admin token": "sk-ant-admin01-<base64url:93>AA",
    "OpenRouter token": "sk-or-v1-<hex:64>",
    "DeepSeek token": "sk-<hex:32>",
    "Groq key": "gsk_<base62:52>",
    "xAI key": "xai-<base62:80>",
    "Perplexity key": "pplx-<base62:48>",
    "Replicate token": "r8_<base62:37>",
    "Hugging Face token": "hf_<letter:34>",
    "Hugging Face organization token": "api_org_<letter:34>",
    "NVIDIA key": "nvapi-<base64url:64>",
    "LangSmith key": "lsv2_pt_<hex:32>_<hex:10>",
    "Tavily key": "tvly-dev-<base62:32>",
    "Fireworks key": "fw_<base62:22>9K",
    # Messages and collaboration
    "Slack bot token": "xoxb-<digit:12>-<digit:12>-<base62:24>",
    "Slack user token": "xoxp-<digit:12>-<digit:12>-<digit:12>-<hex:32>",
    "Slack app token": "xapp-1-A<BASE36:10>-<digit:13>-<hex:64>",
    "Slack configuration token": "xoxe.xoxp-1-<base62:166>",
    "Slack refresh token": "xoxe-1-<base62:146>",
    "Slack legacy token": "xoxs-<digit:10>-<digit:10>-<digit:10>-<hex:10>",
    "Slack workspace token": "xoxa-2-<base62:40>",
    "Slack webhook": "https://hooks.slack.com/services/T<BASE36:8>/B<BASE36:10>/<base62:24>",
    "Discord token": "M<base62:23>.<base62:6>.<base64url:38>",
    "Discord webhook": "https://discord.com/api/webhooks/<digit:19>/<base64url:68>",
    "Teams webhook": f"https://acme.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/<hex:32>/{UUID}",
    "Telegram bot token": "<digit:10>:AA<base64url:33>",
    "Twilio key": "SK<hex:32>",
    "SendGrid key": "SG.<base64url:22>.<base64url:43>",
    "Mailgun key": "key-<hex:32>",
    "Mailgun signing key": "<hex:32>-<hex:8>-<hex:8>",
    "Mailchimp key": "<hex:32>-us14",
    "Brevo key": "xkeysib-<hex:64>-<base62:16>",
    "Resend key": "re_<base62:8>_<base62:24>",
    "Intercom token": "dG9rOj<base64:54>=",
    "Linear key": "lin_api_<base62:40>",
    "Linear OAuth token": "lin_oauth_<hex:64>",
    "Notion token": "ntn_<digit:11><base62:35>",
    "Notion token, older": "secret_<base62:43>",
    "Airtable token": "pat<base62:14>.<hex:64>",
    "Asana token": "1/<digit:16>:<hex:32>",
    "Asana token of version 2": "2/<digit:16>/<digit:16>:<hex:32>",
    "Contentful token": "CFPAT-<base64url:43>",
    "Dropbox token": "sl.u.<base64url:140>",
    "Typeform token": "tfp_<base64url:44>_<base62:14>",
    "HubSpot token": f"pat-na1-{UUID}",
    "Okta token": "00<base64url:38>Kq",
    "Trello token": "ATTA<hex:64><HEX:8>",
    "ClickUp token": "pk_<digit:8>_<BASE36:32>",
    # Payments and shops
    "Stripe key": "sk_live_<base62:99>",
    "Stripe test key": "sk_test_<base62:24>",
    "Stripe restricted key": "rk_live_<base62:99>",
    "webhook signing secret": "whsec_<base62:32>",
    "Square token": "sq0atp-<base64url:22>",
    "Square OAuth secret": "sq0csp-<base64url:43>",
    "Square token, newer": "EAAA<base64url:58>9z",
    "Shopify token": "shpat_<hex:32>",
    "Shopify custom app token": "shpca_<hex:32>",
    "Shopify private app token": "shppa_<hex:32>",
    "Shopify shared secret": "shpss_<hex:32>",
    "PayPal token": "access_token$production$<base36:16>$<hex:32>",
    "Plaid token": f"access-production-{UUID}",
    "Razorpay key": "rzp_live_<base62:14>",
    "Mollie key": "live_<base62:28>4k",
    # Hashes of passwords
    "Apache hash": "$apr1$<base62:8>$<base62:22>",
    "MD5 crypt hash": "$1$<base62:8>$<base62:22>",
    "SHA-256 crypt hash": "$5$rounds=5000$<base62:16>$<base62:43>",
    "SHA-512 crypt hash": "$6$<base62:16>$<base62:86>",
    "yescrypt hash": "$y$j9T$<base62:22>$<base62:43>",
    "bcrypt hash": "$2b$12$<base62:53>",
    "Argon2 hash": "$argon2id$v=19$m=65536,t=3,p=4$<base62:22>$<base62:43>",
    "Django hash": "pbkdf2_sha256$600000$<base62:22>$<base64:43>=",
    "Werkzeug hash": "scrypt:32768:8:1$<base62:16>$<hex:128>",
    "PostgreSQL hash": "SCRAM-SHA-256$4096:<base64:22>==$<base64:43>=:<base64:43>=",
}
"""Kinds of tokens that platform engineers meet, and their shapes. A shape is no token: no scanner takes it for one."""

FURTHER_SHAPES = {
    "Adobe secret": "p8e-<base36:32>",
    "Authress key": "sc_<base36:12>.<base36:5>.acc_<base36:14>.<base64:60>",
    "Duffel token": "duffel_live_<base64url:43>",
    "EasyPost key": "EZAK<base62:54>",
    "EasyPost test key": "EZTK<base62:54>",
    "Facebook token": "<digit:15>|<base64url:26>k",
    "Facebook page token": "EAAC<base62:150>",
    "Flutterwave encryption key": "FLWSECK_TEST-<hex:12>",
    "Flutterwave public key": "FLWPUBK_TEST-<hex:32>-X",
    "Flutterwave secret key": "FLWSECK_TEST-<hex:32>-X",
    "Fly.io token, first version": "fm1r_<base64:160>",
    "Frame.io token": "fio-u-<base64url:64>",
    "GoCardless token": "live_-<base62:37>K7",
    "Intra42 secret": "s-s4t2ud-<hex:64>",
    "Intra42 secret of an app": "s-s4t2af-<hex:64>",
    "Lob key": "live_<hex:35>",
    "Lob public key": "test_pub_<hex:31>",
    "MaxMind key": "<base62:6>_<base62:29>_mmk",
    "Mapbox token": "pk.<base36:60>.<base36:22>",
    "New Relic browser key": "NRJS-<hex:19>",
    "New Relic insert key": "NRII-<base64url:32>",
    "PlanetScale OAuth token": "pscale_oauth_<base64url:43>",
    "Scalingo token": "tk-us-<base64url:48>",
    "SettleMint application token": "sm_aat_<base62:16>",
    "SettleMint personal token": "sm_pat_<base62:16>",
    "SettleMint service token": "sm_sat_<base62:16>",
    "Shippo token": "shippo_live_<hex:40>",
    "Sourcegraph token, local": "sgp_local_<hex:40>",
    "Sourcegraph token, older": "sgp_<hex:40>",
    "Defined Networking key": "dnkey-<BASE36:26>-<BASE36:52>",
    "Yandex token": "t1.<base64url:30>.<base64url:86>",
    "Yandex storage key": "YCA<base64url:37>",
}
"""Kinds in the public rules of gitleaks that are recognisable without the vendor's name and are not listed above."""

RARER_SHAPES = {
    "GitHub app token, older": "v1.<hex:40>",
    "Snyk token": "snyk_uat.<hex:8>.<base64url:60>",
    "Packagist token": "packagist_out_<hex:64>",
    "Open VSX token": "ovsxp_<base64url:36>",
    "Deno token": "ddp_<base62:36>",
    "AWS access key of the first kind": "A3TX7<BASE36:15>",
    "Amazon MWS token": f"amzn.mws.{UUID}",
    "Yandex OAuth token": "y0_<base64url:58>",
    "Exoscale key": "EXO<hex:24>",
    "Backblaze key": "K005<base64:26>b",
    "Cloudflare token": "cfut_<base62:48>",
    "Vercel Blob token": "vercel_blob_rw_<base62:16>_<base62:30>",
    "Akamai token": "akab-<base36:16>-<base36:16>",
    "Baidu Cloud key": "bce-v3/ALTAK-<base62:21>/<hex:40>",
    "Firebase server key": "AAAA<base64url:7>:APA91<base64url:134>",
    "Zuplo key": "zpka_<base36:32>_<hex:8>",
    "Inngest key": "signkey-prod-<hex:64>",
    "Trigger.dev key": "tr_prod_<base62:20>",
    "Hex token": "hxtp_<hex:96>",
    "CockroachDB key": "CCDB1_<base62:22>_<base62:40>",
    "Confluent key": "cflt<base62:59>7",
    "Elastic Cloud key": "essu_<base62:98>==",
    "Boundary token": "at_<base62:10>_<base62:110>",
    "wallet key": "xprv9<base58:106>",
    "Nostr key": "nsec1<bech32:58>",
    "Datadog application key": "ddapp_<base62:34>",
    "PagerDuty token": f"pdus+_0XBPWQQ_{UUID}",
    "Axiom token": f"xaat-{UUID}",
    "Rootly key": "rootly_<hex:64>",
    "Statsig key": "secret-<base62:43>",
    "OpenAI session": "sess-<base62:40>",
    "Together key": "tgp_v1_<base64url:43>",
    "Cerebras key": "csk-<base36:48>",
    "Weights & Biases key": "wandb_v1_<base62:77>",
    "Jina key": "jina_<hex:32><base64url:28>",
    "Firecrawl key": "fc-<hex:32>",
    "Voyage key": "pa-<base64url:41>K7",
    "E2B key": "e2b_<hex:40>",
    "Modal secret": "as-<base62:20>K7",
    "RunPod key": "rpa_<BASE36:40><base36:6>",
    "Cursor key": "key_<hex:64>",
    "Apify token": "apify_api_<base62:36>",
    "Context7 key": f"ctx7sk-{UUID}",
    "Mandrill key": "md-<base64url:20>K7",
    "MailerSend token": "mlsn.<hex:64>",
    "SendGrid key without its second dot": "SG.<base62:66>",
    "Salesforce token": "00D<base62:12>!<base62:96>",
    "Mapbox secret token": "sk.eyJ<base64url:80>.<base64url:22>",
    "Instagram token": "IGQVJ<base62:140>",
    "Stytch secret": "secret-live-<base64url:35>=",
    "Retool token": "retool_01<base36:24>",
    "Zoho token": "1000.<hex:32>.<hex:32>",
    "Polar token": "polar_oat_<base62:43>",
    "Paddle key": "pdl_live_apikey_01<base36:24>_<base62:22>_<base62:3>",
    "Porkbun key": "pk1_<hex:64>",
    "ElevenLabs key": "sk_<hex:48>",
    "Klaviyo key": "pk_<hex:34>",
    "Bitbucket Data Center token": "BBDC-<base64:44>",
    "Atlassian token of another kind": "ATATX<base64url:180>",
    "GitLab session": "_gitlab_session=<base36:32>",
    "JSON Web Token with a wide header": "ewogICJhbGciOiAi<base64url:30>.<base64url:60>.<base64url:43>",
    "Zhipu key": "<hex:32>.<base62:14>K7",
    "Alibaba Cloud temporary key": "STS.NU<base62:24>K7",
    "Gemini key": "AQ.Ab8RN6<base64url:44>",
    "Vercel key with hyphens": "vck_a-<base62:52>K7",
    "Tailscale key of one part": "tskey-api-K7<base62:20>",
    "Docker Swarm unlock key": "SWMKEY-1-<base64:43>",
    "Supabase token of letters": "sbp_v0_<base36:38>_7",
    "DataStax Astra token": "AstraCS:<base62:24>:<hex:64>",
    "Unkey key": "unkey_<base62:24>",
    "xAI key with hyphens": "xai-a-<base62:78>",
    "LlamaCloud key": "llx-<base62:48>",
    "Cartesia key": "sk_car_<base62:22>",
    "Devin key": "apk_<base64:88>=",
    "Devin key of a user": "cog_<base32:52>",
    "Aikido token": "AIK_CI_<base62:40>",
    "Brave Search key": "BSA<base64url:24>Kq7",
    "Cloudsmith key": "csa_<hex:30><base62:6>",
    "ConfigCat key": "configcat-sdk-1/<base64url:22>/<base64url:22>",
    "DevCycle key": "dvc_server_<base62:20>7",
    "GC Notify key": f"gcntfy-deployments-{UUID}-{UUID}",
    "Ionic token": "ion_<base62:42>",
    "Lichess token": "lip_<base62:20>",
    "Mercury token": "mercury_production_wma_<base62:44>_yrucrem",
    "Mergify key": "mergify_application_key_<base62:60>",
    "Miro token": "eyJtaXJvLm9y<base62:30>_<base64url:27>",
    "Nylas key": "nyk_v0<base62:65>",
    "Onfido token": "api_live.<base64url:44>",
    "Persona key": f"persona_production_{UUID}",
    "Pinterest token": "pina_<base62:80>",
    "Ramp secret": "ramp_sec_<base62:40>",
    "Samsara token": "samsara_api_<base62:30>",
    "Thunderstore token": "tss_<base62:38>",
    "UpCloud token": "ucat_<base36:26>",
    "Val Town token": "vtwn_<base62:30>K7",
    "WakaTime key": f"waka_{UUID}",
    "Workato token": "wrkaus-eyJ<base62:30>.<base62:60>.<base64url:86>",
    "Xendit key": "xnd_production_<base62:60>",
    "Asaas token": "$aact_prod_<base62:60>",
    "eBay secret": "PRD-<hex:12>-<hex:4>-<hex:4>-<hex:4>-<hex:4>",
}
"""Kinds that are met more rarely."""


def contexts(token: str) -> Iterator[str]:
    """Put a token where tokens are met; no name beside it says that it is secret."""
    yield token
    yield f"the build used {token} and went on"
    yield f"export UPSTREAM={token}"
    yield json.dumps({"id": 7, "upstream": token, "next": [1]})
    yield f"spec:\n  upstream: {token}\n  replicas: 2\n"
    yield f"https://api.example.com/v1/items?from={token}&page=2"
    yield f"echo 'the last word is {token}'"
    yield json.dumps(f"first line\n{token}\nlast line")


def samples(shapes: Mapping[str, str]) -> list[Sample]:
    """Return a token of each kind, in all contexts."""
    return [
        Sample(kind, text, token)
        for kind, shape in shapes.items()
        for token in [generate(shape, kind)]
        for text in contexts(token)
    ]


TOKENS = samples(SHAPES)
FURTHER_TOKENS = samples(FURTHER_SHAPES | RARER_SHAPES)

TOO_SHORT = """
glpat-short ghp_setup AKIA12345 hf_abc npm_config_cache dapi1234 sk-1234 xoxb-12 SG.short.one hvs.short pul-1a2b
tskey-auth r8_model figd_ whsec_test ya29. GOCSPX-id dp.pt. sbp_table
""".split()
"""Words that begin like a token and are too short."""

PLACEHOLDERS = """
ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx glpat-xxxxxxxxxxxxxxxxxxxx sk-...
hf_... xoxb-your-token-here-please AKIAXXXXXXXXXXXXXXXX sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
tok_your-token-here-and-now glpat-********************
""".split()
"""Words that say that a token belongs there."""

NAMES = """
1111111111111111111111111111111111
github_pat_rotation_runbook ghp_rotation_job_for_the_large_customer_accounts
hf_model_name_with_a_long_suffix_and_more hf_transformers_finetuning_pipeline_v2_large
pul-request-template-for-the-platform-team pul-automation-api-2 dapi-server-for-internal-developer-portal-7
dapi_connection_pool_size_maximum_per_node_2 dapifunctionsforinternaldevelopers
sk-8a3e1f2c-9b7d-4c6e-8f5a-1b2c3d4e5f60
sk-learn-contrib-imbalanced-ensemble-2 sk-toggleable__control-hidden--visually sk-estimator-doc-link-fitted-12
sk-container-id-1-text-repr-fallback sk-text-representation-fallback-99 tskey-rotation-controller-service-account
r8_quantized_resnet_fifty_int8_model_checkpoint rnd_forest_regressor_with_2_estimators
npm_package_dependencies_react_dom_18_2_0 secret_manager_secret_version_resource_2
secret_rotation_lambda_function_arn_us_east_1 key-vault-access-policy-for-terraform-2
api-gateway-integration-response-200-mapping sdk-generator-for-typescript-version-5
mob-programming-session-on-2025-11-20 pat-of-the-platform-team-expires-in-2026
patch.strategic.merge.keys.for.deployments live_migration_of_virtual_machines_step_12
test_a_notebook_with_widgets_is_shared_as_html_2
test_CKV_AWS_149_SecretManagerSecretEncrypted test_replace_stderr_clixml_with_non_utf8_data
test_pub_sub_subscription_pull_delivery_2
SKU-2025-11-20-large-burstable-b2ms-linux SCWFACTORYCONFIGURATIONS AKIDENTIFIERCONFIGURATION
API-GATEWAY-RESTAPIS-VERSION2 GOOGLECLOUDSTORAGEBUCKETNAMES re_compile_patterns_for_prefix_scan_2
fw_rule_allow_egress_443 st.cache_data.clear_on_rerun_2 s.getOwnPropertyDescriptors2 pk_customer_orders_2025_11
sk_buff_head_init_class_2 at_least_once_delivery_with_idempotent_consumers cio-operations-and-platform-engineering-2
tok_embeddings.weight.shape.4096.32000 tokenizer_config_max_length_2048_special token2word_mapping_with_padding_2
token_classification_head_layer_norm_2 tokenization_utils_fast_v2_1 xai-explainability-report-for-model-version-2
jina_embeddings_v2_base_en_1024 e2b_sandbox_template_with_python_3 vca_network_policy_for_namespace_2025
vcp_controller_reconcile_loop_interval_30s dose-response-curve-of-2025-trial figo_pipeline_step
nfp_first_friday_report_2025_11 ls__remote_branches_with_long_names ATATurk-airport-to-istanbul-2
EAAAnalysis-of-variance-and-covariance 00-namespace-and-resource-quotas-for-production
11-deployment-of-the-ingress-controller.yaml 1-click-install-of-the-observability-stack_v2
2025_11_20_rollout_of_the_new_runner_image v1.public.endpoints.of.the.service v4.1.0-rc.3+build.20251120.abcdef0
v1.0-alpha.2.of.the.installer.images da2-graph-api-for-mobile-clients ico-arrow-left-circle-outline-24
fc-event-container-day-grid-month-view md-button-toggle-checked-and-focused pa-primary-navigation-bar-collapsed-menu
ak-data-table-header-row-sticky
""".split()
"""Names of things that begin like a token."""

IDENTIFIERS = """
da39a3ee5e6b4b0d3255bfef95601890afd80709 sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
ghcr.io/acme/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
8a3e1f2c-9b7d-4c6e-8f5a-1b2c3d4e5f60 pvc-8a3e1f2c-9b7d-4c6e-8f5a-1b2c3d4e5f60
web-api-8a3e1f2c-9b7d-4c6e-8f5a-1b2c3d4e5f60 123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.2.3
arn:aws:iam::123456789012:role/nuon-runner-maintenance
arn:aws:s3:::acme-terraform-state-us-east-1/prod/terraform.tfstate subnet-0a1b2c3d4e5f60718 i-0a1b2c3d4e5f60718
aws_iam_role_policy_attachment.eks_worker_node_policy module.eks.aws_eks_node_group.this[0]
google_service_account_iam_member.workload_identity azurerm_kubernetes_cluster_node_pool.user
ip-10-0-12-34.us-west-2.compute.internal acme-api-7d9c5b6f4d-x2x9k kube-root-ca.crt
system:serviceaccount:kube-system:default main.1a2b3c4d5e6f7a8b.js bundle.1a2b3c4d5e6f7a8b
report.20251120120000aa.csv values.productioneuwest1 kernel.sched_min_gran_ns window.localStorageproxy
config.applicationsetting nn.functional.cross_entropy https://example.com/a/b/c-d_e-f.html?page=2
""".split()
"""What platform engineers read all day."""

NUON_PREFIXES = "int app apc abr acc org inl inw iws waa cmp cfg bld dpl sbr acw iar log job vcs aws run rel".split()
HARMLESS_WORDS = [
    *(generate(f"{prefix}<base36:23>", "id") for prefix in NUON_PREFIXES),
    *(*TOO_SHORT, *PLACEHOLDERS, *NAMES, *IDENTIFIERS),
    "sha512-" + generate("<base64:86>==", "integrity"),
    "sha256-" + generate("<base64:43>=", "integrity"),
    "data:image/png;base64," + generate("iVBORw0KGgo<base64:4000>==", "picture"),
    generate("<base64:76>\n" * 20, "font"),
]
