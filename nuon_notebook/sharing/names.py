"""Who is named in a notebook: people and customers, in the places where the display marks them, and by shape."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.display.view import Customer, Person
from nuon_notebook.redaction.masking import abbreviate_person
from nuon_notebook.sharing.outlines import ELLIPSIS, names_in_outlines
from nuon_notebook.sharing.patterns import ACCOUNT, ARN, CUSTOMER, LEAST, PERSON, ROLE, STAND_IN, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nuon_notebook.redaction.masking import SensitiveValues
    from nuon_notebook.sharing.contents import Content

KINDS: Final = {Person.mark: PERSON, Customer.mark: CUSTOMER}

MARKED = re.compile(rf'<span class="({"|".join(KINDS)})">([^<>]+)</span>')
REPR = re.compile(r"""\bInstall\(id='[^']*', name=(['"])((?:(?!\1)[^\\\n]|\\.)++)\1""")
IN_ADDRESS = re.compile(rf"{ARN}:[\w-]{{0,40}}:[\w-]{{0,40}}:([0-9]{{12}}):|\b([0-9]{{12}})\.dkr\.ecr\.")
ENUMERATED = re.compile(r", | and ")
NUMBER = re.compile(r"[0-9]{12}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Named(NamedTuple):
    """Who is named.

    Attributes:
        kinds: names and numbers that stand for somebody, with what each stands for.
        stand_ins: what stands for somebody already, where a notebook was made anonymous before.
    """

    kinds: dict[str, str]
    stand_ins: frozenset[str]


def names_in(contents: Iterable[Content], models: SensitiveValues) -> Named:
    """Return who is named; what has the shape of a stand-in is taken for one, and for no name.

    Args:
        contents: what is in the notebook.
        models: what is known of the models in hand.
    """
    named = dict.fromkeys(models.customers, CUSTOMER)
    named |= dict.fromkeys((*models.people, *map(abbreviate_person, models.people)), PERSON)
    listed: set[str] = set()
    stand_ins: set[str] = set()
    for content in contents:
        for text, _ in content.readings():
            named |= dict(_named(text))
            listed.update(names_in_outlines(text))
            stand_ins.update(STAND_IN.findall(text))
    named |= dict.fromkeys(listed - _pieces_of(named) - named.keys(), CUSTOMER)
    kinds = {name: _kind(name, kind) for name, kind in sorted(named.items()) if _is_name(name)}
    whole = {name: kind for name, kind in kinds.items() if not (kind == CUSTOMER and _is_begun(name, kinds))}
    return Named(whole, frozenset(stand_ins))


def _pieces_of(names: Iterable[str]) -> set[str]:
    """Return what an enumeration makes of names that hold a comma or an "and"."""
    return {piece for name in names for piece in ENUMERATED.split(name) if piece != name}


def _is_name(text: str) -> bool:
    return bool(text.strip()) and "{{" not in text and not STAND_IN.fullmatch(text)


def _named(text: str) -> Iterator[tuple[str, str]]:
    yield from ((unescape(name).strip(), KINDS[mark]) for mark, name in MARKED.findall(text))
    yield from ((re.sub(r"\\(.)", r"\1", name), CUSTOMER) for _, name in REPR.findall(text))
    yield from ((number, ACCOUNT) for pair in IN_ADDRESS.findall(text) for number in pair)


def _kind(name: str, kind: str) -> str:
    if kind == PERSON:
        return PERSON
    return ROLE if name.startswith("arn:") else ACCOUNT if NUMBER.fullmatch(name) else kind


def _is_begun(name: str, kinds: Mapping[str, str]) -> bool:
    """Tell whether a name was cut off so that little is left, or is the beginning of another one."""
    begun = plain(name.removesuffix(ELLIPSIS))
    longer = (other for other, kind in kinds.items() if other != name and kind == CUSTOMER)
    return name.endswith(ELLIPSIS) and (len(begun) < LEAST or any(plain(other).startswith(begun) for other in longer))
