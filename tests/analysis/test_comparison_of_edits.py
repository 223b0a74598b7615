"""A config that was edited in any way that the schema allows: exactly that edit is named."""

from __future__ import annotations

import base64
import copy
import json
from typing import TYPE_CHECKING, Any

from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.models import (
    ActionWorkflowConfig,
    AppAWSIAMRoleConfig,
    AppInput,
    AppInputGroup,
    AppRunnerConfig,
    AppSandboxConfig,
    AppSecretConfig,
    AppStackConfig,
    ComponentConfigConnection,
)
from nuon_notebook.models.compared import Compared, compared_fields
from tests.analysis.edits import changed, model_in, parse, property_edits, without
from tests.analysis.payloads import another_version, base
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.analysis.comparison import Comparison

BASE = base()
LISTS: Any = {
    "component": (("component_config_connections",), ComponentConfigConnection, "component_name"),
    "input": (("input", "inputs"), AppInput, "name"),
    "input group": (("input", "input_groups"), AppInputGroup, "display_name"),
    "action": (("action_workflow_configs",), ActionWorkflowConfig, "action_workflow_id"),
    "role": (("permissions", "aws_iam_roles"), AppAWSIAMRoleConfig, "display_name"),
    "break-glass role": (("break_glass", "aws_iam_roles"), AppAWSIAMRoleConfig, "display_name"),
    "secret": (("secrets", "secrets"), AppSecretConfig, "name"),
}
SINGLES: Any = {"sandbox": AppSandboxConfig, "runner": AppRunnerConfig, "stack": AppStackConfig}


def at(path: Any, payload: Any = BASE) -> Any:
    for step in path:
        payload = payload[step]
    return payload


def compared(edited: Any, old: Any = BASE) -> Comparison:
    return compare_configs(parse(old), parse(another_version(edited)))


def edits(found: Comparison) -> list[tuple[str, str, str]]:
    assert found.not_compared == ()
    return [(change.part, change.name or "", change.change) for change in found]


def test_another_version_with_the_same_content_has_no_change() -> None:
    found = compared(BASE)
    assert edits(found) == []
    assert not found
    assert len(found) == 0


def test_every_property_that_is_edited_is_named_alone() -> None:
    def holds(part: str, name: str, path: Any, new: Any) -> None:
        found = compared(changed(BASE, path, lambda _: new))
        assert [(change.part, change.name or "") for change in found] == [(part, name)]
        (change,) = found
        assert change.change == "changed"
        words = words_of(part, path)
        assert [one.name for one in change.properties if words not in (one.name or "")] == []
        assert change.properties

    cases = [
        (part, name, path, new)
        for part, name, kind, root in items()
        for path, new in property_edits(kind, at(root), root)
        if not is_apart(part, path)
    ]
    assert len(cases) > 500
    assert failures(holds, cases) == []


def items() -> Any:
    """Part, name, class and path of every item."""
    for part, (path, kind, key) in LISTS.items():
        for index, row in enumerate(at(path)):
            yield part, row[key], kind, (*path, index)
    yield from ((part, "", kind, (part,)) for part, kind in SINGLES.items())


def is_apart(part: str, path: Any) -> bool:
    """Whether an edit makes another item of an item, changes what the test calls it, or is made in a document."""
    kind, name = field_of(part, path)
    called = part in LISTS and path[-1] == LISTS[part][2]
    return called or Compared.IDENTITY in kind.model_fields[name].metadata or "contents" in path or "boundary" in name


def field_of(part: str, path: Any) -> Any:
    """Return the class and the name of the field that a path leads to."""
    *_, last = fields_on(part, path)
    return last


def fields_on(part: str, path: Any) -> Iterator[Any]:
    """Yield class and name of each field on a path."""
    kind = LISTS[part][1] if part in LISTS else SINGLES[part]
    for step in path[len(LISTS[part][0]) + 1 if part in LISTS else 1 :]:
        if isinstance(step, str):
            name = next(one for one in kind.model_fields if one.casefold() == step.casefold())
            yield kind, name
            kind = model_in(kind.model_fields[name].annotation)


def words_of(part: str, path: Any) -> str:
    """What the comparison calls the innermost field on a path that has a name of its own."""
    called = [
        next(one for one in compared_fields(kind) if one.name == name).words for kind, name in fields_on(part, path)
    ]
    return [*filter(None, called)][-1]


