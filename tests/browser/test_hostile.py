"""A display in which every text is hostile, in a real browser: nothing runs, nothing is asked for, nothing escapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser.conftest import TRUST
from tests.browser.notebooks import executed, exported
from tests.browser.sheets import Traffic
from tests.browser.waiting import comes_to
from tests.hostile.reading import ADDRESS, OWN_TAGS, is_our_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode
    from playwright.sync_api import Dialog, Locator, Page

    from tests.browser.servers import JupyterServer

LEAST: Final = 5_000
SOME: Final = 5
SETTLED: Final = 500  # milliseconds

HOSTILE_CELLS: Final = (
    """
from nuon_notebook import options
from nuon_notebook.errors import NotFoundError
from nuon_notebook.models import Collection
from tests.hostile.strings import KINDS
from tests.hostile.world import Sower, gallery

options.choose(max_html_kb=20_000, show_values=True, show_people=True)
installers = [Sower(number, enums=bool(number % 2)).installer() for number in (0, 7)]
""",
    """
try:
    raise NotFoundError("".join(text for kind in KINDS.values() for text in kind))
except NotFoundError:
    get_ipython().showtraceback()
""",
    "display(gallery(), *installers, Collection(installers))",
    "from IPython.display import HTML\nHTML('<p>typeset: $x^2$</p>')",
)
HARMLESS_CELLS: Final = (
    "1;",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    get_ipython().showtraceback()",
    "from IPython.display import HTML, display\ndisplay(*[HTML('<div class=nuon>harmless</div>')] * 4)",
    HOSTILE_CELLS[-1],
)
CELL_TOOLBAR: Final = ".jp-cell-toolbar >> nth=0"
TYPESET: Final = ".jp-OutputArea-output mjx-container"
AFTER_ALL: Final = """() => new Promise(done => {
  const last = new Image();
  last.onerror = () => requestAnimationFrame(() => requestIdleCallback(() => setTimeout(done)));
  last.src = 'data:,';
})"""
OPEN_ALL: Final = "root => root.querySelectorAll('details').forEach(one => { one.open = true })"
SHAKE: Final = """root => {
  const events = ['mouseover', 'pointerenter', 'focus', 'focusin', 'toggle', 'animationstart', 'load', 'error'];
  for (const one of root.querySelectorAll('*')) {
    for (const name of events) one.dispatchEvent(new Event(name, {cancelable: true}));
  }
}"""
OWN_ATTRIBUTES: Final = {
    *("img alt", "img height", "img src", "img width"),
    *("a href", "a rel", "a target", "details open", "mark title", "ol start", "span title", "ul type"),
}
ADDRESSED: Final = "[href], [src], [action], [formaction], [data]"
LINKS: Final = f"""root => [...root.querySelectorAll('{ADDRESSED}')].map(
  one => ['href', 'src', 'action', 'formaction', 'data'].map(name => one.getAttribute(name)).find(is => is !== null))"""
ELEMENTS: Final = """root => [...root.querySelectorAll('*')].map(one => {
  const style = getComputedStyle(one);
  return [one.localName, one.namespaceURI.split('/').pop(), [...one.attributes].map(has => has.name),
          style.position, style.backgroundImage, style.animationName];
})"""
COVERED: Final = """() => {
  const covered = [];
  for (let x = 3; x < innerWidth; x += 80) for (let y = 3; y < innerHeight; y += 45) {
    const one = document.elementFromPoint(x, y);
    const output = one && one.closest('.nuon') && one.closest('.jp-OutputArea-output');
    if (!output) continue;
    const box = output.getBoundingClientRect();
    const panel = output.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
    const inside = x >= box.left && x <= box.right && y >= Math.max(box.top, panel.top) && y <= panel.bottom;
    if (!inside) covered.push([x, y, one.outerHTML.slice(0, 80)]);
  }
  return covered;
}"""
AROUND: Final = """() => {
  const seen = [];
  const changing = /^(id|for|style|title|data-.*|aria-.*|tabindex|name)$/;
  // One is set when JupyterLab is idle, by what fits beside a cell's first line, one by what has the focus; and the
  // order of classes only says when they were set.
  const passing = ['jp-toolbar-overlap', 'jp-mod-readWrite'];
  const classes = text => text.split(/\\s+/).filter(one => !passing.includes(one)).sort().join(' ');
  const walk = (one, path) => {
    if (one.matches('.jp-OutputArea, .jp-InputArea, .jp-Toolbar, style, svg')) return;
    const own = [...one.attributes].filter(has => !changing.test(has.name)).map(
      has => `${has.name}=${has.name === 'class' ? classes(has.value) : has.value}`);
    seen.push(`${path} ${one.localName} ${own.sort().join(' ')}`);
    for (const child of one.children) walk(child, path + '>');
  };
  walk(document.querySelector('.jp-NotebookPanel'), '');
  return seen;
}"""
STRAYED: Final = """() => {
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const strayed = [];
  while (texts.nextNode()) {
    const one = texts.currentNode;
    const here = one.parentElement.closest('.jp-OutputArea, .jp-InputArea');
    if (!here && /__ran|zq\\d+qz/.test(one.data)) strayed.push(one.data.slice(0, 80));
  }
  return strayed;
}"""
LOOKS: Final = """() => {
  const looks = {};
  for (const name of ['body', '#jp-top-panel', '#jp-left-stack', '.jp-Toolbar', '.jp-InputPrompt', '.jp-Cell',
                      '.jp-NotebookPanel', '.jp-cell-toolbar', '#jp-bottom-panel', '.lm-TabBar-tab', 'button']) {
    const one = document.querySelector(name);
    if (!one) continue;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    looks[name] = Object.fromEntries(['display', 'visibility', 'color', 'background-color', 'border-color', 'cursor',
      'font-family', 'font-size', 'font-weight', 'line-height', 'opacity', 'position', 'text-decoration-line',
      'transform', 'z-index'].map(key => [key, style.getPropertyValue(key)]));
    looks[name].place = [box.left, box.width];
  }
  return looks;
}"""


@dataclass
class Watched:
    """A page, and what happened on it that should not.

    Attributes:
        page: the page.
        traffic: what it asked for.
        dialogs: what its dialogs said, and where windows that it opened led.
    """

    page: Page
    traffic: Traffic = field(default_factory=Traffic)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.traffic.watch(self.page)
        self.page.on("dialog", self._dismiss)
        self.page.on("popup", lambda other: self.dialogs.append(other.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def settle(self) -> None:
        """Wait until whatever was set off has begun: what loads, what is painted, what waits for a quiet moment."""
        self.page.evaluate(AFTER_ALL)
        self.page.wait_for_timeout(SETTLED)

    def comes_to_equal(self, other: Watched, script: str) -> None:
        """Assert that a script comes to find the same on both pages."""
        comes_to(self.page, lambda: self.page.evaluate(script), lambda: other.page.evaluate(script))

    @property
    def displayed(self) -> Locator:
        """The outputs of this package."""
        return self.page.locator(".jp-OutputArea-output:has(> .nuon)")

    def provoke(self) -> None:
        """Open everything, and send every element what handlers wait for."""
        self.displayed.evaluate_all(f"all => all.forEach({OPEN_ALL})")
        self.displayed.evaluate_all(f"all => all.forEach({SHAKE})")
        self.settle()

    @cached_property
    def elements(self) -> list[list[Any]]:
        """Tag, namespace, names of attributes and looks of each element of the outputs."""
        found: list[list[Any]] = self.displayed.evaluate_all(f"all => all.flatMap({ELEMENTS})")
        return found


@pytest.fixture(scope="module")
def hostile() -> NotebookNode:
    """A notebook that displays nothing but hostile texts."""
    return executed(*HOSTILE_CELLS)


@pytest.fixture(scope="module")
def harmless() -> NotebookNode:
    """A notebook of as many cells and outputs in which nothing is hostile."""
    return executed(*HARMLESS_CELLS)


@pytest.fixture(scope="module")
def open_in_lab(lab: JupyterServer, new_page: Callable[..., Page]) -> Callable[[NotebookNode, str], Watched]:
    """Opens a trusted notebook in JupyterLab, with everything in it typeset."""

    def show(notebook: NotebookNode, name: str) -> Watched:
        lab.choose_theme("light")
        watched = Watched(new_page())
        watched.page.goto(lab.address(notebook, name, trusted=True))
        watched.page.locator(TYPESET).last.wait_for(state="attached")
        watched.page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
        watched.page.locator(CELL_TOOLBAR).wait_for(state="attached")
        assert watched.page.evaluate(TRUST)
        return watched

    return show


@pytest.fixture(scope="module")
def in_jupyterlab(hostile: NotebookNode, open_in_lab: Callable[[NotebookNode, str], Watched]) -> Watched:
    """The hostile notebook in JupyterLab, provoked."""
    watched = open_in_lab(hostile, "hostile")
    watched.provoke()
    return watched


@pytest.fixture(scope="module")
def before(harmless: NotebookNode, open_in_lab: Callable[[NotebookNode, str], Watched]) -> Watched:
    """The harmless notebook in JupyterLab."""
    return open_in_lab(harmless, "harmless")


@pytest.fixture(scope="module")
def open_page(new_page: Callable[..., Page], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Watched]:
    """Opens what nbconvert makes of a notebook, from a file; requests are noted and go nowhere."""

    def show(notebook: NotebookNode, name: str) -> Watched:
        path = tmp_path_factory.mktemp("hostile") / f"{name}.html"
        path.write_text(exported(notebook), encoding="utf-8")
        watched = Watched(new_page(offline=True))
        watched.page.goto(path.as_uri(), wait_until="load")
        watched.settle()
        return watched

    return show


@pytest.fixture(scope="module")
def as_page(hostile: NotebookNode, open_page: Callable[..., Watched]) -> Watched:
    """The hostile notebook as `nbconvert --to html` leaves it, provoked."""
    watched = open_page(hostile, "page")
    watched.provoke()
    return watched


@pytest.fixture(scope="module", params=["in_jupyterlab", "as_page"])
def place(request: pytest.FixtureRequest) -> Watched:
    """The hostile notebook in each place that runs what it is given."""
    watched: Watched = request.getfixturevalue(request.param)
    return watched


def attributes(elements: list[list[Any]]) -> set[str]:
    """Return which attributes are allowed in which tags; class and style are allowed in all."""
    return {f"{tag} {name}" for tag, _, names, *_ in elements for name in names if name not in ("class", "style")}


def test_hostile_texts_can_be_read(place: Watched) -> None:
    words = " ".join(place.displayed.all_inner_texts())
    for text in ("<script>__ran=1</script>", "{{ 7*7 }}", "[click](javascript:__ran=1)", "$\\rule{999em}{999em}$"):
        assert text in words


def test_no_script_runs(place: Watched) -> None:
    assert place.page.evaluate("window.__ran") is None


def test_no_dialog_and_no_window_opens(place: Watched) -> None:
    assert place.dialogs == []


def test_the_page_stays_where_it_is(place: Watched) -> None:
    assert "hostile" in place.page.url
    assert place.page.evaluate("document.designMode") == "off"


def test_nothing_is_asked_of_other_hosts(in_jupyterlab: Watched, lab: JupyterServer) -> None:
    assert in_jupyterlab.traffic.asked
    assert in_jupyterlab.traffic.strangers(lab.origin) == []


def test_the_exported_page_asks_for_nothing_that_a_harmless_one_does_not(
    as_page: Watched, harmless: NotebookNode, open_page: Callable[..., Watched]
) -> None:
    asked = {address for address in as_page.traffic.asked if not address.startswith("file:")}
    assert asked <= {*open_page(harmless, "page").traffic.asked}


def test_there_are_only_our_elements(place: Watched) -> None:
    elements = place.elements
    assert len(elements) > LEAST
    assert {tag for tag, *_ in elements} <= OWN_TAGS
    assert {namespace for _, namespace, *_ in elements} == {"xhtml"}


def test_elements_have_only_our_attributes(place: Watched) -> None:
    assert attributes(place.elements) <= OWN_ATTRIBUTES


def test_no_element_leaves_the_flow_of_its_output(place: Watched) -> None:
    assert {tuple(looks) for _, _, _, *looks in place.elements} == {("static", "none", "none")}


def test_each_output_holds_a_style_sheet_and_one_element(place: Watched) -> None:
    kept = "root => [...root.children].map(one => one.localName)"
    assert {tuple(one.evaluate(kept)) for one in place.displayed.all()} == {("style", "div")}


def test_links_lead_to_the_web_or_to_a_mailbox(place: Watched) -> None:
    links = place.displayed.evaluate_all(f"all => all.flatMap({LINKS})")
    assert len(links) > SOME
    assert [link for link in links if not (ADDRESS.fullmatch(link) or is_our_picture(link))] == []


def test_a_link_that_is_pointed_at_does_nothing(place: Watched) -> None:
    for link in place.displayed.locator("a:visible").all()[:SOME]:
        link.hover()
    assert place.page.evaluate("window.__ran") is None
    assert place.dialogs == []


def test_formulas_are_not_typeset(in_jupyterlab: Watched) -> None:
    assert in_jupyterlab.page.locator(TYPESET).count() == 1


def test_nothing_is_painted_over_the_page_around_it(in_jupyterlab: Watched) -> None:
    for share in (0, 0.5):
        in_jupyterlab.page.locator(".jp-WindowedPanel-outer").evaluate(
            "(box, share) => { box.scrollTop = box.scrollHeight * share }", share
        )
        assert in_jupyterlab.page.evaluate(COVERED) == []


def test_no_output_is_wider_than_its_place(in_jupyterlab: Watched) -> None:
    wide = "root => root.scrollWidth - root.clientWidth"
    assert [one.evaluate(wide) for one in in_jupyterlab.displayed.all() if one.evaluate(wide) > 1] == []


def test_the_page_around_it_is_as_before(in_jupyterlab: Watched, before: Watched) -> None:
    in_jupyterlab.comes_to_equal(before, AROUND)


def test_no_text_of_it_strays_from_its_output(in_jupyterlab: Watched) -> None:
    assert in_jupyterlab.page.evaluate(STRAYED) == []


def test_the_page_around_it_looks_as_before(in_jupyterlab: Watched, before: Watched) -> None:
    in_jupyterlab.comes_to_equal(before, LOOKS)


def test_the_page_has_nothing_to_complain_of(in_jupyterlab: Watched) -> None:
    assert in_jupyterlab.traffic.complaints == []
