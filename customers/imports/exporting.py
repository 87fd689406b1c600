"""What the registry holds as a file of the import: the counterpart of a kind, to be mended and brought in again."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from customers.imports.kind import ImportKind

CHUNK = 2_000


def head(kind: ImportKind) -> list[str]:
    """The names of the columns, by which the import knows them."""
    return [column.name for column in kind.columns]


def count_rows(kind: ImportKind) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({kind.export}) AS stored")  # noqa: S608 - SQL of our own
        return int(cursor.fetchone()[0])


def rows(kind: ImportKind) -> Iterator[tuple[Any, ...]]:
    """Every row, read in parts: there may be millions."""
    with transaction.atomic(), connection.cursor() as plain:
        plain.execute("SET LOCAL statement_timeout = 0")
        with connection.connection.cursor(name="export_of_kind") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(kind.export)
            yield from cursor
