"""Where a record of an app's config comes from: which version of which app, made by whom and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo.people import ORG_ID
from nuon_notebook.demo.records import Record, stamped

if TYPE_CHECKING:
    from datetime import datetime

    from nuon_notebook.demo.people import Person


@dataclass(frozen=True)
class Origin:
    """One version of an app's config, as the records below it know it."""

    app_key: str
    app_id: str
    config_id: str
    version: int
    tag: str
    when: datetime
    by: Person

    @property
    def key(self) -> str:
        """What ids of this version are derived from."""
        return f"{self.app_key}/{self.version}"

    def later(self, seconds: float) -> Origin:
        """The same, some seconds later."""
        return replace(self, when=self.when + timedelta(seconds=seconds))

    def row(self, identity: str, **fields: Any) -> Record:
        """A record with its author and time, and nothing of the app."""
        return stamped(identity, self.when, self.by.account_id, **fields)

    def child(self, identity: str, **fields: Any) -> Record:
        """A record that names its org, its app and its config version."""
        return self.row(identity, org_id=ORG_ID, app_id=self.app_id, app_config_id=self.config_id, **fields)
