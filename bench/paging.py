"""A page of a list and its count, against the same statements by psycopg2."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from bench import raw
from bench.figures import Figure, median
from common.counts import count_of
from common.paging import KeysetPage

SAME = "the same statement by psycopg2"
TIMES = 15


def page_of(
    subject: str,
    rows: QuerySet,
    order: Sequence[str],
    *,
    params: Mapping[str, str] | None = None,
    is_short: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Figure:
    """A page as the list makes it, and its first statement alone."""
    made = partial(KeysetPage, rows, order=order, params=params or {}, is_short=is_short)
    page = median(made, times=TIMES, clock=clock)
    with CaptureQueriesContext(connection) as captured:
        made()
    floor = median(raw.query(captured[0]["sql"], None), times=TIMES, clock=clock)
    return Figure(subject, page, "ms", floor, SAME, "floor <= 1 ms")


def count(subject: str, rows: QuerySet, *, clock: Callable[[], float] = time.perf_counter) -> Figure:
    """Beside what a count of everything would cost, which the page never makes."""
    exactly = rows.order_by().values("pk")
    sql, parameters = exactly.query.sql_with_params()
    floor = median(raw.query(f"SELECT count(*) FROM ({sql}) AS found", parameters), times=1, clock=clock)  # noqa: S608
    cost = median(lambda: count_of(rows), times=5, clock=clock)
    return Figure(subject, cost, "ms", floor, "an exact count", "<= 1 x")
