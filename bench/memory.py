"""How much memory a piece of work takes at its most: of this process, and of the database's process that serves it.

Only what is their own counts (RssAnon): the buffers of the database are shared by all its processes.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from bench.figures import Figure

EVERY_SECONDS = 0.05
LIMIT_MB = 300


class Peak:
    """The most that was seen of both while it ran, in MB; nothing where the system does not tell."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._pids = {"worker": "self", "database": str(cursor.fetchone()[0])}
        self.seen: dict[str, float] = {}
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Peak":
        self._watcher.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            for name, pid in self._pids.items():
                if taken := own_memory(pid):
                    self.seen[name] = max(taken, self.seen.get(name, 0))
            if self._over.wait(EVERY_SECONDS):
                return

    def figures(self, of: str) -> Iterator[Figure]:
        for name, most in self.seen.items():
            yield Figure(f"{of}, memory of the {name}", most, "MB", LIMIT_MB, "the limit of a process", "<= 1 x")


def own_memory(pid: str) -> float | None:
    try:
        lines = Path("/proc", pid, "status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:")), None)


def watched(work: Callable[[], Any]) -> Peak:
    """Do it and see what it took."""
    with Peak() as peak:
        work()
    return peak
