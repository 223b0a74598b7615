"""Why something failed, as newer servers say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.demo_generator.values import expand, record

if TYPE_CHECKING:
    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import Phase, Run

HINTS = {
    "helm_chart": "Look at the events of the pods, then deploy again.",
    "terraform_module": "Find out which run holds the lock, and retry once it has ended.",
    "sandbox": "Choose another instance type, or another zone.",
    "action": "Run the action again once the service answers.",
}


def composite_error(run: Run, phase: Phase) -> Record:
    """Return `compositeerrors.CompositeErrorData`: the message, hints, and what the tool said."""
    return record(
        type=f"{run.kind}_failed", version=1, severity="error", source_type=run.owner_type, source_id=run.id,
        message=expand(phase.reason), hints={"next": HINTS.get(run.kind, "Look at the log.")},
        sections=[
            {"heading": "What the tool said", "kind": "code",
             "body": expand(f"{phase.reason}\nauth: password=@secret(error-section)")},
        ],
        data={"request_token": expand("@secret(error-data)")},
    )  # fmt: skip
