"""Which role may do what: the roles of a config by service, with what is dangerous in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from nuon_notebook.analysis import iam
from nuon_notebook.analysis.loading import chosen_config
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Headline, Section
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import (
    App,
    AppAWSIAMPolicyConfig,
    AppAWSIAMRoleConfig,
    AppConfig,
    Collection,
    Model,
)
from nuon_notebook.models.types import ScannedText, ScannedTexts

COLUMNS: Final = 4  # roles side by side
VERBS: Final = 3  # named in one cell
MANAGED: Final = "managed policy"
NOT_READ: Final = "not read"
NOT_RESTRICTED: Final = "its permissions boundary restricts nothing of this"
ATTENTION: Final = Badge("attention")


class Grant(Result):
    """What a statement of a role's policy allows or denies for one service.

    Attributes:
        role: the role, as people call it.
        policy: the policy's name.
        effect: `Allow` or `Deny`; empty for a managed policy, and for one that is no policy document of AWS.
        service: the service; `every service`, `managed policy`, or `not read`.
        actions: the patterns of its actions, or the name of the managed policy.
        except_actions: the patterns of `NotAction`: it is about all other actions.
        resources: the patterns of its resources.
        except_resources: the patterns of `NotResource`.
        conditions: its conditions.
        raises: those of its actions by which a role can raise its own rights.
        wide_actions: `every action`, or all but some; empty if it allows named actions only.
        wide_resources: `on every resource`, or all but some; empty if it allows its actions on named resources only.
        text: a policy that is no policy document of AWS, for instance a template that is not JSON.
    """

    role: str | None = None
    policy: str | None = None
    effect: str | None = None
    service: str | None = None
    actions: ScannedTexts = ()
    except_actions: ScannedTexts = ()
    resources: ScannedTexts = ()
    except_resources: ScannedTexts = ()
    conditions: ScannedTexts = ()
    raises: ScannedTexts = ()
    wide_actions: ScannedText = None
    wide_resources: ScannedText = None
    text: ScannedText = None

    @property
    def badges(self) -> tuple[Badge, ...]:
        """That it raises rights, or allows every action, or its actions on every resource."""
        return (ATTENTION,) if self.flags else ()

    @property
    def flags(self) -> tuple[str, ...]:
        """What is dangerous in it, in words."""
        raises = f"can raise its own rights: {', '.join(self.raises)}" if self.raises else ""
        return tuple(filter(None, (raises, " ".join(filter(None, (self.wide_actions, self.wide_resources))))))

    @property
    def where(self) -> str:
        """The resources that it is about; empty where none are named."""
        if self.except_resources:
            return f"not on {', '.join(self.except_resources)}"
        return f"on {', '.join(self.resources)}" if self.resources else ""

    @property
    def verbs(self) -> tuple[str, ...]:
        """The patterns of its actions, without the service."""
        return self.actions if self.service in (MANAGED, iam.UNKNOWN) else tuple(map(iam.verb_of, self.actions))

    @property
    def headline(self) -> Headline:
        """Service; effect and actions, resources, conditions, flags."""
        denies = "denies " if self.effect == iam.DENY else ""
        excepted = f"all but {', '.join(self.except_actions)}" if self.except_actions else ""
        what = excepted or ", ".join(self.verbs) or formats.count(len((self.text or "").splitlines()), "line")
        facts = (f"{denies}{what}", self.where)
        why = "; ".join((*self.flags, *(f"if {one}" for one in self.conditions)))
        return Headline(self.service or "", self.badges, tuple(filter(None, facts)), why)


class RoleAccess(Result):
    """What a role may do.

    Attributes:
        name: the role, as people call it.
        role_name: its name in the customer's account.
        kind: its purpose, as the API's word.
        break_glass: whether it is for emergencies.
        taken_away: what its permissions boundary takes away, in words.
        boundary: whether it has a permissions boundary, in words; empty if it has none.
        grants: what its policies allow or deny, by service.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("grants", "Statements", "table", framed=False, comes_with_model=True),
    )  # fmt: skip

    name: str | None = None
    role_name: str | None = None
    kind: str | None = None
    break_glass: bool = False
    boundary: ScannedText = None
    taken_away: ScannedTexts = ()
    grants: Collection[Grant] = Collection()

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is dangerous in it, in words."""
        raises = dict.fromkeys(action for grant in self.grants for action in grant.raises)
        wide: dict[tuple[str, str], dict[str, None]] = {}
        for grant in self.grants:
            if grant.service and (grant.wide_actions or grant.wide_resources):
                key = grant.wide_actions or "some actions", grant.wide_resources or ""
                wide.setdefault(key, {})[grant.service] = None
        raising = f"can raise its own rights: {', '.join(raises)}" if raises else ""
        told = (f"{what} of {formats.join_words([*of])} {where}".strip() for (what, where), of in wide.items())
        return tuple(filter(None, (raising, *told)))

    @property
    def badges(self) -> tuple[Badge, ...]:
        """That it raises rights, or allows every action, or its actions on every resource."""
        return (ATTENTION,) if self.dangers else ()

    @property
    def headline(self) -> Headline:
        """Name; services, what is dangerous, what the boundary takes away."""
        services = dict.fromkeys(grant.service or "" for grant in self.grants if grant.effect != iam.DENY)
        facts = ("break glass" if self.break_glass else "", ", ".join(services) or "allows nothing")
        why = "; ".join(filter(None, (self.boundary, *self.dangers)))
        return Headline(self.name or "", self.badges, tuple(filter(None, facts)), why)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may do with a service, in a few words.

    Attributes:
        allowed: what it may do; empty if nothing.
        denied: what it may not do although something else allows it; empty if nothing is denied.
        where: the resources of what it may do, in words.
        limits: whether conditions apply.
        is_dangerous: whether something is flagged.
    """

    allowed: str = ""
    denied: str = ""
    where: tuple[str, ...] = ()
    limits: bool = False
    is_dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """Some roles by service.

    Attributes:
        roles: their names.
        rows: for each service its name and a cell for each role.
    """

    roles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


