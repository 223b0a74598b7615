"""The command nuon-notebook, run as a shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nuon_notebook import demo, session
from nuon_notebook.cli import main
from nuon_notebook.commands import COMMANDS
from nuon_notebook.screen import ALL, LINES
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs the command in a process of its own and an empty home, with settings by name."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NUON_")}
        environment |= {"HOME": str(home), "PYTHONIOENCODING": "utf-8", **settings}
        program = "import sys; from nuon_notebook.cli import main; sys.exit(main())"
        line = [sys.executable, "-c", program, *arguments]
        return subprocess.run(line, capture_output=True, text=True, check=False, env=environment, cwd=home)

    return run


@pytest.fixture(scope="module")
def piped(command: Command) -> subprocess.CompletedProcess[str]:
    """The demo installer as it is shown to a pipe, from a terminal with colours."""
    return command("show", "demo", TERM="xterm-256color")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs the command in this process, which has the demo world loaded: for what does not depend on a fresh one."""
    monkeypatch.chdir(tmp_path)
    for name in {name for name in os.environ if name.startswith("NUON_")}:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(session, "_client", None)

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(arguments)
        except SystemExit as exiting:  # as argparse ends
            code = int(exiting.code or 0)
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    yield run
    if session._client is not None:
        session._client.close()


def test_show_prints_one_screen_with_overview_problems_and_approvals(piped: subprocess.CompletedProcess[str]) -> None:
    assert (piped.returncode, piped.stderr) == (0, "")
    lines = piped.stdout.splitlines()
    assert lines[0].startswith("Fernhill 3 apps")
    assert [
        head for head in ("8 installs 4 behind", "7 problems on", "2 steps waiting") if head not in piped.stdout
    ] == []
    assert (len(lines) <= LINES, lines[-1]) == (True, f"{ALL}, also all 8 installs")


def test_all_prints_the_whole_outline(here: Command) -> None:
    ended = here("show", "demo", "--all")
    assert ended.stdout.startswith("Fernhill 3 apps")
    assert "├─ Customer provides" in ended.stdout
    assert "└─ Copyright 1 line" in ended.stdout
    assert here("problems", "demo", "--all").stdout.startswith("7 problems on 3 of 8 installs and in 1 config")


def test_the_command_offers_the_words_of_the_magics_with_the_same_arguments(here: Command) -> None:
    def check(name: str, example: str, beginning: str) -> None:
        ended = here(name, *example.split())
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.startswith(beginning)

    beginnings = (
        "└─ Fernhill", "├─ Harbor Desk", "https://demo.invalid · connected",
        "5 problems", "2 steps waiting", "├─ brightwater-energy", "eastgate-bank", "1 workflow of eastgate-bank",
        "Deployed components", "Deployed components", "Log of deploy api [✕ error] on install eastgate-bank",
        "database Harbor Desk", "4 roles", "Harbor Desk v11", "12 schedules", "v10 → v11",
    )  # fmt: skip
    named = zip(COMMANDS, beginnings, strict=True)
    assert failures(check, [(one.word, one.examples[0], beginning) for one, beginning in named]) == []


def test_help_shows_two_examples_and_what_is_returned(here: Command) -> None:
    def check(name: str, examples: tuple[str, str]) -> None:
        shown = here(name, "--help").stdout
        assert [example for example in examples if f"nuon-notebook {name} {example}".rstrip() + "\n" not in shown] == []
        assert "Returns " in shown

    assert failures(check, [(one.word, one.examples) for one in COMMANDS]) == []


def test_commands_of_two_words_have_a_hyphen_wherever_they_are_named(here: Command) -> None:
    named = here("--help").stdout + here("customer-provides", "--help").stdout
    assert "customer-provides" in named
    assert "customer_provides" not in named
    assert "`nuon-notebook customer-provides demo/harbor-desk`" in here("customer-provides", "demo/nope").stderr


def test_an_error_has_at_most_four_lines_and_advises_the_command_itself(here: Command) -> None:
    def check(advice: str, *line: str) -> None:
        ended = here(*line)
        assert ended.returncode == 1
        assert 1 < len(ended.stderr.splitlines()) <= 4
        assert f"`nuon-notebook {advice}`" in ended.stderr
        assert f"%nuon_{line[0]}" not in ended.stderr

    cases = (
        ("problems demo --since 7d", "problems"),
        ("installs APP", "install", "demo/nobody"),
        ("workflows INSTALL", "workflow", "demo/inwx"),
        ("impact demo/harbor-desk database", "impact", "demo", "api"),
        ("workflow ID", "logs", "demo/nothing"),
        ("show --app demo/harbor-desk", "show", "--app", "demo/nope"),
        ("show demo/harbor-desk", "show", "demo/nope"),
    )
    assert failures(check, cases) == []


