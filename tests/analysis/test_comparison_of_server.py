"""Every pair of versions of the demo world's apps, compared with what the server itself says that differs."""

from __future__ import annotations

import json
from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import SecretStr

from nuon_notebook import Client, compare, demo, demo_client, load_app
from nuon_notebook.demo import API_VERSIONS
from nuon_notebook.demo.respond import Request, respond
from nuon_notebook.errors import MissingEndpointError, NotFoundError
from nuon_notebook.models import AppConfigDiffResponse
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.analysis.comparison import Comparison
    from nuon_notebook.models import App, AppConfig

NAMES: Final = ("harbor-desk", "grain-lake", "tide-relay", "mill-gauge")
PARTS: Final = {"components": "component", "actions": "action", "inputs": "input"}
SINGLE: Final = {"readme": "README", "sandbox": "sandbox", "branch": "config", "labels": "config"}
WORDS: Final = {"add": "added", "remove": "removed", "change": "changed"}
SHORTEST: Final = 3  # characters of a value that no name is mistaken for
Edits = set[tuple[str, str, str]]


def said(answer: AppConfigDiffResponse) -> Edits:
    """The server's answer in the words of a comparison."""
    assert answer.diff
    return {edit for part in answer.diff.children for edit in _said_of(part)}


def _said_of(part: Any) -> Iterator[tuple[str, str, str]]:
    if part.key in SINGLE and part.op:
        # What a config has one of is told as a property of it: it is changed, whether it was there before or not.
        yield SINGLE[part.key], "", "changed"
    if part.key in PARTS:
        yield from ((PARTS[part.key], item.key, WORDS[item.op]) for item in part.children if item.op)


def found_in(comparison: Comparison) -> Edits:
    assert comparison.not_compared == ()
    return {(change.part, change.name or "", change.change) for change in comparison}


def pairs(app: App) -> list[tuple[AppConfig, AppConfig]]:
    return [*permutations([config for config in app.configs if config.usable], 2)]


@pytest.fixture(scope="module")
def apps() -> list[App]:
    return [load_app(f"demo/{name}", configs="all", workflows=0) for name in NAMES]


def test_every_pair_of_versions_differs_in_what_the_server_says(apps: list[App]) -> None:
    client = demo_client()
    answered = Counter[str]()

    def holds(app: App, old: AppConfig, new: AppConfig) -> None:
        answer = client.config_diff(app.id or "", new.id or "", old.id)
        assert (answer.config_id, answer.old_config_id) == (new.id, old.id)
        answered[app.name or ""] += 1
        assert found_in(compare(old, new)) == said(answer)

    assert failures(holds, [(app, *pair) for app in apps for pair in pairs(app)]) == []
    assert answered == {"harbor-desk": 110, "grain-lake": 20, "mill-gauge": 2}


def test_the_settings_of_a_component_differ_where_the_server_says(apps: list[App]) -> None:
    client = demo_client()

    def holds(app: App, old: AppConfig, new: AppConfig) -> None:
        diff = client.config_diff(app.id or "", new.id or "", old.id).diff
        assert diff
        components = next(part for part in diff.children if part.key == "components")
        expected = {item.key: len(item.differing) for item in components.children if item.op == "change"}
        changed = [one for one in compare(old, new) if (one.part, one.change) == ("component", "changed")]
        assert {one.name: len(one.properties) for one in changed} == expected
        assert all(expected.values())

    assert failures(holds, [(app, *pair) for app in apps for pair in pairs(app)]) == []


def test_without_a_second_config_it_is_compared_with_the_one_before(apps: list[App]) -> None:
    configs = apps[0].configs
    answer = demo_client().config_diff(apps[0].id or "", configs["v11"].id or "")
    assert answer.old_config_id == configs["v10"].id


def test_the_summary_counts_what_is_there(apps: list[App]) -> None:
    configs = apps[0].configs
    answer = demo_client().config_diff(apps[0].id or "", configs["v11"].id or "", configs["v1"].id)
    words = Counter(change for _, _, change in said(answer))
    summary = answer.summary
    assert summary
    assert (summary.added, summary.removed, summary.has_changed) == (
        words["added"] + 2,
        None,
        True,
    )  # branch and labels


def test_what_the_server_says_shows_names_and_no_values(apps: list[App]) -> None:
    configs, app_id = apps[0].configs, apps[0].id or ""
    headers = {"Authorization": f"Bearer {demo.TOKEN}", "X-Nuon-Org-ID": demo.ORG_ID}
    path, query = f"/v1/apps/{app_id}/configs/{configs['v11'].id}/diff", f"old_config_id={configs['v1'].id}"
    body = respond(demo.world(), Request("GET", path, query, headers)).body
    values = {text for text in _values(json.loads(body)) if len(text) > SHORTEST}
    answer = AppConfigDiffResponse.model_validate_json(body)
    assert any("2.18." in text for text in values)
    for shown in (answer._repr_html_(), str(answer), repr(answer), answer.model_dump_json()):
        assert [text for text in values if text in shown] == []
    assert "api-image" in str(answer)


def _values(diff: Any) -> Iterator[str]:
    if isinstance(diff, dict):
        yield from (value for name, value in diff.items() if name in ("before", "after") and isinstance(value, str))
        for value in diff.values():
            yield from _values(value)
    elif isinstance(diff, list):
        for value in diff:
            yield from _values(value)


@pytest.mark.parametrize("number", ["0.19.687", "0.19.708"])
def test_a_server_of_before_has_no_such_answer(apps: list[App], number: str) -> None:
    transport = demo.transport(api=API_VERSIONS[number])
    newest = apps[0].configs["v11"].id or ""
    with Client(demo.API_URL, SecretStr(demo.TOKEN), demo.ORG_ID, transport=transport) as client:
        with pytest.raises(MissingEndpointError):
            client.config_diff(apps[0].id or "", newest)
        assert client.api.lacks(type(client.api).config_diff)


def test_a_config_of_another_app_is_not_found(apps: list[App]) -> None:
    other = apps[1].configs[0].id or ""
    with pytest.raises(NotFoundError):
        demo_client().config_diff(apps[0].id or "", apps[0].configs["v11"].id or "", other)
