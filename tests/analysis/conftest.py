"""The demo world on loopback, so that requests can be counted, held and made to fail."""

from __future__ import annotations

from tests.loader.conftest import Place, _empty_environment, place, serve

__all__ = ["Place", "_empty_environment", "place", "serve"]
