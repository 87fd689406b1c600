"""The search of the whole registry for duplicates, against one scan of names and phones with a sort of the keys."""

import resource
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure
from bench.importing import measure_once
from customers.models import Customer, DuplicateScan
from customers.services import duplicates
from jobs.services import run_job

# The least a search can do: read every record once and bring alike ones beside each other.
FLOOR = """
SELECT count(*) FROM (
    SELECT prima_plain(name) || prima_plain(city) AS key FROM customers_customer
    UNION ALL SELECT digits FROM customers_phone
    UNION ALL SELECT lower(email) FROM customers_customer WHERE email <> ''
    ORDER BY 1
) AS keys
"""
CHANGED = 1_000


def figures(manager: User) -> Iterator[Figure]:
    [floor] = measure_once(sort_keys)
    [full] = measure_once(lambda: search(is_full=True))
    scan = DuplicateScan.objects.latest("pk")
    size = f"{scan.records:,} records"
    yield Figure(f"search for duplicates, {size}", full / 1000, "s", floor / 1000, "one scan and sort of the keys")
    yield Figure("pairs compared in it", scan.compared, "pairs", scan.found, "the pairs found")
    some = Customer.objects.order_by("pk").values("pk")[:CHANGED]
    Customer.objects.filter(pk__in=some).update(updated_at=timezone.now())
    duplicates.OVERLAP = timedelta(0)  # the generated records are younger than an hour
    [partial] = measure_once(lambda: search(is_full=False))
    yield Figure(f"search among {CHANGED:,} changed ones", partial / 1000, "s", full / 1000, "the search of all")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("memory of the process at its most", peak, "MB", 300, "the limit of a process", "<= 1 x")


def search(*, is_full: bool) -> None:
    run_job(duplicates.start_scan(at=timezone.now(), is_full=is_full))


def sort_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET work_mem = '64MB'")
        cursor.execute(FLOOR)
        cursor.execute("RESET work_mem")
