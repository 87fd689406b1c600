"""The same statements without Django: psycopg2 on a connection that is open already."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def fetch(queryset: QuerySet) -> Callable[[], list[Any]]:
    """A function that runs the SQL of `queryset` and brings its rows as tuples."""
    statement, parameters = queryset.query.sql_with_params()
    return query(statement, parameters)


def query(statement: str, parameters: Any = ()) -> Callable[[], list[Any]]:
    def run() -> list[Any]:
        with connection.connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

    connection.ensure_connection()
    return run


def million() -> bool:
    """Whether this is the large registry, in which some subjects do more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        return bool(cursor.fetchone()[0] >= 1_000_000)
