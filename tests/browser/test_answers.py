"""Every answer is wholly in sight, beside an open file browser as on a wide screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import nuon_notebook as nn
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.sheets import Sheet

PAGE = '<!doctype html><meta charset="utf-8"><main style="width:{width}px;font-size:14px">{html}</main>'


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """The ten questions' answers, by what gives them."""
    installer = nn.load_installer("demo")
    app = installer.apps["harbor-desk"]
    found = (
        nn.overview(installer),
        nn.problems(installer),
        nn.approvals(installer),
        nn.compare(app, "v10", "v11"),
        nn.impact(app, "database"),
        nn.permissions(app),
        nn.timeline(installer.installs["kestrel-grain-coop"].workflows[3]),
        nn.customer_provides(app),
        nn.schedule(installer),
        nn.load_app("demo/harbor-desk", configs="all"),
    )
    return {type(one).__name__: one for one in found}


@pytest.mark.parametrize("width", [600, 1000, 1400])
def test_nothing_of_an_answer_is_out_of_sight(
    from_file: Callable[..., Sheet], answers: dict[str, Any], width: int
) -> None:
    def holds(name: str) -> None:
        sheet = from_file(PAGE.format(width=width, html=answers[name]._repr_html_()), f"answer-{name}-{width}", "main")
        sheet.open_all()
        assert sheet.seen().sticking_out == []

    assert failures(holds, answers) == []
