"""Patience with a page that is still busy: what it is to show is looked for again and again, and asserted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

T = TypeVar("T")
PATIENCE: Final = 60_000  # milliseconds, on a machine that has much else to do
PAUSE: Final = 500  # milliseconds between two looks


def comes_to(page: Page, look: Callable[[], T], wanted: Callable[[], T]) -> None:
    """Assert that two looks find the same, as soon as the page has done what it does when it is idle."""
    for _ in range(PATIENCE // PAUSE):
        if look() == wanted():
            return
        page.wait_for_timeout(PAUSE)
    assert look() == wanted()
