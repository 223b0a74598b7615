"""What this process knows by value: tokens in use, and the secrets and names in models that kernel variables hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import SecretStr

from nuon_notebook import session
from nuon_notebook.client.settings import FILE_VARIABLE, stored_tokens
from nuon_notebook.errors import SettingsError
from nuon_notebook.kernel_variables import clients_in_variables, models_in_variables
from nuon_notebook.models import Model
from nuon_notebook.redaction.sensitive_values import MIN_SECRET_LENGTH, customer_names_in
from nuon_notebook.sharing.errors import ShareError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nuon_notebook.client.settings import Token


class SessionSecrets(NamedTuple):
    """The secrets, people and customers in models.

    Attributes:
        secrets: secret values of at least 8 characters.
        people: names and e-mail addresses.
        customers: names of installs, account ids, roles.
    """

    secrets: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()


def session_secrets() -> SessionSecrets:
    """Return the secrets, people and customers in the models that the user's variables hold."""
    return secrets_of(models_in_variables())


def secrets_of(models: Iterable[object]) -> SessionSecrets:
    """Return the secrets, people and customers in models, nested ones included."""
    known: list[Any] = [model for model in models if isinstance(model, Model)]
    values = [model.sensitive_values for model in known]
    everything = [record for model in known for record in model.loaded_with]
    return SessionSecrets(
        frozenset().union(*(one.secrets for one in values)),
        frozenset().union(*(one.people for one in values)),
        customer_names_in(everything),
    )


def secret_values(found: SessionSecrets) -> dict[str, str]:
    """Return all secrets that are known by value, each with a description.

    Args:
        found: the secrets in models.

    Raises:
        ShareError: the CLI's file cannot be read.
    """
    described = dict.fromkeys(sorted(found.secrets), "a secret that this kernel has loaded")
    tokens = [value for value in map(_open_token, _tokens()) if len(value) >= MIN_SECRET_LENGTH]
    return described | dict.fromkeys(tokens, "the token in use")


def _tokens() -> Iterator[Token | None]:
    """Yield the tokens of the environment, of the CLI's file, of this kernel's connection, of the user's clients.

    Raises:
        ShareError: the file cannot be read, so nobody knows whether the notebook contains its token.
    """
    try:
        yield from stored_tokens()
        yield session.settings().token
    except SettingsError as error:
        what = f"Nothing was shared, because the token to look for is unknown. {error.what}"
        raise ShareError(what, error.why, f"Repair the file, or set {FILE_VARIABLE} to another one.") from None
    yield from (client.settings.token for client in clients_in_variables())


def _open_token(token: Token | None) -> str:
    try:
        value = token() if callable(token) else token
    except Exception:  # noqa: BLE001 - a user's function may raise anything; then it returns no token
        return ""
    return (value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")).strip()
