"""What stops a notebook from being shared: the error names the cell and the kind, never the value."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

from nbformat import v4

from nuon_notebook.sharing import share
from tests.sharing.conftest import SECRETS, TOKEN, code, markdown, refusal, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode

    from nuon_notebook.sharing.errors import Place

PLACES: dict[str, Callable[[str], tuple[NotebookNode, dict[str, Any]]]] = {
    "cell 1, source": lambda secret: (code(f"print({secret!r})"), {}),
    "cell 1, source ": lambda secret: (markdown(f"It is `{secret}`"), {}),
    "cell 1, output (stdout)": lambda secret: (code("1", stream(f"it is {secret}\n")), {}),
    "cell 1, output (text/html)": lambda secret: (code("1", shown(html=f"<p>it is <i>{secret}</i></p>")), {}),
    "cell 1, output (application/json)": lambda secret: (code("1", shown(json={"a": [{"b": secret}]})), {}),
    "cell 1, output (image/svg+xml)": lambda secret: (
        code("1", shown(svg=f"<svg><title>{secret}</title></svg>")),
        {},
    ),
    "cell 1, output (text/markdown)": lambda secret: (code("1", shown(markdown=f"> {secret}")), {}),
    "cell 1, metadata": lambda secret: (code(tags=[secret]), {}),
    "the notebook's metadata": lambda secret: (code(), {"note": secret}),
    "cell 1, output, names of its types": lambda secret: (
        code("1", v4.new_output("display_data", {f"text/{secret}": "x"})),
        {},
    ),
    "cell 1, attachment (text/plain)": lambda secret: (
        markdown("![a](attachment:a)", attachments={"a": {"text/plain": secret}}),
        {},
    ),
}


def places(path: Path) -> tuple[Place, ...]:
    """Where secrets are found in a notebook."""
    error = refusal(path)
    return error.places if error else ()


def test_a_secret_stops_it_wherever_it_is(save: Callable[..., Path]) -> None:
    failures = []
    for (kind, secret), (place, put) in product(SECRETS.items(), PLACES.items()):
        cell, metadata = put(secret)
        error = refusal(save(cell, **metadata))
        if error is None or (place.strip(), kind) not in error.places or secret in repr(error) + str(error):
            failures.append((kind, place))
    assert failures == []


OTHERS: dict[str, Callable[[Any], Any]] = {
    "the notebook, further properties": lambda notebook: notebook,
    "cell 1, further properties": lambda notebook: notebook["cells"][0],
    "cell 1, output, further properties": lambda notebook: notebook["cells"][0]["outputs"][0],
}


def test_a_secret_in_what_the_format_does_not_know_stops_it(save: Callable[..., Path]) -> None:
    found = {}
    for place, part_of in OTHERS.items():
        path = save(code("1", stream("x")))
        notebook = json.loads(path.read_text())
        part_of(notebook)["later"] = {"note": [TOKEN]}
        path.write_text(json.dumps(notebook))
        found[place] = places(path)
    assert found == {place: ((place, "Nuon token"),) for place in OTHERS}


def test_a_secret_sent_in_two_pieces_is_found(save: Callable[..., Path]) -> None:
    assert refusal(save(code("1", stream(f"it is {TOKEN[:8]}"), stream(TOKEN[8:]))))


def test_a_secret_in_an_error_s_words_is_found(save: Callable[..., Path]) -> None:
    failed = v4.new_output("error", ename="KeyError", evalue=f"'{TOKEN}'", traceback=[])
    assert places(save(code("1", failed))) == (("cell 1, output (error)", "Nuon token"),)


def test_what_goes_anyway_does_not_stop_it(save: Callable[..., Path]) -> None:
    failed = v4.new_output("error", ename="KeyError", evalue="no", traceback=[f"a = {TOKEN}"])
    assert share(save(code("1", stream(TOKEN, "stdin"), failed), widgets={"state": TOKEN}))


VALUE = "hunter2-" + "hunter2"
TABLES = {
    "name and value": f"<tr><td>db_password</td><td>{VALUE}</td></tr>",
    "with a number before": f"<tr>\n<th>0</th>\n<td>x</td>\n<td>api_token</td>\n<td>{VALUE}</td>\n</tr>",
    "with a heading": f"<tr><th>db_password</th><td><code>{VALUE}</code></td></tr>",
    "in paragraphs": f"<tr><td><p>db_password</p></td><td><p>{VALUE}</p></td></tr>",
    "a list of terms": f"<dl><dt>region</dt><dd>eu</dd><dt>db_password</dt><dd>{VALUE}</dd></dl>",
}


def test_a_value_in_the_cell_beside_a_secret_s_name_is_found(save: Callable[..., Path]) -> None:
    found = {}
    for way, rows in TABLES.items():
        html = rows if way == "a list of terms" else f"<table>{rows}</table>"
        found[way] = [place.kind for place in places(save(code("1", shown(html=html))))][:1]
    assert found == {way: ["value of a secret's name"] for way in TABLES}


CALLS = {
    f"t = SecretStr('{VALUE}')": "text of a SecretStr",
    f"os.environ.setdefault('NUON_API_TOKEN', '{VALUE}')": "value of a secret's name",
    f"%env NUON_API_TOKEN {VALUE}": "value of a secret's name",
    f"%set_env NUON_API_TOKEN={VALUE}": "value of a secret's name",
    f"os.environ['NUON_API_TOKEN'] = '{VALUE}'": "value of a secret's name",
}


def test_a_token_that_is_given_in_a_source_is_found(save: Callable[..., Path]) -> None:
    found = {source: places(save(code(source))) for source in CALLS}
    assert found == {source: (("cell 1, source", kind),) for source, kind in CALLS.items()}


def test_all_places_are_named_each_kind_once(save: Callable[..., Path]) -> None:
    error = refusal(save(markdown("fine"), code(f"a = '{TOKEN}'", stream(f"{TOKEN} {TOKEN}"))))
    assert error
    assert [str(place) for place in error.places] == [
        "cell 2, source: Nuon token",
        "cell 2, output (stdout): Nuon token",
    ]
    assert "cell 2, source: Nuon token and cell 2, output (stdout): Nuon token" in str(error)


HARMLESS = {
    "a reference": "token = os.environ['NUON_API_TOKEN']\npassword = getpass.getpass()",
    "a masked line": "password: ••••••••",
    "a template": "db_password: {{ .nuon.inputs.inputs.db_password }}",
    "a prompt": "token = SecretStr(getpass())\n%env NUON_ORG_ID org1\nos.environ.setdefault('TOKEN', '$TOKEN')",
    "an id": "inl4mf9s2kq8w1zx7cv5bn3y0tr",
    "a commit": "9f2c1b7d4e8a6053c1d2e3f4a5b6c7d8e9f0a1b2",
    "a digest": "sha256:" + "9f2c1b7d4e8a6053" * 4,
    "a role": "arn:aws:iam::123456789012:role/nuon-install-access",
    "prose": "The token comes from NUON_API_TOKEN, the password from the vault.",
    "a public key": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\n-----END PUBLIC KEY-----",
}


def test_what_is_no_secret_does_not_stop_it(save: Callable[..., Path]) -> None:
    failures = {}
    for what, text in HARMLESS.items():
        error = refusal(save(code(text, stream(text), shown(html=f"<pre>{text}</pre>", plain=text))))
        if error:
            failures[what] = str(error)
    assert failures == {}


def test_a_table_that_tells_about_a_secret_does_not_stop_it(save: Callable[..., Path]) -> None:
    rows = (("db_password", "string"), ("db_password", "•" * 8), ("token_count", "12"), ("api_token", "required"))
    html = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    assert share(save(code("1", shown(html=f"<table>{html}</table>"))))


def test_markup_is_no_value_beside_a_secret_s_name(save: Callable[..., Path]) -> None:
    assert share(save(code("1", shown(html="<p>Enter login name, password <br/>and press Enter</p>"))))
