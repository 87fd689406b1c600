"""What the page of one customer needs of our own tables."""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from customers.models import Customer, CustomerMerge, FollowUp, ServiceRelation, StandingChange, Transaction
from customers.queries.departments import services_to
from customers.queries.follow_ups import open_follow_ups
from customers.queries.reasons import Judgement, judgement_of
from customers.queries.records import (
    TransactionTotals,
    merges_into,
    standing_on,
    transaction_totals,
    transactions_of,
)

RECENT = 5


class Portrait:
    """Each part is read once, when something on the page asks for it; all of them count folded duplicates too."""

    def __init__(self, customer: Customer):
        self.customer = customer

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Open ones, the most pressing first."""
        return list(open_follow_ups(self.customer.record_ids))

    @cached_property
    def totals(self) -> TransactionTotals:
        return transaction_totals(self.customer.record_ids, currency=settings.DEFAULT_CURRENCY)

    @cached_property
    def transactions(self) -> list[Transaction]:
        return list(transactions_of(self.customer.record_ids)[:RECENT])

    @cached_property
    def standing_change(self) -> StandingChange | None:
        return standing_on(self.customer, self.today)

    @cached_property
    def judgement(self) -> Judgement | None:
        """What the rules of standing and life cycle see in this customer; None for a folded record."""
        return judgement_of(self.customer, today=self.today)

    @cached_property
    def serving(self) -> list[ServiceRelation]:
        """Who serves the department of an internal customer, with what."""
        return list(services_to(self.customer.department)) if self.customer.department else []

    @cached_property
    def merges(self) -> list[CustomerMerge]:
        """The duplicates folded into this record; known to be none where the record stands alone."""
        return list(merges_into(self.customer)) if len(self.customer.record_ids) > 1 else []
