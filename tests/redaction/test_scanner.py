from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterable

import pytest

from nuon_notebook.redaction.masking import MASK, mask_text
from nuon_notebook.redaction.scanner import SHAPES_ONLY, contains_secret, find_secrets
from tests.cases import failures
from tests.linear import assert_linear
from tests.redaction.examples import (
    ASSIGNMENTS,
    IDENTIFIERS,
    PATHS,
    PROPERTIES,
    REFERENCES,
    SECRETS_OF_KUBERNETES,
    TOKENS,
    X,
)


def failing(cases: Iterable[str], holds: Callable[[str], bool]) -> list[str]:
    return [case for case in cases if not holds(case)]


def test_a_token_is_recognised_wherever_it_stands() -> None:
    found = {kind: [finding.kind for finding in find_secrets(f"see {token} there")] for kind, token in TOKENS.items()}

    assert found == {kind: [kind] for kind in TOKENS}


def test_a_token_is_recognised_behind_an_escape_sequence() -> None:
    writers: list[Callable[[str], str]] = [repr, json.dumps, lambda text: json.dumps(json.dumps(text)), str]
    failures = [
        (kind, write, before)
        for kind, token in TOKENS.items()
        for write in writers
        for before in ("\n", "\r\n", "\t", "\0", "\x1b[31m", "\u2028")
        if token[8:] in mask_text(write(f"a line{before}{token}{before}"))
    ]

    assert failures == []


@pytest.mark.parametrize("said", [f"set\npass={X}\nuser: bob", f"apiVersion: v1\nkind: Secret\ndata:\n  a: {X}\n"])
def test_lines_written_as_one_are_read_as_lines(said: str) -> None:
    masked = mask_text(json.dumps({"log": said, "next": "kept"}))

    assert X not in masked
    assert masked.endswith('"next": "kept"}')


def test_the_quotes_behind_an_escaped_line_are_no_part_of_it() -> None:
    assert not contains_secret(json.dumps({"log": "a\ntoken: $TOKEN", "next": "kept"}))


def test_a_path_with_backslashes_is_no_secret() -> None:
    assert list(filter(contains_secret, PATHS)) == []


def test_a_finding_never_holds_the_value() -> None:
    assert failing(TOKENS.values(), lambda token: token[:12] not in repr(list(find_secrets(token)))) == []


def test_a_literal_assigned_to_a_secret_name_is_masked_and_the_name_stays() -> None:
    def holds(text: str) -> bool:
        masked = mask_text(text)
        return X not in masked and masked.startswith(text[:3])

    assert failing(ASSIGNMENTS, holds) == []


def test_a_property_s_value_is_masked_to_its_end() -> None:
    masked = {text: mask_text(text) for text, _ in PROPERTIES}
    failures = [text for text, rest in PROPERTIES if X in masked[text] or not masked[text].endswith(f"{MASK}{rest}")]

    assert failures == []


def test_what_is_masked_is_no_finding() -> None:
    assert failing(ASSIGNMENTS + SECRETS_OF_KUBERNETES, lambda text: not contains_secret(mask_text(text))) == []


def test_a_reference_to_a_secret_is_none() -> None:
    assert list(filter(contains_secret, REFERENCES)) == []


def test_ids_commits_digests_and_arns_stay_readable() -> None:
    assert list(filter(contains_secret, IDENTIFIERS)) == []


def test_data_of_a_kubernetes_secret_is_found_however_it_is_written() -> None:
    assert failing(SECRETS_OF_KUBERNETES, lambda text: X not in mask_text(text)) == []


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


def test_only_shapes_are_found_where_names_do_not_count() -> None:
    text = f"password: {X} {TOKENS['Vault token']}"

    assert [finding.kind for finding in find_secrets(text, SHAPES_ONLY)] == ["Vault token"]


HOSTILE = (
    "ey" + "J", "password:", "password: {{ ", 'password: "\\', "apikey ", "kind: Secret\n", "kind: SecretList\n",
    "kind: Secret\ndata:\n", '{"kind":"Secret","data":{"', "a://b:", "name: password\n", "password = <<EOF\n",
    'variable "password" {', "--password ", "-----BEGIN A-----", "sk-", "a-", "-u a:", "{{ `",
    '{"token": (', '{"token": "a', '"token: ', '"token": x(', "'token': \\",
    "\\", "\\n", "\\x1b[", "\x1b[1;", "\\npassword: ", "\\nkind: Secret\\ndata:\\n",
    "echo a ", "echo a | ", "docker login -p ", "vault kv put a b=", "net user a ", "'a', ", "kinit <<< a",
    "TOKEN=$(cat <<A\n", "name: password value: ", "{name: password, value: ", "value: a\nname: password\n",
    "password = {", "sensitive = true\n", "x: &a ", "password: *a\n", 'password: "a\n  ', "password: a\n  b\n",
    "password:\n  value: ", "? password\n: ", "<password>", '<property name="password">', 'set("password", "',
    "password string = ", 'password || "', "A" * 64 + "\n", '"kty": "', "MII", "-----END PRIVATE KEY-----\n",
    "UEFTUz1hYmNkZWZnaGlqa2xtbm9w ", "UEFTUz1hYmNk", "a:5432:b:c:", "insert into a (password, ",
    "secretGenerator:\nliterals:\n- a=", "chpasswd:\n", "machine a login b ", "create user a identified by ",
    "?code=", "auth=YTpi",
    "tok", "aws", "aws key ", "kind", "password ", "bearer ", "identified by ", "-u", "xox", "sk", "ac", "npm", ".a",
)  # fmt: skip


def test_hostile_text_takes_no_longer_than_its_length_allows() -> None:
    def holds(unit: str) -> None:
        assert_linear(lambda text: list(find_secrets(text)), unit)

    assert failures(holds, HOSTILE) == []


def test_beginnings_of_json_web_tokens_take_no_longer_than_their_length_allows() -> None:
    started = time.process_time()
    list(find_secrets("eyJa=" * 100_000))

    assert time.process_time() - started < 5  # read to the end from each of them, these take minutes


def test_user_and_password_in_base64_are_found_as_shells_encode_them() -> None:
    encoded = [base64.b64encode(pair.encode()).decode() for pair in (f"bob:{X}", f"bob:{X}\n", f"bob:{X}é")]

    assert failing(encoded, lambda word: word not in mask_text(f"Authorization: Basic {word}")) == []
    assert failing(encoded, lambda word: word not in mask_text(f'{{"auths": {{"h": {{"auth": "{word}"}}}}}}')) == []
