"""The magics in a real kernel: what a line shows, gives and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import INSTALLER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]


def test_an_installer_is_shown_as_html_and_as_text(kernel: Kernel) -> None:
    (bundle,) = kernel.run("%nuon_installer demo").shown
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"].startswith("Fernhill 3 apps")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("%nuon_installer demo", "Installer"),
        ("%nuon_installers demo", "Collection"),
        ("%nuon_app demo/tide-relay", "App"),
        ("%nuon_apps demo", "Collection"),
        ("%nuon_compare demo/harbor-desk v10 v11", "Comparison"),
        ("%nuon_compare demo/grain-lake", "Comparison"),
    ],
)
def test_a_magic_gives_what_it_shows(kernel: Kernel, line: str, kind: str) -> None:
    assert kernel.run(f"x = {line}\nprint(type(x).__name__)").text == f"{kind}\n"


def test_every_magic_reaches_the_connected_server(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    lines = [f"%nuon_installer {INSTALLER_ID}", "%nuon_installers", "%nuon_app tide-relay", "%nuon_apps"]
    texts = [kernel.run(line).shown[0]["text/plain"] for line in lines]
    assert [("Fernhill" in text, "Tide Relay" in text) for text in texts] == [
        (True, True), (True, False), (False, True), (False, True)
    ]  # fmt: skip
    assert len(server.requests) > len(lines)


def test_without_an_id_the_environment_names_the_installer(configured: Configured, settings: dict[str, str]) -> None:
    kernel = configured(**settings, NUON_INSTALLER_ID=INSTALLER_ID)
    assert "Fernhill" in kernel.run("%nuon_installer").shown[0]["text/plain"]


def test_a_variable_that_holds_a_model_is_explored_as_it_is(kernel: Kernel) -> None:
    kernel.run("app = %nuon_app demo/tide-relay\nexplorer = %nuon_explore app")
    assert kernel.run("print(explorer.root is app)\nexplorer.close()").text == "True\n"


@pytest.mark.parametrize("start", ["%", ""], ids=["magic", "automagic"])
@pytest.mark.parametrize("end", [";", " ; ", ";  # quietly", ";;"])
def test_a_semicolon_at_the_end_shows_nothing(kernel: Kernel, start: str, end: str) -> None:
    ran = kernel.run(f"{start}nuon_apps demo{end}")
    assert (ran.status, ran.text, ran.shown) == ("ok", "", [])


def test_a_semicolon_in_quotes_belongs_to_the_name(kernel: Kernel) -> None:
    assert "The demo world has no app tide-relay;." in kernel.run('%nuon_app "demo/tide-relay;"').error


def test_a_semicolon_within_a_block_is_no_mistake(kernel: Kernel) -> None:
    ran = kernel.run("for world in ['demo']:\n    %nuon_apps {world};\n    x = %nuon_apps $world;\nprint(len(x))")
    assert (ran.status, ran.text, ran.shown) == ("ok", "4\n", [])


@pytest.mark.parametrize("target", ["x", "x.y", "x['y']", "x, *rest"])
def test_a_semicolon_keeps_nothing_from_being_assigned(kernel: Kernel, target: str) -> None:
    kernel.run("class Box(dict): pass\nx = Box()")
    kernel.run(f"{target} = %nuon_apps demo;")
    assert kernel.run("print('harbor-desk' in repr([x, vars(x) if type(x) is Box else 0]))").text == "True\n"


@pytest.mark.parametrize("line", ["%nuon_connect;", "%nuon_connect;;", "%nuon_connect; # quietly"])
def test_a_semicolon_at_the_name_shows_nothing(kernel: Kernel, line: str) -> None:
    ran = kernel.run(line)
    assert (ran.status, ran.text, ran.shown) == ("ok", "", [])
    kernel.run(f"x = {line}")
    assert kernel.run("print(type(x).__name__)\ndel x").text == "Connection\n"


def test_a_semicolon_at_a_name_in_a_text_stays(kernel: Kernel) -> None:
    assert kernel.run("print('''\n%nuon_apps;\n''')").text == "\n%nuon_apps;\n\n"


@pytest.mark.parametrize("comment", ["# all apps", '# it\'s a "comment"', "#;"])
def test_a_comment_at_the_end_is_no_argument(kernel: Kernel, comment: str) -> None:
    assert kernel.run(f"%nuon_apps demo  {comment}").shown


@pytest.mark.parametrize("name", ["$name", "{name}", "{name.lower()}", '"demo/tide-relay"'])
def test_variables_expressions_and_quotes_stand_for_their_value(kernel: Kernel, name: str) -> None:
    kernel.run("name = 'demo/tide-relay'")
    assert kernel.run(f"%nuon_app {name}").shown[0]["text/plain"].startswith("Tide Relay")


def test_more_configs_and_fewer_workflows_on_request(kernel: Kernel) -> None:
    kernel.run("few = %nuon_app demo/harbor-desk --configs 0 --workflows 0")
    kernel.run("all_ = %nuon_app demo/harbor-desk --configs all --workflows 1")
    counts = "print([sum(config.in_full for config in app.configs) for app in (few, all_)])"
    assert kernel.run(counts).text == "[0, 11]\n"
    assert kernel.run("print(max(len(install.workflows) for install in all_.installs))").text == "1\n"
    assert kernel.run("print({install.workflows.loaded for install in few.installs})").text == "{False}\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('%nuon_app "half', "a quote is not closed"),
        ("%nuon_app", "the following arguments are required"),
        ('%nuon_installer ""', "argument ID: must not be empty"),
        ("%nuon_explore ''", "argument INSTALLER_OR_APP: must not be empty"),
        (
            "%nuon_app one two --three=4",
            "arguments: --three, 1 additional word. `%nuon_app?` explains the arguments.",
        ),
        ("%nuon_apps demonstration", "Only `demo` is accepted here. Never pass a token. `%nuon_apps?` explains"),
        ("%nuon_installer demo --configs some", "must be a non-negative integer or `all`, not 'some'"),
        ("%nuon_installer demo --workflows -1", "must be a non-negative integer, not '-1'"),
    ],
)
def test_a_mistake_in_the_line_is_told_in_one_line(kernel: Kernel, line: str, complaint: str) -> None:
    ran = kernel.run(line)
    assert (ran.status, ran.error) == ("error", "")
    assert ran.text.startswith("UsageError: ")
    assert complaint in ran.text


@pytest.mark.parametrize("name", ["nuon_installer", "nuon_installers", "nuon_app", "nuon_apps", "nuon_connect"])
def test_a_question_mark_explains_the_magic(kernel: Kernel, name: str) -> None:
    output = kernel.run(f"print(get_ipython().find_line_magic({name!r}).getdoc())").text
    assert f"%{name}" in output
    assert "demo" in output
