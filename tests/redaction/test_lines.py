"""Secrets that go over several lines of a log are masked in every line; what is harmless stays."""

from __future__ import annotations

from nuon_notebook.redaction.lines import mask_lines
from nuon_notebook.redaction.masking import SensitiveValues, masking_values
from nuon_notebook.redaction.values.placeholders import MASK
from tests.cases import failures

KEY = [
    "MIIEvQ" + "IBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    "MzEfYyji" + "WA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
    "NMoSfm76" + "oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ",
    "q2w=",
]
BEGIN, END = "-----BEGIN PRIVATE" + " KEY-----", "-----END PRIVATE" + " KEY-----"


def visible(lines: list[str], *sources: str) -> str:
    return "\n".join(mask_lines(lines, sources))


def test_no_line_of_a_private_key_is_shown_wherever_the_log_begins_or_ends() -> None:
    def holds(lines: list[str]) -> None:
        assert [part for part in KEY if part in visible(lines)] == []

    assert failures(holds, [
        (["before", BEGIN, *KEY, END, "behind"],),
        ([BEGIN, *KEY],),
        ([*KEY, END],),
        (KEY[:3],),
        (["\n".join((BEGIN, *KEY[:2])), "\n".join((*KEY[2:], END))],),
        ([f"{BEGIN}\n{KEY[0]}", *KEY[1:], END],),
        ([f"{line}\r" for line in (BEGIN, *KEY, END)],),
    ]) == []  # fmt: skip


def test_lines_of_another_source_between_those_of_a_key_do_not_uncover_it() -> None:
    mixed = [BEGIN, KEY[0], "[heartbeat] {alive}", KEY[1], "[heartbeat] {alive}", KEY[2], KEY[3], END]
    shown = visible(mixed, "job", "job", "beat", "job", "beat", "job", "job", "job")
    assert [part for part in KEY if part in shown] == []
    assert shown.count("[heartbeat] {alive}") == 2


def test_a_value_behind_its_name_is_masked_in_the_next_line() -> None:
    secret = "correct" + "-Horse7-battery"
    shown = visible(["auth:", "  password: >-", f"    {secret}", "done"])
    assert secret not in shown
    assert shown.startswith("auth:\n  password: >-\n")
    assert shown.endswith("\ndone")


def test_a_known_value_is_masked_over_the_ends_of_lines() -> None:
    with masking_values(SensitiveValues(secrets=frozenset({"first half\nsecond half"}))):
        assert mask_lines(["a first half", "second half b"]) == [f"a {MASK}", f"{MASK} b"]


def test_the_numbers_of_lines_stay() -> None:
    lines = ["one\ntwo", "", BEGIN, *KEY, END, ""]
    assert len(mask_lines(lines)) == len(lines)
    assert mask_lines([]) == []


def test_harmless_lines_stay_as_they_are() -> None:
    lines = [
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "deployment api: 2 of 3 pods are ready", "Enter a token:", "module.network.aws_vpc.main: Creating...", "",
    ]  # fmt: skip
    assert mask_lines(lines) == lines