def test_every_item_that_is_removed_or_added_is_named_alone() -> None:
    def holds(part: str, name: str, path: Any) -> None:
        less = changed(BASE, path, without)
        if part == "component":
            less["component_ids"] = [one for one in less["component_ids"] if one != at(path)["component_id"]]
        assert (part, name, "removed") in edits(compared(less))
        assert (part, name, "added") in edits(compared(BASE, less))
        if part != "input group":  # its inputs lose their group
            assert len(compared(less)) == len(compared(BASE, less)) == 1

    assert failures(holds, [(part, name, path) for part, name, _, path in items()]) == []


def test_readme_is_compared_line_by_line() -> None:
    lines = BASE["readme"].splitlines()
    (change,) = compared({**BASE, "readme": "\n".join([*lines[:-1], "new", "lines"])})
    assert (change.part, change.change) == ("README", "changed")
    assert change.properties[0].counts == (2, 1)
    (removed,) = compared({**BASE, "readme": ""})
    assert removed.change == "removed"


def test_the_order_of_lists_without_order_is_no_change() -> None:
    def holds(path: Any) -> None:
        assert edits(compared(changed(BASE, path, lambda rows: [*reversed(rows)]))) == []

    lists = [path for path, _, _ in LISTS.values()]
    inner = [
        ("action_workflow_configs", index, name)
        for index in range(len(BASE["action_workflow_configs"]))
        for name in ("steps", "triggers", "Refs", "references", "component_dependency_ids")
        if at(("action_workflow_configs", index)).get(name)
    ]
    connections = [
        ("component_config_connections", index, name)
        for index, row in enumerate(BASE["component_config_connections"])
        for name in ("Refs", "references", "component_dependency_ids")
        if row.get(name)
    ]
    assert failures(holds, [(path,) for path in (*lists, *inner, *connections)]) == []


def test_the_order_of_steps_and_inputs_is_told() -> None:
    index = next(i for i, row in enumerate(BASE["action_workflow_configs"]) if len(row["steps"]) == 3)
    steps = copy.deepcopy(at(("action_workflow_configs", index, "steps")))
    for number, step in zip((0, 2, 1), steps, strict=True):
        step["idx"] = number
    (change,) = compared(changed(BASE, ("action_workflow_configs", index, "steps"), lambda _: steps))
    assert [one.name for one in change.properties] == ["order of steps"]
    assert change.properties[0].in_words == ("generate, apply, restart the api → generate, restart the api, apply")
    inputs = copy.deepcopy(BASE["input"]["inputs"])
    inputs[0]["index"], inputs[1]["index"] = 1, 0
    found = compared(changed(BASE, ("input", "inputs"), lambda _: inputs))
    assert edits(found) == [("input group", "Network", "changed")]
    assert [one.name for one in found.changes[0].properties] == ["order of inputs"]


def test_an_item_put_in_the_middle_moves_no_other() -> None:
    inputs = copy.deepcopy(BASE["input"]["inputs"])
    for row in inputs[1:]:
        row["index"] += 1
    inputs.append({**inputs[0], "id": "app-new", "name": "region", "index": 1})
    assert edits(compared(changed(BASE, ("input", "inputs"), lambda _: inputs))) == [("input", "region", "added")]


def test_an_input_in_another_group_is_told() -> None:
    groups = BASE["input"]["input_groups"]
    found = compared(changed(BASE, ("input", "inputs", 0, "group_id"), lambda _: groups[1]["id"]))
    assert edits(found) == [("input", "domain", "changed")]
    assert found.changes[0].properties[0].in_words == "network → sizing"


# What tells items apart


def test_another_name_with_the_same_lasting_id_is_a_rename() -> None:
    found = compared(changed(BASE, ("component_config_connections", 0, "component_name"), lambda _: "dns"))
    assert edits(found) == [("component", "dns-zone → dns", "renamed")]


def test_another_name_without_a_lasting_id_is_removed_and_added() -> None:
    def holds(part: str, name: str) -> None:
        edited = changed(BASE, (*LISTS[part][0], 0, "name"), lambda _: "another")
        assert sorted(change for _, _, change in edits(compared(edited))) == ["added", "removed"]

    assert failures(holds, [("input", "domain"), ("secret", "license_key"), ("role", "Provision")]) == []


def test_another_name_in_the_same_version_is_a_rename() -> None:
    edited = changed(BASE, ("secrets", "secrets", 0, "name"), lambda _: "licence")
    found = compare_configs(parse(BASE), parse(edited))
    assert edits(found) == [("secret", "license_key → licence", "renamed")]


