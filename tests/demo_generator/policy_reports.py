"""The reports on policies: what they found in builds and deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.demo_generator.runs import BUILDS, DEPLOYS
from tests.demo_generator.values import expand, make_id, record, stamped, wire_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nuon_notebook.demo.records import Record
    from tests.demo_generator.runs import History, Run


HELD_BACK = ("search", "gateway", "api")
"""Components whose newest runs violate a policy."""
MESSAGE = "container {name} sets DB_PASSWORD=@secret(policy-violation) in the clear"


def policy_reports(history: History) -> Iterable[Record]:
    """Return `app.PolicyReport`, oldest first, on the newest run of each component that a policy is about."""
    newest = {
        (run.owner_type, run.app.id, run.name, run.install.id if run.install else ""): run
        for run in history.runs
        if run.owner_type in (BUILDS, DEPLOYS) and run.name in HELD_BACK
    }
    for run in newest.values():
        policies = run.app.configs[-1].children["policies"].get("policies", [])
        if policies:
            yield _report(run, policies)


def _report(run: Run, policies: Sequence[Record]) -> Record:
    denied = run.owner_type == BUILDS
    severity, status = ("deny", "error") if denied else ("warn", "warning")
    first = policies[0]
    counts = record(deny_count=int(denied), warn_count=int(not denied), pass_count=len(policies) - 1)
    return stamped(
        make_id("prp", run.id), run.started, run.by, app_id=run.app.id, app_name=run.app.name, owner_id=run.id,
        owner_type=run.owner_type, component_id=(run.connection or {})["component_id"], component_name=run.name,
        install_id=run.install.id if run.install else "", install_name=run.install.name if run.install else "",
        org_name="Fernhill", evaluated_at=wire_time(run.phases[-1].finished or run.started),
        policy_ids=[row["id"] for row in policies], **counts,
        status=record(status=status, status_human_description=f"1 of {len(policies)} policies is violated",
                      created_at_ts=int(run.started.timestamp())),
        inputs=[{"id": run.id, "name": run.name, "type": run.kind}],
        policies=[
            record(policy_id=row["id"], policy_name=row["name"], input_count=1,
                   status=status if row is first else "pass", **(counts if row is first else {"pass_count": 1}))
            for row in policies
        ],
        violations=[
            record(policy_id=first["id"], policy_name=first["name"], severity=severity, input_identity=run.name,
                   message=expand(MESSAGE.replace("{name}", run.name)))
        ],
    )  # fmt: skip
