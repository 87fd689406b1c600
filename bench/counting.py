"""Retention of one fiscal year from the facts, against reading all transactions once."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.figures import Figure, median
from retention.queries.figures import retention_of
from retention.queries.years import period_named

SCAN = "SELECT count(*), sum(amount) FROM customers_transaction"


def figures(manager: User) -> Iterator[Figure]:
    at = timezone.now()
    period = period_named(f"FY{at.year - 1}")
    cost = median(lambda: retention_of(period, cutoff=at), times=3)
    floor = median(raw.query(SCAN), times=3)
    yield Figure("retention of one year, exact", cost, "ms", floor, "a scan of all transactions")
