"""Real kernels, and the demo world over HTTP for them to ask."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import KernelManager

from nuon_notebook import demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

    from nuon_notebook.demo import Server

SECONDS = 60
CACHE = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
"""Jedi's as well: where it finds none, the first completion of a kernel parses the standard library for seconds."""


@dataclass
class Ran:
    """What a cell did: the messages that it sent, and how it ended."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    status: str = ""
    prompts: list[str] = field(default_factory=list)

    def contents(self, kind: str) -> list[dict[str, Any]]:
        return [message["content"] for message in self.messages if message["msg_type"] == kind]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The bundles that came out as results."""
        return [content["data"] for content in self.contents("execute_result")]

    @property
    def text(self) -> str:
        """What was printed, on both streams."""
        return "".join(content["text"] for content in self.contents("stream"))

    @property
    def error(self) -> str:
        """The text of the cell's error output; empty if there is none."""
        return "\n".join(line for content in self.contents("error") for line in content["traceback"])


class Kernel:
    """A kernel with the extension loaded."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client

    def run(self, source: str, answer: str | None = None) -> Ran:
        """Run a cell; `answer` is typed at every prompt, without it there is nobody to type."""
        ran = Ran()

        def typed(request: dict[str, Any]) -> None:
            ran.prompts.append(request["content"]["prompt"])
            self._client.input(answer or "")

        reply = self._client.execute_interactive(
            source,
            allow_stdin=answer is not None,
            stdin_hook=typed,
            output_hook=ran.messages.append,
            timeout=SECONDS,
        )
        ran.status = reply["content"]["status"]
        return ran

    def tab(self, line: str) -> list[str]:
        """What TAB offers at the end of a line, each as the line would read then."""
        reply = self._client.complete(line, len(line), reply=True, timeout=SECONDS)["content"]
        before = line[: reply["cursor_start"]]
        return [before + match for match in reply["matches"]]


@contextmanager
def running(home: Path, settings: dict[str, str], *, loaded: bool = True) -> Iterator[Kernel]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUON_")}
    environment |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "XDG_CACHE_HOME": CACHE, **settings}
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=environment, cwd=str(home), extra_arguments=["--log-level=ERROR"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        kernel = Kernel(client)
        if loaded:
            kernel.run("%load_ext nuon_notebook")
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


FORGET = """
def forget():  # `%reset -f` does less, and takes longer than most tests
    import os
    from nuon_notebook import configure, session
    for name in [name for name in os.environ if name.startswith("NUON_")]:
        del os.environ[name]
    if session._client:
        session._client.close()
    session._client, session._arguments = None, session._ConnectArguments()
    configure(max_html_kb=140, show_values=False, show_people=False, progress=True)
    shell = get_ipython()
    shell.history_manager.output_hist.clear()
    for name in [name for name in shell.user_ns if not (name.startswith("__") and name.strip("_"))]:
        del shell.user_ns[name]
    shell.init_user_ns()

forget()
"""


@pytest.fixture(scope="session")
def _shared_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with running(tmp_path_factory.mktemp("home"), {}) as kernel:
        yield kernel


@pytest.fixture
def kernel(_shared_kernel: Kernel) -> Iterator[Kernel]:
    """A kernel without any settings. All tests share it; what a test leaves in it is forgotten."""
    yield _shared_kernel
    assert _shared_kernel.run(FORGET).status == "ok"


@pytest.fixture
def configured(kernel: Kernel) -> Callable[..., Kernel]:
    """Gives the shared kernel settings by name, in its environment."""

    def configure(**settings: str) -> Kernel:
        assert kernel.run(f"import os\nos.environ.update({settings!r})").status == "ok"
        return kernel

    return configure


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts a kernel of the test's own, for what needs a fresh one or would spoil it."""
    with ExitStack() as stack:

        def started(*, loaded: bool = True) -> Kernel:
            return stack.enter_context(running(tmp_path, {}, loaded=loaded))

        yield started


@pytest.fixture
def server() -> Iterator[Server]:
    """The demo world over HTTP."""
    with demo.serve() as server:
        yield server


@pytest.fixture
def settings(server: Server) -> dict[str, str]:
    """What the environment says of that server."""
    return {"NUON_API_URL": server.url, "NUON_API_TOKEN": server.world.token, "NUON_ORG_ID": server.world.org_id}
