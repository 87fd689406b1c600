"""Standing and life cycle of everybody and of those who changed, against scanning and grouping all transactions."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.figures import Figure, median, once
from customers.models import ChangedCustomer
from customers.queries import preview_of
from customers.rules import Rules
from customers.services.judging import recompute_all, refresh_standings

# One purchase in fifty is given back, half of them in full: refunds are part of the question.
REFUNDS = """
INSERT INTO customers_transaction (reference, customer_id, kind, status, amount, currency, occurred_at, recorded_at,
    refund_of_id, unit, outstanding)
SELECT 'bench-refund-' || id, customer_id, 'refund', 'completed',
    CASE WHEN id % 100 = 0 THEN amount ELSE amount / 2 END, currency, occurred_at, recorded_at, id, unit, 0
FROM customers_transaction WHERE id % 50 = 0 AND status = 'completed'"""
FLOOR = """
SELECT customer_id, count(*), min(occurred_at), max(occurred_at) FROM customers_transaction GROUP BY customer_id"""
CHANGE = """
UPDATE customers_transaction SET amount = amount + 1
WHERE id IN (SELECT id FROM customers_transaction ORDER BY id DESC LIMIT 1000)"""


def figures(manager: User) -> Iterator[Figure]:
    at = timezone.now()
    today = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET max_parallel_workers_per_gather = 0")
        cursor.execute(REFUNDS)
        cursor.execute("VACUUM ANALYZE customers_transaction")
    ChangedCustomer.objects.all()._raw_delete(ChangedCustomer.objects.db)
    floor = median(raw.query(FLOOR), times=1)
    floor_is = "scan and group all transactions"

    def everybody() -> None:
        for _batch in recompute_all(today=today, at=at):
            pass

    first = once(everybody)
    yield Figure("standing of everybody, most move", first, "ms", floor, floor_is)
    yield Figure("standing of everybody, nobody moves", once(everybody), "ms", floor, floor_is)
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)
    few = once(lambda: refresh_standings(today=today, at=at))
    yield Figure("standing after 1,000 changed purchases", few, "ms", floor, floor_is)
    preview = median(lambda: preview_of(Rules.in_force(transactions_a_year=3), today=today), times=3)
    yield Figure("preview of another policy", preview, "ms", floor, floor_is)
