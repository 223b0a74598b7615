"""`--anonymize` replaces names in a cell's strings, comments and magics, and leaves its code as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.sharing import NameFoundError, share
from nuon_notebook.sharing.python_source import split_source
from tests.sharing.conftest import code, marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def source(shared: Callable[..., Any]) -> Callable[..., str]:
    """What becomes of a cell's source beside an output that marks names."""

    def replaced(source: str, *names: str, **metadata: Any) -> str:
        copy = shared(code("1", marked(*names)), code(source), anonymize=True, **metadata)
        return "".join(copy["cells"][1]["source"])

    return replaced


REPLACED = {
    "import prod.x\nprod = 'prod'  # of prod": "import prod.x\nprod = 'customer-1'  # of customer-1",
    "%nuon_app prod\nprod.x": "%nuon_app customer-1\nprod.x",
    "prod = %nuon_app prod -x\nprod": "prod = %nuon_app customer-1 -x\nprod",
    "!ls prod \\\n prod\nprod": "!ls customer-1 \\\n customer-1\nprod",
    "if prod:\n    !ls prod\n    prod()": "if prod:\n    !ls customer-1\n    prod()",
    "%%bash\nls prod": "%%bash\nls customer-1",
    "%%time prod\nprod = 'prod'": "%%time customer-1\nprod = 'customer-1'",
    'x = """\n%prod\n!prod"""; prod': 'x = """\n%customer-1\n!customer-1"""; prod',
    "print(f'{prod.name}: prod', fr\"prod\")": "print(f'{prod.name}: customer-1', fr\"customer-1\")",
    "message = ('%s'\n           % prod())": "message = ('%s'\n           % prod())",
    "?prod\nx % prod\nf'prod'": "?customer-1\nx % prod\nf'customer-1'",
    "it's prod, no code": "it's customer-1, no code",
    'x = """prod': 'x = """customer-1',
    "\tprod\n  prod\n 'prod'": "\tcustomer-1\n  customer-1\n 'customer-1'",
}


def test_in_code_names_are_replaced_in_strings_comments_and_magics(source: Callable[..., str]) -> None:
    assert {written: source(written, "prod") for written in REPLACED} == REPLACED


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
    outputs = marked("kestrel-grain", "acme.example.org", "123456789012")
    with pytest.raises(NameFoundError, match="cell 2, source: a name"):
        share(save(code("1", outputs), code(text)), anonymize=True)


def test_it_says_which_cells_hold_code_that_may_be_a_name(save: Callable[..., Path]) -> None:
    cells = code("1", marked("prod", "kestrel")), code("prod = prod_2"), code("'prod'"), code("kestrel.prod")
    summary = str(share(save(*cells), anonymize=True))
    assert "3 identifiers in code kept that may be a name (cell 2 and cell 4)" in summary


def test_the_segments_of_a_source_make_the_whole() -> None:
    sources = ["", "\n", "%%time", "x\r\n'y'\r\n# z", '\'ä\' + """\n\n""" # ü\n%z', "!a\n\n!b", *REPLACED]
    assert ["".join(segment.source for segment in split_source(source)) for source in sources] == sources
