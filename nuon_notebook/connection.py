"""What there is to know about a connection: server, org, where each setting came from, whether the token works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from nuon_notebook.client.errors import NetworkError, NuonError
from nuon_notebook.models import Collection, Model
from nuon_notebook.render.parts import Badge, Headline, Part

if TYPE_CHECKING:
    from nuon_notebook.client import Client


SOURCES = {"argument": "typed at the prompt, or given to `connect`"}


class Setting(Model):
    """One setting and where it came from."""

    name: str
    value: str
    source: str

    @property
    def headline(self) -> Headline:
        """Its name; value and source."""
        return Headline(self.name, facts=(self.value, f"from: {self.source}"))


class Connection(Model):
    """A connection, as it was when it was tried.

    Attributes:
        api_url: the server's address.
        version: the version of the API, where the server told it.
        git_ref: the commit that the server was built from, where it told it.
        works: whether the server answers, and takes the token and the org.
        problem: why it does not work; empty where it does.
        settings: every setting with its source; of the token only the source.
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
        return Headline(self.api_url, (Badge("connected" if self.works else "failed"),), facts)

    def __str__(self) -> str:
        return "\n".join(filter(None, (super().__str__(), self.problem)))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(str(self))


def tried(client: Client) -> Connection:
    """Try a connection: `GET /version`, and `GET /v1/apps` for a single app.

    Returns:
        What came of it; an error becomes the connection's `problem`.
    """
    version = git_ref = ""
    try:
        said = client.version()
        version, git_ref = said.version or "", said.git_ref or ""
    except NetworkError as error:
        return _connection(client, problem=str(error))
    except NuonError:
        pass  # a server that does not tell its version may still answer
    try:
        next(client.apps(limit=1), None)
    except NuonError as error:
        return _connection(client, version, git_ref, str(error))
    return _connection(client, version, git_ref)


def _connection(client: Client, version: str = "", git_ref: str = "", problem: str = "") -> Connection:
    settings = client.settings
    values = {"api_url": settings.api_url, "token": "not shown", "org_id": settings.org_id or ""}
    if settings.installer_id:
        values["installer_id"] = settings.installer_id
    return Connection(
        api_url=settings.api_url,
        works=not problem,
        version=version,
        git_ref=git_ref,
        problem=problem,
        settings=Collection(
            Setting(name=name, value=value, source=SOURCES.get(source := settings.source(name), source))
            for name, value in values.items()
        ),
    )
