from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from nuon_notebook.display import formats
from nuon_notebook.display.environment import breakable
from nuon_notebook.display.formats import Tone
from tests.cases import failures
from tests.conformance.schema import ENUMS

STATUSES = (
    "Status",
    "AppConfigStatus",
    "RunnerJobStatus",
    "RunnerJobExecutionStatus",
    "InstallActionWorkflowRunStepStatus",
    "OperationStatus",
)
QUIET = {
    "pending", "not-attempted", "cancelled", "discarded", "user-skipped", "auto-skipped", "noop", "outdated",
}  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_times_are_shown_in_utc_to_the_minute() -> None:
    time = datetime(2025, 11, 20, 10, 14, 59, tzinfo=timezone(timedelta(hours=1)))

    assert formats.format_time(time) == "2025-11-20 09:14 UTC"
    assert formats.format_date(datetime(2025, 11, 20, tzinfo=UTC)) == "2025-11-20"
    assert formats.format_time(None) == formats.format_date(None) == ""


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.85, "850ms"),
        (3, "3s"),
        (123, "2m3s"),
        (3840, "1h4m"),
        (3600, "1h"),
        (93_600, "1d2h"),
        (0, "0ms"),
        (-3, "-3s"),
    ],
)
def test_spans_are_shown_in_their_two_largest_units(seconds: float, shown: str) -> None:
    assert formats.format_duration(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("number", "noun", "shown"),
    [
        (1, "component", "1 component"),
        (20, "component", "20 components"),
        (0, "policy", "0 policies"),
        (2, "day", "2 days"),
        (2, "branch", "2 branches"),
        (2, "sandbox run", "2 sandbox runs"),
        (88, "more", "88 more"),
        (2, "more line", "2 more lines"),
        (1234, "step", "1,234 steps"),
    ],
)
def test_counts_agree_with_their_noun(number: int, noun: str, shown: str) -> None:
    assert formats.count(number, noun) == shown


def test_a_plural_can_be_given() -> None:
    assert formats.count(2, "index", "indices") == "2 indices"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("0 3 * * *", "Every day at 03:00 UTC"),
        ("0 15 * * 1", "At 15:00 UTC, only on Monday"),
        ("*/15 * * * *", "Every 15 minutes"),
        ("0 9-17 * * *", "At 0 minutes past the hour, between 09:00 and 17:59 UTC"),
        ("CRON_TZ=Europe/Berlin 0 9 * * *", "Every day at 09:00 Europe/Berlin"),
        (
            "TZ=America/New_York 0 9-17 * * 1",
            "At 0 minutes past the hour, between 09:00 and 17:59 America/New_York, only on Monday",
        ),
        ("not cron", "not cron"),
        ("TZ=Europe/Berlin", "TZ=Europe/Berlin"),
        ("@every 5m", "@every 5m"),
        ("", ""),
    ],
)
def test_schedules_are_told_in_words_with_their_time_zone(expression: str, shown: str) -> None:
    assert formats.cron(expression) == shown


def test_schedules_do_not_depend_on_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    formats.cron.cache_clear()
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")

    assert formats.cron("0 3 * * 1") == "At 03:00 UTC, only on Monday"


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert formats.shorten("abcdef", 6) == "abcdef"
    assert formats.shorten("abcdefg", 6) == "abcde…"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("terraform_module", "Terraform module"), ("aws-eks", "AWS EKS"), ("job", "Job"), ("", ""), (None, "")],
)
def test_kinds_are_written_as_people_write_them(kind: str | None, shown: str) -> None:
    assert formats.humanize(kind) == shown


def test_every_trigger_has_words_of_its_own() -> None:
    def holds(kind: str) -> None:
        shown = formats.describe_trigger(kind, "api", "0 3 * * *")

        assert "-" not in shown
        assert "{" not in shown
        assert shown.split()[0] in {"before", "after", "every", "run"}

    assert failures(holds, ENUMS["app.ActionWorkflowTriggerType"]) == []


