"""Masks texts, documents, people and the values of variables, as far as the options allow them to be shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final

from nuon_notebook import options
from nuon_notebook.redaction.references import MASK, fallbacks, is_template
from nuon_notebook.redaction.sanitize import seen
from nuon_notebook.redaction.scanner import find_secrets, looks_secret
from nuon_notebook.redaction.secret_names import is_secret_name, may_be_secret_name

DEEPEST: Final = 40  # levels of a nested value that are shown


@dataclass(frozen=True, slots=True)
class Hidden:
    """Stands for a value that is not shown; holds nothing of it."""

    def __str__(self) -> str:
        return "hidden"


HIDDEN: Final = Hidden()
Variable = tuple[str, "str | Hidden | None"]


@dataclass(frozen=True, slots=True)
class Known:
    """Values of models that must not turn up in the texts beside them.

    Attributes:
        secrets: values of the tier never, at least 8 characters long.
        people: names and addresses of the tier people.
        customers: values of the tier customers; they are shown, and replaced where a notebook is made anonymous.
    """

    secrets: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()


NOTHING_KNOWN: Final = Known()
_known: ContextVar[Known] = ContextVar("known", default=NOTHING_KNOWN)


def mask_text(text: str) -> str:
    """Mask what looks like a secret in a text; the names of what is masked stay.

    Args:
        text: any text; for one of which nothing would be seen stands a sign that there is one.
    """
    context = _known.get()
    people = frozenset() if options.current().show_people else context.people
    return seen(_masked(str(text), context.secrets, people))


@lru_cache(maxsize=2048)
def _masked(text: str, secrets: frozenset[str], who: frozenset[str]) -> str:
    for value in _longest_first(secrets):
        text = text.replace(value, MASK)
    for value in _longest_first(who):
        text = text.replace(value, masked_person(value))
    pieces: list[str] = []
    reached = 0
    for finding in find_secrets(text):
        pieces += (text[reached : finding.start], MASK)
        reached = finding.end
    return "".join((*pieces, text[reached:])) if pieces else text


@lru_cache(maxsize=64)
def _longest_first(values: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (-len(value), value)))


def mask_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Mask a sequence of texts, such as the words of a command: `--password` masks the word behind it."""
    masked: list[str] = []
    for before, text in zip(("", *texts), texts, strict=False):
        flag = before.startswith("-") and "=" not in before and is_secret_name(before)
        secret = flag and not text.startswith("-") and looks_secret(f"{before} {text}")
        masked.append(MASK if secret else mask_text(text))
    return tuple(masked)


def mask_document(value: Any, depth: int = 0) -> Any:
    """Mask the texts of a decoded document; names say what is secret, as does `kind: Secret`."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) else mask_text(value)
    if depth > DEEPEST and isinstance(value, Mapping | list | tuple):
        return MASK
    if isinstance(value, Mapping):
        closed = ("data", "stringData") if value.get("kind") == "Secret" else ()
        return {
            mask_text(str(name)): _blank(item) if name in closed else _named(str(name), item, depth)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(mask_document(item, depth + 1) for item in value)
    return HIDDEN if is_secret(value) else value


def _named(name: str, value: Any, depth: int) -> Any:
    if isinstance(value, str) and is_secret_name(name) and not isinstance(value, Enum):
        return MASK if looks_secret(f"{name}={json.dumps(value)}") else mask_text(value)
    return mask_document(value, depth + 1)


def _blank(value: Any) -> Any:
    return {str(name): MASK for name in value} if isinstance(value, Mapping) else MASK


def is_secret(value: object) -> bool:
    """Tell whether a value is secret by its type, as pydantic's `SecretStr`."""
    return by_class(value, "get_secret_value")


def by_class(value: object, name: str) -> bool:
    """Tell whether a value has an attribute by its class; an instance's are named by the server."""
    return _has(type(value), name)  # type: ignore[arg-type] # to mypy no class is hashable


