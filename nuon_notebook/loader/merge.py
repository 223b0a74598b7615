"""Merges answers into a store. A failed or partial request never removes what was loaded before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.sections import LOADED, NOT_LOADED, SectionState, SectionStatus
from nuon_notebook.loader.answers import BARE, BARE_SECTIONS, CONFIG_SECTIONS, LACKS
from nuon_notebook.loader.fetch import unloaded_reasons
from nuon_notebook.loader.logs import LoadedLog, joined
from nuon_notebook.models import AppConfig
from nuon_notebook.store import Answer, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from nuon_notebook.store import Server, Store

CHANGES_WITH_CONTENT: Final = {"status", "updated_at", "checksum", "component_ids"}
"""The fields of a listed config that change when its content changes."""

FINAL: Final = {"active", "outdated", "error"}
"""The statuses in which the content of a config no longer changes."""

EMPTY: Final = {name: field.get_default() for name, field in AppConfig.model_fields.items() if name not in BARE}


def merge(
    store: Store, answers: Sequence[Answer], moment: datetime | None = None, server: Server | None = None
) -> Store:
    """Return a store in which answers replace what they fill, and nothing else.

    - If a list fails, the known records are kept after those that arrived.
    - Older workflows are kept if the new list of the newest ones overlaps with the old list. Otherwise, workflows
      between the two lists would be missing.
    - Lines of a log are kept if they adjoin those that came: older and newer ones may be requested at once.
    - The content of a config is kept unless the config may have changed since.

    Args:
        store: what was loaded before.
        answers: the responses.
        moment: when the server answered.
        server: the server that answered, if the records were parsed without a client.
    """
    complete = [_with_known(answer, store) for answer in answers]
    return store.merged([*_outdated(store, answers), *_recovered(answers), *complete], moment, server)


def merge_refreshed(
    store: Store, answers: Sequence[Answer], moment: datetime | None = None, server: Server | None = None
) -> Store:
    """Merge a refresh. As `merge`, but a section whose request failed only now gets no note.

    Args:
        store: what was loaded before.
        answers: the responses.
        moment: as of when all of it is now; None if something is as old as before.
        server: the server that answered, if the records were parsed without a client.
    """
    complete = [_with_known(answer, store) for answer in answers]
    quiet = [replace(answer, states=dict(_states(store, answer.states))) for answer in complete]
    refreshed = store.merged([*_outdated(store, answers), *_recovered(answers), *quiet], server=server)
    refreshed.moment = moment or refreshed.moment
    return refreshed


def _recovered(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Yield answers that remove the note on a failed request for an app, if the request succeeded now."""
    found = (key for answer in answers if answer.lacks is LACKS["app"] for key in answer.records)
    yield from (Answer(states={key: {"notifications_config": LOADED}}) for key in found)


def _states(
    store: Store, states: Mapping[Key, Mapping[str, SectionState]]
) -> Iterator[tuple[Key, Mapping[str, SectionState]]]:
    for key, sections in states.items():
        known = store.states(key)
        yield key, {name: _not_worse(state, known.get(name)) for name, state in sections.items()}


def _not_worse(state: SectionState, known: SectionState | None) -> SectionState:
    return known if state.note and known is not None and not known.note else state


def _with_known(answer: Answer, store: Store) -> Answer:
    """Return an answer whose lists also contain the known records that are kept."""
    related, states = dict(answer.related), {key: dict(sections) for key, sections in answer.states.items()}
    for (owner, name), keys in answer.related.items():
        before = store.related_keys(owner, name) or ()
        state = states.get(owner, {}).get(name)
        if state is None or not before:
            continue
        if state.status is SectionStatus.FAILED:
            related[owner, name] = tuple(dict.fromkeys((*keys, *before)))
        elif name == "workflows" and state.more and not set(before).isdisjoint(keys):
            older = _older(answer, keys, before, store)
            related[owner, name] = (*keys, *older)
            states[owner][name] = replace(state, more=store.states(owner)[name].more) if older else state
    return replace(answer, records=_joined(answer.records, store), related=related, states=states)


def _joined(records: Mapping[Key, Any], store: Store) -> Mapping[Key, Any]:
    """Return the records of an answer. Of a log, they also contain the lines that are known by now."""
    known = {key: store.record(key) for key in records if key.api_type == LoadedLog.api_type}
    logs = {key: joined(records[key], log) for key, log in known.items() if log}
    return {**records, **logs} if logs else records


def _older(answer: Answer, keys: Sequence[Key], before: Sequence[Key], store: Store) -> list[Key]:
    """Return the keys of the known workflows that are older than all new ones."""
    oldest = min((made for key in keys if (made := answer.records[key].created_at)), default=None)
    lost = [(key, store.record(key)) for key in before if key not in set(keys)]
    return [key for key, one in lost if oldest and one and one.created_at and one.created_at < oldest]


def _outdated(store: Store, answers: Iterable[Answer]) -> Iterator[Answer]:
    """Yield answers that remove the content of configs that may have changed since it was loaded."""
    lists = (answer for answer in answers if answer.lacks is LACKS["configs"])
    for key, listed in ((key, record) for answer in lists for key, record in answer.records.items()):
        record = store.record(key)
        if record is None:
            continue
        known = record.at(store)
        if known.in_full and (listed.has_children or not _is_unchanged(listed, known)):
            not_loaded = replace(NOT_LOADED, load=known.call_to_load("components"))
            states = {**dict.fromkeys(CONFIG_SECTIONS, not_loaded), **BARE_SECTIONS}
            yield Answer({key: record.with_fields(EMPTY)}, states={key: states})


def _is_unchanged(listed: AppConfig, known: AppConfig) -> bool:
    sent = listed.model_fields_set & CHANGES_WITH_CONTENT
    same = all(getattr(listed, name) == getattr(known, name) for name in sent)
    return same and known.status in FINAL and not unloaded_reasons(known)
