"""Makes an executed notebook safe to hand on: removes what belongs to the session, and refuses to copy secrets."""

from __future__ import annotations

from nuon_notebook.sharing.errors import NameFoundError, SecretFoundError, ShareError
from nuon_notebook.sharing.share import Shared, share

__all__ = ["NameFoundError", "SecretFoundError", "ShareError", "Shared", "share"]