def test_a_terminal_shows_statuses_in_colour_unless_it_is_told_not_to(
    here: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(settings: dict[str, str], coloured: bool) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        controller, terminal = os.openpty()
        with os.fdopen(terminal, "w", encoding="utf-8") as screen, monkeypatch.context() as within:
            within.setattr(sys, "stdout", screen)
            here("problems", "demo", **{"TERM": "xterm-256color", **settings})
            screen.flush()
            shown = os.read(controller, 100_000).decode()
        os.close(controller)
        assert ("\x1b[31m[✕ offline]\x1b[0m" in shown) is coloured
        assert "[✕ offline]" in shown

    cases = [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
    assert failures(check, cases) == []


def test_a_wide_terminal_shows_more_of_each_row(here: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def screen(columns: int) -> list[str]:
        controller, terminal = os.openpty()
        with os.fdopen(terminal, "w", encoding="utf-8") as shown, monkeypatch.context() as within:
            within.setattr(sys, "stdout", shown)
            here("show", "demo", COLUMNS=str(columns), TERM="dumb")
            shown.flush()
            text = os.read(controller, 100_000).decode()
        os.close(controller)
        return text.splitlines()

    narrow, wide = screen(80), screen(160)
    assert len(narrow) == len(wide)
    assert max(map(len, narrow)) <= 78
    assert 100 < max(map(len, wide)) <= 158
    assert any(line.endswith("sandbox error, runner offline, waiting for the customer") for line in wide)


def test_what_is_piped_has_no_colour(piped: subprocess.CompletedProcess[str]) -> None:
    assert "Fernhill" in piped.stdout
    assert "\x1b" not in piped.stdout


def test_show_prints_an_app_with_and_without_saying_that_it_is_one(here: Command) -> None:
    for named in (("--app", "demo/tide-relay"), ("demo/tide-relay",), ("demo/Tide-Relay",)):
        assert here("show", *named, "--configs", "0").stdout.startswith("Tide Relay")


def test_show_finds_apps_and_installers_of_the_server_of_the_settings(here: Command) -> None:
    with demo.serve() as server:
        settings = {
            "NUON_API_URL": server.url,
            "NUON_API_TOKEN": server.world.token,
            "NUON_ORG_ID": server.world.org_id,
        }
        assert here("show", "tide-relay", "--configs", "0", **settings).stdout.startswith("Tide Relay")
        assert here("show", demo.INSTALLER_ID, "--configs", "0", **settings).stdout.startswith("Fernhill")


def test_python_runs_the_package_as_the_command() -> None:
    line = [sys.executable, "-m", "nuon_notebook", "show", "demo/tide-relay", "--configs", "0"]
    ended = subprocess.run(line, capture_output=True, text=True, check=False, cwd=Path(demo.__file__).parents[2])
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Tide Relay")


def test_installs_name_their_components(here: Command) -> None:
    shown = here("installs", "demo/harbor-desk").stdout
    assert "├─ api · active" in shown
    assert "cmp" not in shown


def test_compare_prints_what_changed(here: Command) -> None:
    ended = here("compare", "demo/harbor-desk", "v10", "v11")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("v10 → v11 6 changes: 4 components changed")


def test_compare_says_which_versions_there_are(here: Command) -> None:
    ended = here("compare", "demo/harbor-desk", "v13")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Did you mean v12?" in ended.stderr


def test_show_asks_the_server_of_the_settings(here: Command) -> None:
    with demo.serve() as server:
        settings = {
            "NUON_API_URL": server.url, "NUON_API_TOKEN": server.world.token,
            "NUON_ORG_ID": server.world.org_id, "NUON_INSTALLER_ID": demo.INSTALLER_ID,
        }  # fmt: skip
        assert here("show", **settings).stdout.startswith("Fernhill 3 apps")


def test_show_writes_a_page_that_needs_nothing_else(here: Command, tmp_path: Path) -> None:
    ended = here("show", "demo", "--html", "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "<title>Fernhill 3 apps · 8 installs</title>" in page
    assert [sign for sign in ("<script", "<link", 'src="http', "@import", "url(http") if sign in page] == []


def test_the_title_of_a_page_holds_no_secret(here: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo.serve() as server:
        monkeypatch.setitem(server.world.installers[0]["metadata"], "name", "Fernhill password=hunter2hunter2")
        settings = {
            "NUON_API_URL": server.url,
            "NUON_API_TOKEN": server.world.token,
            "NUON_ORG_ID": server.world.org_id,
        }
        here("show", demo.INSTALLER_ID, "--html", "page.html", **settings)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<title>Fernhill password=" in page
    assert "hunter2" not in page


def test_without_settings_there_are_two_lines_on_stderr(here: Command) -> None:
    ended = here("show", "int1")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 2
    assert "NUON_API_TOKEN" in ended.stderr


def test_a_page_that_cannot_be_written_is_told_in_one_line(here: Command) -> None:
    ended = here("show", "demo", "--html", "no/such/folder.html")
    assert (ended.returncode, ended.stderr) == (
        1,
        "no/such/folder.html cannot be written: No such file or directory.\n",
    )


@pytest.mark.parametrize(
    "line",
    [["show", "demo", "--configs", "some"], ["show", "--workflows", "-1"], ["show", ""], ["show", "--app", ""], []],
)
def test_a_mistake_in_the_line_is_told_with_the_usage(here: Command, line: list[str]) -> None:
    ended = here(*line)
    assert ended.returncode == 2
    assert ended.stderr.startswith("usage: nuon-notebook")


def test_what_is_empty_is_told_and_never_means_the_default(here: Command) -> None:
    def check(argument: str, *line: str) -> None:
        ended = here(*line, NUON_INSTALLER_ID="int1")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert f"error: argument {argument}: must not be empty" in ended.stderr

    cases = [
        case
        for empty in ("", " ", "\t", "\u200b", "\ufeff\u00a0", "''")
        for case in (
            ("X", "show", empty), ("--app", "show", "--app", empty), ("--app", "show", f"--app={empty}"),
            ("--configs", "show", "demo", "--configs", empty), ("--workflows", "show", f"--workflows={empty}"),
        )
    ]  # fmt: skip
    cases += [
        ("--html", "show", "demo", "--html", ""), ("--html", "show", "demo", "--html", " "),
        ("NOTEBOOK", "share", ""), ("-o/--output", "share", "in.ipynb", "-o", ""),
        ("-o/--output", "share", "in.ipynb", "--output="),
    ]  # fmt: skip
    assert failures(check, cases) == []


def test_what_pasting_adds_to_a_name_is_taken_out(here: Command) -> None:
    for name in ("demo/tide-relay\u200b", "“demo/tide-relay”", "'demo/tide-relay'\n"):
        assert here("show", "--app", name, "--configs", "0").stdout.startswith("Tide Relay")


def test_a_mistake_is_told_with_a_short_piece_of_what_was_given_and_without_secrets(here: Command) -> None:
    token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    long = "x" * 20_000

    def check(*line: str) -> None:
        ended = here(*line)
        error = ended.stderr.splitlines()[-1]
        assert ended.returncode in (1, 2)
        assert len(error) < 600
        assert token not in ended.stderr

    cases = [
        line
        for word in (token, long)
        for line in (
            (word,), ("show", "demo", word), ("show", "demo", f"--token={word}"), ("show", "--configs", word),
            ("show", "--app", f"demo/{word}"), ("show", f"demo/{word}"), ("show", word), ("show", f"--{word}"),
        )
    ]  # fmt: skip
    assert failures(check, cases) == []


def test_an_id_and_an_app_at_once_are_refused(here: Command) -> None:
    ended = here("show", "demo", "--app", "harbor-desk")
    assert ended.returncode == 2
    assert "not allowed with argument" in ended.stderr


def test_a_terminal_without_the_signs_of_an_outline_gets_another_sign(command: Command) -> None:
    ended = command("show", "demo", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Fernhill 3 apps")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_an_output_that_cannot_be_written_is_told_in_one_line() -> None:
    program = "import sys; from nuon_notebook.cli import main; sys.exit(main(['show', 'demo']))"
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ended.returncode, ended.stderr) == (1, "The output cannot be written: No space left on device.\n")


def test_a_terminal_shows_one_line_of_progress_and_takes_it_away(tmp_path: Path) -> None:
    program = "from nuon_notebook.cli import main; main(['show'])"
    controller, terminal = os.openpty()
    with demo.serve(delay=0.4) as server:
        settings = {
            "NUON_API_URL": server.url, "NUON_API_TOKEN": server.world.token,
            "NUON_ORG_ID": server.world.org_id, "NUON_INSTALLER_ID": demo.INSTALLER_ID,
        }  # fmt: skip
        shown = subprocess.run(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=terminal, check=True, cwd=tmp_path,
            env=os.environ | settings,
        )  # fmt: skip
    os.close(terminal)
    progress = os.read(controller, 100_000).decode()
    os.close(controller)
    assert progress.startswith(f"\r\x1b[KLoading installer {demo.INSTALLER_ID}")
    assert progress.endswith("\r\x1b[K")
    assert "\n" not in progress
    assert shown.stdout.decode().startswith("Fernhill 3 apps")


def test_a_reader_that_hangs_up_is_no_error(tmp_path: Path) -> None:
    program = "import sys; from nuon_notebook.cli import main; sys.exit(main(['show', 'demo']))"
    shown = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    with shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        assert shown.stderr.read() == b""
    assert shown.returncode == 0


def test_version_is_told(command: Command) -> None:
    assert command("--version").stdout.startswith("nuon-notebook ")


def test_a_value_for_an_option_that_takes_none_is_not_repeated(here: Command) -> None:
    ended = here("connect", "--ask=" + "hunter2-" + "secret")
    assert ended.returncode == 2
    assert ended.stderr.endswith("error: argument --ask: takes no value\n")
    assert "hunter2" not in ended.stdout + ended.stderr
