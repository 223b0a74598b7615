"""What this process knows by value: tokens in use, and what is secret or tells who somebody is in models in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from nuon_notebook import session
from nuon_notebook.client import Settings
from nuon_notebook.client.errors import NuonError
from nuon_notebook.in_hand import clients_in_hand, models_in_hand
from nuon_notebook.render.known import LONG_ENOUGH, known_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client.settings import Token
    from nuon_notebook.render.masking import Known


def known_in_hand() -> Known:
    """Return what is secret, and what tells who somebody is, in the models that the user's variables hold."""
    return known_of(tuple(models_in_hand()))


def known_secrets(models: Known) -> dict[str, str]:
    """Return the secrets that are known by value, and in words what each is.

    Args:
        models: what is known of the models in hand.
    """
    known = dict.fromkeys(sorted(models.secrets), "a secret of what this kernel has loaded")
    return known | {value: "the token in use" for value in map(_opened, _tokens()) if len(value) >= LONG_ENOUGH}


def _tokens() -> Iterator[Token | None]:
    """Yield the tokens of the environment or the CLI's file, of this kernel's connection, and of the user's clients."""
    for load in (session.settings, Settings.load):
        try:
            yield load().token
        except NuonError:  # a file that cannot be read holds no token in use
            continue
    yield from (client.settings.token for client in clients_in_hand())


def _opened(token: Token | None) -> str:
    try:
        value = token() if callable(token) else token
    except Exception:  # noqa: BLE001 - whatever a user's function raises, it gives no token
        return ""
    return (value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")).strip()
