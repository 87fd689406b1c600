"""What a customer wants, whom a customer is connected with, and the days that mean something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from customers.models import Customer, CustomerLink, Need, SpecialDay
from customers.models.customer import month_and_day

DAYS_AHEAD = 14
# Lines of the list of one day; a registry of a million has some two thousand birthdays a day.
DAY_LIMIT = 200


def needs_of(record_ids: list[int]) -> "QuerySet[Need]":
    """What still holds, in the order in which it was noted."""
    return Need.objects.filter(customer__in=record_ids, ended_at__isnull=True).select_related("noted_by").order_by("id")


def special_days_of(record_ids: list[int]) -> "QuerySet[SpecialDay]":
    return SpecialDay.objects.filter(customer__in=record_ids).order_by(month_and_day("day"), "id")


@dataclass(frozen=True)
class Tie:
    """A relation as it reads on one customer's page: the words, and whom it leads to."""

    link: CustomerLink
    words: Any
    to: Customer


def ties_of(customer: Customer) -> list[Tie]:
    """Relations in both directions, of folded duplicates too. One query.

    A folded record stands for its survivor: what leads back to the customer itself or is there twice is left out.
    """
    mine = customer.record_ids
    links = CustomerLink.objects.filter(Q(customer__in=mine) | Q(other__in=mine)).order_by("kind", "id")
    found: dict[tuple[str, int], Tie] = {}
    for link in links.select_related("customer__merged_into", "other__merged_into"):
        far = link.other if link.customer_id in mine else link.customer
        to = far.merged_into or far
        words = link.words_from(mine)
        if to.pk != customer.pk and to.erased_at is None:
            found.setdefault((str(words), to.pk), Tie(link, words, to))
    return list(found.values())


@dataclass(frozen=True)
class ComingDay:
    """A day of a customer that comes within the next days; `years` since the first, for a birthday the age."""

    on: date
    customer: Customer
    label: str
    is_birthday: bool = False
    note: str = ""
    years: int | None = None


def coming_days(*, first: date, last: date, owner: User | None = None, limit: int = DAY_LIMIT) -> list[ComingDay]:
    """Birthdays and special days of current customers from `first` to `last`, at most `limit` of each, soonest first.

    With an `owner` those of the customers this person looks after. Two queries. A 29 February is kept on the 28th in
    other years, as loyalty does. The span may be up to a year.
    """
    window = _window(first, last)
    born, noted = _birthdays(window, owner), _noted(window, first, last, owner)
    days = [_birthday(customer, window) for customer in born[:limit]]
    days += [_special_day(row, window) for row in noted[:limit]]
    return sorted(days, key=lambda day: (day.on, day.customer.name, day.customer.pk))


def _window(first: date, last: date) -> dict[int, date]:
    """The days by what dates have in common every year (1231 for 31 December)."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    window = {day.month * 100 + day.day: day for day in days}
    if 228 in window and not _is_leap(window[228].year):
        window[229] = window[228]
    return window


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _birthdays(window: dict[int, date], owner: User | None) -> "QuerySet[Customer]":
    rows = Customer.objects.current().filter(birth_date__isnull=False, do_not_contact=False)
    rows = rows.alias(yearly=month_and_day("birth_date")).filter(yearly__in=list(window))
    return (rows.filter(owner=owner) if owner else rows).order_by("pk")


def _noted(window: dict[int, date], first: date, last: date, owner: User | None) -> "QuerySet[SpecialDay]":
    yearly = Q(is_yearly=True, yearly__in=list(window))
    rows = SpecialDay.objects.alias(yearly=month_and_day("day")).filter(
        yearly | Q(is_yearly=False, day__gte=first, day__lte=last)
    )
    rows = rows.filter(customer__erased_at__isnull=True).select_related("customer__merged_into")
    if owner:
        rows = rows.filter(Q(customer__owner=owner) | Q(customer__merged_into__owner=owner))
    return rows.order_by("pk")


def _birthday(customer: Customer, window: dict[int, date]) -> ComingDay:
    born = customer.birth_date
    assert born is not None  # noqa: S101 - the query asked for it
    on = window[born.month * 100 + born.day]
    return ComingDay(on, customer, _("Birthday"), is_birthday=True, years=on.year - born.year)


def _special_day(row: SpecialDay, window: dict[int, date]) -> ComingDay:
    on = window[row.day.month * 100 + row.day.day] if row.is_yearly else row.day
    years = on.year - row.day.year if row.is_yearly else None
    return ComingDay(on, row.customer.merged_into or row.customer, row.label, note=row.note, years=years)


def next_occurrence(day: date, *, today: date) -> date:
    """When a day of every year comes next, today included; 29 February becomes the 28th in other years."""
    return min(found for found in _occurrences(day, today.year) if found >= today)


def _occurrences(day: date, year: int) -> Iterator[date]:
    for one in (year, year + 1):
        yield date(one, 2, 28) if (day.month, day.day) == (2, 29) and not _is_leap(one) else day.replace(year=one)
