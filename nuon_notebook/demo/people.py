"""The accounts that act in the demo world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nuon_notebook.demo.records import Record, make_id, moment, record, stamped, without

ORG_ID = make_id("org", "fernhill")
HIRED = moment("2025-10-01 07:00")


@dataclass(frozen=True)
class Person:
    """Somebody at the vendor, or a machine of theirs."""

    key: str
    name: str
    account_type: str = "auth0"

    @property
    def email(self) -> str:
        """The address that commits and accounts carry."""
        return f"{self.name.lower().replace(' ', '.')}@fernhill.example"

    @property
    def subject(self) -> str:
        """What the identity provider calls this person."""
        return f"auth0|{self.name.lower().replace(' ', '_')}"

    @property
    def account_id(self) -> str:
        """The id of the account."""
        return make_id("acc", self.key)


MARISOL = Person("marisol", "Marisol Etxeberria")
TOMASZ = Person("tomasz", "Tomasz Wierzbicki")
ADAEZE = Person("adaeze", "Adaeze Nwachukwu")
ROBOT = Person("robot", "Release Robot", "service")

STAFF = {person.key: person for person in (MARISOL, TOMASZ, ADAEZE, ROBOT)}

PEOPLE = tuple(text for person in STAFF.values() for text in (person.name, person.email, person.subject))
"""Names, addresses and subjects that are masked until somebody asks for them."""


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
def account(person: Person) -> Record:
    """`app.Account` as workflows carry it in `created_by`; of all records it alone does not say who made it."""
    made = stamped(
        person.account_id, HIRED, ROBOT.account_id,
        email=person.email, subject=person.subject, account_type=person.account_type,
        org_ids=[ORG_ID], permissions={ORG_ID: "all"}, roles=[_role()] if person.account_type == "auth0" else [],
    )  # fmt: skip
    return without(made, "created_by_id")
