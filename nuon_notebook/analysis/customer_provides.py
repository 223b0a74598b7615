"""What a customer must give: required inputs and secrets; what is generated, or has a default, is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

from nuon_notebook.analysis.loading import chosen_config
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Headline, Section
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import App, AppConfig, AppInput, AppInputGroup, Collection
from nuon_notebook.models.provision import BY_VENDOR, DEFAULTED, GENERATED, OPTIONAL, REQUIRED
from nuon_notebook.models.types import ScannedText, Texts
from nuon_notebook.redaction.policy import Policy

ACCOUNTS: Final = {
    "aws": "AWS account and region",
    "azure": "Azure subscription and location",
    "gcp": "GCP project and region",
}
"""What an app is installed into, by platform."""


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
        twin: `input` or `secret` if another value of that kind has the same name.
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
    twin: str | None = None
    default: Annotated[str | None, Policy.NEVER_IF_SENSITIVE] = None
    description: ScannedText = None

    @property
    def what(self) -> str:
        """Whether it is an input or a secret; type, group; that another value has the same name."""
        type_ = self.type if self.type and self.type != "default" else ""
        apart = f"not the {self.twin} of that name" if self.twin else ""
        return " · ".join(filter(None, (self.kind, type_, self.group, apart)))

    @property
    def headline(self) -> Headline:
        """Name; kind, type, group, description."""
        facts = tuple(filter(None, (self.display_name, self.what)))
        return Headline(self.name or "", facts=facts, why=self.description or "")


class Besides(Result):
    """What a customer gives besides inputs and secrets.

    Attributes:
        account: what the app is installed into; None if the platform is not known.
        stack: what the customer runs, in words; None if the config has no stack.
        roles: the roles that Nuon assumes in the account, by name.
    """

    account: str | None = None
    stack: str | None = None
    roles: Texts = ()

    @property
    def headline(self) -> Headline:
        """The account; the stack, the roles."""
        number = formats.count(len(self.roles), "role")
        roles = f"{number} that Nuon assumes: {formats.join_words(self.roles)}" if self.roles else ""
        run = f"runs the {self.stack} stack in it" if self.stack else ""
        return Headline(self.account or "Besides", facts=tuple(filter(None, (run, roles))))


class CustomerProvides(Report):
    """What a customer must give to install a version of an app.

    Attributes:
        app: the app's name; None if it is not known.
        version: the version of the config.
        rows: all inputs and secrets.
        besides: what every customer gives besides these.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("besides", "Besides", "lines", framed=False, comes_with_model=True, optional=True),
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
    besides: Collection[Besides] = Collection()

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
        """App and version; how many inputs and secrets the customer must give, and whether an account."""
        where = " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))
        counted = [
            formats.count(number, kind)
            for kind in ("input", "secret")
            if (number := sum(row.kind == kind for row in self.required))
        ]
        counted += ["an account"] if any(one.account for one in self.besides) else []
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
    rows = _with_twins([*_inputs(config), *_secrets(config)])
    made = CustomerProvides(
        as_of=config.moment,
        app=app.title if app else None,
        version=config.version,
        rows=Collection(row.at(config._store, config) for row in rows),
        besides=Collection(one.at(config._store) for one in _besides(config, app)),
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


def _with_twins(rows: list[CustomerValue]) -> list[CustomerValue]:
    """Return inputs and secrets; those of the same name, which are different values, tell each other."""
    kinds: dict[str | None, set[str]] = {}
    for row in rows:
        kinds.setdefault(row.name, set()).add(row.kind)
    return [
        row.with_fields({"twin": next(iter(kinds[row.name] - {row.kind}))}) if len(kinds[row.name]) > 1 else row
        for row in rows
    ]


def _besides(config: AppConfig, app: App | None) -> Iterator[Besides]:
    """Yield what every customer gives besides, as far as the config says so."""
    platform = (config.runner.cloud_platform if config.runner else None) or (app.platform if app else None)
    account = ACCOUNTS.get(platform or "")
    stack = formats.humanize(config.stack.type) if config.stack and config.stack.type else None
    usual, emergency = config.roles, config.break_glass_roles
    roles = [*(usual if usual.loaded else ()), *(emergency if emergency.loaded else ())]
    names = tuple(dict.fromkeys(role.headline.title for role in roles))
    if account or stack:
        yield Besides(account=account, stack=stack, roles=names)


def _unread(config: AppConfig) -> Iterator[Gap]:
    for name, title in (("input_groups", "inputs"), ("secret_configs", "secrets")):
        state = config.section_state(name)
        if state.note or not getattr(config, name).loaded:
            reason = f" ({state.note})" if state.note else ""
            yield Gap(what=f"{title} of {config.title}{reason}", load=state.load).at(config._store)
