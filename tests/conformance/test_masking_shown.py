"""Every row of the masking table holds in what is displayed: HTML and to_text, alone and inside an installer."""

from __future__ import annotations

import json
from collections import deque
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from nuon_notebook import options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import App, Install, Installer, Model
from tests.cases import failures
from tests.conformance.schema import MASKING, MODELS, NEVER, OBJECTS, WITHHELD, rows, target, with_mark
from tests.loaded import with_apps, with_installs

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "marked-value-of-this-row"
SECRET_LINE = f"password: {MARK}"
PERSON = "marie.dupont@example.com"
VALUES = sorted({*rows("values")} - NEVER)
SCAN = sorted({*rows("scan")} - NEVER)
SHOWN_NOWHERE = {
    ("app.Install", "status_description"): "its status is always `deprecated`; the three that count have their own",
    ("app.WorkflowStepApproval", "response"): "an answer is shown by its type",
    ("service.Readme", "original"): "the config shows it",
}


def displayed(places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows whose property is on some page."""
    return [place for place in places if place not in SHOWN_NOWHERE]


@contextmanager
def showing(*, show_values: bool = False, show_people: bool = False) -> Iterator[None]:
    """What is displayed while this lasts is displayed to somebody who asked for values or people."""
    options.choose(show_values=show_values, show_people=show_people)
    try:
        yield
    finally:
        options.choose(show_values=False, show_people=False)


def shown(model: Model) -> str:
    """All that is displayed of a model: HTML and outline."""
    return f"{to_html(model)}\n{to_text(model)}"


def parse(api_type: str, payload: dict[str, Any]) -> Any:
    model = MODELS[api_type].model_validate_json(json.dumps(payload))
    assert model.unreadable == ()
    return model


@cache
def path(root: str, api_type: str) -> tuple[tuple[str, str], ...] | None:
    """The shortest way from one type to another: pairs of type and property; None where there is none."""
    waiting = deque([(root, ())])
    seen = {root}
    while waiting:
        at, steps = waiting.popleft()
        if at == api_type:
            return steps
        for prop, schema in OBJECTS[at].items():
            refers = target(schema)
            if refers in OBJECTS and refers not in seen and (at, prop) not in NEVER:
                seen.add(refers)
                waiting.append((refers, (*steps, (at, prop))))
    return None


def nested(steps: tuple[tuple[str, str], ...], payload: dict[str, Any]) -> dict[str, Any]:
    """A payload inside of others, down a path."""
    for owner, prop in reversed(steps):
        listed = OBJECTS[owner][prop].get("type") == "array"
        payload = {"id": f"id-of-{owner}", "name": owner, prop: [payload] if listed else payload}
    return payload


def inside(api_type: str, payload: dict[str, Any]) -> Installer | None:
    """An installer that holds a payload of a type: where its schema reaches it, else where its installs do."""
    steps = path("app.Installer", api_type)
    if steps is not None:
        return Installer.model_validate_json(json.dumps(nested(steps, payload)))
    steps = path("app.Install", api_type)
    if steps is None:
        return None
    install = Install.model_validate_json(json.dumps(nested(steps, payload)))
    return with_apps(Installer(id="int1"), [with_installs(App(id="app1", name="shop"), [install])])


def page(api_type: str, payload: dict[str, Any]) -> str:
    """The page of a payload, and of the model on whose page it is shown."""
    alone = to_html(parse(api_type, payload))
    if api_type == "app.HelmConfig":
        return alone + to_html(parse("app.HelmComponentConfig", {"helm_config_json": payload}))
    return alone


def everywhere(api_type: str, payload: dict[str, Any]) -> str:
    """All that is displayed of a payload alone and inside an installer."""
    installer = inside(api_type, payload)
    return shown(parse(api_type, payload)) + (shown(installer) if installer else "")


def test_what_is_never_shown_is_not_shown_whatever_is_asked_for() -> None:
    def holds(api_type: str, prop: str) -> None:
        payload = with_mark(api_type, prop, MARK)
        assert MARK not in everywhere(api_type, payload)
        with showing(show_values=True, show_people=True):
            assert MARK not in everywhere(api_type, payload)

    assert failures(holds, sorted(NEVER)) == []


def test_what_is_never_shown_is_not_shown_in_a_text_beside_it() -> None:
    def holds(api_type: str, prop: str) -> None:
        payload = {**with_mark(api_type, prop, MARK), "name": f"called {MARK}", "description": f"It is {MARK}."}
        installer = inside(api_type, payload)
        assert MARK not in to_html(parse(api_type, payload))
        assert installer is None or MARK not in shown(installer)

    assert failures(holds, sorted(NEVER - WITHHELD)) == []


def test_the_source_of_a_config_hides_nothing_of_the_config() -> None:
    readme = "This app runs in your own account."
    config = parse("app.AppConfig", {"readme": readme, "intermediate_config": {"readme": readme}})
    assert readme in to_html(config)


def variable(api_type: str, prop: str, value: str) -> dict[str, Any]:
    """A payload with a variable of a name and a value."""
    payload = with_mark(api_type, prop, value)
    return {prop: [f"A_NAME={value}"]} if isinstance(payload[prop], list) else payload


def test_a_value_is_hidden() -> None:
    def holds(api_type: str, prop: str) -> None:
        assert MARK not in everywhere(api_type, variable(api_type, prop, MARK))

    assert failures(holds, VALUES) == []


def test_the_name_of_a_hidden_value_is_there() -> None:
    def holds(api_type: str, prop: str) -> None:
        name = "A_NAME" if prop in OBJECTS[api_type] else prop
        assert name in page(api_type, variable(api_type, prop, MARK))

    assert failures(holds, displayed(VALUES)) == []


def test_a_value_is_shown_on_request() -> None:
    def holds(api_type: str, prop: str) -> None:
        with showing(show_values=True):
            assert MARK in page(api_type, variable(api_type, prop, MARK))

    assert failures(holds, displayed(VALUES)) == []


def test_a_value_that_is_nothing_but_a_template_expression_is_shown() -> None:
    def holds(api_type: str, prop: str) -> None:
        assert ".nuon.install.id" in page(api_type, variable(api_type, prop, "{{.nuon.install.id}}"))

    assert failures(holds, displayed(VALUES)) == []


def test_a_value_whose_name_says_secret_is_hidden_even_on_request() -> None:
    def holds(api_type: str, prop: str) -> None:
        with showing(show_values=True):
            sent = json.dumps(variable(api_type, prop, MARK)).replace("A_NAME", "DB_PASSWORD")
            renamed = json.loads(sent if prop in OBJECTS[api_type] else json.dumps({"db_password": MARK}))
            assert MARK not in everywhere(api_type, renamed)

    assert failures(holds, VALUES) == []


def test_a_value_whose_shape_says_secret_is_hidden_even_on_request() -> None:
    def holds(api_type: str, prop: str) -> None:
        with showing(show_values=True):
            key = "AKIA" + "Q3EGRT7WZ5XV2LJH"
            assert key not in everywhere(api_type, variable(api_type, prop, key))

    assert failures(holds, VALUES) == []


def test_a_nested_unknown_value_is_hidden() -> None:
    def holds(api_type: str) -> None:
        assert MARK not in everywhere(api_type, {"not_in_the_schema": {"a": [{"b": MARK}]}})

    assert failures(holds, MODELS) == []


def test_of_a_map_only_the_listed_keys_are_shown() -> None:
    def holds(api_type: str, prop: str) -> None:
        listed = MASKING["keys"][f"{api_type}.{prop}"]
        payload = {prop: {"another_key": MARK, **dict.fromkeys(listed, "https://a.example")}}
        with showing(show_values=True):
            assert MARK not in everywhere(api_type, payload)

    assert failures(holds, sorted(rows("keys"))) == []


def test_a_secret_under_a_listed_key_is_masked() -> None:
    def holds(api_type: str, prop: str) -> None:
        listed = MASKING["keys"][f"{api_type}.{prop}"]
        payload = {prop: dict.fromkeys(listed, SECRET_LINE), "status": with_status(api_type)}
        assert MARK not in everywhere(api_type, payload)

    assert failures(holds, sorted(rows("keys"))) == []


def with_status(api_type: str) -> Any:
    return {"status": "error"} if target(OBJECTS[api_type].get("status", {})) in OBJECTS else None


def test_a_line_that_looks_like_a_secret_is_masked() -> None:
    def holds(api_type: str, prop: str) -> None:
        with showing(show_values=True, show_people=True):
            assert MARK not in everywhere(api_type, with_mark(api_type, prop, SECRET_LINE))

    assert failures(holds, SCAN) == []


def test_a_text_without_secrets_is_shown() -> None:
    def holds(api_type: str, prop: str) -> None:
        payload = {**with_mark(api_type, prop, "replicas: 3"), "status": error(api_type)}
        assert "replicas: 3" in page(api_type, payload)

    assert failures(holds, displayed(SCAN)) == []


def error(api_type: str) -> Any:
    return with_status(api_type) or ("error" if "status" in OBJECTS[api_type] else None)


def test_the_data_of_a_kubernetes_secret_is_masked_always() -> None:
    manifest = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  harmless: {MARK}\n"
    with showing(show_values=True):
        assert MARK not in everywhere("app.KubernetesManifestComponentConfig", {"manifest": manifest})


def test_a_person_is_masked_until_asked_for() -> None:
    def holds(api_type: str, prop: str) -> None:
        payload = with_mark(api_type, prop, PERSON)
        assert "marie" not in everywhere(api_type, payload)
        with showing(show_people=True):
            assert PERSON in to_html(parse(api_type, payload))

    assert failures(holds, rows("people")) == []


def test_a_customer_is_shown() -> None:
    def holds(api_type: str, prop: str) -> None:
        assert MARK in to_html(parse(api_type, with_mark(api_type, prop, MARK)))

    assert failures(holds, rows("customers")) == []
