"""Runs notebooks through a kernel: to look at them, or to keep their outputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbformat import NotebookNode

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
SECONDS = 120  # for one cell


def main() -> int:
    """Run the notebooks; 1 where a cell fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--outline", action="store_true", help="print what the first magic shows, as text")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the executed notebook as a web page")
    parser.add_argument("--in-place", action="store_true", help="keep the outputs in the notebook")
    given = parser.parse_args()
    for path in given.notebooks:
        try:
            notebook = executed(path)
        except CellExecutionError as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 1
        if given.in_place:
            nbformat.write(notebook, path)
            print(f"{path} is up to date.")
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
    notebook.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    return notebook


def outline(notebook: NotebookNode) -> str:
    """Return what the first magic of a notebook shows in a terminal."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if cell.source.startswith("%nuon_") and "text/plain" in output.get("data", {}):
                return str(output.data["text/plain"])
    return ""


def write_page(notebook: NotebookNode, file: Path) -> None:
    """Write a notebook as a web page and say where it is."""
    page, _ = HTMLExporter().from_notebook_node(notebook)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")
    print(f"\nThe whole page: {file}")


if __name__ == "__main__":
    raise SystemExit(main())
