"""Variables and expressions in the line of a magic, in a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.error import UsageError

from nuon_notebook.demo import INSTALLER_ID
from nuon_notebook.magic_line import split_line
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    Kernel = Any
    Configured = Callable[..., Kernel]

LONGEST_ERROR = 300
VALUES = """
import enum, math
empty, blank, none, nan, zero_width, newline, quotes = "", " \\t ", None, math.nan, "\\u200b\\ufeff", "\\n", '""'
class Name(str, enum.Enum):
    RELAY = "demo/tide-relay"
nothings = {"list": [], "dict": {}, "tuple": ()}
"""
NOT_A_NAME = {
    "$empty": "`empty` is empty", "{empty}": "`empty` is empty", '"$empty"': "`empty` is empty",
    "${empty}": "`empty` is empty", "{empty + ''}": "`{empty + ''}` is empty",
    "$blank": "`blank` is blank", "$zero_width": "`zero_width` is blank", "$newline": "`newline` is blank",
    "$quotes": "`quotes` is blank", "$none": "`none` is None", "$nan": "`nan` is NaN",
    "{nothings['list']}": "is an empty list", "{nothings['dict']}": "is an empty dict", "{()}": "is an empty tuple",
    "x-$empty": "`empty` is empty", "$none-x": "`none` is None", "{['one']}": "is a list", "{True}": "is a bool",
    "{b'x'}": "is a bytes", "{1.5}": "is a float", "{object()}": "is an object", '""': "must not be empty",
    "''": "must not be empty", "' '": "must not be empty", "\u200b": "must not be empty", "“”": "must not be empty",
}  # fmt: skip
"""What names no record, and how it is answered."""


@pytest.fixture
def default(configured: Configured, settings: dict[str, str]) -> Kernel:
    """A kernel that is connected, whose environment names an installer, with some values."""
    kernel = configured(**settings, NUON_INSTALLER_ID=INSTALLER_ID)
    kernel.run(VALUES)
    return kernel


def assert_is_one_line(ran: Any) -> None:
    assert (ran.status, ran.error, ran.shown) == ("error", "", [])
    assert ran.text.startswith("UsageError: ")
    assert ran.text.count("\n") == 1
    assert len(ran.text) < LONGEST_ERROR


@pytest.mark.parametrize("magic", ["nuon_installer", "nuon_app", "nuon_explore"])
def test_what_names_nothing_is_told_and_never_means_the_default(default: Kernel, magic: str) -> None:
    def check(word: str, answer: str) -> None:
        ran = default.run(f"%{magic} {word}")
        assert_is_one_line(ran)
        assert answer in ran.text

    assert failures(check, NOT_A_NAME.items()) == []


def test_so_it_is_in_place_of_demo_and_of_a_number(default: Kernel) -> None:
    def check(line: str) -> None:
        ran = default.run(line)
        assert_is_one_line(ran)
        assert "empty` is empty" in ran.text

    lines = (
        "%nuon_installers $empty", "%nuon_apps {empty}", "%nuon_connect $empty", "%nuon_installer --configs $empty",
        "%nuon_installer --configs=$empty", "%nuon_installer demo --workflows {empty}",
    )  # fmt: skip
    assert failures(check, lines) == []


def test_without_an_argument_the_default_is_shown(default: Kernel) -> None:
    for line in ("%nuon_installer", "%nuon_installer  # $nothing {1/0} it's", "%nuon_explore"):
        assert "Fernhill" in default.run(line).shown[0]["text/plain"]


def test_every_undefined_variable_is_named_and_none_that_has_a_value(kernel: Kernel) -> None:
    kernel.run("env = 'prod'")

    def check(words: str, *undefined: str) -> None:
        ran = kernel.run(f"%nuon_app {words}")
        assert_is_one_line(ran)
        assert "there is no variable " + " and no variable ".join(f"`{name}`" for name in undefined) + "." in ran.text
        assert "env" not in ran.text.replace("`nuon_app?`", "")

    cases = (
        ("$nosuch", "nosuch"), ("my-$nosuch", "nosuch"), ("my-$env-$zone", "zone"), ("{a}-{env}-{b}", "a", "b"),
        ("$a.name", "a"), ("{a.name}", "a"), ("{a + env + b}", "a", "b"), ("{str(a)}", "a"), ("'{a}'", "a"),
        ("{[x for x in items]}", "items"), ("$env --configs $n --workflows {m}", "n", "m"), ("${zone}", "zone"),
        ("$a $a", "a"), ("{env}{zone}", "zone"), ("{(lambda x: x + y)(env)}", "y"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_an_expression_that_fails_is_told_with_the_type_of_the_exception_only(kernel: Kernel) -> None:
    kernel.run("names = {}\nenv = 'prod'\ndef fail():\n    raise RuntimeError('a secret')\ndef use(): return inner")

    def check(words: str, answer: str) -> None:
        ran = kernel.run(f"%nuon_app {words}")
        assert_is_one_line(ran)
        assert f"{answer}. `%nuon_app?`" in ran.text
        assert "secret" not in ran.text

    cases = (
        ("{1/0}", "`{1/0}` raised ZeroDivisionError"), ("{names['x']}", "`{names['x']}` raised KeyError"),
        ("$env.nosuch", "`env.nosuch` raised AttributeError"), ("{fail()}", "`{fail()}` raised RuntimeError"),
        ("{use()}", "`{use()}` raised NameError"), ("{env +}", "`{env +}` is not a Python expression"),
        ("$env.", "`{env.}` is not a Python expression"), ("{}", "`{}` is not a Python expression"),
        ("{1/0} {fail()}", "`{1/0}` raised ZeroDivisionError; `{fail()}` raised RuntimeError"),
        ("{nosuch} {1/0}", "there is no variable `nosuch`; `{1/0}` raised ZeroDivisionError"),
        ("{int('x')}", "`{int('x')}` raised ValueError"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_a_brace_without_its_counterpart_is_told(kernel: Kernel) -> None:
    for words in ("{env", "env}", "a{b}}"):
        ran = kernel.run(f"%nuon_app {words}")
        assert_is_one_line(ran)
        assert "a brace is not closed, or has no counterpart" in ran.text


def test_a_value_is_expanded_however_it_is_written(kernel: Kernel) -> None:
    kernel.run(
        "name, part, names = 'demo/tide-relay', 'tide', {'a b': 'demo/tide-relay'}\nclass box: inner = 'tide-relay'\n"
        + VALUES
    )

    def check(words: str) -> None:
        assert kernel.run(f"%nuon_app {words}").shown[0]["text/plain"].startswith("Tide Relay")

    words = (
        "$name", "{name}", "${name}", '"$name"', '"{name}"', "'{name}'", "demo/$part-relay", "demo/{part}-relay",
        "{names['a b']}", '{names["a b"]}', "demo/$box.inner", "{name.lower()}", "{name!s}", "{name[0:15]}",
        "$Name.RELAY",
        "{' ' + name}", "{name + chr(10)}", "$name --configs {1 - 1}", "--configs=$zero $name",
    )  # fmt: skip
    kernel.run("zero = 0")
    assert failures(check, words) == []


def test_what_is_meant_as_a_sign_is_no_variable(kernel: Kernel) -> None:
    kernel.run("name = 'demo/tide-relay'")

    def check(words: str, given: str) -> None:
        ran = kernel.run(f"%nuon_app {words}")
        assert_is_one_line(ran)
        assert f"'{given}' is not an app, its name or its id: in single quotes" in ran.text

    assert failures(check, (("$$name", "$name"), ("{{name}}", "{name}"), ("'$name'", "$name"))) == []


def test_a_value_stays_one_argument(kernel: Kernel) -> None:
    kernel.run("values = ['two words', '--configs 0', '--configs', '-x', 'a # b', 'a;', 'it\\'s \"x\"', '$name {x}']")
    kernel.run("from nuon_notebook.magics import NuonMagics")
    kernel.run("from nuon_notebook.magic_line import split_line")
    count = "print([len(split_line(line, {'v': v})) for v in values for line in ('$v', '{v}', '\"$v\"', 'x-$v')])"
    assert kernel.run(count).text == f"{[1] * 32}\n"
    for index in range(8):
        ran = kernel.run(f"%nuon_app demo/{{values[{index}]}} --workflows 0")
        assert ran.shown == []
        assert "unrecognized" not in ran.text + ran.error


def test_a_quote_that_is_not_closed_is_told_behind_a_character_that_lines_do_not_have() -> None:
    with pytest.raises(UsageError, match="a quote is not closed"):
        split_line("one\0 'two", {})


def test_an_expression_is_evaluated_once(kernel: Kernel) -> None:
    kernel.run("calls = []\ndef name():\n    calls.append(1)\n    return 'demo/tide-relay'")
    kernel.run("%nuon_app {name()}")
    kernel.run("%nuon_app {name()} {nosuch}")
    kernel.run("%nuon_app demo/harbor-desk # {name()}")
    assert kernel.run("print(len(calls))").text == "2\n"


def test_the_variables_of_a_function_are_known_in_it(kernel: Kernel) -> None:
    define = """
