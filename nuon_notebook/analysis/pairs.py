"""Finds which items of two lists are the same one: by keys, then by content, then by likeness."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """An item of two lists.

    Attributes:
        old: the item in the first list; None if it was added.
        new: the item in the second list; None if it was removed.
        old_position: its position in the first list, from 1; 0 if it was added.
        new_position: its position in the second list, from 1; 0 if it was removed.
    """

    old: T | None
    new: T | None
    old_position: int = 0
    new_position: int = 0

    @property
    def position(self) -> int:
        """Its position in the second list; in the first one if it was removed."""
        return self.new_position or self.old_position


def paired(
    olds: Sequence[T],
    news: Sequence[T],
    keys: Sequence[Callable[[T], Any]],
    content: Callable[[T], Any],
    alike: Callable[[T, T], float] | None = None,
) -> list[Pair[T]]:
    """Return which items of two lists are the same one: those of the second list in their order, then the removed ones.

    Args:
        olds: the first list.
        news: the second list.
        keys: functions that return what tells items apart, the most reliable first; None if an item has no such key.
        content: returns what is compared of an item. Where a key does not tell items apart, equal ones belong together.
        alike: returns how alike two items without a key are, from 0 to 1. Without it, they belong together in order.
    """
    matcher = _Matcher(olds, news, content)
    for key in keys:
        matcher.by_key(key)
    keyless_olds, keyless_news = matcher.without_keys(keys)
    matcher.by_content(keyless_olds, keyless_news)
    matcher.by_likeness(keyless_olds, keyless_news, alike)
    return matcher.pairs()


class _Matcher(Generic[T]):
    def __init__(self, olds: Sequence[T], news: Sequence[T], content: Callable[[T], Any]) -> None:
        self._olds = olds
        self._news = news
        self._content = content
        self._old_of: dict[int, int] = {}  # by index of the new item, that of the old one
        self._taken: set[int] = set()

    def by_key(self, key: Callable[[T], Any]) -> None:
        """Match the items that have the same key."""
        groups: dict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for index, old in enumerate(self._olds):
            groups[key(old)][0].append(index)
        for index, new in enumerate(self._news):
            groups[key(new)][1].append(index)
        for value, (olds, news) in groups.items():
            if value is not None and olds and news:
                self._match_group(olds, news)

    def _match_group(self, olds: list[int], news: list[int]) -> None:
        if len(olds) > 1 or len(news) > 1:
            self.by_content(olds, news)
        for old, new in zip(self._free_olds(olds), self._free_news(news), strict=False):
            self._match(old, new)

    def by_content(self, olds: list[int], news: list[int]) -> None:
        """Match the items that are equal."""
        if not (olds and news):
            return
        contents = {index: self._content(self._olds[index]) for index in self._free_olds(olds)}
        for new in self._free_news(news):
            content = self._content(self._news[new])
            same = next((old for old in self._free_olds(olds) if contents[old] == content), None)
            if same is not None:
                self._match(same, new)

    def by_likeness(self, olds: list[int], news: list[int], alike: Callable[[T, T], float] | None) -> None:
        """Match what is left: the most alike first; without a measure of likeness in order."""
        if alike is None:
            for old, new in zip(self._free_olds(olds), self._free_news(news), strict=False):
                self._match(old, new)
            return
        likeness = [
            (-alike(self._olds[old], self._news[new]), new, old)
            for new in self._free_news(news)
            for old in self._free_olds(olds)
        ]
        for negative, new, old in sorted(likeness):
            if negative < 0 and new not in self._old_of and old not in self._taken:
                self._match(old, new)

    def without_keys(self, keys: Sequence[Callable[[T], Any]]) -> tuple[list[int], list[int]]:
        """Return the indices of the items for which the last key, which names them, is missing."""
        names = keys[-1:]
        olds = [index for index, old in enumerate(self._olds) if all(key(old) is None for key in names)]
        news = [index for index, new in enumerate(self._news) if all(key(new) is None for key in names)]
        return olds, news

    def pairs(self) -> list[Pair[T]]:
        """Return all pairs."""
        found = [
            Pair(self._olds[self._old_of[new]], item, self._old_of[new] + 1, new + 1)
            if new in self._old_of else Pair(None, item, 0, new + 1)
            for new, item in enumerate(self._news)
        ]  # fmt: skip
        removed = [Pair(item, None, index + 1, 0) for index, item in enumerate(self._olds) if index not in self._taken]
        return [*found, *removed]

    def _match(self, old: int, new: int) -> None:
        self._old_of[new] = old
        self._taken.add(old)

    def _free_olds(self, indices: list[int]) -> list[int]:
        return [index for index in indices if index not in self._taken]

    def _free_news(self, indices: list[int]) -> list[int]:
        return [index for index in indices if index not in self._old_of]
