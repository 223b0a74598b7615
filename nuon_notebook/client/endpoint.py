"""One question to the server: sent, checked, read into a model, or turned into the error that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

import httpx
from pydantic import SecretStr, TypeAdapter, ValidationError

from nuon_notebook.client.diagnosis import Asked, Diagnosis
from nuon_notebook.client.errors import InvalidIdError, MissingSettingError, NuonError, UnusableTokenError
from nuon_notebook.client.paging import AsyncRecords, HasId, Page
from nuon_notebook.client.settings import IN_FORCE, WAYS_TO_CONNECT, WAYS_TO_NAME_THE_ORG, Settings

if TYPE_CHECKING:
    from nuon_notebook.client.transport import Transport

T = TypeVar("T")
R = TypeVar("R", bound=HasId)
Params = Mapping[str, str | int | bool]


def path_of(*segments: str) -> str:
    """Return the path of some segments, each quoted so that it stays one segment.

    Raises:
        InvalidIdError: a segment is blank, or would climb in the path.
    """
    for segment in segments:
        if not segment.strip(". \t\n"):
            what = f"`{segment.strip()}` is no id." if segment.strip() else "An id is missing."
            raise InvalidIdError(what=what, advice="Give it as the dashboard shows it.")
    return "/" + "/".join(quote(segment.strip(), safe="") for segment in segments)


class Endpoints:
    """Asks one server, in the name of one org.

    Args:
        settings: the server, the org, and where the settings came from.
        transport: sends the requests.
    """

    def __init__(self, settings: Settings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._token = SecretStr("")
        if isinstance(settings.token, SecretStr):
            self.authorize(settings.token)

    def authorize(self, token: SecretStr) -> None:
        """Take a token into use."""
        self._token = token
        self._transport.hide(token.get_secret_value().strip())

    async def one(self, model: type[T], asked: Asked, path: str, params: Params | None = None) -> T:
        """Return the one record that an endpoint answers."""
        answer = await self._ask(asked, path, params or {})
        return self._read(model, asked, answer)

    def many(
        self, model: type[R], asked: Asked, path: str, limit: int | None, params: Params | None = None
    ) -> AsyncRecords[R]:
        """Return the records of a paged endpoint."""

        async def fetch(offset: int, size: int) -> Page[R]:
            paging = {"limit": size, "offset": offset} if offset else {"limit": size}
            answer = await self._ask(asked, path, {**(params or {}), **paging})
            kind: Any = list[model] | None  # type: ignore[valid-type] # Go sends an empty list as null
            records: list[R] | None = self._read(kind, asked, answer)
            said = answer.headers.get("X-Nuon-Page-Next", "").lower()
            return Page(records or [], {"true": True, "false": False}.get(said))

        return AsyncRecords(fetch, limit)

    async def anonymous(self, model: type[T], asked: Asked, path: str) -> T:
        """Return what an endpoint answers to everybody; no token is sent."""
        answer = await self._ask(asked, path, {}, anonymous=True)
        return self._read(model, asked, answer)

    async def _ask(self, asked: Asked, path: str, params: Params, *, anonymous: bool = False) -> httpx.Response:
        headers = httpx.Headers() if anonymous else self._identity()
        answer = await self._attempt(asked, path, params, headers)
        # Raised here, not in a handler: the libraries' exceptions hold the request, and with it the token.
        if isinstance(answer, NuonError):
            raise answer
        if answer.status_code != httpx.codes.OK:
            raise self._diagnosis(asked).of_status(answer)
        return answer

    async def _attempt(
        self, asked: Asked, path: str, params: Params, headers: httpx.Headers
    ) -> httpx.Response | NuonError:
        try:
            return await self._transport.get(path, params, headers)
        except NuonError as error:
            return error.with_traceback(None)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return self._diagnosis(asked).of_failure(failure)

    def _identity(self) -> httpx.Headers:
        """Return the headers that say who asks; as `httpx.Headers`, since these do not show the token."""
        if not self._secret():
            raise MissingSettingError(what="There is no token.", advice=WAYS_TO_CONNECT)
        if not _fits_a_header(self._secret()):
            raise UnusableTokenError(
                what=f"The token (from: {self._settings.source_in_words('token')}) cannot be one:",
                why="it holds spaces or characters that no token has.",
                advice=f"Give another one there; {IN_FORCE}",
            )
        org = self._settings.org_id
        if org is None or not _fits_a_header(org):
            raise MissingSettingError(what="There is no usable org id.", advice=WAYS_TO_NAME_THE_ORG)
        return httpx.Headers({"Authorization": f"Bearer {self._secret()}", "X-Nuon-Org-ID": org})

    def _secret(self) -> str:
        return self._token.get_secret_value().strip()

    def _read(self, kind: type[T], asked: Asked, answer: httpx.Response) -> T:
        read = self._validated(kind, asked, answer)
        if isinstance(read, NuonError):
            raise read
        records = read if isinstance(read, list) else [read]
        if any(map(self._is_foreign, records)):
            raise self._diagnosis(asked).of_other_org(answer)
        return read

    def _is_foreign(self, record: object) -> bool:
        org = getattr(record, "org_id", None)
        return bool(org and self._settings.org_id and org != self._settings.org_id)

    def _validated(self, kind: type[T], asked: Asked, answer: httpx.Response) -> T | NuonError:
        try:
            read: T = _adapter(cast("Any", kind)).validate_json(answer.content)
        except ValidationError as trouble:
            return self._diagnosis(asked).of_body(answer, trouble)
        return read

    def _diagnosis(self, asked: Asked) -> Diagnosis:
        return Diagnosis(self._settings, self._secret(), asked)


def _fits_a_header(value: str) -> bool:
    return value.isascii() and value.isprintable() and " " not in value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
