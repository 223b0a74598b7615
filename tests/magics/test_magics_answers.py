"""The magics that answer: what they give, what they request, what TAB and `?` offer, in a real kernel."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.commands import COMMANDS, SHOWING
from nuon_notebook.demo import INSTALLER_ID
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]

FAILED = "inwa6kyr3484kq3bf5uydseq7u"
LOGGED = "inw6qj5uddo3adtw9cjt6pfkcv"
GIVEN = (
    ("%nuon_problems demo --since 7d", "Problems", "5 problems on 2 of 8 installs and in 1 config"),
    ("%nuon_problems demo/tide-relay", "Problems", "no problems on 1 install"),
    ("%nuon_approvals demo", "Approvals", "2 steps waiting for approval"),
    ("%nuon_approvals demo/mill-gauge --plans", "Approvals", "3 steps waiting for approval"),
    ("%nuon_installs demo/harbor-desk", "Collection", "├─ brightwater-energy"),
    ("%nuon_installs demo/harbor-desk --label tier=trial", "Collection", "└─ dunmore-health-staging"),
    ("%nuon_install demo/eastgate-bank", "Install", "eastgate-bank [✕ components error]"),
    ("%nuon_workflows demo/eastgate-bank --status error --since 30d", "WorkflowList", "1 workflow of eastgate-bank"),
    ("%nuon_workflows demo/brightwater-energy --type drift_run", "WorkflowList", "1 workflow of brightwater"),
    (f"%nuon_workflow demo/{FAILED}", "Workflow", "Deployed components"),
    (
        f"%nuon_logs demo/{LOGGED} --tail 5",
        "Log",
        "Log of deploy api [✕ error] on install eastgate-bank · newest 5 of 362 lines",
    ),
    ("%nuon_impact demo/harbor-desk database", "Impact", "database Harbor Desk v11 · 6 dependents"),
    ("%nuon_schedule demo", "Schedule", "12 schedules in 2 of 3 apps"),
    (
        "%nuon_permissions demo/harbor-desk",
        "Permissions",
        "4 roles Harbor Desk v11 · Provision can raise its own rights",
    ),
    ("%nuon_customer_provides demo/harbor-desk", "CustomerProvides", "Harbor Desk v11 the customer must give 2 inputs"),
    (f"%nuon_timeline demo/{FAILED}", "Timeline", "Deployed components"),
)


def test_each_answer_is_shown_and_given(kernel: Kernel) -> None:
    def check(line: str, kind: str, beginning: str) -> None:
        (bundle,) = kernel.run(line).shown
        assert set(bundle) == {"text/html", "text/plain"}
        assert bundle["text/plain"].startswith(beginning)
        assert kernel.run(f"x = {line}\nprint(type(x).__name__)").text == f"{kind}\n"

    assert failures(check, GIVEN) == []


def test_a_model_in_a_variable_is_used_as_it_is_and_nothing_is_requested(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    kernel.run(f"installer = %nuon_installer {INSTALLER_ID}")
    kernel.run("app = installer.apps['harbor-desk']\ninstall = app.installs['eastgate-bank']")
    kernel.run("run = install.workflows[1]")
    requested = len(server.requests)

    def check(line: str, beginning: str) -> None:
        assert kernel.run(line).shown[0]["text/plain"].startswith(beginning)

    cases = (
        ("%nuon_problems installer", "7 problems"),
        ("%nuon_problems $install --since 7d", "3 problems"),
        ("%nuon_approvals {app}", "2 steps"),
        ("%nuon_installs app", "├─ brightwater-energy"),
        ("%nuon_install $install", "eastgate-bank"),
        ("%nuon_workflows install --status 'approval expired'", "1 workflow of eastgate-bank"),
        ("%nuon_workflow $run", "Deploy components"),
        ("%nuon_impact app database", "database Harbor Desk v11"),
        ("%nuon_compare app v11 v11", "v11 → v11"),
    )
    assert failures(check, cases) == []
    assert len(server.requests) == requested
    check("%nuon_schedule {installer}", "12 schedules")
    loaded = {path for _, path in server.requests[requested:] if "/installs" in path or "/installers" in path}
    assert not loaded  # only the versions that its installs run
    assert kernel.run("x = %nuon_install $install\nprint(x is install)").text == "True\n"


def test_a_word_is_looked_up_on_the_connected_server(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings, NUON_INSTALLER_ID=INSTALLER_ID)

    def check(line: str, beginning: str) -> None:
        before = len(server.requests)
        assert kernel.run(line).shown[0]["text/plain"].startswith(beginning)
        assert len(server.requests) > before

    cases = (
        ("%nuon_problems", "7 problems"), ("%nuon_problems tide-relay", "no problems on 1 install"),
        ("%nuon_install eastgate-bank", "eastgate-bank"), ("%nuon_workflows eastgate-bank", "6 workflows"),
        (f"%nuon_workflow {FAILED}", "Deployed components"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_an_install_by_name_knows_its_app_its_version_and_its_place_on_the_dashboard(kernel: Kernel) -> None:
    kernel.run("install = %nuon_install demo/eastgate-bank")
    facts = "install.app_name, install.version, install.behind, len(install.workflows), install.drifted_objects.loaded"
    assert kernel.run(f"print({facts})").text == "Harbor Desk 6 5 5 True\n"
    assert kernel.run(
        "print(install.component_states[0].name, '/workflows/' in install.workflows[0].dashboard)"
    ).text == ("api True\n")
    kernel.run(f"run = %nuon_workflow demo/{FAILED}")
    assert kernel.run("print('/workflows/' in run.dashboard, len(run.shown_steps) > 3)").text == "True True\n"


def test_the_log_of_a_model_is_shown_and_goes_on_from_there(kernel: Kernel) -> None:
    kernel.run(f"run = %nuon_workflow demo/{LOGGED}\nstep = run.failed_steps[0]\nfew = step.log(tail=10)")
    kernel.run("line = %nuon_logs $step --tail 10")
    facts = "print(line.rows == few.rows, len(few.older().rows), few.newer().rows == few.rows, len(line.to_frame()))"
    assert kernel.run(facts).text == "True 110 True 10\n"


def test_following_a_log_that_is_closed_shows_it_once(kernel: Kernel) -> None:
    assert len(kernel.run(f"%nuon_logs demo/{LOGGED} --follow").shown) == 1


def test_a_log_that_is_written_is_updated_in_place_until_it_is_closed(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    row = next(row for row in server.world.tables.rows("log_streams") if row.get("open"))
    own, times = server.answer, [0]

    def closing(request: Any, target: str) -> Any:
        answer = own(request, target)
        if not target.endswith(row["id"]):
            return answer
        times[0] += 1
        is_open = times[0] < 3
        return replace(answer, body=json.dumps({**json.loads(answer.body), "open": is_open}).encode())

    server.answer = closing  # type: ignore[method-assign] # a hook of this test only
    kernel.run(f"found = %nuon_logs {row['id']} --tail 5")
    ended = kernel.run("from nuon_notebook.follow_log import follow\nfollow(found, wait=0.01)")
    assert times[0] == 4
    assert ended.shown[-1]["text/plain"].startswith("Log of deploy ")
    assert kernel.run("print(len(_.rows), _.is_open)").text == "5 False\n"


def test_a_period_loads_every_workflow_of_it(kernel: Kernel) -> None:
    kernel.run("few = %nuon_problems demo --workflows 1\nall_ = %nuon_problems demo --workflows 1 --since 60d")
    assert kernel.run("print(len(few.rows) < len(all_.rows), len(few.gaps), len(all_.gaps))").text == "True 1 0\n"
    kernel.run("whole = %nuon_problems demo --workflows 50 --since 60d")
    assert kernel.run("print([*map(str, whole.rows)] == [*map(str, all_.rows)])").text == "True\n"


def test_a_question_mark_shows_what_is_returned_and_two_examples(kernel: Kernel) -> None:
    def check(name: str, examples: tuple[str, str], of_models: str) -> None:
        shown = kernel.run(f"print(get_ipython().find_line_magic('nuon_{name}').getdoc())").text
        assert "Returns " in shown
        assert [example for example in examples if f"%nuon_{name} {example}".rstrip() + "\n" not in shown] == []
        assert of_models in " ".join(shown.split())

    as_it_is, by_id = "a model is used as it is, and not", "a model stands for its id, and is"
    of_models = {"installer": by_id, "app": by_id}
    every = [(one.name, one.examples, of_models.get(one.name, as_it_is)) for one in (*SHOWING, *COMMANDS)]
    assert failures(check, every) == []


def test_the_first_example_of_each_needs_no_settings(kernel: Kernel) -> None:
    def check(name: str, example: str) -> None:
        assert kernel.run(f"%nuon_{name} {example}").shown

    assert failures(check, [(command.name, command.examples[0]) for command in (*SHOWING, *COMMANDS)]) == []


def test_tab_offers_what_the_variables_hold(kernel: Kernel) -> None:
    kernel.run("here = %nuon_installer demo")

    def check(line: str, offered: list[str]) -> None:
        start = line[: len(line) - len(line.rpartition(" ")[2])]
        assert kernel.tab(line) == [start + each for each in offered]

    cases = (
        ("%nuon_problems demo/g", ["demo/grain-lake"]),
        ("%nuon_problems demo --s", ["--since"]),
        ("%nuon_problems demo --since ", ["24h", "7d", "30d"]),
        ("%nuon_install demo/eastg", ["demo/eastgate-bank"]),
        ("%nuon_workflow demo/inwa6", [f"demo/{FAILED}"]),
        ("%nuon_workflows demo/brightwater-energy --type dri", ["drift_run"]),
        ("%nuon_workflows demo/eastgate-bank --type dri", ["dri"]),
        ("%nuon_workflows demo/eastgate-bank --status appr", ["approval-expired"]),
        ("%nuon_impact demo/harbor-desk data", ["database"]),
        ("%nuon_logs demo/inw6qj", [f"demo/{LOGGED}"]),
        ("%nuon_logs demo/iwszlp", ["demo/iwszlpbv0vsaxolwvhfomokw65"]),
        (f"%nuon_logs demo/{LOGGED} --level w", ["warning"]),
        ("%nuon_schedule demo/t", ["demo/tide-relay"]),
    )
    assert failures(check, cases) == []


def test_tab_requests_nothing(configured: Configured, server: Server, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    kernel.run("apps = %nuon_apps")
    requested = len(server.requests)
    for command in COMMANDS:
        kernel.tab(f"%nuon_{command.name} ")
        kernel.tab(f"%nuon_{command.name} harbor-desk ")
        kernel.tab(f"%nuon_{command.name} harbor-desk --status ")
    assert len(server.requests) == requested


def test_an_error_has_at_most_four_lines_and_advises_the_magic_itself(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)

    def check(line: str, advice: str) -> None:
        error = kernel.run(line).error
        assert 1 < len(error.splitlines()) <= 4
        assert max(map(len, error.splitlines())) < 200
        assert advice in error

    cases = (
        ("%nuon_install nobody", "`%nuon_installs APP`"),
        ("%nuon_workflow inwx", "`%nuon_workflows INSTALL`"),
        ("%nuon_problems demo/nope", "`%nuon_problems demo/harbor-desk --since 7d`"),
        ("%nuon_impact demo/nope api", "`%nuon_impact demo/harbor-desk database`"),
        ("%nuon_schedule", "`%nuon_schedule ID`"),
        ("%nuon_logs demo/nothing", "`%nuon_workflow ID`"),
        (f"%nuon_logs demo/{LOGGED} --level loud", "fatal, error, warning"),
        ("%nuon_app demo/nope", "`%nuon_app demo/harbor-desk`"),
        ("%nuon_problems demo --since soon", '"24h"'),
    )
    assert failures(check, cases) == []
    assert server.requests


def test_after_a_magic_a_function_advises_as_before(kernel: Kernel) -> None:
    kernel.run("%nuon_problems demo/nope")
    kernel.run("import nuon_notebook")
    assert "`%nuon_installer ID`" in kernel.run("nuon_notebook.load_installer()").error


INSTALL_ID = "inl69f4inposr5k4spucte8uhq"


def test_what_is_of_another_kind_is_told_with_what_shows_it(kernel: Kernel) -> None:
    def check(line: str, *told: str) -> None:
        error = kernel.run(line).error
        assert 1 < len(error.splitlines()) <= 4
        assert [words for words in told if words not in error] == []

    of_install = ("may be the id of an install", f"`%nuon_workflows demo/{INSTALL_ID}` lists its workflows")
    cases = (
        (f"%nuon_workflow demo/{INSTALL_ID}", *of_install),
        (f"%nuon_timeline demo/{INSTALL_ID}", *of_install),
        (f"%nuon_logs demo/{INSTALL_ID}", *of_install),
        (f"%nuon_app demo/{INSTALL_ID}", *of_install),
        (f"%nuon_problems demo/{INSTALL_ID}", *of_install),
        ("%nuon_install demo/harbor-desk", "It is an app.", "`%nuon_installs demo/harbor-desk` lists its installs"),
        ("%nuon_workflows demo/harbor-desk", "It is an app.", "`%nuon_app demo/harbor-desk` shows it"),
        ("%nuon_installs demo/eastgate-bank", "It is an install.", "`%nuon_install demo/eastgate-bank` shows it"),
        ("%nuon_explore demo/eastgate-bank", "It is an install.", "`%nuon_install demo/eastgate-bank` shows it"),
        ("%nuon_install demo/eastgate", "Did you mean demo/eastgate-bank?"),
        ("%nuon_app demo/harbour-desk", "Did you mean demo/harbor-desk?", "demo/grain-lake"),
    )
    assert failures(check, cases) == []


def test_names_of_the_demo_world_are_found_in_any_case(kernel: Kernel) -> None:
    def check(line: str, name: str) -> None:
        assert kernel.run(f"x = {line}\nprint(x.name)").text == f"{name}\n"

    cases = (
        ("%nuon_install demo/EASTGATE-BANK", "eastgate-bank"), ("%nuon_app demo/HARBOR-DESK", "harbor-desk"),
        ("%nuon_app 'demo/Harbor Desk'", "harbor-desk"),
    )  # fmt: skip
    assert failures(check, cases) == []


def test_a_type_or_status_that_nothing_has_says_which_there_are(kernel: Kernel) -> None:
    def check(options: str, *told: str) -> None:
        error = kernel.run(f"%nuon_workflows demo/eastgate-bank {options}").error
        assert len(error.splitlines()) <= 4
        assert [words for words in told if words not in error] == []

    cases = (
        ("--type bogus", "No workflow of eastgate-bank has the type bogus.", "There are: deploy_components, "),
        ("--status bogus", "No workflow of eastgate-bank has the status bogus.", "There are: approval-expired, "),
        ("--status erorr", "Did you mean error?"),
    )
    assert failures(check, cases) == []
    known = kernel.run("%nuon_workflows demo/eastgate-bank --type deprovision --status 'in progress'")
    assert known.shown[0]["text/plain"].startswith("no workflows of eastgate-bank")


def test_a_period_that_has_not_begun_is_refused(kernel: Kernel) -> None:
    def check(line: str) -> None:
        error = kernel.run(f"{line} --since 2030-01-01").error
        assert error.startswith("InvalidArgumentError: since='2030-01-01' is not before now (2025-11-24 12:00 UTC).")

    assert failures(check, ["%nuon_problems demo", "%nuon_workflows demo/eastgate-bank"]) == []


VALUE, TOKEN = "hunter2-" + "secret", "gh" + "p_" + "a1B2" * 9
SURPLUS = (
    ("%nuon_compare demo/harbor-desk v10 v11 v12 9", "'v12', '9'"),
    ("%nuon_compare demo/harbor-desk v10 v11 c d", "2 additional words"),
    (f"%nuon_apps demo {INSTALL_ID} demo demo/tide-relay", f"'{INSTALL_ID}', 'demo', 'demo/tide-relay'"),
    (f"%nuon_apps demo demo/{VALUE}", "1 additional word"),
    (f"%nuon_connect demo {VALUE}", "1 additional word"),
    (f"%nuon_connect demo {VALUE} demo", "2 additional words"),
    ("%nuon_app demo/harbor-desk v10 = 1234", "3 additional words"),
    (f"%nuon_app demo/harbor-desk token = {VALUE}", "3 additional words"),
    (f"%nuon_app demo/harbor-desk token={VALUE}", "1 additional word"),
    (f"%nuon_app demo/harbor-desk --token = {VALUE}", "--token, 2 additional words"),
    (f"%nuon_app demo/harbor-desk --token x {VALUE}", "--token, 2 additional words"),
    (f"%nuon_app demo/harbor-desk --token=Bearer {VALUE}", "--token, 1 additional word"),
    (f"%nuon_app demo/harbor-desk --token={VALUE} --api-key 1234", "--token, --api-key, 1 additional word"),
    (f"%nuon_app demo/harbor-desk -t{VALUE}", "1 additional word"),
    (f"%nuon_app demo/harbor-desk -t{TOKEN} --{TOKEN}", "2 additional words"),
    (f"%nuon_apps demo {{'{VALUE}'}}", "1 additional word"),
)


def test_words_too_many_are_counted_unless_they_are_known_to_be_no_secret(kernel: Kernel) -> None:
    def check(line: str, told: str) -> None:
        text = kernel.run(line).text
        assert f"unrecognized arguments: {told}. `" in text
        assert VALUE not in text
        assert TOKEN[:8] not in text

    assert failures(check, SURPLUS) == []


@pytest.mark.parametrize(
    "line", ["%nuon_problems demo --token=aB3dE5 --sinc", "%nuon_problems demo --token=aB3dE5 more"]
)
def test_unrecognized_arguments_are_named_without_their_values(kernel: Kernel, line: str) -> None:
    text = kernel.run(line).text
    assert text.startswith("UsageError: ")
    assert "aB3dE5" not in text