def test_what_is_within_an_item_is_added_and_removed_by_name() -> None:
    def holds(path: Any, words: str) -> None:
        rows = at(path)
        assert names(compared(changed(BASE, path, lambda rows: rows[:-1])), "removed") == {words}
        assert names(compared(BASE, changed(BASE, path, lambda rows: rows[:-1])), "added") == {words}
        assert rows

    def names(found: Comparison, change: str) -> set[str]:
        (item,) = found
        assert {one.change for one in item.properties} == {change}
        return {str(one.name).split(" / ")[0] for one in item.properties}

    actions = {row["steps"][0]["name"]: index for index, row in enumerate(BASE["action_workflow_configs"])}
    rotate = ("action_workflow_configs", actions["generate"])
    assert failures(holds, [
        ((*rotate, "steps"), "step restart the api"),
        ((*rotate, "triggers"), "trigger on a schedule"),
        (("permissions", "aws_iam_roles", 0, "policies"), "policy {{.nuon.install.id}}-runner-provision-2"),
        (("component_config_connections", component("database"), "terraform_module", "variables_files"),
         "variables file"),
        (("component_config_connections", component("database"), "Refs"),
         "reference secrets database_password {{ .nuon.secrets.database_password }}"),
    ]) == []  # fmt: skip


def component(name: str) -> int:
    rows = BASE["component_config_connections"]
    return next(index for index, row in enumerate(rows) if row["component_name"] == name)


# Documents


def policy(document: Any) -> Any:
    encoded = base64.b64encode(json.dumps(document).encode()).decode()
    return changed(BASE, ("permissions", "aws_iam_roles", 0, "policies", 0, "contents"), lambda _: encoded)


