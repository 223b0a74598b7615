"""Every endpoint that a server may not have: however it says so, it is asked once, and nothing fails."""

from __future__ import annotations

import re
from itertools import cycle, islice, product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from nuon_notebook import approvals
from nuon_notebook.client import Api
from nuon_notebook.demo.respond import Response
from nuon_notebook.display.sections import SectionStatus
from nuon_notebook.errors import ForbiddenError, MissingEndpointError
from nuon_notebook.loader import LoadOptions, load_app, load_install, load_workflow
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.models import Install, Runner, Workflow
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.demo.respond import Request
    from tests.loader.conftest import Place

AT_ONCE: Final = 4  # parts of an install that a server lacks; a line has room for the names of so many
BANK, RAN, GROUPED = "eastgate-bank", "inwc4bn8qpt0lhbaw3cnc22bqa", "inw6qj5uddo3adtw9cjt6pfkcv"
JSON: Final = {"Content-Type": "application/json"}
TEXT: Final = {"Content-Type": "text/plain"}
MISSING: Final = {
    "404 as text": Response(404, b"404 page not found", TEXT),
    "404 without a body": Response(404, b"", {}),
    "405 as text": Response(405, b"405 method not allowed", TEXT),
    "405 as JSON": Response(405, b'{"error": "method not allowed"}', JSON),
    "501 as JSON": Response(501, b'{"error": "not implemented"}', JSON),
    "501 as text": Response(501, b"not implemented", TEXT),
}
"""How a server, or what stands in front of it, says that it does not have an endpoint."""
NO_RECORD: Final = Response(404, b'{"error": "record not found", "user_error": true, "description": "not found"}', JSON)
REFUSED: Final = Response(403, b'{"error": "not authorized", "user_error": true, "description": "forbidden"}', JSON)
PAGE: Final = Response(404, b"<!DOCTYPE html><html><body>not here</body></html>", {"Content-Type": "text/html"})
RUNNER: Final = {
    "last_seen": Api.latest_heart_beat, "health": Api.health_checks, "jobs": Api.runner_jobs,
}  # fmt: skip
"""By what is told of a runner, the endpoint that it comes from."""


class Use(NamedTuple):
    """What is loaded by means of an endpoint.

    Attributes:
        endpoint: the endpoint.
        load: loads by means of it.
        told: what is told of it, or instead, where the server does not have it; of a part of an install its title,
            which the install's page names.
        refused: what is told where the server refuses it.
    """

    endpoint: Any
    load: Callable[[Any], Any]
    told: Callable[[Any], Any]
    refused: Callable[[Any], Any]


def gaps(found: Any) -> str:
    return " ".join(gap.what for gap in approvals(found).gaps)


USES: Final = {
    "the list of all workflows": Use(
        Api.org_workflows,
        lambda client: load_app(client, "grain-lake"),
        lambda app: [len(one.workflows) for one in app.installs] == [5, 3],
        lambda app: [len(one.workflows) for one in app.installs] == [5, 3],
    ),
    "what waits": Use(
        Api.pending_approvals,
        lambda client: load_app(client, "mill-gauge", LoadOptions(workflows=1)),
        lambda app: gaps(app) == "older workflows of 1 install",
        lambda app: "(403)" in gaps(app),
    ),
    "names of runbooks": Use(
        Api.install_runbooks,
        lambda client: load_workflow(client, RAN),
        lambda workflow: workflow.title == "Ran runbook",
        lambda workflow: "(403)" in workflow.parent.section_state("runbooks").note,
    ),
    "names of groups": Use(
        Api.step_groups,
        lambda client: load_workflow(client, GROUPED),
        lambda workflow: workflow.shown_steps[0].group == "group 1",
        lambda workflow: "(403)" in workflow.section_state("shown_steps").note,
    ),
    **{
        name: Use(
            part.endpoint,
            lambda client: load_install(client, BANK, deep=True),
            lambda _, name=name: title(name),
            lambda install, name=name: "(403)" in install.section_state(name).note,
        )
        for name, part in PARTS.items()
    },
}  # fmt: skip


def title(section: str) -> str:
    return next(one.title.lower() for one in Install.sections if one.name == section)


def answering(place: Place, endpoint: Any, answer: Response) -> list[str]:
    """Answer an endpoint so, and all others as the demo world does; return the paths that it is asked for."""
    path = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(endpoint.path)))
    asked: list[str] = []

    def around(own: Callable[[Request, str], Response], request: Request, target: str) -> Response:
        if not path.fullmatch(request.path):
            return own(request, target)
        asked.append(request.path)
        return answer

    place.wrap(around)
    return asked


