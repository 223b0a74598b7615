"""What a plan would do, read from the contents of an approval: changes by address, and nothing that is sensitive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from nuon_notebook import options
from nuon_notebook.models.attribute_changes import MAX_NAMES
from nuon_notebook.models.plan_contents import MOST_SECRETS
from nuon_notebook.models.plans import NOT_TOLD, Plan
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "correct-horse-battery"


@pytest.fixture
def _with_values() -> Iterator[None]:
    options.choose(show_values=True)
    yield
    options.choose(show_values=False)


def read(contents: Any) -> Plan:
    return Plan.model_validate_json(json.dumps(contents))


def change(*actions: str, before: Any = None, after: Any = None, **fields: Any) -> dict[str, Any]:
    """A change of a resource in which nothing is marked as sensitive."""
    marks = {"before_sensitive": False, "after_sensitive": False}
    return {"actions": [*actions], "before": before, "after": after, **marks, **fields}


def resource(address: str, *actions: str, **fields: Any) -> dict[str, Any]:
    return {"address": address, "type": address.split(".", maxsplit=1)[0], "change": change(*actions, **fields)}


def terraform(*resources: Any, **fields: Any) -> Plan:
    return read({"format_version": "1.2", "resource_changes": [*resources], **fields})


def updated(before: Any, after: Any, **fields: Any) -> Plan:
    return terraform(resource("aws_thing.main", "update", before=before, after=after, **fields))


def entry(path: str, old: str = "", new: str = "", kind: int = 3) -> dict[str, Any]:
    return {"path": path, "original": old, "applied": new, "type": kind, "payload": f"~ {path}: {new}"}


def manifest(kind: str, number: Any, *entries: Any, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "name": "web", "namespace": "shop", "type": number, "entries": [*entries], **fields}


def manifests(*objects: Any, **fields: Any) -> Plan:
    return read({"op": "apply", "plan": f"+ {HIDDEN}", "k8s_content_diff": [*objects], **fields})


def shown(plan: Plan) -> str:
    return plan._repr_html_() + str(plan) + repr(plan) + plan.to_frame().to_csv()


# Terraform


def test_each_combination_of_actions_has_a_word() -> None:
    words = {
        ("create",): "create", ("update",): "change", ("delete",): "destroy", ("delete", "create"): "replace",
        ("create", "delete"): "replace", ("read",): "read", ("forget",): "forget", ("create", "forget"): "replace",
        ("polish",): "polish", ("polish", "wax"): "polish + wax", ("delete", "polish"): "destroy", (): "unknown",
    }  # fmt: skip

    def holds(actions: tuple[str, ...], word: str) -> None:
        assert [one.action for one in terraform(resource("a.b", *actions)).changes] == [word]

    assert failures(holds, words.items()) == []


def test_what_destroys_comes_first_then_what_replaces_then_what_nobody_knows() -> None:
    words = ("read", "create", "update", "polish", "delete")
    every = [resource(f"a.{word}", word) for word in words]
    plan = terraform(*every, resource("a.z", "delete", "create"), resource("a.a", "delete"))
    assert [one.address for one in plan.changes] == [
        *("a.a", "a.delete", "a.z", "a.polish", "a.create", "a.update", "a.read")
    ]


def test_it_is_counted_in_words_and_what_destroys_has_a_sign() -> None:
    plan = terraform(resource("a.b", "update"), resource("a.c", "update"), resource("a.d", "delete"))
    assert plan.in_words == "2 to change, ✕ 1 to destroy"
    assert "[✕ 1 to destroy] 2 to change" in str(plan)
    assert "✕ 1 to destroy" in plan._repr_html_()


def test_a_plan_without_changes_says_so() -> None:
    assert terraform(resource("a.b", "no-op")).in_words == "no changes"
    assert "1 unchanged" in str(terraform(resource("a.b", "no-op")))
    assert read({"op": "noop"}).in_words == "no changes"
    assert read({"format_version": "1.2"}).in_words == "no changes"


def test_attributes_that_change_are_named_down_to_where_they_differ() -> None:
    before = {"size": 2, "same": "x", "tags": {"app": "shop"}, "rule": [{"port": 1, "host": "a"}], "gone": "y"}
    after = {"size": 3, "same": "x", "tags": {"app": "shop", "tier": "gold"}, "rule": [{"port": 2, "host": "a"}]}
    (found,) = updated(before, after).changes
    assert found.attributes == ("gone", "rule[0].port", "size", "tags.tier")


def test_what_is_known_only_after_it_was_applied_and_what_forces_a_replacement_is_told() -> None:
    fields = {"before": {"id": "1", "zone": "a"}, "after": {"zone": "b"}, "after_unknown": {"id": True}}
    plan = terraform(resource("a.b", "delete", "create", **fields, replace_paths=[["zone"]]))
    assert plan.changes[0].told == ("id (known after apply)", "zone (forces the replacement)")


def test_resources_that_move_are_imported_or_have_a_reason_tell_it() -> None:
    moved = {**resource("a.new", "no-op"), "previous_address": "a.old"}
    imported = resource("a.taken", "no-op", importing={"id": "x"})
    tainted = {**resource("a.bad", "delete", "create"), "action_reason": "replace_because_tainted"}
    deposed = {**resource("a.left", "delete"), "deposed": "00aa"}
    found = {one.address: (one.action, one.reason) for one in terraform(moved, imported, tainted, deposed).changes}
    assert found == {
        "a.left (deposed)": ("destroy", None),
        "a.bad": ("replace", "replace because tainted"),
        "a.taken": ("import", None),
        "a.new": ("move", "was a.old"),
    }


def test_outputs_and_drift_are_told_apart_from_changes() -> None:
    outputs = {"host": change("update", before="a", after="b"), "same": change("no-op")}
    plan = terraform(
        output_changes=outputs, resource_drift=[resource("a.b", "update", before={"x": 1}, after={"x": 2})]
    )
    assert [one.address for one in plan.outputs] == ["host"]
    assert [one.address for one in plan.drift] == ["a.b"]
    assert plan.changes == ()
    assert plan.counts == {}
    assert "1 output to change · 1 changed outside of Terraform" in str(plan)


def test_a_plan_that_failed_or_is_incomplete_does_not_read_as_calm() -> None:
    assert "planning failed" in terraform(errored=True).in_words
    assert "[! incomplete]" in str(terraform(complete=False))


@pytest.mark.usefixtures("_with_values")
def test_values_are_shown_on_request_unless_the_plan_marks_them() -> None:
    before, after = {"size": 2, "note": "old", "code": HIDDEN}, {"size": 3, "note": HIDDEN + "!", "code": "new"}
    marks = {"before_sensitive": {"code": True}, "after_sensitive": {"code": True}}
    (found,) = updated(before, after, **marks).changes
    assert found.told == ("code (sensitive)", "note", "size: 2 → 3")


def test_without_a_request_no_value_is_shown_nor_a_template() -> None:
    assert "31337" not in shown(updated({"size": 31337}, {"size": 31338}))
    assert ".nuon.install" not in shown(updated({}, {"note": "{{ .nuon.install.id }}"}))


@pytest.mark.usefixtures("_with_values")
def test_a_mark_of_another_shape_marks_every_item_of_a_list() -> None:
    plan = updated({"x": [{"y": "old"}]}, {"x": [{"y": "new"}]}, after_sensitive={"x": {"0": {"y": True}}})
    assert plan.changes[0].told == ("x[0] (sensitive)",)


@pytest.mark.usefixtures("_with_values")
def test_what_was_marked_before_only_is_still_sensitive() -> None:
    plan = updated({"x": "old"}, {"x": "new"}, before_sensitive={"x": True})
    assert plan.changes[0].told == ("x (sensitive)",)


@pytest.mark.usefixtures("_with_values")
def test_what_is_called_like_a_secret_is_neither_shown_nor_dumped() -> None:
    plan = updated({}, {"session_seed": HIDDEN})
    assert HIDDEN not in shown(plan) + plan.model_dump_json()
    assert "session_seed" in str(plan)


MARKS: list[tuple[str, Any, Any]] = [
    ("true", {"x": HIDDEN}, {"x": True}),
    ("within a map", {"x": {"y": HIDDEN, "z": "1"}}, {"x": {"y": True}}),
    ("within a list", {"x": [{"y": HIDDEN}]}, {"x": [{"y": True}]}),
    ("of a list, as a list of texts", {"x": ["a", HIDDEN]}, {"x": [False, True]}),
    ("the whole resource", {"x": HIDDEN}, True),
    ("of another shape than the value", {"x": [HIDDEN]}, {"x": {"0": True}}),
    ("of another shape than a list of maps", {"x": [{"y": HIDDEN}]}, {"x": {"0": {"y": True}}}),
    ("no mark that Terraform knows", {"x": HIDDEN}, {"x": "yes"}),
    ("not sent at all", {"x": HIDDEN}, ...),
]


@pytest.mark.usefixtures("_with_values")
def test_no_mark_is_overlooked() -> None:
    def holds(_name: str, state: Any, mark: Any) -> None:
        for actions, before, after in (
            ("create", None, state),
            ("update", {"x": None}, state),
            ("delete", state, None),
        ):
            change_ = change(actions, before=before, after=after)
            marks = {"before_sensitive": mark, "after_sensitive": mark}
            change_ = {key: value for key, value in {**change_, **marks}.items() if value is not ...}
            plan = terraform({"address": "a.b", "change": change_})
            assert HIDDEN not in shown(plan) + plan.model_dump_json()

    assert failures(holds, MARKS) == []


@pytest.mark.usefixtures("_with_values")
def test_what_is_marked_in_one_place_is_hidden_in_all_others() -> None:
    marked = {"before_sensitive": {"x": True}, "after_sensitive": False}
    pin = "4711"  # too short to be masked by its value, yet the same value

    def holds(where: str, plan: Plan) -> None:
        assert HIDDEN not in shown(plan) + plan.model_dump_json(), where
        assert pin not in shown(plan), where

    one = resource("a.one", "update", before={"x": [HIDDEN, pin]}, after={}, **marked)
    repeated = {"url": f"db://{HIDDEN}@host", "same": HIDDEN, "floor": pin}
    every = [
        ("an attribute", terraform(one, resource("a.two", "create", after=repeated))),
        ("an output", terraform(one, output_changes={"o": change("create", after=repeated)})),
        ("drift", terraform(one, resource_drift=[resource("a.two", "update", before={}, after=repeated)])),
    ]
    assert failures(holds, every) == []


@pytest.mark.usefixtures("_with_values")
def test_sensitive_variables_are_hidden_where_the_plan_repeats_them() -> None:
    variables = {"variables": {"odd": {"value": HIDDEN}}}
    declared = {"configuration": {"root_module": {"variables": {"odd": {"sensitive": True}}}}}
    repeated = resource("a.b", "create", after={"note": HIDDEN})
    assert HIDDEN in shown(terraform(repeated, **variables))
    assert HIDDEN not in shown(terraform(repeated, variables={"db_password": {"value": HIDDEN}}))
    assert HIDDEN not in shown(terraform(repeated, **variables, **declared))


@pytest.mark.usefixtures("_with_values")
def test_states_and_values_that_are_never_marked_are_not_shown() -> None:
    unmarked = ("prior_state", "planned_values", "variables", "configuration", "checks", "anything_newer")
    plan = terraform(**{name: {"values": {"outputs": {"x": {"value": HIDDEN}}}} for name in unmarked})
    assert HIDDEN not in shown(plan) + plan.model_dump_json()


@pytest.mark.usefixtures("_with_values")
def test_with_more_secrets_than_can_be_masked_there_are_no_values() -> None:
    many = {f"x{at}": f"{HIDDEN}-{at:04}" for at in range(MOST_SECRETS + 1)}
    marked = {"before_sensitive": False, "after_sensitive": dict.fromkeys(many, True)}
    plan = terraform(
        resource("a.b", "create", after=many, **marked), resource("a.c", "create", after={"note": "plain"})
    )
    assert "plain" not in shown(plan)


def test_a_change_of_very_many_attributes_is_counted() -> None:
    (found,) = updated({}, {f"x{at:03}": at for at in range(MAX_NAMES + 5)}).changes
    assert len(found.attributes) == MAX_NAMES
    assert found.told[-1] == f"{MAX_NAMES + 5 - 12} more"


# Helm and Kubernetes


def test_objects_are_told_by_kind_and_name_with_what_changes() -> None:
    plan = manifests(
        manifest("Service", 0), manifest("Deployment", 3, entry("spec.replicas", "3", "4")),
        manifest("Ingress", 1), manifest("ConfigMap", 2, entry("data.MODE", "", "fast", 2)),
    )  # fmt: skip
    assert [(one.action, one.address, one.attributes) for one in plan.changes] == [
        ("destroy", "Ingress shop/web", ()),
        ("create", "ConfigMap shop/web", ("data.MODE",)),
        ("change", "Deployment shop/web", ("spec.replicas",)),
    ]
    assert plan.unchanged == 1


def test_types_that_nobody_knows_and_errors_do_not_read_as_calm() -> None:
    def holds(number: Any, action: str) -> None:
        assert [one.action for one in manifests(manifest("Job", number)).changes] == [action]
        assert manifests(manifest("Job", number)).badges

    kinds = [(4, "error"), (9, "unknown"), (None, "unknown"), ("3", "unknown"), (False, "unknown")]
    assert failures(holds, kinds) == []
    assert "no matches for kind" in str(manifests(manifest("Job", 0, error="no matches for kind")))


@pytest.mark.usefixtures("_with_values")
def test_data_of_a_secret_is_never_shown_nor_where_it_is_repeated() -> None:
    def holds(kind: str, resource: str) -> None:
        secret = manifest(kind, 3, entry("data.first", HIDDEN, "other-value-of-it"), resource=resource)
        plan = manifests(secret, manifest("Deployment", 3, entry("spec.note", "", f"uses {HIDDEN}")))
        assert "data.first (sensitive)" in str(plan)
        assert HIDDEN not in shown(plan) + plan.model_dump_json()

    assert failures(holds, [("Secret", "secrets"), ("secret", ""), ("", "secrets"), ("SealedSecret", "")]) == []


@pytest.mark.usefixtures("_with_values")
def test_values_of_objects_are_shown_on_request_unless_their_name_or_form_says_secret() -> None:
    token = "gh" + "p_" + "aB3dE5gH7jK9mN1pQ3sT5vX7zA9cE1gH3jK5"
    entries = [
        entry("spec.replicas", "3", "4"), entry("env[SMTP_PASSWORD]", "x", HIDDEN), entry("env[0].value", "a", "b"),
        entry("spec.note", "c", token),
    ]  # fmt: skip
    (found,) = manifests(manifest("Deployment", 3, *entries)).changes
    assert found.told == ("spec.replicas: 3 → 4", "env[SMTP_PASSWORD]", "env[0].value", "spec.note")


def test_lines_without_a_path_are_counted() -> None:
    (found,) = manifests(manifest("Deployment", 3, *[{"payload": HIDDEN, "type": 2}] * 7)).changes
    assert found.told == ("7 lines",)


def test_the_text_of_a_difference_is_not_shown() -> None:
    for contents in ({"op": "upgrade", "plan": HIDDEN}, {"op": "apply", "plan": HIDDEN, "k8s_content_diff": []}):
        assert HIDDEN not in shown(read(contents)) + read(contents).model_dump_json()


def test_what_removes_everything_is_told_without_a_difference_too() -> None:
    def holds(op: str) -> None:
        plan = read({"op": op, "helm_content_diff": []})
        assert plan.in_words == f"✕ {op}"
        assert "[✕ everything to destroy]" in str(plan)

    assert failures(holds, ["uninstall", "delete"]) == []


# Any server


SPOILT: list[Any] = [
    {"op": "upgrade", "plan": "text"},
    {"resource_changes": "many"},
    {"helm_content_diff": {"a": 1}},
    {"k8s_content_diff": 5},
    {"steps": [{"op": "create", "inputs": {"key": HIDDEN}}]},
    {},
]


def test_what_is_not_told_is_never_said_to_change_nothing() -> None:
    def holds(contents: Any) -> None:
        plan = read(contents)
        assert plan.in_words == ""
        assert plan.why == NOT_TOLD
        assert "no changes" not in shown(plan)
        assert HIDDEN not in shown(plan)

    assert failures(holds, SPOILT) == []


def test_empty_contents_are_a_plan_that_tells_nothing() -> None:
    assert [Plan.model_validate_json(body).why for body in (b"", b" \n", b"null", "")] == [NOT_TOLD] * 4


def test_entries_of_another_shape_are_listed_as_unknown() -> None:
    odd: list[Any] = [
        5,
        None,
        {},
        {"address": "a.b"},
        {"address": "a.b", "change": 5},
        {"change": {"actions": "delete"}},
    ]

    def holds(one: Any) -> None:
        for plan in (terraform(one), terraform(resource("a.c", "create"), one)):
            assert "unknown" in [change.action for change in plan.changes]
            assert "[? 1 to unknown]" in str(plan)

    assert failures(holds, odd) == []
    assert [one.action for one in manifests(7).changes] == ["unknown"]


def test_what_is_no_object_is_no_plan() -> None:
    for body in (b"[1]", b'"text"', b"{", b"<html>"):
        with pytest.raises(ValidationError):
            Plan.model_validate_json(body)


def test_half_characters_and_huge_numbers_cost_only_themselves() -> None:
    body = (
        b'{"format_version": "1.2", "resource_changes": [{"address": "a.b", "change": {"actions": ["create"], "after": '
    )
    body += b'{"x": "\\ud800", "y": ' + b"9" * 5_000 + b', "z": 1}}}]}'
    assert Plan.model_validate_json(body).in_words == "1 to create"


def test_deeply_nested_values_are_told_by_name() -> None:
    value: Any = HIDDEN
    for _ in range(150):
        value = {"x": value}
    (found,) = updated({"top": {}}, {"top": value}).changes
    assert found.attributes[0].startswith("top")


def test_a_plan_of_thousands_of_changes_is_shown_within_the_budget_the_destroyed_first() -> None:
    every = [resource(f"a.b{at:05}", "create", after={"x": "y" * 50}) for at in range(8_000)]
    plan = terraform(*every, resource("z.last", "delete"))
    page = plan._repr_html_()
    assert len(page.encode()) <= 256 * 1024
    assert "z.last" in page
    assert "z.last" in str(plan)
    assert "8,000 to create" in page
    assert "more: <code>_.changes[" in page


def test_the_same_contents_give_the_same_bytes() -> None:
    entries = [resource(f"a.b{at}", "update", before={"x": 1}, after={"y": at}) for at in range(30)]
    assert shown(terraform(*entries)) == shown(terraform(*reversed(entries)))


def test_texts_of_a_plan_are_text_and_nothing_in_them_runs_or_breaks_a_line() -> None:
    hostile = "<img src=x onerror=alert(1)>\x1b[31m\nred\u202e</pre>"
    changed = {"address": hostile, "action_reason": hostile, "change": change("update", before={}, after={hostile: 1})}
    for plan in (
        terraform(changed),
        manifests(manifest(hostile, 3, entry(hostile, "a", "b"), name=hostile, error=hostile)),
    ):
        page = plan._repr_html_()
        assert "<img" not in page
        assert "&lt;img" in page
        assert not {"\x1b", "\u202e"} & {*page, *str(plan)}
        assert str(plan).count("\n") < 12
