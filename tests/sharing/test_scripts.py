"""What libraries put into a page (scripts, fonts, pictures) is no secret; a secret among it is found."""

from __future__ import annotations

import base64
import random
from html import escape
from typing import TYPE_CHECKING, Any

from nbformat import v4

from nuon_notebook.sharing.text_variants import Reading, text_variants
from tests.cases import failures
from tests.sharing.conftest import SECRETS, TOKEN, code, refusal, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

PASSWORD = "hunter2-" + "hunter2"
MINIFIED = (
    "!function(e,t){for(yt in{radio:!0,checkbox:!0,file:!0,password:!0,image:!0})h.expr.pseudos[yt]=Xo(yt);"
    'fetch(u,{credentials:"same-origin",cache:"no-store"});n.withCredentials=e.credentials==="include";'
    'var k={email:"email",password:"password",token:`merge ${e}`};throw new Error("Unexpected token: "+u);'
    'e.prevToken==="}"||(t.lastToken="def");r.text={COOKIE:"D, dd M yyyy",pass:"ARIA role is allowed"}}();'
) * 6
AKIA = "AKIA" + "Z7LQ2MXN4RTVB6WC"
NOISE = base64.b64encode(random.Random(1).randbytes(3000)).decode()  # noqa: S311 - the same bytes each time
PICTURE = f"{NOISE[:1200]}+{AKIA}+{NOISE[1200:]}"  # base64 contains by chance what a key looks like
FONT = f"@font-face{{src:url(data:font/woff2;base64,{PICTURE})format('woff2')}}"


def page(script: str) -> Any:
    return shown(html=f"<div>plot</div><script>{script}</script>")


HARMLESS = {
    "a minified script": page(MINIFIED),
    "a module": shown(html=f'<script type="module">{MINIFIED}</script>'),
    "JavaScript": {"application/javascript": MINIFIED},
    "what bokeh loads": {"application/vnd.bokehjs_load.v0+json": MINIFIED},
    "a script in base64, as itables writes it": page(f'run(atob("{base64.b64encode(MINIFIED.encode()).decode()}"))'),
    "a script that is printed": stream(MINIFIED),
    "a page in a frame": shown(html=f'<iframe srcdoc="{escape(f"<script>{MINIFIED}</script>")}">'),
    "a picture": shown(html=f'<img src="data:image/png;base64,{PICTURE}">'),
    "a picture in Markdown": shown(markdown=f"![x](data:image/png;base64,{PICTURE})"),
    "a font": shown(html=f"<style>{FONT}</style>"),
    "a font in a style": shown(html=f'<p style="background:url(data:image/gif;base64,{PICTURE})">x</p>'),
    "bytes in a script": page(f'var wasm="{PICTURE}"'),
    "a picture in JSON": shown(json={"layout": {"images": [{"source": f"data:image/png;base64,{PICTURE}"}]}}),
}


def output(content: Any) -> Any:
    return v4.new_output("display_data", content) if type(content) is dict else content


def test_what_libraries_put_into_a_page_is_no_secret(save: Callable[..., Path]) -> None:
    def passes(name: str) -> None:
        error = refusal(save(code("1", output(HARMLESS[name]))))
        assert error is None, error

    assert failures(passes, HARMLESS) == []


def test_cells_in_other_languages_are_read_as_such(save: Callable[..., Path]) -> None:
    harmless = (f"%%javascript\n{MINIFIED}", f"%%js\n{MINIFIED}", f"%%html\n<script>{MINIFIED}</script>")
    secret = (f"%%js\nlet password = '{PASSWORD}'", f"%%html\n<p>password: {PASSWORD}</p>", f"%%js\nx('{TOKEN}')")
    assert [source for source in harmless if refusal(save(code(source)))] == []
    assert [source for source in secret if not refusal(save(code(source)))] == []


