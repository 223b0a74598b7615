"""Who is named in a notebook: people and customers, in the places where the display marks them, and by shape."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from nuon_notebook.render.masking import masked_person
from nuon_notebook.render.view import Customer, Person
from nuon_notebook.sharing.outlines import ELLIPSIS, names_in_outlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nuon_notebook.render.masking import Known
    from nuon_notebook.sharing.contents import Content

PERSON, CUSTOMER, ACCOUNT, ROLE = "person", "customer", "account", "role"
KINDS: Final = {Person.mark: PERSON, Customer.mark: CUSTOMER}

MARKED = re.compile(rf'<span class="({"|".join(KINDS)})">([^<>]+)</span>')
REPR = re.compile(r"""\bInstall\(id='[^']*', name=(['"])((?:(?!\1)[^\\\n]|\\.)++)\1""")
IN_ADDRESS = re.compile(r"\barn:aws[\w-]{0,9}:[\w-]{0,40}:[\w-]{0,40}:([0-9]{12}):|\b([0-9]{12})\.dkr\.ecr\.")
NUMBER = re.compile(r"[0-9]{12}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ROLE_ARN = r"\barn:aws[\w-]{0,9}:(?:iam|sts)::[0-9]{12}:(?:role|user|assumed-role)/[\w+=,.@/-]{1,200}+"
DOMAIN = r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
EMAIL = rf"(?<![\w.+-])(?!git@)(?:[\w.+-]{{1,64}}+|\w?{ELLIPSIS})@{DOMAIN}"
CUT = rf"(?<!\w)\w[\w-]{{3,100}}+{ELLIPSIS}"


def names_in(contents: Iterable[Content], models: Known) -> dict[str, str]:
    """Return the names and numbers that stand for somebody, with what each stands for.

    Args:
        contents: what is in the notebook.
        models: what is known of the models in hand.
    """
    named = dict.fromkeys(models.customers, CUSTOMER)
    named |= dict.fromkeys((*models.people, *map(masked_person, models.people)), PERSON)
    for content in contents:
        for text, _ in content.readings():
            named |= dict(_named(text))
    return {name: _kind(name, kind) for name, kind in sorted(named.items()) if name and "{{" not in name}


def _named(text: str) -> Iterator[tuple[str, str]]:
    yield from ((unescape(name).strip(), KINDS[mark]) for mark, name in MARKED.findall(text))
    yield from ((re.sub(r"\\(.)", r"\1", name), CUSTOMER) for _, name in REPR.findall(text))
    yield from ((name, CUSTOMER) for name in names_in_outlines(text))
    yield from ((number, ACCOUNT) for pair in IN_ADDRESS.findall(text) for number in pair)


def _kind(name: str, kind: str) -> str:
    if kind == PERSON:
        return PERSON
    return ROLE if name.startswith("arn:") else ACCOUNT if NUMBER.fullmatch(name) else kind


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return an expression for names, for addresses that tell who somebody is, and for words that were cut off."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    # What an address of a person continues is no initial: `m…@example.com` is tried before `m…`.
    said = "|".join(re.escape(name) + r"(?![\w@])" for name in longest_first)
    own = [rf"(?<!\w)(?:{said})"] if said else []
    return re.compile("|".join(f"(?:{one})" for one in (ROLE_ARN, EMAIL, *own, CUT)), re.IGNORECASE)
