"""From a notebook to a copy that can be handed on, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.formats import count, list_words
from nuon_notebook.sharing import files
from nuon_notebook.sharing.anonymize import Anonymizer
from nuon_notebook.sharing.clean import clean
from nuon_notebook.sharing.errors import NameFoundError, SecretFoundError, ShareError
from nuon_notebook.sharing.known import known_in_hand, known_secrets
from nuon_notebook.sharing.search import search

if TYPE_CHECKING:
    import os
    from collections import Counter

    from nbformat import NotebookNode

    from nuon_notebook.redaction.masking import SensitiveValues
    from nuon_notebook.sharing.clean import Step

NOTEBOOK, PAGE = ".ipynb", ".html"
MARK: Final = ".shared"
NAMES: Final = ("name", "replaced")
WORD: Final = ("identifier", "of code left that may be a name")
UNNAMED: Final = "no names known: none was replaced"
NOTHING: Final = "nothing recognised as secret"


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of sharing a notebook.

    Attributes:
        notebook: the copy.
        page: the web page, where one was asked for.
        did: what was done, in one line.
    """

    notebook: Path
    page: Path | None
    did: str

    def __str__(self) -> str:
        return self.did


def share(
    path: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    html: bool = False,
    anonymize: bool = False,
) -> Shared:
    """Write a copy of an executed notebook that anyone can open: no kernel, no widgets, nothing recognised as secret.

    In a kernel it also knows the token in use and the secrets of what was loaded, wherever they stand.

    Args:
        path: the notebook, saved; it stays as it is.
        output: where the copy goes; by default beside it, as `NAME.shared.ipynb`.
        html: also write a web page that opens offline, beside the copy.
        anonymize: put stand-ins for people and customers, the same for the same name throughout.

    Returns:
        The files that were written, and what was done.

    Raises:
        SecretFoundError: something in it is recognised as secret; the error names cell and kind, not the value.
        NameFoundError: it was to be made anonymous, and holds a name that cannot be replaced.
        ShareError: the notebook cannot be read, or the copy cannot be written.
    """
    source = Path(path)
    copy = _copy_of(source, output)
    page = _usable(copy.with_suffix(PAGE), source) if html else None
    try:
        contents, done = _made(source, copy, page, anonymize=anonymize)
    except RecursionError:
        what = f"{source} cannot be shared:"
        raise ShareError(what, "it is nested deeper than any notebook.") from None
    files.write(contents)
    steps = filter(None, (_said(step, times) for step, times in done.items()))
    return Shared(copy, page, f"{list_words([*map(str, contents)])}: {', '.join([*steps, NOTHING])}.")


def _said(step: Step, times: int) -> str:
    """Return what was done in words; that names were looked for is said even where none was found."""
    if times:
        return f"{count(times, step[0])} {step[1]}"
    return UNNAMED if step == NAMES else ""


def _made(source: Path, copy: Path, page: Path | None, *, anonymize: bool) -> tuple[dict[Path, str], Counter[Step]]:
    """Return what is to be written where, and what was done."""
    notebook = files.read(source)
    done = clean(notebook)
    models = known_in_hand()
    if anonymize:
        done.update(_anonymize(notebook, models, source, copy))
    found = search(notebook, known_secrets(models))
    if found:
        raise SecretFoundError(str(source), found)
    contents = {copy: files.text_of(notebook)}
    if page:
        contents[page] = _page(notebook, copy.stem.removesuffix(MARK))
    return contents, done


def _copy_of(source: Path, output: str | os.PathLike[str] | None) -> Path:
    if not source.name:
        what = f"{source} cannot be shared:"
        raise ShareError(what, "it is no file.")
    copy = _usable(source.with_suffix(f"{MARK}{NOTEBOOK}") if output is None else Path(output), source)
    if copy.suffix != NOTEBOOK:
        raise _useless(copy, f"its name must end with {NOTEBOOK}.")
    return copy


def _usable(place: Path, source: Path) -> Path:
    """Return a place for what is written.

    Raises:
        ShareError: nothing can be written there, or only in the place of the notebook itself.
    """
    try:
        if place.is_dir():
            problem = "it is a folder."
        elif not place.parent.is_dir():
            problem = "there is no such folder."
        elif place.exists() and source.exists() and place.samefile(source):
            problem = "it is the notebook itself, which stays as it is; name another file."
        else:
            return place
    except OSError as error:
        problem = f"{error.strerror}."
    raise _useless(place, problem)


def _useless(place: Path, problem: str) -> ShareError:
    return ShareError(f"The copy cannot be {place}:", problem)


def _anonymize(notebook: NotebookNode, models: SensitiveValues, source: Path, copy: Path) -> dict[Step, int]:
    """Put stand-ins into a notebook and return what was done.

    Raises:
        NameFoundError: a name stands where it cannot be replaced, such as in an encoded text or in code.
        ShareError: the name of the copy tells a name.
    """
    anonymizer = Anonymizer(notebook, models)
    if anonymizer.stand_ins.told_by(copy.stem):
        raise _useless(copy, "its name tells who somebody is; name another file.")
    anonymizer.replace()
    left = anonymizer.left()
    if left:
        raise NameFoundError(str(source), left)
    words = anonymizer.words_of_code()
    noun, what = WORD
    return {NAMES: len(anonymizer.stand_ins), (noun, f"{what} ({list_words([*words])})"): sum(words.values())}


def _page(notebook: NotebookNode, title: str) -> str:
    from nuon_notebook.sharing.page import page  # noqa: PLC0415 - nbconvert takes a second to import

    return page(notebook, title)
