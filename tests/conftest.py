"""Configuration of all tests."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let processes that tests start hear Ctrl-C. What a shell starts in the background ignores it, by inheritance."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