name = "demo/grain-lake"
def one(name):
    app = %nuon_app $name --configs 0
    return app.name
def two(names):
    found = []
    for each in names:
        found.append(one(each))
        app = %nuon_app demo/{each.partition("/")[2]} --configs 0
        found.append(app.name)
    return found
def outer(name):
    def inner():
        name  # what a nested function does not use, it does not know
        return get_ipython().run_line_magic("nuon_app", "$name --configs 0").name
    return inner()
"""
    kernel.run(define)
    assert kernel.run("print(one('demo/tide-relay'))").text == "tide-relay\n"
    assert kernel.run("print(two(['demo/tide-relay']), outer('demo/tide-relay'))").text == (
        "['tide-relay', 'tide-relay'] tide-relay\n"
    )
    assert "there is no variable `nosuch`" in kernel.run("def three():\n    %nuon_app $nosuch\nthree()").text
    assert "`name` is empty" in kernel.run("def four(name):\n    x = %nuon_app $name\nfour('')").text


def test_assignments_semicolons_and_automagic_expand_too(kernel: Kernel) -> None:
    kernel.run("name = 'demo/tide-relay'\nx = %nuon_app $name;\ny = %nuon_app {name} ;  # quietly")
    assert kernel.run("print(x.name, y.name)").text == "tide-relay tide-relay\n"
    assert kernel.run("%nuon_app $name;").shown == []
    assert kernel.run("nuon_app $name").shown[0]["text/plain"].startswith("Tide Relay")


def test_a_model_stands_for_itself(kernel: Kernel) -> None:
    kernel.run("installer = %nuon_installer demo\napp = installer.apps['tide-relay']\ninstall = app.installs[0]")

    def check(line: str, shown: str) -> None:
        assert kernel.run(line).shown[0]["text/plain"].startswith(shown)

    cases = (
        ("%nuon_app $app", "Tide Relay"), ("%nuon_app {app}", "Tide Relay"), ('%nuon_app "$app"', "Tide Relay"),
        ("%nuon_app {installer.apps['tide-relay']}", "Tide Relay"), ("%nuon_app demo/$app", "Tide Relay"),
        ("%nuon_app demo/$app.name", "Tide Relay"), ("%nuon_installer $installer", "Fernhill"),
        ("%nuon_installer {installer}", "Fernhill"), ("%nuon_explore $app", "Tide Relay"),
        ("%nuon_explore {installer}", "Fernhill"), ("%nuon_explore install", "wharf"),
        ("%nuon_explore $install", "wharf"), ("%nuon_explore app", "Tide Relay"),
    )  # fmt: skip
    name = kernel.run("print(install)").text.split(" ", 1)[0]
    assert failures(check, [(line, name if shown == "wharf" else shown) for line, shown in cases]) == []


def test_a_model_of_the_users_own_org_is_asked_for_by_its_id(configured: Configured, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    kernel.run("from nuon_notebook import connect\nconnect()")
    kernel.run("app = %nuon_app tide-relay\ninstaller = get_ipython().run_line_magic('nuon_installers', '')[0]")
    assert kernel.run("%nuon_app $app").shown[0]["text/plain"].startswith("Tide Relay")
    assert kernel.run("%nuon_installer $installer").shown[0]["text/plain"].startswith("Fernhill")


def test_a_model_of_another_kind_is_told_in_one_line_and_never_printed(kernel: Kernel) -> None:
    kernel.run("installer = %nuon_installer demo\napp = installer.apps['harbor-desk']\nconfig = app.configs[0]")
    kernel.run("from nuon_notebook.models import App, Installer\nbare = App(name='x')\nnameless = Installer()")

    def check(line: str, answer: str) -> None:
        ran = kernel.run(line)
        assert_is_one_line(ran)
        assert answer in ran.text

    cases = (
        ("%nuon_app $config", "`config` is an AppConfig; an app, its name or its id is expected"),
        ("%nuon_app {app.installs[0]}", "`{app.installs[0]}` is an Install; an app"),
        ("%nuon_app $installer", "`installer` is an Installer; an app"),
        ("%nuon_installer $app", "`app` is an App; an installer or its id is expected"),
        ("%nuon_installer {installer.apps}", "`installer.apps` is a Collection; an installer"),
        ("%nuon_explore $config", "`config` is an AppConfig; an installer, an app, an install"),
        ("%nuon_explore config", "`config` is an AppConfig; an installer, an app, an install"),
        ("%nuon_app x-$config", "`config` is an AppConfig"), ("%nuon_app $bare", "`bare` has no id"),
        ("%nuon_installer $nameless", "`nameless` has no id"), ("%nuon_apps $app", "`app` is an App; `demo`"),
        ("%nuon_app demo/harbor-desk --configs $app", "`app` is an App; a non-negative integer or `all` is expected"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_what_pasting_adds_to_an_id_is_taken_out(configured: Configured, settings: dict[str, str]) -> None:
    kernel = configured(**settings)

    def check(before: str, after: str) -> None:
        loads = "loaded = %nuon_installer {} --configs 0 --workflows 0\nprint(loaded.id)"
        kernel.run(f"pasted = {before + INSTALLER_ID + after!r}")
        assert kernel.run(loads.format("$pasted")).text == f"{INSTALLER_ID}\n"
        if not (before + after).isspace():
            pasted = f"{before.strip()}{INSTALLER_ID}{after.strip()}"
            assert kernel.run(loads.format(pasted)).text == f"{INSTALLER_ID}\n"

    pairs = (
        ("", "\u200b"), ("\ufeff", ""), ("\u00a0", "\u00a0"), ("\u00ad", "\u2060"), ("\u202a", "\u202c"),
        ("\u200e", ""), ("\u2066", "\u2069"), ("“", "”"), ("\u2018", "\u2019"), ("«", "»"), ("„", "“"), ("`", "`"),
        ("", "\n"), ("\t", " \r\n"), ("\u200d", "\ufe0f"), ("\u3000", "\u2003"), ("\u180e", "\u2800"),
    )  # fmt: skip
    assert failures(check, pairs) == []


def test_an_error_quotes_only_a_short_piece_of_what_was_given(kernel: Kernel) -> None:
    token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    kernel.run(f"long, token = 'x' * 30_000, {token!r}")

    def check(line: str) -> None:
        ran = kernel.run(line)
        told = ran.text + ran.error
        assert ran.status == "error"
        assert len(told) < 2 * LONGEST_ERROR
        assert token not in told

    lines = [
        line.replace("WORD", word)
        for word in ("$long", "$token", "demo/$long", "demo/$token", "--configs $long", "demo --configs $token",
                     f"--token={token}", f"demo --{token}", "$token $long $long", "demo/$token --workflows $long")
        for line in ("%nuon_app WORD", "%nuon_installer WORD", "%nuon_explore WORD", "%nuon_apps WORD")
    ]  # fmt: skip
    assert failures(check, lines) == []
