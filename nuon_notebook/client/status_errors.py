"""What each error status of the server means, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nuon_notebook import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

URL_ADVICE = "Check the API's URL (NUON_API_URL); a proxy or login page may be in between."
SUPPORT_ADVICE = "Try again; if it keeps failing, ask Nuon's support, with the trace id if there is one."
SERVER_ERRORS = 500  # and above


class StatusMeaning(NamedTuple):
    """What a status means.

    Attributes:
        error: the class of the error.
        what: what failed, to be formatted with `subject`, `host`, `org`, `status`, `token_source`, `org_source`.
        advice: what to do next; formatted likewise, also with `prefix`, which stands before the names of
            commands, and `app_line`, which shows an app.
        why: the reason, if it is known without the server's text.
        quotes: whether the server's text adds to `what`.
    """

    error: type[errors.StatusError]
    what: str
    advice: str = ""
    why: str = ""
    quotes: bool = True


class StatusKind(NamedTuple):
    """What tells one error status from another.

    Attributes:
        status: the HTTP status.
        is_json: whether the body is a JSON object: then the server itself knows the endpoint.
    """

    status: int
    is_json: bool


UNAVAILABLE = StatusMeaning(
    errors.ServerError, "{host} is not available, even after several attempts ({status}).", SUPPORT_ADVICE
)
NO_ENDPOINT = StatusMeaning(
    errors.MissingEndpointError,
    "This server ({host}) has no endpoint for {subject}.",
    "`{prefix}connect` shows the server's version.",
    "Its version is older or newer than this client supports.",
)
BY_STATUS = {
    400: StatusMeaning(errors.StatusError, "{host} rejected the request for {subject} as invalid (400)."),
    401: StatusMeaning(
        errors.UnauthorizedError,
        "{host} does not accept the token (from: {token_source}); it is unknown or has expired (401).",
        "Give another one there; `{prefix}connect` shows the current settings.",
    ),
    403: StatusMeaning(
        errors.ForbiddenError,
        "The token has no access to {subject} in org {org}, or there is no such org (403).",
        "Check NUON_ORG_ID (from: {org_source}) and the token's permissions.",
    ),
    405: NO_ENDPOINT,  # the path only takes other methods
    409: StatusMeaning(errors.StatusError, "{subject}: not ready yet (409).", "Try again later."),
    429: StatusMeaning(
        errors.RateLimitError,
        "{host} received too many requests, even after several attempts (429).",
        "Wait a minute and try again.",
    ),
    501: NO_ENDPOINT,
    502: UNAVAILABLE,
    503: UNAVAILABLE,
    504: UNAVAILABLE,
}
BY_KIND = {
    StatusKind(404, is_json=True): StatusMeaning(
        errors.NotFoundError,
        "No such record on this server: {subject} ({host}, org {org}).",
        "Check the id; `{prefix}apps` and `{prefix}installers` list the existing ones.",
        quotes=False,
    ),
    StatusKind(404, is_json=False): NO_ENDPOINT,
}
TIMEOUT = StatusMeaning(
    errors.ServerError,
    "{host} ran out of time for {subject}, or did not understand a filter (500).",
    "Try again, or request less.",
)
FAILED = StatusMeaning(errors.ServerError, "{host} failed to load {subject} ({status}).", SUPPORT_ADVICE)
UNEXPECTED = StatusMeaning(
    errors.StatusError, "{host} responded to the request for {subject} with status {status}.", URL_ADVICE
)

# What a status means for some endpoints only.
INSTALLERS_REMOVED = {
    StatusKind(404, is_json=False): StatusMeaning(
        errors.InstallersRemovedError,
        "This server no longer has installers (removed from Nuon's API in 0.19.708, November 2025):",
        "`{prefix}apps` lists its apps, {app_line} shows one.",
    )
}
# A server without the list takes its path for that of the workflow with this id.
NO_PENDING_APPROVALS = {StatusKind(404, is_json=True): NO_ENDPOINT}
UNKNOWN_INSTALL = {
    StatusKind(404, is_json=True): StatusMeaning(
        errors.NotFoundError,
        "No such install on this server: {subject} ({host}, org {org}).",
        "Check the name; `{prefix}installs APP` lists an app's installs.",
        quotes=False,
    )
}
UNKNOWN_WORKFLOW = {
    StatusKind(404, is_json=True): StatusMeaning(
        errors.NotFoundError,
        "No such workflow on this server: {subject} ({host}, org {org}).",
        "Check the id; `{prefix}workflows INSTALL` lists an install's workflows.",
        quotes=False,
    )
}
UNKNOWN_LOG = {
    StatusKind(404, is_json=True): StatusMeaning(
        errors.NotFoundError,
        "No such record on this server: {subject} ({host}, org {org}).",
        "Check the id; `{prefix}workflow ID` shows the steps of a workflow, each with a log.",
        quotes=False,
    )
}
BROKEN_CONFIG = {
    StatusKind(400, is_json=True): StatusMeaning(
        errors.BrokenConfigError,
        "{subject} could not be loaded in full (400): most likely it is in status `error`.",
        "Its bare record can still be shown; syncing the app makes a new config.",
    )
}


def meaning_of(kind: StatusKind, special: Mapping[StatusKind, StatusMeaning], *, user_error: bool) -> StatusMeaning:
    """Return what an error status means.

    Args:
        kind: the status, and whether the body is JSON.
        special: what some statuses mean for this endpoint only.
        user_error: whether the server blames the request.
    """
    if kind in special:
        return special[kind]
    if kind in BY_KIND:
        return BY_KIND[kind]
    if kind == StatusKind(500, is_json=True) and user_error:
        return TIMEOUT
    return BY_STATUS.get(kind.status, FAILED if kind.status >= SERVER_ERRORS else UNEXPECTED)
