"""What answers print as Python can be evaluated, and gives what they do not show."""

from __future__ import annotations

import ast
import html
import re
from typing import TYPE_CHECKING, Any

import pytest

import nuon_notebook
from nuon_notebook import configure, load_installer
from nuon_notebook.analysis.workflow_list import workflow_list
from nuon_notebook.display import to_html
from nuon_notebook.display.terminal import plain
from nuon_notebook.display.text_outline import outline
from nuon_notebook.models import Collection, Model
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook import Installer

FEW_LINES, MANY_LINES = 7, 40
TREE = re.compile(r"^[│├└─ ]*", re.MULTILINE)
PLACE = r"(?:_|installer|app|config|install|apps|installs)(?:\.\w+|\[[^\]\n]*\])+(?:\(\))?"
IN_OUTLINE = re.compile(rf"(?:^|: | in )({PLACE}|(?:load_\w+|compare)\([^\n]*\))$", re.MULTILINE)
"""An expression at the end of a line, or on a line of its own."""
NAMES_OF_ANSWERS = re.compile(
    r"(?<![\w.])(?:overview|problems|approvals|comparison|impacts?|permissions|timeline|provides|schedule|list|history|graph|log"
    r"|groups|changes|states)(?:\.[a-z_]+(?:\[|\(\))|\[)"
)
IN_PAGE = re.compile(r"(?:In Python</i>|(?:more|details|shown)(?: in|:)) <code>([^<]*)</code>")


@pytest.fixture(scope="module")
def installer() -> Installer:
    return load_installer("demo", configs="all")


@pytest.fixture
def _small_pages() -> Iterator[None]:
    before = configure().max_html_kb
    configure(max_html_kb=16)
    yield
    configure(max_html_kb=before)


def answers_on(installer: Installer) -> dict[str, Any]:
    """One answer of every kind, and the collections in them that are displayed on their own."""
    app = installer.apps["harbor-desk"]
    install, workflow = app.installs["eastgate-bank"], installer.installs["kestrel-grain-coop"].workflows[3]
    found = {
        "overview": nuon_notebook.overview(installer),
        "problems": nuon_notebook.problems(installer),
        "approvals": nuon_notebook.approvals([installer, nuon_notebook.load_app("demo/mill-gauge")]),
        "compare": nuon_notebook.compare(app, "v2", "v11"),
        "impact": nuon_notebook.impact(app, "database"),
        "impacts": app.impacts,
        "permissions": nuon_notebook.permissions(app),
        "timeline": nuon_notebook.timeline(workflow),
        "customer_provides": nuon_notebook.customer_provides(app),
        "schedule": nuon_notebook.schedule(installer),
        "workflows": workflow_list(install),
        "history": install.history,
        "graph": app.configs["v11"].graph,
        "log": next(one for one in install.workflows if one.failed).log(),
    }
    collections = {
        "groups": found["overview"].groups,
        "rows": found["problems"].rows,
        "changes": found["compare"].changes,
        "states": install.component_states,
    }
    return {**found, **collections}


def printed(answer: Any) -> set[str]:
    """The expressions in the outline of an answer with few lines, and in its page."""
    in_page = {html.unescape(found) for found in IN_PAGE.findall(to_html(answer).replace("<wbr>", ""))}
    in_outlines = [TREE.sub("", plain(outline(answer, lines))) for lines in (FEW_LINES, MANY_LINES)]
    assert not any(NAMES_OF_ANSWERS.search(text) for text in in_outlines)
    return {found for text in in_outlines for found in IN_OUTLINE.findall(text)} | in_page - {""}


def evaluated(expression: str, shown: Any) -> Any:
    """The value after README's `import *`, where the answer was displayed last; of a call that it could be made."""
    names = {name: getattr(nuon_notebook, name) for name in nuon_notebook.__all__} | {"_": shown}
    called = ast.parse(expression, mode="eval").body
    if isinstance(called, ast.Call):
        return eval(ast.unparse(called.func), names)  # noqa: S307 - an expression of ours
    return eval(expression, names)  # noqa: S307 - an expression of ours


@pytest.mark.usefixtures("_small_pages")
def test_every_expression_that_an_answer_prints_can_be_evaluated(installer: Installer) -> None:
    seen: list[str] = []

    def check(answer: Any) -> None:
        for expression in printed(answer):
            seen.append(expression)
            value = evaluated(expression, answer)
            assert callable(value) or isinstance(value, Model | Collection), expression

    assert failures(check, answers_on(installer).values()) == []
    assert len([one for one in seen if one.startswith("_")]) > 20
    assert [one for one in seen if not re.match(r"_\b|(?:load_\w+|compare)\(", one)] == []


def test_an_expression_gives_what_was_left_out(installer: Installer) -> None:
    found = nuon_notebook.schedule(installer)
    for lines in (FEW_LINES, 20):
        shown = TREE.sub("", plain(outline(found, lines)))
        (expression,) = [one for one in IN_OUTLINE.findall(shown) if one.startswith("_.rows")]
        cut = evaluated(expression, found)
        assert f"… and {len(cut)} more" in shown
        assert cut == found.rows[len(found.rows) - len(cut) :]


@pytest.mark.usefixtures("_small_pages")
def test_what_a_page_of_a_model_prints_is_evaluated_with_a_variable_of_its_name(installer: Installer) -> None:
    def check(name: str, model: Any) -> None:
        expressions = printed(model)
        assert expressions
        for expression in expressions:
            names = {name: model, **{one: getattr(nuon_notebook, one) for one in ("load_app", "compare")}}
            if "(" not in expression:
                assert not expression.startswith("_")
                assert eval(expression, names) is not None, expression  # noqa: S307 - an expression of ours

    app = installer.apps["harbor-desk"]
    models = {"installer": installer, "app": app, "config": app.configs["v11"], "install": app.installs[0]}
    assert failures(check, [*models.items(), ("installs", app.installs)]) == []
