"""Texts with and without secrets, by what they are examples of."""

from __future__ import annotations

from tests.redaction.rule_examples import TEXTS_OF_CONTEXT_RULES, X

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COMMIT = "da39a3ee5e6b4b0d3255bfef95601890afd80709"

TOKENS = {
    "Nuon token": "tok" + "a1b2c3d4e5f6g7h8i9j0k1l",
    "JSON Web Token": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxIn0.c2lnbmF0dXJl",
    "AWS Access Key": "AKIA" + "Q3EGRIWC7NTPLKZX",
    "Slack Token": "https://hooks.slack" + ".com/services/T0000/B0000/abcdefgh12345678",
    "GitHub token": "github" + "_pat_" + "a" * 30,
    "GitHub Token": "gh" + "p_" + "a1B2" * 9,
    "Stripe key": "sk" + "_test_" + "a1B2" * 6,
    "Google API key": "AI" + "za" + "a1B2c" * 7,
    "Vault token": "hv" + "s." + "a1B2" * 6,
    "password hash": "$2" + "y$10$" + "a1B2" * 12,
}

ASSIGNMENTS = [
    f"password=SecretStr('{X}')",
    f"PASSWORD={X}",
    f"  db_password: {X}",
    f'"password": "{X}",',
    f'\\"password\\": \\"{X}\\"',
    f"export DB_PASSWORD={X}",
    f"ENV DB_PASSWORD {X}",
    f"# password: {X}",
    f"- POSTGRES_PASSWORD={X}",
    f"- name: DB_PASSWORD\n  value: {X}",
    f'{{"name": "DB_PASSWORD", "value": "{X}"}}',
    f'set {{\n  name  = "auth.password"\n  value = "{X}"\n}}',
    f'variable "db_password" {{\n  type    = string\n  default = "{X}"\n}}',
    f"ParameterKey=DBPassword,ParameterValue={X}",
    f"deploy --password {X} --wait",
    f'args: ["--token", "{X}"]',
    f"args:\n  - --password\n  - {X}",
    f'curl -H "Authorization: Bearer {X}"',
    f"curl -u admin:{X} https://example.com",
    f"postgres://bob:{X}!$@db:5432/x",
    f"redis://:{X}@cache",
    f"Server=h;User Id=sa;Password={X};Database=y",
    f"https://example.com/x?token={X}&page=2",
    f"password: |\n  {X}",
    f"passwords:\n  - {X}",
    f"password = <<EOF\n{X}\nEOF",
    f"helm upgrade --set auth.password={X},foo=bar",
    f"kubectl create secret generic a --from-literal=foo={X}",
    f"<password>{X}</password>",
    f"ALTER USER x PASSWORD '{X}'",
    f"login failed (user: bob, password: {X})",
    f"DB_PASSWORD: ${{DB_PASSWORD:-{X}}}",
    f'password: {{{{ .p | default "{X}" }}}}',
    f"| `password` | {X} |",
    f"mysql -uroot -p{X} -h db",
]

PROPERTIES = [
    (f'{{"password": {X}, "next": "kept"}}', ', "next": "kept"}'),
    (f'{{"a": {{"token": {X}}}, "next": [1]}}', '}, "next": [1]}'),
    (f"{{'password': b'{X}', 'next': 1}}", "', 'next': 1}"),
    (f'{{"password": f"{X}{{n}}"}}', '"}'),
    (f"{{'token': Token('{X}')}}", "}"),
    (f'  "password": {X},', ","),
    (f'{{\\"token\\": {X}, \\"next\\": 1}}', ', \\"next\\": 1}'),
    (f'print("token: " + "{X}")', '")'),
    (f"+ password = {X} and more", ""),
]

