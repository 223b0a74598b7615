"""Makes an executed notebook safe to hand on: what has no place in it goes, and what gives a secret away stops it."""

from __future__ import annotations

from nuon_notebook.sharing.errors import NameFoundError, SecretFoundError, ShareError
from nuon_notebook.sharing.share import Shared, share

__all__ = ["NameFoundError", "SecretFoundError", "ShareError", "Shared", "share"]
