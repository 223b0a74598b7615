"""Which role may do what: the roles of a config by service, with what is dangerous in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from nuon_notebook.analysis import iam
from nuon_notebook.analysis.loading import chosen_config
from nuon_notebook.analysis.result import GAPS, Gap, Report, Result, within
from nuon_notebook.analysis.role_uses import RoleUse, role_uses
from nuon_notebook.display import formats
from nuon_notebook.display.sections import Badge, Customers, Headline, Section
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
NAMES: Final = 2  # roles named in the heading
MANAGED: Final = "managed policy"
NOT_READ: Final = "not read"
NOT_RESTRICTED: Final = "which this role is not allowed anyway"
CRITICAL, ATTENTION, LISTING = "critical", "attention", "listing"
LEVELS: Final = (CRITICAL, ATTENTION, LISTING, "")
"""How dangerous something is, the worst first. What only lists and describes is told without a mark."""

BOUNDARY: Final = "permissions boundary (limits what the others allow)"
NO_LIMIT: Final = "limits nothing"
TRUST: Final = "who may assume the roles, which is not sent"
UNREAD: Final = "managed policy (content not read)"
EVERYTHING, NEARLY, OF_A_SERVICE = "everything", "nearly everything", "everything in a service"
REACHES: Final = (EVERYTHING, NEARLY, OF_A_SERVICE, "")
"""Of what every action is allowed on every resource, the most first."""

RAISES: Final = "can raise its own rights"
POLICIES: Final = {
    iam.POWERFUL_POLICIES["AdministratorAccess"]: EVERYTHING,
    iam.POWERFUL_POLICIES["PowerUserAccess"]: NEARLY,
}
"""How far managed policies reach, by the words for what they allow."""


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
        secrets: those of its actions that give the content of secrets.
        rights: those of its actions that change roles and policies.
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
    secrets: ScannedTexts = ()
    rights: ScannedTexts = ()
    wide_actions: ScannedText = None
    wide_resources: ScannedText = None
    text: ScannedText = None

    @property
    def reach(self) -> str:
        """Of what it allows every action on every resource, in words; empty if of nothing."""
        if not self.wide_actions or not (self.wide_resources or self.service == MANAGED):
            return ""
        if self.service == MANAGED:
            return POLICIES.get(self.wide_actions, OF_A_SERVICE)
        if self.service != iam.EVERY:
            return OF_A_SERVICE
        return NEARLY if self.except_actions or self.except_resources else EVERYTHING

    @property
    def only_lists(self) -> bool:
        """Whether it allows only actions that list and describe."""
        return bool(self.actions) and all(map(iam.only_lists, self.actions))

    @property
    def level(self) -> str:
        """How dangerous it is.

        Critical: it raises rights, or allows every action on every resource. Attention: it allows every action on some
        resources, or some actions on every resource, reads secrets, changes roles or policies, or is a managed policy
        whose content is not known. Listing: it only lists and describes.
        """
        if self.raises or self.reach:
            return CRITICAL
        if not self.flags:
            return ""
        return LISTING if self.only_lists else ATTENTION

    @property
    def badges(self) -> tuple[Badge, ...]:
        """How dangerous it is."""
        return _badges(self.level)

    @property
    def flags(self) -> tuple[str, ...]:
        """What is dangerous in it, in words."""
        raises = f"{RAISES}: {', '.join(self.raises)}" if self.raises else ""
        what = self.wide_actions or ("lists and describes" if self.only_lists and self.wide_resources else "")
        wide = " ".join(filter(None, (what, self.wide_resources)))
        return tuple(filter(None, (raises, *self.concerns, wide)))

    @property
    def concerns(self) -> tuple[str, ...]:
        """What deserves attention in its named actions, in words."""
        changes = [one for one in self.rights if one not in self.raises]
        told = (
            f"reads secrets: {', '.join(self.secrets)}" if self.secrets else "",
            f"changes roles or policies: {', '.join(changes)}" if changes else "",
            NOT_READ if self.service == MANAGED and not self.wide_actions else "",
        )
        return tuple(filter(None, told))

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
        boundary: what its permissions boundary does, in words; empty if it has none.
        used_by: what uses it by name, in words.
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
    used_by: ScannedTexts = ()
    grants: Collection[Grant] = Collection()

    @property
    def limit(self) -> str:
        """What its permissions boundary does; empty if it limits nothing, as the table of all roles says."""
        return self.boundary if self.boundary and self.boundary != NO_LIMIT else ""

    @property
    def level(self) -> str:
        """How dangerous the worst of it is."""
        return _worst(grant.level for grant in self.grants)

    @property
    def reach(self) -> str:
        """Of what it may do every action on every resource, in words; empty if of nothing."""
        return min((grant.reach for grant in self.grants), key=REACHES.index, default="")

    @property
    def worst(self) -> tuple[str, ...]:
        """What is critical in it, in a few words."""
        raising = RAISES if self.raises else ""
        return tuple(filter(None, (raising, f"may do {self.reach}" if self.reach else "")))

    @property
    def raises(self) -> tuple[str, ...]:
        """The actions by which it can raise its own rights."""
        return tuple(dict.fromkeys(action for grant in self.grants for action in grant.raises))

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is dangerous in it, in words, the worst first."""
        return (*((f"{RAISES}: {', '.join(self.raises)}",) if self.raises else ()), *self._concerns, *self._wide)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """How dangerous the worst of it is."""
        return _badges(self.level)

    @property
    def headline(self) -> Headline:
        """Name; what is critical, services, what is dangerous in detail, what the boundary takes away."""
        services = dict.fromkeys(grant.service or "" for grant in self.grants if grant.effect != iam.DENY)
        facts = (*self.worst, "break glass" if self.break_glass else "", ", ".join(services) or "allows nothing")
        raising = f"by {', '.join(self.raises)}" if self.raises else ""
        limited = self.limit and NOT_RESTRICTED not in self.limit
        why = (raising, *self._concerns, *self._wide, f"its permissions boundary {self.boundary}" if limited else "")
        return Headline(self.name or "", self.badges, tuple(filter(None, facts)), "; ".join(filter(None, why)))

    @property
    def _concerns(self) -> tuple[str, ...]:
        managed = [grant.actions[0] for grant in self.grants if grant.service == MANAGED and not grant.wide_actions]
        named = (one for grant in self.grants if grant.service != MANAGED for one in grant.concerns)
        unread = f"{NOT_READ}: {', '.join(name.rpartition('/')[2] for name in managed)}" if managed else ""
        return tuple(filter(None, (*dict.fromkeys(named), unread)))

    @property
    def _wide(self) -> tuple[str, ...]:
        """Of which services it may do what everywhere, in words, the worst first."""
        services: dict[tuple[str, str], dict[str, None]] = {}
        for grant in sorted(self.grants, key=lambda grant: (REACHES.index(grant.reach), LEVELS.index(grant.level))):
            if grant.service and (grant.wide_actions or grant.wide_resources):
                some = "read-only actions (list, describe)" if grant.level == LISTING else "some actions"
                key = grant.wide_actions or some, grant.wide_resources or ""
                services.setdefault(key, {})[grant.service] = None
        return tuple(f"{what} of {formats.join_words([*of])} {where}".strip() for (what, where), of in services.items())


