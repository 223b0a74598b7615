"""A secret is found however it is written: split by markup, escaped, encoded, between colours."""

from __future__ import annotations

import base64
import json
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote

from nuon_notebook.sharing.text_variants import text_variants
from tests.sharing.conftest import SECRETS, TOKEN, code, refusal, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    Ways = Mapping[str, Callable[[str], str]]

HIDDEN: Ways = {
    "split by markup": lambda secret: f"<p><b>{secret[:9]}</b><i>{secret[9:]}</i></p>",
    "where it may break": lambda secret: f"<p>{secret[:9]}<wbr>{secret[9:]}</p>",
    "behind entities": lambda secret: "".join(f"&#{ord(letter)};" for letter in secret),
    "in an attribute": lambda secret: f'<a title="see {secret}" href="#">x</a>',
    "in a link": lambda secret: f'<a href="https://example.com/?q={quote(secret, safe="")}">x</a>',
    "in a link, every letter encoded": lambda secret: (
        f'<a href="https://example.com/?q={"".join(f"%{ord(letter):02x}" for letter in secret)}">x</a>'
    ),
    "in a script, every letter escaped": lambda secret: (
        f"<script>show('{''.join(f'{chr(92)}u{ord(letter):04x}' for letter in secret)}')</script>"
    ),
    "in a class": lambda secret: f'<p class="{secret}">x</p>',
    "in an id": lambda secret: f'<p id="{secret}">x</p>',
    "in a style": lambda secret: f'<p style="background:url(https://example.com/{secret})">x</p>',
    "in a comment": lambda secret: f"<!-- {secret} -->",
    "in a script": lambda secret: f"<script>show({json.dumps(secret)})</script>",
    "in base64": lambda secret: f"<p>{base64.b64encode(f'it is {secret}'.encode()).decode()}</p>",
    "in base64 twice": lambda secret: base64.b64encode(base64.b64encode(f"is {secret}".encode())).decode(),
    "in a picture in a link": lambda secret: (
        '<img src="data:image/svg+xml;base64,'
        + base64.b64encode(f"<svg><text>{secret}</text></svg>".encode()).decode()
        + '">'
    ),
    "with invisible characters": "\u200b".join,
    "against the word before": lambda secret: f"<span>Token</span><code>{secret}</code>",
    "in capitals of a tag": lambda secret: f"<PRE>{secret}</PRE>",
}


def not_found(save: Callable[..., Path], ways: Ways, kinds: Iterable[str], cell: Callable[[str], object]) -> list[str]:
    """The ways of writing in which a secret of some kind is not found."""
    failures = []
    for (way, write), kind in product(ways.items(), kinds):
        error = refusal(save(cell(write(SECRETS[kind]))))
        if error is None or all(place.kind != kind for place in error.places):
            failures.append(f"{kind} {way}")
    return failures


def test_a_secret_is_found_in_html_however_it_is_written(save: Callable[..., Path]) -> None:
    kinds = ("Nuon token", "JSON Web Token", "AWS access key")
    assert not_found(save, HIDDEN, kinds, lambda text: code("1", shown(html=text))) == []


def test_a_secret_between_colours_of_a_terminal_is_found(save: Callable[..., Path]) -> None:
    assert refusal(save(code("1", stream(f"\x1b[31m{TOKEN[:8]}\x1b[0m{TOKEN[8:]}"))))


WRITTEN: Ways = {
    "in a repr": lambda secret: repr(f"one line\n{secret}\nanother"),
    "in bytes": lambda secret: repr(f"a\r\n{secret}".encode()),
    "behind a tab": lambda secret: repr(f"a\t{secret}"),
    "in JSON": lambda secret: json.dumps({"a": f"x\n{secret}"}),
    "in JSON in JSON": lambda secret: json.dumps(json.dumps(f"x\n{secret}")),
    "behind a colour": lambda secret: repr(f"\x1b[31m{secret}\x1b[0m"),
}


def test_a_secret_behind_an_escape_sequence_is_found(save: Callable[..., Path]) -> None:
    kinds = ("Nuon token", "JSON Web Token", "AWS access key", "GitHub token")
    assert not_found(save, WRITTEN, kinds, lambda text: code("1", stream(text))) == []


def test_a_secret_in_a_picture_s_own_words_is_found(save: Callable[..., Path]) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00tEXtComment\x00it is " + TOKEN.encode() + b"\x00").decode()
    error = refusal(save(code("1", shown(png=picture))))
    assert error
    assert error.places[0].where == "cell 1, output (image/png)"


def test_a_value_of_a_secret_s_name_in_a_comment_is_found(save: Callable[..., Path]) -> None:
    error = refusal(save(code("1", shown(html="<p>x</p><!-- db_password: hunter2-hunter2 -->"))))
    assert error
    assert error.places == (("cell 1, output (text/html)", "value of a secret's name"),)


def test_a_place_to_break_a_line_is_read_as_nothing_not_as_a_blank() -> None:
    found = [each.text for each in text_variants("<p>arn:<wbr>secret:<wbr>harbor/<wbr/>*</p>", "text/html")]
    assert any("arn:secret:harbor/*" in text for text in found)
    assert not any("secret: harbor" in text for text in found)
