"""Masks texts, documents, people and values of variables as far as the options require it."""

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
from nuon_notebook.redaction.sanitize import show_invisible
from nuon_notebook.redaction.scanner import contains_secret, find_secrets
from nuon_notebook.redaction.secret_names import is_secret_name, may_be_secret_name
from nuon_notebook.redaction.values.placeholders import MASK
from nuon_notebook.redaction.values.templates import is_template, template_literals

MAX_DEPTH: Final = 40  # levels of a nested value that are shown
MIN_KEY_LENGTH: Final = 20  # shorter words of letters and digits are names


@dataclass(frozen=True, slots=True)
class Hidden:
    """Replaces a value that is not shown; holds nothing of it."""

    def __str__(self) -> str:
        return "hidden"


HIDDEN: Final = Hidden()
Variable = tuple[str, "str | Hidden | None"]


@dataclass(frozen=True, slots=True)
class SensitiveValues:
    """Values of models that are masked in the texts beside them.

    Attributes:
        secrets: Secret values, at least 8 characters long.
        people: Names and addresses of people.
        customers: Names that identify customers. They are shown, and replaced when a notebook is anonymized.
    """

    secrets: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()


NO_SENSITIVE_VALUES: Final = SensitiveValues()
_sensitive_values: ContextVar[SensitiveValues] = ContextVar("sensitive_values", default=NO_SENSITIVE_VALUES)


def mask_text(text: str) -> str:
    """Mask what looks like a secret in a text; the names of secrets stay.

    Args:
        text: Any text. If it has no visible characters, a placeholder is returned.
    """
    values = _sensitive_values.get()
    people = frozenset() if options.current().show_people else values.people
    return show_invisible(_mask(str(text), values.secrets, people))


def current_secrets() -> frozenset[str]:
    """Return the secret values that are masked in the current context."""
    return _sensitive_values.get().secrets


@lru_cache(maxsize=2048)
def _mask(text: str, secrets: frozenset[str], people: frozenset[str]) -> str:
    for value in _longest_first(secrets):
        text = text.replace(value, MASK)
    for value in _longest_first(people):
        if value in text:
            text = text.replace(value, abbreviate_person(value))
    parts: list[str] = []
    end = 0
    for finding in find_secrets(text):
        parts += (text[end : finding.start], MASK)
        end = finding.end
    return "".join((*parts, text[end:])) if parts else text


@lru_cache(maxsize=64)
def _longest_first(values: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (-len(value), value)))


def mask_arguments(arguments: Sequence[str]) -> tuple[str, ...]:
    """Mask the arguments of a command. The argument behind a secret flag such as `--password` is masked completely."""
    masked: list[str] = []
    for before, text in zip(("", *arguments), arguments, strict=False):
        flag = before.startswith("-") and "=" not in before and is_secret_name(before)
        secret = flag and not text.startswith("-") and contains_secret(f"{before} {text}")
        masked.append(MASK if secret else mask_text(text))
    return tuple(masked)


def mask_document(value: Any, depth: int = 0) -> Any:
    """Mask the secrets in a decoded JSON or YAML document, by the names of its properties and by `kind: Secret`."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) else mask_text(value)
    if depth > MAX_DEPTH and isinstance(value, Mapping | list | tuple):
        return MASK
    if isinstance(value, Mapping):
        masked_keys = ("data", "stringData") if value.get("kind") == "Secret" else ()
        return {
            mask_text(str(name)): _mask_all(item) if name in masked_keys else _mask_property(str(name), item, depth)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(mask_document(item, depth + 1) for item in value)
    return HIDDEN if is_pydantic_secret(value) else value


def _mask_property(name: str, value: Any, depth: int) -> Any:
    if isinstance(value, str) and is_secret_name(name) and not isinstance(value, Enum):
        return MASK if contains_secret(f"{name}={json.dumps(value)}") else mask_text(value)
    return mask_document(value, depth + 1)


def _mask_all(value: Any) -> Any:
    return {str(name): MASK for name in value} if isinstance(value, Mapping) else MASK


def is_pydantic_secret(value: object) -> bool:
    """Tell whether a value is secret by its type, such as pydantic's `SecretStr`."""
    return class_has_attribute(value, "get_secret_value")


