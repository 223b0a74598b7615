"""What every pane of one explorer works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nuon_notebook.display import explorer_html
from nuon_notebook.redaction.sensitive_values import Reader, secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from threading import RLock

    from nuon_notebook.explorer.errands import Errands
    from nuon_notebook.explorer.follow import Pace
    from nuon_notebook.explorer.hand import Hand
    from nuon_notebook.explorer.workshop import Workshop
    from nuon_notebook.redaction.masking import SensitiveValues


@dataclass(slots=True)
class Bench:
    """What panes share.

    Attributes:
        hand: the models.
        workshop: makes widgets.
        errands: asks the server.
        pace: how often what is followed is asked for.
        lock: held by whoever reads or changes any of it; handlers and answers come on any thread.
        changed: called after the hand changed; shows what is open anew.
    """

    hand: Hand
    workshop: Workshop
    errands: Errands
    pace: Pace
    lock: RLock
    changed: Callable[[], None]
    _reader: Reader = field(default_factory=Reader)
    _kept: object = None

    @property
    def known(self) -> SensitiveValues:
        """What every text is masked by: all secrets and people in hand."""
        return self._reader.known_of(self._root())

    def masking(self) -> AbstractContextManager[None]:
        """Mask, for as long as the context lasts, every text by all secrets in hand."""
        return secrets_of(self._root(), self._reader)

    def _root(self) -> object:
        """Return what is in hand; where that is new, let the reader forget what is no longer part of it."""
        root = self.hand.root
        if self._kept is not root:
            self._reader.keep(root)
            self._kept = root
        return root

    def rendered(self, make: Callable[[], str]) -> str:
        """Return what a function makes, masked by all secrets in hand; where it fails, a line that says so."""
        try:
            with self.masking():
                return make()
        except Exception as error:  # noqa: BLE001 - shown in its place; a handler must not raise into a cell
            return explorer_html.note(f"could not be shown ({type(error).__name__})", "error")

    def title(self, make: Callable[[], str]) -> str:
        """Return a header in words, masked by all secrets in hand; where it fails, words that say so."""
        try:
            with self.masking():
                return make()
        except Exception as error:  # noqa: BLE001 - see above
            return f"could not be shown ({type(error).__name__})"
