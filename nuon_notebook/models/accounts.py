"""Who did something: accounts, their roles and journeys."""

from __future__ import annotations

from typing import ClassVar

from pydantic import AliasChoices, Field

from nuon_notebook.models.base import Model, Record
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.types import NO_VALUES, AnyMap, StringMap, Texts, Timestamp


class UserJourneyStep(Model):
    """A step of a user journey."""

    api_type: ClassVar[str] = "app.UserJourneyStep"

    complete: bool | None = None
    completed_at: Timestamp = None
    completion_method: str | None = None
    completion_source: str | None = None
    metadata: AnyMap = NO_VALUES
    name: str | None = None
    title: str | None = None


class UserJourney(Model):
    """What an account has done so far in the vendor's dashboard."""

    api_type: ClassVar[str] = "app.UserJourney"

    name: str | None = None
    steps: Collection[UserJourneyStep] = Collection()
    title: str | None = None


class Policy(Record):
    """What a role may do."""

    api_type: ClassVar[str] = "app.Policy"

    name: str | None = None
    permissions: StringMap = NO_VALUES
    role: Role | None = None
    role_id: str | None = None


class Role(Record):
    """A role of an account."""

    api_type: ClassVar[str] = "app.Role"

    created_by: Account | None = Field(None, validation_alias=AliasChoices("createdBy", "CreatedBy"))
    policies: Collection[Policy] = Collection()
    role_type: str | None = None


class Account(Model):
    """A person or a service that did something; `created_by` of workflows and steps."""

    api_type: ClassVar[str] = "app.Account"

    account_type: str | None = None
    created_at: Timestamp = None
    email: str | None = None
    id: str | None = None
    org_ids: Texts = ()
    permissions: StringMap = NO_VALUES
    roles: Collection[Role] = Collection()
    subject: str | None = None
    updated_at: Timestamp = None
    user_journeys: Collection[UserJourney] = Collection()
