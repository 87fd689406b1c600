"""What the page of one customer needs of our own tables."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from customers.enums import PairStatus
from customers.models import (
    Customer,
    CustomerLink,
    CustomerMerge,
    DuplicatePair,
    FollowUp,
    Need,
    ServiceRelation,
    SpecialDay,
    StandingChange,
    Transaction,
)
from customers.presence import is_there, register_presence
from customers.queries.departments import services_to
from customers.queries.follow_ups import open_follow_ups
from customers.queries.intimacy import Tie, needs_of, special_days_of, ties_of
from customers.queries.payments import owed_by
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

    def _where(self, name: str, read: Callable[[], Iterable[Any]]) -> list[Any]:
        """What `read()` gives, read only where there is such a thing about this customer."""
        return list(read()) if is_there(self.customer, name) else []

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Open ones, the most pressing first."""
        return self._where("follow_ups", lambda: open_follow_ups(self.customer.record_ids))

    @cached_property
    def totals(self) -> TransactionTotals:
        return transaction_totals(self.customer.record_ids, currency=settings.DEFAULT_CURRENCY)

    @cached_property
    def transactions(self) -> list[Transaction]:
        return list(transactions_of(self.customer.record_ids)[:RECENT])

    @cached_property
    def owed(self) -> list[Transaction]:
        """What is still to be paid, the most pressing first, with payments and agreed days."""
        return self._where("owed", lambda: owed_by(self.customer.record_ids))

    @cached_property
    def needs(self) -> list[Need]:
        return self._where("needs", lambda: needs_of(self.customer.record_ids))

    @cached_property
    def special_days(self) -> list[SpecialDay]:
        return self._where("special_days", lambda: special_days_of(self.customer.record_ids))

    @cached_property
    def ties(self) -> list[Tie]:
        """Relations to other customers, in both directions."""
        return self._where("ties", lambda: ties_of(self.customer))

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


def register() -> None:
    register_presence("follow_ups", lambda pks: FollowUp.objects.open().filter(customer__in=pks))
    register_presence("owed", lambda pks: Transaction.objects.owed().filter(customer__in=pks))
    register_presence("needs", lambda pks: Need.objects.filter(customer__in=pks, ended_at__isnull=True))
    register_presence("special_days", lambda pks: SpecialDay.objects.filter(customer__in=pks))
    register_presence("ties", lambda pks: CustomerLink.objects.filter(Q(customer__in=pks) | Q(other__in=pks)))
    register_presence(
        "open_pairs",
        lambda pks: DuplicatePair.objects.filter(Q(lower__in=pks) | Q(higher__in=pks), status=PairStatus.OPEN),
    )