def class_has_attribute(value: object, name: str) -> bool:
    """Tell whether the class of a value has an attribute. The server can name attributes of an instance."""
    return _has_attribute(type(value), name)  # type: ignore[arg-type] # to mypy no class is hashable


@cache  # values have few classes, and a failing `hasattr` is slow
def _has_attribute(kind: type, name: str) -> bool:
    return hasattr(kind, name)


def mask_person(text: str | None) -> str | None:
    """Abbreviate a person's name or address, unless the options allow to show people."""
    if text is None or options.current().show_people:
        return None if text is None else mask_text(text)
    return abbreviate_person(text)


def abbreviate_person(text: str) -> str:
    """Reduce an address to first letter and domain (`a…@example.com`), a name to its first letter."""
    text = text.strip()
    _, at, domain = text.rpartition("@")
    return f"{text[:1]}\N{HORIZONTAL ELLIPSIS}{at}{domain if at else ''}" if text else ""


def mask_variables(values: Mapping[str, Any] | Iterable[str]) -> tuple[Variable, ...]:
    """Mask the values of variables as far as the options require it.

    Args:
        values: Names to values, or texts of the form `NAME=value`.

    Returns:
        Pairs of name and text, with `Hidden` for a hidden literal and None where there is no value.
    """
    if isinstance(values, Mapping):
        pairs: Iterable[tuple[str, Any]] = values.items()
    else:
        split = (str(text).partition("=") for text in values)
        pairs = ((name, value if equals else None) for name, equals, value in split)
    return tuple((mask_text(str(name)), mask_variable(str(name), value)) for name, value in pairs)


def mask_variable(name: str, value: Any) -> str | Hidden | None:
    """Mask the value of a variable.

    Template expressions are always shown, literals only if the options ask for them, secrets never.
    """
    if value is None or value == "":
        return None if value is None else ""
    if is_pydantic_secret(value):
        return HIDDEN
    if isinstance(value, str) and is_template(value):
        literals = template_literals(value)
        secret = (may_be_secret_name(name) and literals) or any(map(looks_random, literals)) or contains_secret(value)
        return HIDDEN if secret else mask_text(value)
    if not options.current().show_values or may_be_secret_name(name):
        return HIDDEN
    if isinstance(value, str):
        masked = mask_text(value)
        return HIDDEN if masked != value or looks_random(value) else masked
    return mask_text(json.dumps(_mask_nested(value), ensure_ascii=False, default=str))


def _mask_nested(value: Any, depth: int = 0) -> Any:
    """Mask each part of a nested value that may be secret."""
    if depth > MAX_DEPTH:
        return MASK
    if isinstance(value, Mapping):
        return {
            mask_text(str(name)): MASK if may_be_secret_name(str(name)) else _mask_nested(item, depth + 1)
            for name, item in mask_document(value).items()
        }
    if isinstance(value, list | tuple):
        return [_mask_nested(item, depth + 1) for item in value]
    if isinstance(value, str):
        return MASK if looks_random(value) else mask_text(value)
    return MASK if is_pydantic_secret(value) or isinstance(value, Hidden) else value


def looks_random(text: str) -> bool:
    """Tell whether a text has a word that looks like a key: long, with upper and lower case letters and digits."""
    return any(map(_is_random_word, text.split()))


def _is_random_word(word: str) -> bool:
    bare = "".join(letter for letter in word if letter.isalnum() or letter in "+/=_-")
    if len(bare) < MIN_KEY_LENGTH or bare != word.strip("\"'"):
        return False
    mixed = all(any(map(kind, bare)) for kind in (str.isupper, str.islower, str.isdigit))
    return mixed and "/" not in bare.strip("/")[:4]


@contextmanager
def masking_values(values: SensitiveValues) -> Iterator[None]:
    """Mask these values, and those of surrounding contexts, in every text within the context."""
    outer = _sensitive_values.get()
    token = _sensitive_values.set(
        SensitiveValues(_union(outer.secrets, values.secrets), _union(outer.people, values.people))
    )
    try:
        yield
    finally:
        _sensitive_values.reset(token)


def _union(outer: frozenset[str], added: frozenset[str]) -> frozenset[str]:
    """Return the outer set itself if it holds the other one: its hash is computed already."""
    return outer if added <= outer else outer | added
