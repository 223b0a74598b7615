"""The web page: it opens offline, nothing in it runs, nothing in it is fetched."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from nbformat import v4

from nuon_notebook.sharing import share
from nuon_notebook.sharing.html_page import to_html_page
from tests.sharing.conftest import QUICKSTART, code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

FETCHED = {"src", "srcset", "poster", "background", "data", "action", "formaction", "manifest", "ping", "xlink:href"}
STRANGERS = (
    '<script src="https://cdn.example/x.js"></script><script>document.title = "ran"</script>'
    '<img src="https://pixel.example/1.gif" onerror="document.title = 1"><link rel="stylesheet" href="//css.example">'
    '<iframe src="https://frame.example"></iframe><style>@import "https://css.example"; body{display:none}</style>'
    '<div style="background:url(https://pixel.example/2.gif);color:red">painted</div>'
    '<p style="position:fixed;top:0">placed</p><p style="position:/**/fixed;top:0">hidden</p><form action="https://form.example"><button>go</button></form>'
    '<a href="javascript:alert(1)">script link</a><a href="data:text/html,x">data link</a>'
    '<meta http-equiv="refresh" content="0;url=https://refresh.example"><base href="https://base.example">'
    '<svg><use href="https://svg.example#a"/></svg><object data="https://object.example"></object>'
    "<table><tr><td>kept</td></tr></table>"
)


class Elements(HTMLParser):
    """All elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture
def page_of(save: Callable[..., Path]) -> Callable[..., str]:
    """Share cells and return the web page."""

    def made(*cells: object) -> str:
        page = share(save(*cells), html=True).page
        assert page
        return page.read_text(encoding="utf-8")

    return made


def test_nothing_but_links_points_to_another_host(quickstart_page: Path) -> None:
    text = quickstart_page.read_text()
    for tag, attributes in Elements(text).found:
        for name in FETCHED & attributes.keys():
            assert attributes[name].startswith("data:"), (tag, name)
        assert "//" not in attributes.get("style", "")
        assert tag == "a" or not re.search(r"https?:|^//", " ".join(attributes.values()))
    assert not re.search(r"@import|url\(", text)


def test_what_strangers_wrote_neither_runs_nor_fetches(page_of: Callable[..., str]) -> None:
    page = page_of(code("1", shown(html=STRANGERS)), markdown(STRANGERS))
    tags = {tag for tag, _ in Elements(page).found}
    assert tags & {"script", "iframe", "link", "form", "base", "object", "embed", "svg", "button"} == set()
    assert ".example" not in page
    assert "javascript:" not in page
    assert "position:" not in page.replace("list-style-position:", "")
    assert all(not name.startswith("on") for _, attributes in Elements(page).found for name in attributes)
    assert page.count("kept") == 2
    assert page.count("painted") == 2


def test_all_kinds_of_cells_and_outputs_are_there(page_of: Callable[..., str]) -> None:
    pixel = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
    page = page_of(
        markdown("# A title\n\n| a | b |\n|---|---|\n| one | two |"),
        code(
            "answer = 42", stream("printed <b>\n"), stream("warned", "stderr"), shown(plain="a < b"), shown(png=pixel)
        ),
        code(
            "1", shown(svg="<svg xmlns='http://www.w3.org/2000/svg'><text>drawn</text></svg>"), shown(markdown="*said*")
        ),
    )
    for part in ("A title</h1>", "<td>one</td>", "printed &lt;b&gt;", "warned", "a &lt; b", "<em>said</em>"):
        assert part in page
    assert '<span class="mi">42</span>' in page
    assert f'src="data:image/png;base64,{pixel}"' in page
    assert 'src="data:image/svg+xml;base64,' in page


LINE = "An interactive output was here; it has no static form."
DRAWN = '<svg width="9" height="9" viewBox="0 0 9 9"><script>document.title = "ran"</script><rect width="9"/></svg>'
FRAME = '<iframe src="https://frame.example"></iframe>'
FORMS: dict[str, tuple[NotebookNode, str]] = {
    "the picture of a drawing": (shown(html=f"<div>{DRAWN}</div>", plain="told"), 'src="data:image/svg+xml;base64,'),
    "the text beside a frame": (shown(html=FRAME, plain="<told>"), "&lt;told&gt;"),
    "the text beside a film": (shown(html='<video src="data:video/mp4;base64,AAAA"></video>', plain="told"), "told"),
    "the text beside a plot": (shown(html="<div id='a'></div><script>draw()</script>", plain="told"), "told"),
    "the picture beside a plot": (shown(html="<div></div>", plain="told", png="AAAA"), "data:image/png;base64,AAAA"),
    "the text beside a broken drawing": (shown(html="<svg><rect width=9></svg>", plain="told"), "told"),
    "the text beside a program": (
        v4.new_output("display_data", {"application/javascript": "x", "text/plain": "told"}),
        "told",
    ),
    "a picture that moves": (v4.new_output("display_data", {"image/gif": "AAAA"}), 'src="data:image/gif;base64,AAAA"'),
    "a line for a frame": (shown(html=FRAME), LINE),
    "what is left of HTML": (shown(html=f"<p>kept &amp; told</p>{FRAME}", plain="other"), "<p>kept &amp; told</p>"),
}


