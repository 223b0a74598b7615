"""What a person would see of an explorer, and do with it, without a browser: only what is open counts."""

from __future__ import annotations

import html
import re
import time
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Accordion, Box, Button, Dropdown, Select, Text, ToggleButton
from ipywidgets.widgets.widget import _instances

from nuon_notebook.display.explorer_html import MARK, REASON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nuon_notebook.explorer import Explorer

LONGEST = 30.0
SEARCH = ("Search", "Status", "Install", "Workflow", "Label")


class Screen:
    """An open explorer."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer

    def seen(self, root: Any = None) -> Iterator[Any]:
        """Every widget that is shown, from top to bottom."""
        widget = self.explorer.widget if root is None else root
        yield widget
        if isinstance(widget, Accordion):
            if widget.selected_index is not None:
                yield from self.seen(widget.children[widget.selected_index])
        elif isinstance(widget, Box):
            for child in widget.children:
                yield from self.seen(child)

    def html(self) -> str:
        return "\n".join(one.value for one in self.seen() if isinstance(one, HTML))

    def text(self) -> str:
        """What is shown in panes, without markup and style sheet."""
        plain = re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", self.html(), flags=re.DOTALL))
        return " ".join(html.unescape(plain).split())

    def titles(self) -> list[str]:
        """The headers of all rows that are shown, as text."""
        return [title for one in self.seen() if isinstance(one, Accordion) for title in titles_of(one)]

    def opened(self) -> list[str]:
        """The headers of all rows that are open."""
        found = (one for one in self.seen() if isinstance(one, Accordion))
        return [titles_of(one)[one.selected_index] for one in found if one.selected_index is not None]

    def hits(self) -> list[str]:
        """What the search lists, without the places that what it found is in."""
        listing = next((one for one in self.seen() if isinstance(one, Select)), None)
        return [label.strip() for label in self._hit_labels(listing) if label != label.strip() or " hit" not in label]

    def places(self) -> list[str]:
        """The places that the search lists."""
        listing = next((one for one in self.seen() if isinstance(one, Select)), None)
        return [label for label in self._hit_labels(listing) if label == label.strip() and " hit" in label]

    def choose(self, place: int = 0) -> None:
        """Choose one of the hits."""
        listing = self.field("Found")
        labels = [label for label, _ in listing.options]
        listing.index = labels.index([label for label in labels if label.strip() in self.hits()][place])

    def _hit_labels(self, listing: Any) -> list[str]:
        return [label for label, _ in listing.options] if listing else []

    def buttons(self) -> list[str]:
        return [one.description for one in self.seen() if isinstance(one, Button)]

    def open(self, *titles: str) -> None:
        """Click on rows, one within the other, each by what its header begins with."""
        for title in titles:
            self.until(lambda title=title: any(one.startswith(title) for one in self.titles()))
            accordion = next(
                one for one in self._accordions() if any(header.startswith(title) for header in titles_of(one))
            )
            index = next(place for place, one in enumerate(titles_of(accordion)) if one.startswith(title))
            accordion.set_state({"selected_index": index})

    def press(self, words: str) -> None:
        next(one for one in self.seen() if isinstance(one, Button) and one.description == words).click()

    def field(self, label: str) -> Any:
        if label in SEARCH:  # whoever uses a field reaches it first
            self.explorer._accessibility._handle_custom_msg({"event": "search used"}, [])
        kinds = (Text, Dropdown, Select, ToggleButton)
        return next(one for one in self.seen() if isinstance(one, kinds) and one.description == label)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for an answer of the server."""
        end = time.monotonic() + LONGEST
        while not true():
            if time.monotonic() > end:
                raise AssertionError(self.text()[-2000:])
            time.sleep(0.01)

    def settled(self) -> None:
        """Wait until nothing is under way."""
        self.until(lambda: self.explorer._tasks.count == 0)

    def _accordions(self) -> list[Any]:
        # The innermost row counts: an app and an install may have sections of the same name.
        return [one for one in self.seen() if isinstance(one, Accordion)][::-1]


def titles_of(accordion: Any) -> list[str]:
    """The headers of an accordion, without the marks that are not seen."""
    return [plain(title) for title in accordion.titles]


def plain(title: str) -> str:
    """A header without the marks that are not seen."""
    return title.replace(MARK, "").replace(REASON, "")


def alive() -> int:
    """How many widgets of any kind are not closed."""
    return len(_instances)
