"""Values that only say where a value is: template expressions, variables, paths, placeholders."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\N{BULLET}" * 8
"""What stands where something was masked; always of the same length, so that it tells nothing."""

LONGEST: Final = 4000
"""Characters beyond which no value is taken for a reference; the expressions below stay cheap up to it."""

TEMPLATE = re.compile(r"\{\{(?:[^{}\"`]|\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|\{(?!\{)|\}(?!\}))*+\}\}")
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|`([^`]*+)`")
HEAD_OF_PIPELINE = re.compile(r"\{\{-?\s*+$")
FALLBACK = re.compile(r"\b(?:default|coalesce|ternary|printf|print|cat|quote|b64enc|join)\b[^|{}]*$")
VARIABLE = re.compile(
    r"\$\{\{[^{}]*+\}\}|\$\{[\w.:/\[\]\"'*-]{1,200}+\}|\$\([^()\n]{1,300}+\)|\$[A-Z_][A-Z0-9_]*+|\$[0-9@*#]|%[A-Z_]+%"
)
SHELL_FALLBACK = re.compile(r"\$\{\w+:?[-=+]([^}]+)\}")
WORD = re.compile(
    r"(?i:true|false|yes|no|null|none|nil|~|undefined|required|optional|enabled|disabled|string|str|bool|number"
    r"|int|any|object|sensitive|hidden|n/?a|-|redacted|\[redacted\]|<redacted>|\(sensitive value\)|valueFrom)"
)
STARS = re.compile(r"[*xX.\N{BULLET}\N{BLACK CIRCLE}\u2026_-]{3,}")
PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z0-9 _.-]{0,60}>|\[[A-Z][A-Z _-]{2,60}\]")
ADDRESS = re.compile(
    r"arn:aws[\w-]*:[^\s]+|(?:vault|ssm|secretsmanager|op|ref\+\w+|gcp-sm|awssm|aws-sm|azurekv|env|file):[\w/:.#@*-]+"
    r"|!(?:Ref|Sub|GetAtt|ImportValue|Join|Select)\b.*|(?:~|\.{1,2})?(?:/[\w.@-]+){2,}/?"
)
EXPRESSION = re.compile(
    r"(?:var|local|module|data|each|self|count|path|random_password|random_string|aws_\w+|azurerm_\w+|google_\w+"
    r"|kubernetes_\w+|process\.env|os\.environ|settings|config|secrets|github|inputs|Values)"
    r"(?:\.[\w-]+|\[[^\]\n]{0,80}\])+|[A-Za-z_][\w.]*\((?:[^\n]*)\)(?:\.\w+)*|os\.environ\[[^\]\n]+\]"
)


COMMAND = re.compile(r"(?:cat|aws|az|gcloud|kubectl|vault|curl|op|jq|head|openssl|terraform|gpg|base64) [-./\w]")


def is_template(text: str) -> bool:
    """Tell whether a text is nothing but template expressions, such as `{{ .nuon.install.id }}`."""
    return "{{" in text and len(text) <= LONGEST and not TEMPLATE.sub("", text).strip("\"' \t\r\n")


def fallbacks(text: str) -> list[str]:
    """Return the texts that template expressions hold as a value: a default, the head of a pipeline."""
    found: list[str] = []
    for expression in TEMPLATE.findall(text):
        for literal in LITERAL.finditer(expression):
            before = expression[: literal.start()]
            if HEAD_OF_PIPELINE.search(before) or FALLBACK.search(before):
                found.append(literal[1] or literal[2] or "")
    return [literal for literal in found if literal.strip()]


def is_reference(value: str) -> bool:
    """Tell whether a value that a secret is assigned to only refers to it, or says nothing."""
    if len(value) > LONGEST:
        return False
    value = value.strip().strip("\"'`").strip()
    if not value or WORD.fullmatch(value) or STARS.fullmatch(value):
        return True
    if "{{" in value or "$" in value or "%" in value:
        if fallbacks(value) or SHELL_FALLBACK.search(value):
            return False
        if not VARIABLE.sub("", TEMPLATE.sub("", value)).strip("\"'`:/@.,;-_ \t&?"):
            return True
    return bool(PLACEHOLDER.fullmatch(value) or ADDRESS.fullmatch(value))


def is_command(value: str) -> bool:
    """Tell whether a quoted value is a command that reads it, such as `cat /run/secrets/token`."""
    return COMMAND.match(value.strip()) is not None


def is_expression(value: str) -> bool:
    """Tell whether an unquoted value is code that refers to another one, such as `var.password`."""
    return EXPRESSION.fullmatch(value.strip().rstrip(",;")) is not None
