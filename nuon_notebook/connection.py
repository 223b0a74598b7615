"""A check of the connection: the server, the org, where each setting came from, and whether the token works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from nuon_notebook import session
from nuon_notebook.client.settings import GIVEN
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.errors import NetworkError, NuonError
from nuon_notebook.models import Collection, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nuon_notebook.client import Client, Settings


MISSING = "missing"
DEMO_SOURCES = {"argument": "the demo world"}
SOURCES = {"argument": GIVEN}


class Setting(Model):
    """A setting and where it came from."""

    name: str
    value: str
    source: str

    @property
    def headline(self) -> Headline:
        """Its name, value and source; or that it is missing."""
        facts = (MISSING,) if self.source == MISSING else (self.value, f"from: {self.source}")
        return Headline(self.name, facts=facts)


class Connection(Model):
    """The result of a check of a connection.

    Attributes:
        api_url: the URL of the API.
        works: whether the server responds and accepts the token and the org.
        version: the version of the API; empty if unknown.
        git_ref: the commit that the server was built from; empty if unknown.
        problem: why the connection does not work; empty if it does.
        settings: every setting with its source, or as missing; the value of the token is not shown.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("settings", "Settings", "table", open=True, comes_with_model=True),
    )

    api_url: str
    works: bool
    version: str = ""
    git_ref: str = ""
    problem: str = ""
    settings: Collection[Setting] = Collection()

    @property
    def headline(self) -> Headline:
        """Its URL, whether it works, and the version of the API."""
        facts = (f"API {self.version}",) if self.version else ()
        incomplete = any(setting.source == MISSING for setting in self.settings)
        state = "connected" if self.works else "incomplete" if incomplete else "failed"
        return Headline(self.api_url, (Badge(state),), facts)

    def __str__(self) -> str:
        return "\n".join(filter(None, (super().__str__(), self.problem)))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(str(self))


def check_current(tick: Callable[[], None] | None = None) -> Connection:
    """Check the connection of this kernel. If a setting is missing, nothing is sent.

    Args:
        tick: called on this thread about every 0.1 seconds.

    Raises:
        SettingsError: a setting cannot be used.
    """
    settings = session.settings()
    missing = session.missing_settings(settings)
    if not missing:
        return check(session.client(), tick=tick)
    advice = f"{session.advice_for_missing(settings)} {session.demo_hint()}"
    return _connection(settings, problem=f"Not connected to Nuon: there is {missing}. {advice}")


def check_demo() -> Connection:
    """Check the connection to the demo world."""
    return check(session.demo_client(), DEMO_SOURCES)


def check(client: Client, sources: Mapping[str, str] = SOURCES, tick: Callable[[], None] | None = None) -> Connection:
    """Check a connection: `GET /version`, and `GET /v1/apps` for a single app.

    Args:
        client: the connection.
        sources: replaces the names that the settings give to their sources.
        tick: called on this thread about every 0.1 seconds.

    Returns:
        The result; an error becomes its `problem`.
    """
    version = git_ref = problem = ""
    try:
        server = client.run(client.api.version(), tick)
        version, git_ref = server.version or "", server.git_ref or ""
    except NetworkError as error:
        return _connection(client.settings, sources, problem=str(error))
    except NuonError:
        pass  # a server may hide its version and still serve apps
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