ALLOW = {"Effect": "Allow", "Action": ["eks:*", "ec2:Run*"], "Resource": "*"}
READ = {"Effect": "Allow", "Action": "s3:Get*", "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}


def statements(*rows: Any) -> Any:
    return policy({"Version": "2012-10-17", "Statement": list(rows)})


def told(old: Any, new: Any) -> dict[str, str]:
    return {str(one.name).split(" / ", 1)[1]: one.in_words for item in compared(new, old) for one in item.properties}


def test_policies_are_compared_statement_by_statement() -> None:
    old = statements(ALLOW, READ)
    assert told(old, statements(READ, {**ALLOW, "Action": ["ec2:Run*", "eks:*"]})) == {}
    assert told(old, policy({"Version": "2012-10-17", "Statement": [ALLOW, {**READ, "Action": ["s3:Get*"]}]})) == {}
    assert told(old, statements({**ALLOW, "Action": ["eks:*", "iam:PassRole"]}, READ)) == {
        "statement Allow on * / Action": "without ec2:Run*; with iam:PassRole"
    }
    assert told(old, statements(ALLOW, {**READ, "Resource": "arn:aws:s3:::a"})) == {
        "statement Allow on arn:aws:s3:::a and 1 more / Resource": "without arn:aws:s3:::b"
    }
    assert told(old, statements({**ALLOW, "Effect": "Deny"}, READ)) == {"statement Allow on * / Effect": "Allow → Deny"}
    assert {*told(old, statements(ALLOW))} == {
        f"statement Allow on arn:aws:s3:::a and 1 more / {name}" for name in ("Effect", "Action", "Resource")
    }
    assert told(old, statements(ALLOW, {**READ, "Condition": {"Bool": {"aws:SecureTransport": "true"}}})) == {
        "statement Allow on arn:aws:s3:::a and 1 more / Condition / Bool / aws:SecureTransport": "added true"
    }


def test_a_single_statement_is_a_list_of_one() -> None:
    assert told(statements(ALLOW), policy({"Version": "2012-10-17", "Statement": ALLOW})) == {}


def test_a_statement_with_an_id_is_told_by_it() -> None:
    old, new = ({**ALLOW, "Sid": "Cluster"}, {**READ, "Sid": "Cluster"})
    assert {name.split(" / ")[0] for name in told(statements(old), statements(new))} == {"statement Cluster"}


# What was not sent, or cannot be read


def test_a_component_is_not_removed_while_its_id_is_listed() -> None:
    less = changed(BASE, ("component_config_connections", 0), without)
    found = compared(less)
    assert list(found) == []
    assert [(one.name, one.note) for one in found.not_compared] == [
        ("component dns-zone", "v12 has it, but the server did not send it")
    ]
    assert list(compared(BASE, less)) == []


def test_what_is_unreadable_on_one_side_is_no_change() -> None:
    found = compared(changed(BASE, ("action_workflow_configs", 0, "timeout"), lambda _: "soon"))
    assert list(found) == []
    assert [one.note for one in found.not_compared] == ["not compared: timeout (unreadable)"]


def test_a_property_that_the_schema_does_not_list_is_told_without_its_value() -> None:
    path = ("component_config_connections", 0, "terraform_module", "invented")
    (change,) = compared(changed(BASE, path, lambda _: "a literal value"))
    assert [(one.name, one.in_words) for one in change.properties] == [("invented", "added (hidden)")]
    assert "a literal value" not in str(change)


def test_false_zero_and_empty_count_as_absent() -> None:
    index = component("search")
    path = ("component_config_connections", index, "helm")
    for name, value in (("take_ownership", False), ("values_files", []), ("namespace", ""), ("values", None)):
        without_it = changed(BASE, (*path, name), without)
        assert edits(compared(changed(BASE, (*path, name), lambda _, value=value: value), without_it)) == []


def test_a_flag_that_is_left_out_is_no() -> None:
    path = ("input", "inputs", 0, "required")
    for edited, words in (
        (changed(BASE, path, without), "yes → no"),
        (changed(BASE, path, lambda _: False), "yes → no"),
    ):
        (change,) = compared(edited)
        assert [(one.name, one.in_words) for one in change.properties] == [("required", words)]
    (change,) = compared(BASE, changed(BASE, path, without))
    assert change.properties[0].in_words == "no → yes"


def test_properties_are_told_in_the_same_order_in_every_run() -> None:
    edited = BASE
    names = ("description", "display_name", "internal", "source", "type", "required")
    for name in names:
        path = ("input", "inputs", 1, name)
        edited = changed(edited, path, lambda value: not value if value in {None, True, False} else f"{value} edited")
    (change,) = compared(edited)
    told = [str(one.name).replace(" ", "_") for one in change.properties]
    assert told == [name for name in AppInput.model_fields if name in names]


def test_another_kind_of_component_is_one_change() -> None:
    index = component("migrate")
    row = at(("component_config_connections", index))
    other = {**row, "type": "external_image", "external_image": {"image_url": "a", "tag": "b"}, "job": None}
    (change,) = compared(changed(BASE, ("component_config_connections", index), lambda _: other))
    assert (change.name, change.change) == ("migrate", "changed")
    assert {one.name: one.in_words for one in change.properties}["kind"] == "job → external_image"


def test_a_commit_that_moved_is_one_line() -> None:
    path = ("sandbox", "connected_github_vcs_config", "vcs_connection", "vcs_connection_commit", 0)
    moved = changed(BASE, (*path, "sha"), lambda _: "d4e5f6a" + "0" * 33)
    (change,) = compared(changed(moved, (*path, "message"), lambda _: "another message"))
    assert [one.in_words for one in change.properties] == [f"{at(path)['sha'][:7]} → d4e5f6a"]


def test_helm_values_that_are_stored_twice_are_told_once() -> None:
    index = component("search")
    edited = BASE
    for path in (("helm",), ("helm", "helm_config_json")):
        edited = changed(edited, ("component_config_connections", index, *path, "values"), lambda _: {"replicas": "5"})
    (change,) = compared(edited)
    assert len({one.name for one in change.properties}) == len(change.properties)
    assert all(str(one.name).startswith("values / ") for one in change.properties)


def test_files_without_names_are_told_by_number() -> None:
    path = ("component_config_connections", component("database"), "terraform_module", "variables_files")
    old = changed(BASE, path, lambda _: ["a = 1\nb = 2\n", "c = 3\nd = 4\n"])
    (change,) = compared(changed(old, path, lambda rows: [rows[0], "new = 1\nx = 2\n", rows[1]]), old)
    assert [(one.name, one.change) for one in change.properties] == [("variables file 2", "added")]
    (change,) = compared(changed(old, path, lambda rows: [*reversed(rows)]), old)
    assert [one.name for one in change.properties] == ["order of variables files"]


def test_dependencies_are_told_by_name() -> None:
    ids = {row["component_name"]: row["component_id"] for row in BASE["component_config_connections"]}
    path = ("component_config_connections", component("migrate"), "component_dependency_ids")
    (change,) = compared(changed(BASE, path, lambda rows: [*rows, ids["cache"]]))
    assert [(one.name, one.in_words) for one in change.properties] == [("depends on", "with cache")]
