"""The large vendor: its size, its records, how it is served, and how the client loads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from benchmarks.large_vendor import GREATEST_LIMIT, INSTALLER, WRONG, LargeVendor, Size, with_wrong_types
from benchmarks.server import Responses, serve
from benchmarks.vendors import load, requested
from tests.conformance.schema import OBJECTS, TYPES, target

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = Size(apps=2, configs=18, installs=30, workflows=2, steps=10, components=6)
OUTSIDE = {"org_id"}  # what the wire has and no schema lists
KINDS = {
    "/v1/installers/{}": "app.Installer",
    "/v1/apps/{}": "app.App",
    "/v1/apps/{}/configs": "app.AppConfig",
    "/v1/apps/{}/config/{}?recurse=true": "app.AppConfig",
    "/v1/apps/{}/action-workflows": "app.ActionWorkflow",
    "/v1/apps/{}/branches": "app.AppBranch",
    "/v1/apps/{}/components": "app.Component",
    "/v1/apps/{}/installs": "app.Install",
    "/v1/installs/{}/workflows": "app.Workflow",
    "/v1/workflows/{}": "app.Workflow",
}


def records(answer: Any) -> Iterator[dict[str, Any]]:
    """All records in an answer, at any depth."""
    if isinstance(answer, dict):
        yield from [answer] if "id" in answer else []
    inner = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    for value in inner:
        yield from records(value)


def endpoint(path: str) -> str:
    """The path with `{}` in place of ids."""
    words, _, query = path.partition("?")
    ids = [len(word) == 26 for word in words.split("/")]
    shape = "/".join("{}" if is_id else word for word, is_id in zip(words.split("/"), ids, strict=True))
    return f"{shape}?{query}" if query else shape


def answers(vendor: LargeVendor) -> dict[str, list[Any]]:
    """The records of each endpoint that a load asks for."""
    found: dict[str, list[Any]] = {}
    for path, make in vendor.answers.items():
        if endpoint(path) in KINDS:
            answer = make()
            found.setdefault(endpoint(path), []).extend(answer if isinstance(answer, list) else [answer])
    return found


def test_it_is_as_large_as_the_design_says() -> None:
    found = answers(LargeVendor(Size()))
    workflows = found["/v1/installs/{}/workflows"]
    assert {
        "apps": len(found["/v1/apps/{}"]),
        "configs": len(found["/v1/apps/{}/configs"]),
        "installs": len(found["/v1/apps/{}/installs"]),
        "workflows": len(workflows),
        "steps": sum(len(workflow["steps"]) for workflow in workflows),
        "requests": Size().requests(),
        "org_lists": Size().requests(org_lists=True),
    } == {
        "apps": 4,
        "configs": 400,
        "installs": 400,
        "workflows": 2_000,
        "steps": 20_000,
        "requests": 438,
        "org_lists": 57,
    }


def test_it_is_the_same_every_time() -> None:
    once, again = (json.dumps(answers(LargeVendor(SMALL))) for _ in range(2))
    assert once == again


def test_no_two_records_of_a_kind_share_an_id() -> None:
    found = answers(LargeVendor(SMALL))
    lists = {name: [record["id"] for record in rows] for name, rows in found.items()}
    steps = [step["id"] for row in found["/v1/installs/{}/workflows"] for step in row["steps"]]
    assert [name for name, ids in {**lists, "steps": steps}.items() if len(ids) != len(set(ids))] == []


def test_its_records_are_those_of_the_schema() -> None:
    schema = {"$defs": TYPES}
    problems = []
    for name, rows in answers(LargeVendor(SMALL)).items():
        validator = Draft202012Validator({**schema, "$ref": f"#/$defs/{KINDS[name]}"})
        plain = without_nulls(rows)
        problems += [error.message for row in plain for error in validator.iter_errors(row)]
        problems += [unknown for row in plain for unknown in unlisted(KINDS[name], row)]
        problems += [wrong for row in with_wrong_types(plain) for wrong in unlisted(KINDS[name], row)]
    assert sorted(set(problems)) == []


def without_nulls(value: Any) -> Any:
    """A value without what is null: the server sends null for what is absent."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def unlisted(api_type: str, record: dict[str, Any]) -> Iterator[str]:
    """The properties that the schema does not list."""
    for name, value in record.items():
        schema = OBJECTS[api_type].get(name)
        if schema is None:
            yield from [] if name in OUTSIDE else [f"{api_type}.{name}"]
        elif (refers := target(schema)) in OBJECTS:
            for item in value if isinstance(value, list) else [value]:
                yield from unlisted(refers, item)


