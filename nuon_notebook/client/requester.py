"""One request to the server: sent, checked, parsed into models, or turned into the error that says why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

import httpx
from pydantic import SecretStr, ValidationError

from nuon_notebook.client.error_building import ErrorBuilder, RequestContext
from nuon_notebook.client.header_values import problem_of
from nuon_notebook.client.settings import (
    WAYS_TO_NAME_THE_ORG,
    Settings,
    missing_file_problem,
    settings_in_force,
    ways_to_connect,
)
from nuon_notebook.client.transport import RefusedBodyError
from nuon_notebook.errors import NuonError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nuon_notebook.client.transport import Response, Transport

QueryValue: TypeAlias = str | int | bool | tuple[str, ...]
M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request(Generic[M]):
    """A GET request for a record, or for a list of records.

    Attributes:
        path: the path, its ids quoted.
        model: the type of the record, or of each record of the list.
        context: describes the request for the messages of its errors.
        query: the query.
        lacks: the properties of the record that the response does not fill, so that their absence says nothing.
        limit: of a list, the most records; None for all.
        anonymous: whether to send no token.
        endpoint: the path of the endpoint, with the names of parameters in braces.
        cursor: where a list that is paged by a cursor begins; None for its beginning.
        newest_first: whether such a list is asked for from its end.
    """

    path: str
    model: type[M]
    context: RequestContext
    query: Mapping[str, QueryValue] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()
    limit: int | None = None
    anonymous: bool = False
    endpoint: str = ""
    cursor: int | None = None
    newest_first: bool = False


class Requester:
    """Sends requests to one server, for one org.

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
        """Use a token for the requests from now on."""
        self._token = token
        self._transport.hide(token.get_secret_value().strip())

    async def send(
        self,
        request: Request[Any],
        paging: Mapping[str, int] | None = None,
        cursor: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the response to a request.

        Args:
            request: the request.
            paging: `limit` and `offset` of a page.
            cursor: the header that says where a page begins.

        Raises:
            NuonError: there is no response with status 200.
        """
        headers = httpx.Headers() if request.anonymous else self._identity()
        headers.update(cursor)
        query = {**request.query, **paging} if paging else request.query
        response = await self._attempt(request, query, headers)
        # Raised here, not in a handler: the exceptions of the libraries hold the request, and with it the token.
        if isinstance(response, NuonError):
            raise response
        if response.status != httpx.codes.OK:
            raise self._errors(request).status_error(response)
        return response

    async def _attempt(
        self, request: Request[Any], query: Mapping[str, QueryValue], headers: httpx.Headers
    ) -> Response | NuonError:
        try:
            return await self._transport.get(request.path, query, headers)
        except NuonError as error:
            return error.with_traceback(None)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return self._errors(request).network_error(failure)
        except RefusedBodyError as refused:
            return self._errors(request).refused_body_error(refused)

    def read(self, request: Request[M], response: Response) -> M:
        """Return the record of a response.

        Raises:
            ResponseError: the body is not such a record.
            OtherOrgError: the record belongs to another org.
        """
        record = self._parse(parse, request, response)
        self._check_org(request, response, [record])
        return record

    def read_list(self, request: Request[M], response: Response) -> list[M]:
        """Return the records of a response.

        Raises:
            ResponseError: the body is not a list of such records.
            OtherOrgError: a record belongs to another org.
        """
        records = self._parse(parse_list, request, response)
        self._check_org(request, response, records)
        return records

    def _parse(self, parser: Callable[[type[M], bytes], T], request: Request[M], response: Response) -> T:
        try:
            return parser(request.model, response.body)
        except ValidationError as failure:
            error = self._errors(request).body_error(response, failure)
        raise error

    def _check_org(self, request: Request[M], response: Response, records: list[M]) -> None:
        org = self._settings.org_id
        if org and any((getattr(record, "org_id", None) or org) != org for record in records):
            raise self._errors(request).other_org_error(response)

    def _identity(self) -> httpx.Headers:
        """Return the headers that identify the user; `httpx.Headers` does not show the token in tracebacks."""
        if self._settings.token is None:
            raise SettingsError(what="There is no token.", why=missing_file_problem(), advice=ways_to_connect())
        if problem := problem_of(self._secret()):
            raise SettingsError(
                what=f"The token (from: {self._settings.source_in_words('token')}) is not usable:",
                why=f"{problem}.",
                advice=f"Give another one there; {settings_in_force()}",
            )
        org = self._settings.org_id
        if org is None:
            raise SettingsError(what="There is no org id.", advice=WAYS_TO_NAME_THE_ORG)
        if problem := problem_of(org):
            raise SettingsError(
                what=f"The org id (from: {self._settings.source_in_words('org_id')}) is not usable:",
                why=f"{problem}.",
                advice=WAYS_TO_NAME_THE_ORG,
            )
        return httpx.Headers({"Authorization": f"Bearer {self._secret()}", "X-Nuon-Org-ID": org})

    def _secret(self) -> str:
        return self._token.get_secret_value().strip()

    def _errors(self, request: Request[Any]) -> ErrorBuilder:
        return ErrorBuilder(self._settings, self._transport.network, self._secret(), request.context)


def parse(model: type[M], body: bytes) -> M:
    """Return the record that a body holds.

    Raises:
        ValidationError: the body is not JSON, or not such a record.
    """
    record: M = cast("Any", model).model_validate_json(body)
    return record


def parse_list(model: type[M], body: bytes) -> list[M]:
    """Return the records that a body holds; Go sends an empty list as null.

    Raises:
        ValidationError: the body is not JSON, or not a list of such records.
    """
    records: list[M] = cast("Any", model).model_validate_json_list(body)
    return records
