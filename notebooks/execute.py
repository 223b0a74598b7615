"""Runs notebooks through a kernel: to look at them, or to keep their outputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from nuon_notebook.sharing import ShareError, share
from nuon_notebook.sharing.html_page import to_html_page

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
SECONDS = 120  # for one cell
WIDGET = "application/vnd.jupyter.widget-view+json"  # its id differs from run to run, and no kernel holds it later


def main() -> int:
    """Run the notebooks; 1 where a cell fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--outline", action="store_true", help="print what the first magic shows, as text")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the executed notebook as a web page")
    parser.add_argument("--in-place", action="store_true", help="keep the outputs in the notebook, as it is shared")
    given = parser.parse_args()
    if given.html and len(given.notebooks) > 1:
        parser.error("--html writes the page of one notebook")
    for path in given.notebooks:
        try:
            notebook = executed(path)
            if given.in_place:
                keep(notebook, path)
        except (CellExecutionError, ShareError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
        if given.outline:
            print(outline(notebook))
        if given.html:
            write_page(notebook, given.html)
    return 0


def executed(path: Path) -> NotebookNode:
    """Return a notebook with its outputs, free of what differs from run to run."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        kernel_name=KERNEL["name"],
        timeout=SECONDS,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        output.get("data", {}).pop(WIDGET, None)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    return notebook


def keep(notebook: NotebookNode, path: Path) -> None:
    """Keep a notebook as `nuon-notebook share` hands it on, so that nobody needs a kernel to read it.

    Raises:
        ShareError: something in it is recognised as secret.
    """
    with TemporaryDirectory() as folder:
        whole = Path(folder) / path.name
        nbformat.write(notebook, whole)
        share(whole, path)
    print(f"{path} is up to date.")


def outline(notebook: NotebookNode) -> str:
    """Return what the first magic of a notebook shows in a terminal."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if cell.source.startswith("%nuon_") and "text/plain" in output.get("data", {}):
                return str(output.data["text/plain"])
    return ""


def write_page(notebook: NotebookNode, file: Path) -> None:
    """Write a notebook as a web page that opens offline, and say where it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page, _ = to_html_page(notebook, file.stem)
    file.write_text(page, encoding="utf-8")
    print(f"\nThe whole page: {file}")


if __name__ == "__main__":
    raise SystemExit(main())
