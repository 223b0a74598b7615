"""What an assigned value is taken for, by itself and by what stands around it; each rule has its counterpart."""

from __future__ import annotations

from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.scanner import contains_secret
from tests.cases import failures
from tests.linear import assert_linear
from tests.redaction.examples import X
from tests.secret_samples.harmless import HARMLESS, KINDS, LONE, TWINS

WEAK_SECRETS = [
    *(
        "password: changeme",
        "password: admin",
        "POSTGRES_PASSWORD=postgres",
        'password = "test"',
        "password: top-secret",
    ),
    *(
        "password: super-secret-password",
        "password: hunter2",
        "password: 1313",
        "password = correct horse battery staple",
    ),
    *("password: P4$$w0rD", "password: $ecret", "api_key: a1b2c3d4e5f6a7b8", "password: pass!@#", "password: my-dog-7"),
    *("signing_key: 0x" + "4c0883a6" * 8, "url: postgres://scott:tiger@db/x", "-e POSTGRES_PASSWORD=guest"),
]
DEFAULTS = [
    f"password: ${{DB_PASSWORD:-{X}}}",
    f"password: ${{db.password:{X}}}",
    f"url: ${{DB_PASSWORD:-{X}}}",
    f"password: {{{{ p | default('{X}') }}}}",
    f'password: {{{{ .p | default "{X}" }}}}',
]
LOOKS = [
    ("connect(user, password=stored)", f"connect(user, password={X})"),
    ("{'token': os.getenv('A')}", f"{{'token': Token('{X}')}}"),
    ("{'X-Signature': signature_bytes}", f"{{'X-Signature': {X}}}"),
    ("secret == other", f"secret = {X}"),
    ("{'score': 1, 'token': 'fox'}", f"{{'score': 1, 'token': '{X}'}}"),
    ("PWD=/root", f"PWD={X}"),
    ("https://codecov.io/a/badge.svg?token=AB12CD34", f"https://example.com/a?token={X}"),
    ("tests pass: nice", f"pass: {X}"),
    ("existingSecret: app-auth", f"clientSecret: {X}"),
    ("max_tokens: 1h30m", "password: 1h30m"),
    ("signature: sha256:9f86d081884c7d659a2feaa0c55ad015", f"signature: {X}"),
    ("dsn: postgres://db.example.com/app", f"dsn: postgres://app:{X}@db.example.com/app"),
    ("webhook: https://example.com/hooks/deploy", "webhook: https://example.com/hooks/a1b2c3d4e5f6a7b8c9d0"),
    ("db_key: demo_model", f"db_key: {X}"),
    ("  --token TOKEN    the token of the account that runs it", f"  --token {X}"),
    ("a: x\nfor key in keys:\n    token = read(key)", f"token:\n    {X}"),
]


def test_harmless_texts_are_shown_whole() -> None:
    masked = [text for text in HARMLESS if mask_text(text) != text]

    assert len(HARMLESS) >= 300
    assert masked == []


def test_a_literal_in_the_same_place_is_masked() -> None:
    assert [twin.text for twin in TWINS if twin.secret in mask_text(twin.text)] == []
    assert {twin.kind for twin in TWINS} == {kind.name for kind in KINDS}


def test_kinds_have_more_than_one_member() -> None:
    assert [kind for kind, texts in LONE.items() if len(texts) < 2] == []


def test_a_weak_password_is_a_secret_if_it_does_not_say_that_another_belongs_there() -> None:
    assert [text for text in WEAK_SECRETS if not contains_secret(text)] == []


def test_a_literal_default_is_a_secret() -> None:
    assert [text for text in DEFAULTS if X in mask_text(text)] == []


def test_what_stands_around_a_value_decides() -> None:
    failures = [pair for pair in LOOKS if contains_secret(pair[0]) or not contains_secret(pair[1])]

    assert failures == []


HOSTILE = (
    *("password: $(", "token: ${", "password = $($(", "token: {{ ", "token=f(", "token: a.", "api_key: a b c the "),
    *("token: <a", "token: [[", 'token = "{', "token=%(", "token: ((", "token: x-", "key: for a, ", 'token: "a","b",'),
    *("webhook: https://a/", "token: a[", r"token: \d", "passwords:\n- a(", "token=a=>", "${TOKEN:-", "password: my"),
)


def test_hostile_values_take_no_longer_than_their_length_allows() -> None:
    def holds(unit: str) -> None:
        assert_linear(contains_secret, unit)

    assert failures(holds, HOSTILE) == []
