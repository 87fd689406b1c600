"""What is paid of what was left open, and later days that were agreed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.formats import money
from customers.enums import PaymentKind, TransactionStatus
from customers.models import DueDateChange, Payment, Transaction
from customers.permissions import can_waive_payment
from customers.services.checks import check_fields
from customers.services.submitted import insert_once


@transaction.atomic
def record_payment(
    *,
    of: Transaction,
    amount: Decimal,
    paid_on: date,
    at: datetime,
    by: User,
    kind: PaymentKind | str = PaymentKind.PAYMENT,
    note: str = "",
    submission_key: UUID | None = None,
) -> Payment:
    """Take a payment off what is outstanding, at most all of it. The same form sent twice is one payment.

    Waiving is for managers and needs a note. Raises AppError naming the field at fault.
    """
    owed = _lock(of)
    if earlier := Payment.already_submitted(submission_key):
        return earlier
    row = Payment(
        transaction=owed,
        kind=kind,
        amount=amount,
        paid_on=paid_on,
        note=note,
        recorded_at=at,
        recorded_by=by,
        submission_key=submission_key,
    )
    check_fields(row, "kind", "amount", "note")
    _check(row, owed, at, by)
    stored = insert_once(row)
    if stored is row:
        _set_outstanding(owed, owed.outstanding - row.amount)
    of.outstanding = owed.outstanding
    return stored


def _check(row: Payment, owed: Transaction, at: datetime, by: User) -> None:
    if row.kind == PaymentKind.WAIVER:
        if not can_waive_payment(by):
            raise NotAllowed(_("A manager decides what is waived."))
        if not row.note:
            raise AppError(_("Say why it is waived."), field="note")
    if row.amount <= 0:
        raise AppError(_("Enter an amount above zero."), field="amount")
    if owed.status == TransactionStatus.CANCELLED or not owed.outstanding:
        raise AppError(_("Nothing of this transaction is outstanding."), field="amount")
    if row.amount > owed.outstanding:
        left = money(owed.outstanding, owed.currency)
        raise AppError(_("At most %(amount)s is outstanding.") % {"amount": left}, field="amount")
    if row.paid_on > timezone.localdate(at):
        raise AppError(_("A payment can't lie in the future."), field="paid_on")
    if row.paid_on < timezone.localdate(owed.occurred_at):
        raise AppError(_("A payment can't come before its transaction."), field="paid_on")


@transaction.atomic
def withdraw_payment(*, payment: Payment, reason: str, at: datetime, by: User) -> Payment:
    """Take back a payment that was entered wrongly: the amount is outstanding again. Twice changes nothing."""
    owed = _lock(payment.transaction)
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = at, by, reason
    check_fields(row, "withdrawn_reason")
    if not reason.strip():
        raise AppError(_("Say what was wrong with it."), field="reason")
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _set_outstanding(owed, min(owed.outstanding + row.amount, owed.amount))
    return row


@transaction.atomic
def change_due_date(
    *,
    of: Transaction,
    due_on: date,
    reason: str,
    expected: date | None,
    at: datetime,
    by: User,
    submission_key: UUID | None = None,
) -> DueDateChange:
    """Agree another day for what is outstanding, if nobody else has agreed one since `expected` was read."""
    owed = _lock(of)
    if earlier := DueDateChange.already_submitted(submission_key):
        return earlier
    if not owed.outstanding:
        raise AppError(_("Nothing of this transaction is outstanding."))
    if owed.due_on != expected:
        raise AppError(_("Somebody else agreed another day meanwhile. Open the page again."), field="due_on")
    row = DueDateChange(
        transaction=owed,
        before=owed.due_on,
        after=due_on,
        reason=reason,
        changed_at=at,
        changed_by=by,
        submission_key=submission_key,
    )
    check_fields(row, "reason")
    if due_on == owed.due_on:
        raise AppError(_("That is the agreed day already."), field="due_on")
    if due_on < timezone.localdate(owed.occurred_at):
        raise AppError(_("The due date can't come before the transaction."), field="due_on")
    stored = insert_once(row)
    if stored is row:
        owed.due_on = due_on
        owed.save(update_fields=["due_on"])
    of.due_on = owed.due_on
    return stored


def _lock(of: Transaction) -> Transaction:
    """The stored row, for this transaction alone: two payments of the same debt take turns."""
    return Transaction.objects.select_for_update().get(pk=of.pk)


def _set_outstanding(owed: Transaction, amount: Decimal) -> None:
    owed.outstanding = amount
    owed.save(update_fields=["outstanding"])
