"""The groups of a workflow's steps, which newer servers send with a name."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from tests.demo_generator.values import stamped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import History


def step_groups(history: History) -> Iterable[Record]:
    """Return `app.WorkflowStepGroup` without its steps, by index. A group is named for its last step."""
    for workflow in history.workflows:
        groups: dict[int, list[Record]] = defaultdict(list)
        for step in workflow["steps"]:
            groups[step.get("group_idx", 0)].append(step)
        for index, steps in groups.items():
            last = steps[-1]
            yield stamped(
                last["workflow_step_group_id"], datetime.fromisoformat(workflow["created_at"]),
                workflow["created_by_id"], workflow_id=workflow["id"], group_idx=index, name=last["name"],
                status={name: value for name, value in last["status"].items() if name != "history"},
            )  # fmt: skip
