"""What each refusal of the server means, in words."""

from __future__ import annotations

from typing import NamedTuple

from nuon_notebook.client import errors
from nuon_notebook.client.settings import IN_FORCE

ADDRESS_ADVICE = "Check the API's address (NUON_API_URL); a proxy or log-in page may stand in between."
SUPPORT_ADVICE = "Try again; if it stays so, ask Nuon's support, with the trace id if there is one."


class Refusal(NamedTuple):
    """One kind of refusal.

    Attributes:
        error: the class that stands for it.
        what: what failed, to be formatted with `subject`, `host`, `org`, `status`, `token_source`, `org_source`.
        advice: what to do next; formatted likewise.
        why: the reason, where it is known without the server's own words.
        quotes: whether the server's own words say more than `what`.
    """

    error: type[errors.StatusError]
    what: str
    advice: str = ""
    why: str = ""
    quotes: bool = True


UNAVAILABLE = Refusal(
    errors.UnavailableError, "{host} is not available, even after several tries ({status}).", SUPPORT_ADVICE
)
BY_STATUS = {
    400: Refusal(errors.BadRequestError, "{host} finds fault with the request for {subject} (400)."),
    401: Refusal(
        errors.UnauthorizedError,
        "{host} does not accept the token (from: {token_source}); it is unknown or has expired (401).",
        f"Give another one there; {IN_FORCE}",
    ),
    403: Refusal(
        errors.ForbiddenError,
        "The token may not read {subject} in org {org}, or there is no such org (403).",
        "Check NUON_ORG_ID (from: {org_source}) and the rights of the token.",
    ),
    409: Refusal(errors.NotReadyError, "{subject}: not ready yet (409).", "Try again in a while."),
    429: Refusal(
        errors.TooManyRequestsError,
        "{host} still gets too many requests, even after several tries (429).",
        "Wait a minute and try again.",
    ),
    500: Refusal(errors.ServerError, "{host} failed over {subject} (500).", SUPPORT_ADVICE),
    502: UNAVAILABLE,
    503: UNAVAILABLE,
    504: UNAVAILABLE,
}
BROKEN_CONFIG = Refusal(
    errors.BrokenConfigError,
    "{subject} cannot be had whole (400): most likely it is in status `error`.",
    "Its bare record can still be shown; syncing the app makes a new config.",
)
TIMEOUT = Refusal(
    errors.ServerTimeoutError,
    "{host} ran out of time over {subject}, or did not understand a filter (500).",
    "Try again, or ask for less.",
)
NO_SUCH_RECORD = Refusal(
    errors.NotFoundError,
    "No such record on this server: {subject} ({host}, org {org}).",
    "Check the id; `%nuon_apps` and `%nuon_installers` list what there is.",
    quotes=False,
)
NO_INSTALLERS = Refusal(
    errors.InstallersRemovedError,
    "This server no longer has installers (removed from Nuon's API in 0.19.708, November 2025):",
    "`%nuon_apps` lists its apps, `%nuon_app NAME` shows one.",
)
NO_ENDPOINT = Refusal(
    errors.MissingEndpointError,
    "This server ({host}) has no endpoint for {subject}.",
    "`%nuon_connect` shows the server's version.",
    "Its version is older or newer than what this client knows.",
)
FAILED = Refusal(errors.ServerError, "{host} failed over {subject} ({status}).", SUPPORT_ADVICE)
UNEXPECTED = Refusal(
    errors.UnexpectedStatusError, "{host} answered {status} to the question for {subject}.", ADDRESS_ADVICE
)


def refusal(status: int, *, in_json: bool, user_error: bool, of_installers: bool, whole_config: bool) -> Refusal:
    """Return what a status means.

    Args:
        status: the HTTP status.
        in_json: the body is a JSON object, so the server itself knows the endpoint.
        user_error: the server blames the request.
        of_installers: the endpoint exists only on servers that still have installers.
        whole_config: a config with everything in it was asked for.
    """
    special = {
        (404, True): NO_SUCH_RECORD,
        (404, False): NO_INSTALLERS if of_installers else NO_ENDPOINT,
        (400, True): BROKEN_CONFIG if whole_config else None,
        (500, True): TIMEOUT if user_error else None,
    }
    server_failed = 500  # and above
    otherwise = FAILED if status >= server_failed else UNEXPECTED
    return special.get((status, in_json)) or BY_STATUS.get(status, otherwise)
