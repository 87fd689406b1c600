"""Arithmetic of fiscal years and of windows in calendar months, on plain dates."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)


def parse_month_day(text: str) -> tuple[int, int]:
    """(4, 1) for "04-01"; ValueError unless the day exists every year, so 29 February is refused."""
    found = re.fullmatch(r"(\d{2})-(\d{2})", text.strip())
    if not found:
        raise ValueError(text)
    month, day = int(found[1]), int(found[2])
    date(2001, month, day)
    return month, day


def months_before(day: date, months: int) -> date:
    """The same day of the month `months` earlier, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window_start(last_day: date, months: int) -> date:
    """First day of the `months` calendar months that end with `last_day`."""
    return months_before(last_day + ONE_DAY, months)


def year_end(starts_on: date, month: int, day: int) -> date:
    """Last day of the fiscal year that begins on `starts_on` when years begin on `month`-`day`.

    It is the day before the next such date, so a year begun elsewhere is a short one (a transition year).
    """
    this = date(starts_on.year, month, day)
    return (this if this > starts_on else date(starts_on.year + 1, month, day)) - ONE_DAY


def year_start(ends_on: date, month: int, day: int) -> date:
    """First day of the fiscal year that ends on `ends_on` when years begin on `month`-`day`."""
    this = date(ends_on.year, month, day)
    return this if this <= ends_on else date(ends_on.year - 1, month, day)


def year_name(ends_on: date) -> str:
    """Fiscal years are named after the calendar year in which they end."""
    return f"FY{ends_on.year}"


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day; with the next day's it makes a half-open span of instants."""
    return datetime.combine(day, time.min, tzinfo=zone)