class UnknownRoles(Result):
    """Roles that something uses by name, and that are none of the config.

    Attributes:
        names: their names, each with what uses it: `deployer (action restart)`.
    """

    names: ScannedTexts = ()

    @property
    def headline(self) -> Headline:
        """That the config does not have them; their names."""
        return Headline("Used, but not in this config", facts=(", ".join(self.names),))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may do with a service, in a few words.

    Attributes:
        allowed: what it may do; empty if nothing.
        denied: what it may not do although something else allows it; empty if nothing is denied.
        where: the resources of what it may do, in words.
        limits: whether conditions apply.
        level: how dangerous it is.
        raises: whether the role can raise its own rights by it.
    """

    allowed: str = ""
    denied: str = ""
    where: tuple[str, ...] = ()
    limits: bool = False
    level: str = ""
    raises: bool = False


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
        unknown_roles: roles that something uses by name, and that are none of these.
    """

    sections: ClassVar[tuple[Section, ...]] = (
        Section("roles", "Roles", framed=False, comes_with_model=True, optional=True),
        Section("unknown_roles", "Other roles", "lines", framed=False, comes_with_model=True, optional=True),
        GAPS,
    )

    app: str | None = None
    version: int | None = None
    roles: Collection[RoleAccess] = Collection()
    unknown_roles: Collection[UnknownRoles] = Collection()

    @property
    def matrices(self) -> tuple[Matrix, ...]:
        """The roles by service, as tables that are narrow enough for a page."""
        parts = (self.roles[at : at + COLUMNS] for at in range(0, len(self.roles), COLUMNS))
        return tuple(_matrix(part) for part in parts)

    @property
    def worst(self) -> tuple[str, ...]:
        """What is dangerous in the roles, in words, the worst first."""
        everything, nearly = (self._names_of(reach) for reach in (EVERYTHING, NEARLY))
        raising = [role.name or "" for role in self.roles if role.raises and role.reach != EVERYTHING]
        whole = len(self._names_of(OF_A_SERVICE))
        attention = sum(role.level == ATTENTION for role in self.roles)
        unknown = sum(len(one.names) for one in self.unknown_roles)
        told = (
            f"{_named(everything)} may do {EVERYTHING}" if everything else "",
            f"{_named(raising)} can raise {'its' if len(raising) == 1 else 'their'} own rights" if raising else "",
            f"{_named(nearly)} may do {NEARLY}" if nearly else "",
            f"{whole} may do {OF_A_SERVICE}" if whole else "",
            f"{attention} {'needs' if attention == 1 else 'need'} attention" if attention else "",
            f"{formats.count(unknown, 'unknown role')} used" if unknown else "",
        )
        return tuple(filter(None, told))

    @property
    def in_brief(self) -> tuple[str | Customers, ...]:
        """Number of roles, what is dangerous in them, app and version."""
        return tuple(filter(None, (self.title_for(len(self.roles), "role"), *self.worst, self._where)))

    @property
    def headline(self) -> Headline:
        """Number of roles; app and version, what is dangerous in the roles."""
        return Headline(self.title_for(len(self.roles), "role"), facts=tuple(filter(None, (self._where, *self.worst))))

    def _names_of(self, reach: str) -> list[str]:
        return [role.name or "" for role in self.roles if role.reach == reach]

    @property
    def _where(self) -> str:
        return " ".join(filter(None, (self.app, f"v{self.version}" if self.version else "")))


