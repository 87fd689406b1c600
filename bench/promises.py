"""Promises with a date: the sweep that warns, and all of them moved by a change of the working time."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.figures import Figure, median, once
from bench.memory import Peak
from complaints.models import Clock
from complaints.services import warn_of_deadlines
from complaints.services.working_time import add_holiday

WARNED = 500
# As after some minutes in which many clocks came to a step of the ladder.
COME_TO_A_STEP = f"""
UPDATE complaints_clock SET warn_at = now() - interval '1 minute', warned = 80, due_at = now() + interval '1 minute'
WHERE id IN (
    SELECT k.id FROM complaints_clock AS k JOIN complaints_complaint AS c ON c.id = k.complaint_id
    WHERE k.ended_at IS NULL AND c.waiting_since IS NULL AND k.started_at < now() ORDER BY k.id DESC LIMIT {WARNED}
)
"""  # noqa: S608


def figures(manager: User) -> Iterator[Figure]:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_clock SET warn_at = NULL WHERE warn_at <= now()")
    nothing = median(lambda: warn_of_deadlines(at=timezone.now()), times=15)
    running = raw.query("SELECT count(*) FROM complaints_clock WHERE ended_at IS NULL AND warn_at <= now()")
    yield Figure("sweep of deadlines, nothing to tell", nothing, "ms", median(running), "count of what is to tell")
    with connection.cursor() as cursor:
        floor = once(lambda: cursor.execute(COME_TO_A_STEP))
    cost = once(lambda: warn_of_deadlines(at=timezone.now()))
    yield Figure(f"sweep of deadlines, {WARNED} to tell", cost, "ms", floor, "UPDATE of these clocks, audited too")
    yield from moving()


def moving() -> Iterator[Figure]:
    """A holiday in the next week moves what is due after it."""
    at = timezone.now()
    day = timezone.localdate(at) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    running = Clock.objects.filter(ended_at=None).count()
    moved = 0

    def change() -> None:
        nonlocal moved
        with transaction.atomic():
            moved = add_holiday(day=day, name="Bench", at=at)
            transaction.set_rollback(True)

    with Peak() as peak:
        cost = once(change)
    scan = median(raw.query("SELECT count(*), max(due_at) FROM complaints_clock WHERE ended_at IS NULL"), times=3)
    name = f"a new holiday, {moved:,} complaints of {running:,} running promises moved"
    yield Figure(name, cost, "ms", scan, "reading the running promises")
    yield from peak.figures("a new holiday")
