"""The web page: it opens offline, nothing in it runs, nothing in it is fetched."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nuon_notebook.sharing import share
from tests.sharing.conftest import code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "01_quickstart.ipynb"
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


@pytest.fixture
def quickstart(tmp_path: Path) -> Path:
    page = share(QUICKSTART, tmp_path / "quickstart.ipynb", html=True).page
    assert page
    return page


def test_nothing_but_links_points_to_another_host(quickstart: Path) -> None:
    text = quickstart.read_text()
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
    assert "position:" not in page
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


def test_lists_are_told_to_have_no_bullets_as_in_the_notebook(quickstart: Path) -> None:
    page = quickstart.read_text(encoding="utf-8")
    lists = set(re.findall(r"<ul [^>]*>", page))
    assert any('type="none"' in one for one in lists)
    assert all('type="none"' in one or 'class="n"' in one for one in lists)


def test_a_page_of_the_same_notebook_is_the_same(quickstart: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    again = share(QUICKSTART, tmp_path / "again" / quickstart.with_suffix(".ipynb").name, html=True).page
    assert again
    assert again.read_text() == quickstart.read_text()


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
