"""`--anonymize` knows the names in whatever is displayed or printed: each class of models, as HTML and as outline."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from nbformat import v4
from pydantic import SecretStr

from nuon_notebook import (
    Client,
    approvals,
    demo,
    impact,
    load_install,
    load_installer,
    options,
    overview,
    problems,
    timeline,
)
from nuon_notebook.analysis.plans import with_plans
from nuon_notebook.analysis.workflow_list import workflow_list
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import is_displayable
from nuon_notebook.display.terminal import plain
from nuon_notebook.screen import in_short
from nuon_notebook.sharing.anonymize import Anonymizer
from nuon_notebook.sharing.names import names_in_outlines
from nuon_notebook.sharing.session_secrets import SessionSecrets, secrets_of
from tests.cases import failures
from tests.demo_generator.worlds import CUSTOMERS, demo_world
from tests.sharing.conftest import BANK, code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.models import Installer, Model

OF_EACH: Final = 2  # models of one class
LEAST_CLASSES: Final = 12

RELATIONS = ("configs", "installs", "branches", "components", "actions")


class World(NamedTuple):
    """What is displayed, and the names in it.

    Attributes:
        names: of customers and people.
        models: of each class some that hold a name.
    """

    names: tuple[str, ...]
    models: Mapping[str, tuple[Model, ...]]


@pytest.fixture(scope="module", params=[False, True], ids=["people masked", "people shown"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    installer = load_installer("demo", configs=3, workflows=5)
    known = secrets_of([installer])
    names = tuple(name for name in sorted(known.customers | known.people) if "{{" not in name)
    found: dict[str, list[Model]] = defaultdict(list)
    for model in every(installer):
        of_class = found[type(model).__name__]
        if len(of_class) < OF_EACH and named(names, model.model_dump_json(), str(getattr(model, "run_by", ""))):
            of_class.append(model)
    options.choose(show_people=request.param)
    yield World(names, {name: tuple(models) for name, models in found.items() if models})
    options.choose(show_people=False)


def every(found: Any) -> Iterator[Model]:
    """Each model below another one, once, with those that were loaded for it."""
    seen: set[int] = set()
    waiting = [found]
    while waiting:
        at = waiting.pop()
        if isinstance(at, tuple | list):
            waiting += at if getattr(at, "loaded", True) else ()
        elif isinstance(at, dict):
            waiting += at.values()
        elif is_displayable(at) and id(at) not in seen:
            seen.add(id(at))
            yield at
            waiting += [getattr(at, name) for name in (*type(at).model_fields, *RELATIONS) if hasattr(at, name)]


def named(names: tuple[str, ...], *texts: str) -> list[str]:
    return [name for name in names if any(name in text for text in texts)]


def left(world: World, classes: set[str], display: Callable[[Any], NotebookNode]) -> dict[str, list[str]]:
    """The names that are left of models of some classes, each displayed alone, and of all of a class together."""
    displayed = {f"{name} {number}": one for name in classes for number, one in enumerate(world.models[name], 1)}
    displayed |= {f"several of {name}": world.models[name] for name in classes if len(world.models[name]) > 1}
    found = {name: named(world.names, anonymous(display(one))) for name, one in sorted(displayed.items())}
    return {name: names for name, names in found.items() if names}


def anonymous(output: NotebookNode) -> str:
    """What is left of a notebook with one output, made anonymous as far as the notebook itself contains names."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[output])])
    anonymizer = Anonymizer(notebook, SessionSecrets())
    anonymizer.replace_names()
    assert anonymizer.remaining_names() == []
    return json.dumps(notebook, ensure_ascii=False)


def as_bundle(model: Any) -> NotebookNode:
    return shown(html=to_html(model), plain=to_text(model))


def as_outline(model: Any) -> NotebookNode:
    return shown(plain=to_text(model))


def test_the_world_has_models_of_many_classes_that_name_somebody(world: World) -> None:
    assert {"Installer", "App", "AppConfig", "Install", "AWSAccount"} <= world.models.keys()
    assert len(world.models) >= LEAST_CLASSES


def test_no_model_that_is_displayed_alone_names_anybody(world: World) -> None:
    assert left(world, {*world.models}, as_bundle) == {}


def test_no_outline_without_html_names_anybody(world: World) -> None:
    assert left(world, {*world.models}, as_outline) == {}


