"""Replaces names by pseudonyms: the same name by the same pseudonym, however a text writes the name.

Names are found whole, cut off, broken over lines, behind an escaped line end, and beside an underscore.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PERSON, CUSTOMER, ACCOUNT, ROLE = "person", "customer", "account", "role"

PSEUDONYM = re.compile(rf"(?:{PERSON}|{CUSTOMER}|{ACCOUNT}|{ROLE})-[0-9]+")
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
MIN_LETTERS: Final = 4  # of a name that was cut off; fewer do not identify it
MAX_LETTERS: Final = 80  # of a name that fit into a line

COLOUR: Final = "|".join(rf"(?<=\x1b\[[0-9;]{{{length}}}m)" for length in range(10))
ESCAPE: Final = rf"(?:(?<=\\[nrt])|(?<=m)(?:{COLOUR}))"
"""Behind an escape: a line end or tab in a `repr` or in JSON, a terminal colour. These end with a letter, too."""
BEFORE: Final = rf"(?:(?<![^\W_])|{ESCAPE})"
BEFORE_WORD: Final = rf"(?:(?<!\w)|{ESCAPE})"
AFTER: Final = r"(?![^\W_])"
AFTER_WORD: Final = r"(?!\w)"
AFTER_DIGIT: Final = r"(?!\w|\.[0-9])"  # `v1.2.3` does not contain the name `v1`
AFTER_INITIAL: Final = r"(?![\w@])"  # an initial before an `@` belongs to an e-mail address

BREAKS: Final = {" ": r"\s[\s│]*", "-": r"-(?:\r?\n[\s│]*)?"}
"""How a blank and a hyphen continue where a line was broken; an outline draws its tree before the next line."""
BREAK = re.compile(r"[\s│]+")
BREAK_IN_WORD = re.compile(r"\n[ │]*│[ │]*|\n {3,}")
"""How an outline breaks a word that is longer than a line."""

ARN: Final = rf"(?:\b|{ESCAPE})arn:aws[\w-]{{0,9}}"
ROLE_ARN: Final = rf"{ARN}:(?:iam|sts)::[0-9]{{12}}:(?:role|user|assumed-role)/[\w+=,.@/-]{{1,200}}+"
DOMAIN: Final = r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
BEFORE_EMAIL: Final = rf"(?:(?<![\w.+-])(?!(?<=\\)[nrt])|{ESCAPE})(?!git@)"
EMAIL: Final = rf"{BEFORE_EMAIL}(?:[\w.+-]{{1,64}}+|\w?{ELLIPSIS})@{DOMAIN}"
ADDRESS: Final = f"(?:{ROLE_ARN})|(?:{EMAIL})"
"""What identifies somebody by its shape alone."""


class Pseudonyms:
    """The pseudonyms of one notebook: `customer-1`, `person-2`, numbered in the order in which names appear.

    Pseudonyms that the notebook already contains stay as they are, and new names get free numbers.

    Args:
        kinds: names, and for each whether it is a person, a customer, an account or a role.
        taken: pseudonyms that the notebook already contains.
    """

    def __init__(self, kinds: Mapping[str, str], taken: frozenset[str]) -> None:
        names = _names_pattern(kinds)
        self._names = re.compile(names, re.IGNORECASE)
        self._names_and_addresses = re.compile(f"{ADDRESS}|{names}", re.IGNORECASE)
        self._kinds = {normalize(name): kind for name, kind in kinds.items()}
        self._taken = taken
        self._assigned: dict[str, str] = {}
        self._numbered = {kind: map(f"{kind}-{{}}".format, count(1)) for kind in (PERSON, CUSTOMER, ACCOUNT, ROLE)}

    def __len__(self) -> int:
        return len(self._assigned)

    def replace(self, text: str) -> str:
        """Return a text with pseudonyms in place of names and addresses."""
        return self._names_and_addresses.sub(self._pseudonym, text)

    def replace_phrases(self, text: str) -> str:
        """Return a text with pseudonyms in place of addresses and of names that are more than one word."""
        return self._names_and_addresses.sub(
            lambda match: match[0] if match[0].isalpha() else self._pseudonym(match), text
        )

    def finds_name(self, text: str) -> bool:
        """Return whether a text contains a name or an address, on one line or broken over several of an outline."""
        joined = BREAK_IN_WORD.sub("", text)
        if any(_matches(self._names_and_addresses, text)):
            return True
        return joined != text and any(_matches(self._names, joined))

    def names_in_code(self, code: str) -> list[str]:
        """Return the names in code without strings and comments. Operators would look like e-mail addresses there."""
        return list(_matches(self._names, code))

    def _pseudonym(self, match: re.Match[str]) -> str:
        if PSEUDONYM.fullmatch(match[0]):
            return match[0]
        name = self._full_name(match[0])
        if name not in self._assigned:
            kind = self._kinds.get(name) or (ROLE if name.startswith("arn:") else PERSON)
            self._assigned[name] = next(free for free in self._numbered[kind] if free not in self._taken)
        return self._assigned[name]

    def _full_name(self, written: str) -> str:
        """Return the normalized name; for one that was cut off, the first customer that begins with it."""
        name = normalize(written)
        beginning = name.removesuffix(ELLIPSIS)
        if name in self._kinds or beginning == name:
            return name
        customers = (full for full, kind in self._kinds.items() if kind == CUSTOMER and full.startswith(beginning))
        return next(customers, name)


def normalize(name: str) -> str:
    """Return a name as it is compared: in lower case, without blanks and line breaks."""
    return BREAK.sub("", name).casefold()


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[0] for match in pattern.finditer(text) if not PSEUDONYM.fullmatch(match[0]))


def _names_pattern(kinds: Mapping[str, str]) -> str:
    """Return a regular expression for names, whole or cut off, and for pseudonyms."""
    names = {" ".join(name.split()): kind for name, kind in kinds.items()}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    cut = [name for name in longest_first if names[name] == CUSTOMER and len(name) > MIN_LETTERS]
    whole = [name for name in longest_first if not (names[name] == CUSTOMER and name.endswith(ELLIPSIS))]
    # Single words come last: they must not hide a longer name that begins with them, nor match inside a pseudonym.
    alternatives = (
        *_any_of(BEFORE, (name for name in cut if not _is_word(name)), _cut_off),
        *_any_of(BEFORE, (name for name in whole if not _is_word(name)), lambda name: f"{_broken(name)}{AFTER}"),
        rf"{BEFORE_WORD}{PSEUDONYM.pattern}{AFTER_WORD}",
        *_any_of(BEFORE_WORD, (name for name in cut if _is_word(name)), _cut_off),
        *_any_of(
            BEFORE_WORD, (name for name in whole if _is_word(name)), lambda name: f"{_broken(name)}{_after(name)}"
        ),
    )
    return "|".join(f"(?:{alternative})" for alternative in alternatives)


def _any_of(before: str, names: Iterable[str], pattern_of: Callable[[str], str]) -> list[str]:
    """Return an expression for any of some names, grouped by first letter so that most are ruled out at once."""
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(re.escape(name[0]), []).append(pattern_of(name))
    grouped = "|".join(f"(?={letter})(?:{'|'.join(patterns)})" for letter, patterns in by_letter.items())
    return [f"{before}(?:{grouped})"] if grouped else []


def _is_word(name: str) -> bool:
    """Return whether a name is a single word or an initial, which may be part of another word."""
    return name.removesuffix(ELLIPSIS).isalnum()


def _after(word: str) -> str:
    if word.endswith(ELLIPSIS):
        return AFTER_INITIAL
    return AFTER_DIGIT if word[-1].isdigit() else AFTER_WORD


def _broken(letters: str) -> str:
    """Return an expression for letters that may be broken over lines."""
    return "".join(BREAKS.get(letter, re.escape(letter)) for letter in letters)


def _cut_off(name: str) -> str:
    """Return an expression for each beginning of a name, of at least `MIN_LETTERS`, before an ellipsis."""
    letters = name.removesuffix(ELLIPSIS)
    rest = ""
    for letter in reversed(letters[MIN_LETTERS:MAX_LETTERS]):
        rest = f"(?:{_broken(letter)}{rest})?"
    return f"{_broken(letters[:MIN_LETTERS])}{rest}{ELLIPSIS}"
