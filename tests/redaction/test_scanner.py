from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from nuon_notebook.redaction.masking import MASK, mask_text
from nuon_notebook.redaction.scanner import contains_secret, find_secrets

if TYPE_CHECKING:
    from collections.abc import Callable

X = "hunter2Zq"
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


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_is_recognised_wherever_it_stands(kind: str) -> None:
    found = find_secrets(f"see {TOKENS[kind]} there")

    assert [finding.kind for finding in found] == [kind]


@pytest.mark.parametrize("before", ["\n", "\r\n", "\t", "\0", "\x1b[31m", "\u2028"])
@pytest.mark.parametrize("written", [repr, json.dumps, lambda text: json.dumps(json.dumps(text)), str])
@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_is_recognised_behind_an_escape_sequence(kind: str, written: Callable[[str], str], before: str) -> None:
    text = written(f"a line{before}{TOKENS[kind]}{before}")

    assert TOKENS[kind][8:] not in mask_text(text)


@pytest.mark.parametrize("said", [f"set\npass={X}\nuser: bob", f"apiVersion: v1\nkind: Secret\ndata:\n  a: {X}\n"])
def test_lines_written_as_one_are_read_as_lines(said: str) -> None:
    masked = mask_text(json.dumps({"log": said, "next": "kept"}))

    assert X not in masked
    assert masked.endswith('"next": "kept"}')


def test_the_quotes_behind_an_escaped_line_are_no_part_of_it() -> None:
    assert list(find_secrets(json.dumps({"log": "a\ntoken: $TOKEN", "next": "kept"}))) == []


PATHS = [r"C:\new\token.txt", r"D:\tokens\new\secrets\notes", r"\textbf{token}: \nu, \tau", r"re.sub(r'\btoken\b', '')"]


@pytest.mark.parametrize("text", PATHS)
def test_a_path_with_backslashes_is_no_secret(text: str) -> None:
    assert list(find_secrets(text)) == []


@pytest.mark.parametrize("kind", TOKENS)
def test_a_finding_never_holds_the_value(kind: str) -> None:
    assert TOKENS[kind][:12] not in repr(list(find_secrets(TOKENS[kind])))


@pytest.mark.parametrize("text", ASSIGNMENTS)
def test_a_literal_assigned_to_a_secret_name_is_masked_and_the_name_stays(text: str) -> None:
    masked = mask_text(text)

    assert X not in masked
    assert masked.startswith(text[:3])


@pytest.mark.parametrize(("text", "rest"), PROPERTIES)
def test_a_property_s_value_is_masked_to_its_end(text: str, rest: str) -> None:
    masked = mask_text(text)

    assert X not in masked
    assert masked.endswith(f"{MASK}{rest}")


@pytest.mark.parametrize("text", ASSIGNMENTS + SECRETS_OF_KUBERNETES)
def test_what_is_masked_is_no_finding(text: str) -> None:
    assert list(find_secrets(mask_text(text))) == []


@pytest.mark.parametrize("text", REFERENCES)
def test_a_reference_to_a_secret_is_none(text: str) -> None:
    assert list(find_secrets(text)) == []


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_ids_commits_digests_and_arns_stay_readable(text: str) -> None:
    assert not contains_secret(text)


@pytest.mark.parametrize("text", SECRETS_OF_KUBERNETES)
def test_data_of_a_kubernetes_secret_is_found_however_it_is_written(text: str) -> None:
    assert X not in mask_text(text)


def test_names_in_a_kubernetes_secret_stay() -> None:
    masked = mask_text("kind: Secret\nmetadata:\n  name: db\ndata:\n  user: Ym9i\n  pass: eA==\ntype: Opaque")

    assert masked == f"kind: Secret\nmetadata:\n  name: db\ndata:\n  user: {MASK}\n  pass: {MASK}\ntype: Opaque"


def test_data_of_a_config_map_stays() -> None:
    text = "kind: Secret\nmetadata:\n  name: a\n---\nkind: ConfigMap\ndata:\n  colour: green"

    assert mask_text(text) == text


@pytest.mark.parametrize("end", ["\n-----END RSA PRIVATE KEY-----", ""])
def test_a_private_key_is_found_whole_or_cut_off(end: str) -> None:
    begin = "-----BEGIN RSA " + "PRIVATE KEY-----"

    assert mask_text(f"{begin}\n{X}MIIE\n{X}{end}") == f"{begin}{MASK}{end}"


def test_a_certificate_is_no_secret() -> None:
    assert not contains_secret("-----BEGIN CERTIFICATE-----\nMIIEabc\n-----END CERTIFICATE-----")


@pytest.mark.parametrize(
    "unit",
    [
        "ey" + "J", "password:", "password: {{ ", 'password: "\\', "apikey ", "kind: Secret\n", "kind: SecretList\n",
        "kind: Secret\ndata:\n", '{"kind":"Secret","data":{"', "a://b:", "name: password\n", "password = <<EOF\n",
        'variable "password" {', "--password ", "-----BEGIN A-----", "sk-", "a-", "-u a:", "{{ `",
        '{"token": (', '{"token": "a', '"token: ', '"token": x(', "'token': \\",
        "\\", "\\n", "\\x1b[", "\x1b[1;", "\\npassword: ", "\\nkind: Secret\\ndata:\\n",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_its_length_allows(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()

    list(find_secrets(text))

    assert time.process_time() - started < 5  # quadratic, each of these takes from 15 seconds to minutes
