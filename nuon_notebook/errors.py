"""What can go wrong, as a tree of exceptions. Each class stands for one thing that a person can act on.

    NuonError
      SettingsError               a setting is missing or cannot be used; nothing was sent
      InvalidIdError              the value given as an id cannot be one; also a ValueError
      InvalidArgumentError        a function cannot use the value that it was given; also a ValueError
      UnknownNameError            nothing has that id or name; the message names the nearest; also a KeyError
      UnknownIndexError           a collection has no item at that index; also an IndexError
      MissingPackageError         an optional package is not installed; the message has the command that installs it
      NetworkError                no complete response arrived
        RequestTimeoutError       the server took longer than the client waits
      ResponseError               a response arrived that the API does not send
      OtherOrgError               the record belongs to another org than the configured one
      StatusError                 the server answered with an error status
        UnauthorizedError         401: the token is missing, unknown or expired
        ForbiddenError            403: the org is unknown, or the token has no access to it
        NotFoundError             404: the server knows the endpoint, but not the record
        MissingEndpointError      404, 405, 501: the server does not have the endpoint
          InstallersRemovedError  the server no longer has installers
        BrokenConfigError         400: the config is in status `error` and cannot be loaded in full
        RateLimitError            429: too many requests, even after waiting
        ServerError               5xx: the server failed
      ClientClosedError           the client was closed
      NotLoadedError              the value was not loaded; the message names the call that loads it
      ShareError                  the notebook was not shared (lives in `nuon_notebook.sharing`, as do the next two)
        SecretFoundError          the notebook contains a secret
        NameFoundError            the notebook contains a name that cannot be replaced

The text of an error is one paragraph: what failed, why, what to do next, and the trace id. Magics and the command show
these as lines. Text from the server is masked before it is quoted, and no error contains the token.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "BrokenConfigError",
    "ClientClosedError",
    "ForbiddenError",
    "InstallersRemovedError",
    "InvalidArgumentError",
    "InvalidIdError",
    "MissingEndpointError",
    "MissingPackageError",
    "NetworkError",
    "NotFoundError",
    "NotLoadedError",
    "NuonError",
    "OtherOrgError",
    "RateLimitError",
    "RequestTimeoutError",
    "ResponseError",
    "ServerError",
    "SettingsError",
    "StatusError",
    "UnauthorizedError",
    "UnknownIndexError",
    "UnknownNameError",
]

_OF_SHARING = ("NameFoundError", "SecretFoundError", "ShareError")


class NuonError(Exception):
    """Anything that this package raises for a user to act on, described in one paragraph.

    Attributes:
        what: what failed.
        why: the reason, as far as it is known; may be empty.
        advice: what to do next; may be empty.
        status: the HTTP status of the response, if there was one.
        trace_id: the server's id of the request (`X-Nuon-Trace-ID`), for Nuon's support.
    """

    def __init__(
        self, what: str, why: str = "", advice: str = "", *, status: int | None = None, trace_id: str | None = None
    ) -> None:
        super().__init__(what, why, advice)
        self.what = what
        self.why = why
        self.advice = advice
        self.status = status
        self.trace_id = trace_id

    @property
    def lines(self) -> list[str]:
        """What failed, why, what to do next, and the trace id: each in one line, without those that are empty."""
        trace = f"Trace id: {self.trace_id}." if self.trace_id else ""
        return [" ".join(part.split()) for part in (self.what, self.why, self.advice, trace) if part]

    def __str__(self) -> str:
        return " ".join(self.lines)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: at most four lines."""
        first, *others = self.lines or [""]
        return [f"{type(self).__name__}: {first}", *others]


class SettingsError(NuonError):
    """A setting is missing or cannot be used. Nothing was sent."""


class InvalidIdError(NuonError, ValueError):
    """The value given as an id cannot be one. Nothing was sent."""


class InvalidArgumentError(NuonError, ValueError):
    """A function cannot use the value that it was given."""


class UnknownNameError(NuonError, KeyError):
    """Nothing has that id or name. The message says what there is, and what is nearest."""


class UnknownIndexError(NuonError, IndexError):
    """A collection has no item at that index. The message says how many there are."""


class MissingPackageError(NuonError, ImportError):
    """An optional package is not installed. The message has the command that installs it."""


class NetworkError(NuonError):
    """No complete response arrived, or the server redirected to another host."""


class RequestTimeoutError(NetworkError):
    """The server took longer than the client waits."""


class ResponseError(NuonError):
    """A response arrived that the API does not send: a web page, damaged JSON, another shape, too many bytes."""


class OtherOrgError(NuonError):
    """The server answered with a record of another org than the configured one."""


class StatusError(NuonError):
    """The server answered with an error status, such as 400 or 409. `status` holds it.

    Attributes:
        subject: the id or name of what was requested, as the message quotes it; empty if there is none.
    """

    def __init__(  # noqa: PLR0913 - what every error takes, and its subject
        self,
        what: str,
        why: str = "",
        advice: str = "",
        *,
        status: int | None = None,
        trace_id: str | None = None,
        subject: str = "",
    ) -> None:
        super().__init__(what, why, advice, status=status, trace_id=trace_id)
        self.subject = subject


class UnauthorizedError(StatusError):
    """401: the token is missing, unknown or expired."""


class ForbiddenError(StatusError):
    """403: the org is unknown, or the token has no access to it."""


class NotFoundError(StatusError):
    """404 with a JSON body: the server knows the endpoint, but not the record."""


class MissingEndpointError(StatusError):
    """404 with a text body, 405 or 501: the server does not have the endpoint."""


class InstallersRemovedError(MissingEndpointError):
    """The server no longer has installers."""


class BrokenConfigError(StatusError):
    """400 for a full config: the config is in status `error`, and only its bare record can be loaded."""


class RateLimitError(StatusError):
    """429: too many requests, even after waiting."""


class ServerError(StatusError):
    """5xx: the server failed, ran out of time, or is not available."""


class ClientClosedError(NuonError):
    """The client was closed."""


class NotLoadedError(NuonError):
    """The value was not loaded. The message names the call that loads it."""


def __getattr__(name: str) -> Any:
    """Return an error of `nuon_notebook.sharing`, which is above this module and is imported only when asked for."""
    if name not in _OF_SHARING:
        problem = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(problem)
    return getattr(import_module("nuon_notebook.sharing"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_OF_SHARING})
