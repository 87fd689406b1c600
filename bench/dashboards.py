"""What managers see of complaint handling, figure by figure and as pages, against one scan of the complaints.

In milliseconds of CPU, of this process and of the database's; a page's own line says how long it took in all.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.cases import page
from bench.clock import alone, at_work
from bench.figures import Figure, median, once
from complaints.enums import Factor
from complaints.models import SilenceReading
from complaints.queries import figures as handling
from complaints.queries.costs import monthly_costs
from complaints.queries.hours import complaints_by_hour
from complaints.queries.performance import performance
from complaints.queries.promises import promise_records
from complaints.queries.qualities import qualities
from complaints.queries.service import weekly_service
from complaints.queries.workers import work_by_department, work_by_person
from complaints.services import take_silence_readings

SCAN = "SELECT count(*), min(received_at), max(due_at) FROM complaints_complaint"
ONE_SCAN = "a scan of all complaints"
TIMES = 3
WEEKS, MONTHS = 13, 12
PAGES = {"figures": "", "people and departments": "people/", "qualities": "qualities/", "silence watch": "silence/"}
AIM = "<= 1500 ms"


def figures(manager: User) -> Iterator[Figure]:
    at = timezone.now()
    alone()
    floor = median(raw.query(SCAN), times=TIMES, clock=at_work)
    for days in (30, 365):
        until = timezone.localdate(at)
        for name, read in of_period(manager, until - timedelta(days=days - 1), until, at).items():
            yield Figure(f"{name}, {days} days", median(read, times=TIMES, clock=at_work), "ms", floor, ONE_SCAN)
    for name, read in of_now(manager, at).items():
        yield Figure(name, median(read, times=TIMES, clock=at_work), "ms", floor, ONE_SCAN)
    yield Figure(
        "promises of the charter, counted anew", median(lambda: charter(at), times=TIMES), "ms", floor, ONE_SCAN
    )
    yield from silence(at)
    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    nothing = median(lambda: client.get("/healthz"), clock=time.process_time)
    for name, address in PAGES.items():
        for days in (30, 365):
            whole = f"/complaints/dashboard/{address}?days={days}"
            cost = median(lambda whole=whole: client.get(whole), times=TIMES, clock=at_work)
            yield Figure(f"page, {name}, {days} days, with its database", cost, "ms", floor, ONE_SCAN, AIM)
            yield from page(f"{name}, {days} days", client, whole, nothing, times=TIMES)


def of_period(user: User, since: date, until: date, at: datetime) -> dict[str, Callable[[], Any]]:
    scope: dict[str, Any] = {"user": user, "since": since, "until": until}
    return {
        "C1 summary": lambda: handling.summary(**scope, at=at),
        "C3 causes": lambda: handling.causes_by_count(**scope),
        "C3 external causes": lambda: handling.causes_by_count(**scope, factor=Factor.EXTERNAL),
        "C6 weekday and hour": lambda: complaints_by_hour(**scope),
        "C7 by officer": lambda: work_by_person(**scope),
        "C7 by department": lambda: work_by_department(**scope),
        "C7 promises by officer": lambda: promise_records(**scope, at=at),
        "five qualities": lambda: qualities(**scope, at=at),
    }


def of_now(user: User, at: datetime) -> dict[str, Callable[[], Any]]:
    return {
        "C2 weekly flow": lambda: handling.weekly_flow(user=user, weeks=WEEKS, at=at),
        "C4 weekly service": lambda: weekly_service(user=user, weeks=WEEKS, at=at),
        "C5 age of what is open": lambda: handling.ages_of_open(user=user, at=at),
        "C8 costs by month": lambda: monthly_costs(user=user, months=MONTHS, at=at),
    }


def charter(at: datetime) -> Any:
    cache.clear()
    return performance(at)


def silence(at: datetime) -> Iterator[Figure]:
    """C9: listening goes over the transactions of a year, once a day in the background."""
    floor = median(raw.query("SELECT count(*), sum(amount) FROM customers_transaction"), times=1)
    SilenceReading.objects.all().delete()
    cost = once(lambda: take_silence_readings(at=at))
    yield Figure("C9 silence watch, once a day", cost, "ms", floor, "a scan of all transactions")
