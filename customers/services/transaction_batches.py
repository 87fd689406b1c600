"""Many transactions from another system at once: a few statements, however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from customers.models import Customer, Transaction
from customers.queries.records import with_refunded
from customers.services.checks import check_fields
from customers.services.transactions import check_amounts, check_dates
from customers.signals import transactions_recorded

BATCH_LIMIT = 500
_TRIES = 3
# What makes a transaction that is sent again the same one.
_SAME = ("customer_id", "kind", "amount", "currency", "occurred_at", "status", "refund_of_id")


@dataclass(frozen=True)
class TransactionGiven:
    """A transaction as another system tells it; the customer by our number or by the identifier of the source."""

    reference: str
    amount: Decimal
    occurred_at: datetime
    customer_id: int | None = None
    external_id: str = ""
    kind: str = TransactionKind.PURCHASE
    status: str = TransactionStatus.COMPLETED
    currency: str = ""
    unit: str = ""
    refund_of: str = ""
    due_on: date | None = None
    outstanding: Decimal = Decimal(0)


@dataclass
class Outcome:
    """What became of one of them: created, unchanged (it was there already), or rejected with the reason."""

    reference: str
    status: str
    row: Transaction | None = None
    error: AppError | None = None


@dataclass
class _Batch:
    given: Sequence[TransactionGiven]
    at: datetime
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    new: dict[int, Transaction] = field(default_factory=dict)

    def reject(self, place: int, error: AppError) -> None:
        self.outcomes[place] = Outcome(self.given[place].reference, "rejected", error=error)


@transaction.atomic
def record_transactions(*, given: Sequence[TransactionGiven], at: datetime) -> list[Outcome]:
    """Enter up to `BATCH_LIMIT` transactions; an outcome each, in their order.

    Each is known by its reference: the same one sent again changes nothing. Those that don't fit are left out and say
    why. A refund may name a purchase of the same batch. A folded record's business goes to its survivor.
    """
    if len(given) > BATCH_LIMIT:
        raise AppError(_("At most %(n)s transactions go in one batch.") % {"n": BATCH_LIMIT}, field="transactions")
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                batch = _record(given, at)
            break
        except IntegrityError:
            # Somebody else entered one of the references in this very moment: look again.
            continue
    else:
        raise AppError(_("Others are entering the same transactions. Send them again."))
    if batch.new:
        transactions_recorded.send(sender=Transaction, at=at)
    return [batch.outcomes[place] for place in range(len(given))]


def _record(given: Sequence[TransactionGiven], at: datetime) -> _Batch:
    batch = _Batch(given, at)
    customers = _customers(given)
    stored = {row.reference: row for row in Transaction.objects.filter(reference__in=[one.reference for one in given])}
    first: dict[str, int] = {}
    for place, one in enumerate(given):
        if first.setdefault(one.reference, place) != place:
            batch.reject(place, AppError(_("This reference stands twice in the batch."), field="reference"))
            continue
        try:
            batch.new[place] = _row(one, customers, at)
        except AppError as error:
            batch.reject(place, error)
    _insert(batch, stored, (place for place in batch.new if given[place].kind != TransactionKind.REFUND), {})
    refunds = [place for place in batch.new if given[place].kind == TransactionKind.REFUND]
    _insert(batch, stored, refunds, _purchases([given[place].refund_of for place in refunds]))
    batch.new = {place: row for place, row in batch.new.items() if batch.outcomes[place].status == "created"}
    return batch


def _customers(given: Sequence[TransactionGiven]) -> dict[int | str, Customer]:
    """The current records by our number and by the identifier of the source."""
    rows = Customer.objects.select_related("merged_into")
    by_id = rows.in_bulk([one.customer_id for one in given if one.customer_id])
    external_ids = {one.external_id for one in given if one.external_id}
    by_external_id = {row.external_id: row for row in rows.filter(external_id__in=external_ids)} if external_ids else {}
    found: dict[int | str, Customer] = {**by_id, **by_external_id}  # type: ignore[dict-item]
    return {key: row.merged_into or row for key, row in found.items()}


def _row(one: TransactionGiven, customers: Mapping[int | str, Customer], at: datetime) -> Transaction:
    customer = customers.get(one.customer_id or one.external_id)
    if customer is None or customer.erased_at is not None:
        raise AppError(_("There is no such customer."), field="customer")
    row = Transaction(
        reference=one.reference,
        customer=customer,
        kind=one.kind,
        status=one.status,
        amount=one.amount,
        currency=one.currency or settings.DEFAULT_CURRENCY,
        occurred_at=one.occurred_at,
        recorded_at=at,
        unit=one.unit,
        due_on=one.due_on,
        outstanding=one.outstanding,
    )
    check_fields(row, "reference", "kind", "status", "amount", "currency", "unit", "outstanding")
    check_dates(row, at)
    check_amounts(row)
    if one.refund_of and one.kind != TransactionKind.REFUND:
        raise AppError(_("Only a refund can name the purchase it gives back."), field="refund_of")
    return row


def _purchases(references: Iterable[str]) -> dict[str, Transaction]:
    """What refunds give back, locked: two batches with refunds of the same purchase take turns."""
    wanted = sorted({reference for reference in references if reference})
    if not wanted:
        return {}
    list(Transaction.objects.filter(reference__in=wanted).select_for_update().order_by("pk").values_list("pk"))
    rows = with_refunded(Transaction.objects.filter(reference__in=wanted)).select_related("customer")
    return {row.reference: row for row in rows}


def _insert(
    batch: _Batch, stored: Mapping[str, Transaction], places: Iterable[int], purchases: Mapping[str, Transaction]
) -> None:
    fresh: dict[int, Transaction] = {}
    for place in places:
        row, one = batch.new[place], batch.given[place]
        try:
            if row.kind == TransactionKind.REFUND:
                _name_purchase(row, one, purchases, is_new=row.reference not in stored)
            if earlier := stored.get(row.reference):
                if any(getattr(earlier, name) != getattr(row, name) for name in _SAME):
                    raise AppError(_("Another transaction has this reference already."), field="reference")
                batch.outcomes[place] = Outcome(row.reference, "unchanged", earlier)
                continue
        except AppError as error:
            batch.reject(place, error)
            continue
        fresh[place] = row
    Transaction.objects.bulk_create(fresh.values())
    for place, row in fresh.items():
        batch.outcomes[place] = Outcome(row.reference, "created", row)


def _name_purchase(
    row: Transaction, one: TransactionGiven, purchases: Mapping[str, Transaction], *, is_new: bool
) -> None:
    """Set what is given back, and take it off what is left of it for the next refund of the batch."""
    purchase = purchases.get(one.refund_of)
    if purchase is None or (purchase.customer.merged_into_id or purchase.customer_id) != row.customer_id:
        raise AppError(_("Choose the purchase that is given back."), field="refund_of")
    row.refund_of = purchase
    if not one.currency:
        row.currency = purchase.currency
    if not is_new:
        return
    is_business = purchase.kind in BUSINESS_KINDS and purchase.status == TransactionStatus.COMPLETED
    remaining = purchase.remaining  # type: ignore[attr-defined]
    if not is_business or remaining <= 0:
        raise AppError(_("Nothing of this purchase is left to give back."), field="refund_of")
    if row.currency != purchase.currency:
        raise AppError(_("A refund has the currency of its purchase."), field="currency")
    if row.occurred_at < purchase.occurred_at:
        raise AppError(_("A refund can't come before its purchase."), field="occurred_at")
    if row.amount > remaining:
        raise AppError(_("More than is left of this purchase would be given back."), field="amount")
    if row.status != TransactionStatus.CANCELLED:
        purchase.remaining = remaining - row.amount  # type: ignore[attr-defined]
