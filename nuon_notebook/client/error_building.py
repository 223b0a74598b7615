"""Builds the error for a request that failed, from what the network, the server or the parser said."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from pydantic_core import from_json

from nuon_notebook import errors, invocation
from nuon_notebook.client.json_problem import json_problem
from nuon_notebook.client.sanitize import MAX_ID, redact, sanitize, valid_trace_id
from nuon_notebook.client.status_errors import URL_ADVICE, StatusKind, StatusMeaning, meaning_of
from nuon_notebook.client.transport import causes
from nuon_notebook.client.url import host_and_port, path_of
from nuon_notebook.models.lenient_json import read_leniently
from nuon_notebook.models.parsing import MAX_UNREADABLE, NO_OBJECT, TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

    from nuon_notebook.client.network_settings import NetworkSettings
    from nuon_notebook.client.settings import Settings
    from nuon_notebook.client.transport import RefusedBodyError, Response

LIMIT_ADVICE = "If you expect so much, allow it: `Client(limits=Limits({limit}=…))`; of a list, load less (`limit=10`)."
NO_HANDSHAKE = "the handshake failed; it may speak plain http"
PROXY_AUTHENTICATION = "407"
MAX_PROBLEMS = 3  # places named of those whose shape is wrong
EXPECTED = {
    "model_type": "an object was expected",
    NO_OBJECT: "an object was expected",
    "list_type": "a list was expected",
    "string_type": "a text was expected",
    TOO_MANY: f"more than {MAX_UNREADABLE:,} values have another type",
}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Describes a request for the messages of its errors.

    Attributes:
        noun: what is requested, for instance `installer` or `workflows of install`.
        id: the id or name of it; empty if there is none.
        meanings: what some statuses mean for this request only.
    """

    noun: str
    id: str = ""
    meanings: Mapping[StatusKind, StatusMeaning] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ErrorBuilder:
    """Builds the errors of one request.

    Attributes:
        settings: name the server, the org and the source of the token.
        network: names the proxy and the certificates in force.
        secret: the token in use, hidden in every message.
        context: describes the request.
    """

    settings: Settings
    network: NetworkSettings
    secret: str = field(repr=False)
    context: RequestContext

    @property
    def _name(self) -> str:
        return sanitize(self.context.id, self.secret, MAX_ID)

    @property
    def _subject(self) -> str:
        return f"{self.context.noun} {self._name}".strip()

    @property
    def _org(self) -> str:
        return sanitize(self.settings.org_id or "not set", self.secret, MAX_ID)

    @property
    def _host(self) -> str:
        return redact(host_and_port(httpx.URL(self.settings.api_url)), self.secret)

    @property
    def _path(self) -> str:
        return sanitize(path_of(httpx.URL(self.settings.api_url)), self.secret, MAX_ID)

    def network_error(self, failure: Exception) -> errors.NuonError:
        """Return the error for a request to which no complete response arrived."""
        timed_out = isinstance(failure, httpx.TimeoutException)
        kind = errors.RequestTimeoutError if timed_out else errors.NetworkError
        return kind(
            f"{self._host} did not respond to the request for {self._subject}.", *_network_reason(failure, self.network)
        )

    def status_error(self, response: Response) -> errors.NuonError:
        """Return the error for a response whose status is not 200."""
        body = _error_body(response)
        is_page = body is None and _is_page(response)
        if is_page and response.status == httpx.codes.NOT_FOUND:
            return self._page_error(response)
        user_error = body is not None and body.get("user_error") is True
        kind = StatusKind(response.status, is_json=body is not None)
        meaning = meaning_of(kind, self.context.meanings, user_error=user_error)
        words = {
            "subject": self._subject,
            "host": self._host,
            "org": self._org,
            "status": response.status,
            "token_source": self.settings.source_in_words("token"),
            "org_source": self.settings.source_in_words("org_id"),
            "prefix": invocation.current().prefix,
            "app_line": invocation.current().line_for_app("NAME"),
        }
        why = meaning.why or (self._quoted(body) if body is not None and meaning.quotes else "")
        if is_page:
            why = "The response is a web page, so it may come from a proxy in between."
        if kind == StatusKind(httpx.codes.NOT_FOUND, is_json=False) and self._path:
            return self._path_error(meaning, response)
        what, advice = meaning.what.format(**words), meaning.advice.format(**words)
        return meaning.error(what, why, advice, subject=self._name, **self._facts(response))

    def refused_body_error(self, refused: RefusedBodyError) -> errors.ResponseError:
        """Return the error for a body that was not read to its end."""
        what = f"The response for {self._subject} was not read:"
        advice = LIMIT_ADVICE.format(limit=refused.limit) if refused.limit else URL_ADVICE
        return errors.ResponseError(what, f"{refused.why}.", advice, **self._facts(refused.response))

    def body_error(self, response: Response, failure: ValidationError) -> errors.ResponseError:
        """Return the error for a body that the endpoint does not send; it quotes nothing of the body."""
        facts = self._facts(response)
        problems = failure.errors(include_input=False, include_url=False)
        if problems[0]["type"] != "json_invalid":
            why = sanitize("; ".join(map(_shape_problem, problems[:MAX_PROBLEMS])), self.secret)
            what = f"The response for {self._subject} does not have the shape that the API documents:"
            return errors.ResponseError(what, f"{why}.", URL_ADVICE, **facts)
        if _is_page(response):
            return self._page_error(response)
        problem = json_problem(response.body)
        what = f"The response for {self._subject} is not valid JSON:"
        return errors.ResponseError(what, f"{problem.why}.", problem.advice, **facts)

    def other_org_error(self, response: Response) -> errors.OtherOrgError:
        """Return the error for a record of another org."""
        return errors.OtherOrgError(
            f"{self._subject} belongs to another org than the configured one ({self._org}).",
            "The server does not check this on every read, so the client refused it.",
            f"Check the id and NUON_ORG_ID (from: {self.settings.source_in_words('org_id')}).",
            **self._facts(response),
        )

    def _path_error(self, meaning: StatusMeaning, response: Response) -> errors.NuonError:
        return meaning.error(
            f"{self._host} has no endpoint for {self._subject} below {self._path}, the path of the API's URL.",
            "Nuon's API has no path of its own, or the server's version is older or newer than this client supports.",
            f"Check the API's URL (from: {self.settings.source_in_words('api_url')}); leave the path out.",
            **self._facts(response),
        )

    def _page_error(self, response: Response) -> errors.ResponseError:
        return errors.ResponseError(
            f"{self._host} responded with a web page instead of data ({response.status}).",
            "It may come from a proxy, a login page or a dashboard.",
            "Check the API's URL (NUON_API_URL).",
            **self._facts(response),
        )

    def _quoted(self, body: Mapping[str, Any]) -> str:
        said = [body[key] for key in ("error", "description") if isinstance(body.get(key), str)]
        text = sanitize(": ".join(dict.fromkeys(said)), self.secret)
        return f"The server says: “{text}”." if text else ""

    def _facts(self, response: Response) -> dict[str, Any]:
        return {
            "status": response.status,
            "trace_id": valid_trace_id(response.headers.get("X-Nuon-Trace-ID"), self.secret),
        }


