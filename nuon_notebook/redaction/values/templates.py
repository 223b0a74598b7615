"""Recognises template expressions and variables of many languages, which stand in a text for a value kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH: Final = 4000
"""Longer texts are never taken for a template; up to this length the expressions below stay cheap."""

TEMPLATE = lazy_pattern(r"\{\{(?:[^{}\"`]|\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|\{(?!\{)|\}(?!\}))*+\}\}")
LITERAL = lazy_pattern(r"\"((?:[^\"\\\n]|\\.)*+)\"|`([^`]*+)`|'((?:[^'\\\n]|\\.)*+)'")
PIPELINE_START = lazy_pattern(r"\{\{-?\s*+$")
LITERAL_FUNCTION = lazy_pattern(r"\b(?:default|coalesce|ternary|printf|print|cat|quote|b64enc|join|d)\b[^|{}]*$")

EXPRESSIONS: Final = (
    lazy_pattern(r"\$\{\{[^{}]*+\}\}"),  # GitHub Actions
    TEMPLATE,  # Go, Jinja, Mustache
    lazy_pattern(r"\{[%#][^{}\n]{0,200}[%#]\}|<%[^<>%\n]{1,200}%>|\{\{[^{}\"'`]*+\Z"),
    lazy_pattern(r"\$\{[^{}\n]{1,300}+(?:\}|\Z)|[#%~]\{[^{}\n]{1,100}+\}#?"),
    lazy_pattern(r"\$\((?:[^()\n]|\([^()\n]*+\))*+(?:\)|\Z)"),
    lazy_pattern(r"\$(?:[A-Z_][A-Z0-9_]*+(?![a-z])|[0-9@*#?]|(?i:env):\w+)|%%?[A-Z_]{2,}%%?"),
    lazy_pattern(r"%(?:\(\w{1,60}\))?[sdrvq](?![A-Za-z0-9])"),  # printf
    lazy_pattern(r"\{(?:[0-9]{1,2}|[A-Za-z_][\w.]{0,60}(?:\([\w., ]{0,60}\))?(?:![rsa])?(?::[^{}\n]{0,10})?)?\}"),
    lazy_pattern(r"@@\w{1,60}@@|@[A-Z][A-Z0-9_]{1,60}@|__[A-Z][A-Z0-9_]{0,60}?__|\(\([\w ./-]{1,100}\)\)"),
    lazy_pattern(r"<[A-Za-z][^<>\n]{0,60}>|\[\[[^\[\]\n]{1,100}\]\]"),
)
"""Expressions of template languages, shells and format strings, in the order in which they are taken out of a text."""

PLAIN_VARIABLE = lazy_pattern(r"[$@]\{?(?:[\w-]+:)?([A-Za-z_]\w*(?:(?:\.|->|::)\w+)*)\}?")
SECRET_NOUN = lazy_pattern(r"(?i)pass|pw|secret|token|key|cred|auth|hash|sig|conn|dsn|url|cookie|salt|cert|val|_")
MAX_VARIABLE_LETTERS: Final = 3

DEFAULT = lazy_pattern(r"\$\{([\w.-]{1,100}+)(:?[-=+]|:(?![-=+?:/]))([^}\n]++)\}")
SOURCES: Final = frozenset(
    {
        *("env", "ssm", "file", "self", "opt", "cf", "secret", "secrets", "vault", "param", "sys", "config", "AWS"),
        *("secretsmanager", "var", "main", "base64", "kms", "ENV", "dotenv", "opentofu", "azure-key-vault"),
    }
)
"""What stands before a colon in `${env:NAME}`. Behind other names a colon begins a default."""


TIME_FORMAT = lazy_pattern(r"(?:%[A-Za-z][^A-Za-z0-9%]{0,3}){2,}Z?\W{0,3}")


def is_template(text: str) -> bool:
    """Tell whether a text consists of template expressions only, such as `{{ .nuon.install.id }}`."""
    return "{{" in text and len(text) <= MAX_LENGTH and not TEMPLATE.sub("", text).strip("\"' \t\r\n")


def template_literals(text: str) -> list[str]:
    """Return the literal values in template expressions: defaults, and literals at the start of a pipeline."""
    found: list[str] = []
    for expression in TEMPLATE.findall(text):
        for literal in LITERAL.finditer(expression):
            before = expression[: literal.start()]
            if PIPELINE_START.search(before) or LITERAL_FUNCTION.search(before):
                found.append(literal[1] or literal[2] or literal[3] or "")
    return [literal for literal in found if literal.strip()]


def close_template(text: str) -> str:
    """Return a text whose last template expression goes on behind its end, as a whole."""
    return text + "}}" if text.rfind("{{") > text.rfind("}}") else text


def default_values(text: str) -> Iterator[str]:
    """Yield the defaults in expressions of shells and frameworks: `${NAME:-default}`, `${name:default}`."""
    for name, operator, default in DEFAULT.findall(text):
        if operator != ":" or name not in SOURCES:
            yield default


def without_expressions(text: str) -> str:
    """Return what is left of a text when expressions and variables of all kinds are taken out."""
    if is_variable(text) or TIME_FORMAT.fullmatch(text):
        return ""
    for expression in EXPRESSIONS:
        text = expression.sub("", text)
    return text


def is_variable(text: str) -> bool:
    """Tell whether a text is one variable, such as `$db_password` or `$Credential.Password`.

    A password may begin with a dollar sign. So the name in small letters is short, or says what it holds.
    """
    variable = PLAIN_VARIABLE.fullmatch(text)
    if not variable or not (text.startswith("$") or variable[1].islower()):
        return False
    return len(variable[1]) <= MAX_VARIABLE_LETTERS or SECRET_NOUN.search(variable[1]) is not None
