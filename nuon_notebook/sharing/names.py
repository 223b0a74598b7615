"""Which people and customers a notebook names: where the display marks them, by shape, in our own printed texts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from nuon_notebook.display.terminal import INDENT
from nuon_notebook.display.view import Customer, Person
from nuon_notebook.redaction.masking import abbreviate_person
from nuon_notebook.sharing.error_names import names_in_errors
from nuon_notebook.sharing.frame_names import names_in_frames
from nuon_notebook.sharing.pseudonyms import (
    ACCOUNT,
    ARN,
    CUSTOMER,
    ELLIPSIS,
    MIN_LETTERS,
    PERSON,
    PSEUDONYM,
    ROLE,
    normalize,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nuon_notebook.sharing.notebook_texts import NotebookText
    from nuon_notebook.sharing.session_secrets import SessionSecrets

KIND_OF_CLASS: Final = {Person.mark: PERSON, Customer.mark: CUSTOMER}

MARKED_NAME = re.compile(rf'<span class="?({"|".join(KIND_OF_CLASS)})"?>([^<>]+)</span>')
INSTALL_REPR = re.compile(r"""\bInstall\(id='[^']*', name=(['"])((?:(?!\1)[^\\\n]|\\.)++)\1""")
ACCOUNT_IN_ADDRESS = re.compile(rf"{ARN}:[\w-]{{0,40}}:[\w-]{{0,40}}:([0-9]{{12}}):|\b([0-9]{{12}})\.dkr\.ecr\.")
ACCOUNT_ID = re.compile(r"[0-9]{12}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LIST_SEPARATOR = re.compile(r", | and ")

OUTLINE_SIGNS: Final = (
    "─ ", "\ninl", " runs on ", " deployed on ", " workflow of ", " workflows of ", " install"
)  # fmt: skip
INDENTATION: Final = 3  # columns per level of an outline
MAX_TITLE: Final = 200  # letters
OUTLINE_LINE = re.compile(r"((?:│  |   )*(?:[├└]─ )?)(.*)")
INSTALLS_HEADING = re.compile(
    r"(?:Installs|Plans|More that need attention|Others that need no attention) [0-9]+\+?(?: \[.*)?"
    r"|(?:Installs|Overview|[0-9]+ installs?) [0-9]+ (?:behind|of unknown version|failing)(?: .*)?"
    r"|[0-9]+ (?:problems?|steps? waiting for approval) on [0-9]+ of [0-9]+ installs?(?: .*)?"
    r"|(?:Approvals )?no steps waiting for approval on [0-9]+ installs? · [0-9]+ for the customer"
)
"""The headings of what lists installs: those of an app, an overview, problems, approvals, plans that wait."""
NO_INSTALL = re.compile(
    r"(?:Versions|More that need attention|Others that need no attention) [0-9]+(?: \[.*|: .*)?|Not looked at: .*"
    r"|[0-9]+ without details: .*"
)
"""What else an overview lists."""
CONFIG_PROBLEM = re.compile(r"[^\n]* \[[^\]\n]*\]\n[│ ]*config v[0-9]+\b.*|[^\w\s] .* {2,}config v[0-9]+: .*")
"""A problem of a config, in an outline or on the screen: it names an app where others name an install."""
INSTALL_ID = re.compile(r"inl[0-9a-z]{23}")
INSTALL_TITLE = re.compile(
    r"(?![\[…]|could not be shown \()(?:now |[0-9-]{10} [0-9:]{5} UTC )?(.+?)"
    r"(?: \[.*| · .*| v[0-9]+(?:,.*| ·.*|…)?| app[0-9a-z]{10,23}(?:\W.*)?| (?:AWS|Azure|aws|azure|gcp)(?: .*)?)?"
)
"""An install's name, followed by its statuses or facts, whole or cut off."""
CONFIG_LINE = re.compile(
    r"(?:v[0-9]+|app[0-9a-z]{23}|config)(?: \[[^\]]*\])*(?: .* ·)? (?:runs|set but not deployed) on .+"
)
RUNS_ON = re.compile(rf" (?:runs|set but not deployed) on (.+?)(?= · set but not deployed on | ·{ELLIPSIS}|$)")
"""The installs that are set to the config of such a line."""
IMPACTS_HEADING = re.compile(r"(?:Impact of a change )?[0-9]+ components?(?: (?:· )?\S.* v[0-9]+)?(?: · .*)?")
"""The heading of a list of components, each with the installs on which it is."""
NUMBER_OF = rf"[0-9]+ ?(?:of? ?{ELLIPSIS}|of [0-9]|{ELLIPSIS})"
ON_INSTALLS = re.compile(rf" · (?:on|perhaps on|pending on|not on) (?!{NUMBER_OF})(.+?)(?= · | ·{ELLIPSIS}|$)")
"""The installs in such a line; not their number, which may have been cut off."""
SCREEN_ROW = re.compile(
    r"[^\w\s] (?:(?:now|(?:[0-9]+[a-z])+|[0-9-]{10} [0-9:]{5} UTC) {2,})?(\S.*?)(?: {2,}.*)?|  (\S.*?) {2,}.*"
)
"""A row of the screen that the command prints: a sign, for a problem or an approval the age, an install, the rest."""
WORKFLOWS_OF = re.compile(rf"(?:no|[0-9]+) workflows?(?: in what was loaded)? of (.+?)(?: · .*|(?<={ELLIPSIS}))?")
"""The heading of a list of workflows."""
LOG_OF = re.compile(rf"Log of .* on install (.+?)(?: · .*|(?<={ELLIPSIS}))?")
"""The heading of a log."""
ON_INSTALL = re.compile(rf"on install (.+?)(?: · .*|(?<={ELLIPSIS}))?")
BELOW_IT = re.compile(r"as of [0-9-]{10} [0-9:]{5} UTC|[├└]─ .*")
"""The line below the title of what belongs to an install, and what follows it."""
AND_MORE = re.compile(rf" and [0-9]+ ?(?:more|(?:m|mo|mor)?{ELLIPSIS})$")
OPEN_END = re.compile(rf"(?:,|,? (?:a|an|and)?) ?{ELLIPSIS}$")
"""The end of a list that was cut off between two names."""


class Names(NamedTuple):
    """The names in a notebook.

    Attributes:
        kinds: names and account numbers, and for each whether it is a person, a customer, an account or a role.
        pseudonyms: pseudonyms that the notebook contains because it was made anonymous before.
    """

    kinds: dict[str, str]
    pseudonyms: frozenset[str]


def find_names(texts: Iterable[NotebookText], session: SessionSecrets) -> Names:
    """Return the names in a notebook. What has the shape of a pseudonym counts as one, not as a name.

    Args:
        texts: the notebook's texts.
        session: the people and customers in models that kernel variables hold.
    """
    found = dict.fromkeys(session.customers, CUSTOMER)
    found |= dict.fromkeys((*session.people, *map(abbreviate_person, session.people)), PERSON)
    in_outlines: set[str] = set()
    pseudonyms: set[str] = set()
    for text in texts:
        if isinstance(text.value, str):
            found |= dict.fromkeys(names_in_frames(text.value), CUSTOMER)
        for variant in text.variants():
            found |= dict(_marked_names(variant.text))
            in_outlines.update(names_in_outlines(variant.text), names_in_errors(variant.text))
            pseudonyms.update(PSEUDONYM.findall(variant.text))
    found |= dict.fromkeys(in_outlines - _list_items(found) - found.keys(), CUSTOMER)
    kinds = {name: _kind(name, kind) for name, kind in sorted(found.items()) if _is_name(name)}
    whole = {name: kind for name, kind in kinds.items() if not (kind == CUSTOMER and _is_fragment(name, kinds))}
    return Names(whole, frozenset(pseudonyms))


def _marked_names(text: str) -> Iterator[tuple[str, str]]:
    yield from ((unescape(name).strip(), KIND_OF_CLASS[mark]) for mark, name in MARKED_NAME.findall(text))
    yield from ((re.sub(r"\\(.)", r"\1", name), CUSTOMER) for _, name in INSTALL_REPR.findall(text))
    yield from ((number, ACCOUNT) for numbers in ACCOUNT_IN_ADDRESS.findall(text) for number in numbers)


def _list_items(names: Iterable[str]) -> set[str]:
    """Return the parts into which a list in prose would split names that contain a comma or an "and"."""
    return {part for name in names for part in LIST_SEPARATOR.split(name) if part != name}


def _is_name(text: str) -> bool:
    return bool(text.strip()) and "{{" not in text and not PSEUDONYM.fullmatch(text)


def _kind(name: str, kind: str) -> str:
    if kind == PERSON:
        return PERSON
    if name.startswith("arn:"):
        return ROLE
    return ACCOUNT if ACCOUNT_ID.fullmatch(name) else kind


def _is_fragment(name: str, kinds: Mapping[str, str]) -> bool:
    """Return whether a name was cut off and is too short to identify anyone, or begins another customer's name."""
    if not name.endswith(ELLIPSIS):
        return False
    beginning = normalize(name.removesuffix(ELLIPSIS))
    others = (other for other, kind in kinds.items() if other != name and kind == CUSTOMER)
    return len(beginning) < MIN_LETTERS or any(normalize(other).startswith(beginning) for other in others)


def names_in_outlines(text: str) -> Iterator[str]:
    """Yield the names of installs in our own outlines. Plain text carries no marks, so its tree is parsed.

    Args:
        text: any text of several lines.

    Yields:
        Names; one that was cut off ends with an ellipsis.
    """
    if ELLIPSIS not in text and not any(sign in text for sign in OUTLINE_SIGNS):
        return
    yield from _names_on_screen(text)
    lines = _unwrapped(text)
    yield from _names_in_impacts(lines)
    installs_depth = -1  # of the heading that lists installs; -1 outside such a list
    for line, next_line, second in zip(lines, (*lines[1:], ""), (*lines[2:], "", ""), strict=False):
        branches, content = _split_line(line)
        depth = len(branches) // INDENTATION
        is_node = not branches or branches.endswith("─ ")  # other lines continue the node above
        with_facts = f"{content} {_continued(next_line)}"  # which have a line of their own where they would be cut
        if is_node and depth <= installs_depth and not content.startswith("as of "):
            installs_depth = -1
        if any(map(INSTALLS_HEADING.fullmatch, (content, with_facts))):
            installs_depth = depth
        elif is_node and (depth == installs_depth + 1 > 0 or _has_id_below(branches, next_line, second)):
            others = NO_INSTALL.fullmatch(content) or CONFIG_PROBLEM.fullmatch(f"{content}\n{next_line}")
            yield from () if others else _install_name(content)
        elif not branches and (name := _named_by_heading(content, next_line)):
            yield name
        elif is_node and (config := next(filter(CONFIG_LINE.fullmatch, (content, with_facts)), "")):
            yield from (name for listed in RUNS_ON.findall(config) for name in _listed_names(listed))


def _unwrapped(text: str) -> list[str]:
    """Return the lines of an outline; statuses and facts that go on in indented lines are on one."""
    lines: list[str] = []
    for line in text.split("\n"):
        match = OUTLINE_LINE.fullmatch(line)
        if lines and match and match[2].startswith(INDENT):
            lines[-1] += f" {match[2].strip()}"
        else:
            lines.append(line)
    return lines


def _names_in_impacts(lines: Iterable[str]) -> Iterator[str]:
    """Yield the names of the installs on which components are, in lists of these."""
    heading = -1  # its depth; -1 outside such a list
    for line in lines:
        branches, content = _split_line(line)
        depth = len(branches) // INDENTATION
        if IMPACTS_HEADING.fullmatch(content):
            heading = depth
        elif branches.endswith("─ ") and depth <= heading:
            heading = -1
        elif depth == heading + 1 > 0:
            yield from (name for listed in ON_INSTALLS.findall(content) for name in _listed_names(listed))


def _listed_names(text: str) -> list[str]:
    """Return the names in an enumeration that may have been cut off."""
    return LIST_SEPARATOR.split(OPEN_END.sub("", AND_MORE.sub("", text)))


def _named_by_heading(content: str, next_line: str) -> str:
    """Return the install that a heading names, or the line below it; empty if none does."""
    found = WORKFLOWS_OF.fullmatch(content) or LOG_OF.fullmatch(content)
    if found is None and BELOW_IT.fullmatch(next_line):
        found = ON_INSTALL.fullmatch(content)
    return found[1] if found and not INSTALL_ID.fullmatch(found[1]) else ""


def _names_on_screen(text: str) -> Iterator[str]:
    """Yield the names of installs in the rows of the screen that the command prints."""
    below_heading = False
    for line in text.split("\n"):
        row = SCREEN_ROW.fullmatch(line) if below_heading else None
        if row:
            yield from () if CONFIG_PROBLEM.fullmatch(line) else (row[1] or row[2],)
        else:
            below_heading = INSTALLS_HEADING.fullmatch(line) is not None


def _split_line(line: str) -> tuple[str, str]:
    """Split a line of an outline into the branches of its tree and its content."""
    match = OUTLINE_LINE.fullmatch(line)
    return (match[1], match[2].strip()) if match else ("", line)


def _has_id_below(branches: str, next_line: str, second: str) -> bool:
    """Return whether the id of an install follows a title; that of a row may take two lines."""
    continued = branches and not _split_line(next_line)[0].endswith("─ ")
    return _is_id_line(next_line) or bool(continued and _is_id_line(second))


def _is_id_line(line: str) -> bool:
    branches, content = _split_line(line)
    return not branches.endswith("─ ") and INSTALL_ID.fullmatch(content) is not None


def _continued(line: str) -> str:
    """Return what a line adds to the node above it; empty if it begins a node."""
    branches, content = _split_line(line)
    return "" if branches.endswith("─ ") else content


def _install_name(content: str) -> Iterator[str]:
    title = INSTALL_TITLE.fullmatch(content)
    if title and len(title[1]) <= MAX_TITLE and not INSTALL_ID.fullmatch(title[1]):
        yield title[1]
