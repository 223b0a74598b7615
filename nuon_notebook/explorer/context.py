"""What everything in one explorer shares: what was loaded, the tasks under way, one lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.load import server_of
from nuon_notebook.loader.merge import merge, merge_refreshed
from nuon_notebook.models import App, Install, Installer
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set
    from contextlib import AbstractContextManager
    from datetime import datetime
    from threading import RLock

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.polling import PollingPolicy
    from nuon_notebook.explorer.tasks import Tasks
    from nuon_notebook.models.base import Model
    from nuon_notebook.store import Answer, Store

Root: TypeAlias = Installer | App | Install
M = TypeVar("M", bound="Model")


class Context:
    """What the parts of one explorer share.

    Args:
        root: an installer, an app or an install.
        tasks: runs requests.
        polling: how often a workflow is requested that is followed.
        lock: held by whoever reads or changes any of it, since handlers and results may come on any thread.
        on_change: called after something was loaded.

    Attributes:
        root: the root as it is loaded by now.
        store: everything that was loaded by now.
        kept: the keys of the records that the filter leaves; None without a filter.
        show_all: takes the filter away.
    """

    def __init__(
        self, root: Root, tasks: Tasks, polling: PollingPolicy, lock: RLock, on_change: Callable[[], None]
    ) -> None:
        self.tasks = tasks
        self.polling = polling
        self.lock = lock
        self.changed = on_change
        self.kept: Set[str] | None = None
        self.show_all: Callable[[], None] = lambda: None
        self.store = store_of(root)
        self.root = root if root._store is self.store else _at(root, self.store)

    def merge(self, answers: Sequence[Answer], client: Client | None = None) -> None:
        """Take what was answered; models of before stay as they are.

        Args:
            answers: the answers.
            client: read the API.
        """
        self._take(merge(self.store, answers, server=server_of(client) if client else None))

    def refresh(self, answers: Sequence[Answer], client: Client, moment: datetime | None) -> None:
        """Take what was requested anew; what failed stays as it is.

        Args:
            answers: the answers.
            client: read the API.
            moment: when the server answered, if everything was requested anew; None if something is older.
        """
        self._take(merge_refreshed(self.store, answers, moment, server_of(client)))

    def _take(self, store: Store) -> None:
        self.store = store
        self.root = _at(self.root, store)

    def masking(self) -> AbstractContextManager[None]:
        """Mask, for as long as the context lasts, every text by all secrets that were loaded."""
        return masking_by(self.root)


def _at(model: M, store: Store) -> M:
    """Return a model in another store, reached through the same models."""
    parent = model.parent
    return model.at(store, _at(parent, store) if parent is not None else None)
