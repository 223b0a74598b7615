"""TAB behind a magic, and behind the `[` of a collection: what is accepted there. This never sends a request."""

from __future__ import annotations

import ast
import re
from argparse import _AppendAction
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.getipython import get_ipython

from nuon_notebook.kernel_variables import is_collection, is_model
from nuon_notebook.magic_arguments import ArgumentOfSubject, ArgumentType

if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Iterator

LINE = re.compile(r"^\s*(?:[\w.\[\]'\", ]+=\s*)?%?(?P<magic>nuon_\w+)\s(?P<arguments>.*)$")
OWNER: Final = r"""(?<![\w.\])])(?P<owner>[^\W\d]\w*(?:\.[^\W\d]\w*|\[(?:-?\d+|"[^"]*"|'[^']*')\])*)"""
"""A variable, with attributes and items behind it: `installer.apps["harbor-desk"].configs`."""
KEY: Final = re.compile(rf"""{OWNER}\[(?P<quote>["'])(?P<written>[^"']*)$""")
ATTRIBUTE: Final = re.compile(rf"""{OWNER}\.(?P<written>\w*)$""")


@context_matcher(identifier="nuon_notebook")
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Complete an argument of a magic of this package."""
    line = LINE.match(context.text_until_cursor)
    parser = _parser(line["magic"]) if line else None
    if line is None or parser is None:
        return {"completions": [], "suppress": False}
    words = line["arguments"].split()
    fragment = "" if line["arguments"][-1:].isspace() or not words else words.pop()
    matching = [text for text in _candidates(parser, words) if text.startswith(fragment)]
    # Where nothing matches, the fragment is its own completion: otherwise IPython would offer all Python names.
    texts = dict.fromkeys(matching or [fragment])
    return {
        "completions": [SimpleCompletion(text, type="magic argument") for text in texts],
        "suppress": True,
        "matched_fragment": fragment,
        "ordered": True,
    }


@context_matcher(identifier="nuon_notebook_keys")
def complete_key(context: CompletionContext) -> SimpleMatcherResult:
    """Complete the key of an item of a collection, or an attribute of a model behind properties and items.

    IPython itself reads no property and no item of classes that it does not know.
    """
    found = KEY.search(context.text_until_cursor) or ATTRIBUTE.search(context.text_until_cursor)
    owner = _value_of(found["owner"]) if found else None
    if found is None or not (is_collection(owner) if found.re is KEY else is_model(owner)):
        return {"completions": [], "suppress": False}
    written = found["written"]
    names = _keys(owner, found["quote"], context) if found.re is KEY else _attributes(owner, written)
    matching = [name for name in names if name.startswith(written)]
    return {
        "completions": [SimpleCompletion(text, type="key") for text in matching or [written]],
        "suppress": True,
        "matched_fragment": written,
        "ordered": True,
    }


def _keys(collection: Any, quote: str, context: CompletionContext) -> list[str]:
    """Return the names of the items, each with the end of the key unless that is written already."""
    is_closed = context.full_text[context.cursor_position :][:1] == quote
    end = "" if is_closed else f"{quote}]"
    return [f"{name}{end}" for name in collection._ipython_key_completions_() if quote not in name]


def _attributes(model: Any, written: str) -> list[str]:
    """Return the attributes of a model; those that begin with `_` only where that is written."""
    return [name for name in sorted(dir(model)) if written.startswith("_") or not name.startswith("_")]


def _value_of(owner: str) -> Any:
    """Return the value of an expression that `OWNER` matches; None if it has none, or Python does not accept it."""
    try:
        return _read(ast.parse(owner, mode="eval").body)
    except Exception:  # noqa: BLE001 - a property may raise anything, and TAB is no place to tell of it
        return None


def _read(node: ast.expr) -> Any:
    """Return the value of a variable, an attribute of a model or an item of a collection; None for anything else."""
    match node:
        case ast.Name(name):
            shell = get_ipython()
            return shell.user_ns.get(name) if shell else None
        case ast.Attribute(owner, name):
            found = _read(owner)
            return getattr(found, name, None) if is_model(found) else None
        case ast.Subscript(owner, key):
            found = _read(owner)
            return found[ast.literal_eval(key)] if is_collection(found) else None
    return None


def _parser(magic: str) -> ArgumentParser | None:
    shell = get_ipython()
    found = shell.find_line_magic(magic) if shell else None
    return found.line_parser() if found else None


def _candidates(parser: ArgumentParser, before: list[str]) -> Iterator[str]:
    """Return what can follow some words: the value of an option, else the next positional argument, then options."""
    positionals = [action for action in parser._actions if not action.option_strings]
    options = {name: action for action in parser._actions for name in action.option_strings}
    given: list[Action] = []
    subject = ""
    words = iter(before)
    for word in words:
        if word in options:
            given.append(options[word])
            if given[-1].nargs != 0 and next(words, None) is None:
                return _completions(given[-1], subject)
        elif not word.startswith("-"):
            subject = subject or word
            del positionals[:1]
    remaining = (name for name, action in options.items() if action not in given or isinstance(action, _AppendAction))
    return chain(*(_completions(action, subject) for action in positionals[:1]), remaining)


def _completions(action: Action, subject: str) -> Iterator[str]:
    """Return what an argument may be, behind the first word: what the line is about."""
    kind = action.type
    if isinstance(kind, ArgumentOfSubject):
        return kind.completions_for(subject)
    return iter(kind.completions() if isinstance(kind, ArgumentType) else action.choices or ())


MATCHERS: Final = (complete, complete_key)
"""What IPython asks for completions."""
