"""TAB behind a magic: what its parser still accepts. This never sends a request."""

from __future__ import annotations

import re
from argparse import _AppendAction
from itertools import chain
from typing import TYPE_CHECKING

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Iterator

LINE = re.compile(r"^\s*(?:[\w.\[\]'\", ]+=\s*)?%?(?P<magic>nuon_\w+)\s(?P<arguments>.*)$")


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
        "completions": [SimpleCompletion(text, type="magic argument") for text in texts if text],
        "suppress": True,
        "matched_fragment": fragment,
        "ordered": True,
    }


def _parser(magic: str) -> ArgumentParser | None:
    shell = get_ipython()
    found = shell.find_line_magic(magic) if shell else None
    return found.parser() if found else None


def _candidates(parser: ArgumentParser, before: list[str]) -> Iterator[str]:
    """Return what can follow some words: the value of an option, else the next positional argument, then options."""
    positionals = [action for action in parser._actions if not action.option_strings]
    options = {name: action for action in parser._actions for name in action.option_strings}
    given: list[Action] = []
    words = iter(before)
    for word in words:
        if word in options:
            given.append(options[word])
            if given[-1].nargs != 0 and next(words, None) is None:
                return _completions(given[-1])
        elif not word.startswith("-"):
            del positionals[:1]
    remaining = (name for name, action in options.items() if action not in given or isinstance(action, _AppendAction))
    return chain(*map(_completions, positionals[:1]), remaining)


def _completions(action: Action) -> Iterator[str]:
    declared = getattr(action.type, "completions", None)
    return iter(declared() if declared else action.choices or ())
