"""`--anonymize` finds names as texts write them: cut off, broken over lines, escaped, beside an underscore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.display import to_html, to_text
from nuon_notebook.models import Install
from nuon_notebook.sharing import NameFoundError
from tests.sharing.conftest import code, marked, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def anonymized(shared: Callable[..., Any]) -> Callable[..., str]:
    """What becomes of a text beside an output that marks a name."""

    def replaced(text: str, name: str = "kestrel-grain") -> str:
        return "".join(shared(code("1", marked(name), stream(text)), anonymize=True)["cells"][0]["outputs"][1]["text"])

    return replaced


@pytest.mark.parametrize(
    "problem",
    [
        "creating EKS cluster in VPC of the install orchard-insights: no capacity",
        "cluster n-kestrel_orchard-insights_eks: denied",
        "reading s3 bucket tfstate-eu-north-prod for all the teams of orchard-insights failed, and failed again then",
    ],
)
def test_a_name_in_a_reason_is_replaced_in_the_outline_too(problem: str, shared: Callable[..., Any]) -> None:
    install = Install.model_validate(
        {
            "id": "inl" + "1" * 23,
            "name": "orchard-insights",
            "sandbox_status": "error",
            "sandbox_status_description": problem,
        }
    )
    text = to_text(install)
    bundle = shared(code("1", shown(html=to_html(install), plain=text)), anonymize=True)["cells"][0]["outputs"][0][
        "data"
    ]
    left = "".join([*bundle["text/html"], *bundle["text/plain"]])
    assert [word for word in ("orchard", "insights") if word in left] == []
    assert "".join(bundle["text/plain"]) == text.replace("orchard-insights", "customer-1")


def test_the_lines_of_a_reason_break_between_words() -> None:
    problem = "creating EKS cluster in the VPC of the customer's install orchard-insights: no capacity"
    install = Install(name="x", sandbox_status="error", sandbox_status_description=problem)
    assert "  orchard-insights: no capacity" in to_text((install,)).replace("│", " ")


@pytest.mark.parametrize("name", ["Northwind Health Systems", "acme.example.org", "northwind-health-systems"])
def test_a_name_of_several_words_that_was_cut_off_is_replaced(name: str, anonymized: Callable[..., str]) -> None:
    for end in range(4, len(name)):
        assert anonymized(f"│  ├─ runs on {name[:end]}…\nx", name) == "│  ├─ runs on customer-1\nx"
    assert anonymized(f"in {name[:3]}…", name) == f"in {name[:3]}…"


def test_a_name_that_is_only_there_cut_off_is_replaced(shared: Callable[..., Any]) -> None:
    text = "v3 · active · 2025-10-26 12:01 UTC · runs on orchard-insights, kestrel-gr…\nkestrel-g… and orchard-insights"
    facts = "v3 · active · 2025-10-26 12:01 UTC · runs on customer-1, customer-2\ncustomer-2 and customer-1"
    assert "".join(shared(code("1", stream(text)), anonymize=True)["cells"][0]["outputs"][0]["text"]) == facts


@pytest.mark.parametrize("open_end", [",…", ", …", " …", " a…", " and…", " and …"])
def test_an_enumeration_that_was_cut_off_between_names_is_read(open_end: str, shared: Callable[..., Any]) -> None:
    text = f"v3 · active · 2025-10-26 12:01 UTC · runs on orchard-insights{open_end}\norchard-insights"
    copy = "".join(shared(code("1", stream(text)), anonymize=True)["cells"][0]["outputs"][0]["text"])
    assert copy == text.replace("orchard-insights", "customer-1")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("upgrade of kestrel-\n│  │  grain failed", "kestrel-grain"),
        ("upgrade of Northwind\n│     Health failed", "Northwind Health"),
        ("upgrade of Northwind\nHealth failed", "Northwind Health"),
        ("upgrade of North -\n│ Wind failed", "North - Wind"),
    ],
)
def test_a_name_that_is_broken_over_lines_is_replaced(text: str, name: str, anonymized: Callable[..., str]) -> None:
    assert anonymized(text, name) == "upgrade of customer-1 failed"


def test_a_name_that_an_outline_breaks_within_a_word_stops_it(anonymized: Callable[..., str]) -> None:
    long = "kestrel" * 9
    with pytest.raises(NameFoundError):
        anonymized(f"│  of {long[:54]}\n│  {long[54:]} failed", long)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("n-x_kestrel-grain_eks", "n-x_customer-1_eks"),
        ("kestrel-grain_plan.json", "customer-1_plan.json"),
        ("kestrel-grain@cluster", "customer-1@cluster"),
        ("kestrel-grains", "kestrel-grains"),
        ("akestrel-grain", "akestrel-grain"),
    ],
)
def test_a_name_of_several_words_is_found_beside_an_underscore(
    text: str, left: str, anonymized: Callable[..., str]
) -> None:
    assert anonymized(text) == left


def test_a_name_that_is_one_word_is_no_part_of_another_one(anonymized: Callable[..., str]) -> None:
    assert anonymized("v1.2.3, v1: v1. v1_2, xv1", "v1") == "v1.2.3, customer-1: customer-1. v1_2, xv1"


@pytest.mark.parametrize("written", [repr, lambda text: repr(repr(text))])
def test_a_name_behind_an_escaped_line_end_is_replaced(
    written: Callable[[str], str], anonymized: Callable[..., str]
) -> None:
    assert anonymized(written("err\nkestrel-grain\tkestrel-grain\rx")) == written("err\ncustomer-1\tcustomer-1\rx")
    assert anonymized(written("err\nprod\tprod"), "prod") == written("err\ncustomer-1\tcustomer-1")


@pytest.mark.parametrize("colour", ["\x1b[m", "\x1b[0m", "\x1b[31m", "\x1b[38;5;214m"])
def test_a_name_in_colour_is_replaced(colour: str, anonymized: Callable[..., str]) -> None:
    assert anonymized(f"{colour}kestrel-grain\x1b[0m failed") == f"{colour}customer-1\x1b[0m failed"
    assert anonymized(f"{colour}prod\x1b[0m failed", "prod") == f"{colour}customer-1\x1b[0m failed"


def test_addresses_behind_an_escaped_line_end_are_replaced(anonymized: Callable[..., str]) -> None:
    text = repr("x\narn:aws:iam::123456789012:role/acme-admin y\njane@fern.example z\nn@fern.example")
    assert anonymized(text) == repr("x\nrole-1 y\nperson-1 z\nperson-2")
    assert anonymized(repr("x\narn:aws:eks:eu-west-1:123456789012:cluster/x")) == repr(
        "x\narn:aws:eks:eu-west-1:account-1:cluster/x"
    )
