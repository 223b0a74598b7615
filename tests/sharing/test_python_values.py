"""In a code cell a secret's name may be wherever code uses it; a value that is given as text stops the sharing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from nuon_notebook.sharing import SecretFoundError, share
from nuon_notebook.sharing.python_values import mask_expressions
from tests.sharing.conftest import TOKEN, code, markdown, refusal, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VALUE = "hunter2-" + "hunter2"
USES = [
    'api_key = "YOUR_API_KEY"',
    'os.environ["OPENAI_API_KEY"] = (\n    "sk-..."  # your own\n)',
    'engine = create_engine(f"postgresql://{user}:{password}@{host}/db")',
    'url = "postgresql://%s:%s@%s/db" % (user, password, host)',
    'run(f"mysql -u {user} -p{password}", password=settings.db.password)',
    "{'token': tokens[0], 'token_str': 'fox', 'score': 0.5}",
    "tokenizer = Tokenizer(pad_token='<pad>', eos_token='</s>')",
    "password_hash: str = Field(title='Password')",
    '%%bash\nexport DB_PASSWORD=$(cat /run/secrets/db)\nmysql -p"$DB_PASSWORD"',
    "password = getpass.getpass('Password: ')",
    "token = getpass('Nuon token: ')",
    'client = Client(token=SecretStr(os.environ["NUON_API_TOKEN"]))',
    'client = Client(token=SecretStr(getpass("Token: ")))',
    "client = Client(token=SecretStr(token))",
    "client = Client(token=get_token)",
    "token = get_token",
    "%env NUON_API_TOKEN=$token",
    "%env NUON_API_TOKEN {token}",
    "token = !cat token.txt",
    "secret = %env NUON_API_TOKEN",
    "for k, token in enumerate(tokens): print(token)",
    "if token == expected: raise ValueError",
    "secrets = [s.name for s in config.secrets]",
    "secrets = inst.apps[0].configs[0].secret_configs",
    "config.secret_configs?",
    'df.rename(columns={"token": "Token"})',
    'df["token"] = df["name"].str.split("-")',
    'rows = [{"secret": s.name, "required": s.required} for s in config.secrets]',
    'pd.DataFrame({"secret": [s.name for s in config.secrets]})',
    "def connect(host: str, password: SecretStr, token: Optional[str] = None) -> Client: ...",
    "password: Optional[str] = None",
    "class Login:\n    password: SecretStr\n    token: Token | None = None",
    'token = yaml.safe_load(Path("~/.nuon").expanduser().read_text())["api_token"]',
    'headers = {"Authorization": "Bearer " + token}',
    'headers = {"Authorization": f"Bearer {token}"}',
    'headers = {"Authorization": f"Basic {b64(user)}"}',
    'links = {"in a link": lambda token: f"https://example.com/{token}"}',
    'box = widgets.Password(description="Token:", placeholder="Enter token")',
    'token = get_token()  # ä comment\nif x < 3 & y:\n    print("a\\nb", token=get_token)',
    'def read_token():\n    """Return it, as the vault keeps it."""\n    return get_token',
    "%%time\ntoken = get_token",
    "%matplotlib inline\n\ntoken = await get_token(\n    client,\n)[0]",
]
GIVEN = [
    f"os.environ['API_TOKEN'] = (\n    '{VALUE}'  # mine\n)",
    f"def connect(user, *, token='{VALUE}'): ...",
    f"if (token := '{VALUE}'): pass",
    f"config = dict(db=dict(password='{VALUE}'))",
    f"password = stored or (\n    asked\n    or '{VALUE}'\n)",
    f"engine = create_engine(f'postgresql://{{user}}:{VALUE}@{{host}}/db')",
    f"token = '{VALUE}'",
    f"token: str = '{VALUE}'",
    f"password: {VALUE}",
    f"token = b'{VALUE}'",
    f"password = ('{VALUE}')",
    f"password = (\n    '{VALUE}'\n)",
    f"password = os.environ.get('DB_PASSWORD') or '{VALUE}'",
    f"password = os.environ.get('DB_PASSWORD', '{VALUE}') + x",
    f"password = stored if stored else '{VALUE}'",
    f"secrets = [s.name, '{VALUE}']",
    f"connect(token=Token('{VALUE}'))",
    f"connect(token=str('{VALUE}'))",
    f"connect(token=b64decode('{VALUE}'))",
    f"token = default = '{VALUE}'",
    f"connect(user='bob', password='{VALUE}')",
    f"x['token'] = '{VALUE}'",
    f"x.token = f'{VALUE}{{n}}'",
    f"headers = {{'Authorization': 'Bearer ' + '{VALUE}'}}",
    f"if token == '{VALUE}': pass",
    f"rows = [{{'name': 'DB_PASSWORD', 'value': '{VALUE}'}}]",
    f"run(['nuon', '--token', '{VALUE}'])",
    "password = 12345678",
    f"# password: {VALUE}",
    f'"""\npassword: {VALUE}\n"""',
    f"print('password: {VALUE}')",
    f"print('token:', '{VALUE}')",
    f"%env NUON_API_TOKEN={VALUE}",
    f"!curl -u admin:{VALUE} https://example.com",
    f"!nuon login --token {VALUE}",
    f"token = !echo {VALUE}",
    f"%%bash\nexport NUON_API_TOKEN={VALUE}",
    f"token = get_token\nnot Python, password: {VALUE}",
    f"token = {TOKEN}",
    f"connect(token=get({TOKEN}))",
]


def test_an_expression_does_not_stop_it(save: Callable[..., Path]) -> None:
    assert [source for source in USES if refusal(save(code(source)))] == []


def test_a_value_given_as_text_stops_it(save: Callable[..., Path]) -> None:
    failures = []
    for source in GIVEN:
        error = refusal(save(code(source)))
        if error is None or "cell 1, source" not in str(error):
            failures.append(source)
    assert failures == []


@pytest.mark.parametrize("line", ["!ls -l\n", "token = get_token\n", "x?\n", "a = 'password: hunter2'\n", "f(token="])
def test_hostile_code_takes_no_longer_than_its_length_allows(line: str) -> None:
    started = time.process_time()
    mask_expressions(line * 3000)
    assert time.process_time() - started < 20  # of lines for a shell alone, quadratic, this takes minutes


@pytest.mark.parametrize("cell", [code("1", stream(f"token = {VALUE}")), markdown(f"    token = {VALUE}")])
def test_elsewhere_than_in_code_a_word_is_a_value(save: Callable[..., Path], cell: object) -> None:
    with pytest.raises(SecretFoundError, match="value of a secret's name"):
        share(save(cell))


def test_of_code_each_character_stays_in_its_place() -> None:
    failures = []
    for source in [*USES, *GIVEN, "", "\n", "\\", "a = '\ud800'\ntoken = get_token", "%%\n", "x?", "\0"]:
        masked = mask_expressions(source)
        if len(masked) != len(source) or any(
            one not in (other, "•") for one, other in zip(masked, source, strict=True)
        ):
            failures.append((source, masked))
    assert failures == []


REFUSED = [
    '{"a": {"write_token": null}, "outputs": null}',
    '{"write_token": null}',
    "{'token': None}",
    "{'a': 1,\n 'token': None}",
    '[{"name": "x", "secret": false}, {"name": "y"}]',
    '{"max_tokens": 4096}',
    r'"{\"write_token\": null}"',
    "tokens: [1, 2, 3]",
    "Signature: pd.read_csv(\n    path: str,\n)",
    "  + password = (sensitive value)",
    "  ~ token    = (sensitive value) -> (known after apply)",
    "| token | count |\n|---|---|\n| the | 100 |\n| token | 55 |",
    "| token | sha256 |\n| --- | --- |\n| a | b |",
]


def test_what_tells_about_secrets_does_not_stop_it(save: Callable[..., Path]) -> None:
    assert [text for text in REFUSED if refusal(save(code("1", stream(text)), markdown(text)))] == []