def test_statuses_of_all_kinds_occur() -> None:
    found = answers(LargeVendor(SMALL))
    configs = {config["status"] for config in found["/v1/apps/{}/configs"]}
    workflows = {workflow["status"]["status"] for workflow in found["/v1/installs/{}/workflows"]}
    assert (configs, workflows) == ({"active", "error"}, {"success", "error", "in-progress"})


def test_a_wrong_type_stands_in_every_record_and_nothing_else_changes() -> None:
    clean, wrong = (answers(LargeVendor(SMALL, wrong_types)) for wrong_types in (False, True))
    assert all(record["updated_at"] == WRONG for rows in wrong.values() for record in records(rows))
    assert wrong == {name: with_wrong_types(rows) for name, rows in clean.items()}
    assert sum(1 for _ in records(list(wrong.values()))) == sum(1 for _ in records(list(clean.values()))) > 1_000


@pytest.mark.parametrize("org_lists", [False, True])
@pytest.mark.parametrize("wrong_types", [False, True])
def test_the_client_loads_all_of_it_with_the_requests_it_names(wrong_types: bool, org_lists: bool) -> None:
    with serve(SMALL, wrong_types=wrong_types, org_lists=org_lists) as served:
        installer = load(served.url)
        asked = requested(served.url)
    unreadable = {installer.unreadable, *(app.unreadable for app in installer.apps)}
    unreadable |= {install.unreadable for app in installer.apps for install in app.installs}
    steps = [step for install in installer.installs for workflow in install.workflows for step in workflow.steps]
    unreadable |= {step.unreadable for step in steps}
    assert len(asked) == len(set(asked)) == SMALL.requests(org_lists=org_lists)
    assert [len(app.configs) for app in installer.apps] == [SMALL.configs] * SMALL.apps
    assert [len(app.configs[0].components) for app in installer.apps] == [SMALL.components] * SMALL.apps
    assert len(steps) == SMALL.apps * SMALL.installs * SMALL.workflows * SMALL.steps
    assert unreadable == {("updated_at",) if wrong_types else ()}


def test_lists_come_in_pages() -> None:
    vendor = LargeVendor(Size(apps=1, configs=GREATEST_LIMIT + 1, installs=0))
    path = next(path for path in vendor.answers if path.endswith("/configs"))
    responses = Responses(vendor)
    heads = []
    numbers = []
    for query in ("limit=100", "limit=100&offset=100", "limit=1000", ""):
        head, _, body = responses.of(f"{path}?{query}").partition(b"\r\n\r\n")
        heads.append(b"X-Nuon-Page-Next: true" in head)
        numbers.append(len(json.loads(body)))
    assert (numbers, heads) == ([100, 1, 100, 10], [True, False, True, True])


def test_what_the_server_does_not_have_is_answered_as_an_endpoint_it_lacks() -> None:
    response = Responses(LargeVendor(Size(apps=0))).of("/v1/orgs/current")
    assert response.startswith(b"HTTP/1.1 404")
    assert response.endswith(b"\r\n\r\n404 page not found")


def test_its_installer_can_be_found() -> None:
    assert f"/v1/installers/{INSTALLER}" in LargeVendor(SMALL).answers
