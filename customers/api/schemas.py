"""What the API takes and gives of customers. Money is text ("1250000.50"), so that no reader rounds it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import Field

from accounts.api.pages import Page
from accounts.api.values import Body, Day, Flag, Id, line, text
from accounts.enums import Language
from accounts.models import User
from customers.enums import (
    BuyerRole,
    ExitReason,
    Kind,
    LifeCycle,
    PartyType,
    Salutation,
    Standing,
    StandingSource,
)
from customers.models import Customer

CUSTOM = "Further fields by their key, as /custom-fields describes them; null takes a value away."


class PersonOut(Schema):
    id: int
    name: str
    email: str


class PhoneOut(Schema):
    typed: str
    e164: str = Field(description="Empty where the number is an extension.")
    is_mobile: bool


class CustomerOut(Schema):
    """A customer. With `fields=` in a list only those names are there."""

    id: int = 0
    number: str = Field("", examples=["P-004711"])
    external_id: str | None = None
    kind: Kind = Kind.EXTERNAL
    party_type: PartyType = PartyType.INDIVIDUAL
    name: str = ""
    salutation: str = ""
    email: str = ""
    phones: list[PhoneOut] = []
    language: str = ""
    city: str = ""
    address: str = ""
    birth_date: date | None = None
    department: str | None = None
    owner: PersonOut | None = None
    tags: list[str] = []
    is_commercial: bool = True
    buyer_role: BuyerRole = BuyerRole.BOTH
    acquisition_source: str = ""
    expectations: str = ""
    notes: str = ""
    standing: Standing = Standing.PROSPECT
    standing_source: StandingSource = StandingSource.POLICY
    stage: LifeCycle = LifeCycle.SUSPECT
    stage_since: date | None = None
    survey_consent: bool = True
    do_not_contact: bool = False
    is_test: bool = False
    exit_reason: str = ""
    exit_date: date | None = None
    custom: dict[str, Any] = Field({}, description="Further fields by their key.")
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int = Field(0, description="Send it back with a change: then nobody else's change is lost.")
    url: str = Field("", description="The customer's page for people.")


class CustomersPage(Page):
    items: list[CustomerOut]


class CustomerFields(Body):
    """What can be written; names left out stay as they are."""

    external_id: line(80) | None = None  # type: ignore[valid-type]
    kind: Kind = Kind.EXTERNAL
    party_type: PartyType = PartyType.INDIVIDUAL
    salutation: Salutation | None = None
    email: line(254) = ""  # type: ignore[valid-type]
    phones: list[line(40)] = Field([], max_length=20, description="As people write them.")  # type: ignore[valid-type]
    language: Language = Language.INDONESIAN
    city: line(100) = ""  # type: ignore[valid-type]
    address: line(300) = ""  # type: ignore[valid-type]
    birth_date: Day | None = None
    department: line(120) | None = Field(None, description="Its name.")  # type: ignore[valid-type]
    owner: line(254) | None = Field(None, description="E-mail address of the member of staff.")  # type: ignore[valid-type]
    tags: list[line(40)] = Field([], max_length=50)  # type: ignore[valid-type]
    is_commercial: Flag = True
    buyer_role: BuyerRole = BuyerRole.BOTH
    acquisition_source: line(60) = ""  # type: ignore[valid-type]
    expectations: text(4000) = ""  # type: ignore[valid-type]
    notes: text(4000) = ""  # type: ignore[valid-type]
    survey_consent: Flag = True
    do_not_contact: Flag = False
    is_test: Flag = False
    exit_reason: ExitReason | None = None
    exit_date: Day | None = None
    custom: dict[str, Any] = Field({}, description=CUSTOM, max_length=100)

    def given(self) -> dict[str, Any]:
        """What the caller has named, as the service takes it; empty words for null."""
        values = {name: getattr(self, name) for name in self.model_fields_set}
        for name in ("salutation", "exit_reason"):
            if name in values:
                values[name] = values[name] or ""
        return values


class CustomerIn(CustomerFields):
    name: line(200, shortest=1)  # type: ignore[valid-type]


class CustomerChange(CustomerFields):
    name: line(200, shortest=1) = ""  # type: ignore[valid-type]
    version: Id = Field(description="Of the record that the change was made from.")


class CustomerUpsert(CustomerFields):
    """The same as a new customer; for one who is there already, only what is named changes."""

    name: line(200, shortest=1) = ""  # type: ignore[valid-type]


class ChoiceOut(Schema):
    value: str
    label_id: str
    label_en: str
    is_active: bool


class CustomFieldOut(Schema):
    """A further field: how its values look, and of whom they are asked."""

    key: str
    type: str = Field(description="Dates are texts like 2026-12-31; several choices are lists of their values.")
    label_id: str
    label_en: str
    kind: str = Field(description="internal, external, or empty for both.")
    party_types: list[str] = Field(description="Empty for all.")
    is_required: bool
    is_unique: bool
    minimum: str
    maximum: str
    max_length: int | None
    choices: list[ChoiceOut]


def person(user: User | None) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "name": user.full_name, "email": user.email}


_PLAIN = (
    "number", "external_id", "kind", "party_type", "name", "salutation", "email", "language", "city", "address",
    "birth_date", "tags", "is_commercial", "buyer_role", "acquisition_source", "expectations", "notes", "standing",
    "standing_source", "stage", "stage_since", "survey_consent", "do_not_contact", "is_test", "exit_reason",
    "exit_date", "created_at", "updated_at", "version",
)  # fmt: skip


def customer_out(
    customer: Customer, *, keys: Collection[str], site: str, names: Collection[str] = ()
) -> Mapping[str, Any]:
    """The customer as the API gives it. `keys` are the further fields in use, `names` what alone is wanted."""
    found: dict[str, Any] = {
        "id": customer.pk,
        **{name: getattr(customer, name) for name in _PLAIN},
        "phones": [
            {"typed": phone.typed, "e164": phone.e164, "is_mobile": phone.is_mobile} for phone in customer.phones.all()
        ],
        "department": str(customer.department) if customer.department else None,
        "owner": person(customer.owner),
        "custom": {key: value for key, value in customer.custom_values.items() if key in keys},
        "url": f"{site}{customer.get_absolute_url()}",
    }
    return {name: value for name, value in found.items() if name in names} if names else found


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"