FOUND: dict[str, Callable[[str], object]] = {
    "in a minified script": lambda secret: page(f"{MINIFIED}x('{secret}');{MINIFIED}"),
    "in JavaScript": lambda secret: {"application/javascript": f"{MINIFIED}x('{secret}')"},
    "in a script in base64": lambda secret: page(
        f'run(atob("{base64.b64encode(f"{MINIFIED}x({secret!r})".encode()).decode()}"))'
    ),
    "escaped in a script": lambda secret: page(f"{MINIFIED}x('\\u{ord(secret[0]):04x}{secret[1:]}')"),
    "encoded in a script": lambda secret: page(f"{MINIFIED}x('%{ord(secret[0]):02x}{secret[1:]}')"),
    "in a style sheet": lambda secret: shown(html=f"<style>{FONT}.a{{content:'{secret}'}}</style>"),
    "in a page in a frame": lambda secret: shown(html=f'<iframe srcdoc="&lt;p&gt;{secret}&lt;/p&gt;">'),
    "in a text in a link": lambda secret: shown(
        html=f'<a href="data:text/plain;base64,{base64.b64encode(f"{MINIFIED} {secret}".encode()).decode()}">x</a>'
    ),
    "in a picture's words": lambda secret: shown(
        html='<img src="data:image/png;base64,'
        + base64.b64encode(base64.b64decode(NOISE) + b"\0\0it is " + secret.encode() + b"\0").decode()
        + '">'
    ),
    "behind a picture": lambda secret: shown(html=f'<img src="data:image/png;base64,{PICTURE}" alt="{secret}">'),
    "behind long base64": lambda secret: stream(f"{NOISE} {secret}"),
    "in a drawing": lambda secret: shown(
        html='<img src="data:image/svg+xml;base64,'
        + base64.b64encode(f"<svg><text>{secret}</text></svg>".encode()).decode()
        + '">'
    ),
}


def test_a_token_among_it_is_found(save: Callable[..., Path]) -> None:
    kinds = ("Nuon token", "JSON Web Token")

    def found(way: str, kind: str) -> None:
        error = refusal(save(code("1", output(FOUND[way](SECRETS[kind])))))
        assert error
        assert kind in {place.kind for place in error.places}

    assert failures(found, ((way, kind) for way in FOUND for kind in kinds)) == []


ASSIGNED = (
    f'var password="{PASSWORD}"',
    f"{{password:'{PASSWORD}'}}",
    f'{{"api_token": "{PASSWORD}"}}',
    'db_password="correct-horse-battery"',
    f"config.client_secret=`{PASSWORD}`",
)


def test_a_quoted_value_of_a_secret_s_name_in_a_script_is_found(save: Callable[..., Path]) -> None:
    assert [script for script in ASSIGNED if not refusal(save(code("1", page(MINIFIED + script))))] == []


def test_a_known_secret_is_found_in_long_base64(save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    secret = NOISE[2000:2040]
    monkeypatch.setenv("NUON_API_TOKEN", secret)
    error = refusal(save(code("1", shown(html=f'<img src="data:image/png;base64,{NOISE}">'))))
    assert error
    assert {place.kind for place in error.places} == {"the token in use"}


REPEATED = (
    *("<", "<a ", "&", "&#x41", "\\", "\\u0041", "\\n", "%", "%41", "A1b2C3d4", "<script>", "<script '", "<!--", "-->"),
    *("<style>", "<script></script>", '<a b="', "data:image/png;base64,", "<tr><td>", "<!x ", "<![CDATA[", "<?", "</"),
    *("\\/", "<iframe srcdoc='", "\x1b[", "\x1b]", "function(){};", "password:'a1b2c3d4';", "&lt;", "<p>\n"),
)
MOST_COPIES = 9  # of a text, in all its variants


def test_the_variants_of_a_text_are_together_only_some_times_as_long() -> None:
    failed = []
    for mime in ("text/html", "text/plain", "text/javascript"):
        for piece in REPEATED:
            text = piece * (20_000 // len(piece))
            length = sum(len(variant.text) for variant in frozenset(text_variants(text, mime)))
            if length > MOST_COPIES * len(text):
                failed.append((mime, piece, length / len(text)))
    assert failed == []


def test_a_script_in_a_page_is_searched_once() -> None:
    script = MINIFIED * 20
    variants = frozenset(text_variants(f"<div>&amp;</div><script>{script}</script>", "text/html"))
    searched = [variant for variant in variants if variant.reading is not Reading.WHOLE]
    assert sum(len(variant.text) for variant in searched) < 1.1 * len(script)
