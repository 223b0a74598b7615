"""Texts that look as if they held a secret, and hold none. Each kind has twins with a literal in the same places.

In a text the sign `§` stands for the place. In the harmless text it is filled with a stand-in, in the twin with a
literal.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.secret_samples.sample import Sample, generate

PLACE = "§"
LITERAL = "<base62:9>q7<base62:6>"

NAMES = ("password", "db_password", "API_TOKEN", "clientSecret", "secret_key")

PLACEHOLDERS = (
    *("YOUR_API_KEY", "your-api-key", "<your-token>", "[your-api-key]", "your_key_here", "<REPLACE_ME>", "REPLACE_ME"),
    *("xxxxxxxx", "XXXX-XXXX", "********", "...", "sk-...", "hf_...", "ghp_xxxxxxxxxxxx", "<token>", "insert-key-here"),
    *("example", "placeholder", "TODO", "dummy-token", "fake_key_for_tests", "my-secret-token", "mypassword"),
    *("replace-with-your-key", "<PASSWORD>", "password", "REDACTED", "PLEASE_CHANGE_ME", "hf_########", "\u2026"),
)
TEMPLATES = (
    *("{{ .Values.auth.password }}", "{{ vault_password }}", "${DB_PASSWORD}", "$DB_PASSWORD", "$db_password"),
    *("${{ secrets.DB_PASSWORD }}", "${{secrets.DB_PASSWORD}}", "$(DB_PASSWORD)", "%(db_password)s", "{password}"),
    *("<%= ENV['DB_PASSWORD'] %>", "@@DB_PASSWORD@@", "__DB_PASSWORD__", "#{db_password}", "((db-password))"),
    *("$env:DB_PASSWORD", "%DB_PASSWORD%", "{0}", "%s", "${env:DB_PASSWORD}", "${ssm:/app/db/password}"),
    *("{% raw %}{{ vault_password }}{% endraw %}", "${var.db_password}", "{{password}}", "${DB_PASSWORD:?not set}"),
    *("$(cat /run/secrets/db)", "$(aws ssm get-parameter --name /db)", "[[ password ]]", "${module.db.password}"),
)
STATEMENTS = (
    *("null", "true", "none", "not set", "expired", "missing", "required", "read", "write", "(sensitive value)"),
    *("not configured", "[redacted]", "unchanged", "generated", "revoked", "invalid"),
)
NUMBERS = (
    *("7200", "8760h", "4,096", "3600s", "0x0020", "2.5e-06", "30 days", "1h30m", "128k", "[1, 2, 3]", "45%"),
    *("1.2.3", "2025-11-20", "2025-11-20T09:14:00Z", "12 tokens", "100_000"),
)
REFERENCES = (
    *("/run/secrets/db", "./ca.pem", "~/.config/app/token", "arn:aws:secretsmanager:eu-west-1:1234:secret:db"),
    *(
        "vault:secret/data/db#password",
        "ssm:/prod/db",
        "!Ref DbPassword",
        "!GetAtt Db.Secret",
        "https://docs.example.com/auth",
    ),
    *("company.auth.tokens.TokenProvider", "company.plugins.auth:Provider", "coder-db-password", "DB_PASSWORD"),
)
CODE = (
    *('os.getenv("DB_PASSWORD")', 'os.environ["DB_PASSWORD"]', "credentials.password", "get_secret()", "self.secret"),
    *('Sys.getenv("DB_PASSWORD")', 'ENV["DB_PASSWORD"]', "process.env.DB_PASSWORD", "settings.db.password"),
    *(
        'dbutils.secrets.get(scope="a", key="b")',
        "args.password",
        "await fetch_secret(name)",
        "req.headers.authorization",
    ),
    *("params[:password]", "&config.password", "var.db_password", 'std::env::var("DB_PASSWORD")?'),
    *("getpass.getpass()", 'config["password"]', "user => user.password"),
)
TYPES = (
    *("str", "Optional[str] = None", "string | undefined", "VARCHAR(255) NOT NULL", "SecretStr", "string", "bytes"),
    *("Union[str, bytes] = ...", "str | None = None", "List[str]", '@{ type = "str"; no_log = $true }'),
)
SENTENCES = (
    "This is the password of the account that runs the jobs.",
    "See the chapter on rotation for how it is made.",
    "must be set before the first run (optional in tests)",
    "The user has not given one, so the default is used.",
    "Raised when the value cannot be read from the keyring.",
)

TOKEN_NUMBERS = ("token", "max_tokens", "session_token")

URLS = (
    "postgresql://{user}:§@{host}:5432/db",
    "mysql://user:§@localhost/db",
    "amqp://username:§@broker:5672//",
    "https://oauth2:§@gitlab.example.com/a/b.git",
    "redis://:§@cache:6379/0",
    "mongodb+srv://app:§@db.example.com",
    "connect with postgres://me:§@db/x in the tests",
    'engine = create_engine("postgresql+psycopg2://app:§@db/x")',
)
URL_STAND_INS = (
    *("{password}", "${DB_PASSWORD}", "$DB_PASSWORD", "{{ .password }}", "%s", "{1}", "<password>", "password"),
    *("YOUR_PASSWORD", "pass", "****", "$(DB_PASSWORD)", "mypassword", "{db.password}"),
)

COMMANDS = (
    'mysql -u app -p"§" -h db',
    'curl -u "app:§" https://example.com',
    'curl -H "Authorization: Bearer §" https://example.com',
    "deploy --password §",
    "export DB_PASSWORD=§",
    'PGPASSWORD="§" psql',
    "docker login -u app -p §",
    "kubectl create secret generic a --from-literal=password=§",
    "redis-cli -a §",
    "echo app:§ | chpasswd",
    "psql -c \"ALTER USER app PASSWORD '§'\"",
)
COMMAND_STAND_INS = ("${PASSWORD}", "$PASSWORD", "<password>", "****", "YOUR_PASSWORD", "$DB_PASSWORD")


class Kind(NamedTuple):
    """One kind of harmless texts.

    Attributes:
        name: what the texts are examples of.
        frames: texts with a place for a value.
        stand_ins: values that are no secrets there.
    """

    name: str
    frames: tuple[str, ...]
    stand_ins: tuple[str, ...]


KINDS = (
    Kind("placeholders", ('api_key = "§"', "API_KEY=§", "  password: §", '"access_token": "§",'), PLACEHOLDERS),
    Kind("templates", ("password: §", 'DB_PASSWORD="§"', '{"secret": "§"}', "<password>§</password>"), TEMPLATES),
    Kind("statements", ("Password: §", "  token: §", "Secret: §"), STATEMENTS),
    Kind("numbers", tuple(f"{name}: §" for name in TOKEN_NUMBERS), NUMBERS),
    Kind("references", ("db_password: §", "auth_token = §"), REFERENCES),
    Kind("code", ("password = §", "    token=§,", "const secret = §;"), CODE),
    Kind("types", ("    password: §", "  token: §,"), TYPES),
    Kind("sentences", ("`DB_PASSWORD`: §", "api_token: §", "* ``password`` = §"), SENTENCES),
    Kind("URLs", URLS, URL_STAND_INS),
    Kind("commands", COMMANDS, COMMAND_STAND_INS),
    Kind(
        "permissions", ("permissions:\n  id-token: §\n  contents: read", "    id-token: §"), ("write", "read", "none")
    ),
    Kind(
        "names of secrets",
        ("mountSecret: §", "existingSecret: §", "imagePullSecrets:\n  - name: x\nauthSecret: §"),
        ("coder-db-password", "regcred", "app-auth"),
    ),
    Kind("defaults", ("url: ${DB_PASSWORD:-§}", "password: ${db.password:§}"), ("", "$OTHER")),
)
"""Kinds with a place for a value; the twin has a literal there."""

LONE = {
    "progress": [
        "special_tokens_map.json:   0%|          | 0.00/125 [00:00<?, ?B/s]",
        "tokenizer.json: 100%|████| 2.1M/2.1M",
    ],
    "tokenizers": [
        *(
            "pad_token: '<pad>'",
            "eos_token='</s>'",
            "{'score': 0.9, 'token': 1996, 'token_str': 'the'}",
            "bos_token = '<s>'",
        ),
        *(
            "mask_token: [MASK]",
            "tokens: ['the', 'quick', 'fox']",
            '{"token": "fox", "logprob": -0.1}',
            "sep_token: [SEP]",
        ),
        *(
            "cls_token='[CLS]'",
            "stop_token = '<|endoftext|>'",
            'Doc(93 tokens: "Many years later, as he faced the squad")',
        ),
        *("{'score': 0.1, 'token_str': 'd'}", "n_tokens == 0", "token_ids: [101, 2003, 102]", "num_tokens = 4096"),
    ],
    "keys that are no secrets": [
        *(
            "primary_key: id",
            "foreign_key = user_id",
            "partition_key: tenant",
            "sort_key = created_at",
            "keyboard: qwerty",
        ),
        *("keyword: python", "plt.plot(x, y, key='value')", "cache_key: build", "group_key = region", "key: value"),
        *("db_key: demo_model", "id_rsa.pub: ssh-rsa AAAAB3NzaC1yc2E", "public_key: abcdefghijkl", "hot_key: ctrl"),
    ],
    "help": [
        *(
            "--password PASSWORD",
            "-p, --password TEXT  The password.",
            "  --token TOKEN          the token of the account",
        ),
        *(
            "usage: app [--api-key KEY] [--secret SECRET]",
            "@click.option('--password', prompt=True)",
            "--cookie-secret VALUE",
        ),
        *(
            "parser.add_argument('--token', help='the token to use')",
            "Enter password:",
            "Password: ",
            "--secret id=mytoken",
        ),
    ],
    "logs": [
        *("Error: invalid token: unexpected end of input", "Tests pass: nice", "401 Unauthorized: token is expired"),
        *("PASS: all of the output agrees with the reference", "SyntaxError: invalid token", "2 tokens left"),
        *(
            "Token: expired",
            "Secret: see the docs",
            "auth: true",
            "ssl_password: none",
            "Access token has been revoked",
        ),
    ],
    "source code": [
        *(
            "{radio:!0,password:!0,search:!0}",
            "function f(e,t){return{token:e.token,key:t}}",
            'import { token } from "./token"',
        ),
        *(
            "if (password === confirmation) {",
            "assert token != other",
            "def login(user, password): ...",
            "{token:`comment`,regex:c}",
        ),
        *(
            '{"prompt_tokens": response.usage.prompt_tokens}',
            "'^password: \\s*?$'",
            "token = [^&*]",
            "private final String password;",
        ),
        *(
            'String token = request.getHeader("Authorization");',
            'password := os.Getenv("DB_PASSWORD")',
            "client(auth=(user, password))",
        ),
        *("private_key = serialization.load_pem_private_key(\n    data,\n)", "credential = new SecretClient("),
        *(
            "connect(user=user, password=password)",
            "self.passphrase = passphrase",
            "token=token,",
            "password = password or None",
        ),
        *(
            "headers = {'Authorization': f'Bearer {token}'}",
            "date -u +%Y-%m-%dT%H:%M:%SZ",
            "PWD=/home/me",
            "secrets: inherit",
        ),
    ],
    "documents": [
        *(
            "[secret_docs]: https://example.com/secrets",
            "| token | the token of the account |",
            "detect-secrets==1.5.0",
        ),
        *(
            "![badge](https://codecov.io/gh/a/b/badge.svg?token=AB12CD34EF)",
            "**Steps to verify the signature:**",
            "sig=0.05",
        ),
        *(
            'tiktoken = "*"',
            "password_max_age: 90",
            "tokenTTL: 3600",
            '{"signature": "sha256:9f86d081884c7d659a2feaa0c55ad015"}',
        ),
        *(
            "{'type': 'string', 'title': 'Password'}",
            '"password": {"type": "string"}',
            "string password = 3;",
            "password = models.CharField(max_length=9)",
        ),
        *(
            "AKIAIOSFODNN7" + "EXAMPLE",
            "secret = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
            "label.sk-toggleable__label-arrow:before {}",
        ),
        *(
            "#sk-9b5446bb-0900-46a6-988d-1aa88ae0e4ff div {}",
            "cookies: this site uses cookies",
            "connection_string: localhost:6379",
        ),
        *(
            "dsn = sqlite:///app.db",
            "npm run login --user git:" + "//example.com/a.git",
            "SELECT token, count(*) FROM words",
        ),
    ],
}
"""Texts without a place for a literal, by kind."""


def _filled(kind: Kind) -> list[str]:
    return [frame.replace(PLACE, stand_in) for frame in kind.frames for stand_in in dict.fromkeys(kind.stand_ins)]


HARMLESS = [*(text for kind in KINDS for text in _filled(kind)), *(text for texts in LONE.values() for text in texts)]
TWINS = [
    Sample(kind.name, frame.replace(PLACE, literal), literal)
    for kind in KINDS
    for number, frame in enumerate(kind.frames)
    for literal in [generate(LITERAL, f"{kind.name} {number}")]
]
