"""Time at work: CPU of this process and of the database's process that serves it.

What waits for its turn on a busy machine does not count, so figures of two runs compare. Helpers of a parallel plan
are processes of their own: measure with `alone`, which lets the database do without them.
"""

import time
from pathlib import Path

from django.db import connection


def at_work() -> float:
    """Seconds; on systems that do not tell them, those of the clock on the wall."""
    connection.ensure_connection()
    of_database = Path("/proc", str(connection.connection.info.backend_pid), "schedstat")
    try:
        return time.process_time() + int(of_database.read_text().split()[0]) / 1e9
    except OSError:
        return time.perf_counter()


def alone() -> None:
    """From now on this connection gets no helpers."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
