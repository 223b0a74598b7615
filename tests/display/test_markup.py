"""Every element is where HTML allows it, so that a browser moves nothing to another place."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from worlds import workflow

from nuon_notebook.display import explorer_html, to_html
from nuon_notebook.display import html as page
from nuon_notebook.display.environment import template_folder
from nuon_notebook.models import AppConfig, Collection, Install, Model
from tests.cases import failures
from tests.conformance.schema import MODELS, filled
from tests.loaded import sections_of

VOID = {"br", "hr", "img", "wbr"}
PHRASING = {"a", "b", "code", "em", "i", "img", "mark", "s", "small", "span", "strong"}
FLOW = {"div", "p", "ul", "ol", "table", "details", "pre", "blockquote", "h4", "h5", "h6", "hr", "style"}
ONLY_IN = {
    "li": {"ul", "ol"},
    "summary": {"details"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"thead", "tbody", "table"},
    "td": {"tr"},
    "th": {"tr"},
}
HOLDS_ONLY = {
    "ul": {"li"},
    "ol": {"li"},
    "table": {"thead", "tbody", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
    **dict.fromkeys({*PHRASING, "p", "pre", "summary", "h4", "h5", "h6"}, PHRASING | {"br", "wbr"}),
}


class Misplaced(HTMLParser):
    """Collects the elements of a page that are where HTML does not allow them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self.open[-1] if self.open else "body"
        known = tag in PHRASING | FLOW | VOID | ONLY_IN.keys()
        allowed = parent in ONLY_IN.get(tag, {parent}) and tag in HOLDS_ONLY.get(parent, {tag})
        if not known or not allowed or len(dict(attrs)) < len(attrs):
            self.found.append(f"{tag} in {parent}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.found.append(f"end of {tag} in {self.open[-1:]}")

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1:] and self.open[-1] in {"ul", "ol", "table", "thead", "tbody", "tr"}:
            self.found.append(f"text in {self.open[-1]}")


def misplaced(markup: str) -> list[str]:
    parser = Misplaced()
    parser.feed(markup)
    parser.close()
    return [*parser.found, *(f"{tag} stays open" for tag in parser.open)]


def models(api_type: str) -> tuple[Model, Model]:
    kind = MODELS[api_type]
    odd = {"created_at": "no time", "of_tomorrow": {"a": 1}}
    return kind(), kind.model_validate(filled(api_type) | odd)


def test_a_model_s_page_and_its_panes_are_html() -> None:
    def holds(api_type: str) -> None:
        for model in models(api_type):
            assert misplaced(to_html(model)) == []
            assert misplaced(explorer_html.body(model)) == []
            assert misplaced(page.sections(model, sections_of(model))) == []

    assert failures(holds, MODELS) == []


def test_a_table_of_models_is_html() -> None:
    def holds(api_type: str) -> None:
        assert misplaced(to_html(Collection(models(api_type)))) == []

    assert failures(holds, MODELS) == []


@pytest.mark.parametrize("api_type", ["app.App", "app.AppConfig", "app.Workflow", "app.WorkflowStep"])
def test_what_cannot_be_shown_is_html_too(api_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("app.App", "app.AppConfig", "app.Workflow", "app.WorkflowStep", "app.AppInput"):
        monkeypatch.setattr(MODELS[kind], "headline", property(lambda _: 1 / 0))
        monkeypatch.setattr(MODELS[kind], "title", property(lambda _: 1 / 0), raising=False)
    whole = models(api_type)[1]
    assert "could not be shown (ZeroDivisionError)" in to_html(whole)
    assert misplaced(to_html(whole)) == []
    assert misplaced(to_html(Collection([whole]))) == []


def test_each_row_and_each_step_has_a_line_of_its_own() -> None:
    states = {f"component-{number}": "active" for number in range(5)}
    shown = Install.model_validate({"name": "acme", "component_statuses": states, "workflows": [workflow(1, steps=5)]})
    lines = to_html(shown).splitlines()
    assert sum(line.startswith("<li>") for line in lines) == 5 + 1 + len(states)
    assert max(len(re.findall(r"<(?:tr|li)>", line)) for line in lines) == 1
    assert all(lines)


def test_each_row_of_a_table_has_a_line_of_its_own() -> None:
    secrets = [{"id": f"s{number}", "name": f"secret_{number}"} for number in range(5)]
    lines = to_html(AppConfig.model_validate({"secrets": {"secrets": secrets}})).splitlines()
    assert sum(line.startswith("<tr>") for line in lines) == len(secrets)
    assert max(line.count("<tr>") for line in lines) == 1


def test_no_template_declares_a_text_safe() -> None:
    templates = {path.name: path.read_text() for path in template_folder().glob("*.j2")}
    assert len(templates) > 90
    assert [name for name, text in templates.items() if re.search(r"\|\s*safe\b|autoescape", text)] == []
