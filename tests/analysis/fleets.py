"""Made-up fleets, as a loader would return them, for tests of what is computed from models alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from nuon_notebook.display.sections import SectionState, SectionStatus
from nuon_notebook.models import App, AppConfig, Install
from nuon_notebook.store import Answer, Server, Store, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOW = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
LOADED = SectionState(SectionStatus.LOADED)
OK = {"status": {"status": "success"}}


def before(**span: float) -> str:
    """A time before the moment of the fleet, as the server sends it."""
    return (NOW - timedelta(**span)).isoformat()


def failed_workflow(when: str, *, why: str = "quota", target: str = "install_deploys", **fields: Any) -> dict[str, Any]:
    """A workflow in which one step failed."""
    status = {"status": "error", "metadata": {"reason": why}}
    step = {"id": f"iws{when}", "name": "deploy api", "status": status, "step_target_type": target}
    times = {"started_at": when, "finished_at": when, "finished": True}
    return {
        "id": f"inw{when}", "name": "Deployed", "created_at": when, "status": {"status": "error"}, **times,
        "steps": [{**step, **times, **fields.pop("step", {})}], **fields,
    }  # fmt: skip


def waiting_workflow(since: str, **step: Any) -> dict[str, Any]:
    """A workflow in which one step waits for approval."""
    waits = {"id": f"iws{since}", "name": "plan deploy of web", "status": {"status": "approval-awaiting"}}
    asked = {"approval": {"id": "waa1", "created_at": since, "type": "terraform_plan"}, **step}
    return {"id": f"inw{since}", "name": "Deploying", "status": {"status": "in-progress"}, "steps": [waits | asked]}


def install(name: str, *workflows: dict[str, Any], **fields: Any) -> Install:
    """An install with workflows."""
    return Install.model_validate({"id": f"inl{name}", "name": name, "workflows": workflows, **fields})


def app(  # noqa: PLR0913 - each is one thing that a loader knows
    *installs: Install,
    name: str = "shop",
    configs: Sequence[AppConfig] = (),
    moment: datetime | None = NOW,
    more: Iterable[str] = (),
    unloaded: Iterable[str] = (),
    failed: Iterable[str] = (),
) -> App:
    """An app as it was loaded.

    Args:
        *installs: its installs.
        name: its name.
        configs: its configs.
        moment: when the server answered.
        more: names of installs of which the server has more workflows.
        unloaded: names of installs whose workflows were not requested.
        failed: names of installs whose workflows could not be loaded.
    """
    owner = App(id=f"app{name}", name=name)
    records = {key_of(one): one for one in (owner, *configs, *installs)}
    notes = {one: SectionState(SectionStatus.FAILED, "the server failed") for one in failed}
    states = {
        key_of(one): {"workflows": notes.get(one.name or "", SectionState(SectionStatus.LOADED, more=one.name in more))}
        for one in installs
        if one.name not in unloaded
    }
    answer = Answer(
        records,
        related={
            (key_of(owner), "installs"): tuple(key_of(one) for one in installs),
            (key_of(owner), "configs"): tuple(key_of(one) for one in configs),
        },
        states={key_of(owner): {"installs": LOADED, "configs": LOADED}, **states},
    )
    return owner.at(Store(Server("https://api.nuon.co", "org1"), [answer], moment))
