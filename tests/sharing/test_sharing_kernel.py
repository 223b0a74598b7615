"""In a kernel, sharing also knows the secrets of the session: tokens in use, and what is secret in models in hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.demo_generator.values import secret
from tests.magics.conftest import running
from tests.sharing.conftest import code, markdown, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.magics.conftest import Kernel

SHARE = "import nuon_notebook; print(nuon_notebook.share('in.ipynb'))"
ASSEMBLED = "from pydantic import SecretStr; token = SecretStr('-'.join(['plain', 'words', 'of', 'mine']))"


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    with running(tmp_path, {}) as kernel:
        yield kernel


def test_secrets_of_the_session_stop_it(kernel: Kernel, save: Callable[..., Path]) -> None:
    save(markdown("plain-words-of-mine"), code("1", stream("correct horse battery")))
    assert "nothing recognised as secret" in kernel.run(SHARE).text
    kernel.run(f"{ASSEMBLED}\nclient = nuon_notebook.Client('http://127.0.0.1:9', token, 'org1')")
    assert "cell 1, source: the token in use." in kernel.run(SHARE).error
    kernel.run("del client; nuon_notebook.connect('http://127.0.0.1:9', lambda: token.get_secret_value(), 'org1')")
    assert "cell 1, source: the token in use." in kernel.run(SHARE).error
    kernel.run("from nuon_notebook.models import AppSecretConfig")
    kernel.run(
        "held = AppSecretConfig.model_validate({'name': 's', 'default': ' '.join(['correct', 'horse battery'])})"
    )
    error = kernel.run(SHARE).error
    assert "cell 2, output (stdout): a secret of what this kernel has loaded." in error
    assert "horse" not in error


@pytest.mark.parametrize("held", ["[load()]", "{'app': load()}", "(load(),)", "load().explore()"])
def test_secrets_of_what_lists_and_explorers_hold_stop_it(kernel: Kernel, save: Callable[..., Path], held: str) -> None:
    save(code("1", stream(f"posts to https://hooks.chat.example/services/{secret('slack-webhook')}")))
    kernel.run("def load(): return nuon_notebook.load_app('demo/tide-relay', configs=0)")
    assert "nothing recognised as secret" in kernel.run(SHARE).text
    kernel.run(f"held = {held}")
    assert "cell 1, output (stdout): a secret of what this kernel has loaded." in kernel.run(SHARE).error


def test_names_in_hand_are_replaced_though_nothing_marks_them(kernel: Kernel, save: Callable[..., Path]) -> None:
    path = save(code("1", stream("for eastgate-bank")))
    kernel.run("from nuon_notebook import Install; install = Install.model_validate({'name': 'eastgate-bank'})")
    kernel.run("import nuon_notebook; nuon_notebook.share('in.ipynb', anonymize=True)")
    copy = json.loads(path.with_name("in.shared.ipynb").read_text())
    assert copy["cells"][0]["outputs"][0]["text"] == ["for customer-1"]
