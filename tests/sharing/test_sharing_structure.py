"""`--anonymize` leaves what is no text as it is: code, keys of a plot's structure; and loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from nbformat import v4

from nuon_notebook.sharing import NameFoundError, share
from nuon_notebook.sharing.code import divided
from nuon_notebook.sharing.structures import WORDS
from tests.sharing.conftest import code, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLOTLY = "application/vnd.plotly.v1+json"


def named(*names: str) -> Any:
    """An output that marks names as the display does."""
    return shown(html=" ".join(f'<span class="nuon-c">{name}</span>' for name in names))


@pytest.fixture
def source(shared: Callable[..., Any]) -> Callable[..., str]:
    """What becomes of a cell's source beside an output that marks names."""

    def replaced(source: str, *names: str, **metadata: Any) -> str:
        copy = shared(code("1", named(*names)), code(source), anonymize=True, **metadata)
        return "".join(copy["cells"][1]["source"])

    return replaced


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("import prod.x\nprod = 'prod'  # of prod", "import prod.x\nprod = 'customer-1'  # of customer-1"),
        ("%nuon_app prod\nprod.x", "%nuon_app customer-1\nprod.x"),
        ("prod = %nuon_app prod -x\nprod", "prod = %nuon_app customer-1 -x\nprod"),
        ("!ls prod \\\n prod\nprod", "!ls customer-1 \\\n customer-1\nprod"),
        ("if prod:\n    !ls prod\n    prod()", "if prod:\n    !ls customer-1\n    prod()"),
        ("%%bash\nls prod", "%%bash\nls customer-1"),
        ("%%time prod\nprod = 'prod'", "%%time customer-1\nprod = 'customer-1'"),
        ('x = """\n%prod\n!prod"""; prod', 'x = """\n%customer-1\n!customer-1"""; prod'),
        ("print(f'{prod.name}: prod', fr\"prod\")", "print(f'{prod.name}: customer-1', fr\"customer-1\")"),
        ("message = ('%s'\n           % prod())", "message = ('%s'\n           % prod())"),
        ("?prod\nx % prod\nf'prod'", "?customer-1\nx % prod\nf'customer-1'"),
        ("it's prod, no code", "it's customer-1, no code"),
        ('x = """prod', 'x = """customer-1'),
        ("\tprod\n  prod\n 'prod'", "\tcustomer-1\n  customer-1\n 'customer-1'"),
    ],
)  # fmt: skip
def test_in_code_names_are_replaced_in_strings_comments_and_magics(
    written: str, left: str, source: Callable[..., str]
) -> None:
    assert source(written, "prod") == left


@pytest.mark.parametrize("text", ["y = X@df.values", "pip install pkg@main.example", "@app.route\ndef f(): pass"])
def test_code_is_no_address_of_a_person(text: str, source: Callable[..., str]) -> None:
    assert source(text) == text
    assert source("mail('jane@fern.example')  # joe@fern.example") == "mail('person-1')  # person-2"


def test_code_of_other_languages_is_text(source: Callable[..., str]) -> None:
    assert source("prod <- 1", "prod", kernelspec={"name": "ir", "display_name": "R", "language": "R"}) == (
        "customer-1 <- 1"
    )


@pytest.mark.parametrize("text", ["x = kestrel-grain", "x = acme.example.org", "account = 123456789012"])
def test_a_name_in_code_that_can_be_no_other_word_stops_it(text: str, save: Callable[..., Path]) -> None:
    outputs = named("kestrel-grain", "acme.example.org", "123456789012")
    with pytest.raises(NameFoundError, match="cell 2, source: a name"):
        share(save(code("1", outputs), code(text)), anonymize=True)


def test_it_says_which_cells_hold_code_that_may_be_a_name(save: Callable[..., Path]) -> None:
    cells = code("1", named("prod", "kestrel")), code("prod = prod_2"), code("'prod'"), code("kestrel.prod")
    did = str(share(save(*cells), anonymize=True))
    assert "3 identifiers of code left that may be a name (cell 2 and cell 4)" in did


@pytest.mark.parametrize("text", ["", "\n", "%%time", "x\r\n'y'\r\n# z", '\'ä\' + """\n\n""" # ü\n%z', "!a\n\n!b"])
def test_pieces_of_code_make_the_whole(text: str) -> None:
    assert "".join(piece.text for piece in divided(text)) == text


def test_the_keys_of_a_plot_stay_and_its_names_go(shared: Callable[..., Any]) -> None:
    figure = {
        "data": [{"type": "scatter", "x": ["data", "acme"], "acme": {"name": "acme"}}],
        "layout": {"title": {"text": "data"}},
    }
    plot = v4.new_output("display_data", {PLOTLY: figure})
    copy = shared(code("1", named("data", "layout", "title", "acme"), plot), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["data"][PLOTLY] == {
        "data": [{"type": "scatter", "x": ["customer-1", "customer-4"], "customer-4": {"name": "customer-4"}}],
        "layout": {"title": {"text": "customer-1"}},
    }


def test_words_of_a_structure_are_no_names_of_several_words() -> None:
    assert [word for word in WORDS if not word.isalpha() or word != word.lower()] == []


def test_the_keys_of_plain_json_are_data_and_all_of_them_stay(shared: Callable[..., Any]) -> None:
    held = {"Acme": 1, "acme": 2, "data": 3, "ACME": 4}
    copy = shared(code("1", named("acme", "data"), shown(json=held)), anonymize=True)
    replaced = copy["cells"][0]["outputs"][1]["data"]["application/json"]
    assert replaced == {"customer-1": 4, "customer-1 (2)": 1, "customer-1 (3)": 2, "customer-2": 3}


def test_the_same_notebook_gives_the_same_bytes(save: Callable[..., Path]) -> None:
    metadata = {word: f"{word}@fern.example" for word in ("owner", "reader", "editor", "writer", "asker")}
    path = save(code("1", stream("-")), **metadata)
    written = json.loads(share(path, anonymize=True).notebook.read_text())["metadata"]
    assert written == {word: f"person-{number}" for number, word in enumerate(sorted(metadata), 1)}
