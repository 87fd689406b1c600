"""The work queue of complaints: its tabs in each order, near the top and deep down, its filters and their counts.

In milliseconds of CPU, of this process and of the database's.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from accounts.models import Department, User
from bench import raw
from bench.clock import alone, at_work
from bench.figures import Figure, median
from bench.paging import count, page_of
from common.counts import count_of
from common.paging import KeysetPage
from complaints import columns
from complaints.enums import Priority
from complaints.listing import ORDERS, TAB_NAMES, Listing, listing_of, orders_of
from complaints.models import Cause
from complaints.queries import tab_counts

DEEPEST = 100_000
EACH_BY_ITS_OWN = "a count of each tab, all of it"


def figures(manager: User) -> Iterator[Figure]:
    at = workday()
    alone()
    for tab in TAB_NAMES:
        for sort in orders_of(tab):
            yield from pages(listed(f"tab={tab}&sort={sort}", manager, at), f"{tab} by {sort or 'waiting'}")
    yield numbers_on_tabs(manager, at)
    for name, address in addresses(manager).items():
        listing = listed(address, manager, at)
        how_many = count_of(listing.rows)
        print(f"{name}: {how_many}", flush=True)
        yield count(f"count of complaints, {name}", listing.rows, clock=at_work)
        yield page_of(f"complaints, {name}", shown(listing), listing.order, is_short=how_many.is_short, clock=at_work)


def workday() -> datetime:
    """Ten in the morning of today, whenever it is measured: then the queue has something that is due today."""
    return timezone.localtime().replace(hour=10, minute=0)


def listed(address: str, user: User, at: datetime) -> Listing:
    listing = listing_of(QueryDict(address), user=user, at=at)
    if not listing.filter.form.is_valid():
        raise ValueError(f"{address}: {listing.filter.form.errors}")
    return listing


def shown(listing: Listing):
    return columns.prepared(listing.rows, columns.chosen([], columns.BY_NAME))


def pages(listing: Listing, name: str) -> Iterator[Figure]:
    rows, order = shown(listing), listing.order
    yield page_of(f"queue, {name}", rows, order, clock=at_work)
    middle = min(rows.count() // 2, DEEPEST)
    if middle > 1:
        place = KeysetPage(rows.none(), order=order, params={}).cursor_of(rows.order_by(*order)[middle])
        yield page_of(f"queue, {name}, from {middle:,} on", rows, order, params={"after": place}, clock=at_work)


def numbers_on_tabs(user: User, at: datetime) -> Figure:
    """The numbers beside the tabs, which are counted up to a thousand, against counting everything."""
    floor = 0.0
    for tab in (tab for tab in TAB_NAMES if tab != "all"):
        sql, parameters = listed(f"tab={tab}", user, at).rows.order_by().values("pk").query.sql_with_params()
        floor += median(raw.query(f"SELECT count(*) FROM ({sql}) AS held", parameters), times=3, clock=at_work)  # noqa: S608
    cost = median(lambda: tab_counts(user=user, at=at), times=15, clock=at_work)
    return Figure("numbers on the tabs", cost, "ms", floor, EACH_BY_ITS_OWN, "<= 1 x")


def addresses(user: User) -> dict[str, str]:
    """What people choose, as it stands in the address."""
    department = Department.objects.order_by("pk")[0].pk
    officer = User.objects.filter(complaints__isnull=False).exclude(pk=user.pk).order_by("pk")[0].pk
    cause = Cause.objects.filter(children__factor="internal").order_by("position")[0].slug
    today = timezone.localdate()
    days = {name: (today - timedelta(days=days)).isoformat() for name, days in (("month", 30), ("year", 365))}
    values = {**days, "department": department, "officer": officer, "cause": cause, "urgent": Priority.URGENT}
    return {name: address.format(**values) for name, address in ADDRESSES.items()}


ADDRESSES = {
    "open, being investigated": "tab=open&status=investigating",
    "all, closed": "tab=all&status=closed",
    "all, refused": "tab=all&status=refused",
    "open, a cause": "tab=open&cause={cause}",
    "all, a cause": "tab=all&cause={cause}",
    "all, by letter": "tab=all&channel=letter",
    "open, critical": "tab=open&severity=critical",
    "open, urgent": "tab=open&priority={urgent}",
    "all, urgent": "tab=all&priority={urgent}",
    "all, a common tag": "tab=all&tags=rombongan",
    "open, a rare tag": "tab=open&tags=mendesak",
    "all, two tags": "tab=all&tags=rombongan,lansia",
    "all, in English": "tab=all&language=en",
    "open, an officer": "tab=open&owner={officer}",
    "all, an officer": "tab=all&owner={officer}",
    "open, a department": "tab=open&department={department}",
    "all, a department": "tab=all&department={department}",
    "all, external causes": "tab=all&factor=external",
    "all, received in a month": "tab=all&received_from={month}",
    "all, received before a year ago": "tab=all&received_to={year}",
    "all, resolved in a month": "tab=all&resolved_from={month}",
    "all, resolved late in a year": "tab=all&resolved_from={year}&timeliness=late",
    "all, resolved in time": "tab=all&timeliness=on_time",
    "all, received on Mondays at ten": "tab=all&weekday=1&hour=10",
    "all, words": "tab=all&q=kamar+bocor",
    "open, words": "tab=open&q=kamar+bocor",
    "all, a mistyped word": "tab=all&q=sarapn",
    "all, a rare word": "tab=all&q=TRX",
    "all, a customer's name": "tab=all&q=budi+santoso",
    "overdue, department and urgent": "tab=overdue&department={department}&priority={urgent}",
    "all, officer, cause and year": "tab=all&owner={officer}&cause={cause}&received_from={year}",
    "all, by letter, refused, nobody's": "tab=all&channel=letter&status=refused&tags=bayi",
}
assert set(ORDERS) == {"due", "-due", "-received", "received"}, "measure the new order of the queue too"  # noqa: S101
