"""Whatever a text holds, it is shown as the text that it is: in HTML, in the to_text, in titles."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from nuon_notebook import options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.redaction.masking import MASK, mask_text
from nuon_notebook.redaction.sanitize import sanitize_text
from tests.conformance.schema import MODELS, OBJECTS, rows
from tests.hostile.reading import Reading, is_invisible
from tests.hostile.strings import KINDS
from tests.hostile.world import MARK, MARKDOWN, ROUNDS, Sower, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.reading import Text

PLENTY: Final = 20_000
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
WIDEST: Final = 80
EXPRESSION: Final = re.compile(r"[│├└─ ]*[a-z_]+[.(\[].*")
"""A line of an expression, which is never cut."""
LONGEST: Final = 200
JOINTS: Final = str.maketrans("", "", "_-")
BUILD_ARGUMENTS: Final = ("app.DockerBuildComponentConfig", "build_args")  # shown as name and value
SHORTENED: Final = {("app.VCSConnectionCommit", "sha"): 8}  # letters of a commit in a line, without blanks
VALUES: Final = {*rows("values")}
SOME: Final = 3
LEAST: Final = 200  # texts of all kinds together
OF_KNOWN_WORDS: Final = ROUNDS[::3]
"""The rounds in which values of enums are also known ones. Few places are only shown with these."""


@pytest.fixture(autouse=True, scope="module")
def everything_shown() -> Iterator[None]:
    before = options.current()
    options.choose(max_html_kb=PLENTY, show_values=True, show_people=True)
    yield
    options.choose(max_html_kb=before.max_html_kb, show_values=before.show_values, show_people=before.show_people)


class Page:
    """A displayed model: what it reads as, what was planted in it, its outline."""

    def __init__(self, shown: Any, sower: Sower) -> None:
        self.spots = sower.spots
        self.html = to_html(shown)
        self.outline = to_text(shown)
        self.reading = Reading(self.html)

    def found(self) -> Iterator[tuple[Spot, Text]]:
        """Yield each planted text that is shown, with the text of the page that it is in."""
        for text in self.reading.texts:
            for mark in {*MARK.findall(text.data)}:
                yield self.spots[int(mark)], text


@cache
def shown_in(round_: int) -> list[Page]:
    """What one round shows: an installer, and a model of each type with unknown values of enums, or also with known."""
    sowers = [Sower(round_, enums=bool(round_ % 2))]
    made = [Page(sowers[0].installer(), sowers[0])]
    for api_type in MODELS:
        payloads = []
        for enums in (True, False) if round_ in OF_KNOWN_WORDS else (True,):
            sower = Sower(round_, enums)
            payload = sower.payload(api_type, most=1, deep=2)
            if payload not in payloads:  # of a type without enums and flags it is the same
                made.append(Page(MODELS[api_type].model_validate_json(json.dumps(payload)), sower))
            payloads.append(payload)
    return made


@pytest.fixture(params=ROUNDS)
def pages(request: pytest.FixtureRequest) -> list[Page]:
    """All that is shown when each property has a text of another kind."""
    return shown_in(request.param)


def test_there_are_texts_of_every_kind() -> None:
    texts = [text for kind in KINDS.values() for text in kind]
    assert len({*texts}) == len(texts) >= LEAST


def test_html_holds_nothing_but_what_templates_write(pages: list[Page]) -> None:
    for page in pages:
        assert page.reading.problems == []


def test_html_is_one_style_sheet_and_one_element(pages: list[Page]) -> None:
    for page in pages:
        assert page.reading.outermost == ["style", "div"]


def test_a_text_is_shown_letter_by_letter_in_one_element(pages: list[Page]) -> None:
    for page in pages:
        for spot, text in page.found():
            assert spot[:2] in MARKDOWN or told_in(spot, text.data), (spot, text)


def test_the_outline_holds_nothing_that_a_terminal_obeys(pages: list[Page]) -> None:
    for page in pages:
        assert [letter for letter in {*page.outline} if is_invisible(letter)] == []


def test_each_text_stays_on_its_line_of_the_outline(pages: list[Page]) -> None:
    for page in pages:
        lines = page.outline.splitlines()
        assert lines == page.outline.split("\n")
        assert len(lines) <= LONGEST
        assert all(line.strip() for line in lines)
        assert [line for line in lines if terminal_width(line) > WIDEST and not EXPRESSION.fullmatch(line)] == []


def test_every_displayed_property_met_every_kind() -> None:
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for round_ in ROUNDS:
        for page in shown_in(round_):
            for spot, _ in page.found():
                met[spot[:2]].add(spot.kind)
    missing = {place: {*KINDS} - kinds for place, kinds in met.items() if {*KINDS} - kinds}
    assert len(met) >= LEAST
    assert {place: kinds for place, kinds in missing.items() if not may_be_hidden(*place, kinds)} == {}


def may_be_hidden(api_type: str, prop: str, kinds: set[str]) -> bool:
    """Tell whether it is the shape of a text or of its name by which a variable's value is hidden."""
    is_map = OBJECTS[api_type].get(prop, {}).get("type") == "object"
    return (prop == "(unknown value)" or is_map or (api_type, prop) in VALUES) and len(kinds) < SOME


def told_in(spot: Spot, data: str) -> bool:
    """Tell whether a planted text is in another, as people or JSON would write it, cut, or masked as a secret."""
    whole = letters(data)
    cut = spot.kind == "long" or ELLIPSIS in data or MASK in data
    kept = SHORTENED.get(spot[:2], 20)
    return any(one in whole or (cut and one[:kept] in whole) for one in as_written(spot))


@cache
def as_written(spot: Spot) -> tuple[str, ...]:
    """Return the letters of a planted text as people, and as JSON, would write it."""
    text = mask_text(sanitize_text(spot.text))
    text = text.partition("=")[2] or text if spot[:2] == BUILD_ARGUMENTS else text
    return letters(text), letters(json.dumps(text, ensure_ascii=False)[1:-1]), letters(in_json(spot.text))


def in_json(text: str) -> str:
    return sanitize_text(mask_text(json.dumps(text, ensure_ascii=False)[1:-1]))


def letters(text: str) -> str:
    """Return a text without what words of the API lose where people read them: case, blanks, joints."""
    return "".join(text.casefold().translate(JOINTS).split())


def terminal_width(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    if line.isascii():
        return len(line)
    marks = sum(unicodedata.category(letter) in ("Mn", "Me") for letter in line)
    return len(line) - marks + sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
