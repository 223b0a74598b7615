"""Rows that open: of installs, problems and approvals."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from nuon_notebook import load_installer, options
from nuon_notebook.analysis.approvals import approvals
from nuon_notebook.analysis.overview import overview
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.analysis.problems import problems
from nuon_notebook.display import explorer_html, to_html, to_text
from nuon_notebook.display.budget import section_nodes
from nuon_notebook.display.html import HtmlWriter
from nuon_notebook.display.terminal import plain
from nuon_notebook.display.text_outline import OutlineWriter
from nuon_notebook.models import App, Collection, Installer
from tests.analysis.fleets import app, before, failed_workflow, install
from tests.cases import failures

ROW = re.compile(r'<li style="border-top.*?(?=\n<li style="border-top|\Z)', re.DOTALL)
OPENING_ROW = r"<li style=\"border-top[^>]*>\s*<details"
LIST_OF_INSTALLS = re.compile(r"─ Installs [0-9]+\+?(?: \[|:|$)", re.MULTILINE)
EXPRESSION = re.compile(r"In Python</i> <code>(.*?)</code>")


@pytest.fixture(scope="module")
def installer() -> Installer:
    return load_installer("demo")


def rows(page: str) -> list[str]:
    return ROW.findall(page)


def row_of(page: str, name: str) -> str:
    return next(row for row in rows(page) if f">{name}<" in row)


def test_the_row_of_an_install_is_what_opens(installer: Installer) -> None:
    def opens(shown: Any, install: Any) -> None:
        row = row_of(to_html(shown), install.name)
        assert "<details" in row.split("<summary")[0]
        assert row.count("Workflows") >= 1
        assert install.id in row.split("</summary>", 1)[1]

    harbor_desk = installer.apps["harbor-desk"]
    shown = (installer, harbor_desk, overview(installer), harbor_desk.installs)
    assert failures(opens, [(one, installer.installs["eastgate-bank"]) for one in shown]) == []


def test_a_row_says_the_expression_that_gives_the_whole(installer: Installer) -> None:
    def gives(name: str, shown: Any) -> None:
        expression = unescape(EXPRESSION.findall(row_of(to_html(shown), "eastgate-bank"))[-1])
        found = eval(expression, {name: shown})  # noqa: S307 - of our own page
        assert found.id == installer.installs["eastgate-bank"].id

    harbor_desk = installer.apps["harbor-desk"]
    shown = {
        "installer": installer, "app": harbor_desk, "_": overview(installer), "installs": harbor_desk.installs
    }  # fmt: skip
    assert failures(gives, [*shown.items()]) == []


def test_names_that_do_not_tell_one_install_are_replaced_by_ids() -> None:
    twins = Installer(id="int1", apps=[app(install("acme"), name="one"), app(install("Acme"), name="two")])
    expressions = [unescape(one) for one in EXPRESSION.findall(to_html(twins))]
    assert [one for one in expressions if '["acme"]' in one.lower()] == []
    odd = app(install('a"] + x["'), install("x" * 40))
    assert [one for one in map(unescape, EXPRESSION.findall(to_html(odd))) if "+" in one or "xxx" in one] == []


def test_the_whole_reason_and_every_failed_step_are_in_the_row() -> None:
    long = "the volume cannot be attached because " * 12 + "THE END"
    (row,) = rows(to_html(overview(app(install("acme", failed_workflow(before(hours=1), why=long))))))
    summary, body = row.split("</summary>", 1)
    assert "THE END" not in summary
    assert "THE END" in body


def test_an_install_is_on_its_page_once(installer: Installer) -> None:
    def once(shown: Installer | App) -> None:
        assert re.search(LIST_OF_INSTALLS, to_text(shown)) is None
        page = to_html(shown)
        for one in shown.installs:
            assert page.count(f"<i>ID</i> <code>{one.id}</code>") == 1

    assert failures(once, [(installer,), (installer.apps["harbor-desk"],)]) == []


def test_what_is_not_known_of_installs_is_said_below() -> None:
    partly = Installer(id="int1", apps=[app(install("acme")), App(id="app2", name="other")])
    assert "Not looked at: installs of other" in to_html(partly)


def test_installs_that_need_no_attention_are_counted_and_folded_if_they_are_many() -> None:
    page = to_html(overview(app(*(install(f"c-{at}") for at in range(400)))))
    assert "Others that need no attention</b> 400" in page
    assert rows(page) == []
    assert "c-399" in page


def test_the_row_of_a_problem_opens_to_what_leads_on(installer: Installer) -> None:
    found = problems(installer)
    for row, shown in zip(rows(to_html(found)), found.rows, strict=True):
        assert ("<details" in row) == bool(shown.workflow_id)
        assert shown.call_to_load_workflow in unescape(row)
    assert any("load_workflow(" in row for row in rows(to_html(found)))


def test_the_row_of_an_approval_opens_to_its_plan(installer: Installer) -> None:
    found = approvals(with_plans(installer))
    for row, shown in zip(rows(to_html(found)), found.rows, strict=True):
        assert "<details open" in row
        assert shown.install in row.split("</summary>")[0]
        assert shown.step in row.split("</summary>")[0]
        assert all(change.title in unescape(row) for change in shown.changes)


def test_in_the_explorer_names_open_rows_and_rows_do_not(installer: Installer) -> None:
    for answer in (overview(installer), problems(installer), approvals(installer)):
        assert re.search(OPENING_ROW, to_html(answer))
        assert not re.search(OPENING_ROW, explorer_html.answer(answer))
    page = explorer_html.answer(overview(installer))
    versions = page[page.index("Versions") :]
    for one in installer.installs:
        assert f'data-ids="{one.id}"><span class=nuon-c>{one.name}</span></button>' in versions


def test_collections_of_rows_are_rows() -> None:
    assert len(rows(to_html(Collection(problems(app(install("acme", failed_workflow(before(hours=1))))).rows)))) == 1


def test_every_row_comes_before_what_any_of_them_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_current", options.Options(max_html_kb=32))
    names = [f"customer-{at}" for at in range(1, 20)]
    shown = app(*(install(name, *(failed_workflow(before(hours=at)) for at in range(5))) for name in names))
    page = to_html(overview(shown))
    assert [name for name in names if f">{name}<" in page] == names
    opened = re.findall(OPENING_ROW, page)
    assert 0 < len(opened) < len(names)
    assert f"{len(names) - len(opened)} without details: <code>_.shown[" in page


def test_sections_of_which_nothing_is_shown_are_one_line(installer: Installer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_current", options.Options(max_html_kb=64))
    listed = re.findall(r"Not shown: history, components (\d+): <code>(.*?)</code>", to_html(installer))
    assert len(listed) > 2
    for number, expression in listed:
        found = eval(unescape(expression), {"installer": installer})  # noqa: S307 - of our own page
        assert len(found.component_states) == int(number)


def test_sections_that_are_not_shown_still_say_what_needs_attention() -> None:
    (acme,) = app(install("acme", failed_workflow(before(hours=1)), failed_workflow(before(hours=2)))).installs
    nodes = section_nodes(acme, ["workflows", "history"])
    assert plain(OutlineWriter().left_out(nodes)) == "not shown: workflows 2 [✕ 2 error]: install"
    assert "✕ 2 error</mark>, history: <code>install</code>" in HtmlWriter().left_out(nodes)


def test_what_describes_an_app_on_a_page_comes_after_its_answers() -> None:
    page = load_installer("demo")._repr_html_()
    app = page[page.index("<summary><b>Harbor Desk</b>") :]
    assert app.index("<b>What changed</b>") < app.index("<b>Configs</b>") < app.index("<i>Config repository</i>")