def permissions(found: App | AppConfig | AppAWSIAMRoleConfig) -> Permissions:
    """Return which role may do what, by service: `permissions(app)`.

    `*` as an action or a resource, and actions by which a role can raise its own rights (`iam:PassRole` and the like),
    are flagged. Roles that can raise their own rights, or may do every action of a service on every resource, are
    critical and come first. Conditions are listed, not evaluated. Policies that are no policy documents of AWS are
    shown as text.

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
    uses = role_uses(config)
    known = {role.id for role in emergency if role.id} if emergency.loaded else set()
    roles = [_role(role, uses) for role in usual if role.id not in known] if usual.loaded else []
    roles += [_role(role, uses, break_glass=True) for role in emergency] if emergency.loaded else []
    every = [*usual, *emergency] if usual.loaded and emergency.loaded else None
    strangers = _unknown_roles(every, uses) if every is not None else ()
    return _permissions(config, roles, (*_unread(config), *gaps), config, strangers)


def access_of(role: AppAWSIAMRoleConfig) -> RoleAccess:
    """Return what a role may do."""
    return role.remember("access", lambda: _role(role).at(role._store, role))


def _permissions(
    config: AppConfig | None,
    roles: Sequence[RoleAccess],
    gaps: Sequence[Gap],
    found: AppConfig | AppAWSIAMRoleConfig,
    unknown_roles: Iterable[UnknownRoles] = (),
) -> Permissions:
    made = Permissions(
        as_of=found.moment,
        app=config.owner.title if config and config.owner else None,
        version=config.version if config else None,
        roles=Collection(role.at(found._store, config) for role in sorted(roles, key=_severity)),
        unknown_roles=Collection(one.at(found._store) for one in unknown_roles),
        gaps=Collection((*gaps, *([Gap(what=TRUST)] if roles else ()))),
    )
    return within(made, [found._store])


def _severity(role: RoleAccess) -> tuple[bool, bool, int, int]:
    return role.reach != EVERYTHING, not role.raises, REACHES.index(role.reach), LEVELS.index(role.level)


def _worst(levels: Iterable[str]) -> str:
    return min(levels, key=LEVELS.index, default="")


def _badges(level: str) -> tuple[Badge, ...]:
    return (Badge(level),) if level in (CRITICAL, ATTENTION) else ()


def _named(names: Sequence[str]) -> str:
    """Return names; only their number if there are too many for a heading."""
    return formats.join_words(names) if len(names) <= NAMES else str(len(names))


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


def _unknown_roles(roles: Sequence[AppAWSIAMRoleConfig], uses: Iterable[RoleUse]) -> Iterator[UnknownRoles]:
    """Yield the roles that something uses, and that are none of some roles."""
    found: dict[str, list[str]] = {}
    for use in uses:
        if not any(role.is_called(use.role) for role in roles):
            found.setdefault(use.role, []).append(use.by)
    if found:
        yield UnknownRoles(names=tuple(f"{name} ({', '.join(by)})" for name, by in found.items()))


def _role(role: AppAWSIAMRoleConfig, uses: Iterable[RoleUse] = (), *, break_glass: bool = False) -> RoleAccess:
    title = role.headline.title
    grants = [one.at(role._store, role) for policy in role.policies for one in _grants(title, policy)]
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
        used_by=tuple(use.by for use in uses if role.is_called(use.role)),
        grants=Collection(sorted(grants, key=lambda grant: LEVELS.index(grant.level))),
    )


def _boundary_in_words(
    role: AppAWSIAMRoleConfig, boundary: Sequence[iam.Statement] | None, away: Sequence[str]
) -> str | None:
    if not role.permissions_boundary:
        return None
    if isinstance(role.permissions_boundary, str) and role.permissions_boundary.startswith("arn:"):
        return f"is {role.permissions_boundary}, whose content was not loaded"
    if boundary is None:
        return "cannot be read: it is no policy document of AWS"
    if not any(one.effect == iam.ALLOW for one in boundary):
        return "allows nothing, so the role may do nothing"
    if away:
        return f"denies {', '.join(away)}"
    denied = iam.denied_by(boundary)
    return f"denies {', '.join(denied)}, {NOT_RESTRICTED}" if denied else NO_LIMIT


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
                secrets=iam.reads_secrets(part),
                rights=iam.changes_rights(part),
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
    rows.sort(key=lambda row: LEVELS.index(_worst(cell.level for cell in row[1])))
    rows = [(UNREAD if service == MANAGED else service, those) for service, those in rows if any(map(_says, those))]
    if any(role.boundary for role in roles):
        rows.append((BOUNDARY, tuple(Cell(_boundary_in_few_words(role)) for role in roles)))
    return Matrix(tuple(role.name or "" for role in roles), tuple(rows))


def _says(cell: Cell) -> bool:
    return bool(cell.allowed or cell.denied or cell.where or cell.limits)


def _boundary_in_few_words(role: RoleAccess) -> str:
    more = len(role.taken_away) - VERBS
    named = [*role.taken_away[:VERBS], *([f"{more} more"] if more > 0 else [])]
    if named:
        return f"denies {', '.join(named)}"
    return role.boundary or "none"


def _cell(role: RoleAccess, service: str) -> Cell:
    grants = [grant for grant in role.grants if grant.service == service]
    allowing = [grant for grant in grants if grant.effect != iam.DENY]
    return Cell(
        _in_few_words(allowing),
        _in_few_words([grant for grant in grants if grant.effect == iam.DENY]),
        _where(allowing),
        any(grant.conditions for grant in grants),
        _worst(grant.level for grant in allowing),
        any(grant.raises for grant in allowing),
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