@pytest.mark.parametrize("display", [as_bundle, as_outline])
def test_an_install_with_all_that_it_is_made_of_names_nobody(display: Callable[[Any], NotebookNode]) -> None:
    def holds(name: str) -> None:
        install = load_install(f"demo/{name}", deep=True)
        assert name in json.dumps(display(install), ensure_ascii=False)
        names = tuple(name for name in (*CUSTOMERS, *secrets_of([install]).customers) if "{{" not in name)
        assert named(names, anonymous(display(install))) == []

    assert failures(holds, ["eastgate-bank", "brightwater-energy", "quarry-mill"]) == []


LONG_NAMES: Final = (
    "Northwind Traders Production Europe", "northwind-traders-production-north-america-1", "Rope & Sons",
    "Umbrella Pharma Production Americas", "proseware-hospital-trust-production", "Contoso Retail Group",
    "Initech Holdings Production Frankfurt am Main in Germany", "globex-production-ap-southeast-2",
)  # fmt: skip


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A record in which texts that are names are others."""
    if isinstance(value, dict):
        return {key: renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_long_names_are_found_where_lines_are_wrapped() -> None:
    def holds(shown: Any) -> None:
        for text in (to_text(shown), plain(in_short(shown))):
            on_one_line = re.sub(r"[\s│├└─]+", " ", text)
            found = {*names_in_outlines(text)}
            assert [name for name in LONG_NAMES if name in on_one_line and name not in found] == []

    world = demo_world()
    names = dict(zip([each.name for each in world.installs], LONG_NAMES, strict=False))
    installs = [replace(each, record=renamed(each.record, names)) for each in world.installs]
    served = replace(world, installs=installs)
    with demo.serve(served=served) as server, Client(server.url, SecretStr(served.token), served.org_id) as client:
        installer = load_installer(demo.INSTALLER_ID, client=client, configs="all")
    assert installer.installs[LONG_NAMES[1]]
    answers = (installer, installer.installs, overview(installer), problems(installer), approvals(installer))
    of_apps = (one for app in installer.apps for one in (app, app.configs, app.installs, app.impacts, overview(app)))
    assert failures(holds, [*answers, *of_apps, impact(installer.apps["Harbor Desk"], "database")]) == []


def as_text(copy: Any) -> str:
    return json.dumps(copy, ensure_ascii=False)


def test_names_of_printed_installs_are_found(shared: Callable[..., Any]) -> None:
    printed = code("1", stream(str(BANK)), stream("-", "stderr"), stream(repr(BANK)))
    assert "eastgate" not in as_text(shared(printed, markdown("eastgate-bank"), anonymize=True))


def test_names_of_printed_installs_that_hold_a_quote_are_found(shared: Callable[..., Any]) -> None:
    printed = code("1", stream(repr(BANK.model_copy(update={"name": "Rope's"}))), stream("for Rope's", "stderr"))
    assert "Rope" not in as_text(shared(printed, anonymize=True))


def test_names_in_a_printed_outline_are_replaced(installer: Installer, shared: Callable[..., Any]) -> None:
    printed = str(installer)
    copy = as_text(shared(code("print(installer)", stream(printed)), anonymize=True))
    assert [name for name in CUSTOMERS if name in copy] == []
    assert re.search(r"customer-\d", copy)


FRAMES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "as it is, which is cut in the middle": lambda frame: frame,
    "some columns": lambda frame: frame[["install", "version"]],
    "by install": lambda frame: frame.set_index("install")[["version", "behind"]],
    "grouped": lambda frame: frame.groupby(["app", "install"])[["version"]].max(),
    "grouped, a series": lambda frame: frame.groupby(["app", "install"])["version"].max(),
    "one column": lambda frame: frame["install"],
    "few rows": lambda frame: frame.head(2),
}


def test_names_in_data_frames_are_replaced(installer: Installer) -> None:
    def holds(made: str, display: Callable[[Any], NotebookNode]) -> None:
        frame = FRAMES[made](installer.installs.to_frame())
        copy = anonymous(display(frame))
        assert named(CUSTOMERS, copy) == []
        assert re.search(r"customer-\d", copy) or "..." in copy

    def displayed(frame: Any) -> NotebookNode:
        html = getattr(frame, "_repr_html_", None)
        return shown(plain=repr(frame), **({"html": html()} if html else {}))

    ways = (displayed, lambda frame: stream(str(frame)))
    assert failures(holds, [(made, display) for made in FRAMES for display in ways]) == []


def test_names_in_printed_answers_are_replaced(installer: Installer) -> None:
    def holds(answer: Callable[..., Any]) -> None:
        printed = str(answer(installer))
        assert named(CUSTOMERS, printed)
        assert set(names_in_outlines(printed)) == set(named(CUSTOMERS, printed))

    answers = [overview, problems, approvals, lambda found: impact(found.apps[1], "database")]
    assert failures(holds, answers) == []


def test_names_in_a_printed_list_of_impacts_are_replaced_and_no_components(installer: Installer) -> None:
    def holds(app: Any) -> None:
        for printed in (str(app.impacts), str(app)):
            found = {name.removesuffix("…") for name in names_in_outlines(printed)}
            assert [name for name in found if not any(one.startswith(name) for one in CUSTOMERS)] == []
            assert named(CUSTOMERS, anonymous(stream(printed))) == []

    assert failures(holds, [(app,) for app in installer.apps]) == []
    listed = "├─ db on board · on Rope & Sons and acme · pending on globex-c… · 2 actions"
    numbers = "\n".join(f"├─ web · on {end}" for end in ("4 of 5 installs", "4 of 5…", "4 of…", "4 o…", "4 …", "4…"))
    text = f"3 components shop v2\n{listed}\n{numbers}\n└─ Rope on deck"
    assert {*names_in_outlines(text)} == {"Rope & Sons", "acme", "globex-c…"}


def test_installs_beside_an_action_named_like_a_secret_are_no_values_of_it(
    installer: Installer, shared: Callable[..., Any]
) -> None:
    impacts = installer.apps[1].impacts
    assert "rotate-database-password" in to_html(impacts)
    copy = as_text(shared(code("1", shown(html=to_html(impacts), plain=to_text(impacts))), anonymize=True))
    assert "rotate-database-password" in copy
    assert named(CUSTOMERS, copy) == []
    assert "on customer-" in re.sub(r"<[^>]+>", "", copy)


def test_the_name_of_who_is_waited_for_is_replaced_where_nothing_waits_for_approval(installer: Installer) -> None:
    printed = str(approvals(installer.apps["grain-lake"]))
    assert printed.startswith("no steps waiting for approval")
    assert set(names_in_outlines(printed)) == {"orchard-insights"}


def test_names_in_printed_plans_are_replaced(installer: Installer) -> None:
    found = approvals(with_plans(installer))
    assert [row.opens is not None for row in found.rows] == [True, True]

    def holds(shown: Any) -> None:
        assert set(names_in_outlines(to_text(shown))) == set(named(CUSTOMERS, to_text(shown)))
        for display in (as_bundle, as_outline):
            assert named(CUSTOMERS, anonymous(display(shown))) == []

    assert failures(holds, [(found,), (found.rows,), (found.rows[0],), (overview(with_plans(installer)),)]) == []


def test_names_in_printed_lists_of_workflows_are_replaced(installer: Installer) -> None:
    def holds(install: Any, kind: str | None) -> None:
        printed = str(workflow_list(install, kind))
        assert set(names_in_outlines(printed)) == {install.name}

    assert (
        failures(holds, [(one, kind) for one in installer.installs for kind in (None, "provision", "deprovision")])
        == []
    )


def test_the_install_of_a_printed_workflow_step_run_timeline_or_history_is_replaced(installer: Installer) -> None:
    def holds(shown: Any, install: Any) -> None:
        printed = to_text(shown)
        assert install.name in printed
        assert set(names_in_outlines(printed)) == {install.name}
        for display in (as_bundle, as_outline):
            assert named(CUSTOMERS, anonymous(display(shown))) == []

    cases = [
        (shown, install)
        for install in installer.installs
        if install.history
        for run in install.workflows[:2]
        for shown in (run, run.steps[0], timeline(run), install.history)
    ]
    assert failures(holds, cases) == []


def test_the_install_below_a_title_is_found_whole_or_cut_and_an_id_is_no_name() -> None:
    def holds(line: str, found: list[str]) -> None:
        assert [*names_in_outlines(f"Deploy\ninw1\n{line}\nas of 2025-11-24 12:00 UTC\n├─ a")] == found
        assert [*names_in_outlines(f"Deploy\n{line}\n├─ a")] == found

    cases: list[tuple[str, list[str]]] = [
        ("on install acme", ["acme"]),
        ("on install Rope & Sons, and more · Grain Lake · now set to v3", ["Rope & Sons, and more"]),
        ("on install a name that was c…", ["a name that was c…"]),
        ("on install inlfodwkymzk6yyfxxl7gqgquj", []),
    ]
    assert failures(holds, cases) == []
    assert [*names_in_outlines("A word\non install day, we deploy\nand then go home")] == []


def test_names_in_printed_logs_are_replaced(installer: Installer, shared: Callable[..., Any]) -> None:
    failed = [(one, run) for one in installer.installs for run in one.workflows if run.failed_steps]

    def holds(install: Any, run: Any) -> None:
        log = run.log(tail=3)
        assert install.name in set(names_in_outlines(str(log)))
        copy = as_text(shared(code("1", shown(html=log._repr_html_(), plain=str(log))), anonymize=True))
        assert install.name not in copy
        assert "customer-1" in copy

    assert failures(holds, failed) == []


def test_names_in_the_screen_of_a_terminal_are_replaced(installer: Installer) -> None:
    printed = plain(in_short(installer))
    assert set(names_in_outlines(printed)) == set(named(CUSTOMERS, printed))


def test_names_in_printed_outlines_of_apps_and_of_several_installs_are_replaced(
    installer: Installer, shared: Callable[..., Any]
) -> None:
    printed = [*map(str, installer.apps), to_text(installer.installs)]
    for text in printed:
        copy = as_text(shared(code("1", stream(text)), anonymize=True))
        assert [name for name in CUSTOMERS if name in copy] == []
        assert "customer-1" in copy


def test_names_that_only_a_printed_config_tells_are_replaced(shared: Callable[..., Any]) -> None:
    lines = "v3 · active · 2025-10-26 12:01 UTC · runs on orchard-insights, Rope & Sons and eastgate-bank"
    copy = shared(code("1", stream(f"{lines}\n├─ README 14 lines")), anonymize=True)
    facts = "v3 · active · 2025-10-26 12:01 UTC · runs on customer-1, customer-2 and customer-3\n"
    assert copy["cells"][0]["outputs"][0]["text"] == [facts, "├─ README 14 lines"]


def test_names_of_installs_that_a_config_is_only_set_for_are_replaced(shared: Callable[..., Any]) -> None:
    lines = "v3 · active · runs on acme and Rope & Sons · set but not deployed on globex"
    copy = shared(code("1", stream(f"{lines}\nv2 · active · set but not deployed on initech\n")), anonymize=True)
    text = "".join(copy["cells"][0]["outputs"][0]["text"])
    assert named(("acme", "Rope & Sons", "globex", "initech"), text) == []
    assert text.startswith("v3 · active · runs on customer-")


def test_how_many_more_run_a_config_is_no_name(shared: Callable[..., Any]) -> None:
    last = "12 of 40 on 2025-11-12, chart v1.12"
    failures = []
    for end in ("1…", "12…", "12 …", "12 m…", "12 mo…", "12 mor…", "12 more"):
        lines = f"v3 · active · 2025-10-26 12:01 UTC · runs on orchard-insights and {end}\n{last}"
        copy = shared(code("1", stream(lines)), anonymize=True)
        if copy["cells"][0]["outputs"][0]["text"][-1] != last:
            failures.append(end)
    assert failures == []


MARKED_TWICE = '<span class=nuon-c>Data and Platform</span> <span class="nuon-c">Globex, Inc.</span>'


def test_a_name_that_holds_a_comma_or_an_and_is_one_name(shared: Callable[..., Any]) -> None:
    lines = (
        "v3 · active · 2025-10-26 12:01 UTC · runs on Data and Platform and Globex, Inc.\n"
        "Data of the Platform team, Inc."
    )
    copy = shared(code("1", shown(html=MARKED_TWICE), stream(lines)), anonymize=True)
    assert copy["cells"][0]["outputs"][1]["text"][-1] == "Data of the Platform team, Inc."


def test_what_of_an_outline_is_no_name_stays(shared: Callable[..., Any]) -> None:
    lines = [
        "├─ Installs 6 [✕ error]",
        "│  ├─ Rope & Sons AWS us-west-2",
        "│  ├─ acme v3, 2 behind · AWS eu-west-1",
        "│  │  v3 failed",
        "│  │  └─ not asked for: drift",
        "│  ├─ inl" + "2" * 23,
        "│  ├─ could not be shown (ValueError)",
        "│  └─ … and 2 more: app.installs[4:]",
        "└─ Branches 1",
        "   └─ main since 2025-10-01",
    ]
    copy = shared(code("1", stream("\n".join(lines))), anonymize=True)
    replaced = "\n".join(lines).replace("Rope & Sons", "customer-1").replace("acme", "customer-2")
    assert "".join(copy["cells"][0]["outputs"][0]["text"]) == replaced
