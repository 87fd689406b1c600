from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api import Bearer, page_of, refuse_unknown
from accounts.api.pages import Page, PageAsked
from accounts.api.values import Body, Day, Id, Moment, Money, line
from accounts.enums import ApiScope
from customers import services
from customers.api.customers import find_customer
from customers.api.schemas import money
from customers.enums import TransactionKind, TransactionStatus
from customers.models import Transaction
from customers.queries import transactions_of
from customers.services import TransactionGiven
from customers.services.transaction_batches import BATCH_LIMIT

router = Router(tags=["Transactions"])
read, write = Bearer(ApiScope.TRANSACTIONS_READ), Bearer(ApiScope.TRANSACTIONS_WRITE)


class TransactionOut(Schema):
    id: int
    reference: str
    customer_id: int
    kind: TransactionKind
    status: TransactionStatus
    amount: str = Field(examples=["1250000.00"])
    currency: str
    occurred_at: datetime
    recorded_at: datetime
    unit: str
    refund_of: str | None = Field(description="Reference of the purchase that was given back.")
    outstanding: str
    due_on: date | None


class TransactionsPage(Page):
    items: list[TransactionOut]


class TransactionIn(Body):
    """A transaction; the customer by `customer_id` (ours) or `external_id` (of the source)."""

    reference: line(80, shortest=1)  # type: ignore[valid-type]
    customer_id: Id | None = None
    external_id: line(80) = ""  # type: ignore[valid-type]
    amount: Money
    occurred_at: Moment
    kind: TransactionKind = TransactionKind.PURCHASE
    status: TransactionStatus = TransactionStatus.COMPLETED
    currency: line(3) = ""  # type: ignore[valid-type]
    unit: line(80) = ""  # type: ignore[valid-type]
    refund_of: line(80) = Field("", description="Needed for refunds: the purchase's reference.")  # type: ignore[valid-type]
    outstanding: Money = Decimal(0)
    due_on: Day | None = None


class BatchIn(Body):
    transactions: list[TransactionIn] = Field(min_length=1, max_length=BATCH_LIMIT)


class FieldError(Schema):
    field: str
    message: str


class OutcomeOut(Schema):
    reference: str
    status: Literal["created", "unchanged", "rejected"]
    id: int | None = None
    errors: list[FieldError] = []


class BatchOut(Schema):
    created: int
    unchanged: int
    rejected: int
    results: list[OutcomeOut]


def transaction_out(row: Transaction) -> dict[str, Any]:
    plain = ("reference", "customer_id", "kind", "status", "currency", "occurred_at", "recorded_at", "unit", "due_on")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in plain},
        "amount": money(row.amount),
        "outstanding": money(row.outstanding),
        "refund_of": row.refund_of.reference if row.refund_of else None,
    }


@router.get(
    "/customers/{int:customer_id}/transactions",
    auth=read,
    response=TransactionsPage,
    summary="List a customer's transactions",
)
def transaction_list(request: HttpRequest, customer_id: Id, asked: Query[PageAsked]):
    """Newest first, with those of the records that were merged into this one."""
    refuse_unknown(request, ())
    rows = transactions_of(find_customer(customer_id).record_ids)
    return page_of(request, rows, ("-occurred_at", "-id"), asked, transaction_out)


@router.post("/transactions", auth=write, response=BatchOut, summary="Add transactions")
def transaction_create(request: HttpRequest, batch: BatchIn):
    """Up to 500 at once. Each is known by its reference: the same sent again is `unchanged`. What does not fit is
    `rejected` with the reason and the others are entered; mend it and send it again."""
    given = [TransactionGiven(**{**vars(one), "currency": one.currency.upper()}) for one in batch.transactions]
    outcomes = services.record_transactions(given=given, at=timezone.now())
    results = [
        {
            "reference": one.reference,
            "status": one.status,
            "id": one.row.pk if one.row else None,
            "errors": [{"field": one.error.field or "", "message": str(one.error)}] if one.error else [],
        }
        for one in outcomes
    ]
    counts = {word: sum(one["status"] == word for one in results) for word in ("created", "unchanged", "rejected")}
    return {**counts, "results": results}
