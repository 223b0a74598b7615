"""Requests run side by side, at most eight at once; what is interrupted leaves nothing running."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.loader import LoadOptions, Progress, load_app, load_installer
from tests.demo_generator.worlds import scaled_world
from tests.loaded import notes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo.respond import Request, Response
    from nuon_notebook.models import App

    Answer = Callable[[Request, str], Response]

DESK, LAKE = "harbor-desk", "grain-lake"


def _notes(app: App) -> list[str]:
    return [note for model in (app, *app.configs, *app.installs) for note in notes_of(model).values()]


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        (4, ("/configs?", "/action-workflows?", "/branches?", "/installs?")),
        (2, ("/workflows?limit=5",)),
        (3, ("recurse=true", "/workflows?limit=5")),
        (6, ("recurse=true",)),
        (8, ("/v1/action-workflows/configs/",)),
    ],
    ids=["the parts of an app", "the installs' workflows", "configs and workflows", "configs", "older actions"],
)
def test_what_does_not_wait_for_another_answer_is_asked_at_once(
    older: Any, number: int, parts: tuple[str, ...]
) -> None:
    place = older
    place.together(number, *parts)
    desk = number in (6, 8)
    app = load_app(place.client, DESK if desk else LAKE, LoadOptions(configs=6 if number == 6 else 1))
    assert len(_notes(app)) == int(desk), "only the broken config has a note"


def test_the_apps_of_an_installer_are_completed_at_once(place: Any) -> None:
    place.together(8, "/v1/apps/")
    installer = load_installer(place.client, INSTALLER_ID)
    assert sum(len(_notes(app)) for app in installer.apps) == 1


def test_at_most_eight_requests_are_on_the_wire(serve: Callable[..., Any]) -> None:
    place = serve(scaled_world())
    lock, under_way, highest = threading.Lock(), 0, 0

    def count(own: Answer, request: Request, target: str) -> Response:
        nonlocal under_way, highest
        with lock:
            under_way += 1
            highest = max(highest, under_way)
        try:
            return own(request, target)
        finally:
            with lock:
                under_way -= 1

    place.together(8, "/v1/apps/")
    place.wrap(count)
    load_installer(place.client, INSTALLER_ID, LoadOptions(configs="all"))
    assert highest == 8


def test_an_interrupt_propagates_and_leaves_nothing_running(place: Any) -> None:
    gate = threading.Event()

    def hold(own: Answer, request: Request, target: str) -> Response:
        if "/v1/apps/" in target:
            gate.wait(20)
        return own(request, target)

    def interrupt(progress: Progress) -> None:
        if progress.requested > 1:
            raise KeyboardInterrupt

    async def others() -> int:
        return len(asyncio.all_tasks()) - 1

    place.wrap(hold)
    try:
        with pytest.raises(KeyboardInterrupt):
            load_installer(place.client, INSTALLER_ID, on_progress=interrupt)
        assert place.client.run(others()) == 0
    finally:
        gate.set()


def test_progress_counts_questions_and_names_what_is_waited_for(place: Any) -> None:
    gate = threading.Event()
    seen: list[Progress] = []

    def hold(own: Answer, request: Request, target: str) -> Response:
        if target.endswith("/branches?limit=100"):
            gate.wait(20)
        return own(request, target)

    def tick(progress: Progress) -> None:
        seen.append(progress)
        if progress.done == 8:
            gate.set()

    place.wrap(hold)
    load_app(place.client, LAKE, on_progress=tick)
    assert seen[-1] == Progress(
        done=len(place.server.requests) - 1, requested=len(place.server.requests), subject="branches of Grain Lake"
    )
    assert [one.requested for one in seen] == sorted(one.requested for one in seen)


def test_loading_works_without_anybody_watching(place: Any) -> None:
    assert load_app(place.client, LAKE, on_progress=None).configs
