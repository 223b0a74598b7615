"""How the user called: what an error advises is the command that they used themselves."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGICS: Final = "%nuon_"
IN_TERMINAL: Final = {"app": "show", "installer": "show"}


class Invocation(NamedTuple):
    """A line that the user ran.

    Attributes:
        prefix: what stands before the names of commands: `%nuon_`, or `nuon-notebook ` in a terminal.
        name: the name of the command.
        demo: its arguments in an example that works without settings.
    """

    prefix: str = MAGICS
    name: str = "installer"
    demo: str = "demo"

    @property
    def is_magic(self) -> bool:
        """Whether it is a line magic, so that there is a kernel that remembers."""
        return self.prefix == MAGICS

    @property
    def demo_line(self) -> str:
        """The example that works without settings, as messages quote it."""
        return f"`{self.prefix}{self.name} {self.demo}`"

    def line_with(self, subject: str) -> str:
        """Return the example with something else in the place of what it is about."""
        _, blank, others = self.demo.partition(" ")
        return f"`{self.prefix}{self.name} {subject}{blank}{others}`"

    def line_for_app(self, app: str) -> str:
        """Return the line that shows an app."""
        return self.line_of("app", app)

    def line_of(self, command: str, subject: str) -> str:
        """Return the line of a command. In a terminal, `show` takes the place of the magics that it does not have."""
        name = command if self.is_magic else IN_TERMINAL.get(command, command)
        return f"`{self.prefix}{name} {subject}`"


_current: ContextVar[Invocation] = ContextVar("invocation", default=Invocation())  # noqa: B039 - it is immutable


def current() -> Invocation:
    """Return what the user called; for a function of Python, the magic that shows an installer."""
    return _current.get()


@contextmanager
def invoked(invocation: Invocation) -> Iterator[None]:
    """Set what the user called, while the context lasts."""
    token = _current.set(invocation)
    try:
        yield
    finally:
        _current.reset(token)
