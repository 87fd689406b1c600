"""A file of new customers with all checks, against COPY of the same rows into the same tables without any."""

import csv
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure, once
from bench.memory import Peak
from bench.raw import million
from customers.imports.engine import import_file
from customers.imports.kinds import KINDS

FEW, MANY = 20_000, 1_000_000
NAMES = ("Agus", "Budi", "Dewi", "Eko", "Fitri", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lestari", "Made", "Nur")
CITIES = ("Jakarta", "Surabaya", "Bandung", "Medan", "Semarang", "Yogyakarta", "Makassar", "Denpasar", "Solo")
COLUMNS = """
    SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
    FROM information_schema.columns WHERE table_schema = current_schema() AND is_generated = 'NEVER'
        AND table_name IN ('customers_customer', 'customers_phone') GROUP BY table_name ORDER BY table_name"""
# The rows that were imported, under other keys, so that the very tables can take them a second time.
OTHERS = """
CREATE UNLOGGED TABLE bench_customers AS SELECT * FROM customers_customer WHERE external_id LIKE 'new-%';
CREATE UNLOGGED TABLE bench_phones AS
    SELECT p.* FROM customers_phone AS p JOIN bench_customers AS c ON c.id = p.customer_id;
UPDATE bench_customers SET id = id + 1000000000, number = 'C' || number, external_id = 'copy-' || external_id;
UPDATE bench_phones SET id = id + 1000000000, customer_id = customer_id + 1000000000
"""


def figures(manager: User) -> Iterator[Figure]:
    rows = MANY if million() else FEW
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        write(path, rows)
        at = timezone.now()
        with Peak() as peak:
            cost = once(lambda: import_file(kind=KINDS["customers"], path=path, at=at, by=manager))
        floor = copied(Path(folder))
    yield Figure(f"import of {rows:,} customers", cost, "ms", floor, "COPY into the same tables", "<= 2 x")
    yield from peak.figures(f"import of {rows:,} customers")


def write(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "name", "phone", "email", "city"])
        for number in range(rows):
            name = f"Pelanggan {NAMES[number % len(NAMES)]} {number // 50}"
            phone = f"+62811{number:07d}"
            writer.writerow([f"new-{number}", name, phone, f"p{number}@example.com", CITIES[number % len(CITIES)]])


def copied(folder: Path) -> float:
    """What COPY takes: with all indexes, without triggers, checks of foreign keys, or a look at any value."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        cursor.execute(OTHERS)
        cursor.execute(COLUMNS)
        tables = dict(cursor.fetchall())
        sources = {"customers_customer": "bench_customers", "customers_phone": "bench_phones"}
        for table, columns in tables.items():
            with (folder / table).open("w") as file:
                cursor.copy_expert(f"COPY (SELECT {columns} FROM {sources[table]}) TO STDOUT", file)  # noqa: S608
        return sum(once(partial(copy, cursor, folder / table, table, columns)) for table, columns in tables.items())


def copy(cursor, path: Path, table: str, columns: str) -> None:
    with path.open() as file:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", file)
