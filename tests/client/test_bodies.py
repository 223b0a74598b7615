"""What comes in place of plain JSON: each kind has its own words, and one bad value never refuses a record."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from nuon_notebook import errors
from nuon_notebook.client import Limits
from nuon_notebook.client.json_size import JsonSize, json_size
from nuon_notebook.models.parsing import MAX_UNREADABLE
from tests.cases import failures
from tests.client.conftest import response

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client

MARK = "hunter2hunter2"
DAMAGED = "The response for app a is not valid JSON:"
OTHER_SHAPE = "The response for app a does not have the shape that the API documents:"
MAY_PASS = ("it is empty", "it is damaged", "it is truncated")
FEW = Limits(connect=30, read=30, total=60, retries=0, objects=100, values=1000)
OBJECT = f'{{"id": "a", "name": "{MARK}"}}'
UMLAUT = '{"id": "a", "name": "é"}'


def nested(depth: int) -> str:
    return f'{{"id": "a", "x": {"[" * depth}{"]" * depth}}}'


REFUSED = [
    ("", "it is empty."),
    (" \r\n", "it is empty."),
    ("\ufeff", "it is empty."),
    (OBJECT.encode("utf-16"), "it is encoded as UTF-16, and JSON is always UTF-8."),
    (OBJECT.encode("utf-16-le"), "it is encoded as UTF-16"),
    (OBJECT.encode("utf-16-be"), "it is encoded as UTF-16"),
    ("[]".encode("utf-16"), "it is encoded as UTF-16"),
    (OBJECT.encode("utf-32"), "it is encoded as UTF-32"),
    (UMLAUT.encode("latin-1"), "it contains bytes that are not UTF-8; it may be encoded as Latin-1."),
    (b'{"name": "\xed\xa0\x80"}', "it contains bytes that are not UTF-8"),
    (gzip.compress(b"{}"), "it is compressed, but no header says so."),
    (bytes(range(128, 256)), "it is not text."),
    (OBJECT[:-1], "it is truncated or damaged. Try again."),
    (OBJECT[:-4], "it is truncated or damaged. Try again."),
    (UMLAUT.encode()[:-3], "it is truncated or damaged. Try again."),
    ('{"id": "a', "it is truncated or damaged. Try again."),
    (OBJECT + " x", "something follows after its end."),
    (OBJECT + OBJECT, "something follows after its end."),
    (OBJECT + "\n" + OBJECT, "something follows after its end."),
    (OBJECT + "\0", "something follows after its end."),
    ("{'id': 'a'}", "it is damaged."),
    ('{"id": "a",}', "it is damaged."),
    ('{"id": "\0"}', "it is damaged."),
    (MARK, "it is text of another kind."),
    (f"callback({OBJECT})", "it is text of another kind."),
    (")]}'\n{}", "it is text of another kind."),
    (f"data: {OBJECT}\n\n", "it is text of another kind."),
    ('"\\ud800"', "it contains a number or a text that cannot be represented."),
    (nested(300), "it is nested deeper than any response of the API."),
    (nested(100_000), "it is nested deeper than any response of the API."),
    (nested(300).replace('"a"', '"\\ud800"'), "it is nested deeper than any response of the API."),
    (nested(900).replace('"a"', "9" * 5000), "it is nested deeper than any response of the API."),
]
OTHER_SHAPES = [
    ("null", "an object was expected."),
    ("[]", "an object was expected."),
    ("17", "an object was expected."),
    (f'"{MARK}"', "an object was expected."),
    (
        f'{{"app_configs": [{",".join(["0"] * (MAX_UNREADABLE + 1))}]}}',
        f"more than {MAX_UNREADABLE:,} values have another type.",
    ),
]
READ = [
    ("\ufeff" + OBJECT, {"id": "a", "name": MARK}, ()),
    (UMLAUT, {"name": "é"}, ()),
    ('{"id": "a", "name": "\\u0000"}', {"name": "\0"}, ()),
    ('{"id": "a", "name": "\\ud83d\\ude00"}', {"name": "\U0001f600"}, ()),
    ('{"id": "b", "id": "a"}', {"id": "a"}, ()),
    ('{"id": "a", "name": "\\ud800"}', {"id": "a", "name": None}, ("name",)),
    ('{"id": "a", "name": "x\\udc00y", "description": "kept"}', {"description": "kept"}, ("name",)),
    ('{"id": "a", "x": {"y": ["\\ud800", 1]}}', {"id": "a"}, ("x[y]",)),
    ('{"id": "a", "links": {"ui": "\\ud800", "b": "kept"}}', {"links": {"b": "kept"}}, ("links[ui]",)),
    ('{"id": "a", "links": {"\\ud800": "x"}}', {"links": {"\ufffd": "x"}}, ()),
    (f'{{"id": "a", "name": {"9" * 5000}}}', {"id": "a", "name": None}, ("name",)),
    (f'{{"id": "a", "created_at": -{"9" * 5000}}}', {"created_at": None}, ("created_at",)),
    (f'{{"id": "a", "x": {"9" * 5000}}}', {"id": "a", "unknown": {}}, ("x",)),
    (f'{{"id": "a", "name": {"9" * 4000}}}', {"name": None}, ("name",)),
    ('{"id": "a", "name": 1e999, "created_at": NaN}', {"id": "a", "name": None}, ("created_at", "name")),
    ('{"id": "a", "created_at": "' + "9" * 100_000 + '"}', {"created_at": None}, ("created_at",)),
    (nested(150), {"id": "a"}, ()),
]
CONTENT_TYPES = [
    "text/html",
    "text/plain",
    "application/json; charset=utf-16",
    "application/json; charset=latin-1",
    "application/json; charset=none-such",
    "image/png",
    "",
]


def sent(body: str | bytes, *headers: str) -> bytes:
    return response(body if isinstance(body, bytes) else body.encode(), *headers)


def test_what_is_not_json_has_its_own_words(refusal: Callable[..., Any]) -> None:
    def check(body: str | bytes, words: str) -> None:
        error = str(refusal(sent(body), errors.ResponseError))
        assert f"{DAMAGED} {words}" in error
        assert MARK not in error
        assert (
            "Try again." not in error or words.endswith("Try again.") or words.startswith(("it is empty", "it is da"))
        )

    assert failures(check, REFUSED) == []


def test_json_of_another_shape_is_told_so(refusal: Callable[..., Any]) -> None:
    def check(body: str, words: str) -> None:
        error = str(refusal(sent(body), errors.ResponseError))
        assert f"{OTHER_SHAPE} {words}" in error
        assert MARK not in error

    assert failures(check, OTHER_SHAPES) == []


def test_one_bad_value_never_refuses_the_record(ask: Callable[..., Any]) -> None:
    def check(body: str, values: dict[str, Any], unreadable: tuple[str, ...]) -> None:
        app = ask(sent(body))
        assert {name: getattr(app, name) for name in values} == values
        assert app.unreadable == unreadable
        assert "could not be shown" not in f"{app}{app._repr_html_()}"
        (str(app) + app._repr_html_() + app.model_dump_json()).encode()

    assert failures(check, READ) == []


def test_one_bad_value_never_refuses_the_list(raw_server: Callable[..., str], connect: Callable[..., Client]) -> None:
    bad = ('"\\ud800"', "9" * 5000, "1", "[]")
    body = f'[{{"id": "a"}}, {", ".join(f"""{{"id": "a{n}", "name": {value}}}""" for n, value in enumerate(bad))}]'
    client = connect(raw_server(lambda connection: connection.sendall(sent(body))))
    assert [(app.id, app.unreadable) for app in client.apps()] == [
        ("a", ()),
        *((f"a{n}", ("name",)) for n in range(len(bad))),
    ]


def test_a_content_type_does_not_make_json_unreadable(ask: Callable[..., Any]) -> None:
    def check(content_type: str) -> None:
        assert ask(sent(UMLAUT, f"Content-Type: {content_type}")).name == "é"

    assert failures(check, CONTENT_TYPES) == []


LARGE = [
    (f'{{"x": [{",".join(["{}"] * 101)}]}}', "it holds more than 100 objects.", "objects"),
    (f'{{"x": [{",".join(["0"] * 1001)}]}}', "it holds more than 1,000 values.", "values"),
    (f'{{"x": [{",".join(["[]"] * 501)}]}}', "it holds more than 1,000 values.", "values"),
    (f'{{"x": {{{",".join(f""""{n}": 1""" for n in range(1001))}}}}}', "it holds more than 1,000 values.", "values"),
]


def test_a_body_that_would_cost_too_much_is_refused_with_its_subject(refusal: Callable[..., Any]) -> None:
    def check(body: str, why: str, limit: str) -> None:
        error = refusal(sent(body), errors.ResponseError, FEW)
        assert error.what == "The response for app a was not read:"
        assert error.why == why
        assert f"`Client(limits=Limits({limit}=…))`" in error.advice

    assert failures(check, LARGE) == []


def test_braces_and_commas_within_texts_do_not_count(ask: Callable[..., Any]) -> None:
    text = json.dumps('{{,"[\\' * 5000)
    assert ask(sent(f'{{"id": "a", "description": {text}}}'), FEW).id == "a"


def test_the_size_of_json_is_that_of_what_it_holds() -> None:
    limit = JsonSize(bytes=10_000, objects=1, values=2)

    def check(text: bytes, objects: int, values: int) -> None:
        assert json_size(text, limit) == (len(text), objects, values)

    cases = [
        (b'{"a": "{{{,,,[[["}', 1, 2),
        (b'{"a\\"{": "\\\\,"}', 1, 2),
        (b'["{,", "\\"{,"]', 0, 3),
        (b'"{{{,,,', 0, 1),
        (b"17", 0, 1),
    ]
    assert failures(check, cases) == []


def test_the_defaults_leave_room_for_the_largest_real_responses() -> None:
    limits = Limits()
    workflows_of_a_large_app = 100 * 100  # a page of workflows of a hundred steps each
    assert limits.body > workflows_of_a_large_app * 1500
    assert limits.objects > workflows_of_a_large_app * 8
    assert limits.values > workflows_of_a_large_app * 40
