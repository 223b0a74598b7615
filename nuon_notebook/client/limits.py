"""Limits of time, memory and number, which no server can make a client exceed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a client. A vendor with hundreds of customers and thousands of configs stays far below them.

    A response that exceeds `body`, `objects` or `values` is refused with a `ResponseError`. A list that reaches
    `list_records`, `list_responses` or `list_time` ends there: what was loaded is kept, and `more` is true.

    Attributes:
        connect: seconds until a connection is open.
        read: seconds between two chunks of a response.
        total: seconds for one complete response.
        body: bytes of a body, as sent and decoded.
        objects: objects (`{…}`) in the JSON of a body. With `values`, it limits what parsing costs.
        values: values in the JSON of a body.
        list_records: records of a list that is read to its end. A `limit` that is given explicitly replaces it.
        list_responses: how many responses as large as `body`, `objects` and `values` allow a list may add up to.
        list_time: seconds for loading all pages of a list, parsing included.
        max_concurrency: requests in flight at the same time.
        redirects: redirects followed on the same host.
        retries: further attempts after 429, 502, 503, 504 and failed connections.
        backoff: seconds; the nth retry waits at most `backoff * 2**n`, unless the server asks for another delay.
        longest_wait: seconds waited before one retry, whatever `Retry-After` says.
        longest_waits: seconds waited before all retries of a request.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 120.0
    body: int = 32 * 1024 * 1024
    objects: int = 150_000
    values: int = 600_000
    list_records: int = 10_000
    list_responses: float = 4.0
    list_time: float = 300.0
    max_concurrency: int = 8
    redirects: int = 5
    retries: int = 3
    backoff: float = 0.25
    longest_wait: float = 30.0
    longest_waits: float = 60.0
