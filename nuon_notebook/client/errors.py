"""What can go wrong between this package and Nuon's API, as a tree of exceptions.

Every class stands for one thing that a person can act on. The text is one paragraph: what failed, why, and
what to do next. Nothing in it comes unmasked from the server, and nothing of the token is in it.
"""

from __future__ import annotations

from nuon_notebook.errors import NuonError as NuonError  # noqa: PLC0414


class SettingsError(NuonError):
    """How to reach Nuon is not settled: nothing was sent."""


class MissingSettingError(SettingsError):
    """A setting that the request needs was given nowhere."""


class PlainTokenError(SettingsError):
    """The token was given as plain text, which a notebook would keep."""


class UnusableTokenError(SettingsError):
    """What was given as token, or what its callable returned, can be no token."""


class AddressError(SettingsError):
    """The API's address is no address that a token may be sent to."""


class InsecureAddressError(AddressError):
    """The API's address is plain `http` on another machine."""


class InvalidIdError(NuonError, ValueError):
    """The id that was given can be none."""


class NetworkSettingsError(SettingsError):
    """The system's settings for certificates or proxies cannot be used."""


class SettingsFileError(SettingsError):
    """The CLI's configuration file cannot be read, or is not what it should be."""


class NetworkError(NuonError):
    """No answer arrived."""


class NameResolutionError(NetworkError):
    """The server's host name has no address."""


class TLSError(NetworkError):
    """The server could not prove who it is, or no encrypted connection came about."""


class RequestTimeoutError(NetworkError):
    """The server took longer than this client waits."""


class ConnectionFailedError(NetworkError):
    """Nothing accepts connections there, or the connection broke off."""


class RedirectError(NetworkError):
    """The server points to another host, or in circles; the token stays home."""


class AnswerError(NuonError):
    """An answer arrived that is not what the API answers."""


class NotJSONError(AnswerError):
    """A web page or other text arrived in place of JSON, as proxies and log-in pages send it."""


class InvalidJSONError(AnswerError):
    """The JSON is cut short or malformed."""


class NestingError(AnswerError):
    """The JSON is nested deeper than any answer of the API."""


class UnexpectedShapeError(AnswerError):
    """The JSON is valid but of another kind: no object where one belongs, no list where one belongs."""


class AnswerTooLargeError(AnswerError):
    """The answer is larger than this client reads."""


class OtherOrgError(NuonError):
    """The server answered with a record of another org than the configured one."""


class StatusError(NuonError):
    """The server answered that it does not do what was asked."""


class UnauthorizedError(StatusError):
    """401: no token, an unknown one, or an expired one."""


class ForbiddenError(StatusError):
    """403: the org is unknown, or the token may not do this in it."""


class NotFoundError(StatusError):
    """404 with a JSON body: the server knows the endpoint, and no such record."""


class MissingEndpointError(StatusError):
    """404 with a text body: the server has no such endpoint."""


class InstallersRemovedError(MissingEndpointError):
    """The server no longer has installers."""


class NotReadyError(StatusError):
    """409: what was asked for is not ready yet."""


class BadRequestError(StatusError):
    """400: the server finds fault with the request."""


class BrokenConfigError(BadRequestError):
    """400 for a whole config: the config is in status `error`, only its bare record can be had."""


class TooManyRequestsError(StatusError):
    """429: too many requests, even after waiting."""


class ServerError(StatusError):
    """5xx: the server failed."""


class ServerTimeoutError(ServerError):
    """500 that the server blames on the request: it ran out of time, or did not understand a filter."""


class UnavailableError(ServerError):
    """502, 503 or 504, even after several tries."""


class UnexpectedStatusError(StatusError):
    """A status that the API is not known to answer."""


class ClientClosedError(NuonError):
    """The client was closed."""
