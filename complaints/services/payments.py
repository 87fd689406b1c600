"""Paying what was granted: once, whatever is clicked twice, sent again or broken off in the middle."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import EntryKind
from complaints.models import Remedy
from complaints.permissions import can_pay_remedy
from complaints.services import records

PAID = "paid"


@transaction.atomic
def pay_remedy(*, remedy: Remedy, reference: str, paid_at: datetime, at: datetime, by: User) -> Remedy:
    """Note that granted money was paid, with the number of the payment.

    The same payment told twice is the first one; another payment of the same remedy is refused.
    """
    reference = reference.strip()
    records.lock(remedy.complaint)
    remedy.refresh_from_db(fields=["status", "paid_at", "paid_by", "payment_reference", "amount"])
    if remedy.paid_at is not None:
        if remedy.payment_reference == reference:
            return remedy
        raise NotAllowed(
            _("This remedy was paid already, with the reference %(reference)s. Do not pay it again.")
            % {"reference": remedy.payment_reference}
        )
    if not can_pay_remedy(by, remedy):
        raise NotAllowed(_("Only granted money can be paid."))
    if not reference:
        raise AppError(_("Enter the number of the payment, such as that of the transfer."), field="reference")
    if paid_at > at:
        raise AppError(_("The payment can't be in the future."), field="paid_on")
    if remedy.decided_at and paid_at.date() < remedy.decided_at.date():
        raise AppError(_("The payment can't be before the remedy was granted."), field="paid_on")
    remedy.paid_at, remedy.paid_by, remedy.payment_reference = paid_at, by, reference
    remedy.save(update_fields=["paid_at", "paid_by", "payment_reference"])
    records.note(
        remedy.complaint, EntryKind.REMEDY, at=at, by=by, body=reference, old_value=remedy.kind, new_value=PAID
    )
    return remedy
