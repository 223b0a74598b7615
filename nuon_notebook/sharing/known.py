"""What this process knows by value: tokens in use, and what is secret or tells who somebody is in models in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from nuon_notebook import session
from nuon_notebook.client.settings import FILE_VARIABLE, stored_tokens
from nuon_notebook.errors import SettingsError
from nuon_notebook.in_hand import clients_in_hand, models_in_hand
from nuon_notebook.redaction.sensitive_values import LONG_ENOUGH, known_of
from nuon_notebook.sharing.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client.settings import Token
    from nuon_notebook.redaction.masking import Known


def known_in_hand() -> Known:
    """Return what is secret, and what tells who somebody is, in the models that the user's variables hold."""
    return known_of(tuple(models_in_hand()))


def known_secrets(models: Known) -> dict[str, str]:
    """Return the secrets that are known by value, and in words what each is.

    Args:
        models: what is known of the models in hand.

    Raises:
        ShareError: the CLI's file cannot be read.
    """
    known = dict.fromkeys(sorted(models.secrets), "a secret of what this kernel has loaded")
    return known | {value: "the token in use" for value in map(_opened, _tokens()) if len(value) >= LONG_ENOUGH}


def _tokens() -> Iterator[Token | None]:
    """Yield the tokens of the environment, of the CLI's file, of this kernel's connection, of the user's clients.

    Raises:
        ShareError: the file cannot be read, so that nobody knows whether the notebook holds its token.
    """
    try:
        yield from stored_tokens()
        yield session.settings().token
    except SettingsError as error:
        what = f"Nothing was shared: the token that is to be looked for is unknown. {error.what}"
        raise ShareError(what, error.why, f"Repair it, or point {FILE_VARIABLE} to another one.") from None
    yield from (client.settings.token for client in clients_in_hand())


def _opened(token: Token | None) -> str:
    try:
        value = token() if callable(token) else token
    except Exception:  # noqa: BLE001 - whatever a user's function raises, it gives no token
        return ""
    return (value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")).strip()
