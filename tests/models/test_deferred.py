"""Types refer to each other in circles. Each circle has a deferred field, and what is sent in it is validated, too."""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock

import pytest
from pydantic import BaseModel

from nuon_notebook import models
from nuon_notebook.models import ComponentBuild, Install, Model, Workflow, WorkflowStepApproval, base
from nuon_notebook.models.deferred import validated_within
from tests.cases import failures
from tests.conformance.schema import MODELS


def contained(kind: type[BaseModel]) -> set[type[BaseModel]]:
    """The other classes of models that the validator of a class contains, at any depth."""
    found: set[type[BaseModel]] = set()
    waiting = [kind]
    while waiting:
        fields = waiting.pop().resolved_fields().values()  # type: ignore[attr-defined] # a `Model`
        new = {nested for field in fields for nested in validated_within(field.annotation)} - found
        found |= new
        waiting += new - {kind}
    return found


def test_no_validator_contains_its_own_class_through_another_one() -> None:
    def holds(kind: type[Model]) -> None:
        within = {nested for nested in contained(kind) if nested is not kind}
        assert [nested.__name__ for nested in within if kind in contained(nested)] == []

    assert failures(holds, [(kind,) for kind in MODELS.values()]) == []


def test_a_deferred_model_is_parsed_from_json() -> None:
    sent = b'{"id": "b", "install_deploys": [{"id": "d", "created_at": "2026-01-02T03:04:05Z", "later": 1}]}'
    (deploy,) = ComponentBuild.model_validate_json(sent).install_deploys
    assert isinstance(deploy, models.InstallDeploy)
    assert deploy.created_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert deploy.unknown == {"later": 1}


def test_a_bad_value_in_a_deferred_model_is_taken_out_and_named() -> None:
    sent = b'{"install_deploys": [{"id": "d", "created_at": []}, 7, {"id": "e"}]}'
    workflow = Workflow.model_validate_json(sent)
    assert [deploy.id for deploy in workflow.install_deploys] == ["d", "e"]
    assert workflow.install_deploys[0].unreadable == ("created_at",)
    assert workflow.unreadable == ("install_deploys[1]",)


def test_null_in_place_of_a_deferred_model_counts_as_absent() -> None:
    assert Workflow.model_validate_json(b'{"install_deploys": null}').install_deploys == ()


def test_a_deferred_model_is_dumped() -> None:
    sent = b'{"install_deploys": [{"id": "d", "outputs": {"key": "value"}}]}'
    (deploy,) = Workflow.model_validate_json(sent).model_dump(exclude_unset=True)["install_deploys"]
    assert deploy == {"id": "d", "outputs": None}


def test_an_approval_within_itself_is_parsed() -> None:
    approval: dict[str, Any] = {"id": "a"}
    approval["workflow_step"] = {"approval": approval}
    assert WorkflowStepApproval.model_validate(approval).id == "a"


def test_deferred_models_2000_levels_deep_are_parsed() -> None:
    approval: dict[str, Any] = {"id": "a"}
    for _ in range(1000):
        approval = {"id": "a", "workflow_step": {"approval": approval}}
    assert WorkflowStepApproval.model_validate(approval).id == "a"


@pytest.mark.filterwarnings("ignore:Default value")  # an empty collection is left out of the schema
def test_the_json_schema_says_that_a_deferred_model_is_an_object() -> None:
    def described(mode: Any) -> None:
        assert Install.model_json_schema(mode=mode)["title"] == "Install"
        step = WorkflowStepApproval.model_json_schema(mode=mode)["properties"]["workflow_step"]
        assert {"type": "object"} in step["anyOf"]

    assert failures(described, [("validation",), ("serialization",)]) == []


def test_two_threads_do_not_build_validators_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = MagicMock()
    monkeypatch.setattr(base, "_BUILDING", lock)

    class Fresh(Model):
        id: str | None = None

    Fresh.model_validate({"id": "a"})  # which builds the validator without being asked to
    assert lock.__enter__.called
