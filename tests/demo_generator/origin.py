"""The origin of a record of an app's config: which version of which app, made by whom and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import Record
from tests.demo_generator.values import stamped

if TYPE_CHECKING:
    from datetime import datetime

    from tests.demo_generator.people import Person


@dataclass(frozen=True)
class Origin:
    """One version of an app's config, as far as the records below it depend on it."""

    app_name: str
    app_id: str
    config_id: str
    version: int
    tag: str
    when: datetime
    by: Person

    @property
    def key(self) -> str:
        """The key from which the ids of this version are derived."""
        return f"{self.app_name}/{self.version}"

    def later(self, seconds: float) -> Origin:
        """Return the same origin, some seconds later."""
        return replace(self, when=self.when + timedelta(seconds=seconds))

    def row(self, identity: str, **fields: Any) -> Record:
        """Return a record with its author and time."""
        return stamped(identity, self.when, self.by.account_id, **fields)

    def child(self, identity: str, **fields: Any) -> Record:
        """Return a record with its author and time, its org, app and config version."""
        return self.row(identity, org_id=ORG_ID, app_id=self.app_id, app_config_id=self.config_id, **fields)