REFERENCES = [
    '{"write_token": null}',
    "{'a': 1,\n 'token': None}",
    '[{"secret": false}, {"max_tokens": 4096}]',
    '{\\"secret\\": false}',
    "tokens: [1, 2, 3]",
    "password = getpass.getpass('Password: ')",
    "Signature: pd.read_csv(",
    "  + password = (sensitive value)",
    "| token | sha256 |\n|---|---|",
    "| token | 55 |",
    'df.rename(columns={"token": "Token"})',
    'headers = {"Authorization": f"Bearer {token}"}',
    "{'token': SecretStr('**********')}",
    "password: {{ .nuon.inputs.inputs.db_password }}",
    'password: {{ index .Values "db-password" | quote }}',
    "password: $DB_PASSWORD",
    'PASSWORD="${DB_PASSWORD}"',
    "TOKEN=$(curl -s http://169.254.169.254/latest/api/token)",
    "postgres://{{ .user }}:{{ .pass }}@{{ .host }}/db",
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password",
    "secretName: api-tls",
    "existingSecret: api-db",
    "imagePullSecrets:\n  - regcred",
    "automountServiceAccountToken: false",
    "tokenTTL: 3600",
    "maxTokens: 4096",
    "password = var.db_password",
    'token = os.environ["NUON_API_TOKEN"]',
    "password: <your-password>",
    "token_type: Bearer",
    "Error: invalid token: unexpected end of input",
    "Secrets: see the chapter on secrets below",
]

IDENTIFIERS = [
    "inw4f8a9s0d1f2g3h4j5k6l7zx",
    f"commit {COMMIT} of the token service",
    f"123456789012.dkr.ecr.us-east-1.amazonaws.com/api@sha256:{DIGEST}",
    "arn:aws:iam::123456789012:role/nuon-inl4f8a9s0d1f2g3h4j5k6l7zx-maintenance",
    "arn:aws:sns:us-west-2:123456789012:a-topic-with-a-name-of-more-than-thirty-five-characters",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-password-AbCdEf",
    "8a3e1f2c-9b7d-4c6e-8f5a-1b2c3d4e5f60",
    "git@github.com:acme/web.git",
    "http://localhost:8080/path@v2",
    '"Action": "secretsmanager:GetSecretValue"',
]

SECRETS_OF_KUBERNETES = [
    f"kind: Secret\nstringData:\n  a: {X}",
    f"data:\n  a: {X}\nkind: Secret",
    f"kind: Secret\r\ndata:\r\n  a: {X}\r\n",
    f"kind: ConfigMap\ndata:\n  b: c\n---\nkind: Secret\ndata:\n  a: {X}",
    "{{- if .x }}\nkind: Secret\ndata:\n{{- range $k, $v := .y }}\n  {{ $k }}: {{ $v }}\n{{- end }}\n" + f"  a: {X}",
    f"items:\n- kind: Secret\n  data:\n    a: {X}\n- kind: ConfigMap",
    f"items:\n  - data:\n      a: {X}\n    kind: Secret",
    f"kind: SecretList\nitems:\n- data:\n    a: {X}",
    f'{{"apiVersion":"v1","data":{{"a":"{X}"}},"kind":"Secret"}}',
    f'{{\n  "kind": "Secret",\n  "data": {{\n    "a": "{X}"\n  }}\n}}',
    f"extra:\n  - |\n    kind: Secret\n    stringData:\n      conf: |\n        ---\n        x: {X}",
    f"kind: Secret\ndata: {{a: {X}}}",
    f"kind: Secret\nstringData:\n  a: >\n    foo\n\n    {X}\nmetadata: x",
]

PATHS = [r"C:\new\token.txt", r"D:\tokens\new\secrets\notes", r"\textbf{token}: \nu, \tau", r"re.sub(r'\btoken\b', '')"]

