"""What each kind of import writes to, so that it can be taken back: the tables, and which columns tell that somebody
else has changed a row since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.apps import apps
from django.db.models import GeneratedField, Model

from accounts.models import Department
from customers.enums import ImportedKind
from customers.models import (
    Contract,
    Customer,
    CustomerLink,
    CustomerMerge,
    Interaction,
    Need,
    Phone,
    SpecialDay,
    StandingChange,
    Transaction,
)
from customers.services.merging import settle_merges

# Worked out by workers, or about the row itself: no change that anybody made.
DERIVED = {
    "id", "version", "created_at", "created_by_id", "updated_at", "standing", "standing_source", "stage", "stage_since",
    "stage_source", "merged_into_id", "erased_at", "submission_key", "number",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One table an import writes to.

    `compared` are the columns that tell whether somebody changed a row since; all but the derived ones where it is
    empty. `found_by` are the columns by which a row is found, where its id may have been given anew since. `kept_if`
    is SQL that gives a reason to keep a stored row t, or NULL. A table without a trail notes what it made itself.
    """

    model: type[Model]
    compared: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    kept_if: str = "NULL"
    is_versioned: bool = False
    has_trail: bool = True

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def is_dated(self) -> bool:
        """Whether rows say when they were last changed."""
        return self.is_versioned and any(field.column == "updated_at" for field in self.model._meta.concrete_fields)

    @cached_property
    def trail(self) -> str:
        """The table of its events."""
        return event_model(self.model)._meta.db_table

    @cached_property
    def columns(self) -> list[str]:
        if self.compared:
            return list(self.compared)
        kept = {field.column for field in event_model(self.model)._meta.concrete_fields}
        return [
            field.column
            for field in self.model._meta.concrete_fields
            if field.column in kept - DERIVED and not isinstance(field, GeneratedField)
        ]


def event_model(model: type[Model]) -> type[Model]:
    return next(one for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model)


CUSTOMERS = Written(
    Customer,
    is_versioned=True,
    kept_if="CASE WHEN t.erased_at IS NOT NULL THEN 'erased' WHEN t.merged_into_id IS NOT NULL THEN 'merged' END",
)
PHONES = Written(Phone, compared=("typed",), found_by=("customer_id", "digits"))
DEPARTMENTS = Written(Department, compared=("name",))
LINKS = Written(CustomerLink, is_versioned=True)
MERGES = Written(CustomerMerge, compared=("duplicate_id", "survivor_id", "merged_at", "undone_at"))
REFUSALS = Written(Customer, compared=("survey_consent", "do_not_contact"), is_versioned=True)
STANDINGS = Written(StandingChange, compared=("standing", "source", "recorded_at", "recorded_by_id"), has_trail=False)
STANDINGS_IN_FORCE = Written(Customer, compared=("standing", "standing_source"))


@dataclass(frozen=True)
class Revert:
    """The tables of one kind in the order in which they are taken back, and what is to be set right afterwards."""

    tables: tuple[Written, ...]
    after: Callable[[datetime], None] | None = None


REVERTS = {
    ImportedKind.CUSTOMERS: Revert((CUSTOMERS, PHONES, DEPARTMENTS)),
    ImportedKind.TRANSACTIONS: Revert((Written(Transaction),)),
    ImportedKind.CONTRACTS: Revert((Written(Contract),)),
    ImportedKind.MERGES: Revert((MERGES, REFUSALS), after=lambda at: settle_merges(at=at)),
    ImportedKind.STANDINGS: Revert((STANDINGS, STANDINGS_IN_FORCE)),
    ImportedKind.INTERACTIONS: Revert((Written(Interaction, is_versioned=True),)),
    ImportedKind.NEEDS: Revert((Written(Need, is_versioned=True),)),
    ImportedKind.SPECIAL_DAYS: Revert((Written(SpecialDay, is_versioned=True),)),
    ImportedKind.CONTACTS: Revert((LINKS, CUSTOMERS, PHONES)),
    ImportedKind.LINKS: Revert((LINKS,)),
}
