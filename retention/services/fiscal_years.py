"""Fiscal years: made as time goes on, without gap or overlap."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.fiscal import parse_month_day, year_name
from customers.models import Contract, Transaction
from retention.models import FiscalYear, RetentionPolicy
from retention.queries.activity import room_to_count
from retention.queries.years import year_spans

# One number per job: whoever holds it does the job, others wait and then find it done.
YEARS_LOCK = 7_301_001
MOST_YEARS_BACK = 60


def hold(lock: int) -> None:
    """Wait for the lock; it is given back with the transaction that the caller is in."""
    with room_to_count() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


@transaction.atomic
def ensure_fiscal_years(today: date) -> list[FiscalYear]:
    """Make the years still missing from the first business up to today; gives the new ones."""
    hold(YEARS_LOCK)
    known = list(FiscalYear.objects.order_by("starts_on"))
    month, day = parse_month_day(RetentionPolicy.load().fiscal_year_start)
    spans = year_spans(_first_business_day(today), today, month=month, day=day, known=known)
    names = {year.name for year in known}
    made = []
    for starts_on, ends_on in spans:
        name = _free_name(year_name(ends_on), names)
        names.add(name)
        made.append(FiscalYear.objects.create(name=name, starts_on=starts_on, ends_on=ends_on))
    return made


def change_fiscal_year(
    *, fiscal_year: FiscalYear, expected_version: int, name: str, ends_on: date, by: User
) -> FiscalYear:
    """Rename a year, or move the end of the last one while it has no result. AppError where that can't be."""
    if not by.is_manager:
        raise NotAllowed(_("Only managers may change fiscal years."))
    if ends_on != fiscal_year.ends_on:
        _check_new_end(fiscal_year, ends_on)
    fiscal_year.name, fiscal_year.ends_on = name, ends_on
    try:
        with transaction.atomic():
            fiscal_year.save_version(expected=expected_version, fields=["name", "ends_on"])
    except IntegrityError as error:
        raise AppError(_("Another fiscal year has this name already."), field="name") from error
    return fiscal_year


def _check_new_end(fiscal_year: FiscalYear, ends_on: date) -> None:
    if FiscalYear.objects.filter(starts_on__gt=fiscal_year.starts_on).exists():
        raise AppError(_("Only the end of the last fiscal year can be moved, or a gap would open."), field="ends_on")
    if fiscal_year.results.filter(version__gt=0).exists():
        raise AppError(_("This year is closed; its dates stay."), field="ends_on")
    if not 0 < (ends_on - fiscal_year.starts_on).days < 731:
        raise AppError(_("A fiscal year lasts from two days to two years."), field="ends_on")


def save_policy(*, expected_version: int, by: User, **fields: Any) -> RetentionPolicy:
    """Change how retention is counted from now on; closed years keep the window they were counted with."""
    if not by.is_manager:
        raise NotAllowed(_("Only managers may change the retention policy."))
    try:
        parse_month_day(fields["fiscal_year_start"])
    except ValueError as error:
        raise AppError(
            _("Write the first day of fiscal years as month and day, like 04-01."), field="fiscal_year_start"
        ) from error
    with transaction.atomic():
        policy, _is_new = RetentionPolicy.objects.get_or_create(
            pk=1, defaults={"fiscal_year_start": RetentionPolicy.load().fiscal_year_start}
        )
        for name, value in fields.items():
            setattr(policy, name, value)
        policy.save_version(expected=expected_version, fields=list(fields))
    return policy


def _first_business_day(today: date) -> date:
    """Day of the first transaction or contract, within reach; today where there is none."""
    earliest = date(today.year - MOST_YEARS_BACK, 1, 1)
    bought_at: datetime | None = Transaction.objects.purchases().aggregate(first=Min("occurred_at"))["first"]
    agreed_on: date | None = Contract.objects.aggregate(first=Min("starts_on"))["first"]
    found = [timezone.localdate(bought_at)] if bought_at else []
    found += [agreed_on] if agreed_on else []
    return max(earliest, min([*found, today]))


def _free_name(name: str, taken: set[str]) -> str:
    """A transition year may end in the same calendar year as another."""
    while name in taken:
        name += "T"
    return name
