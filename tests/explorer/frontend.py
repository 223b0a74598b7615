"""A front end without a browser: a real kernel, its comm messages counted, and widgets operated over the protocol."""

from __future__ import annotations

import json
import queue
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.explorer.screen import plain

if TYPE_CHECKING:
    from jupyter_client.blocking.client import BlockingKernelClient

LONGEST = 60.0
SETTLED = """
import time
while explorer._tasks.count:
    time.sleep(0.01)
"""


@dataclass
class Traffic:
    """The comm messages that came since somebody looked.

    Attributes:
        number: how many.
        size: their bytes as JSON.
    """

    number: int = 0
    size: int = 0


@dataclass
class FrontEnd:
    """What JupyterLab is to a kernel.

    Attributes:
        client: the connection.
        subshells: whether comm messages go to a subshell, as JupyterLab sends them.
        states: the state of every widget that is open, by id.
    """

    client: BlockingKernelClient
    subshells: bool
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)
    texts: list[str] = field(default_factory=list)
    _subshell: str | None = None

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell and return the bundles that it shows."""
        return self._wait_for(self.client.execute(source))

    def start(self, source: str) -> str:
        """Start a cell and return at once."""
        return str(self.client.execute(source))

    def finish(self, started: str) -> list[dict[str, Any]]:
        """Wait for the end of a cell that was started."""
        return self._wait_for(started)

    def set(self, widget: str, **state: Any) -> None:
        """Change a widget as a person does, and wait until the kernel took it."""
        content = {"comm_id": widget, "data": {"method": "update", "state": state, "buffer_paths": []}}
        message = self.client.session.msg("comm_msg", content)
        if self.subshells:
            message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)
        self._wait_for(message["header"]["msg_id"])

    @property
    def subshell(self) -> str:
        """The subshell that this front end has for itself."""
        if self._subshell is None:
            message = self.client.session.msg("create_subshell_request", {})
            self.client.control_channel.send(message)
            self._subshell = self.client.get_control_msg(timeout=LONGEST)["content"]["subshell_id"]
        return self._subshell

    def counted(self) -> Traffic:
        """Return the traffic since the last time."""
        now, self.traffic = self.traffic, Traffic()
        return now

    def until_quiet(self, seconds: float = 1.0) -> None:
        """Take messages until none comes for a while."""
        while self._take(seconds):
            pass

    def holds(self, text: str) -> bool:
        """Tell whether some widget holds a text."""
        return text in json.dumps([*self.states.values()], ensure_ascii=False)

    def accordion(self, title: str) -> tuple[str, int]:
        """Return the accordion, made last, with a row whose header begins so, and the row's place."""
        for widget, state in reversed(self.states.items()):
            for place, one in enumerate(state.get("titles") or ()):
                if plain(one).startswith(title):
                    return widget, place
        raise KeyError(title)

    def open(self, title: str) -> None:
        """Open a row."""
        widget, place = self.accordion(title)
        self.set(widget, selected_index=place)

    def settled(self) -> None:
        """Wait until the explorer waits for nothing; its messages so far are taken before the cell ends."""
        self.run(SETTLED)

    def _wait_for(self, request: str) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = []
        while True:
            message = self._take(LONGEST)
            assert message, "the kernel is silent"
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            assert message["msg_type"] != "error", content
            if message["msg_type"] in {"execute_result", "display_data"}:
                shown.append(content["data"])
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return shown

    def _take(self, seconds: float) -> dict[str, Any] | None:
        try:
            message: dict[str, Any] = self.client.get_iopub_msg(timeout=seconds)
        except queue.Empty:
            return None
        kind, content = message["msg_type"], message["content"]
        if kind.startswith("comm_"):
            self.traffic.number += 1
            self.traffic.size += len(json.dumps(content, ensure_ascii=False).encode())
            self._apply(kind, content)
        if kind == "stream":
            self.texts.append(content["text"])
        return message

    def _apply(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "comm_close":
            self.states.pop(content["comm_id"], None)
        elif kind == "comm_open":
            self.states[content["comm_id"]] = dict(content["data"].get("state", {}))
        elif content["data"].get("method") == "update":
            self.states.setdefault(content["comm_id"], {}).update(content["data"]["state"])
