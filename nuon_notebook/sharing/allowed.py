"""Findings that somebody has checked and allows: each entry names one kind in one cell, and none names all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.client.bounded_file import UnreadableFileError, read_small_file
from nuon_notebook.sharing.errors import Place, ShareError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

FILE_NAME: Final = ".nuon-share-allow"
MAX_FILE_BYTES: Final = 1_000_000
ENTRY = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)@([A-Za-z0-9_-]{1,64})")
FILE_LINE = re.compile(r"(\S.*?)\s+(\S+)\s+#\s*(\S.*)")
FORM: Final = "An entry is KIND@CELL as the refusal names it, such as json-web-token@3; nothing stands for all."
FILE_FORM: Final = "A line is `NOTEBOOK KIND@CELL # REASON`, such as `analysis.ipynb json-web-token@3 # made up`."
NOT_IN_A_CELL: Final = "notebook"


class Entry(NamedTuple):
    """A kind of secret that is allowed in one cell.

    Attributes:
        kind: the kind, as `kind_name` writes it.
        cell: the number of the cell or its id; `notebook` for what belongs to no cell.
    """

    kind: str
    cell: str

    def __str__(self) -> str:
        return f"{self.kind}@{self.cell}"


class Found(NamedTuple):
    """A secret that was found in a notebook.

    Attributes:
        place: where it was found, and what kind it is.
        cell: the number of the cell; `notebook` if it is in none.
        is_known: whether it was found by its value; then nothing can allow it.
    """

    place: Place
    cell: str
    is_known: bool

    @property
    def entry(self) -> Entry:
        """The entry that allows it."""
        return Entry(kind_name(self.place.kind), self.cell)


class Verdict(NamedTuple):
    """What entries make of the secrets that were found.

    Attributes:
        refused: those that no entry allows.
        allowed: those that an entry allows.
        unused: entries that allow nothing.
    """

    refused: list[Found]
    allowed: list[Found]
    unused: list[Entry]


def kind_name(kind: str) -> str:
    """Return a kind of secret as one word that a shell leaves alone: `URL with a password` is `url-with-a-password`."""
    return "-".join(re.findall(r"[a-z0-9]+", kind.lower().replace("'", "")))


def read_entries(given: Sequence[str], notebook: Path) -> list[Entry]:
    """Return the entries that were given, and those for a notebook in the file beside it.

    Raises:
        ShareError: an entry is malformed, or the file cannot be read.
    """
    if isinstance(given, str):
        given = [given]
    return list(dict.fromkeys([*map(_parse, given), *_in_file(notebook)]))


def judge(found: Iterable[Found], entries: Sequence[Entry], notebook: NotebookNode) -> Verdict:
    """Return which of the secrets that were found are allowed by entries."""
    numbers = {str(cell.get("id")): str(number) for number, cell in enumerate(notebook.cells, 1)}
    numbers |= {str(number): str(number) for number in range(1, len(notebook.cells) + 1)}
    meant = {entry: Entry(entry.kind, numbers.get(entry.cell, entry.cell)) for entry in entries}
    refused: list[Found] = []
    allowed: list[Found] = []
    for each in found:
        is_allowed = not each.is_known and each.entry in meant.values()
        (allowed if is_allowed else refused).append(each)
    used = {each.entry for each in allowed}
    return Verdict(refused, allowed, [entry for entry in entries if meant[entry] not in used])


def _parse(text: str) -> Entry:
    match = ENTRY.fullmatch(text.strip())
    if not match:
        what = f"The entry {text.strip()[:80]!r} allows nothing:"
        raise ShareError(what, "it is not written as an entry.", FORM)
    return Entry(*match.groups())


def _in_file(notebook: Path) -> Iterator[Entry]:
    path = notebook.parent / FILE_NAME
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = FILE_LINE.fullmatch(line.strip())
        entry = ENTRY.fullmatch(match[2]) if match else None
        if not match or not entry:
            what = f"{path} cannot be used:"
            raise ShareError(what, f"line {number} is not an entry with a reason.", f"{FILE_FORM} {FORM}")
        if match[1] == notebook.name:
            yield Entry(*entry.groups())


def _lines(path: Path) -> list[str]:
    try:
        return (read_small_file(path, MAX_FILE_BYTES) or b"").decode("utf-8-sig").splitlines()
    except UnreadableFileError as error:
        problem = f"{error}."
    except UnicodeDecodeError:
        problem = "it is not text in UTF-8."
    what = f"{path} cannot be used:"
    raise ShareError(what, problem, "Repair or remove it.")
