"""TAB behind a magic: its options, and the ids and names that are in hand. Never a request."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from nuon_notebook.in_hand import models_in_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import App, Installer

DEMO = "demo"
LINE = re.compile(r"^\s*(?:[\w.\[\]'\", ]+=\s*)?%?(?P<magic>nuon_\w+)\s(?P<arguments>.*)$")
WHOLE = ("--configs", "--workflows")
OPTIONS = {"nuon_installer": WHOLE, "nuon_app": WHOLE, "nuon_connect": ("--ask",)}
VALUES = {"--configs": ("all",), "--workflows": ()}


@context_matcher(identifier="nuon_notebook")
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Complete an argument of a magic of this package."""
    found = LINE.match(context.text_until_cursor)
    if found is None:
        return {"completions": [], "suppress": False}
    words = found["arguments"].split()
    fragment = "" if found["arguments"][-1:].isspace() or not words else words.pop()
    matching = [text for text in _candidates(found["magic"], words) if text.startswith(fragment)]
    # Where nothing matches, what was typed is its own completion: else all Python names would be offered.
    texts = matching or [fragment]
    return {
        "completions": [SimpleCompletion(text, type="magic argument") for text in texts if text],
        "suppress": True,
        "matched_fragment": fragment,
        "ordered": True,
    }


def _candidates(magic: str, before: list[str]) -> list[str]:
    last = before[-1] if before else ""
    if last in VALUES:
        return list(VALUES[last])
    options = [name for name in OPTIONS.get(magic, ()) if name not in before]
    named = any(not word.startswith("-") and earlier not in VALUES for earlier, word in pairwise(["", *before]))
    return options if named else [*dict.fromkeys(_subjects(magic)), *options]


def _subjects(magic: str) -> Iterator[str]:
    """Yield what a magic can be asked for, as far as this kernel knows."""
    if magic in {"nuon_installer", "nuon_installers", "nuon_apps", "nuon_explore", "nuon_connect"}:
        yield DEMO
    if magic in {"nuon_installer", "nuon_explore"}:
        yield from filter(None, (os.environ.get("NUON_INSTALLER_ID"),))
        yield from (installer.id for installer in _installers() if installer.id and not _of_demo(installer))
    if magic in {"nuon_app", "nuon_explore"}:
        for app in _apps():
            world = f"{DEMO}/" if _of_demo(app) else ""
            yield from (f"{world}{name}" for name in (app.name, app.id) if name)
        from nuon_notebook.demo import APPS  # noqa: PLC0415 - nobody needs the demo world to load the magics

        yield from (f"{DEMO}/{name}" for name in APPS)


def _of_demo(record: App | Installer) -> bool:
    from nuon_notebook.session import of_demo  # noqa: PLC0415 - imports httpx; models are in hand, so it mostly is too

    return of_demo(record)


def _installers() -> Iterator[Installer]:
    yield from (record for record in models_in_hand() if type(record).__name__ == "Installer")


def _apps() -> Iterator[App]:
    for record in models_in_hand():
        if type(record).__name__ == "Installer":
            yield from record.apps
        elif type(record).__name__ == "App":
            yield record
