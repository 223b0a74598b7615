"""Replaces names in HTML and SVG: in what is said, never in the markup itself."""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nuon_notebook.sharing.stand_ins import StandIns

TAG = re.compile(r"(<(?:!--.*?--|[A-Za-z/!](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
ATTRIBUTE = re.compile(r"(?<=\s)([A-Za-z][\w:-]*)(\s*=\s*)(\"[^\"]*\"|'[^']*')")
OF_MARKUP: Final = ("class", "style", "type")
"""Attributes whose single words belong to the markup, though a customer may have such a name."""
PICTURE = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")
AS_WRITTEN: Final = ("script", "style")


class Markup:
    """Puts stand-ins into markup.

    Args:
        stand_ins: what stands for whom.
    """

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins

    def replaced(self, text: str) -> str:
        """Return markup with stand-ins in what is said between tags and in the values of attributes."""
        pieces: list[str] = []
        within = ""
        for index, piece in enumerate(TAG.split(text)):
            if index % 2:
                within = piece[1:].split(">")[0].split()[0].lower() if piece[1:2].isalpha() else ""
                comment = piece.startswith("<!--")
                pieces.append(self._stand_ins.put(piece) if comment else ATTRIBUTE.sub(self._attribute, piece))
            else:
                pieces.append(self._stand_ins.put(piece) if within in AS_WRITTEN else self._said(piece))
        return "".join(pieces)

    def _said(self, escaped: str) -> str:
        text = html.unescape(escaped)
        replaced = self._stand_ins.put(text)
        return escaped if replaced == text else html.escape(replaced, quote=False)

    def _attribute(self, match: re.Match[str]) -> str:
        value = html.unescape(match[3][1:-1])
        if match[1].lower() in OF_MARKUP:
            replaced = self._stand_ins.put_for_phrases(value)
        else:
            replaced = self._stand_ins.put(PICTURE.sub(self._picture, value))
        return match[0] if replaced == value else f'{match[1]}{match[2]}"{html.escape(replaced)}"'

    def _picture(self, match: re.Match[str]) -> str:
        try:
            drawn = base64.b64decode(match[2]).decode()
        except (binascii.Error, ValueError):
            return match[0]
        return match[1] + base64.b64encode(self.replaced(drawn).encode()).decode()