@cache  # of the few classes that values have; to ask one for what it lacks takes long
def _has(kind: type, name: str) -> bool:
    return hasattr(kind, name)


def people(text: str | None) -> str | None:
    """Show who somebody is as far as the options allow: `a…@example.com`, or the first letter of a name."""
    if text is None or options.current().show_people:
        return None if text is None else mask_text(text)
    return masked_person(text)


def masked_person(text: str) -> str:
    """Cut an address to first letter and domain, and a name to its first letter."""
    text = text.strip()
    _, at, domain = text.rpartition("@")
    return f"{text[:1]}\N{HORIZONTAL ELLIPSIS}{at}{domain if at else ''}" if text else ""


def variables(values: Mapping[str, Any] | Iterable[str]) -> tuple[Variable, ...]:
    """Show names with their values as far as these may be shown.

    Args:
        values: names to values, or `NAME=value` texts.

    Returns:
        Pairs of name and text; `Hidden` in place of a literal, None where there is no value.
    """
    if isinstance(values, Mapping):
        pairs: Iterable[tuple[str, Any]] = values.items()
    else:
        split = (str(text).partition("=") for text in values)
        pairs = ((name, value if equals else None) for name, equals, value in split)
    return tuple((mask_text(str(name)), shown_value(str(name), value)) for name, value in pairs)


def shown_value(name: str, value: Any) -> str | Hidden | None:
    """Show the value of a variable: a template expression always, a literal on request, a secret never."""
    if value is None or value == "":
        return None if value is None else ""
    if is_secret(value):
        return HIDDEN
    if isinstance(value, str) and is_template(value):
        literals = fallbacks(value)
        secret = (may_be_secret_name(name) and literals) or any(map(_random, literals)) or looks_secret(value)
        return HIDDEN if secret else mask_text(value)
    if not options.current().show_values or may_be_secret_name(name):
        return HIDDEN
    if isinstance(value, str):
        masked = mask_text(value)
        return HIDDEN if masked != value or _random(value) else masked
    return mask_text(json.dumps(_without_literals(value), ensure_ascii=False, default=str))


def _without_literals(value: Any, depth: int = 0) -> Any:
    """Mask, in a nested value that was asked for, each part that may be secret."""
    if depth > DEEPEST:
        return MASK
    if isinstance(value, Mapping):
        return {
            mask_text(str(name)): MASK if may_be_secret_name(str(name)) else _without_literals(item, depth + 1)
            for name, item in mask_document(value).items()
        }
    if isinstance(value, list | tuple):
        return [_without_literals(item, depth + 1) for item in value]
    if isinstance(value, str):
        return MASK if _random(value) else mask_text(value)
    return MASK if is_secret(value) or isinstance(value, Hidden) else value


def _random(text: str) -> bool:
    """Tell whether a text, or a word in it, has the shape of a key: long, of mixed letters and digits."""
    return any(_is_random(word) for word in text.split())


def _is_random(word: str) -> bool:
    bare = "".join(letter for letter in word if letter.isalnum() or letter in "+/=_-")
    if len(bare) < 20 or bare != word.strip("\"'"):  # noqa: PLR2004 - shorter ones are names
        return False
    kinds = (str.isupper, str.islower, str.isdigit)
    mixed = sum(any(map(kind, bare)) for kind in kinds)
    return mixed == len(kinds) and "/" not in bare.strip("/")[:4]


@contextmanager
def masked_by(found: Known) -> Iterator[None]:
    """Mask, for as long as the context lasts, every text by what is known of models."""
    outer = _known.get()
    token = _known.set(Known(_joined(outer.secrets, found.secrets), _joined(outer.people, found.people)))
    try:
        yield
    finally:
        _known.reset(token)


def _joined(outer: frozenset[str], found: frozenset[str]) -> frozenset[str]:
    """Return the outer set itself where it holds the other: texts masked by it are remembered by its identity."""
    return outer if found <= outer else outer | found
