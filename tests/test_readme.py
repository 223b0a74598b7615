"""README and the pages in `docs/`: short, with links that lead somewhere, and a tour that runs as it is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import failures

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (README, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md")))
LINK = re.compile(r"(?<!\[)!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"(?:^ {4}.*\n|^\n(?= {4}))+", re.MULTILINE)
MOST_WORDS = 1_100
QUESTIONS = 10


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return BLOCK.sub("\n", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors that hosting sites give to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def tour() -> tuple[list[str], list[str]]:
    """The lines of the tour: those that prepare it, and those that answer a question."""
    section = README.read_text(encoding="utf-8").partition("## The tour")[2].partition("\n## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    return [line for line in lines if "?" not in line], [line for line in lines if line.endswith("?")]


def python(line: str) -> str:
    """A line without the magics, which other tests run."""
    return "" if line.startswith("%") else line.replace("%nuon_installer demo", 'load_installer("demo")')


def test_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").split()) < MOST_WORDS


def test_every_link_leads_somewhere() -> None:
    def holds(page: Path) -> None:
        for link in LINK.findall(prose(page)):
            path, _, anchor = link.partition("#")
            assert not path.startswith("http"), f"{link} leads out, where no test can follow"
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link

    assert failures(holds, PAGES) == []
    assert len(LINK.findall(prose(README))) > QUESTIONS


def test_every_notebook_is_listed() -> None:
    text = README.read_text(encoding="utf-8")
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert [path.name for path in notebooks if f"](notebooks/{path.name})" not in text] == []


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """The variables of a kernel after the first lines of the tour."""
    variables: dict[str, Any] = {}
    for line in tour()[0]:
        exec(python(line), variables)  # noqa: S102 - the lines of our own README
    return variables


def test_the_tour_answers_ten_questions_and_each_answer_displays_itself(names: dict[str, Any]) -> None:
    def holds(line: str) -> None:
        answer = eval(line, dict(names))  # noqa: S307 - see above
        assert answer._repr_html_()
        assert len(answer.to_frame())

    _, answers = tour()
    assert len(answers) == QUESTIONS
    assert failures(holds, answers) == []
