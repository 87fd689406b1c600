"""A file of new customers with all checks, against COPY of the resulting rows into a table with the same indexes."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure, once
from customers.imports.engine import import_file
from customers.imports.kinds import KINDS

ROWS = 20_000
PLAIN_COLUMNS = """
    SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns
    WHERE table_name = 'customers_customer' AND is_generated = 'NEVER'"""


def figures(manager: User) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        write(path)
        at = timezone.now()
        cost = once(lambda: import_file(kind=KINDS["customers"], path=path, at=at, by=manager))
    floor = once(copier())
    yield Figure(f"import of {ROWS:,} customers", cost, "ms", floor, "COPY into the same indexes", "<= 2 x")


def write(path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "name", "phone", "email", "city"])
        for number in range(ROWS):
            phone = f"+62811{number:07d}"
            writer.writerow([f"new-{number}", f"Pelanggan {number}", phone, f"p{number}@example.com", "Solo"])


def copier():
    data = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_COLUMNS)
        columns = cursor.fetchone()[0]
        rows = f"SELECT {columns} FROM customers_customer WHERE external_id LIKE 'new-%'"  # noqa: S608 - own names
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT", data)
        cursor.execute("CREATE TABLE copied (LIKE customers_customer INCLUDING ALL)")
    data.seek(0)

    def copy() -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY copied ({columns}) FROM STDIN", data)

    return copy
