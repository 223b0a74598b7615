"""A second opinion: kingfisher, a scanner with rules of its own.

Only the tests use it. On the samples it finds nothing that the package's own rules miss; it takes half a second to make
and 35 MB, and has no wheel for Alpine and older systems, where installing the package would fail.
"""

from __future__ import annotations

from kingfisher_sdk import Rules, Scanner

from nuon_notebook.redaction.scanner import contains_secret
from tests.secret_samples.tokens import FURTHER_TOKENS, TOKENS


def test_what_another_scanner_finds_in_the_samples_is_found() -> None:
    scanner = Scanner(rules=Rules(confidence="low"))
    bare = [sample for sample in (*TOKENS, *FURTHER_TOKENS) if sample.text == sample.secret]
    found = [sample for sample in bare if scanner.scan(sample.text.encode())]

    assert len(found) > len(bare) / 3
    assert [sample for sample in found if not contains_secret(sample.text)] == []