def _network_reason(failure: Exception, network: NetworkSettings) -> tuple[str, str]:
    """Return why no response arrived, and what to do next."""
    found = tuple(causes(failure))
    if any(isinstance(cause, ssl.SSLError) for cause in found):
        return _tls_reason(found, network)
    if network.proxy and isinstance(failure, httpx.ProxyError | httpx.ConnectError | httpx.ConnectTimeout):
        return _proxy_reason(failure, network)
    direct = f" It was a direct one, because of {network.bypass_variable}." if network.bypass_variable else ""
    if any(isinstance(cause, socket.gaierror) for cause in found):
        return f"The host name has no address.{direct}", "Check NUON_API_URL and your network."
    if isinstance(failure, httpx.TimeoutException):
        connect = f"`{invocation.current().prefix}connect`"
        return f"It took too long.{direct}", f"Try again; {connect} shows whether the server responds at all."
    if isinstance(failure, httpx.RemoteProtocolError | httpx.ReadError):
        return "The connection broke off, or the server did not speak HTTP.", URL_ADVICE
    return f"No connection could be made.{direct}", f"Is the server running? {URL_ADVICE}"


def _proxy_reason(failure: Exception, network: NetworkSettings) -> tuple[str, str]:
    if isinstance(failure, httpx.ProxyError):
        status = str(failure)[:3]
        answer = f"refused the request ({status})" if status.isdecimal() else "refused the request"
        needs_password = "It needs a user name and a password in its URL. " if status == PROXY_AUTHENTICATION else ""
        return f"It is behind {network.proxy_in_words}, which {answer}.", f"{needs_password}{_proxy_advice(network)}"
    problem = "took too long" if isinstance(failure, httpx.TimeoutException) else "could not be reached"
    return f"It is behind {network.proxy_in_words}, which {problem}.", _proxy_advice(network)


def _proxy_advice(network: NetworkSettings) -> str:
    return f"Check {network.proxy_variable} in the environment, or name the API's host in NO_PROXY."


def _tls_reason(found: tuple[BaseException, ...], network: NetworkSettings) -> tuple[str, str]:
    invalid = next((cause for cause in found if isinstance(cause, ssl.SSLCertVerificationError)), None)
    problem = f"its certificate is not valid here: {invalid.verify_message}" if invalid else NO_HANDSHAKE
    behind = f" It is behind {network.proxy_in_words}." if network.proxy else ""
    advice = "If your company's proxy re-signs traffic, set SSL_CERT_FILE to its certificates."
    if network.certificates:
        advice = f"Only the certificates of {network.certificates_variable} are trusted: check it in the environment."
    return f"No trusted encrypted connection could be made ({problem}).{behind}", advice


def _error_body(response: Response) -> Mapping[str, Any] | None:
    """Return the JSON object that Nuon sends with an error; None for a page or text of a proxy.

    Of a long body only the beginning was read; of one that cannot be decoded, nothing, so that the header counts.
    """
    if not response.body:
        return {} if "json" in response.headers.get("Content-Type", "").lower() else None
    body: Any = None
    with suppress(ValueError):
        body = from_json(response.body, allow_partial="trailing-strings")
    if body is None:
        with suppress(ValueError):
            body, _ = read_leniently(response.body)
    return body if isinstance(body, dict) else None


def _is_page(response: Response) -> bool:
    return "html" in response.headers.get("Content-Type", "").lower() or response.body.lstrip()[:1] == b"<"


def _shape_problem(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    expected = EXPECTED.get(problem["type"], "another value was expected")
    return f"{expected} at {place}" if place else expected
