"""Formats times, counts, schedules and statuses. The same value gives the same words in every run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SECOND: Final = timedelta(seconds=1)
UNITS: Final = (("d", 86_400), ("h", 3_600), ("m", 60))
ACRONYMS: Final = {
    "api": "API", "arn": "ARN", "aws": "AWS", "cli": "CLI", "ecr": "ECR", "eks": "EKS", "ecs": "ECS", "aks": "AKS",
    "acs": "ACS", "gcp": "GCP", "iam": "IAM", "id": "ID", "ip": "IP", "oci": "OCI", "url": "URL", "vcs": "VCS",
    "vm": "VM",
}  # fmt: skip
NAMES: Final = {
    "terraform": "Terraform", "helm": "Helm", "docker": "Docker", "kubernetes": "Kubernetes", "azure": "Azure",
    "github": "GitHub", "cloudformation": "CloudFormation",
}  # fmt: skip
TIME_OF_DAY: Final = re.compile(r"At \d\d:\d\d")
CRON: Final = re.compile(r"(?:(?:CRON_)?TZ=(\S+)\s+)?((?:[\dA-Za-z*/,#?-]+\s+){4,6}[\dA-Za-z*/,#?-]+)")
IRREGULAR: Final = {"more": "more", "person": "people"}


class Tone(Enum):
    """The meaning of a status for the reader, most severe first. `UNKNOWN`: this version cannot tell."""

    FAILED = "failed"
    WAITING = "waiting"
    RUNNING = "running"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
    DONE = "done"

    @property
    def quiet(self) -> bool:
        """Whether a status is shown as a plain word: nothing failed, waits or runs."""
        return self in (Tone.NEUTRAL, Tone.DONE)


SEVERITY: Final = {tone: place for place, tone in enumerate(Tone)}
BADGE_COLOURS: Final = {
    Tone.FAILED: ("#c22", "#fff"),
    Tone.WAITING: ("#ffd666", "#3b2300"),
    Tone.RUNNING: ("#0969da", "#fff"),
    Tone.UNKNOWN: ("#59636e", "#fff"),
}
"""Background and text colours of badges. Each pair has a contrast of at least 4.5 to 1. Quiet statuses have none."""

GLYPHS: Final = {
    Tone.FAILED: "\N{MULTIPLICATION X}",
    Tone.WAITING: "!",
    Tone.RUNNING: "\N{WHITE CIRCLE WITH UPPER RIGHT QUADRANT}",
    Tone.UNKNOWN: "?",
    Tone.NEUTRAL: "",
    Tone.DONE: "",
}
"""Say without colour what the colour of a badge says."""

WORDS_BY_TONE: Final = {
    Tone.DONE: """success active approved no-drift finished healthy connected completed complete done ok ready
        succeeded provisioned deployed synced available auto-approved approve auto-approve approve-all running-ok
        up online valid pass passed enabled info up-to-date no-changes create change read import move""",
    Tone.NEUTRAL: """pending not-attempted cancelled canceled discarded user-skipped auto-skipped skipped noop outdated
        deprovisioned disabled deleted archived deprecated inactive same unset low debug trace""",
    Tone.FAILED: """deny-skip-current deny-skip-current-and-dependents critical high destroy""",
    Tone.WAITING: """approval-retry retry differs medium replace forget""",
    Tone.RUNNING: """started in-progress""",
}
"""Statuses that their parts would not tell, or would tell wrongly."""

PARTS_BY_TONE: Final = {
    Tone.FAILED: """error errors errored failed failure fail fatal denied deny rejected unhealthy degraded expired
        invalid crashed offline disconnected unreachable unavailable down lost broken aborted
        timed timeout evicted missing""",
    Tone.WAITING: """awaiting waiting waits approval required drifted drift warning warn paused blocked attention
        incomplete suspended stale stuck""",
    Tone.RUNNING: "queued progress started scheduled",
}
"""Parts of statuses, most severe first: `failed-pending-retry` failed, `awaiting-install-stack-run` waits."""

TONE_BY_WORD: Final = {word: tone for tone, words in WORDS_BY_TONE.items() for word in words.split()}
TONE_BY_PART: Final = {word: tone for tone, words in PARTS_BY_TONE.items() for word in words.split()}
NEGATIONS: Final = frozenset(("no", "not", "non", "without"))

STATUS = re.compile(r"[a-z]+(?:-[a-z]+)*")
STATUS_WORDS: Final = {
    "approval-awaiting": "waiting for approval",
    "approval-denied": "approval denied",
    "approval-expired": "approval expired",
    "approval-retry": "new plan requested",
    "approve-all": "approved automatically",
    "auto-approve": "approved automatically",
    "awaiting-user-run": "waiting for the customer",
    "awaiting-install-stack-run": "waiting for the customer's stack",
    "auto-skipped": "skipped automatically",
    "deny-skip-current": "denied, step skipped",
    "deny-skip-current-and-dependents": "denied, step and dependents skipped",
    "failed-pending-retry": "failed, will be retried",
    "noop": "nothing to do",
    "user-skipped": "skipped manually",
}
"""Words for people instead of the API's, where leaving out its hyphens is not enough."""

