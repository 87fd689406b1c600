from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.enums import Standing
from customers.models import Customer
from customers.services.checks import refuse_nobody
from loyalty.models import Membership, Programme
from loyalty.services.purchases import check_history_of

ENROL_MANY = """
INSERT INTO loyalty_membership (programme_id, customer_id, balance, enrolled_at, enrolled_by_id)
SELECT %(programme)s, c.id, 0, %(at)s, %(by)s FROM customers_customer c
WHERE c.kind = %(audience)s AND (c.standing = %(standing)s OR c.id = ANY(%(ids)s))
AND c.merged_into_id IS NULL AND c.erased_at IS NULL AND NOT c.is_test
ON CONFLICT (programme_id, customer_id) DO NOTHING
RETURNING id
"""


@transaction.atomic
def enrol(*, customer: Customer, programme: Programme, at: datetime, by: User | None = None) -> Membership:
    """Make the customer a member, or a member again; points count from this day on.

    Gives the membership there is already. Raises AppError when customer and programme don't fit.
    """
    refuse_misfit(customer, programme, timezone.localdate(at))
    membership = Membership.objects.filter(programme=programme, customer=customer).first()
    if membership is None:
        membership = _add(customer, programme, at, by)
    if not membership.is_current:
        membership.left_at, membership.enrolled_at, membership.enrolled_by = None, at, by
        membership.save(update_fields=["left_at", "enrolled_at", "enrolled_by"])
    check_history_of([membership])
    return membership


def _add(customer: Customer, programme: Programme, at: datetime, by: User | None) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(customer=customer, programme=programme, enrolled_at=at, enrolled_by=by)
    except IntegrityError:
        return Membership.objects.get(programme=programme, customer=customer)


def refuse_misfit(customer: Customer, programme: Programme, today: date) -> None:
    """Raise AppError unless the customer may join the programme today."""
    refuse_nobody(customer)
    if customer.merged_into_id or customer.erased_at:
        raise AppError(_("This customer record is closed and can't join a programme."), field="customer")
    if customer.kind != programme.audience:
        raise AppError(
            _("%(programme)s is for others: %(audience)s.")
            % {"programme": programme.name, "audience": programme.get_audience_display().lower()},
            field="programme",
        )
    if not programme.is_running(today):
        raise AppError(
            _("%(programme)s takes no members at present.") % {"programme": programme.name}, field="programme"
        )


@transaction.atomic
def enrol_primary_customers(*, programme: Programme, at: datetime, by: User | None = None) -> int:
    """Make all primary customers of the programme's audience members; gives how many joined."""
    return len(_enrol_all(programme, at, by, standing=Standing.PRIMARY, ids=[]))


@transaction.atomic
def enrol_many(*, programme: Programme, customer_ids: Sequence[int], at: datetime, by: User | None = None) -> list[int]:
    """Make these customers members, those whom the programme is for; gives the new memberships."""
    return _enrol_all(programme, at, by, standing="", ids=list(customer_ids))


@transaction.atomic
def enrol_new_primaries(*, customer_ids: Sequence[int], at: datetime) -> int:
    """Make who has just become primary a member of the running programmes that say so; gives how many joined."""
    programmes = Programme.objects.running(timezone.localdate(at)).filter(enrols_primary=True).order_by("pk")
    return sum(len(enrol_many(programme=programme, customer_ids=customer_ids, at=at)) for programme in programmes)


def _enrol_all(programme: Programme, at: datetime, by: User | None, *, standing: str, ids: list[int]) -> list[int]:
    if not programme.is_running(timezone.localdate(at)):
        raise AppError(_("%(programme)s takes no members at present.") % {"programme": programme.name})
    values: dict[str, Any] = {
        "programme": programme.pk,
        "at": at,
        "by": by and by.pk,
        "audience": programme.audience,
        "standing": standing,
        "ids": ids,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENROL_MANY, values)
        joined = [row[0] for row in cursor.fetchall()]
    check_history_of([Membership(pk=pk) for pk in joined])
    return joined


@transaction.atomic
def withdraw_enrolment(*, membership_ids: Sequence[int], at: datetime) -> int:
    """End these memberships as if begun by mistake, those without any booking of points; gives how many."""
    unused = Membership.objects.current().filter(pk__in=membership_ids, entries__isnull=True)
    found = list(unused.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    return Membership.objects.filter(pk__in=found).update(left_at=at)


@transaction.atomic
def leave(*, membership: Membership, at: datetime) -> Membership:
    """End a membership. Its points stay on the ledger, for the case that the customer comes back."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.is_current:
        membership.left_at = at
        membership.save(update_fields=["left_at"])
    return membership