A = "a1B2"
TEXTS_OF_RULES = {
    "nuon-token": [TOKENS["Nuon token"]],
    "json-web-token": [TOKENS["JSON Web Token"]],
    "aws-session-token": [prefix + A * 16 for prefix in ("Fwo" + "G", "IQo" + "J", "FQo" + "G")],
    "slack-webhook": ["hooks.slack" + ".com/triggers/" + A * 2],
    "webhook": ["discord" + ".com/api/webhooks/" + A * 2, "webhook.office" + ".com/webhookb2/" + A * 2],
    "slack-token": ["xap" + "p-" + A * 3, "xox" + "e-" + A * 3],
    "github-pat": [TOKENS["GitHub token"]],
    "google-api-key": [TOKENS["Google API key"]],
    "openai-token": ["s" + "k-proj-" + A * 5],
    "stripe-key": [TOKENS["Stripe key"], "rk" + "_live_" + A * 4],
    "artifactory-token": ["AK" + "C" + A * 3],
    "vault-token": ["hv" + kind + "." + A * 6 for kind in "sbr"],
    "terraform-token": ["a" * 14 + ".atlas" + "v1." + A * 8],
    "access-token": [
        prefix + A * 5
        for prefix in ("dckr_pat_", "dop_v1_", "glsa_", "glc_", "shpat_", "lin_api_", "ATATT" + "3", "PMAK" + "-")
    ],
    "age-key": ["AGE-SECRET" + "-KEY-1" + "A1B2" * 6],
    "password-hash": [
        f"${kind}$" + A * 12 for kind in ("2a", "2b", "2x", "2y", "1", "5", "6", "7", "y", "argon2id", "scrypt")
    ],
    "private-key": ["-----BEGIN " + f"PRIVATE KEY-----{A}"],
    "base64-private-key": ["LS0tLS1C" + "RUdJTi" + A * 4],
    "detect-secrets-aws": [TOKENS["AWS Access Key"], "asi".upper() + "A" + "A1B2" * 4, "aws key " + A * 10],
    "detect-secrets-discord": ["M" + A * 6 + ".abcdef." + A * 6 + "abc"],
    "detect-secrets-github": [f"gh{kind}_" + A * 9 for kind in "pousr"],
    "detect-secrets-mailchimp": ["a1b2" * 8 + "-us1"],
    "detect-secrets-npm": ["np" + "m_" + A * 9, "_authToken=" + "a1-b" * 9, "NPM TOKEN " + "a1-b" * 9],
    "detect-secrets-sendgrid": ["S" + "G." + "a" * 22 + "." + "b" * 43],
    "detect-secrets-slack": ["xox" + "b-12345-" + A, "https://HOOKS.slack" + ".com/services/T0/B0/a1"],
    "detect-secrets-square": ["sq0" + "csp-" + "a" * 43],
    "detect-secrets-stripe": ["sk" + "_live_" + A * 6],
    "detect-secrets-twilio": ["A" + "C" + "a1b2" * 8, "S" + "K" + "a1b2" * 8],
}
"""The shortest examples of each rule, so that nothing else in them makes the scanner look."""

NAMES = [
    *(
        "db_pass",
        "PWD",
        "secret",
        "Token",
        "api_key",
        "credential",
        "dsn",
        "authorization",
        "bearer",
        "cookie",
        "webhook",
    ),
    *("salt", "sig", "kubeconfig", "connection_string", "hmac", "psk", "mnemonic", "plaintext_value", "conn_str", "git_pat"),
    *("sas", "user_pin", "pincode", "seed_phrase", "mfa_seed", "otp_seed", "recovery_codes", "backup_codes"),
]
FORMS = {
    "assignment": ["{}={}", "{}: {}"],
    "flag": ["--{} {}"],
    "set-command": ["ENV {} {}", "ARG {} {}", "setenv {} {}", "setx {} {}"],
    "yaml-continued-scalar": ["{}: {}\n  a"],
    "yaml-values-below": ["{}:\n  value: {}"],
    "source-code": ['set("{}", "{}")', '{} || "{}"', '{} ?? "{}"', '#define {} "{}"', 'string {} ?: "{}"'],
    "xml-element": ["<{}>{}</"],
    "table-row": ["| {} | {} |"],
}
TEXTS_OF_RULES |= TEXTS_OF_CONTEXT_RULES
TEXTS_OF_RULES |= {rule: [form.format(name, X) for form in forms for name in NAMES] for rule, forms in FORMS.items()}

FRAGMENTS = [
    *(*TOKENS.values(), *ASSIGNMENTS, *REFERENCES, *IDENTIFIERS, *SECRETS_OF_KUBERNETES, *PATHS),
    *(text for text, _ in PROPERTIES),
    *(text for texts in TEXTS_OF_RULES.values() for text in texts),
]
HARMLESS = [
    *("the runner", "api", "2025-11-20 09:14 UTC", "ghcr.io/acme/api:1.2.3", "env", "login", "output", "default"),
    *("mysql", "aws", "us-east-1", "disk-usage", "auth-service", "design review passed", "kind: Deployment"),
]
GLUE = [
    *("", "\n", " ", "\t", "\r\n", "\0", "\u2028", "\\n", "\\t", "\\x1b[31m", "\x1b[0m", "\\", ":", "=", "'", '"', "`"),
    *("--", "-", "<", ">", "{", "}", "{{ ", "}}", "[", "]", "(", ")", "@", "/", ".", "_", "$", ",", "#", "key", "pass"),
    *("|", "kind: Secret\n", "data:\n  ", "name: ", "value: ", "\u00e9", "\u017f", "\u0130", "\u0131", "\u212a"),
]