RUNS: Final = {
    "manual": "run by hand",
    "adhoc": "run once, by hand",
    "role-enabled": "after enabling a role",
    "role-disabled": "after disabling a role",
}
TRIGGERS: Final = {
    "deploy-component": "deploying {component}",
    "teardown-component": "tearing down {component}",
    "secrets-sync": "syncing secrets",
    "provision": "provisioning",
    "reprovision": "reprovisioning",
    "deprovision": "deprovisioning",
    "deploy-all-components": "deploying all components",
    "teardown-all-components": "tearing down all components",
    "deprovision-sandbox": "deprovisioning the sandbox",
    "reprovision-sandbox": "reprovisioning the sandbox",
    "update-inputs": "updating inputs",
    "enable-component": "enabling {component}",
    "disable-component": "disabling {component}",
    "provision-sandbox": "provisioning the sandbox",
}
WORKFLOWS: Final = {
    "manual_deploy": "Manual deploy",
    "deploy_components": "Deploy of components",
    "input_update": "Update of inputs",
    "teardown_component": "Teardown of a component",
    "teardown_components": "Teardown of components",
    "reprovision_sandbox": "Reprovision of the sandbox",
    "deprovision_sandbox": "Deprovision of the sandbox",
    "drift_run": "Drift check",
    "drift_run_reprovision_sandbox": "Drift check of the sandbox",
    "action_workflow_run": "Action run",
    "sync_secrets": "Sync of secrets",
    "runbook_run": "Runbook run",
    "reprovision_stack": "Reprovision of the stack",
    "recover_helm_release": "Recovery of a Helm release",
    "component_enabled": "Enabling of a component",
    "component_disabled": "Disabling of a component",
    "app_config_build": "Build of a config",
    "app_install_sync": "Sync of installs",
    "app_branch_config_update": "Update of an app branch's config",
    "app_branches_manual_update": "Update of an app branch",
    "app_branches_config_repo_update": "Update of an app branch from its config repository",
    "app_branches_component_repo_update": "Update of an app branch from a component's repository",
}


OPEN_OR_IDLE: Final = frozenset(("", "pending", "noop"))
"""Quiet statuses of what may still be done, and of what had nothing to do."""

VERBS: Final = """add apply approve build cancel change check configure connect create delete deploy deprovision destroy
    disable enable install look migrate move plan provision recover redeploy refresh register release remove replace
    reprovision reset restart restore retry roll rotate run scale send set start stop sync tear trigger update upgrade
    validate"""
IRREGULAR_FORMS: Final = {
    "built": "build", "ran": "run", "running": "run", "sent": "send", "set": "set", "setting": "set", "tore": "tear",
    "torn": "tear", "planned": "plan", "planning": "plan", "stopped": "stop", "stopping": "stop",
}  # fmt: skip
INFINITIVES: Final = IRREGULAR_FORMS | {
    form: verb
    for verb in VERBS.split()
    for stem in (verb.removesuffix("e"), f"{verb[:-1]}i" if re.search(r"[^aeiou]y$", verb) else verb)
    for form in (f"{stem}ed", f"{stem}ing", f"{verb}ing")
}
"""By the past and the progressive form of a verb, its infinitive."""
VERB_FORM: Final = re.compile(r"\w+(?:ed|ing)")


