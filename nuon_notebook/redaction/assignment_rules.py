"""Rules that recognise a secret by the name that it is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignments import (
    find_assignments,
    find_flags,
    find_set_commands,
    find_table_rows,
)
from nuon_notebook.redaction.described_values import find_described_values, find_secret_blocks, find_secret_resources
from nuon_notebook.redaction.rule import Expression, Rule
from nuon_notebook.redaction.secret_names import SECRET_WORDS
from nuon_notebook.redaction.source_code import find_in_source_code
from nuon_notebook.redaction.xml_values import find_xml_elements
from nuon_notebook.redaction.yaml_values import (
    find_anchored,
    find_complex_keys,
    find_continued_scalars,
    find_values_below,
)

if TYPE_CHECKING:
    from nuon_notebook.redaction.matchers import Matcher

ASSIGNED_SECRET: Final = "value of a secret's name"  # noqa: S105 - words for people

NAMES: Final = tuple(map(Expression, SECRET_WORDS))


def _assignment_rule(name: str, find: Matcher, and_any_of: tuple[str, ...]) -> Rule:
    # At a line break, the quotes behind the next line would be taken for the value.
    return Rule(name, ASSIGNED_SECRET, find, NAMES, and_any_of, line_break=" ")


ASSIGNMENT_RULES: Final = (
    _assignment_rule("assignment", find_assignments, (":", "=")),
    _assignment_rule("flag", find_flags, ("-",)),
    _assignment_rule("set-command", find_set_commands, (Expression(r"(?:env|arg|setx)[ \t\\\x1b]"),)),
    Rule(
        "described-value", ASSIGNED_SECRET, find_described_values,
        any_of=("value", "default", "plaintext"),
        and_any_of=("name", "key", "variable", "field", "sensitive", "echo", "secret", "secur", "masked", "protected", "password"),
        line_break=" ",
    ),
    Rule(
        "secret-block", ASSIGNED_SECRET, find_secret_blocks,
        any_of=("value", "default", "@secure"), and_any_of=("{", "@secure"), line_break=" ",
    ),
    Rule("secret-resource", ASSIGNED_SECRET, find_secret_resources, any_of=("kubernetes_secret",)),
    Rule("yaml-anchor", ASSIGNED_SECRET, find_anchored, any_of=(Expression(r":.{1,9}?\*[\w-]"),), and_any_of=("&",)),
    Rule("yaml-complex-key", ASSIGNED_SECRET, find_complex_keys, any_of=(Expression(r"\?.{1,9}?[a-z_]"),)),
    _assignment_rule("yaml-continued-scalar", find_continued_scalars, (":",)),
    _assignment_rule("yaml-values-below", find_values_below, (":",)),
    _assignment_rule("xml-element", find_xml_elements, ("</",)),
    _assignment_rule("source-code", find_in_source_code, ("(", "=", "#define", "||", "??", "?:")),
    _assignment_rule("table-row", find_table_rows, ("|",)),
)  # fmt: skip
"""Rules that recognise a secret by the name that it is assigned to."""
