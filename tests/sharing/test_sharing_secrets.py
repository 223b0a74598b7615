"""What stops a notebook from being shared: the error names the cell and the kind, never the value."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from nbformat import v4

from nuon_notebook.sharing import SecretFoundError, ShareError, share
from tests.sharing.conftest import code, markdown, shown, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode

TOKEN = "tok" + "4mf9s2kq8w1zx7cv5bn3y0tr6"[:23]
JWT = ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJtYXJpc29sIn0", "c2lnbmF0dXJlLW9mLWl0"))
SECRETS = {
    "Nuon token": TOKEN,
    "JSON Web Token": JWT,
    "AWS Access Key": "AKIA" + "Z7LQ2MXN4RTVB6WC",
    "Slack Token": "https://hooks.slack" + ".com/services/T0AAAAAAA/B0AAAAAAA/abcdefghijklmnopqrstuvwx",
    "private key": "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEowIBAAKCAQEA7bq3\n-----END RSA PRIVATE KEY-----",
    "URL with a password": "postgres://admin:" + "hunter2hunter2@db.internal:5432/desk",
    "value of a secret's name": "db_password" + " = 'correct-horse-battery'",
    "GitHub Token": "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
}
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


def refusal(path: Path, **how: Any) -> SecretFoundError:
    before = sorted(file.name for file in path.parent.iterdir())
    with pytest.raises(SecretFoundError) as raised:
        share(path, **how)
    assert sorted(file.name for file in path.parent.iterdir()) == before
    return raised.value


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_stops_it_wherever_it_stands(save: Callable[..., Path], kind: str, place: str) -> None:
    cell, metadata = PLACES[place](SECRETS[kind])
    error = refusal(save(cell, **metadata))
    assert (place.strip(), kind) in error.places
    assert SECRETS[kind] not in repr(error) + str(error)


OTHERS: dict[str, Callable[[Any], Any]] = {
    "the notebook, further properties": lambda notebook: notebook,
    "cell 1, further properties": lambda notebook: notebook["cells"][0],
    "cell 1, output, further properties": lambda notebook: notebook["cells"][0]["outputs"][0],
}


@pytest.mark.parametrize("place", OTHERS)
def test_a_secret_in_what_the_format_does_not_know_stops_it(save: Callable[..., Path], place: str) -> None:
    path = save(code("1", stream("x")))
    notebook = json.loads(path.read_text())
    OTHERS[place](notebook)["later"] = {"note": [TOKEN]}
    path.write_text(json.dumps(notebook))
    assert refusal(path).places == ((place, "Nuon token"),)


HIDDEN: dict[str, Callable[[str], str]] = {
    "split by markup": lambda secret: f"<p><b>{secret[:9]}</b><i>{secret[9:]}</i></p>",
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


@pytest.mark.parametrize("way", HIDDEN)
@pytest.mark.parametrize("kind", ["Nuon token", "JSON Web Token", "AWS Access Key"])
def test_a_secret_is_found_in_html_however_it_is_written(save: Callable[..., Path], kind: str, way: str) -> None:
    error = refusal(save(code("1", shown(html=HIDDEN[way](SECRETS[kind])))))
    assert any(place.kind == kind for place in error.places)


def test_a_secret_between_colours_of_a_terminal_is_found(save: Callable[..., Path]) -> None:
    assert refusal(save(code("1", stream(f"\x1b[31m{TOKEN[:8]}\x1b[0m{TOKEN[8:]}"))))


WRITTEN: dict[str, Callable[[str], str]] = {
    "in a repr": lambda secret: repr(f"one line\n{secret}\nanother"),
    "in bytes": lambda secret: repr(f"a\r\n{secret}".encode()),
    "behind a tab": lambda secret: repr(f"a\t{secret}"),
    "in JSON": lambda secret: json.dumps({"a": f"x\n{secret}"}),
    "in JSON in JSON": lambda secret: json.dumps(json.dumps(f"x\n{secret}")),
    "behind a colour": lambda secret: repr(f"\x1b[31m{secret}\x1b[0m"),
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("kind", ["Nuon token", "JSON Web Token", "AWS Access Key", "GitHub Token"])
def test_a_secret_behind_an_escape_sequence_stops_it(save: Callable[..., Path], kind: str, way: str) -> None:
    error = refusal(save(code("1", stream(WRITTEN[way](SECRETS[kind])))))
    assert any(place.kind == kind for place in error.places)


def test_a_secret_sent_in_two_pieces_is_found(save: Callable[..., Path]) -> None:
    assert refusal(save(code("1", stream(f"it is {TOKEN[:8]}"), stream(TOKEN[8:]))))


def test_a_secret_in_a_picture_s_own_words_is_found(save: Callable[..., Path]) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00tEXtComment\x00it is " + TOKEN.encode() + b"\x00").decode()
    assert refusal(save(code("1", shown(png=picture)))).places[0].where == "cell 1, output (image/png)"


def test_a_secret_in_an_error_s_words_is_found(save: Callable[..., Path]) -> None:
    failed = v4.new_output("error", ename="KeyError", evalue=f"'{TOKEN}'", traceback=[])
    assert refusal(save(code("1", failed))).places == (("cell 1, output (error)", "Nuon token"),)


def test_what_goes_anyway_does_not_stop_it(save: Callable[..., Path]) -> None:
    failed = v4.new_output("error", ename="KeyError", evalue="no", traceback=[f"a = {TOKEN}"])
    assert share(save(code("1", stream(TOKEN, "stdin"), failed), widgets={"state": TOKEN}))


VALUE = "hunter2-" + "hunter2"
TABLES = {
    "name and value": f"<tr><td>db_password</td><td>{VALUE}</td></tr>",
    "with a number before": f"<tr>\n<th>0</th>\n<td>x</td>\n<td>api_token</td>\n<td>{VALUE}</td>\n</tr>",
    "with a heading": f"<tr><th>db_password</th><td><code>{VALUE}</code></td></tr>",
    "a list of terms": f"<dl><dt>region</dt><dd>eu</dd><dt>db_password</dt><dd>{VALUE}</dd></dl>",
}


@pytest.mark.parametrize("way", TABLES)
def test_a_value_in_the_cell_beside_a_secret_s_name_is_found(save: Callable[..., Path], way: str) -> None:
    html = TABLES[way] if way == "a list of terms" else f"<table>{TABLES[way]}</table>"
    assert refusal(save(code("1", shown(html=html)))).places[0].kind == "value of a secret's name"


CALLS = {
    f"t = SecretStr('{VALUE}')": "text of a SecretStr",
    f"os.environ.setdefault('NUON_API_TOKEN', '{VALUE}')": "value of a secret's name",
    f"%env NUON_API_TOKEN {VALUE}": "value of a secret's name",
    f"%set_env NUON_API_TOKEN={VALUE}": "value of a secret's name",
    f"os.environ['NUON_API_TOKEN'] = '{VALUE}'": "value of a secret's name",
}


@pytest.mark.parametrize("source", CALLS)
def test_a_token_that_is_given_in_a_source_is_found(save: Callable[..., Path], source: str) -> None:
    assert refusal(save(code(source))).places == (("cell 1, source", CALLS[source]),)


@pytest.mark.parametrize("way", ["environment", "file"])
def test_the_token_in_use_is_known_by_value(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    token = "plain-words-of-a-token"
    path = save(code("1", stream(f"<{token}>")))
    assert share(path)
    if way == "environment":
        monkeypatch.setenv("NUON_API_TOKEN", token)
    else:
        (tmp_path / "home" / ".nuon").write_text(f"api_token: {token}\n")
    assert refusal(path).places == (("cell 1, output (stdout)", "the token in use"),)


def test_the_token_of_the_file_is_known_beside_that_of_the_environment(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", "plain-words-of-the-environment")
    (tmp_path / "home" / ".nuon").write_text("api_token: plain-words-of-the-file\n")
    for told in ("plain-words-of-the-environment", "plain-words-of-the-file"):
        assert refusal(save(code("1", stream(told)))).places == (("cell 1, output (stdout)", "the token in use"),)


@pytest.mark.parametrize("said", ["api_token: [", "api_token: [plain-words]", "- plain-words", "FOLDER"])
def test_a_file_that_cannot_be_read_stops_it_since_its_token_is_unknown(
    save: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("NUON_API_TOKEN", "plain-words-of-the-environment")
    file = tmp_path / "home" / ".nuon"
    file.mkdir() if said == "FOLDER" else file.write_text(said)
    with pytest.raises(
        ShareError, match=r"the token that is to be looked for is unknown.* ~/\.nuon .*point NUON_"
    ) as raised:
        share(save(code("1")))
    assert "plain-words" not in str(raised.value)
    assert not (tmp_path / "in.shared.ipynb").exists()


def test_all_places_are_named_each_kind_once(save: Callable[..., Path]) -> None:
    error = refusal(save(markdown("fine"), code(f"a = '{TOKEN}'", stream(f"{TOKEN} {TOKEN}"))))
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


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_does_not_stop_it(save: Callable[..., Path], text: str) -> None:
    said = HARMLESS[text]
    assert share(save(code(said, stream(said), shown(html=f"<pre>{said}</pre>", plain=said))))


def test_a_table_that_tells_about_a_secret_does_not_stop_it(save: Callable[..., Path]) -> None:
    rows = (("db_password", "string"), ("db_password", "•" * 8), ("token_count", "12"), ("api_token", "required"))
    html = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    assert share(save(code("1", shown(html=f"<table>{html}</table>"))))
