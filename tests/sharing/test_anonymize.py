"""`--anonymize`: the same name becomes the same pseudonym everywhere, no name is left, and nothing else changes."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat import v4

from nuon_notebook import options
from nuon_notebook.sharing import NameFoundError, ShareError, share
from nuon_notebook.sharing.anonymize import FORMAT_KEYS
from tests.demo_generator.installs import account_number
from tests.demo_generator.people import PEOPLE
from tests.demo_generator.worlds import CUSTOMERS
from tests.sharing.conftest import BANK, QUICKSTART, code, markdown, marked, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nuon_notebook.models import Installer

PLOTLY = "application/vnd.plotly.v1+json"


@pytest.fixture
def _people_shown() -> Iterator[None]:
    options.choose(show_people=True)
    yield
    options.choose(show_people=False)


def display(model: Any) -> Any:
    return shown(html=model._repr_html_(), plain=str(model))


def text_of(copy: Any) -> str:
    return json.dumps(copy, ensure_ascii=False)


def test_no_name_of_the_demo_world_is_left_in_the_quickstart(tmp_path: Path) -> None:
    copy = share(QUICKSTART, tmp_path / "out.ipynb", html=True, anonymize=True)
    for text in (copy.notebook.read_text(), copy.page.read_text() if copy.page else ""):
        names = [*CUSTOMERS, *PEOPLE, *(account_number(name) for name in CUSTOMERS), "…@"]
        assert [name for name in names if name in text] == []
        assert "customer-8" in text


@pytest.mark.usefixtures("_people_shown")
def test_people_who_are_shown_whole_are_replaced(installer: Installer, shared: Callable[..., Any]) -> None:
    outputs = [display(installer), *(display(workflow) for workflow in installer.installs[0].workflows)]
    copy = text_of(shared(code("1", *outputs), anonymize=True))
    assert [name for name in PEOPLE if name in copy] == []
    assert "person-1" in copy


def test_the_same_name_has_the_same_pseudonym_everywhere(shared: Callable[..., Any]) -> None:
    copy = shared(
        markdown("About eastgate-bank."),
        code("installs['eastgate-bank']", display(BANK), stream("eastgate-bank: fine\nEastgate-Bank: fine")),
        anonymize=True,
    )
    assert copy["cells"][0]["source"] == ["About customer-1."]
    assert copy["cells"][1]["source"] == ["installs['customer-1']"]
    assert copy["cells"][1]["outputs"][1]["text"] == ["customer-1: fine\n", "customer-1: fine"]
    assert "<span class=nuon-c>customer-1</span>" in text_of(copy)


def test_a_role_and_its_account_are_replaced_in_other_addresses_too(shared: Callable[..., Any]) -> None:
    said = "arn:aws:iam::123456789012:role/nuon and arn:aws:eks:eu-west-1:123456789012:cluster/x in 123456789012"
    copy = shared(code("1", display(BANK), stream(said)), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["text"] == [
        "role-1 and arn:aws:eks:eu-west-1:account-1:cluster/x in account-1"
    ]


def test_a_name_inside_of_another_word_is_another_word(shared: Callable[..., Any]) -> None:
    acme = BANK.model_copy(update={"name": "prod"})
    copy = shared(code("1", display(acme), stream("product of prod, prod-db and reprod")), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["text"] == ["product of customer-1, customer-1-db and reprod"]


def test_a_name_that_is_a_word_of_html_leaves_the_markup_alone(shared: Callable[..., Any]) -> None:
    named = BANK.model_copy(update={"name": "span"})
    html = '<span class="span" title="span">span</span>'
    copy = shared(code("1", display(named), shown(html=html)), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["data"]["text/html"] == [
        '<span class="span" title="customer-1">customer-1</span>'
    ]


def test_a_name_that_html_writes_otherwise_is_replaced(shared: Callable[..., Any]) -> None:
    named = BANK.model_copy(update={"name": "Rope & Sons <EU>"})
    copy = text_of(shared(code("1", display(named), stream("for Rope & Sons <EU>")), anonymize=True))
    assert "Rope" not in copy
    assert "for customer-1" in copy


def test_a_name_that_was_cut_off_is_replaced(shared: Callable[..., Any]) -> None:
    copy = shared(code("1", display(BANK), stream("runs on harbor-eastga…, eastgate-ban… and east…")), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["text"] == ["runs on harbor-customer-1, customer-1 and customer-1"]


def test_it_says_how_many_names_were_replaced_and_that_none_was_known(save: Callable[..., Path]) -> None:
    assert "1 name replaced" in str(share(save(code("1", stream(repr(BANK)))), anonymize=True))
    assert "no names known: none was replaced" in str(share(save(code("1", stream("hello"))), anonymize=True))
    assert "name" not in str(share(save(code("1", stream("hello"))))).partition(":")[2]


def test_addresses_of_people_are_replaced_and_those_of_repositories_stay(shared: Callable[..., Any]) -> None:
    copy = shared(markdown("a.b@example.com, m…@example.com, git@github.com:o/r"), anonymize=True)
    assert copy["cells"][0]["source"] == ["person-1, person-2, git@github.com:o/r"]


def test_pictures_and_documents_hold_the_pseudonyms_too(shared: Callable[..., Any]) -> None:
    drawn = base64.b64encode(b"<svg><text>eastgate-bank</text></svg>").decode()
    html = f'<img src="data:image/svg+xml;base64,{drawn}" alt="eastgate-bank">'
    outputs = shown(html=html), shown(json={"eastgate-bank": ["eastgate-bank"]}), shown(svg="<svg>eastgate-bank</svg>")
    copy = shared(code("1", display(BANK), *outputs), anonymize=True)
    found = copy["cells"][0]["outputs"]
    redrawn = base64.b64encode(b"<svg><text>customer-1</text></svg>").decode()
    assert found[1]["data"]["text/html"] == [f'<img src="data:image/svg+xml;base64,{redrawn}" alt="customer-1">']
    assert found[2]["data"]["application/json"] == {"customer-1": ["customer-1"]}
    assert found[3]["data"]["image/svg+xml"] == ["<svg>customer-1</svg>"]


def test_a_name_that_cannot_be_replaced_stops_it(save: Callable[..., Path]) -> None:
    hidden = base64.b64encode(b"deployed for eastgate-bank today").decode()
    with pytest.raises(NameFoundError, match="a name that cannot be replaced there") as raised:
        share(save(code("1", display(BANK), stream(hidden))), anonymize=True)
    assert "eastgate" not in str(raised.value)


def test_a_name_that_an_address_encodes_stops_it(save: Callable[..., Path]) -> None:
    named = BANK.model_copy(update={"name": "Rope & Sons"})
    with pytest.raises(NameFoundError):
        share(save(code("1", display(named), shown(html='<a href="?q=Rope%20%26%20Sons">x</a>'))), anonymize=True)


def test_names_of_several_words_are_replaced_in_markup_s_own_attributes(shared: Callable[..., Any]) -> None:
    html = '<p id="eastgate-bank" class="row eastgate-bank" style="--of:eastgate-bank">x</p>'
    copy = shared(code("1", display(BANK), shown(html=html)), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["data"]["text/html"] == [
        '<p id="customer-1" class="row customer-1" style="--of:customer-1">x</p>'
    ]


def test_a_copy_whose_own_name_tells_a_customer_is_refused(save: Callable[..., Path], tmp_path: Path) -> None:
    path = save(code("1", display(BANK))).rename(tmp_path / "eastgate-bank.ipynb")
    with pytest.raises(ShareError, match="its name identifies a customer or a person"):
        share(path, anonymize=True)
    page = share(path, tmp_path / "out.ipynb", html=True, anonymize=True).page
    assert page
    assert "eastgate" not in page.read_text()


def test_what_was_made_anonymous_can_be_made_so_again(tmp_path: Path) -> None:
    once = share(QUICKSTART, tmp_path / "once.ipynb", anonymize=True).notebook
    again = share(once, tmp_path / "again.ipynb", anonymize=True)
    assert again.notebook.read_bytes() == once.read_bytes()
    assert "no names known: none was replaced" in str(again)


def test_what_was_made_anonymous_stays_so_when_cells_were_moved(tmp_path: Path) -> None:
    once = share(QUICKSTART, tmp_path / "once.ipynb", anonymize=True).notebook
    notebook = nbformat.read(once, nbformat.NO_CONVERT)
    notebook.cells = notebook.cells[: len(notebook.cells) // 2 : -1]
    nbformat.write(notebook, once)
    share(once, tmp_path / "again.ipynb", anonymize=True)
    assert nbformat.read(tmp_path / "again.ipynb", nbformat.NO_CONVERT).cells == notebook.cells


def test_a_new_name_gets_a_number_that_is_free(shared: Callable[..., Any]) -> None:
    before = shown(html='<span class="nuon-c">customer-1</span> and <span class="nuon-c">customer-3</span>')
    named = [stream(repr(BANK.model_copy(update={"name": name}))) for name in ("customer", "bank")]
    copy = shared(markdown("customer-1, customer-3, customer and bank"), code("1", before, *named), anonymize=True)
    assert copy["cells"][0]["source"] == ["customer-1, customer-3, customer-2 and customer-4"]
    assert "customer-1</span> and " in text_of(copy)


def test_a_name_that_begins_as_a_pseudonym_does_is_replaced(shared: Callable[..., Any]) -> None:
    named = stream(repr(BANK.model_copy(update={"name": "account-7-eu"})))
    copy = shared(markdown("account-7-eu"), code("1", named), anonymize=True)
    assert copy["cells"][0]["source"] == ["customer-1"]


def test_without_being_asked_names_stay(shared: Callable[..., Any]) -> None:
    assert "eastgate-bank" in text_of(shared(code("1", display(BANK))))


def test_the_keys_of_a_plot_stay_and_its_names_go(shared: Callable[..., Any]) -> None:
    figure = {
        "data": [{"type": "scatter", "x": ["data", "acme"], "acme": {"name": "acme"}}],
        "layout": {"title": {"text": "data"}},
    }
    plot = v4.new_output("display_data", {PLOTLY: figure})
    copy = shared(code("1", marked("data", "layout", "title", "acme"), plot), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["data"][PLOTLY] == {
        "data": [{"type": "scatter", "x": ["customer-1", "customer-4"], "customer-4": {"name": "customer-4"}}],
        "layout": {"title": {"text": "customer-1"}},
    }


def test_keys_of_a_format_are_no_names_of_several_words() -> None:
    assert [word for word in FORMAT_KEYS if not word.isalpha() or word != word.lower()] == []


def test_the_keys_of_plain_json_are_data_and_all_of_them_stay(shared: Callable[..., Any]) -> None:
    held = {"Acme": 1, "acme": 2, "data": 3, "ACME": 4}
    copy = shared(code("1", marked("acme", "data"), shown(json=held)), anonymize=True)
    replaced = copy["cells"][0]["outputs"][1]["data"]["application/json"]
    assert replaced == {"customer-1": 4, "customer-1 (2)": 1, "customer-1 (3)": 2, "customer-2": 3}


def test_pseudonyms_are_numbered_the_same_way_in_every_run(save: Callable[..., Path]) -> None:
    metadata = {word: f"{word}@fern.example" for word in ("owner", "reader", "editor", "writer", "asker")}
    path = save(code("1", stream("-")), **metadata)
    written = json.loads(share(path, anonymize=True).notebook.read_text())["metadata"]
    assert written == {word: f"person-{number}" for number, word in enumerate(sorted(metadata), 1)}


def test_names_in_a_picture_of_the_display_are_replaced(shared: Callable[..., Any]) -> None:
    drawing = base64.b64encode(b"<svg><title>eastgate-bank</title><text>eastgate-bank, v12</text></svg>").decode()
    html = f'<img src="data:image/svg+xml;base64,{drawing}" alt="eastgate-bank runs v12">'
    copy = shared(code("1", marked("eastgate-bank"), shown(html=html)), anonymize=True)
    shown_html = "".join(copy["cells"][0]["outputs"][1]["data"]["text/html"])
    picture = base64.b64decode(re.findall(r"base64,([^\"]+)", shown_html)[0]).decode()
    assert picture == "<svg><title>customer-1</title><text>customer-1, v12</text></svg>"
    assert 'alt="customer-1 runs v12"' in shown_html
