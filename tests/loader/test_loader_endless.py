"""Of a list without end, what was loaded is kept and shown, with the words that the server has more."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client, Limits
from nuon_notebook.explorer import Explorer, PollingPolicy
from nuon_notebook.loader import LoadOptions, load_app
from tests.cases import failures
from tests.explorer.screen import Screen
from tests.loader.conftest import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DESK = "harbor-desk"
MOST = 120
LIMITS = Limits(retries=0, connect=PATIENCE, read=PATIENCE, total=PATIENCE, list_records=MOST)
SECTIONS = {"/configs": "configs", "/branches": "branches", "/installs": "installs"}
MORE = "the server has more"


def endless(place: Any, ending: str) -> None:
    """Let the server send new records for ever in place of a list."""

    def around(own: Callable[..., Any], request: Any, target: str) -> Any:
        answer = own(request, target)
        if not request.path.endswith(ending):
            return answer
        found = re.search(r"offset=(\d+)", target)
        start = int(found[1]) if found else 0
        records = [{"id": f"new{start + n:06}", "version": 10**6 - start - n} for n in range(100)]
        headers = {**answer.headers, "X-Nuon-Page-Next": "true"}
        return replace(answer, body=json.dumps(records).encode(), headers=headers)

    place.wrap(around)


@pytest.fixture
def impatient(place: Any) -> Iterator[Client]:
    """A client that ends lists early."""
    with Client(place.server.url, SecretStr(demo.TOKEN), demo.ORG_ID, limits=LIMITS) as client:
        yield client


def test_a_list_without_end_is_kept_with_the_words_that_there_is_more(
    serve: Callable[..., Any],
) -> None:
    def check(ending: str) -> None:
        place = serve()
        endless(place, ending)
        with Client(place.server.url, SecretStr(demo.TOKEN), demo.ORG_ID, limits=LIMITS) as client:
            app = load_app(client, DESK, LoadOptions(configs=0, workflows=0))
        name = SECTIONS[ending]
        assert sum(one.id.startswith("new") for one in getattr(app, name)) == MOST
        assert app.section_state(name).more is True
        assert "Only the first 120 were loaded" in app.section_state(name).note
        assert "list_records" in app.section_state(name).note
        assert MORE in app._repr_html_()
        assert "`Client(limits=Limits(list_records=…))` loads more." in app._repr_html_()

    assert failures(check, SECTIONS) == []


def test_the_other_lists_of_the_app_are_whole(place: Any, impatient: Client) -> None:
    endless(place, "/branches")
    app = load_app(impatient, DESK, LoadOptions(configs=0))
    assert [name for name in ("configs", "installs") if app.section_state(name).more] == []
    assert len(app.installs) == len(load_app(place.client, DESK, LoadOptions(configs=0)).installs)


def test_the_explorer_says_that_the_server_has_more(place: Any, impatient: Client) -> None:
    endless(place, "/installs")
    app = load_app(impatient, DESK, LoadOptions(configs=0, workflows=0))
    explorer = Explorer(app, lambda: impatient, PollingPolicy())
    try:
        assert "Only the first 120 were loaded" in explorer._repr_mimebundle_()["text/html"]
        screen = Screen(explorer)
        screen.open(next(title for title in screen.titles() if title.startswith("Installs")))
        assert "Only the first 120 were loaded" in screen.text()
    finally:
        explorer.close()


def test_a_page_that_holds_more_workflows_than_were_asked_for_is_cut(place: Any, impatient: Client) -> None:
    endless(place, "/workflows")
    app = load_app(impatient, DESK, LoadOptions(configs=0, workflows=3))
    assert {len(install.workflows) for install in app.installs} == {3}
    assert {install.section_state("workflows").more for install in app.installs} == {True}
    assert {install.section_state("workflows").note for install in app.installs} == {""}