def test_of_an_output_that_needs_a_program_something_is_seen(page_of: Callable[..., str]) -> None:
    failures = []
    for form, (output, seen) in FORMS.items():
        page = page_of(code("1", output))
        programs = {tag for tag, _ in Elements(page).found} & {"script", "iframe", "video", "svg"}
        if seen not in page or (LINE in page) != (seen == LINE) or programs:
            failures.append((form, programs))
    assert failures == []


LEFT_OUT: dict[str, tuple[NotebookNode, str, str]] = {
    "a picture on another site": (
        code("1", shown(html='<p>kept</p><img alt="a &amp; b" src="https://pixel.example/1.gif">')),
        "<i>[A remote picture was here; this page fetches nothing. It shows: a &amp; b]</i>",
        "1 remote picture left out of the page",
    ),
    "one in Markdown": (
        markdown("kept ![badge](https://pixel.example/1.svg)"),
        "<i>[A remote picture was here; this page fetches nothing. It shows: badge]</i>",
        "1 remote picture left out of the page",
    ),
    "a frame beside text": (
        code("1", shown(html=f"<p>kept</p>{FRAME}")),
        "<i>[A frame was here; this page cannot show it.]</i>",
        "1 frame left out of the page",
    ),
    "JSON": (
        code("1", shown(json={"a": 1})),
        "A JSON output was here; this page cannot show it.",
        "1 JSON output left out of the page",
    ),
    "an interactive output": (code("1", shown(html=FRAME)), LINE, "1 interactive output left out of the page"),
}


def test_what_is_left_out_is_said_at_its_place_and_counted(save: Callable[..., Path]) -> None:
    failures = []
    for what, (cell, line, counted) in LEFT_OUT.items():
        done = share(save(cell), html=True)
        assert done.page
        if line not in done.page.read_text() or counted not in done.summary:
            failures.append((what, done.summary))
    assert failures == []


def test_a_page_that_shows_everything_says_nothing(page_of: Callable[..., str]) -> None:
    pictures = (
        '<img src="data:image/png;base64,AAAA"><img alt="none"><p title="<img src=\'https://pixel.example\'>">x</p>'
    )
    assert "was here" not in page_of(code("1", shown(html=pictures)), markdown("`<img src=x>`"))


def test_a_line_of_progress_that_was_cleared_leaves_no_trace() -> None:
    cleared = v4.new_output("display_data", {})
    _, left_out = to_html_page(v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[cleared])]), "page")
    assert left_out == []


def test_each_drawing_in_html_is_a_picture_in_its_place(page_of: Callable[..., str]) -> None:
    page = page_of(code("1", shown(html=f"before <p>{DRAWN}</p> between <svg><g><svg><path/></svg></g></svg> after")))
    found = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    drawings = [base64.b64decode(one).decode() for one in found]
    assert [one.count('<svg xmlns="http://www.w3.org/2000/svg"') for one in drawings] == [1, 1]
    assert [one.count("</svg>") for one in drawings] == [1, 2]
    assert re.search(r"before.*<img.*between.*<img.*after", page, re.DOTALL)


def test_colours_of_a_terminal_are_kept(page_of: Callable[..., str]) -> None:
    page = page_of(code("1", stream("\x1b[31mred\x1b[0m \x1b[1;92;44mboth\x1b[0m")))
    assert '<span class="ansi-red-fg">red</span>' in page
    assert ".ansi-red-fg,.ansi-red-intense-fg{color:var(--ansi-red)}" in page


def test_a_raw_cell_is_shown_as_it_is(page_of: Callable[..., str]) -> None:
    raw = v4.new_raw_cell("raw <b>words</b>\n&amp; more", metadata={"raw_mimetype": "text/latex"})
    assert "<pre>raw &lt;b&gt;words&lt;/b&gt;\n&amp;amp; more</pre>" in page_of(raw)


def test_lists_are_told_to_have_no_bullets_as_in_the_notebook(quickstart_page: Path) -> None:
    page = quickstart_page.read_text(encoding="utf-8")
    lists = set(re.findall(r"<ul [^>]*>", page))
    assert any('type="none"' in one for one in lists)
    assert all('type="none"' in one or 'class="n"' in one for one in lists)


def test_a_page_of_the_same_notebook_is_the_same(quickstart_page: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    again = share(QUICKSTART, tmp_path / "again" / quickstart_page.with_suffix(".ipynb").name, html=True).page
    assert again
    assert again.read_text() == quickstart_page.read_text()


def test_a_page_is_called_as_the_copy_is(save: Callable[..., Path], tmp_path: Path) -> None:
    for output, title in ((None, "in"), (tmp_path / "report.ipynb", "report")):
        page = share(save(code()), output, html=True).page
        assert page
        assert f"<title>{title}</title>" in page.read_text()


def test_half_a_character_does_not_keep_a_page_from_being_written(save: Callable[..., Path]) -> None:
    path = save(markdown("before HALF after"))
    path.write_text(path.read_text().replace("HALF", "\\ud800"))
    page = share(path, html=True).page
    assert page
    assert "before ? after" in page.read_text()
