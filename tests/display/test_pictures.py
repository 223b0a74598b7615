"""Pictures in pages: within their share of the budget, readable in light and dark, and the same for everyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nuon_notebook import load_installer, options
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.timeline import timeline
from nuon_notebook.display.environment import template_folder
from nuon_notebook.display.svg import LETTER, SHAPES, curve, fit, shape
from nuon_notebook.models import App, AppConfig, Installer
from tests.analysis.drawings import pictures_in

if TYPE_CHECKING:
    import pytest

TEXTS = (".o", ".s")  # texts, and quiet ones
BEHIND = (".c", ".n", ".k", ".f", ".a")  # the card, and what texts stand on
DARK = "@media (prefers-color-scheme:dark)"


def vendor(versions: int, components: int) -> Installer:
    """An installer with many configs of many components, each loaded in full."""
    connections = [
        {
            "id": f"c{at}", "component_id": f"cmp{at}", "component_name": f"component-{at}", "type": "job",
            "component_dependency_ids": [f"cmp{at // 2}"] * (at > 0),
        }
        for at in range(components)
    ]  # fmt: skip
    configs = [
        {"id": f"cfg{at}", "version": at, "status": "active", "component_config_connections": connections}
        for at in range(1, versions + 1)
    ]
    return Installer(apps=[App.model_validate({"id": "app1", "name": "shop", "app_configs": configs})])


def colours(sheet: str) -> dict[str, str]:
    rules = re.findall(r"([^{}]+)\{[^}]*?fill:(#[0-9a-f]+)", sheet)
    return {name.strip(): colour for names, colour in rules for name in names.split(",")}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_texts_are_readable_on_all_that_they_stand_on_in_light_and_dark() -> None:
    light, dark = (template_folder() / "svg.html.j2").read_text(encoding="utf-8").split(DARK)
    for found in (colours(light), colours(light) | colours(dark.lstrip("{"))):
        faint = {(text, behind) for text in TEXTS for behind in BEHIND if contrast(found[text], found[behind]) < 4.5}
        assert faint == set()


def test_a_card_is_opaque_so_that_the_page_around_it_does_not_matter() -> None:
    installer = load_installer("demo")
    for page in (overview(installer), installer.apps[0].configs[0], installer.installs["eastgate-bank"]):
        for picture in pictures_in(page._repr_html_()):
            (card,) = (one for one in picture.root.iter() if one.get("class") == "c")
            width, height = (int(picture.root.get(name) or 0) for name in ("width", "height"))
            assert (card.get("width"), card.get("height")) == (str(width - 1), str(height - 1))


def test_all_pictures_of_a_page_take_at_most_64_kb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_current", options.Options(max_html_kb=256))
    page = vendor(versions=40, components=60)._repr_html_()
    sizes = [picture.size for picture in pictures_in(page)]
    assert len(sizes) > 1
    assert sum(sizes) <= 64 * 1024
    assert len(page.encode()) <= 256 * 1024


def test_a_picture_that_is_cut_is_named_with_its_expression() -> None:
    page = vendor(versions=40, components=60)._repr_html_()
    assert re.search(r"Not shown: graph: <code>installer\.apps\[0\]\.configs\[\d+\]</code>", page)


def test_a_smaller_page_has_smaller_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_current", options.Options(max_html_kb=32))
    config: AppConfig = vendor(versions=1, components=60).apps[0].configs[0]
    assert pictures_in(config._repr_html_()) == []
    assert "config.graph" in config._repr_html_()


def test_a_picture_that_cannot_be_drawn_is_said_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_installer("demo").apps[0].configs[0]
    monkeypatch.setattr("nuon_notebook.analysis.component_graph._node", lambda *_: 1 / 0)
    page = config._repr_html_()
    assert "could not be shown (ZeroDivisionError)" in page
    assert "<b>Components</b>" in page


def test_the_text_outline_has_no_picture() -> None:
    workflow = load_installer("demo").installs["eastgate-bank"].workflows[0]
    assert "svg" not in str(timeline(workflow)) + str(workflow)


def test_texts_are_cut_to_their_space() -> None:
    assert fit("deploy", 6 * LETTER) == "deploy"
    assert fit("deploy api", 6 * LETTER) == "deplo…"
    assert fit("文字文字", 5 * LETTER) == "文字…"
    assert (fit(None, 100), fit("", 0), fit("\x1b[1m\n", 100)) == ("", "", "[1m")


def test_outlines_and_curves_are_paths() -> None:
    for name in SHAPES:
        assert re.fullmatch(r"[MHVLQZ\d .-]+", shape(name, 158, 38))
    assert curve([(0, 1), (10, 5.25)]) == "M0 1C5 1 5 5.2 10 5.2"
