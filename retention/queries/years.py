"""Fiscal years by name or day, stored or worked out from the day on which they begin."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.fiscal import ONE_DAY, months_before, parse_month_day, year_end, year_start
from retention.models import FiscalYear, RetentionPolicy, YearResult
from retention.queries.members import Period


def canonical_name(text: str) -> str:
    """ "FY2024" for "fy24" and "FY2024"; other names as they are."""
    text = text.strip()
    found = re.fullmatch(r"[Ff][Yy]\s?(\d{2}|\d{4})", text)
    if not found:
        return text
    return f"FY{found[1] if len(found[1]) == 4 else 2000 + int(found[1])}"


def period_of(year: FiscalYear, *, until: date | None = None) -> Period:
    """A stored year, or its part up to `until`, with the part of the year before that it is compared with."""
    ends_on = year.ends_on if until is None else min(year.ends_on, until)
    before = FiscalYear.objects.filter(ends_on=year.starts_on - ONE_DAY).first()
    return _period(year.name, year.starts_on, ends_on, whole_until=year.ends_on, before=before)


def period_named(name: str, *, fiscal_year_start: str | None = None) -> Period:
    """The stored year of that name; worked out where there is none or a start is given. AppError if it is no year."""
    name = canonical_name(name)
    year = FiscalYear.objects.filter(name=name).first() if fiscal_year_start is None else None
    if year:
        return period_of(year)
    found = re.fullmatch(r"FY(\d{4})", name)
    if not found or not 1900 <= int(found[1]) <= 2200:
        raise AppError(_("There is no fiscal year “%(name)s”. Write it like FY2025.") % {"name": name})
    month, day = _month_day(fiscal_year_start or RetentionPolicy.load().fiscal_year_start)
    next_year = date(int(found[1]), month, day)
    if (month, day) == (1, 1):
        next_year = date(int(found[1]) + 1, 1, 1)
    ends_on = next_year - ONE_DAY
    return _period(name, year_start(ends_on, month, day), ends_on, whole_until=ends_on, before=None)


def fiscal_year_on(day: date) -> FiscalYear | None:
    return FiscalYear.objects.filter(starts_on__lte=day, ends_on__gte=day).first()


def years_to_close(today: date) -> list[FiscalYear]:
    """Ended years without a result, the oldest first."""
    closed = YearResult.objects.filter(version__gt=0).values("fiscal_year_id")
    return list(FiscalYear.objects.filter(ends_on__lt=today).exclude(pk__in=closed).order_by("starts_on"))


def year_spans(
    first_day: date, today: date, *, month: int, day: int, known: list[FiscalYear]
) -> list[tuple[date, date]]:
    """First and last days of the years still missing between the first business and today, in order.

    They continue what is known on both sides, so years neither overlap nor leave gaps, and a changed
    start of years makes one short transition year.
    """
    spans: list[tuple[date, date]] = []
    if known:
        starts_on, ends_on = known[0].starts_on, known[-1].ends_on
        while first_day < starts_on:
            span = (year_start(starts_on - ONE_DAY, month, day), starts_on - ONE_DAY)
            spans.insert(0, span)
            starts_on = span[0]
        next_start = ends_on + ONE_DAY
    else:
        next_start = year_start(first_day, month, day)
    while next_start <= today:
        spans.append((next_start, year_end(next_start, month, day)))
        next_start = spans[-1][1] + ONE_DAY
    return spans


def _period(name: str, starts_on: date, ends_on: date, *, whole_until: date, before: FiscalYear | None) -> Period:
    before_from = before.starts_on if before else months_before(starts_on, 12)
    whole = starts_on - ONE_DAY
    before_until = whole if ends_on == whole_until else min(whole, months_before(ends_on, 12))
    return Period(name, starts_on, ends_on, before_from, max(before_from, before_until))


def _month_day(text: Any) -> tuple[int, int]:
    try:
        return parse_month_day(str(text))
    except ValueError as error:
        raise AppError(
            _("“%(text)s” is no day of the year. Write it as month and day, like 04-01.") % {"text": text},
            field="fiscal_year_start",
        ) from error
