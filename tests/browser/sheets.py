"""What is looked at: one output of a notebook on a page, with what a person sees of it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.browser.servers import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page, ViewportSize

SCREENSHOTS: Final = ROOT / "build" / "screenshots"
SEEN: Final = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
WINDOW: Final[ViewportSize] = {"width": 1440, "height": 900}
LEAST_CONTRAST: Final = 4.5
TALLEST: Final = 2_000
MAX_SLICES: Final = 4  # of one page; a complete one has thirty, which take minutes


@dataclass
class Traffic:
    """What a page asked for and what it complained about.

    Attributes:
        asked: the addresses of its requests.
        complaints: what its console and its scripts reported as errors.
    """

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note from now on what a page does."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def strangers(self, origin: str) -> list[str]:
        """Return what was asked of others than the server at `origin` and the page itself."""
        own = (origin, origin.replace("http://", "ws://"), "data:", "blob:")
        return [address for address in self.asked if not address.startswith(own)]


class Text(NamedTuple):
    """A visible text, whether it is in a badge, and its contrast to what is behind it, from 1 to 21."""

    text: str
    badge: bool
    contrast: float


class Seen(NamedTuple):
    """What a person sees of an output.

    Attributes:
        texts: every visible text, in the order of the page.
        sticking_out: elements that reach beyond the output's right edge and are in no scroll box.
        unaligned: cells of tables that are not aligned to the left.
    """

    texts: list[Text]
    sticking_out: list[str]
    unaligned: list[str]

    @property
    def words(self) -> str:
        """All that can be read."""
        return " ".join(one.text for one in self.texts)

    def faint(self, *, badges: bool) -> list[Text]:
        """Return the badges, or all other texts, whose contrast is below what WCAG asks of text."""
        return [one for one in self.texts if one.badge is badges and one.contrast < LEAST_CONTRAST]


class Sheet:
    """An output on a page, as it is first seen or with everything in it opened.

    Args:
        root: the element that holds the output.
        traffic: what the page did since it was made.
        origin: the address that the page may ask.
    """

    def __init__(self, root: Locator, traffic: Traffic, origin: str) -> None:
        self.root = root
        self.traffic = traffic
        self.origin = origin
        self.root.evaluate("root => { window.openAtFirst = new Set(root.querySelectorAll('details[open]')) }")

    @property
    def page(self) -> Page:
        """The page that holds it."""
        return self.root.page

    def open_all(self) -> None:
        """Open everything that can be opened."""
        self.root.evaluate("root => root.querySelectorAll('details').forEach(one => { one.open = true })")

    def as_at_first(self) -> None:
        """Open and close everything as it was when the page was loaded."""
        self.root.evaluate(
            "root => root.querySelectorAll('details').forEach(one => { one.open = window.openAtFirst.has(one) })"
        )

    def open(self, *titles: str) -> Locator:
        """Click open, one within the other, what has these titles, and return the innermost."""
        where = self.root
        for title in titles:
            named = json.dumps(title)
            heading = self.page.locator(
                f"xpath=./summary[normalize-space(*[1])={named} or normalize-space(descendant::b[1])={named}]"
            )
            where = where.locator("details", has=heading).first
            if where.get_attribute("open") is None:
                where.locator(":scope > summary").click()
        return where

    def seen(self) -> Seen:
        """Return what a person sees of it now."""
        found = self.root.evaluate(SEEN)
        texts = [Text(**one) for one in found.pop("texts")]
        return Seen(texts, **found)

    def screenshot(self, name: str) -> list[Path]:
        """Store pictures of its beginning: `build/screenshots/<name>.png`, and `<name>-2.png` … where it is long."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for old in (*SCREENSHOTS.glob(f"{name}.png"), *SCREENSHOTS.glob(f"{name}-[0-9]*.png")):
            old.unlink(missing_ok=True)
        height = self.root.evaluate("root => Math.ceil(root.getBoundingClientRect().height)")
        self.page.set_viewport_size({"width": WINDOW["width"], "height": height + WINDOW["height"]})
        self.root.evaluate("root => root.scrollIntoView()")
        box = self.root.bounding_box()
        assert box
        slices = min(math.ceil(box["height"] / TALLEST), MAX_SLICES)
        paths = [self._slice(name, number, box) for number in range(slices)]
        self.page.set_viewport_size(WINDOW)
        return paths

    def _slice(self, name: str, number: int, box: FloatRect) -> Path:
        top = number * TALLEST
        slice_ = {**box, "y": box["y"] + top, "height": min(TALLEST, box["height"] - top)}
        path = SCREENSHOTS / (f"{name}-{number + 1}.png" if number else f"{name}.png")
        self.page.screenshot(path=path, clip=slice_, animations="disabled")
        return path
