from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.enums import Standing, StandingSource
from customers.models import Customer, StandingChange, StandingPolicy
from customers.queries.records import standing_on
from customers.queries.standing import WANTED, wanted_values
from customers.services.checks import check_fields, check_open
from customers.signals import standing_changed

BATCH = 500

_MOVE = """
, moved AS (
    UPDATE customers_customer AS c SET standing = wanted.standing, standing_source = %(policy)s
    FROM wanted WHERE c.id = wanted.id AND wanted.was <> wanted.standing
    RETURNING c.id, c.standing
)
INSERT INTO customers_standingchange (customer_id, standing, effective_from, source, reason, recorded_at)
SELECT id, standing, %(today)s, %(policy)s, '', %(at)s FROM moved
ON CONFLICT (customer_id, effective_from) DO UPDATE
    SET standing = excluded.standing, source = excluded.source, reason = '', recorded_at = excluded.recorded_at,
        recorded_by_id = NULL
RETURNING customer_id, standing
"""


@transaction.atomic
def set_standing(
    *,
    customer: Customer,
    standing: Standing | str,
    effective_from: date,
    source: StandingSource | str,
    reason: str,
    by: User | None,
    at: datetime,
) -> StandingChange:
    """Put a standing into the history, in place of one noted for the same day; by hand only with a reason.

    The customer's standing becomes the one in force on the day of `at`.
    """
    check_open(customer)
    if source == StandingSource.OVERRIDE and not reason.strip():
        raise AppError(_("Say why the policy is overruled."), field="reason")
    if effective_from > timezone.localdate(at):
        raise AppError(_("A standing can't begin in the future."), field="effective_from")
    row = StandingChange(customer=customer, standing=standing, source=source, reason=reason)
    check_fields(row, "standing", "source", "reason")
    values = {"standing": standing, "source": source, "reason": reason, "recorded_at": at, "recorded_by": by}
    Customer.objects.select_for_update().get(pk=customer.pk)
    change, _created = StandingChange.objects.update_or_create(
        customer=customer, effective_from=effective_from, defaults=values
    )
    _apply_current(customer, timezone.localdate(at))
    return change


def _apply_current(customer: Customer, today: date) -> None:
    current = standing_on(customer, today)
    if current is None:
        return
    before = customer.standing
    customer.standing, customer.standing_source = current.standing, current.source
    customer.save(update_fields=["standing", "standing_source"])
    if customer.standing != before:
        standing_changed.send(sender=Customer, customer=customer, standing=customer.standing)


@transaction.atomic
def return_to_policy(*, customer: Customer, at: datetime, by: User) -> None:
    """End an override: from now on the policy decides again, at its next turn at the latest."""
    check_open(customer)
    Customer.objects.filter(pk=customer.pk).update(standing_source=StandingSource.POLICY)
    recompute_standings(today=timezone.localdate(at), at=at)
    customer.refresh_from_db(fields=["standing", "standing_source"])


@transaction.atomic
def recompute_standings(*, today: date, at: datetime) -> int:
    """Give everybody the standing the policy asks for, save those set by hand; gives how many moved.

    Two statements, however many customers there are. Running it again on the same day changes nothing.
    """
    policy = StandingPolicy.load()
    values = wanted_values(
        tenure_years=policy.tenure_years, transactions_a_year=policy.transactions_a_year, today=today
    )
    with connection.cursor() as cursor:
        cursor.execute(WANTED + _MOVE, {**values, "policy": StandingSource.POLICY.value, "at": at})
        moved = dict(cursor.fetchall())
    _announce(moved)
    return len(moved)


def _announce(moved: dict[int, str]) -> None:
    if not standing_changed.has_listeners(Customer):
        return
    pks = list(moved)
    for start in range(0, len(pks), BATCH):
        for customer in Customer.objects.filter(pk__in=pks[start : start + BATCH]):
            standing_changed.send(sender=Customer, customer=customer, standing=customer.standing)


@transaction.atomic
def save_policy(*, tenure_years: int, transactions_a_year: int, expected_version: int, at: datetime, by: User) -> int:
    """Change when a customer is primary, and move everybody at once; gives how many moved. May raise StaleRecord."""
    StandingPolicy.objects.get_or_create(id=1)
    policy = StandingPolicy(id=1, tenure_years=tenure_years, transactions_a_year=transactions_a_year)
    check_fields(policy, "tenure_years", "transactions_a_year")
    policy.save_version(expected=expected_version, fields=["tenure_years", "transactions_a_year"])
    return recompute_standings(today=timezone.localdate(at), at=at)
