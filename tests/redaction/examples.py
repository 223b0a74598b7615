"""Texts with and without secrets, by what they are examples of."""

from __future__ import annotations

from tests.redaction.rule_examples import TEXTS_OF_CONTEXT_RULES, X

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COMMIT = "da39a3ee5e6b4b0d3255bfef95601890afd80709"

TOKENS = {
    "Nuon token": "tok" + "a1b2c3d4e5f6g7h8i9j0k1l",
    "JSON Web Token": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxIn0.c2lnbmF0dXJl",
    "AWS access key": "AKIA" + "Q3EGRIWC7NTPLKZX",
    "Slack webhook": "https://hooks.slack" + ".com/services/T0000/B0000/abcdefgh12345678",
    "GitHub token": "gh" + "p_" + "a1B2" * 9,
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
    "json-web-token": [
        *("e" + start + "b1B2.a1B2" for start in ("yJ", "yAg", "yAi", "wog", "woJ", "wkJ", "w0K")),
        "ey" + A * 5 + ".ey" + A * 5,
    ],
    "slack-webhook": [f"hooks.{host}.com/triggers/" + A * 2 for host in ("sla" + "ck", "sla" + "ck-gov")],
    "webhook": ["discord" + ".com/api/webhooks/" + A * 2, "webhook.office" + ".com/webhookb2/" + A * 2],
    "terraform-token": ["a" * 14 + ".atlas" + "v1." + A * 8],
    "private-key": ["-----BEGIN " + f"PRIVATE KEY-----{A}", "---- BEGIN SSH2 ENCRYPTED " + f"PRIVATE KEY ----{A}"],
    "aws-secret-key": ["aws key " + A * 10],
    "discord-token": ["M" + A * 6 + ".abcdef." + A * 6 + "abc"],
    "telegram-token": ["12345678:" + "AA" + A * 8 + "b"],
    "mailchimp-key": ["a1b2" * 8 + "-us1"],
    "mailgun-signing-key": ["a1b2" * 8 + "-a1b2a1b2" * 2],
    "npmrc-token": ["_authToken=" + "a1-b" * 9, "NPM TOKEN " + "a1-b" * 9],
    "azure-client-secret": ["abc1" + "Q~" + A * 8],
    "azure-storage-key": [A * 21 + "aB" + "=="],
    "azure-key": [
        *(A * 8 + "c" + mark + "abcde" + "=" for mark in ("AI" + "oT", "+A" + "Sb", "+A" + "Eh", "+A" + "Rm")),
        *(A * 10 + "ab" + mark + "A" + "abcde" for mark in ("Az" + "Se", "+A" + "CR")),
        A * 11 + "Az" + "Fu" + "abcde" + "A==",
    ],
    "azure-devops-token": [A * 19 + "AZ" + "DO" + A],
    "new-relic-licence": ["a1b2" * 9 + "NR" + "AL"],
    "gitlab-session": ["_gitlab" + "_session=" + "a1b2" * 8],
    "zhipu-key": ["a1b2" * 8 + "." + A * 4],
    "ngrok-token": ["2ab" + A * 6 + "_" + A * 5],
    "maxmind-key": ["abcdef_" + A * 7 + "c" + "_m" + "mk"],
    "asana-token": ["1/" + "123456789012345:" + "a1b2" * 8],
    "facebook-token": ["123456789012345" + bar + A * 7 for bar in ("|", "%7C")],
    "kubernetes-bootstrap-token": ["abcdef." + "1k2m" * 4],
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
    *(
        "salt",
        "sig",
        "kubeconfig",
        "connection_string",
        "hmac",
        "psk",
        "mnemonic",
        "plaintext_value",
        "conn_str",
        "git_pat",
    ),
    *(
        "sas",
        "user_pin",
        "pincode",
        "seed_phrase",
        "mfa_seed",
        "otp_seed",
        "recovery_codes",
        "backup_codes",
        "snmp_community",
    ),
]
FORMS = {
    "assignment": ["{}={}", "{}: {}"],
    "flag": ["--{} {}"],
    "set-command": ["ENV {} {}", "ARG {} {}", "setenv {} {}", "setx {} {}"],
    "yaml-continued-scalar": ["{}: {}\n  a"],
    "yaml-values-below": ["{}:\n  value: {}"],
    "source-code": [
        'set("{}", "{}")',
        '{} || "{}"',
        '{} ?? "{}"',
        '#define {} "{}"',
        'string {} ?: "{}"',
        '{} string = "{}"',
    ],
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
