"""TAB behind a magic, in a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.demo import APPS, INSTALLER_ID
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]
    Start = Callable[..., Kernel]


@pytest.fixture
def informed(kernel: Kernel) -> Kernel:
    """A kernel that holds the demo's installer."""
    kernel.run("here = %nuon_installer demo --configs 0 --workflows 0\nharbor = here.apps['harbor-desk']")
    return kernel


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%nuon_installer ", ["demo", "--configs", "--workflows"]),
        ("%nuon_installer --c", ["--configs"]),
        ("%nuon_installer demo --configs ", ["all"]),
        ("%nuon_installer --workflows 3 ", ["demo", "--configs"]),
        ("%nuon_installer demo ", ["--configs", "--workflows"]),
        ("%nuon_app demo/h", ["demo/harbor-desk"]),
        ("%nuon_apps ", ["demo"]),
        ("%nuon_compare demo/h", ["demo/harbor-desk"]),
        ("%nuon_compare demo/harbor-desk prev", ["previous"]),
        ("%nuon_compare demo/harbor-desk v10 v1", ["v11", "v10", "v1"]),
        ("%nuon_compare $harbor v1", ["v11", "v10", "v1"]),
        ("%nuon_compare harbor v1", ["v11", "v10", "v1"]),
        ("%nuon_compare demo/Harbor-Desk kes", ["kes"]),
        ("%nuon_compare demo/grain-lake kes", ["kestrel-grain-coop"]),
        ("%nuon_compare demo/nope ", ["latest", "previous"]),
        ("%nuon_impact demo/nope ", [""]),
        ("%nuon_compare demo/harbor-desk eastg", ["eastgate-bank"]),
        ("%nuon_installs demo/harbor-desk --label tier=g", ["tier=gold"]),
        ("%nuon_installs demo/harbor-desk --label ", ["stage=staging", "tier=gold", "tier=trial"]),
        ("%nuon_installs demo/harbor-desk --label tier=gold --l", ["--label"]),
        ("%nuon_connect ", ["demo", "--ask"]),
        ("x = %nuon_app demo/t", ["demo/tide-relay"]),
    ],
)
def test_options_ids_and_names_are_offered_and_nothing_else(informed: Kernel, line: str, offered: list[str]) -> None:
    start = line[: len(line) - len(line.rpartition(" ")[2])]
    assert informed.tab(line) == [start + each for each in offered]


NEW_MAGIC = """
from IPython.core.magic_arguments import argument
from nuon_notebook.magic_arguments import AppName, ArgumentType
from nuon_notebook.magics import with_arguments

class Colour(ArgumentType):
    def completions(self):
        yield from ("red", "green")

@with_arguments
@argument("app", type=AppName())
@argument("colour", nargs="?", type=Colour())
@argument("--sort", choices=("name", "age"))
@argument("--quiet", "-q", action="store_true")
def nuon_new(line, local_ns=None):
    pass

get_ipython().register_magic_function(nuon_new)
"""


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%nuon_new demo/t", ["demo/tide-relay"]),
        ("%nuon_new demo/tide-relay ", ["red", "green", "--sort", "--quiet", "-q"]),
        ("%nuon_new demo/tide-relay --sort ", ["name", "age"]),
        ("%nuon_new demo/tide-relay --sort name r", ["red"]),
        ("%nuon_new --quiet demo/tide-relay red ", ["--sort"]),
    ],
)
def test_a_new_magic_is_completed_by_what_its_arguments_declare(kernel: Kernel, line: str, offered: list[str]) -> None:
    kernel.run(NEW_MAGIC)
    start = line[: len(line) - len(line.rpartition(" ")[2])]
    assert kernel.tab(line) == [start + each for each in offered]


def test_the_apps_of_the_demo_are_offered_before_anything_was_loaded(start: Start) -> None:
    names = ["demo/harbor-desk", "demo/grain-lake", "demo/tide-relay", "demo/mill-gauge"]
    assert start().tab("%nuon_app demo/") == [f"%nuon_app {name}" for name in names]


