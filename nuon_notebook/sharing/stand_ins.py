"""What stands for each name of a notebook: the same stand-in for the same name throughout."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from nuon_notebook.sharing.outlines import ELLIPSIS
from nuon_notebook.sharing.patterns import (
    ACCOUNT,
    ADDRESS,
    CUSTOMER,
    PERSON,
    ROLE,
    STAND_IN,
    expression_of,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.sharing.names import Named

OVER_LINES = re.compile(r"\n[ │]*│[ │]*|\n {3,}")  # how a line of an outline goes on, where a long word was broken


class StandIns:
    """The stand-ins of one notebook: `customer-1`, `person-2`, numbered in the order in which names appear.

    Those that stand in it already stay as they are, and new names get numbers that are free.

    Args:
        named: who is named in the notebook.
    """

    def __init__(self, named: Named) -> None:
        names = expression_of(named.kinds)
        self._names = re.compile(names, re.IGNORECASE)
        self._all = re.compile(f"{ADDRESS}|{names}", re.IGNORECASE)
        self._kinds = {plain(name): kind for name, kind in named.kinds.items()}
        self._taken = named.stand_ins
        self._given: dict[str, str] = {}
        self._free = {kind: map(f"{kind}-{{}}".format, count(1)) for kind in (PERSON, CUSTOMER, ACCOUNT, ROLE)}

    def __len__(self) -> int:
        return len(self._given)

    def put(self, text: str) -> str:
        """Return a text with stand-ins for names and addresses."""
        return self._all.sub(self._stand_in, text)

    def put_for_phrases(self, text: str) -> str:
        """Return a text, likewise, but for names of one word."""
        return self._all.sub(lambda match: match[0] if match[0].isalpha() else self._stand_in(match), text)

    def told_by(self, text: str) -> bool:
        """Tell whether a name stands in a text, on one line of it or broken over several of an outline."""
        joined = OVER_LINES.sub("", text)
        return any(_found(self._all, text)) or (joined != text and any(_found(self._names, joined)))

    def named_in_code(self, code: str) -> list[str]:
        """Return the names in code from which strings and comments were taken; addresses have none of their signs."""
        return list(_found(self._names, code))

    def _stand_in(self, match: re.Match[str]) -> str:
        if STAND_IN.fullmatch(match[0]):
            return match[0]
        name = self._name(match[0])
        if name not in self._given:
            kind = self._kinds.get(name) or (ROLE if name.startswith("arn:") else PERSON)
            self._given[name] = next(one for one in self._free[kind] if one not in self._taken)
        return self._given[name]

    def _name(self, said: str) -> str:
        """Return the name for what is said; for one that was cut off the first of those that begin so."""
        name = plain(said)
        begun = name.removesuffix(ELLIPSIS)
        if name in self._kinds or begun == name:
            return name
        begin = (full for full, kind in self._kinds.items() if kind == CUSTOMER and full.startswith(begun))
        return next(begin, name)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[0] for match in pattern.finditer(text) if not STAND_IN.fullmatch(match[0]))