def notes(found: Any) -> list[str]:
    """The notes on installs, workflows and runners."""
    models = [one for one in found.loaded_with if isinstance(one, Install | Workflow | Runner)]
    return [note for one in models for section in one.sections if (note := one.section_state(section.name).note)]


def test_what_a_server_does_not_have_is_told_without_an_error_and_asked_once(serve: Callable[..., Place]) -> None:
    def holds(ways: dict[str, str]) -> None:
        place = serve(retries=0)
        asked = {name: answering(place, USES[name].endpoint, MISSING[way]) for name, way in ways.items()}
        for _ in range(2):
            found = USES[next(iter(ways))].load(place.client)
            told = [USES[name].told(found) for name in ways]
            assert all(told)
            if ways.keys() <= PARTS.keys():
                shown = re.sub(r"\n *  ", " ", str(found))  # a line that goes on is indented
                assert re.findall("not on this server: (.*)", shown) == [", ".join(told)]
            assert notes(found) == []
        assert {name: len(paths) for name, paths in asked.items()} == dict.fromkeys(ways, 1)
        assert [name for name in ways if not place.client.api.lacks(USES[name].endpoint)] == []

    singly = [{name: way} for name in USES if name not in PARTS for way in MISSING]
    assert failures(holds, [*singly, *ways_of_parts()]) == []


def ways_of_parts() -> Iterator[dict[str, str]]:
    """Each part of an install as the only one that a server lacks; and some at once, each in every way."""
    yield from ({name: way} for name, way in zip(PARTS, cycle(MISSING), strict=False))
    names = [*PARTS]
    for some in (names[:AT_ONCE], names[AT_ONCE:]):
        for shift in range(len(MISSING)):
            yield dict(zip(some, islice(cycle(MISSING), shift, None), strict=False))


def test_some_parts_at_once_meet_every_way() -> None:
    met = {(name, way) for ways in ways_of_parts() for name, way in ways.items()}
    assert met == {*product(PARTS, MISSING)}


def test_what_a_server_takes_for_a_workflow_is_told_likewise(serve: Callable[..., Place]) -> None:
    place = serve(retries=0)
    asked = answering(place, Api.pending_approvals, NO_RECORD)
    for _ in range(2):
        assert gaps(load_app(place.client, "mill-gauge", LoadOptions(workflows=1))) == "older workflows of 1 install"
    assert len(asked) == 1


def test_what_a_server_refuses_is_a_note_in_its_place(serve: Callable[..., Place]) -> None:
    def holds(name: str) -> None:
        use = USES[name]
        place = serve(retries=0)
        answering(place, use.endpoint, REFUSED)
        assert use.refused(use.load(place.client))
        assert not place.client.api.lacks(use.endpoint)

    assert failures(holds, USES) == []


def test_a_web_page_says_nothing_of_the_server_and_is_a_note(serve: Callable[..., Place]) -> None:
    def holds(name: str) -> None:
        place = serve(retries=0)
        answering(place, PARTS[name].endpoint, PAGE)
        assert "web page" in load_install(place.client, BANK, deep=True).section_state(name).note

    assert failures(holds, PARTS) == []


def test_what_a_server_does_not_tell_of_a_runner_is_not_told_as_none(serve: Callable[..., Place]) -> None:
    def holds(name: str, answer: Response, noted: bool) -> None:
        place = serve(retries=0)
        answering(place, RUNNER[name], answer)
        install = load_install(place.client, BANK, deep=True)
        (runner,) = install.runners
        assert bool(install.section_state("runners").note) == noted
        if name == "jobs":
            assert runner.section_state("jobs").status in (SectionStatus.MISSING, SectionStatus.FAILED)
        else:
            assert getattr(runner, name) == ""

    cases = [(name, MISSING["404 as text"], False) for name in RUNNER]
    assert failures(holds, [*cases, *((name, REFUSED, True) for name in RUNNER)]) == []


@pytest.mark.parametrize("way", MISSING)
def test_what_is_asked_for_by_itself_says_that_the_server_does_not_have_it(
    serve: Callable[..., Place], way: str
) -> None:
    place = serve(retries=0)
    answering(place, Api.config_diff, MISSING[way])
    with pytest.raises(MissingEndpointError, match="has no endpoint for changes of config"):
        place.client.config_diff("app1", "cfg1")
    answering(place, Api.config_diff, REFUSED)
    with pytest.raises(ForbiddenError):
        place.client.config_diff("app1", "cfg1")
