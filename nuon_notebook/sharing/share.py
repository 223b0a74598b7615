"""Writes a copy of a notebook that can be handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.formats import count, join_words
from nuon_notebook.sharing import files
from nuon_notebook.sharing.anonymize import Anonymizer
from nuon_notebook.sharing.clean import clean
from nuon_notebook.sharing.errors import NameFoundError, SecretFoundError, ShareError
from nuon_notebook.sharing.scan import scan
from nuon_notebook.sharing.session_secrets import secret_values, session_secrets

if TYPE_CHECKING:
    import os

    from nbformat import NotebookNode

    from nuon_notebook.sharing.session_secrets import SessionSecrets

PAGE: Final = ".html"
NO_NAMES: Final = "no names known: none was replaced"
NO_SECRETS: Final = "nothing recognised as secret"


@dataclass(frozen=True, slots=True)
class Shared:
    """The result of sharing a notebook.

    Attributes:
        notebook: the copy.
        page: the web page, if one was requested.
        summary: what was done, in one line.
    """

    notebook: Path
    page: Path | None
    summary: str

    def __str__(self) -> str:
        return self.summary


def share(
    path: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    html: bool = False,
    anonymize: bool = False,
) -> Shared:
    """Write a copy of an executed notebook that anyone can open: no kernel, no widgets, nothing recognised as secret.

    Called in a kernel, it also recognises the token in use and the secrets in models that variables hold.

    Args:
        path: the saved notebook; it stays as it is.
        output: where the copy is written; by default beside the notebook, as `NAME.shared.ipynb`.
        html: also write a web page that opens offline, beside the copy.
        anonymize: replace people and customers by pseudonyms, the same name by the same pseudonym throughout.

    Returns:
        The files that were written, and what was done.

    Raises:
        SecretFoundError: something in the notebook is recognised as secret; the error names the cell and the kind,
            not the value.
        NameFoundError: the notebook contains a name that `anonymize` cannot replace.
        ShareError: the notebook cannot be read, or the copy cannot be written.
    """
    source = Path(path)
    copy = files.path_of_copy(source, output)
    page = copy.with_suffix(PAGE) if html else None
    if page:
        files.check_writable(page, source)
    try:
        contents, changes = _prepare(source, copy, page, anonymize=anonymize)
    except RecursionError:
        what = f"{source} cannot be shared:"
        raise ShareError(what, "it is nested too deeply.") from None
    files.write_files(contents)
    written = join_words([*map(str, contents)])
    return Shared(copy, page, f"{written}: {', '.join([*changes, NO_SECRETS])}.")


def _prepare(source: Path, copy: Path, page: Path | None, *, anonymize: bool) -> tuple[dict[Path, str], list[str]]:
    """Return the text of each file to be written, and what was changed."""
    notebook = files.read_notebook(source)
    changes = clean(notebook)
    session = session_secrets()
    if anonymize:
        changes += _anonymize(notebook, session, source, copy)
    secrets = scan(notebook, secret_values(session))
    if secrets:
        raise SecretFoundError(str(source), secrets)
    contents = {copy: files.to_json(notebook)}
    if page:
        from nuon_notebook.sharing.html_page import to_html_page  # noqa: PLC0415 - nbconvert takes a second to import

        contents[page] = to_html_page(notebook, copy.stem.removesuffix(files.SHARED))
    return contents, changes


def _anonymize(notebook: NotebookNode, session: SessionSecrets, source: Path, copy: Path) -> list[str]:
    """Replace names in a notebook and return what was changed.

    Raises:
        NameFoundError: a name cannot be replaced, for instance in an encoded text or in code.
        ShareError: the file name of the copy contains a name.
    """
    anonymizer = Anonymizer(notebook, session)
    if anonymizer.pseudonyms.finds_name(copy.stem):
        raise files.bad_path(copy, "its name identifies a customer or a person; name another file.")
    anonymizer.replace_names()
    remaining = anonymizer.remaining_names()
    if remaining:
        raise NameFoundError(str(source), remaining)
    replaced = len(anonymizer.pseudonyms)
    changes = [f"{count(replaced, 'name')} replaced" if replaced else NO_NAMES]
    identifiers = anonymizer.ambiguous_identifiers()
    if identifiers:
        number = count(sum(identifiers.values()), "identifier")
        changes.append(f"{number} in code kept that may be a name ({join_words([*identifiers])})")
    return changes
