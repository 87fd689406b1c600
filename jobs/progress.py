"""How far a long step is, told while it works: its own transaction shows nothing before its end."""

import time
from types import TracebackType

from django.db import connection
from django.utils import timezone

from jobs.enums import Status
from jobs.models import Job

EVERY_SECONDS = 1.0
_TELL = "UPDATE jobs_job SET done = %s, worked_at = %s WHERE id = %s AND status = %s"


class Stopped(Exception):
    """The job was stopped while its step was under way: what the step did is taken back."""


class Progress:
    """Adds up what is done and tells it about once a second, by a connection of its own.

    Raises Stopped in the step when somebody has stopped the job: `with Progress(job) as tell: ... tell(rows)`.
    """

    def __init__(self, job: Job):
        self._job = job
        self._done = job.done
        self._told_at = time.monotonic()
        self._connection = connection.copy()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def __call__(self, rows: int) -> None:
        self._done += max(rows, 0)
        if time.monotonic() - self._told_at >= EVERY_SECONDS:
            self._told_at = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(_TELL, [self._done, timezone.now(), self._job.pk, Status.RUNNING])
            if cursor.rowcount:
                return
            cursor.execute("SELECT status FROM jobs_job WHERE id = %s", [self._job.pk])
            if cursor.fetchone():  # else it is not even stored yet for others
                raise Stopped
