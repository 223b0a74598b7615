"""Puts a stand-in for each name into a notebook: the same one for the same name throughout."""

from __future__ import annotations

import base64
import binascii
import html
import re
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.sharing.contents import contents
from nuon_notebook.sharing.names import names_in
from nuon_notebook.sharing.outlines import ELLIPSIS
from nuon_notebook.sharing.patterns import ACCOUNT, CUSTOMER, PERSON, ROLE, STAND_IN, pattern_of, plain
from nuon_notebook.sharing.readings import MARKUP
from nuon_notebook.sharing.search import Place

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from nuon_notebook.render.masking import Known

TAG = re.compile(r"(<(?:!--.*?--|[A-Za-z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
ATTRIBUTE = re.compile(r"(?<=\s)([A-Za-z][\w:-]*)(\s*=\s*)(\"[^\"]*\"|'[^']*')")
OF_MARKUP: Final = ("class", "style", "type")
"""Attributes whose single words belong to the markup, though a customer may have such a name."""
PICTURE = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")
AS_WRITTEN: Final = ("script", "style")
LANGUAGE: Final = ("kernelspec", "language_info")
OVER_LINES = re.compile(r"\n[ │]*│[ │]*|\n {3,}")  # how a line of an outline goes on, where a long word was broken
LEFT: Final = "a name that cannot be replaced there"


class StandIns:
    """The stand-ins of one notebook: `customer-1`, `person-2`, numbered in the order in which names appear.

    Those that stand in it already stay as they are, and new names get numbers that are free.

    Args:
        notebook: where the names are looked for.
        models: what is known of the models in hand.
    """

    def __init__(self, notebook: NotebookNode, models: Known) -> None:
        kinds, self._taken = names_in(contents(notebook), models)
        self._pattern = pattern_of(kinds)
        self._kinds = {plain(name): kind for name, kind in kinds.items()}
        self._given: dict[str, str] = {}
        self._free = {kind: map(f"{kind}-{{}}".format, count(1)) for kind in (PERSON, CUSTOMER, ACCOUNT, ROLE)}

    def __len__(self) -> int:
        return len(self._given)

    def replace(self, notebook: NotebookNode) -> None:
        """Replace the names in sources, outputs, attachments and metadata."""
        for name in notebook.metadata.keys() - set(LANGUAGE):
            notebook.metadata[name] = self._document(notebook.metadata[name])
        for cell in notebook.cells:
            cell.source = self._text(cell.source)
            cell.metadata = self._document(cell.metadata)
            for bundle in cell.get("attachments", {}).values():
                self._bundle(bundle)
            for output in cell.get("outputs", ()):
                self._output(output)

    def left(self, notebook: NotebookNode) -> list[Place]:
        """Return the places in which a name is still to be read, such as texts that were encoded."""
        return [
            Place(content.where, LEFT)
            for content in contents(notebook)
            if any(self.told_by(text) for text, literal in content.readings() if literal)
        ]

    def told_by(self, text: str) -> bool:
        """Tell whether a name stands in a text, on one line of it or broken over several of an outline."""
        joined = OVER_LINES.sub("", text)
        broken = joined != text and any(plain(match[0]) in self._kinds for match in self._pattern.finditer(joined))
        return broken or any(not STAND_IN.fullmatch(match[0]) for match in self._pattern.finditer(text))

    def _output(self, output: NotebookNode) -> None:
        if output.output_type == "stream":
            output.text = self._text(output.text)
        elif output.output_type == "error":
            output.evalue = self._text(output.evalue)
            output.traceback = [self._text(line) for line in output.traceback]
        else:
            self._bundle(output.data)
            output.metadata = self._document(output.metadata)

    def _bundle(self, bundle: Any) -> None:
        for mime, value in bundle.items():
            if isinstance(value, str) and mime in MARKUP:
                bundle[mime] = self._markup(value)
            elif mime.startswith("text/") or not isinstance(value, str):
                bundle[mime] = self._document(value)

    def _document(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self._document(item) for item in value]
        if isinstance(value, dict):
            return type(value)({self._text(str(name)): self._document(item) for name, item in value.items()})
        return value

    def _text(self, text: str) -> str:
        return self._pattern.sub(self._stand_in, text)

    def _stand_in(self, match: re.Match[str]) -> str:
        if STAND_IN.fullmatch(match[0]):
            return match[0]
        name = self._name(match[0])
        if name not in self._given:
            kind = self._kinds.get(name) or (ROLE if name.startswith("arn:") else PERSON)
            self._given[name] = next(one for one in self._free[kind] if one not in self._taken)
        return self._given[name]

    def _name(self, said: str) -> str:
        """Return the name for what is said; for one that was cut off the first of those that begin so."""
        name = plain(said)
        begun = name.removesuffix(ELLIPSIS)
        if name in self._kinds or begun == name:
            return name
        begin = (full for full, kind in self._kinds.items() if kind == CUSTOMER and full.startswith(begun))
        return next(begin, name)

    def _markup(self, text: str) -> str:
        """Replace names in what is said between tags and in the values of attributes, never in the markup itself."""
        pieces: list[str] = []
        within = ""
        for index, piece in enumerate(TAG.split(text)):
            if index % 2:
                within = piece[1:].split(">")[0].split()[0].lower() if piece[1:2].isalpha() else ""
                pieces.append(self._text(piece) if piece.startswith("<!--") else ATTRIBUTE.sub(self._attribute, piece))
            else:
                pieces.append(self._text(piece) if within in AS_WRITTEN else self._said(piece))
        return "".join(pieces)

    def _said(self, escaped: str) -> str:
        text = html.unescape(escaped)
        replaced = self._text(text)
        return escaped if replaced == text else html.escape(replaced, quote=False)

    def _attribute(self, match: re.Match[str]) -> str:
        value = html.unescape(match[3][1:-1])
        if match[1].lower() in OF_MARKUP:
            replaced = self._pattern.sub(self._unless_a_word, value)
        else:
            replaced = self._text(PICTURE.sub(self._picture, value))
        return match[0] if replaced == value else f'{match[1]}{match[2]}"{html.escape(replaced)}"'

    def _unless_a_word(self, match: re.Match[str]) -> str:
        return match[0] if match[0].isalpha() else self._stand_in(match)

    def _picture(self, match: re.Match[str]) -> str:
        try:
            drawn = base64.b64decode(match[2]).decode()
        except (binascii.Error, ValueError):
            return match[0]
        return match[1] + base64.b64encode(self._markup(drawn).encode()).decode()
