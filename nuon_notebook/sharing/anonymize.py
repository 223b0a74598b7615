"""Replaces the names in a notebook by pseudonyms, and reports names that could not be replaced.

Replaced is what people read: in Python code only strings, comments and magics; in markup only text and the values of
attributes; in documents such as plots not the keys that belong to their format.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

from nuon_notebook.sharing.errors import Place
from nuon_notebook.sharing.files import attachments_of, is_known_cell, is_known_output, outputs_of
from nuon_notebook.sharing.names import find_names
from nuon_notebook.sharing.notebook_texts import PYTHON, SOURCE_TYPES, NotebookText, notebook_texts
from nuon_notebook.sharing.pseudonyms import Pseudonyms
from nuon_notebook.sharing.python_source import Segment, is_python, split_source
from nuon_notebook.sharing.text_variants import MARKUP_TYPES, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.sharing.session_secrets import SessionSecrets

LANGUAGE_METADATA: Final = ("kernelspec", "language_info")
PEOPLE_READ: Final = (Reading.TEXT, Reading.SCRIPT)
REMAINING_NAME: Final = "a name that cannot be replaced there"

TAG = re.compile(r"(<(?:!--.*?--|[A-Za-z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
ATTRIBUTE = re.compile(r"(?<=\s)([A-Za-z][\w:-]*)(\s*=\s*)(\"[^\"]*\"|'[^']*')")
KEYWORD_ATTRIBUTES: Final = ("class", "style", "type")
"""Attributes whose single words belong to the markup, even if a customer has such a name."""
EMBEDDED_SVG = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")
UNESCAPED_ELEMENTS: Final = ("script", "style")

NO_KEYS: Final[frozenset[str]] = frozenset()
FORMAT_KEYS: Final = frozenset(
    """
    align alt anchor angle annotations area arrows attributes autosize axes axis background bar base bin binding bins
    border bounds box buttons calendar camera categories cells center circle clip code color colorbar colors columns
    config contours coordinates count crs cursor cx cy data datasets date day dash delta description detail dimensions
    direction domain dx dy edges encode encoding end error extent facet feature features field fields fill filter
    font force format frames from geo geometry geometries graph grid group header height hole hover href icon id ids
    image images index indices init input interval item items key keys label labels lat layer layers layout legend
    length level levels line lines link links locations lon map margin mark marker marks max meta metadata method
    min mode model modebar month name names nice node nodes number objects offset on op opacity options order orient
    orientation origin overlay padding params parents parse path pattern point points position prefix primary
    projection properties range ranges ratio record reference region repeat resolve role rotation row rows sample
    scale scales scene schema selection selections separators series shape shapes side sigma signals size sizes
    sliders sort source spec spikes stack start state status step steps stream stroke style styles suffix sum table
    tag target template templates test text theme theta thickness tick ticks time title to tooltip topology transform
    transforms transition type unit units update url usermeta value values variable version view visible week width
    window wrap x y year z zero zoom
    """.split()  # noqa: SIM905 - words are easier to read than a list of strings
)
"""Keys of Plotly, Vega, GeoJSON and similar formats that a customer might be called, too."""


class Anonymizer:
    """Replaces names in the sources, outputs, attachments and metadata of one notebook.

    Args:
        notebook: the notebook, which is changed.
        session: the people and customers in models that kernel variables hold.
    """

    def __init__(self, notebook: NotebookNode, session: SessionSecrets) -> None:
        self._notebook = notebook
        names = find_names(notebook_texts(notebook), session)
        self.pseudonyms = Pseudonyms(names.kinds, names.pseudonyms)

    def replace_names(self) -> None:
        """Replace all names."""
        metadata = self._notebook.metadata
        metadata |= {key: self._document(value) for key, value in metadata.items() if key not in LANGUAGE_METADATA}
        for cell in self._notebook.cells:
            if not is_known_cell(cell):
                cell |= {key: self._document(value) for key, value in cell.items() if key != "cell_type"}
                continue
            segments = self._segments(cell.source, SOURCE_TYPES[cell.cell_type])
            cell.source = "".join(
                self.pseudonyms.replace(segment.source) if segment.is_text else segment.source for segment in segments
            )
            cell.metadata = self._document(cell.metadata)
            for bundle in attachments_of(cell).values():
                self._bundle(bundle)
            for output in outputs_of(cell):
                self._output(output)

    def remaining_names(self) -> list[Place]:
        """Return the places where a name can still be read, for instance in an encoded text."""
        return [Place(text.where, REMAINING_NAME) for text in notebook_texts(self._notebook) if self._has_name(text)]

    def ambiguous_identifiers(self) -> dict[str, int]:
        """Return how many identifiers in which cells equal a name, although they may be ordinary words."""
        numbers = ((text.where, len(self._names_in_code(text))) for text in notebook_texts(self._notebook))
        return {where.partition(",")[0]: number for where, number in numbers if number}

    def _has_name(self, text: NotebookText) -> bool:
        if not all(map(str.isidentifier, self._names_in_code(text))):
            return True
        variants = chain.from_iterable(part.variants() for part in self._readable_parts(text))
        return any(self.pseudonyms.finds_name(variant.text) for variant in variants if variant.reading in PEOPLE_READ)

    def _readable_parts(self, text: NotebookText) -> Iterator[NotebookText]:
        """Yield what people read: not code, and not the keys that belong to a format."""
        if text.mime == PYTHON:
            segments = self._segments(text.value, text.mime)
            yield from (text._replace(mime="text/plain", value=each.source) for each in segments if each.is_text)
        else:
            keys = format_keys(text.mime)
            yield text._replace(value=_without_keys(keys, text.value)) if keys else text

    def _names_in_code(self, text: NotebookText) -> list[str]:
        if text.mime != PYTHON:
            return []
        code = ("" if segment.is_text else segment.source for segment in self._segments(text.value, text.mime))
        return self.pseudonyms.names_in_code('"'.join(code))

    def _segments(self, source: str, mime: str) -> list[Segment]:
        if mime == PYTHON and is_python(self._notebook.metadata):
            return split_source(source)
        return [Segment(source, is_text=True)]

    def _output(self, output: NotebookNode) -> None:
        if not is_known_output(output):
            output |= {key: self._document(value) for key, value in output.items() if key != "output_type"}
        elif output.output_type == "stream":
            output.text = self.pseudonyms.replace(output.text)
        elif output.output_type == "error":
            output.evalue = self.pseudonyms.replace(output.evalue)
            output.traceback = [self.pseudonyms.replace(line) for line in output.traceback]
        else:
            self._bundle(output.data)
            output.metadata = self._document(output.metadata)

    def _bundle(self, bundle: Any) -> None:
        for mime, value in bundle.items():
            if isinstance(value, str) and mime in MARKUP_TYPES:
                bundle[mime] = replace_in_markup(value, self.pseudonyms)
            elif mime.startswith("text/") or not isinstance(value, str):
                bundle[mime] = self._document(value, format_keys(mime))

    def _document(self, value: Any, kept_keys: frozenset[str] = NO_KEYS) -> Any:
        if isinstance(value, str):
            return self.pseudonyms.replace(value)
        if isinstance(value, list):
            return [self._document(item, kept_keys) for item in value]
        if isinstance(value, dict):
            replaced = type(value)()
            for name, item in value.items():
                key = name if name in kept_keys else self.pseudonyms.replace(str(name))
                replaced[_free_key(key, replaced)] = self._document(item, kept_keys)
            return replaced
        return value


def _free_key(key: str, taken: Mapping[str, Any]) -> str:
    """Return the key, or a numbered one if two names got the same pseudonym: `customer-1 (2)`."""
    return next(each for each in chain([key], (f"{key} ({number})" for number in count(2))) if each not in taken)


def format_keys(mime: str) -> frozenset[str]:
    """Return the keys that belong to the format of a MIME type. All keys of plain JSON are data."""
    return FORMAT_KEYS if mime.endswith("+json") else NO_KEYS


def _without_keys(keys: frozenset[str], value: Any) -> Any:
    """Return a document for reading, as nested lists, without some keys."""
    if isinstance(value, dict):
        return [["" if name in keys else name, _without_keys(keys, item)] for name, item in value.items()]
    return [_without_keys(keys, item) for item in value] if isinstance(value, list) else value


def replace_in_markup(markup: str, pseudonyms: Pseudonyms) -> str:
    """Return HTML or SVG with pseudonyms in its text and in the values of its attributes."""

    def attribute(match: re.Match[str]) -> str:
        value = html.unescape(match[3][1:-1])
        if match[1].lower() in KEYWORD_ATTRIBUTES:
            replaced = pseudonyms.replace_phrases(value)
        else:
            replaced = pseudonyms.replace(EMBEDDED_SVG.sub(picture, value))
        return match[0] if replaced == value else f'{match[1]}{match[2]}"{html.escape(replaced)}"'

    def picture(match: re.Match[str]) -> str:
        try:
            svg = base64.b64decode(match[2]).decode()
        except (binascii.Error, ValueError):
            return match[0]
        return match[1] + base64.b64encode(replace_in_markup(svg, pseudonyms).encode()).decode()

    def text(escaped: str) -> str:
        unescaped = html.unescape(escaped)
        replaced = pseudonyms.replace(unescaped)
        return escaped if replaced == unescaped else html.escape(replaced, quote=False)

    pieces: list[str] = []
    element = ""
    for index, piece in enumerate(TAG.split(markup)):
        if index % 2:  # the odd pieces are tags and comments
            element = piece[1:].split(">")[0].split()[0].lower() if piece[1:2].isalpha() else ""
            comment = piece.startswith("<!--")
            pieces.append(pseudonyms.replace(piece) if comment else ATTRIBUTE.sub(attribute, piece))
        else:
            pieces.append(pseudonyms.replace(piece) if element in UNESCAPED_ELEMENTS else text(piece))
    return "".join(pieces)
