"""What a customer must give: required inputs and secrets; what is generated, or has a default, is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from nuon_notebook.analysis.loading import chosen_config
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import App, AppConfig, AppInput, AppInputGroup, Collection
from nuon_notebook.models.provision import BY_VENDOR, DEFAULTED, GENERATED, OPTIONAL, REQUIRED
from nuon_notebook.models.types import ScannedText
from nuon_notebook.redaction.policy import Policy


class CustomerValue(Result):
    """An input or a secret of a config.

    Attributes:
        kind: `input` or `secret`.
        name: its name.
        display_name: its name for people.
        group: the group of an input.
        type: the type of an input; the format of a secret.
        how: `required`, `optional`, `defaulted`, `generated` or `by the vendor`.
        sensitive: whether it is secret.
        default: the default of an input that is not secret.
        description: what it is for.
    """

    kind: str
    name: str | None = None
    display_name: str | None = None
    group: str | None = None
    type: str | None = None
    how: str = REQUIRED
    sensitive: bool = False
    default: Annotated[str | None, Policy.NEVER_IF_SENSITIVE] = None
    description: ScannedText = None

    @property
    def what(self) -> str:
        """Whether it is an input or a secret; type, group."""
        type_ = self.type if self.type and self.type != "default" else ""
        return " · ".join(filter(None, (self.kind, type_, self.group)))

    @property
    def headline(self) -> Headline:
        """Name; kind, type, group, description."""
        facts = tuple(filter(None, (self.display_name, self.what)))
        return Headline(self.name or "", facts=facts, why=self.description or "")


class CustomerProvides(Report):
    """What a customer must give to install a version of an app.

    Attributes:
        app: the app's name; None if it is not known.
        version: the version of the config.
        rows: all inputs and secrets.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("required", "Required from the customer", "table", open=True, comes_with_model=True),
        Section("optional", "Optional for the customer", "table", open=True, comes_with_model=True, optional=True),
        Section("defaulted", "Has a default", "table", comes_with_model=True, optional=True),
        Section("generated", "Generated", "table", comes_with_model=True, optional=True),
        Section("by_vendor", "Given by the vendor", "table", comes_with_model=True, optional=True),
        GAPS,
    )

    app: str | None = None
    version: int | None = None
    rows: Collection[CustomerValue] = Collection()

    def _of(self, how: str) -> Collection[CustomerValue]:
        return Collection(row for row in self.rows if row.how == how)

    @property
    def required(self) -> Collection[CustomerValue]:
        """What the customer must give."""
        return self._of(REQUIRED)

    @property
    def optional(self) -> Collection[CustomerValue]:
        """What the customer may give."""
        return self._of(OPTIONAL)

    @property
    def defaulted(self) -> Collection[CustomerValue]:
        """What the customer may change, and has a default."""
        return self._of(DEFAULTED)

    @property
    def generated(self) -> Collection[CustomerValue]:
        """What is generated."""
        return self._of(GENERATED)

    @property
    def by_vendor(self) -> Collection[CustomerValue]:
        """What the vendor gives."""
        return self._of(BY_VENDOR)

    @property
    def headline(self) -> Headline:
        """App and version; how many inputs and secrets the customer must give."""
        where = " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))
        counted = [
            formats.count(number, kind)
            for kind in ("input", "secret")
            if (number := sum(row.kind == kind for row in self.required))
        ]
        needs = f"the customer must give {formats.join_words(counted) if counted else 'nothing'}"
        return Headline(where or "config", facts=(needs,))


def customer_provides(found: App | AppConfig) -> CustomerProvides:
    """Return what a customer must give to install an app.

    Args:
        found: an app, whose newest working config counts, or a config.

    Raises:
        InvalidArgumentError: it is neither.
        NotLoadedError: the config was not loaded in full.
    """
    if not isinstance(found, App | AppConfig):
        raise InvalidArgumentError(
            what=f"{type(found).__name__} is neither an app nor a config.",
            advice='For instance `customer_provides(installer.apps["harbor-desk"])`.',
        )
    config, gaps = chosen_config(found)
    app = found if isinstance(found, App) else found.owner
    rows = [*_inputs(config), *_secrets(config)]
    made = CustomerProvides(
        as_of=config.moment,
        app=app.title if app else None,
        version=config.version,
        rows=Collection(row.at(config._store) for row in rows),
        gaps=Collection((*_unread(config), *gaps)),
    )
    return within(made, [config._store])


def _inputs(config: AppConfig) -> Iterator[CustomerValue]:
    groups = config.input_groups if config.input_groups.loaded else ()
    for group in groups:
        for one in group.app_inputs:
            yield _input(group, one)


def _input(group: AppInputGroup, one: AppInput) -> CustomerValue:
    return CustomerValue(
        kind="input",
        name=one.name,
        display_name=one.display_name,
        group=group.headline.title,
        type=one.type,
        how=one.provision,
        sensitive=bool(one.sensitive),
        default=one.default if isinstance(one.default, str) else None,
        description=one.description,
    )


def _secrets(config: AppConfig) -> Iterator[CustomerValue]:
    for one in config.secret_configs if config.secret_configs.loaded else ():
        yield CustomerValue(
            kind="secret",
            name=one.name,
            display_name=one.display_name,
            type=one.format,
            how=one.provision,
            sensitive=True,
            description=one.description,
        )


def _unread(config: AppConfig) -> Iterator[Gap]:
    for name, title in (("input_groups", "inputs"), ("secret_configs", "secrets")):
        state = config.section_state(name)
        if state.note or not getattr(config, name).loaded:
            reason = f" ({state.note})" if state.note else ""
            yield Gap(what=f"{title} of {config.title}{reason}", load=state.load).at(config._store)
