"""What a word may mean that the server does not know: a name in another case, a near one, the id of another kind.

Names are those of the first page of a list: an app or install that only a later page has is not found by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook import invocation
from nuon_notebook.client.paging import PAGE_SIZE
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.errors import NotFoundError, NuonError
from nuon_notebook.identifiers import kind_of_id
from nuon_notebook.models.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nuon_notebook.client import Client
    from nuon_notebook.models import App, Install

APP, INSTALL, INSTALLER, WORKFLOW = "app", "install", "installer", "workflow"
NAMED: Final = (APP, INSTALL)
"""The kinds of records that have names."""
SHOW_LOG: Final = (("logs", "shows its log"),)
NEXT: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    APP: (("app", "shows it"), ("installs", "lists its installs")),
    INSTALL: (("install", "shows it"), ("workflows", "lists its workflows")),
    INSTALLER: (("installer", "shows it"),),
    WORKFLOW: (("workflow", "shows it"), ("timeline", "where its time went")),
    **dict.fromkeys(("action run", "build", "deploy", "job", "log stream", "sandbox run", "step"), SHOW_LOG),
}
"""By kind, the commands that take its ids, each with what it does."""


def meant(client: Client, error: NotFoundError, kind: str, word: str, world: str) -> str:
    """Return the id of the only record that a word names if upper and lower case count as the same.

    Args:
        client: sends the one request that lists the names; in the demo world a second one for those of the other kind.
        error: what the server answered for the word.
        kind: what the word should be the name or id of.
        word: the word.
        world: what stands before it: `demo/`, or nothing.

    Raises:
        NotFoundError: there is no such record; it says what the word may mean.
    """
    if not is_about(error, word):
        raise error
    names: dict[str, dict[str, str]] = {}
    if kind in NAMED and not kind_of_id(word):
        names = {each: _ids_by_name(client, each) for each in NAMED if each == kind or world}
        same = {record_id for name, record_id in names[kind].items() if name.casefold() == word.casefold()}
        if len(same) == 1:
            return same.pop()
    raise _explained(error, *explanation(word, kind, world, names))


def is_about(error: NotFoundError, word: str) -> bool:
    """Return whether an error says that a word is not known, not that a record is missing that belongs to the named."""
    return error.subject == sanitize(word, "", MAX_ID)


def without_log(error: NotFoundError, word: str, world: str) -> NotFoundError:
    """Return the error for an id for which there is no log; it says if that is of a kind that has none."""
    kind = kind_of_id(word)
    if not kind or kind == WORKFLOW or NEXT.get(kind) is SHOW_LOG:
        return error
    return _explained(error, *explanation(word, "", world, {}))


def _explained(error: NotFoundError, why: str, advice: str) -> NotFoundError:
    told = advice if why and advice else " ".join(filter(None, (advice, error.advice)))
    return NotFoundError(
        error.what, why or error.why, told, status=error.status, trace_id=error.trace_id, subject=error.subject
    )


def explanation(word: str, kind: str, world: str, names: Mapping[str, Iterable[str]]) -> tuple[str, str]:
    """Return why a word is not known, and what to do; empty if nothing is known about it.

    Args:
        word: the word.
        kind: what it should be the name or id of.
        world: what stands before it: `demo/`, or nothing.
        names: by kind, the names that there are.
    """
    said = sanitize(word, "", MAX_ID)
    other = kind_of_id(word)
    if other and other != kind:
        return f"By its first letters, it may be the id of {_with_article(other)}.", _next_for(other, world + said)
    for another in NAMED:
        named = [name for name in names.get(another, ()) if name.casefold() == word.casefold()]
        if another != kind and named:
            return f"It is {_with_article(another)}.", _next_for(another, world + named[0])
    near = nearest(word, [*names.get(kind, ())])
    return "", f"Did you mean {world}{sanitize(near, '', MAX_ID)}?" if near else ""


def _next_for(kind: str, word: str) -> str:
    """Return which commands take the id or name of a kind, and what they do; empty if none does."""
    called = invocation.current()
    text = ", ".join(f"{called.line_of(command, word)} {does}" for command, does in NEXT.get(kind, ()))
    return f"{text}." if text else ""


def _ids_by_name(client: Client, kind: str) -> dict[str, str]:
    """Return the ids of the records of a kind that one request lists, by their names; empty if it fails."""

    async def listed() -> list[App | Install]:
        if kind == APP:
            return [app async for app in client.api.apps(limit=PAGE_SIZE)]
        return [install async for install in client.api.org_installs(limit=PAGE_SIZE)]

    try:
        records = client.run(listed())
    except NuonError:
        return {}  # the error that is raised then says what failed
    each = [(name, one.id) for one in records for name in (getattr(one, "display_name", None), one.name)]
    return {name: record_id for name, record_id in each if name and record_id}


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
