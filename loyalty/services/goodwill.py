from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.models import Customer
from loyalty.enums import EntryKind
from loyalty.models import LedgerEntry, Membership, Programme
from loyalty.models.programme import POINTS_LIMIT
from loyalty.services.ledger import book_once
from loyalty.services.membership import enrol


@transaction.atomic
def grant_goodwill(
    *, customer: Customer, points: int, source_key: str, at: datetime, by: User | None, reason: str = ""
) -> LedgerEntry:
    """Give points to make something good, once per `source_key`; gives the entry, the earlier one when repeated.

    Who is no member yet joins the default programme. Raises AppError when there is no programme to join.
    """
    earlier = LedgerEntry.objects.filter(source_key=source_key).first()
    if earlier:
        return earlier
    membership = membership_for_goodwill(customer.merged_into or customer, at=at, by=by)
    return book_goodwill(membership=membership, points=points, reason=reason, source_key=source_key, at=at, by=by)


def book_goodwill(
    *, membership: Membership, points: int, source_key: str, at: datetime, by: User | None, reason: str = ""
) -> LedgerEntry:
    """Give points to a member of one programme, once per `source_key`. Without a reason it has the ordinary words."""
    if not 1 <= points <= POINTS_LIMIT:
        raise AppError(_("Enter a number of points between 1 and 1,000,000."), field="points")
    if not membership.is_current:
        raise AppError(_("This membership has ended. Enrol the customer again first."))
    return book_once(
        membership=membership,
        kind=EntryKind.GOODWILL,
        points=points,
        reason=reason[:300] or _("A gesture of goodwill"),
        source_key=source_key,
        at=at,
        by=by,
    )


def membership_for_goodwill(customer: Customer, *, at: datetime, by: User | None) -> Membership:
    """The customer's membership of a running programme, of the default one first; joins that when there is none."""
    running = Programme.objects.running(timezone.localdate(at)).filter(audience=customer.kind)
    membership = (
        Membership.objects.current()
        .filter(customer=customer, programme__in=running)
        .order_by("-programme__is_default", "pk")
        .first()
    )
    if membership:
        return membership
    programme = running.order_by("-is_default", "pk").first()
    if programme is None:
        raise AppError(_("There is no running loyalty programme for this customer. Ask a manager to start one."))
    return enrol(customer=customer, programme=programme, at=at, by=by)
