"""Finds the version of a config that a word means: `v10`, a config's id, `latest`, `previous`, an install's name."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from nuon_notebook.display import formats
from nuon_notebook.errors import InvalidIdError
from nuon_notebook.redaction.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nuon_notebook.models import App, AppConfig

LATEST: Final = ("latest", "newest", "newest working")
PREVIOUS: Final = "previous"
NUMBER: Final = re.compile(r"v?0*(\d+)", re.IGNORECASE)
MAX_NAMES: Final = 6  # of installs in one message


def needs_installs(app: App, words: Iterable[str | int]) -> bool:
    """Return whether one of some words may only be the name of an install, and the installs were not loaded."""
    return not app.installs.loaded and any(_own(app, str(word)) is None and not _is_relative(word) for word in words)


def versions_of(app: App, old: str | int, new: str | int) -> tuple[AppConfig, AppConfig]:
    """Return the two configs that two words mean.

    Args:
        app: the app with the list of its configs, and with its installs where a word is the name of one.
        old: `v10`, `10`, a config's id, `latest` (the newest that works), `previous` (the one before the other word's),
            or the name of an install, for the version that it runs.
        new: likewise; `previous` is the one before the latest here.

    Raises:
        InvalidIdError: a word means none of the app's versions, or one that the server does not send.
    """
    usable = [config for config in app.configs if config.usable]
    later = _before(app, usable, usable[0] if usable else None) if new == PREVIOUS else _version(app, usable, new)
    earlier = _before(app, usable, later) if old == PREVIOUS else _version(app, usable, old)
    return earlier, later


def _is_relative(word: str | int) -> bool:
    return str(word).lower() in {*LATEST, PREVIOUS}


def _version(app: App, usable: Sequence[AppConfig], word: str | int) -> AppConfig:
    text = str(word).strip()
    if text.lower() in LATEST:
        if usable:
            return usable[0]
        raise InvalidIdError(what=f"{_title(app)} has no version that works.", advice="There is nothing to compare.")
    found = _own(app, text) or _run_by(app, text)
    if found is None:
        raise _unknown(app, text)
    if not found.usable:
        raise _broken(app, found, usable)
    return found


def _before(app: App, usable: Sequence[AppConfig], later: AppConfig | None) -> AppConfig:
    number = (later.version or 0) if later else 0
    found = next((config for config in usable if (config.version or 0) < number), None)
    if found is None:
        raise InvalidIdError(
            what=f"{_title(app)} has no version before {later.title if later else 'the latest'}.",
            advice=f"There {_existing(app)}.",
        )
    return found


def _own(app: App, text: str) -> AppConfig | None:
    """Return the config with a version number or an id."""
    number = NUMBER.fullmatch(text)
    by_id = next((config for config in app.configs if config.id == text), None)
    return by_id or next((config for config in app.configs if number and config.version == int(number[1])), None)


def _run_by(app: App, text: str) -> AppConfig | None:
    """Return the config that an install runs, by its name (in any case) or id."""
    for install in app.installs if app.installs.loaded else ():
        if text.lower() in {str(install.name or "").lower(), str(install.id or "").lower()}:
            return next((config for config in app.configs if config.id == install.app_config_id), None)
    return None


def _unknown(app: App, text: str) -> InvalidIdError:
    titles = [config.title for config in app.configs]
    installs = [str(one.name) for one in (app.installs if app.installs.loaded else ()) if one.name]
    known = {name.lower(): name for name in (*titles, *LATEST, PREVIOUS, *installs)}
    nearest = _nearest_number(app, text) or next(iter(get_close_matches(text.lower(), known, 1)), "")
    hint = f"Did you mean {known[nearest]}?" if nearest else "Name one of these."
    more = [f"{len(installs) - MAX_NAMES} more"] if len(installs) > MAX_NAMES else []
    named = formats.join_words([*installs[:MAX_NAMES], *more])
    others = f", and the versions that {named} run" if installs else ""
    return InvalidIdError(
        what=f"{_title(app)} has no version `{mask_text(text)}`.",
        why=f"There {_existing(app)}, `latest`, `previous`{others}.",
        advice=hint,
    )


def _nearest_number(app: App, text: str) -> str:
    """Return the version whose number is nearest to a number; empty for other words."""
    number = NUMBER.fullmatch(text)
    numbered = [config for config in app.configs if config.version]
    if not (number and numbered):
        return ""
    return min(numbered, key=lambda config: abs((config.version or 0) - int(number[1]))).title.lower()


def _broken(app: App, config: AppConfig, usable: Sequence[AppConfig]) -> InvalidIdError:
    reason = f" ({mask_text(config.status_description)})" if config.status_description else ""
    newest = f" The newest that works is {usable[0].title}." if usable else ""
    return InvalidIdError(
        what=f"{config.title} of {_title(app)} cannot be compared.",
        why=f"It failed{reason}, so the server does not send its components.",
        advice=newest.strip(),
    )


def _existing(app: App) -> str:
    """Return which versions there are: "are v1 to v12", "is only v1", "are none"."""
    titles = [config.title for config in reversed(app.configs)]
    if not titles:
        return "are no versions"
    if len(titles) == 1:
        return f"is only {titles[0]}"
    numbers = [config.version or 0 for config in app.configs]
    whole = len(set(numbers)) == len(numbers) == max(numbers) - min(numbers) + 1
    return f"are {titles[0]} to {titles[-1]}" if whole else f"are {formats.join_words(titles)}"


def _title(app: App) -> str:
    return mask_text(app.name or app.title)
