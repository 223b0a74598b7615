"""The accounts of the vendor's staff."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from nuon_notebook.demo import ORG_ID
from nuon_notebook.demo.records import Record, without_roles
from tests.demo_generator.values import make_id, moment, record, stamped

HIRED = moment("2025-10-01 07:00")


@dataclass(frozen=True)
class Person:
    """A person or a machine at the vendor."""

    key: str
    name: str
    account_type: str = "auth0"

    @property
    def email(self) -> str:
        """The address in commits and accounts."""
        return f"{self.name.lower().replace(' ', '.')}@fernhill.example"

    @property
    def subject(self) -> str:
        """The id that the identity provider has for this person."""
        return f"auth0|{self.name.lower().replace(' ', '_')}"

    @cached_property
    def account_id(self) -> str:
        """The id of the account."""
        return make_id("acc", self.key)


MARISOL = Person("marisol", "Marisol Etxeberria")
TOMASZ = Person("tomasz", "Tomasz Wierzbicki")
ADAEZE = Person("adaeze", "Adaeze Nwachukwu")
ROBOT = Person("robot", "Release Robot", "service")

STAFF = {person.key: person for person in (MARISOL, TOMASZ, ADAEZE, ROBOT)}

PEOPLE = tuple(text for person in STAFF.values() for text in (person.name, person.email, person.subject))
"""Names, addresses and subjects: they are masked unless a user asks for them."""


@cache
def _role() -> Record:
    role_id = make_id("rol", "org-admin")
    policy = stamped(
        make_id("pol", "org-admin"), HIRED, ROBOT.account_id,
        name="org_admin", role_id=role_id, permissions={ORG_ID: "all"},
    )  # fmt: skip
    # The schema says createdBy; the server writes CreatedBy.
    stub = record(id=ROBOT.account_id, email=ROBOT.email, account_type=ROBOT.account_type)
    return stamped(role_id, HIRED, ROBOT.account_id, role_type="org_admin", policies=[policy], CreatedBy=stub)


@cache
def bare_account(person: Person) -> Record:
    """Return `app.Account` without its roles, as in the `created_by` of steps and runs."""
    return without_roles(account(person))


@cache
def account(person: Person) -> Record:
    """Return `app.Account`, as in the `created_by` of workflows. It is the only record without `created_by_id`."""
    whole = stamped(
        person.account_id, HIRED, ROBOT.account_id,
        email=person.email, subject=person.subject, account_type=person.account_type,
        org_ids=[ORG_ID], permissions={ORG_ID: "all"}, roles=[_role()] if person.account_type == "auth0" else [],
    )  # fmt: skip
    return {name: value for name, value in whole.items() if name != "created_by_id"}
