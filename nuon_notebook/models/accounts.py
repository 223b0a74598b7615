"""Accounts, with their roles and journeys."""

from typing import Annotated, ClassVar

from pydantic import AliasChoices, Field

from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.deferred import Deferred
from nuon_notebook.models.types import NO_VALUES, PersonText, PlainAnyMap, PlainMap, ScannedText, Texts, Timestamp
from nuon_notebook.redaction.policy import Omitted


class UserJourneyStep(Model):
    """A step of a user journey."""

    api_type: ClassVar[str] = "app.UserJourneyStep"

    complete: bool | None = None
    completed_at: Timestamp = None
    completion_method: str | None = None
    completion_source: str | None = None
    metadata: PlainAnyMap = NO_VALUES
    name: str | None = None
    title: str | None = None


class UserJourney(Model):
    """The steps that an account has completed in the vendor's dashboard."""

    api_type: ClassVar[str] = "app.UserJourney"

    name: str | None = None
    steps: Collection[UserJourneyStep] = Collection()
    title: str | None = None


class Policy(Record):
    """The permissions of a role."""

    api_type: ClassVar[str] = "app.Policy"

    name: str | None = None
    permissions: PlainMap = NO_VALUES
    role: "Deferred[Role] | None" = None
    role_id: str | None = None


class Role(Record):
    """A role of an account."""

    api_type: ClassVar[str] = "app.Role"

    applies_to: Texts = ()
    created_by: "Deferred[Account] | None" = Field(None, validation_alias=AliasChoices("createdBy", "CreatedBy"))
    description: ScannedText = None
    managed: bool | None = None
    policies: Collection[Policy] = Collection()
    role_type: str | None = None
    title: str | None = None


class Account(Model):
    """A person or a service that did something; `created_by` of workflows and steps."""

    api_type: ClassVar[str] = "app.Account"

    account_type: Annotated[str | None, Omitted("an account is shown by its address")] = None
    created_at: Annotated[Timestamp, Omitted("an account is shown by its address")] = None
    email: PersonText = None
    id: str | None = None
    name: PersonText = None
    org_ids: Annotated[Texts, Omitted("an account is shown by its address")] = ()
    permissions: Annotated[PlainMap, Omitted("an account is shown by its address")] = NO_VALUES
    roles: Annotated[Collection[Role], Omitted("an account is shown by its address")] = Collection()
    subject: PersonText = None
    updated_at: Annotated[Timestamp, Omitted("an account is shown by its address")] = None
    user_journeys: Annotated[Collection[UserJourney], Omitted("an account is shown by its address")] = Collection()
