"""`--anonymize`: the same name by the same stand-in, wherever it stands, and nothing left."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from nuon_notebook import load_installer, options
from nuon_notebook.display import to_text
from nuon_notebook.models import Install
from nuon_notebook.sharing import NameFoundError, ShareError, share
from tests.demo_generator.installs import account_number
from tests.demo_generator.people import PEOPLE
from tests.demo_generator.worlds import CUSTOMERS
from tests.sharing.conftest import code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.models import Installer

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "01_quickstart.ipynb"
BANK = Install.model_validate(
    {
        "id": "inl" + "1" * 23,
        "name": "eastgate-bank",
        "aws_account": {"id": "aws1", "iam_role_arn": "arn:aws:iam::123456789012:role/nuon"},
    }
)


@pytest.fixture
def _people_shown() -> Iterator[None]:
    options.choose(show_people=True)
    yield
    options.choose(show_people=False)


@pytest.fixture(scope="module")
def installer() -> Installer:
    return load_installer("demo")


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


def test_the_same_name_has_the_same_stand_in_everywhere(shared: Callable[..., Any]) -> None:
    copy = shared(
        markdown("About eastgate-bank."),
        code("installs['eastgate-bank']", display(BANK), stream("eastgate-bank: fine\nEastgate-Bank: fine")),
        anonymize=True,
    )
    assert copy["cells"][0]["source"] == ["About customer-1."]
    assert copy["cells"][1]["source"] == ["installs['customer-1']"]
    assert copy["cells"][1]["outputs"][1]["text"] == ["customer-1: fine\n", "customer-1: fine"]
    assert '<span class=\\"nuon-c\\">customer-1</span>' in text_of(copy)


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


def test_names_of_printed_installs_are_found(shared: Callable[..., Any]) -> None:
    printed = code("1", stream(str(BANK)), stream("-", "stderr"), stream(repr(BANK)))
    assert "eastgate" not in text_of(shared(printed, markdown("eastgate-bank"), anonymize=True))


def test_names_of_printed_installs_that_hold_a_quote_are_found(shared: Callable[..., Any]) -> None:
    printed = code("1", stream(repr(BANK.model_copy(update={"name": "Rope's"}))), stream("for Rope's", "stderr"))
    assert "Rope" not in text_of(shared(printed, anonymize=True))


def test_names_in_a_printed_outline_are_replaced(installer: Installer, shared: Callable[..., Any]) -> None:
    copy = text_of(shared(code("print(installer)", stream(str(installer))), anonymize=True))
    assert [name for name in CUSTOMERS if name in copy] == []
    assert f"customer-{len(CUSTOMERS)} [active]" in copy


def test_names_in_printed_outlines_of_apps_and_of_several_installs_are_replaced(
    installer: Installer, shared: Callable[..., Any]
) -> None:
    printed = [*map(str, installer.apps), to_text(installer.installs)]
    for text in printed:
        copy = text_of(shared(code("1", stream(text)), anonymize=True))
        assert [name for name in CUSTOMERS if name in copy] == []
        assert "customer-1" in copy


def test_names_that_only_a_printed_config_tells_are_replaced(shared: Callable[..., Any]) -> None:
    lines = "v3 [active] 2025-10-26 12:01 UTC · runs on orchard-insights, Rope & Sons and eastgate-bank"
    copy = shared(code("1", stream(f"{lines}\n├─ README 14 lines")), anonymize=True)
    facts = "v3 [active] 2025-10-26 12:01 UTC · runs on customer-1, customer-2 and customer-3\n"
    assert copy["cells"][0]["outputs"][0]["text"] == [facts, "├─ README 14 lines"]


@pytest.mark.parametrize("end", ["1…", "12…", "12 …", "12 m…", "12 mo…", "12 mor…", "12 more"])
def test_how_many_more_run_a_config_is_no_name(shared: Callable[..., Any], end: str) -> None:
    lines = (
        f"v3 [active] 2025-10-26 12:01 UTC · runs on orchard-insights and {end}\n12 of 40 on 2025-11-12, chart v1.12"
    )
    copy = shared(code("1", stream(lines)), anonymize=True)
    assert copy["cells"][0]["outputs"][0]["text"][-1] == "12 of 40 on 2025-11-12, chart v1.12"


MARKED_TWICE = '<span class="nuon-c">Data and Platform</span> <span class="nuon-c">Globex, Inc.</span>'


def test_a_name_that_holds_a_comma_or_an_and_is_one_name(shared: Callable[..., Any]) -> None:
    lines = (
        "v3 [active] 2025-10-26 12:01 UTC · runs on Data and Platform and Globex, Inc.\nData of the Platform team, Inc."
    )
    copy = shared(code("1", shown(html=MARKED_TWICE), stream(lines)), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["text"][-1] == "Data of the Platform team, Inc."


def test_what_of_an_outline_is_no_name_stays(shared: Callable[..., Any]) -> None:
    lines = [
        "├─ Installs 6 [error]",
        "│  ├─ Rope & Sons AWS us-west-2",
        "│  ├─ acme v3, 2 behind · AWS eu-west-1",
        "│  │  v3 failed",
        "│  │  └─ not asked for: drift",
        "│  ├─ inl" + "2" * 23,
        "│  ├─ could not be shown (ValueError)",
        "│  └─ … and 2 more: app.installs[4:]",
        "└─ Branches 1",
        "   └─ main since 2025-10-01",
    ]
    copy = shared(code("1", stream("\n".join(lines))), anonymize=True)
    replaced = "\n".join(lines).replace("Rope & Sons", "customer-1").replace("acme", "customer-2")
    assert "".join(copy["cells"][0]["outputs"][0]["text"]) == replaced


def test_it_says_how_many_names_were_replaced_and_that_none_was_known(save: Callable[..., Path]) -> None:
    assert "1 name replaced" in str(share(save(code("1", stream(repr(BANK)))), anonymize=True))
    assert "no names known: none was replaced" in str(share(save(code("1", stream("hello"))), anonymize=True))
    assert "name" not in str(share(save(code("1", stream("hello"))))).partition(":")[2]


def test_addresses_of_people_are_replaced_and_those_of_repositories_stay(shared: Callable[..., Any]) -> None:
    copy = shared(markdown("a.b@example.com, m…@example.com, git@github.com:o/r"), anonymize=True)
    assert copy["cells"][0]["source"] == ["person-1, person-2, git@github.com:o/r"]


def test_pictures_and_documents_hold_the_stand_ins_too(shared: Callable[..., Any]) -> None:
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
    with pytest.raises(ShareError, match="its name tells who somebody is"):
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


def test_a_name_that_begins_as_a_stand_in_does_is_replaced(shared: Callable[..., Any]) -> None:
    named = stream(repr(BANK.model_copy(update={"name": "account-7-eu"})))
    copy = shared(markdown("account-7-eu"), code("1", named), anonymize=True)
    assert copy["cells"][0]["source"] == ["customer-1"]


def test_without_being_asked_names_stay(shared: Callable[..., Any]) -> None:
    assert "eastgate-bank" in text_of(shared(code("1", display(BANK))))
