"""Standing: set by hand for one customer, and the policy that decides for all others."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.enums import Standing, StandingSource
from customers.models import Customer, StandingChange, StandingPolicy
from customers.queries.records import standing_on
from customers.services.checks import check_fields, check_open, check_reason
from customers.services.judging import judge_customers, recompute_everybody_once, take_turn
from customers.signals import Moved, standing_changed
from jobs.models import Job

POLICY_FIELDS = ("tenure_years", "transactions_a_year", "amount_a_year", "forgiven_years", "reason")


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
    if source == StandingSource.OVERRIDE:
        check_reason(reason)
    if effective_from > timezone.localdate(at):
        raise AppError(_("A standing can't begin in the future."), field="effective_from")
    row = StandingChange(customer=customer, standing=standing, source=source, reason=reason)
    check_fields(row, "standing", "source", "reason")
    values = {"standing": standing, "source": source, "reason": reason, "recorded_at": at, "recorded_by": by}
    take_turn()
    Customer.objects.select_for_update().get(pk=customer.pk)
    change, _created = StandingChange.objects.update_or_create(
        customer=customer, effective_from=effective_from, defaults=values
    )
    _apply_current(customer, at)
    return change


def _apply_current(customer: Customer, at: datetime) -> None:
    today = timezone.localdate(at)
    current = standing_on(customer, today)
    if current is None:
        return
    before = customer.standing
    customer.standing, customer.standing_source = current.standing, current.source
    customer.save(update_fields=["standing", "standing_source"])
    if customer.standing != before:
        moves = [Moved(customer.pk, before, customer.standing)]
        standing_changed.send(sender=Customer, moves=moves, at=at)
    if customer.standing_source == StandingSource.OVERRIDE:
        judge_one(customer, at)  # who is primary may be a client


def judge_one(customer: Customer, at: datetime) -> None:
    """Let the rules decide at once what they decide about this customer, and read it back."""
    judge_customers(whom=[customer.pk], today=timezone.localdate(at), at=at)
    customer.refresh_from_db(fields=["standing", "standing_source", "stage", "stage_since", "stage_source"])


@transaction.atomic
def return_to_policy(*, customer: Customer, at: datetime, by: User) -> None:
    """End an override: from now on the policy decides again."""
    check_open(customer)
    take_turn()
    Customer.objects.filter(pk=customer.pk).update(standing_source=StandingSource.POLICY)
    judge_one(customer, at)


@transaction.atomic
def save_policy(
    *,
    tenure_years: int,
    transactions_a_year: int,
    reason: str,
    expected_version: int,
    at: datetime,
    by: User,
    amount_a_year: Decimal = Decimal(0),
    forgiven_years: int = 0,
    page: str = "",
) -> Job | None:
    """Change when a customer is primary; a worker moves everybody, and that work is given back.

    May raise StaleRecord, or AppError naming the field at fault.
    """
    check_reason(reason)
    StandingPolicy.objects.get_or_create(id=1)
    policy = StandingPolicy(
        id=1,
        tenure_years=tenure_years,
        transactions_a_year=transactions_a_year,
        amount_a_year=amount_a_year,
        forgiven_years=forgiven_years,
        reason=reason,
    )
    check_fields(policy, *POLICY_FIELDS)
    if forgiven_years >= tenure_years:
        raise AppError(_("At least one of the years has to count."), field="forgiven_years")
    policy.save_version(expected=expected_version, fields=list(POLICY_FIELDS))
    return recompute_everybody_once(at=at, by=by, page=page)