class Permissions(Report):
    """Which role may do what.

    Attributes:
        app: the app's name; None if it is not known.
        version: the version of the config.
        roles: the roles.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("roles", "Roles", framed=False, comes_with_model=True, optional=True), GAPS
    )  # fmt: skip

    app: str | None = None
    version: int | None = None
    roles: Collection[RoleAccess] = Collection()

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        """The roles by service, as tables that are narrow enough for a page."""
        parts = (self.roles[at : at + COLUMNS] for at in range(0, len(self.roles), COLUMNS))
        return tuple(_matrix(part) for part in parts)

    @property
    def headline(self) -> Headline:
        """Number of roles; app and version, number of roles that need attention."""
        where = " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))
        dangerous = sum(bool(role.dangers) for role in self.roles)
        return Headline(
            self.title_for(len(self.roles), "role"),
            facts=tuple(
                filter(
                    None,
                    (
                        where,
                        f"{dangerous} {'needs' if dangerous == 1 else 'need'} attention" if dangerous else "",
                    ),
                )
            ),
        )


def permissions(found: App | AppConfig | AppAWSIAMRoleConfig) -> Permissions:
    """Return which role may do what, by service: `permissions(app)`.

    `*` as an action or a resource, and actions by which a role can raise its own rights (`iam:PassRole` and the like),
    are flagged. Conditions are listed, not evaluated. Policies that are no policy documents of AWS are shown as text.

    Args:
        found: an app, whose newest working config counts, a config, or a role.

    Raises:
        InvalidArgumentError: `found` is none of these.
        NotLoadedError: the config was not loaded in full.
    """
    if isinstance(found, AppAWSIAMRoleConfig):
        return _permissions(_config_of(found), [_role(found)], (), found)
    if not isinstance(found, App | AppConfig):
        raise InvalidArgumentError(
            what=f"{type(found).__name__} has no roles.",
            advice='Give an app, a config or a role, for instance `permissions(installer.apps["harbor-desk"])`.',
        )
    config, gaps = chosen_config(found)
    usual, emergency = config.roles, config.break_glass_roles
    known = {role.id for role in emergency if role.id} if emergency.loaded else set()
    roles = [_role(role) for role in usual if role.id not in known] if usual.loaded else []
    roles += [_role(role, break_glass=True) for role in emergency] if emergency.loaded else []
    return _permissions(config, roles, (*_unread(config), *gaps), config)


def access_of(role: AppAWSIAMRoleConfig) -> RoleAccess:
    """Return what a role may do."""
    return role.remember("access", lambda: _role(role).at(role._store))


def _permissions(
    config: AppConfig | None, roles: Sequence[RoleAccess], gaps: Sequence[Gap], found: AppConfig | AppAWSIAMRoleConfig
) -> Permissions:
    made = Permissions(
        as_of=found.moment,
        app=config.owner.title if config and config.owner else None,
        version=config.version if config else None,
        roles=Collection(role.at(found._store) for role in roles),
        gaps=Collection(gaps),
    )
    return within(made, [found._store])


def _config_of(role: AppAWSIAMRoleConfig) -> AppConfig | None:
    at: Model | None = role
    while at is not None and not isinstance(at, AppConfig):
        at = at.parent
    return at


def _unread(config: AppConfig) -> Iterator[Gap]:
    for name, title in (("roles", "roles"), ("break_glass_roles", "break-glass roles")):
        state = config.section_state(name)
        if state.note or not getattr(config, name).loaded:
            reason = f" ({state.note})" if state.note else ""
            yield Gap(what=f"{title} of {config.title}{reason}", load=state.load).at(config._store)


def _role(role: AppAWSIAMRoleConfig, *, break_glass: bool = False) -> RoleAccess:
    title = role.headline.title
    grants = [one.at(role._store) for policy in role.policies for one in _grants(title, policy)]
    boundary = iam.statements_of(role.permissions_boundary)
    allowed = [action for grant in grants if grant.effect == iam.ALLOW for action in grant.actions]
    away = iam.taken_away(allowed, boundary) if boundary is not None else ()
    return RoleAccess(
        name=title,
        role_name=role.name,
        kind=role.type,
        break_glass=break_glass or role.type == "breakglass",
        boundary=_boundary_in_words(role, boundary, away),
        taken_away=away,
        grants=Collection(grants),
    )


def _boundary_in_words(
    role: AppAWSIAMRoleConfig, boundary: Sequence[iam.Statement] | None, away: Sequence[str]
) -> str | None:
    if not role.permissions_boundary:
        return None
    if isinstance(role.permissions_boundary, str) and role.permissions_boundary.startswith("arn:"):
        return f"its permissions boundary is {role.permissions_boundary}, whose content was not loaded"
    if boundary is None:
        return "its permissions boundary cannot be read: it is no policy document of AWS"
    if not any(one.effect == iam.ALLOW for one in boundary):
        return "its permissions boundary allows nothing, so the role may do nothing"
    return f"its permissions boundary denies {', '.join(away)}" if away else NOT_RESTRICTED


def _grants(role: str, policy: AppAWSIAMPolicyConfig) -> Iterator[Grant]:
    name = policy.name or policy.managed_policy_name or policy.id
    if policy.managed_policy_name:
        power = iam.powerful(policy.managed_policy_name)
        yield Grant(
            role=role, policy=name, service=MANAGED, actions=(policy.managed_policy_name,), wide_actions=power or None
        )  # fmt: skip
    if policy.contents is None or policy.contents == "":
        return
    statements = iam.statements_of(policy.contents)
    if statements is None:
        yield Grant(role=role, policy=name, service=NOT_READ, text=_as_text(policy.contents))
    for statement in statements or ():
        for service in statement.services or (iam.UNKNOWN,):
            part = statement.of_service(service)
            yield Grant(
                role=role,
                policy=name,
                service=service,
                raises=iam.raising(part),
                wide_actions=iam.wide_actions(part) or None,
                wide_resources=iam.wide_resources(part) or None,
                **part._asdict(),
            )


def _as_text(contents: object) -> str:
    return contents if isinstance(contents, str) else iam.as_json(contents)


def _matrix(roles: Sequence[RoleAccess]) -> Matrix:
    services = {grant.service or "" for role in roles for grant in role.grants}
    last = (MANAGED, iam.UNKNOWN, NOT_READ)
    order = sorted(services, key=lambda one: (one != iam.EVERY, one in last, one))
    rows = [(service, tuple(_cell(role, service) for role in roles)) for service in order]
    if any(role.boundary for role in roles):
        rows.append(("permissions boundary", tuple(Cell(_boundary_in_few_words(role)) for role in roles)))
    return Matrix(tuple(role.name or "" for role in roles), tuple(rows))


def _boundary_in_few_words(role: RoleAccess) -> str:
    more = len(role.taken_away) - VERBS
    named = [*role.taken_away[:VERBS], *([f"{more} more"] if more > 0 else [])]
    if named:
        return f"denies {', '.join(named)}"
    return "no further limit" if role.boundary == NOT_RESTRICTED else role.boundary or "none"


def _cell(role: RoleAccess, service: str) -> Cell:
    grants = [grant for grant in role.grants if grant.service == service]
    allowing = [grant for grant in grants if grant.effect != iam.DENY]
    return Cell(
        _in_few_words(allowing),
        _in_few_words([grant for grant in grants if grant.effect == iam.DENY]),
        _where(allowing),
        any(grant.conditions for grant in grants),
        any(grant.flags for grant in allowing),
    )


def _where(grants: Sequence[Grant]) -> tuple[str, ...]:
    """Return the resources of some statements, each in words; of many the first ones, and how many more there are."""
    found = [*dict.fromkeys(filter(None, (grant.where for grant in grants)))]
    more = len(found) - VERBS
    return (*found[:VERBS], *((f"and {more} more",) if more > 0 else ()))


def _in_few_words(grants: Sequence[Grant]) -> str:
    """Return what some statements are about, in a few words."""
    if any(grant.text for grant in grants):
        return "see below"
    excepted = [f"all but {', '.join(grant.except_actions)}" for grant in grants if grant.except_actions]
    raising = [iam.verb_of(action) for grant in grants for action in grant.raises if action in grant.actions]
    named = [verb.rpartition("/")[2] for grant in grants for verb in grant.verbs]
    verbs = list(dict.fromkeys([*raising, *named]))
    if "*" in verbs:
        return "all"
    more = len(verbs) - VERBS
    return ", ".join([*excepted, *verbs[:VERBS], *([f"{more} more"] if more > 0 else [])])
