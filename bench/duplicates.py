"""The search of the whole registry for duplicates, against one scan of names and phones with a sort of the keys."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure, once
from bench.memory import Peak
from customers.models import Customer, DuplicateScan
from customers.services import duplicates
from jobs.services import run_job

# The least a search can do: read every record once and bring alike ones beside each other, on one core as it does.
FLOOR = """
SELECT count(*) FROM (
    SELECT prima_plain(name) || prima_plain(city) AS key FROM customers_customer
    UNION ALL SELECT digits FROM customers_phone
    UNION ALL SELECT lower(email) FROM customers_customer WHERE email <> ''
    ORDER BY 1
) AS keys
"""
# Generated registries say which record is of somebody who was noted before.
PLANTED = """
WITH planted AS (
    SELECT least(c.id, again.id) AS a, greatest(c.id, again.id) AS b
    FROM customers_customer AS again JOIN customers_customer AS c ON again.external_id = c.external_id || '-again'
)
SELECT (SELECT count(*) FROM planted), (SELECT count(*) FROM customers_duplicatepair WHERE status = 'open'),
    (SELECT count(*) FROM planted JOIN customers_duplicatepair ON lower_id = a AND higher_id = b)
"""
CHANGED = 1_000


def figures(manager: User) -> Iterator[Figure]:
    floor = once(sort_keys)
    with Peak() as peak:
        full = once(lambda: search(is_full=True))
    scan = DuplicateScan.objects.latest("pk")
    size = f"{scan.records:,} records"
    yield Figure(f"search for duplicates, {size}", full, "ms", floor, "one scan and sort of the keys", "<= 10 x")
    yield from peak.figures("search for duplicates")
    yield from hits()
    some = Customer.objects.order_by("pk").values("pk")[:CHANGED]
    Customer.objects.filter(pk__in=some).update(updated_at=timezone.now())
    duplicates.OVERLAP = timedelta(0)  # the generated records are younger than an hour
    partial = once(lambda: search(is_full=False))
    yield Figure(f"search among {CHANGED:,} changed ones", partial, "ms", full, "the search of all")


def hits() -> Iterator[Figure]:
    with connection.cursor() as cursor:
        cursor.execute(PLANTED)
        planted, found, right = cursor.fetchone()
    yield Figure(
        f"of {planted:,} people noted twice found", 100 * right / max(planted, 1), "%", 100, "all", ">= 0.85 x"
    )
    yield Figure(f"of {found:,} pairs shown right", 100 * right / max(found, 1), "%", 100, "all", ">= 0.85 x")


def search(*, is_full: bool) -> None:
    run_job(duplicates.start_scan(at=timezone.now(), is_full=is_full))


def sort_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 0")
        cursor.execute(FLOOR)
        cursor.execute("RESET work_mem; RESET max_parallel_workers_per_gather; RESET statement_timeout")
