"""Rules that recognise a secret by the name that it is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nuon_notebook.redaction.assignments import (
    find_assignments,
    find_flags,
    find_name_value_pairs,
    find_set_commands,
    find_table_rows,
    find_variable_blocks,
    find_xml_elements,
)
from nuon_notebook.redaction.rule import Expression, Rule
from nuon_notebook.redaction.secret_names import SECRET_WORDS

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
    _assignment_rule("name-value-pair", find_name_value_pairs, ("value", "default")),
    _assignment_rule("variable-block", find_variable_blocks, ("variable", "output")),
    _assignment_rule("xml-element", find_xml_elements, ("</",)),
    _assignment_rule("table-row", find_table_rows, ("|",)),
)
"""Rules that recognise a secret by the name that it is assigned to."""
