"""Documents inside JSON are decoded within limits; what exceeds them is named, and the rest is read."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from nuon_notebook.models import AppAWSIAMPolicyConfig, AppAWSIAMRoleConfig
from nuon_notebook.models.documents import MAX_BYTES, MAX_VALUES
from tests.cases import failures

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def encoded(document: object) -> str:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.b64encode(text).decode()


READ = [
    (POLICY, POLICY),
    ([POLICY] * 50, [POLICY] * 50),
    (b"plain text", "plain text"),
    (b"{broken", "{broken"),
    (b"17", "17"),
    (b"[" * 300 + b"]" * 300, "[" * 300 + "]" * 300),
    (b"a" * (MAX_BYTES // 4 * 3), "a" * (MAX_BYTES // 4 * 3)),
]
TOO_MUCH = [
    b"a" * (MAX_BYTES // 4 * 3 + 1),
    b"[" + b",".join([b"{}"] * (MAX_VALUES // 2 + 1)) + b"]",
    b"[" + b",".join([b"0"] * (MAX_VALUES + 1)) + b"]",
    gzip.compress(json.dumps(POLICY).encode()),
    b"\xff\xfe{}",
]


def policy(contents: str) -> Any:
    return AppAWSIAMPolicyConfig.model_validate_json(json.dumps({"id": "p", "name": "kept", "contents": contents}))


def test_a_document_is_decoded() -> None:
    def check(document: object, expected: object) -> None:
        assert policy(encoded(document)).contents == expected

    assert failures(check, READ) == []


def test_what_exceeds_a_limit_or_is_no_text_is_named_and_the_rest_is_read() -> None:
    def check(document: bytes) -> None:
        found = policy(encoded(document))
        assert (found.name, found.contents, found.unreadable) == ("kept", None, ("contents",))
        assert "contents" in str(found)

    assert failures(check, TOO_MUCH) == []


def test_all_documents_of_a_payload_share_a_limit() -> None:
    numbers = b",".join([b"0"] * (MAX_VALUES // 3))
    policies = [{"id": f"p{n}", "contents": encoded(b"[%d,%s]" % (n, numbers))} for n in range(40)]
    role = AppAWSIAMRoleConfig.model_validate_json(json.dumps({"id": "r", "policies": policies}))
    kinds = [(type(one.contents), one.unreadable) for one in role.policies]
    assert len(kinds) == 40
    assert kinds == [(list, ())] * 2 + [(type(None), ("contents",))] * 38


def test_a_document_that_is_repeated_counts_once() -> None:
    large = encoded(b"[" + b",".join([b"0"] * (MAX_VALUES // 3)) + b"]")
    policies = [{"id": f"p{number}", "contents": large} for number in range(40)]
    role = AppAWSIAMRoleConfig.model_validate_json(json.dumps({"id": "r", "policies": policies}))
    assert {one.unreadable for one in role.policies} == {()}


def test_each_payload_has_its_own_limit() -> None:
    large = encoded(b"[" + b",".join([b"0"] * (MAX_VALUES - 10)) + b"]")
    assert [policy(large).unreadable for _ in range(5)] == [()] * 5
