"""Reading one customer record, and the records that were folded into it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from customers.models import (
    Customer,
    CustomerMerge,
    LifeCycleChange,
    Phone,
    StageEvidence,
    StandingChange,
    Transaction,
)


def with_first_phone(customers: "QuerySet[Customer]") -> "QuerySet[Customer]":
    """Annotates `first_phone`, as typed."""
    phones = Phone.objects.filter(customer=OuterRef("pk")).order_by("position", "id")
    return customers.annotate(first_phone=Subquery(phones.values("typed")[:1]))


@dataclass(frozen=True)
class TransactionTotals:
    """Completed business of a customer, in the default currency, refunds taken off."""

    count: int
    spent: Decimal
    outstanding: Decimal
    first_at: datetime | None
    last_at: datetime | None


def transaction_totals(record_ids: list[int], *, currency: str) -> TransactionTotals:
    business = Q(kind__in=BUSINESS_KINDS, status=TransactionStatus.COMPLETED, amount__gt=0)
    refunded = Q(kind=TransactionKind.REFUND, status=TransactionStatus.COMPLETED)
    figures = Transaction.objects.filter(customer__in=record_ids).aggregate(
        count=Count("pk", filter=business),
        bought=Coalesce(Sum("amount", filter=business & Q(currency=currency)), Decimal(0)),
        refunded=Coalesce(Sum("amount", filter=refunded & Q(currency=currency)), Decimal(0)),
        outstanding=Coalesce(Sum("outstanding", filter=business & Q(currency=currency)), Decimal(0)),
        first_at=Min("occurred_at", filter=business),
        last_at=Max("occurred_at", filter=business),
    )
    spent = figures.pop("bought") - figures.pop("refunded")
    return TransactionTotals(spent=spent, **figures)


def with_refunded(transactions: "QuerySet[Transaction]") -> "QuerySet[Transaction]":
    """Annotates `refunded` (what was given back or is about to be) and `remaining`."""
    refunds = (
        Transaction.objects.filter(refund_of=OuterRef("pk"))
        .exclude(status=TransactionStatus.CANCELLED)
        .values("refund_of")
        .annotate(total=Sum("amount"))
    )
    refunded = Coalesce(Subquery(refunds.values("total")), Decimal(0))
    return transactions.annotate(refunded=refunded, remaining=F("amount") - refunded)


def transactions_of(record_ids: list[int]) -> "QuerySet[Transaction]":
    """Newest first, with what is left to refund of each."""
    return with_refunded(Transaction.objects.filter(customer__in=record_ids)).select_related("refund_of")


def refundable_transactions(record_ids: list[int]) -> "QuerySet[Transaction]":
    return transactions_of(record_ids).purchases().filter(remaining__gt=0)  # type: ignore[attr-defined]


def standing_history(customer: Customer) -> "QuerySet[StandingChange]":
    return customer.standing_changes.select_related("recorded_by")


def stage_history(customer: Customer) -> "QuerySet[LifeCycleChange]":
    return customer.stage_changes.select_related("recorded_by")


def stage_evidence(customer: Customer) -> "QuerySet[StageEvidence]":
    """What staff noted about this customer and the records folded into it."""
    return StageEvidence.objects.filter(customer__in=customer.record_ids).select_related("recorded_by")


def standing_on(customer: Customer, day: date) -> StandingChange | None:
    """The change in force on a day."""
    return customer.standing_changes.filter(effective_from__lte=day).select_related("recorded_by").first()


def merges_into(customer: Customer) -> "QuerySet[CustomerMerge]":
    """The duplicates folded straight into this record, and still folded."""
    return CustomerMerge.objects.filter(survivor=customer, undone_at__isnull=True).select_related("duplicate")
