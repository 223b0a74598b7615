"""How texts write names: whole, cut off, broken over lines, behind an escaped line end, beside an underscore."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nuon_notebook.sharing.outlines import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PERSON, CUSTOMER, ACCOUNT, ROLE = "person", "customer", "account", "role"

STAND_IN = re.compile(rf"(?:{PERSON}|{CUSTOMER}|{ACCOUNT}|{ROLE})-[0-9]+")
"""What stands for somebody in a notebook that was made anonymous."""

LEAST: Final = 4  # letters of a name that was cut off by which it is told
MOST: Final = 80  # letters of a name that fit into a line

COLOURS: Final = "|".join(rf"(?<=\x1b\[[0-9;]{{{length}}}m)" for length in range(10))
SIGN: Final = rf"(?:(?<=\\[nrt])|(?<=m)(?:{COLOURS}))"
"""What ends with a letter all the same: a line end or tab in the `repr` of a text or in JSON, a terminal's colour."""
BEFORE: Final = rf"(?:(?<![^\W_])|{SIGN})"
BEFORE_WORD: Final = rf"(?:(?<!\w)|{SIGN})"
AFTER: Final = r"(?![^\W_])"
AFTER_WORD: Final = r"(?!\w)"
AFTER_NUMBERED: Final = r"(?!\w|\.[0-9])"  # `v1` does not stand in `v1.2.3`
AFTER_INITIAL: Final = r"(?![\w@])"  # what an address goes on after is no initial

BREAKS: Final = {" ": r"\s[\s│]*", "-": r"-(?:\r?\n[\s│]*)?"}
"""Where lines are broken, and with them names; the tree of an outline goes on before the next line."""
BREAK = re.compile(r"[\s│]+")

ARN: Final = rf"(?:\b|{SIGN})arn:aws[\w-]{{0,9}}"
ROLE_ARN: Final = rf"{ARN}:(?:iam|sts)::[0-9]{{12}}:(?:role|user|assumed-role)/[\w+=,.@/-]{{1,200}}+"
DOMAIN: Final = r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
BEFORE_ADDRESS: Final = rf"(?:(?<![\w.+-])(?!(?<=\\)[nrt])|{SIGN})(?!git@)"
EMAIL: Final = rf"{BEFORE_ADDRESS}(?:[\w.+-]{{1,64}}+|\w?{ELLIPSIS})@{DOMAIN}"
ADDRESS: Final = f"(?:{ROLE_ARN})|(?:{EMAIL})"
"""What tells by its shape who somebody is."""


def expression_of(kinds: Mapping[str, str]) -> str:
    """Return an expression for names, whole or cut off, and for stand-ins.

    Args:
        kinds: names and what each stands for.
    """
    names = {" ".join(name.split()): kind for name, kind in kinds.items()}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    cut = [name for name in longest_first if names[name] == CUSTOMER and len(name) > LEAST]
    whole = [name for name in longest_first if not (names[name] == CUSTOMER and name.endswith(ELLIPSIS))]
    # Words come last: one that begins a longer name does not hide it, and one in a stand-in (`role`) is no name.
    alternatives = (
        *_any(BEFORE, (name for name in cut if not _is_word(name)), _cut),
        *_any(BEFORE, (name for name in whole if not _is_word(name)), lambda name: f"{_written(name)}{AFTER}"),
        rf"{BEFORE_WORD}{STAND_IN.pattern}{AFTER_WORD}",
        *_any(BEFORE_WORD, (name for name in cut if _is_word(name)), _cut),
        *_any(BEFORE_WORD, (name for name in whole if _is_word(name)), lambda name: f"{_written(name)}{_after(name)}"),
    )
    return "|".join(f"(?:{one})" for one in alternatives)


def plain(said: str) -> str:
    """Return a name as it is compared: in small letters, wherever lines were broken."""
    return BREAK.sub("", said).casefold()


def _any(before: str, names: Iterable[str], write: Callable[[str], str]) -> list[str]:
    """Return an expression for any of some names; by its first letter a text rules most of them out at once."""
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(re.escape(name[0]), []).append(write(name))
    said = "|".join(f"(?={letter})(?:{'|'.join(each)})" for letter, each in by_letter.items())
    return [f"{before}(?:{said})"] if said else []


def _is_word(name: str) -> bool:
    """Tell whether a name is one word or an initial, which may be a part of another word."""
    return name.removesuffix(ELLIPSIS).isalnum()


def _after(name: str) -> str:
    return AFTER_INITIAL if name.endswith(ELLIPSIS) else AFTER_NUMBERED if name[-1].isdigit() else AFTER_WORD


def _written(letters: str) -> str:
    return "".join(BREAKS.get(letter, re.escape(letter)) for letter in letters)


def _cut(name: str) -> str:
    """Return an expression for each beginning of a name, of four letters at least, before an ellipsis."""
    letters = name.removesuffix(ELLIPSIS)
    rest = ""
    for letter in reversed(letters[LEAST:MOST]):
        rest = f"(?:{_written(letter)}{rest})?"
    return f"{_written(letters[:LEAST])}{rest}{ELLIPSIS}"
