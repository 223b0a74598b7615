"""Recognises unquoted values that are code: calls, variables, attributes, comparisons, regular expressions."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

CALL = lazy_pattern(
    r"(?:await\s+|new\s+|try[!?]?\s+|not\s+|[&*!-])?(?:[A-Za-z_$@][\w$]{0,80}(?:\[[^\]\n]{0,60}\])?(?:::?|->|\?\.|\.)){0,8}"
    r"[A-Za-z_$@][\w$]{0,80}!?\("
)
SUBSCRIPT = lazy_pattern(r"[&*!]?[A-Za-z_$@][\w$.]{0,80}\[(?:[\"':]|[\w-]{1,40}\])")
ATTRIBUTE = lazy_pattern(r"[&*!@]?[A-Za-z_$][A-Za-z_$]*\d?(?:(?:::|->|\?\.|\.)[A-Za-z_$][A-Za-z_$]*\d?)+[!?]?")
OBJECT = lazy_pattern(
    r"[&*!@]?(?:var|local|module|data|each|self|this|count|path|random_password|random_string|aws_\w+|azurerm_\w+"
    r"|google_\w+|kubernetes_\w+|process\.env|os\.environ|settings|config|conf|cfg|secrets?|github|inputs|Values|args|opts"
    r"|options|params|props|state|ctx|context|req|request|res|resp|response|event|env|user|data|credentials?|creds|conn"
    r"|client|session|st|app|input|output|outputs|account|auth|body|headers|kwargs|result|json|parsed|spec|flags)"
    r"(?:(?:\.|->|::|\?\.)[\w-]+|\[[^\]\n]{0,80}\])+[!?]?"
)
"""A property of an object that code gets its secrets from."""

MINIFIED = lazy_pattern(r"[A-Za-z_$]{1,2}(?:\.[A-Za-z_$]{1,40}){1,4}[,})\];]")
ARROW = lazy_pattern(r"(?:\w{1,40}|\([\w, ]{0,80}\)) ?=>")
COMPREHENSION = lazy_pattern(r"\bfor [\w, ()]{1,80} in\b")
CONSTANT = lazy_pattern(
    r"(?:![01]|void 0|NULL|nullptr|None|False|True|Nothing|undef|NA(?:_character_)?)\b"
    r"|(?:null|true|false|undefined|[0-9]{1,6})(?=[,}]\W?[A-Za-z_$][\w$]{0,40}\W?:|\})"
)
COMMENT = lazy_pattern(r"[,;]?[ \t]+(?://|/\*|--[ \t]).*$")
VARIABLE = lazy_pattern(r"[A-Za-z_]+")
COMPOUND = lazy_pattern(r"_?[A-Za-z]+(?:_[A-Za-z]+)+|[a-z]+(?:[A-Z][a-z]+)+")
OPERATOR = lazy_pattern(r" (?:[-+*/%|&]|\|\||&&|\?\?|or|and|if|else) ")
METACHARACTERS = lazy_pattern(
    r"\\[dwsbSWDKn.]|\[\^|\(\?[:=!<PiA-Z]|\.[*+]|\[(?:A-Z|a-z|0-9)|[)\]][?*+]|\{\d+,\d*\}|\)\||\|\("
)
MIN_METACHARACTERS: Final = 2
LOOKUP = lazy_pattern(
    r"(?i)(?:\$\(|get|load|read|fetch|find|ask|prompt|input|lookup|env|getenv|environ|secret|decrypt|resolve|keyring|param|key_get)"
)
"""What a function is called that gets a value from elsewhere."""


def is_code(line: str, value: str) -> bool:
    """Tell whether an unquoted value is code that refers to another value, such as `var.password` or `getpass(`.

    Args:
        line: what follows the operator, to the end of the line.
        value: the part of it that was taken for the value.
    """
    value = COMMENT.sub("", value).strip().rstrip(",;")
    if not value or OBJECT.fullmatch(value) or CONSTANT.match(value) or ARROW.match(value):
        return True
    if SUBSCRIPT.match(line) or MINIFIED.match(line):
        return True
    if len(value) == 1 or value.startswith(("(", "@{")) or COMPREHENSION.search(value):
        return True
    operands = OPERATOR.split(value)
    if len(operands) > 1 and all(ATTRIBUTE.fullmatch(part) or part.isdigit() for part in operands):
        return True
    return is_call(line) or is_regular_expression(value)


def is_attribute(value: str) -> bool:
    """Tell whether an unquoted value is an attribute of an object, such as `bundle.value`."""
    return ATTRIBUTE.fullmatch(value.strip().rstrip(",;")) is not None


def is_lookup(line: str) -> bool:
    """Tell whether a line begins with a call that gets a value from elsewhere, such as `os.getenv("TOKEN")`."""
    call = CALL.match(line)
    return call is not None and LOOKUP.search(call[0]) is not None


def is_regular_expression(value: str) -> bool:
    """Tell whether a value is a regular expression, or a part of one."""
    rest, count = METACHARACTERS.subn("", value)
    return count >= MIN_METACHARACTERS or (count > 0 and not any(map(str.isalnum, rest)))


def is_variable_name(value: str) -> bool:
    """Tell whether a value can be the name of a variable, and looks like one."""
    return VARIABLE.fullmatch(value) is not None


def is_compound_name(value: str) -> bool:
    """Tell whether a value is a name of several words, as only code has them: `stored_value`, `storedValue`."""
    return COMPOUND.fullmatch(value) is not None


def is_call(line: str) -> bool:
    """Tell whether a line begins with the call of a function, complete or continued on the next line."""
    call = CALL.match(line)
    return call is not None and (not line[call.end() :].strip("([{ \t\r") or ")" in line[call.end() :])
