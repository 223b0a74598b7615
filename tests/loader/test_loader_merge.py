"""Merging answers into what was loaded: what fails or brings only a part never costs what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from nuon_notebook import demo
from nuon_notebook.client import Client
from nuon_notebook.loader import LoadOptions, load_app
from nuon_notebook.loader.answers import LACKS, configs_answer, installs_answer, workflows_answer
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.loader.merge import merge, merge_refreshed
from nuon_notebook.loader.results import Result
from nuon_notebook.models import AppConfig
from nuon_notebook.store import Answer, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    """An app of which the newest usable config was loaded in full."""
    with demo.serve() as server, Client(server.url, SecretStr(demo.TOKEN), demo.ORG_ID) as client:
        yield load_app(client, "harbor-desk", LoadOptions(configs=1))


def listed(config: AppConfig, **changes: Any) -> AppConfig:
    """A config as a list has it now."""
    names = frozenset(AppConfig.model_fields) - LACKS["configs"][AppConfig.api_type]
    bare = {name: config.__dict__[name] for name in names & config.model_fields_set}
    return AppConfig.model_construct(**{**bare, **changes})


def merged(app: Any, *configs: AppConfig) -> Any:
    return app.at(merge(store_of(app), configs_answer([app], Result(configs))))


CHANGES: dict[str, tuple[dict[str, Any], bool]] = {
    "nothing": ({}, True),
    "a property that says nothing of its content": ({"cli_version": "9.9.9"}, True),
    "status": ({"status": "outdated"}, False),
    "updated_at": ({"updated_at": None}, False),
    "checksum": ({"checksum": "another"}, False),
    "component_ids": ({"component_ids": ("one",)}, False),
}
"""What is different in a list by now, and whether the config stays loaded in full."""


def test_a_config_stays_in_full_unless_it_may_have_changed(app: Any) -> None:
    before = next(config for config in app.configs if config.in_full)
    found = {what: merged(app, listed(before, **changes)).configs[0] for what, (changes, _) in CHANGES.items()}
    assert {what: config.in_full for what, config in found.items()} == {
        what: kept for what, (_, kept) in CHANGES.items()
    }
    assert {what: bool(config.recorded("component_config_connections")) for what, config in found.items()} == {
        what: kept for what, (_, kept) in CHANGES.items()
    }


@pytest.mark.parametrize("status", ["syncing", "pending"])
def test_a_config_whose_content_still_grows_is_loaded_again(app: Any, status: str) -> None:
    before = next(config for config in app.configs if config.in_full).with_fields({"status": status})
    growing = app.at(store_of(app).merged([Answer({key_of(before): before})]))
    assert not merged(growing, listed(before)).configs[0].in_full


def test_a_list_that_failed_keeps_what_was_known(app: Any) -> None:
    install = app.installs[0]
    failed: Result[Any] = Result([], "It broke off.")
    answers = [*configs_answer([app], failed), installs_answer(app, failed), workflows_answer(install, failed)]
    for merging, note in ((merge, "It broke off."), (merge_refreshed, "")):
        now = app.at(merging(store_of(app), answers))
        assert [len(now.configs), len(now.installs)] == [len(app.configs), len(app.installs)]
        assert len(now.installs[install.id].workflows) == len(install.workflows)
        assert {now.section_state(name).note for name in ("configs", "installs")} == {note}


def test_a_failure_that_was_there_before_stays_told(app: Any) -> None:
    failed = installs_answer(app, Result([], "It broke off."))
    before = merge(store_of(app), [failed])
    assert app.at(merge_refreshed(before, [failed])).section_state("installs").note == "It broke off."
