"""What customers still owe, by when it was agreed, and what they paid of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, DueDateChange, Payment, Transaction

SOON = timedelta(days=30)
SHOWN = 20


@dataclass(frozen=True)
class Owed:
    """What is outstanding in one currency; amounts of several are never added up."""

    currency: str
    amount: Decimal
    overdue: Decimal
    count: int


def owed_by(record_ids: list[int]) -> "QuerySet[Transaction]":
    """What one customer owes, the most pressing first, with what was paid of it and the days agreed before."""
    payments = Payment.objects.select_related("recorded_by", "withdrawn_by").order_by("-paid_on", "-id")
    changes = DueDateChange.objects.select_related("changed_by").order_by("-changed_at", "-id")
    rows = Transaction.objects.filter(customer__in=record_ids).owed()
    return rows.order_by("due_on", "id").prefetch_related(
        Prefetch("payments", payments), Prefetch("due_date_changes", changes)
    )


def totals_owed(rows: "QuerySet[Transaction]", *, today: date) -> list[Owed]:
    """Sums of outstanding amounts, one for each currency. One query."""
    sums = (
        rows.order_by()
        .values("currency")
        .annotate(
            owed=Sum("outstanding"), late=Sum("outstanding", filter=Q(due_on__lt=today), default=0), n=Count("pk")
        )
        .order_by("currency")
    )
    return [Owed(row["currency"], row["owed"], row["late"], row["n"]) for row in sums]


def due_payments(view: str, *, today: date) -> "QuerySet[Transaction]":
    """What is outstanding of everybody: "overdue", due "soon" (30 days), or all; with the customer it belongs to."""
    rows = Transaction.objects.owed().filter(customer__erased_at__isnull=True)
    if view == "overdue":
        rows = rows.filter(due_on__lt=today)
    elif view == "soon":
        rows = rows.filter(due_on__gte=today, due_on__lte=today + SOON)
    return rows


def with_customers(rows: "QuerySet[Transaction]") -> "QuerySet[Transaction]":
    """With the customer, whose survivor, and how often the day was moved (`moves`)."""
    moves = DueDateChange.objects.filter(transaction=OuterRef("pk")).order_by().values("transaction")
    return rows.select_related("customer__merged_into__owner", "customer__owner").annotate(
        moves=Subquery(moves.annotate(n=Count("pk")).values("n"))
    )


VIEWS: dict[str, Any] = {
    "overdue": pgettext_lazy("payment", "Overdue"),
    "soon": _("Due in 30 days"),
    "all": _("All outstanding"),
}


def customer_of(row: Transaction) -> Customer:
    """Whose debt it is now."""
    return row.customer.merged_into or row.customer
