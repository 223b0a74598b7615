"""Finds what a name means, and says what is nearest where nothing has it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from nuon_notebook.display import formats
from nuon_notebook.errors import UnknownIndexError, UnknownNameError
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLASS_WORDS: Final = re.compile(r"ACR|AWS|ECR|GAR|GCP|IAM|OCI|VCS|[A-Z]+(?![a-z])|[A-Z][a-z]+")
OWNERS: Final = ("app", "AWS", "azure", "GCP", "IAM", "install", "org")
"""Words that the name of a class begins with, which say whose it is, or of which cloud."""
FORMS: Final = ("access", "config", "entry", "impact", "item", "record", "response", "summary")
"""Words that the name of a class ends with, which say how it is sent."""
NOUNS: Final = {
    "app branch config": "branch config",
    "app config": "config",
    "component config connection": "component",
    "diff key": "difference",
    "input in force": "input",
}
"""The nouns for classes whose names do not say them."""
NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})")
MAX_LISTED: Final = 12  # names in an error
SHORTEST_PART: Final = 3  # letters of a name that count as the name if no other name has them
MAX_LENGTH: Final = 60  # of one name in an error


def noun_for(kind: type) -> str:
    """Return what models of a class are called, in the singular: `config` for `AppConfig`, `action` for its actions."""
    found = CLASS_WORDS.findall(kind.__name__)
    name = " ".join(word if word.isupper() else word.lower() for word in found)
    words = name.replace("action workflow", "action").split()  # the API's older word for an action
    while len(words) > 1 and words[-1] in FORMS:
        words.pop()
    while len(words) > 1 and words[0] in OWNERS:
        words.pop(0)
    return NOUNS.get(name) or " ".join(words)


def unknown_name(name: str, known: Iterable[str], noun: str) -> UnknownNameError:
    """Return the error that nothing has a name. It says what there is, and what is nearest.

    Args:
        name: the name.
        known: the names that there are.
        noun: what has these names, in the singular.
    """
    names = list(dict.fromkeys(filter(None, known)))
    near = nearest(name, names)
    more = len(names) - MAX_LISTED
    listed = [_shown(one) for one in names[:MAX_LISTED]] + ([f"{more} more"] if more > 0 else [])
    return UnknownNameError(
        what=f"No {noun} is called {_shown(name)}." if name.strip() else f"No {noun} has an empty name.",
        why=f"There {'are' if len(names) > 1 else 'is'}: {formats.join_words(listed)}." if names else "There are none.",
        advice=f"Did you mean {_shown(near)}?" if near else "",
    )


def unknown_index(index: int, number: int, noun: str) -> UnknownIndexError:
    """Return the error that nothing has an index.

    Args:
        index: the index.
        number: how many there are.
        noun: what there are, in the singular.
    """
    return UnknownIndexError(
        what=f"No {noun} has the index {index}.",
        why=f"There {'is' if number == 1 else 'are'} {formats.count(number, noun)}." if number else "There are none.",
        advice=f"The first has the index 0, the last {number - 1} or -1." if number else "",
    )


def nearest(name: str, names: Sequence[str]) -> str:
    """Return the nearest of some names; empty if none is near. Of numbered ones it has the nearest number."""
    word, number = _numbered(name)
    numbers = {one: at for one, (same, at) in zip(names, map(_numbered, names), strict=True) if same == word and at}
    if number and numbers:
        return min(numbers, key=lambda one: abs(numbers[one] - number))
    folded = {one.casefold(): one for one in reversed(names)}
    within = [one for one in folded if len(name) >= SHORTEST_PART and name.casefold() in one]
    return (
        folded[within[0]]
        if len(within) == 1
        else next((folded[one] for one in get_close_matches(name.casefold(), folded, n=1)), "")
    )


def _numbered(name: str) -> tuple[str, int]:
    """Return the word and the number that a name consists of, for instance of `v11`; the number is 0 if it has none."""
    found = NUMBERED.fullmatch(name.casefold())
    return (found[1], int(found[2])) if found else (name, 0)


def _shown(name: str) -> str:
    return formats.shorten(mask_text(name), MAX_LENGTH)
