"""Notebooks made for a test, and what sharing does with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat import NotebookNode, v4

from nuon_notebook import load_installer
from nuon_notebook.models import Install
from nuon_notebook.sharing import SecretFoundError, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.models import Installer

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "01_quickstart.ipynb"
MIME_TYPES = {"html": "text/html", "plain": "text/plain", "json": "application/json", "svg": "image/svg+xml"}
MIME_TYPES |= {"png": "image/png", "markdown": "text/markdown", "view": "application/vnd.jupyter.widget-view+json"}


TOKEN = "tok" + "4mf9s2kq8w1zx7cv5bn3y0tr6"[:23]
JWT = ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJtYXJpc29sIn0", "c2lnbmF0dXJlLW9mLWl0"))
SECRETS = {
    "Nuon token": TOKEN,
    "JSON Web Token": JWT,
    "AWS access key": "AKIA" + "Z7LQ2MXN4RTVB6WC",
    "Slack webhook": "https://hooks.slack" + ".com/services/T0AAAAAAA/B0AAAAAAA/abcdefghijklmnopqrstuvwx",
    "private key": "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEowIBAAKCAQEA7bq3\n-----END RSA PRIVATE KEY-----",
    "URL with a password": "postgres://admin:" + "hunter2hunter2@db.internal:5432/desk",
    "value of a secret's name": "db_password" + " = 'correct-horse-battery'",
    "GitHub token": "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
}


BANK = Install.model_validate(
    {
        "id": "inl" + "1" * 23,
        "name": "eastgate-bank",
        "aws_account": {"id": "aws1", "iam_role_arn": "arn:aws:iam::123456789012:role/nuon"},
    }
)


def without_settings(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Use an empty home folder and no settings of the environment."""
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("API_TOKEN", "ORG_ID", "API_URL", "CONFIG_FILE"):
        monkeypatch.delenv(f"NUON_{name}", raising=False)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_settings(monkeypatch, tmp_path / "home")


def shown(**bundle: Any) -> NotebookNode:
    """An output with a bundle; `html=…` means `text/html`, and so on."""
    return v4.new_output("display_data", {MIME_TYPES[name]: value for name, value in bundle.items()})


def marked(*names: str, kind: str = "c") -> NotebookNode:
    """An output that marks names as the display does."""
    return shown(html=" ".join(f'<span class="nuon-{kind}">{name}</span>' for name in names))


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def code(source: str = "1", *outputs: NotebookNode, **metadata: Any) -> NotebookNode:
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def markdown(source: str, **more: Any) -> NotebookNode:
    return v4.new_markdown_cell(source, **more)


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Save cells as a notebook, ids by number, and return its path."""

    def saved(*cells: NotebookNode, **metadata: Any) -> Path:
        notebook = v4.new_notebook(cells=list(cells), metadata=metadata)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"c{number}"
        path = tmp_path / "in.ipynb"
        path.write_text(v4.writes(notebook), encoding="utf-8")
        return path

    return saved


@pytest.fixture
def shared(save: Callable[..., Path]) -> Callable[..., Any]:
    """Share cells and return the copy as JSON."""

    def copied(*cells: NotebookNode, anonymize: bool = False, **metadata: Any) -> Any:
        return json.loads(share(save(*cells, **metadata), anonymize=anonymize).notebook.read_text(encoding="utf-8"))

    return copied


def refusal(path: Path, **options: Any) -> SecretFoundError | None:
    """Return the error by which a notebook with a secret is refused, None if it is shared.

    A refusal writes nothing.
    """
    before = sorted(path.parent.iterdir())
    try:
        copy = share(path, **options)
    except SecretFoundError as error:
        assert sorted(path.parent.iterdir()) == before
        return error
    copy.notebook.unlink()
    return None


@pytest.fixture(scope="module")
def quickstart_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web page of the tutorial's first notebook."""
    folder = tmp_path_factory.mktemp("quickstart")
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_settings(monkeypatch, folder / "home")
        page = share(QUICKSTART, folder / "quickstart.ipynb", html=True).page
    assert page
    return page


@pytest.fixture(scope="session")
def installer() -> Installer:
    return load_installer("demo")
