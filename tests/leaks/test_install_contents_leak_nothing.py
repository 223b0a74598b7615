"""The secrets planted in the demo world reach no surface of what an install is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from nuon_notebook import demo, options
from nuon_notebook.client import Client
from nuon_notebook.demo.respond import Request, respond
from nuon_notebook.display import to_html, to_text
from nuon_notebook.explorer import Explorer
from nuon_notebook.loader import load_install, load_workflow
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.session import demo_client
from tests.cases import failures
from tests.explorer.screen import Screen
from tests.leaks.opened import _open, _state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import Install

PLANTED = re.compile("demosecret-")
"""What each planted secret begins with."""
WHOLE_KB = 8192
ENDINGS = ("deploys", "sandbox-runs", "actions/runs", "inputs/current", "stack", "runner-group")


@pytest.fixture(scope="module", params=[False, True], ids=["values hidden", "values shown"])
def installs(request: pytest.FixtureRequest) -> Iterator[list[Install]]:
    """Installs of the demo world in depth, shown in whole."""
    before = options.current()
    options.choose(max_html_kb=WHOLE_KB, show_values=request.param)
    names = sorted(install.name for install in demo.world().installs)
    yield [load_install(demo_client(), name, deep=True) for name in names]
    options.choose(max_html_kb=before.max_html_kb, show_values=before.show_values)


def test_the_server_sends_planted_secrets_in_what_an_install_is_made_of() -> None:
    world = demo.world()
    headers = {"Authorization": f"Bearer {demo.TOKEN}", "X-Nuon-Org-ID": demo.ORG_ID}

    def holds(ending: str) -> None:
        paths = [f"/v1/installs/{install.id}/{ending}" for install in world.installs]
        sent = "".join(respond(world, Request("GET", path, "limit=100", headers)).body.decode() for path in paths)
        assert PLANTED.search(sent) or ending == "deploys"  # of a list, the jobs with outputs are left out

    assert failures(holds, ENDINGS) == []


def test_no_planted_secret_is_on_a_page_in_an_outline_or_in_a_repr(installs: list[Install]) -> None:
    def holds(install: Install) -> None:
        parts = [one for name in PARTS for one in getattr(install, name)] if install.upgrades.loaded else []
        assert parts
        for shown in (install, *parts):
            surfaces = (to_html(shown), to_text(shown), repr(shown))
            assert [text[at.start() - 200 : at.start()] for text in surfaces if (at := PLANTED.search(text))] == []

    assert failures(holds, installs) == []


def test_no_planted_secret_is_dumped_of_stacks_and_of_what_jobs_put_out(installs: list[Install]) -> None:
    secret = {"outputs", "outputs_json", "metadata", "json_"}

    def holds(install: Install) -> None:
        jobs = [job.model_dump_json(include=secret) for one in install.runners for job in one.jobs]
        stacks = [one.model_dump_json() for one in install.stacks]
        assert [dump for dump in (*jobs, *stacks) if PLANTED.search(dump)] == []

    assert failures(holds, installs) == []


def test_no_planted_secret_is_on_the_page_of_a_workflow_with_its_runs(installs: list[Install]) -> None:
    def holds(workflow_id: str) -> None:
        workflow = load_workflow(demo_client(), workflow_id, deep=True)
        assert any(step.run for step in workflow.shown_steps)
        assert not PLANTED.search(to_html(workflow) + to_text(workflow))

    ids = [one.id for install in installs[:3] for one in install.workflows if one.recorded("steps")]
    assert failures(holds, ids) == []


def test_no_planted_secret_is_in_an_explorer_of_which_every_row_is_open() -> None:
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        explorer = Explorer(load_install(client, "eastgate-bank"), lambda: client)
        screen = Screen(explorer)
        try:
            _open(screen, explorer.widget)
            held = "\n".join(map(_state, explorer._factory.alive))
        finally:
            explorer.close()
    assert "Inputs" in held
    assert "oci" in held or "Artifact" in held
    assert not PLANTED.search(held)
