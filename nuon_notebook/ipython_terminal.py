"""What IPython shows in a terminal: one screen of what takes more. A notebook has room for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from IPython.core.formatters import BaseFormatter
    from IPython.core.interactiveshell import InteractiveShell

SHORTENED: Final = (
    ("nuon_notebook.models.installers", "Installer"),
    ("nuon_notebook.models.apps", "App"),
    ("nuon_notebook.analysis.overview", "Overview"),
    ("nuon_notebook.analysis.problems", "Problems"),
    ("nuon_notebook.analysis.approvals", "Approvals"),
)
"""The types that are shown in short, which are imported when they are needed."""
EVERYTHING: Final = "print(…) shows everything"


def register(shell: InteractiveShell) -> None:
    """Show in short what IPython displays in a terminal."""
    if not hasattr(shell, "kernel"):
        for module, name in SHORTENED:
            _text_formatter(shell).for_type_by_name(module, name, _print_in_short)


def unregister(shell: InteractiveShell) -> None:
    """Show everything again."""
    for module, name in SHORTENED:
        _text_formatter(shell).pop(f"{module}.{name}", None)


def _text_formatter(shell: Any) -> BaseFormatter:
    formatter: BaseFormatter = shell.display_formatter.formatters["text/plain"]
    return formatter


def _print_in_short(shown: Any, printer: Any, cycle: bool) -> None:  # noqa: ARG001 - IPython's signature
    from nuon_notebook.display.terminal import in_terminal  # noqa: PLC0415 - `%load_ext` need not wait for it
    from nuon_notebook.screen import in_short  # noqa: PLC0415 - likewise

    printer.text(in_terminal(in_short(shown, EVERYTHING)))
