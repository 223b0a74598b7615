"""Loads the log of a model, or the one that an id names, and more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook import invocation, session
from nuon_notebook.analysis.loading import client_of
from nuon_notebook.analysis.log import Log, log_of_loaded, title_of
from nuon_notebook.client.sanitize import MAX_ID, sanitize
from nuon_notebook.errors import InvalidArgumentError, NotFoundError, NuonError
from nuon_notebook.loader import logs as loader
from nuon_notebook.loader.load import server_of
from nuon_notebook.loader.log_streams import LogSource, install_id_of, source_named, source_of
from nuon_notebook.loader.logs import TAIL, LoadedLog
from nuon_notebook.loader.results import side_by_side
from nuon_notebook.loader.unknown_names import without_log
from nuon_notebook.models import Install
from nuon_notebook.models.base import Record
from nuon_notebook.models.logs import LOWEST
from nuon_notebook.progress import show_progress
from nuon_notebook.store import Answer, Key, Store, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from nuon_notebook.client import Api, Client


def load_log(subject: Record | str, tail: int = TAIL, level: str | None = None, *, client: Client | None = None) -> Log:
    """Return the newest lines of a log: `load_log("dpl0a1b2c3d4")`; `workflow.steps[3].log()` is the same for a model.

    Uses `GET /v1/log-streams/{log_stream_id}` and its `/logs`. Where the log stream is not known, what it belongs to is
    requested first. An id alone is searched for in the newest workflows.

    Args:
        subject: A workflow (the log of the step that failed last, or runs), a step, a deploy, a run, a build, a job or
            a log stream; or the id of one, `demo/ID` for one of the demo world.
        tail: How many of the newest lines.
        level: Only lines of this level or worse: `error`, `warning`, `info`, `debug`, `trace`, `fatal`.
        client: Sends the requests. Default: the connection of this kernel, and the demo world for its models and ids.

    Returns:
        The log, which displays itself; `older()` loads more of it, `newer()` what came since, `to_frame()` is a table.

    Raises:
        InvalidArgumentError: `tail` is not positive, there is no such level, or the record has no log.
        InvalidIdError: The id is empty.
        NotLoadedError: The model was parsed without a client, or loaded from another server than this kernel's.
        NuonError: The log could not be loaded.
        TypeError: `subject` is neither a model nor a text.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    if tail < 1:
        raise InvalidArgumentError(
            what="A log of no lines was asked for:", why="`tail` is the number of the newest lines."
        )
    wanted = checked_level(level)
    if not isinstance(subject, Record):
        given = session.named(subject, "subject", "load_log() takes a model or an id")
        asked, name = (client, given) if client else session.resolve_record(given)
        shown = sanitize(given, "", MAX_ID)
        try:
            return _loaded(asked, None, shown, lambda api: source_named(api, name), (tail, wanted))
        except NotFoundError as error:
            raise without_log(error, name, server_of(asked).world) from None
    title = title_of(subject)
    asked = client or client_of(subject, f"The log of {title}", _name_it())
    return _loaded(asked, subject._store, title, lambda api: source_of(api, subject), (tail, wanted))


def checked_level(level: str | None) -> str:
    """Return a level as a word of `LOWEST`; empty for None.

    Raises:
        InvalidArgumentError: there is no such level.
    """
    word = {"warn": "warning"}.get((level or "").lower(), (level or "").lower())
    if word and word not in LOWEST:
        raise InvalidArgumentError(
            what=f"There is no level {sanitize(word, '', MAX_ID)}.", advice=f"The levels are {', '.join(LOWEST)}."
        )
    return word


def with_older(found: Log, number: int, client: Client | None = None) -> Log:
    """Return a log with older lines; see `Log.older`."""
    return _continued(found, lambda api, loaded: loader.older(api, loaded, number), client)


def with_newer(found: Log, client: Client | None = None) -> Log:
    """Return a log with the lines that came since; see `Log.newer`."""
    return _continued(found, loader.newer, client)


def _continued(
    found: Log, load: Callable[[Api, LoadedLog], Coroutine[Any, Any, LoadedLog]], client: Client | None
) -> Log:
    if found.loaded is None or found.loaded.stream is None:
        return found
    asked = client or client_of(found, f"More of the log of {found.subject}", _name_it())
    with show_progress(f"log of {found.subject}") as tick:
        loaded = asked.run(load(asked.api, found.loaded), tick)
    return log_of_loaded(loaded, found._store, found.subject, found.install, found.began)


def _loaded(
    client: Client,
    store: Store | None,
    title: str,
    find: Callable[[Api], Coroutine[Any, Any, LogSource]],
    lines: tuple[int, str],
) -> Log:
    """Load a log.

    Args:
        client: sends the requests.
        store: the store of the model that it is the log of; None if there is only an id.
        title: what it is the log of, for the progress.
        find: returns where the log is.
        lines: how many lines, of which level.
    """

    async def load() -> tuple[LogSource, LoadedLog, tuple[Install | None, str]]:
        source = await find(client.api)
        async with side_by_side() as group:
            owner = group.create_task(_install(client.api, store, source))
            loaded = await loader.newest(client.api, source, *lines)
        return source, loaded, owner.result()

    with show_progress(f"log of {title}") as tick:
        source, loaded, (install, problem) = client.run(load(), tick)
    records = (*source.requested, *((install,) if install else ()))
    before = store or Store(server_of(client), moment=client.api.moment or loaded.loaded_at)
    # The secrets of what was requested on the way are masked in the lines, too.
    kept = before.merged([Answer({key_of(record): record}) for record in records], server=server_of(client))
    noted = loaded.with_fields({"problem": " ".join(filter(None, (loaded.problem, problem)))})
    return log_of_loaded(
        noted, kept, title_of(source.subject), install.name if install else None, source.subject.created_at
    )


async def _install(api: Api, store: Store | None, source: LogSource) -> tuple[Install | None, str]:
    """Return the install that a log belongs to, and why it is not known. Its name is what is anonymized."""
    install_id = install_id_of(source.subject)
    known = store.record(Key(Install.api_type, install_id)) if store else None
    if known is not None or not install_id:
        return known, ""
    try:
        return await api.install(install_id), ""
    except NuonError as error:
        return None, f"The name of the install is not known: {error}"


def _name_it() -> str:
    return f"Name its id: `{invocation.current().prefix}logs ID`."
