"""The pane of a workflow, which can be followed while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.explorer.follow import follow
from nuon_notebook.explorer.rows import Pane

if TYPE_CHECKING:
    from nuon_notebook.client import Client
    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.explorer.errands import Outcome
    from nuon_notebook.explorer.panes import Leaf
    from nuon_notebook.loader.pieces import InstallChange


class Follower(Pane):
    """A workflow with a toggle that asks for it again and again while it runs.

    Args:
        bench: makes widgets and asks the server.
        install: the key of the install that it ran on.
        workflow: its key.
        leaf: shows it.
    """

    def __init__(self, bench: Bench, install: str, workflow: str, leaf: Leaf) -> None:
        self._bench = bench
        self._install = install
        self._workflow = workflow
        self._leaf = leaf
        self.own_class = leaf.own_class
        self._future: Any = None
        self._toggle: Any = None
        self._note: Any = None
        self.widget = bench.workshop.column(leaf.widget)
        self._offer()

    def refresh(self) -> None:
        """Show what is in hand by now."""
        self._leaf.refresh()
        self._offer()

    @property
    def _runs(self) -> bool:
        found = self._bench.hand.workflow(self._install, self._workflow)
        return bool(found.id) and not found.finished

    def _offer(self) -> None:
        if self._runs and self._toggle is None:
            self._toggle = self._bench.workshop.toggle("Follow")
            self._toggle.observe(self._toggled, "value")
            self._note = self._bench.workshop.html()
            self.widget.children = (self._bench.workshop.bar(self._toggle, self._note), self._leaf.widget)

    def _toggled(self, change: Any) -> None:
        with self._bench.lock:
            if change.new and self._future is None:
                self._say("following …")
                self._future = self._bench.errands.run(self._work, self._ended)
            elif not change.new and self._future is not None:
                self._future.cancel()

    def _work(self, client: Client) -> Any:
        return follow(client, self._workflow, self._bench.pace, self._heard)

    def _heard(self, answer: InstallChange | str) -> bool:
        with self._bench.lock:
            if self._bench.errands.closed:
                return False
            if isinstance(answer, str):
                self._say(answer, "warning")
                return True
            self._bench.hand.change_install(self._install, answer)
            self._say("following …")
            self._bench.changed()
            return self._runs

    def _ended(self, outcome: Outcome) -> None:
        self._future = None
        self._toggle.value = False
        self._say(outcome.problem or outcome.value or "not followed", "error" if outcome.problem else "")

    def _say(self, text: str, status: str = "") -> None:
        self._note.value = self._bench.rendered(lambda: explorer_html.note(text, status))
