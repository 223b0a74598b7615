"""Names of installs in error messages are replaced like those in outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook import compare, load_app, load_install, load_installer
from nuon_notebook.analysis.workflow_list import workflow_list
from nuon_notebook.errors import NuonError
from nuon_notebook.sharing.error_names import names_in_errors
from tests.cases import failures
from tests.sharing.conftest import code, stream

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = {
    "brightwater-energy", "cobalt-freight", "dunmore-health-staging", "eastgate-bank", "foxglove-council",
    "kestrel-grain-coop", "orchard-insights", "polder-water-board",
}  # fmt: skip
OF_DESK = ALL - {"kestrel-grain-coop", "orchard-insights", "polder-water-board"}


def message_of(fails: Callable[[], object]) -> str:
    try:
        fails()
    except NuonError as error:
        return str(error)
    raise AssertionError


def test_an_error_about_an_install_tells_which_names_it_contains() -> None:
    def holds(fails: Callable[[], object], names: set[str]) -> None:
        message = message_of(fails)
        assert {*names_in_errors(message)} == names
        assert {*names_in_errors(message.replace(". ", ".\n"))} == names

    cases: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: load_install("demo/eastgate"), {"eastgate-bank"}),
        (lambda: load_installer("demo").installs["eastgate"], ALL),
        (lambda: load_installer("demo").installs[""], ALL),
        (lambda: load_app("demo/eastgate-bank"), {"eastgate-bank"}),
        (lambda: compare("demo/harbor-desk", "v10", "eastgate"), OF_DESK),
        (lambda: compare("demo/harbor-desk", "v10", "v99"), OF_DESK),
        (lambda: workflow_list(load_install("demo/eastgate-bank"), "nope"), {"eastgate-bank"}),
        (lambda: load_installer("demo").apps["harbour"], set()),
        (lambda: load_install("demo/inw6qj5uddo3adtw9cjt6pfkcv"), set()),
    ]
    assert failures(holds, cases) == []


def test_they_are_replaced(shared: Callable[..., Any]) -> None:
    message = message_of(lambda: load_installer("demo").installs["eastgate"])
    copy = str(shared(code("1", stream(message, "stderr")), anonymize=True))
    assert [name for name in ALL if name in copy] == []
