"""The list of all customers taken out as a file, against COPY of the same table, with the memory of the worker."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure, once
from bench.memory import Peak
from customers.models import Customer
from customers.segments import CUSTOMERS
from jobs.bulk import Selection
from jobs.bulk_export import WORDS
from jobs.enums import Status
from jobs.models import results_folder
from jobs.services import run_job, start_job

# A program reads a file of hundreds of thousands of rows as CSV; who opens it in a spreadsheet takes some.
FORMATS = ("csv", "xlsx")
COPY = (
    "COPY (SELECT number, name, city, standing, stage, tags, created_at FROM customers_customer ORDER BY id) TO STDOUT"
)


def figures(manager: User) -> Iterator[Figure]:
    rows = Customer.objects.current().count()
    floor = once(lambda: copied(results_folder() / "floor.csv"))
    for file_format in FORMATS:
        with Peak() as peak:
            cost = once(lambda file_format=file_format: export(manager, file_format, rows))
        name = f"export of {rows:,} customers as {file_format.upper()}"
        yield Figure(name, cost, "ms", floor, "COPY of seven columns")
        yield from peak.figures(name)


def export(manager: User, file_format: str, rows: int) -> None:
    """As the worker does it: all that the list finds, in the columns it shows."""
    job = start_job(
        kind="bulk",
        title="bench",
        by=manager,
        at=timezone.now(),
        parameters={
            "list": CUSTOMERS.key,
            "action": "export",
            "selection": Selection(is_all=True).as_json(),
            "form": urlencode({"file_format": file_format, "which": "shown", "style": WORDS}),
        },
        total=rows,
    )
    run_job(job)
    if job.status != Status.DONE:
        raise RuntimeError(f"The export ended as {job.status}: {job.message}")
    (results_folder() / job.result_file).unlink()


def copied(path: Path) -> None:
    with path.open("w") as file, connection.cursor() as cursor:
        cursor.copy_expert(COPY, file)
    path.unlink()
