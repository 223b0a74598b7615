"""From what went wrong on the wire to the error that says it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from pydantic_core import from_json

from nuon_notebook.client import errors
from nuon_notebook.client.address import place_of
from nuon_notebook.client.refusals import ADDRESS_ADVICE, refusal
from nuon_notebook.client.transport import causes
from nuon_notebook.client.wording import ID_LENGTH, fit_to_quote, redact, trace_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

    from nuon_notebook.client.settings import Settings

TROUBLE_SHOWN = 3  # places named of those that do not fit
EXPECTED = {"model_type": "an object", "list_type": "a list", "string_type": "a text"}


_BROKE_OFF = (errors.ConnectionFailedError, "The connection broke off, or did not speak HTTP.", ADDRESS_ADVICE)
_TROUBLES: tuple[tuple[type[Exception], tuple[type[errors.NuonError], str, str]], ...] = (
    (
        httpx.TimeoutException,
        (
            errors.RequestTimeoutError,
            "It took too long.",
            "Try again; `%nuon_connect` tells whether it answers at all.",
        ),
    ),
    (
        httpx.ProxyError,
        (
            errors.ConnectionFailedError,
            "The proxy that the environment names did not let it through.",
            "Check HTTPS_PROXY and NO_PROXY.",
        ),
    ),
    (httpx.DecodingError, (errors.InvalidJSONError, "The compressed body is damaged.", ADDRESS_ADVICE)),
    (httpx.RemoteProtocolError, _BROKE_OFF),
    (httpx.ReadError, _BROKE_OFF),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for, in words.

    Attributes:
        kind: the noun, for instance `installer` or `workflows of install`.
        id: the id or name that was asked for.
        of_installers: the endpoint exists only on servers that still have installers.
        whole_config: a config with everything in it, which a config in status `error` does not answer.
    """

    kind: str
    id: str = ""
    of_installers: bool = False
    whole_config: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Makes the errors of one request.

    Attributes:
        settings: names the server, the org and the source of the token.
        secret: the token in use, kept out of every message.
        asked: what the request asked for.
    """

    settings: Settings
    secret: str = field(repr=False)
    asked: Asked

    @property
    def _subject(self) -> str:
        name = fit_to_quote(self.asked.id, self.secret, ID_LENGTH)
        return f"{self.asked.kind} {name}".strip()

    @property
    def _org(self) -> str:
        return fit_to_quote(self.settings.org_id or "not set", self.secret, ID_LENGTH)

    @property
    def _host(self) -> str:
        return redact(place_of(httpx.URL(self.settings.api_url)), self.secret)

    def of_failure(self, failure: Exception) -> errors.NuonError:
        """Return the error for a request that got no whole answer."""
        kind, why, advice = _network_trouble(failure)
        return kind(f"No answer from {self._host} to the question for {self._subject}.", why, advice)

    def of_status(self, answer: httpx.Response) -> errors.NuonError:
        """Return the error for an answer whose status is not 200."""
        body = _refusal_body(answer)
        if body is None and _is_page(answer) and answer.status_code == httpx.codes.NOT_FOUND:
            return self.of_page(answer)
        meant = refusal(
            answer.status_code,
            in_json=body is not None,
            user_error=body is not None and body.get("user_error") is True,
            of_installers=self.asked.of_installers,
            whole_config=self.asked.whole_config,
        )
        words = {
            "subject": self._subject,
            "host": self._host,
            "org": self._org,
            "status": answer.status_code,
            "token_source": self.settings.source_in_words("token"),
            "org_source": self.settings.source_in_words("org_id"),
        }
        why = meant.why or (self._quoted(body) if body is not None and meant.quotes else "")
        if body is None and _is_page(answer):
            why = "The answer is a web page, so it may come from a proxy in between."
        return meant.error(meant.what.format(**words), why, meant.advice.format(**words), **self._facts(answer))

    def of_body(self, answer: httpx.Response, trouble: ValidationError) -> errors.NuonError:
        """Return the error for a body that is not what the endpoint answers; it quotes nothing of the body."""
        facts = self._facts(answer)
        problems = trouble.errors(include_input=False, include_url=False)
        if problems[0]["type"] != "json_invalid":
            why = fit_to_quote("; ".join(map(_unmet, problems[:TROUBLE_SHOWN])), self.secret)
            return errors.UnexpectedShapeError(
                f"The answer for {self._subject} is not what the API answers:", f"{why}.",
                ADDRESS_ADVICE, **facts,
            )  # fmt: skip
        if "recursion limit" in str(problems[0].get("ctx", {}).get("error", "")):
            return errors.NestingError(
                f"The answer for {self._subject} was not read:", "it is nested deeper than any answer of the API.",
                ADDRESS_ADVICE, **facts,
            )  # fmt: skip
        if _is_page(answer):
            return self.of_page(answer)
        return errors.InvalidJSONError(
            f"The answer for {self._subject} is no valid JSON:", "it is cut short or damaged.", "Try again.", **facts
        )

    def of_page(self, answer: httpx.Response) -> errors.NotJSONError:
        """Return the error for a web page in place of JSON."""
        return errors.NotJSONError(
            f"{self._host} answered with a web page in place of data ({answer.status_code}).",
            "It may come from a proxy, a log-in page or a dashboard.", "Check the API's address (NUON_API_URL).",
            **self._facts(answer),
        )  # fmt: skip

    def of_other_org(self, answer: httpx.Response) -> errors.OtherOrgError:
        """Return the error for a record that belongs to another org."""
        return errors.OtherOrgError(
            f"{self._subject} belongs to another org than the configured one ({self._org}).",
            "The server does not check this on every read, so it was refused here.",
            f"Check the id and NUON_ORG_ID (from: {self.settings.source_in_words('org_id')}).",
            **self._facts(answer),
        )

    def _quoted(self, body: Mapping[str, Any]) -> str:
        said = [body[key] for key in ("error", "description") if isinstance(body.get(key), str)]
        text = fit_to_quote(": ".join(dict.fromkeys(said)), self.secret)
        return f"The server says: “{text}”." if text else ""

    def _facts(self, answer: httpx.Response) -> dict[str, Any]:
        return {
            "status": answer.status_code,
            "trace_id": trace_id(answer.headers.get("X-Nuon-Trace-ID"), self.secret),
        }


def _network_trouble(failure: Exception) -> tuple[type[errors.NuonError], str, str]:
    """Return what a failure means: the class of the error, why, and what to do next."""
    found = tuple(causes(failure))
    if any(isinstance(cause, ssl.SSLError) for cause in found):
        why = f"No trusted encrypted connection came about ({_tls_reason(found)})."
        return (
            errors.TLSError,
            why,
            "If your company's proxy re-signs traffic, point SSL_CERT_FILE to its certificates.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in found):
        return errors.NameResolutionError, "The host name has no address.", "Check NUON_API_URL and your network."
    for kind, trouble in _TROUBLES:
        if isinstance(failure, kind):
            return trouble
    return errors.ConnectionFailedError, "No connection could be made.", "Is the server running? " + ADDRESS_ADVICE


def _refusal_body(answer: httpx.Response) -> Mapping[str, Any] | None:
    """Return the JSON object that Nuon sends with a refusal; a proxy's page or text is none."""
    try:
        body = from_json(answer.content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _is_page(answer: httpx.Response) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower() or answer.content.lstrip()[:1] == b"<"


def _unmet(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    expected = f"{EXPECTED.get(problem['type'], 'another value')} was expected"
    return f"{expected} at {place}" if place else expected


def _tls_reason(found: tuple[BaseException, ...]) -> str:
    for cause in found:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid here: {cause.verify_message}"
    return "the handshake failed; it may speak plain http"
