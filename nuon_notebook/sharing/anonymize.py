"""Puts stand-ins for people and customers into every place of a notebook, and tells where one could not be put."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.sharing.code import Piece, divided, is_python
from nuon_notebook.sharing.contents import SOURCES, Content, contents
from nuon_notebook.sharing.markup import Markup
from nuon_notebook.sharing.names import names_in
from nuon_notebook.sharing.readings import MARKUP
from nuon_notebook.sharing.search import Place
from nuon_notebook.sharing.stand_ins import StandIns
from nuon_notebook.sharing.structures import without, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.redaction.masking import SensitiveValues

LANGUAGE: Final = ("kernelspec", "language_info")
LEFT: Final = "a name that cannot be replaced there"
NO_WORDS: Final[frozenset[str]] = frozenset()


class Anonymizer:
    """Replaces names in sources, outputs, attachments and metadata of one notebook.

    Args:
        notebook: the notebook, which is changed.
        models: what is known of the models in hand.
    """

    def __init__(self, notebook: NotebookNode, models: SensitiveValues) -> None:
        self._notebook = notebook
        self.stand_ins = StandIns(names_in(contents(notebook), models))
        self._markup = Markup(self.stand_ins)

    def replace(self) -> None:
        """Put the stand-ins."""
        metadata = self._notebook.metadata
        metadata |= {name: self._document(value) for name, value in metadata.items() if name not in LANGUAGE}
        for cell in self._notebook.cells:
            cell.source = "".join(map(self._piece, self._pieces(cell.source, SOURCES[cell.cell_type])))
            cell.metadata = self._document(cell.metadata)
            for bundle in cell.get("attachments", {}).values():
                self._bundle(bundle)
            for output in cell.get("outputs", ()):
                self._output(output)

    def left(self) -> list[Place]:
        """Return the places in which a name is still to be read, such as texts that were encoded."""
        return [Place(content.where, LEFT) for content in contents(self._notebook) if self._tells(content)]

    def words_of_code(self) -> dict[str, int]:
        """Return how many names of Python in which cell are names of customers or people too, and may be just words."""
        found = ((content.where, len(self._named(content))) for content in contents(self._notebook))
        return {where.partition(",")[0]: number for where, number in found if number}

    def _tells(self, content: Content) -> bool:
        if not all(map(str.isidentifier, self._named(content))):
            return True
        texts = chain.from_iterable(each.readings() for each in self._said(content))
        return any(self.stand_ins.told_by(text) for text, literal in texts if literal)

    def _said(self, content: Content) -> Iterator[Content]:
        """Yield of what a place holds that which has words, without what belongs to Python or a structure."""
        if content.mime == SOURCES["code"]:
            pieces = self._pieces(content.value, content.mime)
            yield from (content._replace(mime="text/plain", value=piece.text) for piece in pieces if piece.said)
        else:
            words = words_of(content.mime)
            yield content._replace(value=without(words, content.value)) if words else content

    def _named(self, content: Content) -> list[str]:
        """Return the names that stand in the code of a place."""
        if content.mime != SOURCES["code"]:
            return []
        code = ("" if piece.said else piece.text for piece in self._pieces(content.value, content.mime))
        return self.stand_ins.named_in_code('"'.join(code))

    def _pieces(self, source: str, mime: str) -> list[Piece]:
        if mime == SOURCES["code"] and is_python(self._notebook.metadata):
            return divided(source)
        return [Piece(source, said=True)]

    def _piece(self, piece: Piece) -> str:
        return self.stand_ins.put(piece.text) if piece.said else piece.text

    def _output(self, output: NotebookNode) -> None:
        if output.output_type == "stream":
            output.text = self.stand_ins.put(output.text)
        elif output.output_type == "error":
            output.evalue = self.stand_ins.put(output.evalue)
            output.traceback = [self.stand_ins.put(line) for line in output.traceback]
        else:
            self._bundle(output.data)
            output.metadata = self._document(output.metadata)

    def _bundle(self, bundle: Any) -> None:
        for mime, value in bundle.items():
            if isinstance(value, str) and mime in MARKUP:
                bundle[mime] = self._markup.replaced(value)
            elif mime.startswith("text/") or not isinstance(value, str):
                bundle[mime] = self._document(value, words_of(mime))

    def _document(self, value: Any, words: frozenset[str] = NO_WORDS) -> Any:
        if isinstance(value, str):
            return self.stand_ins.put(value)
        if isinstance(value, list):
            return [self._document(item, words) for item in value]
        if isinstance(value, dict):
            replaced = type(value)()
            for name, item in value.items():
                key = name if name in words else self.stand_ins.put(str(name))
                replaced[_free(key, replaced)] = self._document(item, words)
            return replaced
        return value


def _free(key: str, taken: Mapping[str, Any]) -> str:
    """Return a key, or where two names have come to be the same one that is free: `customer-1 (2)`."""
    return next(one for one in chain([key], (f"{key} ({number})" for number in count(2))) if one not in taken)
