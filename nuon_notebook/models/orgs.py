"""Orgs: vendors that use Nuon."""

from typing import ClassVar

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline
from nuon_notebook.models.apps import NotificationsConfig
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.runners import RunnerGroup
from nuon_notebook.models.statuses import Stated
from nuon_notebook.models.types import NO_VALUES, Links, PlainFlags, PlainMap, Texts
from nuon_notebook.models.vcs import VCSConnection


class Org(Stated):
    """An org; source: `GET /v1/orgs/current`."""

    api_type: ClassVar[str] = "app.Org"

    app_count: int | None = None
    features: PlainFlags = NO_VALUES
    install_count: int | None = None
    labels: PlainMap = NO_VALUES
    links: Links = NO_VALUES
    logo_url: str | None = None
    name: str | None = None
    notifications_config: NotificationsConfig | None = None
    runner_group: RunnerGroup | None = None
    sandbox_mode: bool | None = None
    tags: Texts = ()
    vcs_connections: Collection[VCSConnection] = Collection()

    @property
    def headline(self) -> Headline:
        """Name and status; number of apps and installs; why it is unwell."""
        counted = ((self.app_count, "app"), (self.install_count, "install"))
        facts = tuple(formats.count(number, noun) for number, noun in counted if number is not None)
        return Headline(self._name_from("name"), self.badges, facts, self.reason)
