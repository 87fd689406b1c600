from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import AppError
from common.formats import money
from customers.enums import TransactionKind, TransactionStatus
from customers.models import Customer, Transaction
from customers.queries import refundable_transactions
from customers.services.checks import check_fields, check_open
from customers.signals import transactions_recorded

EARLIEST = date(1990, 1, 1)


@transaction.atomic
def record_transaction(
    *,
    customer: Customer,
    kind: TransactionKind | str,
    amount: Decimal,
    occurred_at: datetime,
    at: datetime,
    status: TransactionStatus | str = TransactionStatus.COMPLETED,
    reference: str = "",
    currency: str = "",
    unit: str = "",
    refund_of: Transaction | None = None,
    due_on: date | None = None,
    outstanding: Decimal = Decimal(0),
    submission_key: UUID | None = None,
) -> Transaction:
    """Enter business by hand, known from `at` on. A refund takes at most what is left of the purchase it names.

    Without a `reference` one is made from the `submission_key`, so the same form sent twice is one transaction.
    Raises AppError naming the field at fault.
    """
    check_open(customer)
    row = Transaction(
        reference=reference or _made_up(submission_key),
        customer=customer,
        kind=kind,
        status=status,
        amount=amount,
        currency=currency or (refund_of.currency if refund_of else settings.DEFAULT_CURRENCY),
        occurred_at=occurred_at,
        recorded_at=at,
        refund_of=refund_of,
        unit=unit,
        due_on=due_on,
        outstanding=outstanding,
    )
    check_fields(row, "reference", "kind", "status", "amount", "currency", "unit", "outstanding")
    check_dates(row, at)
    check_amounts(row)
    return _recorded_once(row, at)


def _recorded_once(row: Transaction, at: datetime) -> Transaction:
    """The stored row; the one an earlier sending made, where there is one."""
    if earlier := _recorded_before(row):
        return earlier
    _check_refund(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if earlier := _recorded_before(row):
            return earlier
        raise
    transactions_recorded.send(sender=Transaction, at=at)
    return row


def _made_up(key: UUID | None) -> str:
    if key is None:
        raise AppError(_("Enter the reference of this transaction."), field="reference")
    return f"M-{key.hex[:12].upper()}"


def check_dates(row: Transaction, at: datetime) -> None:
    if row.occurred_at > at:
        raise AppError(_("A transaction can't lie in the future."), field="occurred_at")
    if timezone.localdate(row.occurred_at) < EARLIEST:
        raise AppError(_("Enter a date after 1990."), field="occurred_at")


def check_amounts(row: Transaction) -> None:
    if row.amount < 0 or (row.amount == 0 and row.kind != TransactionKind.REDEMPTION):
        raise AppError(_("Enter an amount above zero."), field="amount")
    if not 0 <= row.outstanding <= row.amount:
        raise AppError(_("The outstanding amount can't be more than the amount."), field="outstanding")
    if row.outstanding and row.due_on is None:
        raise AppError(_("Enter the day on which the outstanding amount is due."), field="due_on")
    if row.kind == TransactionKind.REFUND and row.outstanding:
        raise AppError(_("A refund has no outstanding amount."), field="outstanding")


def _recorded_before(row: Transaction) -> Transaction | None:
    """The same transaction, sent before. Raises where the reference belongs to another one."""
    stored = Transaction.objects.filter(reference=row.reference).first()
    if stored is None:
        return None
    same = ("customer_id", "kind", "amount", "occurred_at", "refund_of_id")
    if any(getattr(stored, name) != getattr(row, name) for name in same):
        raise AppError(_("Another transaction has this reference already."), field="reference")
    return stored


def _check_refund(row: Transaction) -> None:
    if row.kind != TransactionKind.REFUND:
        if row.refund_of_id:
            raise AppError(_("Only a refund can name the purchase it gives back."), field="refund_of")
        return
    if row.refund_of_id is None:
        raise AppError(_("Choose the purchase that is given back."), field="refund_of")
    # The lock makes two refunds of the same purchase take turns; the second sees what the first has left.
    Transaction.objects.select_for_update().get(pk=row.refund_of_id)
    purchase = refundable_transactions(row.customer.record_ids).filter(pk=row.refund_of_id).first()
    if purchase is None:
        raise AppError(_("Nothing of this purchase is left to give back."), field="refund_of")
    if row.currency != purchase.currency:
        raise AppError(_("A refund has the currency of its purchase."), field="currency")
    if row.occurred_at < purchase.occurred_at:
        raise AppError(_("A refund can't come before its purchase."), field="occurred_at")
    if row.amount > purchase.remaining:  # type: ignore[attr-defined]
        left = money(purchase.remaining, purchase.currency)  # type: ignore[attr-defined]
        raise AppError(
            _("At most %(amount)s of this purchase is left to give back.") % {"amount": left}, field="amount"
        )
