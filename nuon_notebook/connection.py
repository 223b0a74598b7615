"""What there is to know about a connection: server, org, where each setting came from, whether the token works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from nuon_notebook import session
from nuon_notebook.client.settings import GIVEN
from nuon_notebook.display.sections import Badge, Headline, Part
from nuon_notebook.errors import NetworkError, NuonError
from nuon_notebook.models import Collection, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nuon_notebook.client import Client, Settings


MISSING = "missing"
OF_DEMO = {"argument": "the demo world"}
SOURCES = {"argument": GIVEN}


class Setting(Model):
    """One setting and where it came from."""

    name: str
    value: str
    source: str

    @property
    def headline(self) -> Headline:
        """Its name; value and source, or that it is missing."""
        facts = (MISSING,) if self.source == MISSING else (self.value, f"from: {self.source}")
        return Headline(self.name, facts=facts)


class Connection(Model):
    """A connection, as it was when it was tried.

    Attributes:
        api_url: the server's address.
        version: the version of the API, where the server told it.
        git_ref: the commit that the server was built from, where it told it.
        works: whether the server answers, and takes the token and the org.
        problem: why it does not work; empty where it does.
        settings: every setting with its source, or as missing; of the token only the source.
    """

    parts: ClassVar[tuple[Part, ...]] = (Part("settings", "Settings", "table", open=True),)

    api_url: str
    works: bool
    version: str = ""
    git_ref: str = ""
    problem: str = ""
    settings: Collection[Setting] = Collection()

    @property
    def headline(self) -> Headline:
        """Where to; whether it works."""
        facts = (f"API {self.version}",) if self.version else ()
        incomplete = any(setting.source == MISSING for setting in self.settings)
        state = "connected" if self.works else "incomplete" if incomplete else "failed"
        return Headline(self.api_url, (Badge(state),), facts)

    def __str__(self) -> str:
        return "\n".join(filter(None, (super().__str__(), self.problem)))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(str(self))


def current(tick: Callable[[], None] | None = None) -> Connection:
    """Return the connection of this kernel: tried, or incomplete where a setting is missing.

    Args:
        tick: called on this thread about every 0.1 seconds.

    Raises:
        SettingsError: a setting is of no use.
    """
    found = session.settings()
    lacks = session.lacking(found)
    if not lacks:
        return tried(session.client(), tick=tick)
    advice = f"{session.ways_to_complete(found)} {session.NEEDS_NOTHING}"
    return _connection(found, problem=f"Not connected to Nuon: there is {lacks}. {advice}")


def of_demo() -> Connection:
    """Return the connection to the demo world, tried."""
    return tried(session.demo_client(), OF_DEMO)


def tried(client: Client, sources: Mapping[str, str] = SOURCES, tick: Callable[[], None] | None = None) -> Connection:
    """Try a connection: `GET /version`, and `GET /v1/apps` for a single app.

    Args:
        client: the connection.
        sources: what to say in place of the settings' own word for where they came from.
        tick: called on this thread about every 0.1 seconds.

    Returns:
        What came of it; an error becomes the connection's `problem`.
    """
    version = git_ref = problem = ""
    try:
        said = client.run(client.api.version(), tick)
        version, git_ref = said.version or "", said.git_ref or ""
    except NetworkError as error:
        return _connection(client.settings, sources, problem=str(error))
    except NuonError:
        pass  # a server that does not tell its version may still answer
    try:
        client.run(client.api.apps(limit=1).fill(), tick)
    except NuonError as error:
        problem = str(error)
    return _connection(client.settings, sources, version, git_ref, problem)


def _connection(
    settings: Settings, sources: Mapping[str, str] = SOURCES, version: str = "", git_ref: str = "", problem: str = ""
) -> Connection:
    values = {"api_url": settings.api_url, "token": "not shown" if settings.token else None, "org_id": settings.org_id}
    if settings.installer_id:
        values["installer_id"] = settings.installer_id
    return Connection(
        api_url=settings.api_url,
        works=not problem,
        version=version,
        git_ref=git_ref,
        problem=problem,
        settings=Collection(_setting(name, value, settings.source(name), sources) for name, value in values.items()),
    )


def _setting(name: str, value: str | None, source: str, sources: Mapping[str, str]) -> Setting:
    return Setting(name=name, value=value or "", source=sources.get(source, source) if value else MISSING)