def test_triggers_name_their_component_and_schedule() -> None:
    assert formats.describe_trigger("post-deploy-component", "api") == "after deploying api"
    assert formats.describe_trigger("pre-deprovision-sandbox") == "before deprovisioning the sandbox"
    assert formats.describe_trigger("cron", None, "0 3 * * *") == "every day at 03:00 UTC"
    assert formats.describe_trigger("on-full-moon", "api") == "on full moon api"


def test_every_workflow_type_has_words() -> None:
    def holds(kind: str) -> None:
        assert "_" not in formats.describe_workflow(kind)

    assert failures(holds, ENUMS["app.WorkflowType"]) == []


def test_nameless_workflows_are_called_by_their_type() -> None:
    assert formats.describe_workflow("action_workflow_run") == "Action run"
    assert formats.describe_workflow("runbook_run") == "Runbook run"
    assert formats.describe_workflow(None) == "Workflow"


def test_every_status_of_the_api_has_a_tone() -> None:
    def holds(status: str) -> None:
        assert (formats.status_tone(status) is Tone.NEUTRAL) == (str(status) in QUIET)
        assert (formats.status_tone(status) is Tone.UNKNOWN) == (str(status) == "unknown")

    assert failures(holds, [status for kind in STATUSES for status in ENUMS[f"app.{kind}"]]) == []


STATUSES_BY_TONE = {
    Tone.DONE: "success active no-drift healthy auto-approve finished available no-changes",
    Tone.NEUTRAL: "pending not_attempted cancelled discarded deprovisioned",
    Tone.FAILED: """error offline approval-denied timed-out failed-pending-retry access-error deploy-failed unhealthy
        degraded active-degraded expired approval-expired error-deploying provision_failed helm-release-lost""",
    Tone.WAITING: """approval-awaiting awaiting-user-run awaiting-install-stack-run pending-approval approval-required
        action-required drifted drift-detected warning paused""",
    Tone.RUNNING: "in_progress queued reconciling syncing-secrets checking-plan active-syncing deploy-queued migrating",
    Tone.UNKNOWN: "unknown flabbergasted not-ready no-idea partially-deployed",
}


def test_a_status_means_what_its_most_severe_part_means() -> None:
    def holds(tone: Tone, status: str) -> None:
        assert formats.status_tone(status) is tone

    assert (
        failures(holds, [(tone, status) for tone, all_of in STATUSES_BY_TONE.items() for status in all_of.split()])
        == []
    )


def test_no_status_is_no_status() -> None:
    assert formats.status_tone(None) is formats.status_tone("") is Tone.NEUTRAL


def test_statuses_are_said_in_words_for_people() -> None:
    words = {
        status: formats.status_words(status) for status in ("approval-awaiting", "not-attempted", "noop", "ACTIVE")
    }

    assert words == {
        "approval-awaiting": "waiting for approval",
        "not-attempted": "not attempted",
        "noop": "nothing to do",
        "ACTIVE": "active",
    }


def test_only_quiet_statuses_have_no_badge() -> None:
    assert {tone for tone in Tone if tone.quiet} == set(Tone) - formats.BADGE_COLOURS.keys()
    assert {tone for tone in Tone if tone.quiet} == {tone for tone, glyph in formats.GLYPHS.items() if not glyph}


@pytest.mark.parametrize("tone", formats.BADGE_COLOURS)
def test_badges_can_be_read(tone: Tone) -> None:
    background, text = (luminance(colour) for colour in formats.BADGE_COLOURS[tone])

    assert (max(background, text) + 0.05) / (min(background, text) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("listed", "shown"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_enumerations_end_with_and(listed: tuple[str, ...], shown: str) -> None:
    assert formats.join_words(listed) == shown


def test_long_words_break_where_a_reader_would_break_them() -> None:
    broken = {
        "PassRole": "PassRole",
        "GetSecretValue": "GetSecret<wbr>Value",
        "on arn:aws:secretsmanager:*:*:secret:harbor/*": (
            "on arn:aws:<wbr>secretsmanager:<wbr>*:*:secret:<wbr>harbor/*"
        ),
        "<b>&elasticloadbalancing": "&lt;b&gt;&amp;elasticloadbalancing",
        "": "",
    }
    assert {text: str(breakable(text)) for text in broken} == broken
