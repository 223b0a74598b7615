"""Writes a copy of a notebook that can be handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nuon_notebook.display.formats import count, join_words
from nuon_notebook.progress import show_progress
from nuon_notebook.sharing import files
from nuon_notebook.sharing.allowed import judge, read_entries
from nuon_notebook.sharing.anonymize import Anonymizer
from nuon_notebook.sharing.clean import clean
from nuon_notebook.sharing.errors import NameFoundError, SecretFoundError, ShareError
from nuon_notebook.sharing.scan import scan
from nuon_notebook.sharing.session_secrets import secret_values, session_secrets

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from nbformat import NotebookNode

    from nuon_notebook.sharing.allowed import Entry, Found
    from nuon_notebook.sharing.session_secrets import SessionSecrets

PAGE: Final = ".html"
PROGRESS_DELAY: Final = 2.0  # seconds
NO_NAMES: Final = "no names known: none was replaced"
NO_SECRETS: Final = "nothing recognised as secret"
NO_OTHER_SECRETS: Final = "nothing else recognised as secret"


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
    allow: Sequence[str] = (),
) -> Shared:
    """Write a copy of an executed notebook that anyone can open: no kernel, no widgets, nothing recognised as secret.

    Called in a kernel, it also recognises the token in use and the secrets in models that variables hold.

    Args:
        path: the saved notebook; it stays as it is.
        output: where the copy is written; by default beside the notebook, as `NAME.shared.ipynb`.
        html: also write a web page that opens offline, beside the copy.
        anonymize: replace people and customers by pseudonyms, the same name by the same pseudonym throughout.
        allow: findings that you have checked and that are no secrets, as the error names them: `json-web-token@3` is
            whatever is taken for a JSON Web Token in cell 3. A file `.nuon-share-allow` beside the notebook may hold
            more. Known secrets, such as the token in use, cannot be allowed.

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
        notebook = files.read_notebook(source)
        entries = read_entries(allow, source)
        changes = clean(notebook)
        session = session_secrets()
        with show_progress(source.name, "Sharing", PROGRESS_DELAY) as tick:
            if anonymize:
                changes += _anonymize(notebook, session, source, copy)
            found = scan(notebook, secret_values(session), tick or _nothing)
            secrets = _check_secrets(notebook, source, found, entries)
            contents, left_out = _contents(notebook, copy, page)
    except RecursionError:
        what = f"{source} cannot be shared:"
        raise ShareError(what, "it is nested too deeply.") from None
    files.write_files(contents)
    written = join_words([*map(str, contents)])
    return Shared(copy, page, f"{written}: {', '.join([*changes, *left_out, *secrets])}.")


def _nothing() -> None:
    """Show no progress."""


def _contents(notebook: NotebookNode, copy: Path, page: Path | None) -> tuple[dict[Path, str], list[str]]:
    """Return the text of each file to be written, and what is left out of the page."""
    contents = {copy: files.to_json(notebook)}
    if page is None:
        return contents, []
    from nuon_notebook.sharing.html_page import to_html_page  # noqa: PLC0415 - nbconvert takes a second to import

    contents[page], left_out = to_html_page(notebook, copy.stem.removesuffix(files.SHARED))
    return contents, left_out


def _check_secrets(notebook: NotebookNode, source: Path, found: Iterable[Found], entries: Sequence[Entry]) -> list[str]:
    """Return what was found and is allowed, in words.

    Raises:
        SecretFoundError: something was found that is not allowed.
    """
    verdict = judge(found, entries, notebook)
    if verdict.refused:
        allowable = dict.fromkeys(str(each.entry) for each in verdict.refused if not each.is_known)
        raise SecretFoundError(str(source), [each.place for each in verdict.refused], [*allowable])
    changes = []
    if verdict.allowed:
        places = join_words([str(each.place) for each in verdict.allowed])
        changes.append(f"{count(len(verdict.allowed), 'finding')} allowed ({places})")
    if verdict.unused:
        entries_in_words = join_words([*map(str, verdict.unused)])
        changes.append(f"{count(len(verdict.unused), 'entry', 'entries')} allowed nothing ({entries_in_words})")
    return [*changes, NO_OTHER_SECRETS if verdict.allowed else NO_SECRETS]


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
