import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

# Any number will do, as long as every migrate of this product asks for the same one.
LOCK = 7_205_759_403


class Command(migrate.Command):
    """Django's migrate, one at a time: several servers that start together take turns."""

    def handle(self, *args: Any, **options: Any) -> None:
        with only_migrate(options["database"]):
            super().handle(*args, **options)


@contextmanager
def only_migrate(database: str) -> Iterator[None]:
    """Hold an advisory lock of the database.

    It is polled for: a statement that waits inside the server keeps a snapshot, and CREATE INDEX
    CONCURRENTLY in the migration that holds the lock would wait for that snapshot forever.
    """
    with connections[database].cursor() as cursor:
        while not first_value(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(0.2)
        # An index over millions of rows takes longer than any statement of a page may.
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connections[database].cursor() as cursor:
            first_value(cursor, "SELECT pg_advisory_unlock(%s)")


def first_value(cursor: Any, statement: str) -> Any:
    cursor.execute(statement, [LOCK])
    return cursor.fetchone()[0]
