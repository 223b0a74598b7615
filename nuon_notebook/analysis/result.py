"""The base of the models that analyses return."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from nuon_notebook.display import formats
from nuon_notebook.display.sections import Customers, Headline, Section
from nuon_notebook.models.base import Computed
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.owners import on_install
from nuon_notebook.models.types import CustomerText, ScannedText, Timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pandas import DataFrame

    from nuon_notebook.display.picture import Drawing, Drawn
    from nuon_notebook.models import Install
    from nuon_notebook.store import Store

R = TypeVar("R", bound="Report")


class Result(Computed):
    """What an analysis returns. It displays itself as every model does; the models in it keep their place."""

    def placed(self, value: Any) -> Any:
        """Return a model, or several, unchanged: they were reached through what was analysed."""
        return value

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """Its headline, which stands after the name of the question that it answers."""
        headline = self.headline
        return (headline.title, *headline.facts)

    def to_frame(self) -> "DataFrame":
        """Return it as a pandas data frame; `nuon_notebook.frame` says which columns it has.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        from nuon_notebook.analysis.frames import frame_of  # noqa: PLC0415 - it imports all analyses

        return frame_of(self)


class PictureOfResult(Result):
    """A result, drawn. It was reached through the result, which knows what is drawn: `drawing` and `alt`."""

    @property
    def drawing(self) -> "Drawing":
        """What is drawn."""
        return self._drawn.drawing

    @property
    def alt(self) -> str:
        """The text that says the same."""
        return self._drawn.alt

    @property
    def headline(self) -> Headline:
        """That of the result."""
        return self.parent.headline if self.parent else Headline("picture")

    @property
    def _drawn(self) -> "Drawn":
        return cast("Drawn", self.parent)


def picture_of(result: Result) -> PictureOfResult:
    """Return a result as a picture."""
    return PictureOfResult().at(result._store, result)


class Gap(Result):
    """Something that an analysis did not look at, because it was not loaded.

    Attributes:
        what: what was not looked at, in words.
        load: the Python call that loads it; empty if none does.
    """

    what: ScannedText = None
    load: ScannedText = None

    @property
    def headline(self) -> Headline:
        """What was not looked at, and the call that loads it."""
        return Headline(f"Not looked at: {self.what}", reference=self.load or "")


GAPS = Section("gaps", "Not looked at", "lines", framed=False, comes_with_model=True, optional=True)
"""The last section of every report."""


class Report(Result):
    """A result that says as of when it is, and what it did not look at.

    Attributes:
        as_of: the oldest moment of what was analysed; None if it was parsed without a client.
        gaps: what was not looked at.
    """

    sections: ClassVar[tuple[Section, ...]] = (GAPS,)

    as_of: Timestamp = None
    gaps: Collection[Gap] = Collection()

    @property
    def moment(self) -> "datetime | None":
        """As of when it is."""
        return self.as_of

    def title_for(self, number: int, noun: str, plural: str = "") -> str:
        """Return a number with its noun; of none also whether all of it was looked at."""
        if number:
            return formats.count(number, noun, plural)
        return f"no {plural or formats.plural(noun)}{' in what was loaded' if self.gaps else ''}"


class InstallReport(Report):
    """A report on one install.

    Attributes:
        install: the install's name; None if what was analysed was not reached through an install.
        app: the name of its app.
        set_to: the version of the config that it is set to now.
    """

    install: CustomerText = None
    app: str | None = None
    set_to: int | None = None

    @property
    def belongs_to(self) -> tuple[str | Customers, ...]:
        """The install, its app and version."""
        return on_install(self.install, None, self.app, self.set_to)


def install_facts(install: "Install | None") -> dict[str, Any]:
    """Return what an `InstallReport` says of its install."""
    if install is None:
        return {}
    return {"install": install.name, "app": install.app_name or None, "set_to": install.version}


def within(result: R, stores: "Iterable[Store | None]") -> R:
    """Return a report as part of the store that it was computed from.

    A report on several stores belongs to none of them; the values to mask are then found in its rows.
    """
    found = {id(store): store for store in stores}
    return result.at(next(iter(found.values()))) if len(found) == 1 else result
