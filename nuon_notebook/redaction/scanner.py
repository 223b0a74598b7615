"""Finds what looks like a secret in a text, by all rules of this package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.finders.encoded_text import encoded_markers, find_encoded_secrets
from nuon_notebook.redaction.lazy_pattern import lazy_pattern
from nuon_notebook.redaction.rules.assignment_rules import ASSIGNMENT_RULES
from nuon_notebook.redaction.rules.command_rules import COMMAND_RULES
from nuon_notebook.redaction.rules.format_rules import FORMAT_RULES
from nuon_notebook.redaction.rules.known_tokens import MIN_LENGTH, find_known_tokens, may_hold_token
from nuon_notebook.redaction.rules.rule import CaseSensitive, Expression, Rule, compiled
from nuon_notebook.redaction.rules.token_rules import TOKEN_RULES
from nuon_notebook.redaction.rules.url_rules import URL_RULES
from nuon_notebook.redaction.values.placeholders import MASK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

ESCAPE = lazy_pattern(
    r"\x1b\[[0-9;]{0,40}+[A-Za-z]"  # colours of a terminal
    r"|\\(?<!\\\\)\\*+(?:"
    r"(?:x1b|u001b|033|e)\[[0-9;]{0,40}+[A-Za-z]"  # the same, written as text
    r"|[abefnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})"
)
"""Escape sequences. Their last letters would be taken for the beginning of the next word."""

ASCII_LOOKALIKES: Final = (
    ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i"),
    ("\N{LATIN SMALL LETTER DOTLESS I}", "i"),
    ("\N{LATIN SMALL LETTER LONG S}", "s"),
    ("\N{KELVIN SIGN}", "k"),
)
"""All letters beyond ASCII that a regular expression which ignores case takes for one of ASCII."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Where in a text something looks like a secret.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last character.
        kind: What it looks like, in words; never the value.
    """

    start: int
    end: int
    kind: str


class RuleSet:
    """Rules with a prefilter: one expression that finds something in every text that one of the rules can match."""

    def __init__(self, *groups: Sequence[Rule]) -> None:
        """Take rules in groups. Each group has a prefilter of its own, so that one need not try all of them."""
        self.rules = tuple(chain.from_iterable(groups))
        self._groups = groups

    def without(self, kinds: Collection[str]) -> RuleSet:
        """Return the rules that find no secret of some kinds."""
        return RuleSet(*(tuple(rule for rule in group if rule.kind not in kinds) for group in self._groups))

    def candidates(self, text: str) -> Sequence[Rule]:
        """Return the rules that can match a text; for most texts there are none."""
        folded = fold_case(text)
        if not self._prefilter.search(folded):
            return ()
        return [
            rule
            for group, prefilter in zip(self._groups, self._group_prefilters, strict=True)
            if prefilter.search(folded)
            for rule in group
            if can_match(rule, text, folded)
        ]

    @cached_property
    def _prefilter(self) -> re.Pattern[str]:
        return _prefilter(self.rules)

    @cached_property
    def _group_prefilters(self) -> Sequence[re.Pattern[str]]:
        return [_prefilter(group) for group in self._groups]


def _prefilter(rules: Iterable[Rule]) -> re.Pattern[str]:
    """Return an expression that finds any of the first conditions of rules.

    Alternatives are grouped by their first character, which makes the search three times as fast.
    """
    expressions = {_expression(condition) for rule in rules for condition in rule.any_of}
    groups = groupby(sorted(expressions), key=lambda expression: expression[: 1 + (expression[0] == "\\")])
    return re.compile(
        "|".join(f"{first}(?:{'|'.join(each[len(first) :] for each in group)})" for first, group in groups)
    )


ENCODED_RULES: Final = (
    Rule(
        "encoded-text", "secret in base64", lambda text: find_encoded_secrets(text, contains_secret),
        any_of=tuple(sorted(encoded_markers())),
    ),
)  # fmt: skip
SHAPES: Final = ((*TOKEN_RULES, *URL_RULES), FORMAT_RULES, COMMAND_RULES)
SHAPES_ONLY: Final = RuleSet(*SHAPES)
NOT_ENCODED: Final = RuleSet(*SHAPES, ASSIGNMENT_RULES)
"""For readers that decode base64 themselves."""

ALL_RULES: Final = RuleSet(*SHAPES, ASSIGNMENT_RULES, ENCODED_RULES)


def find_secrets(text: str, rules: RuleSet = ALL_RULES) -> Iterator[Finding]:
    """Find what looks like a secret.

    References such as template expressions, variables and names of Kubernetes secrets are no secrets. The time is
    linear in the length of the text, whatever the text holds.

    Args:
        text: The text to scan.
        rules: The rules to apply.

    Returns:
        The findings in order; they do not overlap.
    """
    candidates = rules.candidates(text)
    if not candidates and (len(text) < MIN_LENGTH or not (may_hold_token(text) or _has_escapes(text))):
        return iter(())
    return iter(apply_rules(text, candidates))


def contains_secret(text: str) -> bool:
    """Tell whether anything in a text looks like a secret."""
    return any(True for _ in find_secrets(text))


def apply_rules(text: str, rules: Sequence[Rule]) -> list[Finding]:
    """Find known tokens and what rules match, in a text and in the text without its escape sequences, and merge."""
    variants = {line_break: _variants(text, line_break) for line_break in {"\n", *(rule.line_break for rule in rules)}}
    found = [Finding(*token) for variant in variants["\n"] for token in find_known_tokens(variant)]
    found += [
        Finding(start, end, rule.kind)
        for rule in rules
        for variant in variants[rule.line_break]
        for start, end in rule.find(variant)
    ]
    return _merge(found, text)


def fold_case(text: str) -> str:
    """Return a text in lower case, as regular expressions which ignore case see it. Offsets stay the same."""
    if not text.isascii():
        for letter, ascii_letter in ASCII_LOOKALIKES:
            text = text.replace(letter, ascii_letter)
    return text.lower()


def can_match(rule: Rule, text: str, folded: str) -> bool:
    """Tell whether a text meets the conditions of a rule.

    Args:
        rule: The rule.
        text: The text.
        folded: The text as `fold_case` returns it.
    """
    for conditions in (rule.and_any_of, rule.any_of):
        if conditions and not _any_holds(conditions, text, folded):
            return False
    return True


def _any_holds(conditions: Iterable[str], text: str, folded: str) -> bool:
    for condition in conditions:  # a loop, since `any` with a generator takes twice as long
        if not isinstance(condition, Expression):
            if condition in folded:
                return True
        elif compiled(condition).search(text if isinstance(condition, CaseSensitive) else folded):
            return True
    return False


def _expression(condition: str) -> str:
    return str(condition) if isinstance(condition, Expression) else re.escape(condition)


def _variants(text: str, line_break: str) -> Sequence[str]:
    """Return the text and, if it has escape sequences, the text with blanks and line breaks in their places.

    All other characters keep their offsets.
    """
    if not _has_escapes(text):
        return (text,)
    blanked = ESCAPE.sub(lambda match: (line_break if match[0][-1] == "n" else " ").rjust(len(match[0])), text)
    return (text,) if blanked == text else (text, blanked)


def _has_escapes(text: str) -> bool:
    return "\\" in text or "\x1b" in text


def _merge(found: Iterable[Finding], text: str) -> list[Finding]:
    """Join findings that overlap, and leave out what is masked already."""
    merged: list[Finding] = []
    for finding in sorted(found):
        if not text[finding.start : finding.end].strip(MASK[0] + " \n\t"):
            continue
        if merged and finding.start < merged[-1].end:
            last = merged.pop()
            merged.append(Finding(last.start, max(last.end, finding.end), last.kind))
        else:
            merged.append(finding)
    return merged
