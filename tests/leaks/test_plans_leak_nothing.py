"""No secret of a plan is seen: every plan of the demo world, in which secrets stand in the clear, on all surfaces."""

from __future__ import annotations

import gzip
import json
import pickle
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import SecretStr

from nuon_notebook import Client, demo, frame, load_app, load_installer, options, overview
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.models.plans import Plan
from nuon_notebook.screen import in_short
from tests.cases import failures
from tests.demo_generator.values import secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.models import App, Installer

PLANTED: Final = [
    secret(label)
    for label in ("plan-before", "plan-after", "plan-variable", "plan-state", "helm-diff", "manifest-diff")
]


@pytest.fixture(scope="module")
def contents() -> list[dict[str, Any]]:
    """The contents of every plan."""
    return [row["contents"] for row in demo.world().tables.rows("plans")]


@pytest.fixture(scope="module")
def loaded() -> list[Installer | App]:
    """What waits, with its plans."""
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        whole = load_app("mill-gauge", client=client, workflows=20)
        return [with_plans(whole, client), with_plans(load_installer("demo"))]


@pytest.fixture(params=[False, True], ids=["values hidden", "values on request"], autouse=True)
def _values(request: pytest.FixtureRequest) -> Iterator[None]:
    options.choose(show_values=request.param)
    yield
    options.choose(show_values=False)


def secrets_in(text: str) -> list[str]:
    return [planted for planted in PLANTED if planted in text]


def surfaces(shown: Any) -> str:
    return "\n".join((shown._repr_html_(), str(shown), repr(shown), f"{shown!r}", shown.to_frame().to_csv()))


def test_the_plans_are_full_of_secrets(contents: list[dict[str, Any]]) -> None:
    assert len(contents) > 100
    assert secrets_in(json.dumps(contents)) == PLANTED


def test_no_plan_shows_or_dumps_a_secret(contents: list[dict[str, Any]]) -> None:
    def holds(index: int) -> None:
        plan = Plan.model_validate_json(json.dumps(contents[index]))
        dumped = plan.model_dump_json() + str(plan.model_dump()) + repr([*plan])
        assert secrets_in(surfaces(plan) + dumped) == []

    assert failures(holds, range(len(contents))) == []


def test_nothing_that_tells_a_plan_shows_a_secret(loaded: list[Installer | App]) -> None:
    def holds(place: int) -> None:
        found = loaded[place]
        installs = found.installs
        steps = [step for one in installs for workflow in one.workflows for step in workflow.waiting]
        answer = approvals(found)
        plans = [row.loaded_plan for row in answer.rows if row.loaded_plan]
        assert plans
        for shown in (answer, overview(found), *answer.rows, *plans):
            assert secrets_in(surfaces(shown)) == []
        for model in (*steps, *(step.approval for step in steps), *installs, found, *plans):
            assert secrets_in(model._repr_html_() + str(model) + repr(model)) == []
        assert secrets_in(in_short(found) + in_short(answer) + frame(found, "plan_changes").to_csv()) == []

    assert failures(holds, range(len(loaded))) == []


def test_a_secret_of_a_plan_is_masked_by_value_in_what_stands_beside_it() -> None:
    value = "quite-ordinary-words"
    change = {"actions": ["update"], "before": {"x": value}, "after": {}, "before_sensitive": {"x": True}}
    entry = {"address": f'aws_thing.main["{value}"]', "change": {**change, "after_sensitive": False}}
    text = json.dumps({"resource_changes": [entry], "resource_drift": [entry]})
    plan = Plan.model_validate_json(text)
    assert value not in surfaces(plan)
    assert "aws_thing.main" in surfaces(plan)


def test_a_plan_survives_a_pickle_and_still_hides(contents: list[dict[str, Any]]) -> None:
    body = gzip.decompress(gzip.compress(json.dumps(contents[0]).encode()))
    plan = Plan.model_validate_json(body)
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301 - made here
    assert again._repr_html_() == plan._repr_html_()
    assert secrets_in(surfaces(again)) == []
