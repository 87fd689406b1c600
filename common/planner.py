"""How PostgreSQL is to go about a statement, where it can't know as well as we do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0"
_AS_USUAL = "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT"


@contextmanager
def by_index() -> Iterator[Any]:
    """A cursor for statements that want a few rows out of millions, each by an index, without help of other processes.

    Left alone, the planner takes a small LIMIT as a reason to read the table until enough rows have turned up, which
    takes seconds when there are none; and it starts workers that cost more time than they save.
    """
    is_inside = connection.in_atomic_block
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        yield cursor
        if is_inside:
            cursor.execute(_AS_USUAL)
