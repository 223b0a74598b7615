"""The generator's own record of what is in each version of an app's config, and so of what changed between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nuon_notebook.demo.records import Record

TAG = "@tag"


class Edit(NamedTuple):
    """A change that the generator made: of which part, of which item, and whether it was added, removed or changed."""

    part: str
    item: str
    change: str


@dataclass(frozen=True)
class Release:
    """What is in a version of an app's config.

    Attributes:
        version: its number.
        works: whether it is not in status `error`.
        components: by name, the tag that the texts of the component hold; empty if they hold none.
        actions: the names of the actions, which never change.
        inputs: the names of the inputs, which never change.
        sandbox: the commit of the sandbox's repository, by what it is derived from.
        readme: the tag that the README holds; empty if it holds none.
        branch: the branch that it was made from.
        labelled: whether it has labels.
    """

    version: int
    works: bool
    components: Mapping[str, str]
    actions: frozenset[str]
    inputs: frozenset[str]
    sandbox: str
    readme: str
    branch: str
    labelled: bool


def edits_between(old: Release, new: Release) -> set[Edit]:
    """Return what the generator changed from one version to another."""
    return {
        *_of_components(old.components, new.components),
        *_of_names("action", old.actions, new.actions),
        *_of_names("input", old.inputs, new.inputs),
        *([Edit("sandbox", "", "changed")] if old.sandbox != new.sandbox else []),
        *([Edit("README", "", "changed")] if old.readme != new.readme else []),
        *([Edit("config", "", "changed")] if (old.branch, old.labelled) != (new.branch, new.labelled) else []),
    }


def _of_components(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Edit]:
    yield from _of_names("component", frozenset(old), frozenset(new))
    yield from (Edit("component", name, "changed") for name in old.keys() & new.keys() if old[name] != new[name])


def _of_names(part: str, old: frozenset[str], new: frozenset[str]) -> Iterator[Edit]:
    yield from (Edit(part, name, "added") for name in new - old)
    yield from (Edit(part, name, "removed") for name in old - new)


def release_row(release: Release, config_id: str) -> Record:
    """Return the record of a release from which the server says what differs between two of them."""
    return {
        "id": config_id,
        "components": dict(release.components),
        "actions": dict.fromkeys(sorted(release.actions), ""),
        "inputs": dict.fromkeys(sorted(release.inputs), ""),
        "sandbox": release.sandbox,
        "readme": release.readme,
        "branch": release.branch,
        "labels": "labelled" if release.labelled else "",
    }


def uses_tag(value: object) -> bool:
    """Return whether a text, or any text in a list or map, holds the tag of its release."""
    if isinstance(value, str):
        return TAG in value
    if isinstance(value, Mapping):
        return any(map(uses_tag, value.values()))
    return isinstance(value, list | tuple) and any(map(uses_tag, value))