def format_time(time: datetime | None) -> str:
    """Return a time to the minute, for instance `2025-11-20 09:14 UTC`; empty if there is none."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if time else ""


def format_clock(time: datetime | None) -> str:
    """Return the time of day in UTC to the millisecond, for instance `09:14:03.250`; empty if there is none."""
    return time.astimezone(UTC).strftime("%H:%M:%S.%f")[:-3] if time else ""


def format_date(time: datetime | None) -> str:
    """Return the day of a time in UTC, for instance `2025-11-20`; empty if there is none."""
    return time.astimezone(UTC).strftime("%Y-%m-%d") if time else ""


def format_duration(span: timedelta | None) -> str:
    """Return a span of time in its two largest units, as `kubectl` does: `850ms`, `2m3s`, `1h`, `3d2h`."""
    if span is None:
        return ""
    if span < timedelta(0):
        return f"-{format_duration(-span)}"
    if span < SECOND:
        return f"{span // timedelta(milliseconds=1)}ms"
    seconds = span // SECOND
    for (name, length), (smaller, part) in pairwise((*UNITS, ("s", 1))):
        if seconds >= length:
            rest = seconds % length // part
            return f"{seconds // length}{name}{f'{rest}{smaller}' if rest else ''}"
    return f"{seconds}s"


def since(start: datetime, moment: datetime | None) -> str:
    """Return how long something lasts at a moment, and since when: `2h45m so far, since 09:14 UTC`."""
    if moment is None or moment < start:
        return f"since {format_time(start)}"
    begun = format_time(start).removeprefix(f"{format_date(moment)} ")
    return f"{format_duration(moment - start)} so far, since {begun}"


def format_age(span: timedelta | None) -> str:
    """Return a span of time as `kubectl` does: `40s`, `12m`, `2h45m`, `2d20h`, `21d`. A negative one counts as zero.

    Hours and days below ten have a second unit.
    """
    if span is None:
        return ""
    seconds = max(span, timedelta(0)) // SECOND
    for (name, length), (smaller, part) in pairwise(UNITS):
        if seconds >= length:
            rest = seconds % length // part if seconds < 10 * length else 0
            return f"{seconds // length}{name}{f'{rest}{smaller}' if rest else ''}"
    return f"{seconds // 60}m" if seconds >= 60 else f"{seconds}s"  # noqa: PLR2004 - of a minute


def count(number: int, noun: str, plural_form: str = "") -> str:
    """Return a number with its noun: `1 component`, `20 components`, `2 policies`.

    Args:
        number: the number.
        noun: the singular.
        plural_form: the plural, if `plural` does not know it.
    """
    return f"{number:,} {noun if number == 1 else plural_form or plural(noun)}"


def plural(noun: str) -> str:
    """Return the plural of an English noun phrase; its last word is inflected."""
    head, space, last = noun.rpartition(" ")
    if last in IRREGULAR:
        return f"{head}{space}{IRREGULAR[last]}"
    if re.search(r"[^aeiou]y$", last):
        return f"{head}{space}{last[:-1]}ies"
    return f"{head}{space}{last}{'es' if re.search(r'(s|x|z|ch|sh)$', last) else 's'}"


@lru_cache(maxsize=512)
def cron(expression: str) -> str:
    """Return a schedule in words, for instance `Every day at 03:00 UTC`. An invalid expression is returned unchanged.

    A time zone before it (`CRON_TZ=Europe/Berlin 0 9 * * *`) replaces UTC.
    """
    from cron_descriptor import (  # noqa: PLC0415 - imported only if there is a schedule
        DescriptionTypeEnum,
        ExpressionDescriptor,
        Options,
    )

    schedule = CRON.fullmatch(expression.strip())
    if schedule is None:
        return expression
    zone, fields = schedule.groups(default="UTC")
    chosen = Options()
    chosen.use_24hour_time_format = True
    chosen.locale_code = "en_US"
    try:
        words = ExpressionDescriptor(fields, chosen).get_description(DescriptionTypeEnum.FULL)
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds
        return expression
    if fields.split()[-3:] == ["*"] * 3 and TIME_OF_DAY.match(words):
        words = f"Every day {words[:1].lower()}{words[1:]}"
    last = list(re.finditer(r"\d\d?:\d\d", words))[-1:]
    return "".join(f"{words[: one.end()]} {zone}{words[one.end() :]}" for one in last) or words


def shorten(text: str, max_length: int) -> str:
    """Return at most `max_length` characters of a text, with an ellipsis if it was cut."""
    return text if len(text) <= max_length else f"{text[: max_length - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def humanize(kind: str | None) -> str:
    """Return a word of the API as people write it: `Terraform module` for `terraform_module`."""
    words = re.split(r"[_\-\s]+", _word(kind))
    spelled = [ACRONYMS.get(word) or NAMES.get(word) or word for word in words if word]
    text = " ".join(spelled)
    return text[:1].upper() + text[1:]


def describe_trigger(kind: str | None, component: str | None = None, schedule: str | None = None) -> str:
    """Return what triggers an action, for instance `after deploying api`.

    Args:
        kind: a value of `app.ActionWorkflowTriggerType`, or a newer one.
        component: the name of the component whose deploy or teardown triggers it.
        schedule: the cron expression of a schedule.
    """
    word = _word(kind)
    if word == "cron":
        words = cron(schedule) if schedule else "on a schedule"
        return words if words == schedule else words[:1].lower() + words[1:]
    if word in RUNS:
        return RUNS[word]
    moment, _, event = word.partition("-")
    if moment in ("pre", "post") and event in TRIGGERS:
        order = "before" if moment == "pre" else "after"
        return f"{order} {TRIGGERS[event].format(component=component or 'a component')}"
    return " ".join(filter(None, (word.replace("-", " ").replace("_", " "), component)))


def describe_workflow(kind: str | None) -> str:
    """Return the title of a workflow without a name, for instance `Action run`."""
    return WORKFLOWS.get(_word(kind)) or humanize(kind) or "Workflow"


def came_to_nothing(status: str | None) -> bool:
    """Return whether a status means that what was to be done was not: it failed, was cancelled, discarded, skipped."""
    tone = status_tone(status)
    return tone is Tone.FAILED or (tone is Tone.NEUTRAL and _normalized(status) not in OPEN_OR_IDLE)


@lru_cache(maxsize=512)
def name_as_intended(name: str) -> str:
    """Return the name of a workflow as what was to be done: `Deploy components` for `Deployed components`.

    Empty if its first word may tell what was done, and its verb is not known.
    """
    first, space, rest = name.partition(" ")
    verb = INFINITIVES.get(first.lower())
    if verb:
        return f"{verb.capitalize()}{space}{rest}"
    return "" if VERB_FORM.fullmatch(first) else name


@lru_cache(maxsize=512)
def status_tone(status: str | None) -> Tone:
    """Return the meaning of a status; of one that this version does not know, that of its most severe part."""
    word = _normalized(status)
    if not word or word in TONE_BY_WORD:
        return TONE_BY_WORD.get(word, Tone.NEUTRAL)
    first, *_ = parts = word.split("-")
    return Tone.UNKNOWN if first in NEGATIONS else min(map(_tone_of_part, parts), key=SEVERITY.__getitem__)


def _tone_of_part(part: str) -> Tone:
    known = TONE_BY_PART.get(part) or TONE_BY_WORD.get(part)
    return known or (Tone.RUNNING if part.endswith("ing") else Tone.UNKNOWN)


def status_words(status: str | None) -> str:
    """Return a status in words for people: `waiting for approval` for `approval-awaiting`. Other texts stay."""
    word = _normalized(status)
    return STATUS_WORDS.get(word) or (word.replace("-", " ") if STATUS.fullmatch(word) else _word(status))


def says_more(text: str | None, label: str, status: str | None) -> bool:
    """Return whether a text says more than a label and a status: `sandbox is drifted` does not."""
    known = {"is", "are", "the", "all", *_words_in(label), *_words_in(status), *_words_in(status_words(status))}
    return not known.issuperset(_words_in(text))


def _words_in(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").lower())


def _normalized(status: str | None) -> str:
    return _word(status).strip().lower().replace("_", "-").replace(" ", "-")


def needs_attention(status: str | None) -> bool:
    """Return whether a status means that something failed or waits."""
    return status_tone(status) in (Tone.FAILED, Tone.WAITING)


def join_words(words: Sequence[str], before_last: str = "and") -> str:
    """Join words to an enumeration: `a, b and c`."""
    *first, last = words or ("",)
    return f"{', '.join(first)} {before_last} {last}" if first else last


def _word(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value or "")
