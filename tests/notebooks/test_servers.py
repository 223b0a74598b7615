"""A notebook of one morning's questions, run through a real kernel on servers of each version."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from nbclient import NotebookClient
from nbformat import v4

from nuon_notebook import demo
from tests.cases import failures

if TYPE_CHECKING:
    from pathlib import Path

    Request = tuple[str, str]

SECONDS = 120
BEFORE = "%load_ext nuon_notebook\n%config NuonMagics.progress = False"
LINES = (
    "%nuon_apps",
    "%nuon_app harbor-desk",
    "%nuon_problems harbor-desk",
    "%nuon_approvals harbor-desk --plans",
    "%nuon_install eastgate-bank --deep",
    "%nuon_logs inw6qj5uddo3adtw9cjt6pfkcv --tail 5",
)
UNKNOWN_STATUS = "mothballed"  # means nothing to this package
SHOWN_WITH_SIGN = rf"\? (?:[a-z]+ )?{UNKNOWN_STATUS}"


class Run:
    """What the lines showed, and what each of them requested."""

    def __init__(self, server: demo.Server, folder: Path) -> None:
        self.notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in (BEFORE, *LINES)])
        self.requested: dict[str, list[Request]] = {}
        ended = 0

        def count(cell: Any, **_: Any) -> None:
            nonlocal ended
            ended, begun = len(server.requests), ended
            self.requested[cell.source] = server.requests[begun:ended]

        client = NotebookClient(
            self.notebook, kernel_name="python3", timeout=SECONDS, on_cell_executed=count,
            resources={"metadata": {"path": str(folder)}}, extra_arguments=["--log-level=ERROR"],
        )  # fmt: skip
        client.execute(env=_environment(server, folder))

    def shown(self, line: str) -> dict[str, str]:
        """The bundle that a line displayed; it displays nothing else."""
        (output,) = next(cell.outputs for cell in self.notebook.cells if cell.source == line)
        return dict(output.data)


def _environment(server: demo.Server, home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUON_")}
    connection = {"NUON_API_URL": server.url, "NUON_API_TOKEN": demo.TOKEN, "NUON_ORG_ID": demo.ORG_ID}
    return {**inherited, **connection, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}


@pytest.fixture(scope="module", params=demo.API_VERSIONS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The notebook, run on a server whose eastgate-bank has a status that nobody knows."""
    world = demo.world()
    installs = [
        replace(one, record={**one.record, "sandbox_status": UNKNOWN_STATUS}) if one.name == "eastgate-bank" else one
        for one in world.installs
    ]
    with demo.serve(served=replace(world, installs=installs), api=demo.API_VERSIONS[request.param]) as server:
        return Run(server, tmp_path_factory.mktemp("home"))


def test_every_line_shows_its_answer(run: Run) -> None:
    def holds(line: str) -> None:
        assert set(run.shown(line)) == {"text/html", "text/plain"}
        assert run.requested[line]

    assert failures(holds, LINES) == []


def test_no_line_requests_anything_twice(run: Run) -> None:
    repeated = {line: [one for one, times in Counter(run.requested[line]).items() if times > 1] for line in LINES}
    assert {line: requests for line, requests in repeated.items() if requests} == {}


def test_a_status_that_is_unknown_is_never_shown_as_if_all_were_well(run: Run) -> None:
    texts = [re.sub(r"<[^>]*>", " ", run.shown(line)["text/html"]) for line in LINES]
    named = sum(text.count(UNKNOWN_STATUS) for text in texts)
    assert named
    assert sum(len(re.findall(SHOWN_WITH_SIGN, text)) for text in texts) == named