def test_python_names_are_not_mixed_in_where_nothing_matches(informed: Kernel) -> None:
    assert informed.tab("%nuon_installer pri") == ["%nuon_installer pri"]


def test_python_still_completes_elsewhere(informed: Kernel) -> None:
    informed.run("nuon_something = 1")
    assert "nuon_something" in informed.tab("nuon_some")
    assert "here.apps" in informed.tab("here.ap")


def test_what_the_server_showed_is_offered_by_id_and_name(configured: Configured, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    kernel.run("%nuon_apps")
    offered = kernel.tab("%nuon_app ")
    assert "%nuon_app harbor-desk" in offered
    assert sum(line.startswith("%nuon_app app") for line in offered) == len(APPS)


def test_the_installer_in_the_environment_is_offered(configured: Configured) -> None:
    assert configured(NUON_INSTALLER_ID=INSTALLER_ID).tab("%nuon_installer int") == [f"%nuon_installer {INSTALLER_ID}"]


def test_tab_asks_the_server_nothing(configured: Configured, server: Server, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    kernel.run("%nuon_apps;")
    asked = len(server.requests)
    for line in ("%nuon_installer ", "%nuon_app ", "%nuon_app h", "%nuon_installers ", "%nuon_connect -"):
        kernel.tab(line)
    assert len(server.requests) == asked


def test_the_names_in_a_collection_are_offered_as_its_keys(informed: Kernel) -> None:
    informed.run('app = here.apps["harbor-desk"]\nconfigs = app.configs')
    for owner in ("app.configs", "configs", 'here.apps["harbor-desk"].configs', "print(app.configs"):
        offered = [f'{owner}["{name}"]' for name in ("v1", "v10", "v11", "v12")]
        assert sorted(informed.tab(f'{owner}["v1')) == offered
    assert informed.tab("here.apps['tide") == ["here.apps['tide-relay']"]


PYDANTICS_OLD = (
    "construct",
    "copy",
    "dict",
    "from_orm",
    "json",
    "parse_obj",
    "schema",
    "update_forward_refs",
    "validate",
)
INTERNALS = (
    "api_type",
    "assembled",
    "at",
    "badges",
    "belongs_to",
    "headline",
    "placed",
    "remember",
    "sections",
    "without",
)


def test_nothing_else_is_offered_as_a_key_of_what_was_not_loaded(informed: Kernel) -> None:
    assert informed.tab('harbor.configs[0].actions["') == ['harbor.configs[0].actions["']


def test_tab_on_a_model_offers_what_is_useful_wherever_the_model_stands(informed: Kernel) -> None:
    informed.run('app = here.apps["harbor-desk"]')
    for model in ("app", 'here.apps["harbor-desk"]', "here.apps[0]", "app.configs[0].owner"):
        offered = {line.removeprefix(f"{model}.") for line in informed.tab(f"{model}.")}
        assert {"configs", "installs", "explore", "model_dump", "overview", "name"} <= offered
        assert offered & {*PYDANTICS_OLD, *INTERNALS} == set()


def test_tab_behind_what_cannot_be_read_prints_nothing(informed: Kernel) -> None:
    informed.run("from nuon_notebook import App\nodd = type('Odd', (App,), {'broken': property(lambda _: 1 / 0)})()")
    assert informed.run("odd.broken").error

    def check(line: str) -> None:
        ran = informed.run(f"get_ipython().complete('', {line!r}, {len(line)});")
        assert ran.text + ran.error == ""

    lines = (
        *('in["', 'return["a', 'not["', 'lambda["', "in.", "class.x.", "here.apps[09].", 'here.apps[99].configs["'),
        *("odd.broken.", 'odd.broken["', r'here.apps["\d"].', r'here.apps["\x"].', r'here.apps["\N{no}"].'),
    )
    assert failures(check, lines) == []


def test_tab_on_a_row_offers_the_record_that_it_opens(informed: Kernel) -> None:
    informed.run("row = here.overview.rows[0]")
    assert informed.tab("row.opens") == ["row.opens"]
    assert informed.run("print('opens' in dir(row), 'headline' in dir(row))").text == "True False\n"
