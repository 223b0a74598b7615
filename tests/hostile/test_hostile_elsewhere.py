"""Hostile texts in Markdown, errors, notes, titles, in values that fit no property, and in an exported notebook."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pydantic import SecretStr
from pytest_httpserver import HTTPServer

from nuon_notebook import errors, load_app, options
from nuon_notebook.client import Client, Limits
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.explorer_html import note, section, title
from nuon_notebook.display.markdown import markdown
from tests.browser.notebooks import exported_markdown
from tests.cases import failures
from tests.conformance.schema import ENUMS, MODELS, OBJECTS, target
from tests.explorer.screen import plain
from tests.hostile.reading import Reading, is_invisible
from tests.hostile.strings import KINDS, MARKDOWN, TEMPLATES
from tests.hostile.world import Sower, gallery
from tests.loaded import notes_of, titles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS: Final = [text.replace("@@", "") for kind in KINDS.values() for text in kind]
PATIENT: Final = Limits(connect=30, read=30, total=60, backoff=0.001)  # the machine may have much else to do
STATUSES: Final = (400, 401, 403, 404, 409, 418, 500, 503)


@pytest.fixture(autouse=True)
def everything_shown() -> Iterator[None]:
    before = options.current()
    options.choose(max_html_kb=20_000)
    yield
    options.choose(max_html_kb=before.max_html_kb)


@pytest.fixture(scope="module")
def server() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", threaded=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: HTTPServer) -> Iterator[Client]:
    token = SecretStr("tokentokentoken" + "0123456789")
    with Client(server.url_for("/"), token, "orgaaaaaaaaaaaaaaaaaaaaaaaa", limits=PATIENT) as made:
        yield made


def terminal_safe(text: str) -> bool:
    return "\n" not in text and not any(map(is_invisible, text))


def test_markdown_becomes_html_that_can_do_nothing() -> None:
    def holds(text: str) -> None:
        for source in (text, f"before {text} behind", f"[x]({text})", f"- a\n\n  {text}", f"<div>\n\n{text}\n"):
            model = MODELS["app.AppConfig"].model_validate({"readme": source})
            assert Reading(to_html(model)).problems == []

    assert failures(holds, TEXTS) == []


def test_template_syntax_in_markdown_is_shown() -> None:
    def holds(text: str) -> None:
        expression = re.match(r"\{\{.*?\}\}(?!\})", text)
        if expression and "<" not in expression[0]:
            assert expression[0] in Reading(f"<div>{markdown(f'See {expression[0]} here.')}</div>").words

    assert failures(holds, TEMPLATES) == []


def test_markdown_in_any_other_text_is_shown_as_it_is_written() -> None:
    def holds(text: str) -> None:
        shown = Reading(to_html(MODELS["app.App"].model_validate({"description": text})))
        assert "".join(text.split()) in "".join(shown.words.split())
        assert shown.links == []

    assert failures(holds, MARKDOWN) == []


def test_an_error_is_one_line_that_a_terminal_can_show(server: HTTPServer, client: Client) -> None:
    def holds(kind: str, status: int) -> None:
        for text in (KINDS[kind][status % len(KINDS[kind])], " ".join(KINDS[kind])):
            server.clear()
            body = {"error": text, "description": text, "user_error": True}
            server.expect_request(re.compile(".*")).respond_with_json(body, status=status)
            with pytest.raises(errors.NuonError) as raised:
                client.installer("int1")
            assert all(map(terminal_safe, (str(raised.value), *raised.value._render_traceback_())))

    assert failures(holds, product(KINDS, STATUSES)) == []


def test_an_answer_that_is_no_json_is_one_line_that_a_terminal_can_show(server: HTTPServer, client: Client) -> None:
    def holds(text: str) -> None:
        server.clear()
        server.expect_request(re.compile(".*")).respond_with_data(text, content_type="text/html")
        with pytest.raises(errors.NuonError) as raised:
            client.installer("int1")
        assert terminal_safe(str(raised.value))

    assert failures(holds, TEXTS) == []


def test_a_note_on_what_could_not_be_loaded_is_text(server: HTTPServer, client: Client) -> None:
    def holds(kind: str) -> None:
        text = " ".join(KINDS[kind]).replace("@@", "")
        server.clear()
        refused = {"error": text, "description": text, "user_error": True}
        server.expect_request("/v1/apps/app1").respond_with_json({"id": "app1", "name": text})
        server.expect_request(re.compile(".*")).respond_with_json(refused, status=403)
        app = load_app("app1", client=client)
        assert notes_of(app)
        assert Reading(to_html(app)).problems == []
        assert not any(map(is_invisible, to_text(app)))

    assert failures(holds, KINDS) == []


def test_a_value_that_fits_no_property_leaves_only_its_name() -> None:
    def holds(api_type: str, kind: str) -> None:
        payload: dict[str, Any] = {}
        for number, (prop, schema) in enumerate(OBJECTS[api_type].items()):
            text = KINDS[kind][number % len(KINDS[kind])]
            of_maps = schema.get("type") == "object" and target(schema) not in ENUMS
            payload[prop] = {text: text, f"{text} 2": [text]} if of_maps else text
        model = MODELS[api_type].model_validate_json(json.dumps(payload))
        assert Reading(to_html(model)).problems == []
        assert not any(map(is_invisible, to_text(model)))

    assert failures(holds, product(MODELS, ["bidi", "fakes", "long", "terminal"])) == []


def test_a_title_of_the_explorer_is_one_line_of_text() -> None:
    def holds(round_: int) -> None:
        for api_type in MODELS:
            model = Sower(round_, enums=True).model(api_type, most=1, deep=1)
            assert terminal_safe(plain(title(model)))
            assert all(terminal_safe(plain(section(model, heading, [name]))) for name, heading in titles_of(model))

    assert failures(holds, range(len(KINDS))) == []


def test_a_note_of_the_explorer_is_text() -> None:
    def holds(text: str) -> None:
        shown = Reading(note(text, "error"))
        assert [problem for problem in shown.problems if problem != "<div role='status'>"] == []

    assert failures(holds, TEXTS) == []


def test_a_repr_is_one_line_that_a_terminal_can_show() -> None:
    def holds(text: str) -> None:
        assert terminal_safe(repr(MODELS["app.App"].model_validate({"id": text, "name": text, "status": text})))

    assert failures(holds, TEXTS) == []


def test_lone_surrogates_are_not_shown() -> None:
    model = MODELS["app.App"].model_validate({"name": "a\ud800b", "description": "c\udfffd"})
    assert Reading(to_html(model)).problems == []
    assert "ab" in to_html(model)
    assert "ab" in to_text(model)


def test_markdown_by_nbconvert_is_the_same_html_to_a_reader_of_markdown() -> None:
    folded = MODELS["app.KubernetesManifestComponentConfig"](manifest="\n\n".join(MARKDOWN))
    for shown in (folded, gallery(), *(Sower(number).installer() for number in (0, 5, 11))):
        page = to_html(shown)
        output = new_output("execute_result", {"text/html": page, "text/plain": to_text(shown)}, execution_count=1)
        notebook = new_notebook(cells=[new_code_cell("installer", outputs=[output], execution_count=1)])
        rendered = exported_markdown(notebook)
        behind = Reading(rendered[rendered.index("<style>") :])
        assert behind.problems == []
        assert behind.links == Reading(page).links
        assert behind.words.split() == Reading(page).words.split()
