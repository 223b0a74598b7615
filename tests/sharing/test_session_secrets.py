"""In a kernel, sharing also knows the secrets of the session: tokens in use, and what is secret in loaded models."""

from __future__ import annotations

import json
import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from nuon_notebook.sharing import ShareError, share
from tests.cases import failures
from tests.demo_generator.values import secret
from tests.magics.conftest import FORGET, running
from tests.sharing.conftest import code, markdown, refusal, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.magics.conftest import Kernel

SHARE = "import nuon_notebook; print(nuon_notebook.share('in.ipynb'))"
ASSEMBLED = "from pydantic import SecretStr; token = SecretStr('-'.join(['plain', 'words', 'of', 'mine']))"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with running(tmp_path_factory.mktemp("home"), {}) as kernel:
        yield kernel


@pytest.fixture
def kernel(started: Kernel, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel in the folder of the test's notebook. What a test leaves in it is forgotten."""
    assert started.run(f"import os; os.chdir({str(tmp_path)!r})").status == "ok"
    yield started
    assert started.run(FORGET).status == "ok"


def test_secrets_of_the_session_stop_it(kernel: Kernel, save: Callable[..., Path]) -> None:
    save(markdown("plain-words-of-mine"), code("1", stream("correct horse battery")))
    assert "nothing recognised as secret" in kernel.run(SHARE).text
    kernel.run(f"{ASSEMBLED}\nclient = nuon_notebook.Client('http://127.0.0.1:9', token, 'org1')")
    assert "cell 1, source: the token in use." in kernel.run(SHARE).error
    kernel.run(
        "del client; nuon_notebook.connect('http://127.0.0.1:9', lambda: token.get_secret_value(), 'org1'); None"
    )
    assert "cell 1, source: the token in use." in kernel.run(SHARE).error
    kernel.run("from nuon_notebook.models import AppSecretConfig")
    kernel.run(
        "held = AppSecretConfig.model_validate({'name': 's', 'default': ' '.join(['correct', 'horse battery'])})"
    )
    error = kernel.run(SHARE).error
    assert "cell 2, output (stdout): a secret that this kernel has loaded." in error
    assert "horse" not in error


def test_secrets_of_what_lists_and_explorers_hold_stop_it(kernel: Kernel, save: Callable[..., Path]) -> None:
    save(code("1", stream(f"posts to https://hooks.chat.example/services/{secret('slack-webhook')}")))
    kernel.run("import nuon_notebook")
    kernel.run("def load(): return nuon_notebook.load_app('demo/tide-relay', configs=0)")
    failures = []
    for held in ("[load()]", "{'app': load()}", "(load(),)", "load().explore()"):
        if "nothing recognised as secret" not in kernel.run(SHARE).text:
            failures.append(f"before {held}")
        kernel.run(f"held = {held}")
        if "cell 1, output (stdout): a secret that this kernel has loaded." not in kernel.run(SHARE).error:
            failures.append(held)
        kernel.run("del held")
    assert failures == []


def test_names_in_hand_are_replaced_though_nothing_marks_them(kernel: Kernel, save: Callable[..., Path]) -> None:
    path = save(code("1", stream("for eastgate-bank")))
    kernel.run("from nuon_notebook import Install; install = Install.model_validate({'name': 'eastgate-bank'})")
    kernel.run("import nuon_notebook; nuon_notebook.share('in.ipynb', anonymize=True)")
    copy = json.loads(path.with_name("in.shared.ipynb").read_text())
    assert copy["cells"][0]["outputs"][0]["text"] == ["for customer-1"]


@pytest.mark.parametrize("way", ["environment", "file"])
def test_the_token_in_use_is_known_by_value(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    token = "plain-words-of-a-token"
    path = save(code("1", stream(f"<{token}>")))
    assert share(path)
    if way == "environment":
        monkeypatch.setenv("NUON_API_TOKEN", token)
    else:
        (tmp_path / "home" / ".nuon").write_text(f"api_token: {token}\n")
    error = refusal(path)
    assert error
    assert error.places == (("cell 1, output (stdout)", "the token in use"),)


def test_the_token_of_the_file_is_known_beside_that_of_the_environment(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", "plain-words-of-the-environment")
    (tmp_path / "home" / ".nuon").write_text("api_token: plain-words-of-the-file\n")
    for text in ("plain-words-of-the-environment", "plain-words-of-the-file"):
        error = refusal(save(code("1", stream(text))))
        assert error
        assert error.places == (("cell 1, output (stdout)", "the token in use"),)


def test_a_file_that_is_there_and_unreadable_stops_it_whatever_it_is(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "home" / ".nuon"
    path = save(code("1"))

    def stopped(put: Callable[[], object]) -> None:
        put()
        with pytest.raises(ShareError, match="the token to look for is unknown"):
            share(path)
        file.unlink(missing_ok=True)

    named = partial(monkeypatch.setenv, "NUON_CONFIG_FILE", str(file))
    ways = (partial(file.symlink_to, file), partial(file.symlink_to, "nowhere"), partial(os.mkfifo, file), named)
    assert failures(stopped, ways) == []


@pytest.mark.parametrize("said", ["api_token: [", "api_token: [plain-words]", "- plain-words", "FOLDER"])
def test_a_file_that_cannot_be_read_stops_it_since_its_token_is_unknown(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", "plain-words-of-the-environment")
    file = tmp_path / "home" / ".nuon"
    file.mkdir() if said == "FOLDER" else file.write_text(said)
    with pytest.raises(ShareError, match=r"the token to look for is unknown.* ~/\.nuon .*set NUON_") as raised:
        share(save(code("1")))
    assert "plain-words" not in str(raised.value)
    assert not (tmp_path / "in.shared.ipynb").exists()
