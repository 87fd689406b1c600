"""Listening for silence: once a day, how many complaints came in against what was to be expected."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from complaints import silence
from complaints.enums import SilenceScope
from complaints.models import Complaint, SilenceReading
from complaints.queries.work import day_start

WINDOW = timedelta(days=28)
BEFORE = 13  # windows that the expectation comes from: about a year
AT_LEAST = 3.0  # expected complaints, below which their absence says nothing
RARE = 0.05
RISEN = 1.05  # so much more activity, or 0.02 more content answers, explains fewer complaints
MORE_CONTENT = 0.02
READING = 7_205_759_414

ACTIVE = """
    SELECT {key} AS part,
        count(DISTINCT t.customer_id) FILTER (WHERE t.occurred_at >= %(since)s),
        count(DISTINCT (t.customer_id, floor(extract(epoch FROM %(since)s - t.occurred_at) / %(window)s)))
            FILTER (WHERE t.occurred_at < %(since)s)
    FROM customers_transaction AS t JOIN customers_customer AS c ON c.id = t.customer_id {join}
    WHERE t.occurred_at >= %(before)s AND t.occurred_at < %(until)s AND t.status = 'completed'
        AND t.kind IN ('purchase', 'booking', 'service') AND c.kind = 'external' AND NOT c.is_test
    GROUP BY 1"""
PARTS = {
    SilenceScope.STANDING: ("c.standing", ""),
    SilenceScope.DEPARTMENT: ("d.id::text", "JOIN accounts_department AS d ON t.unit = ANY(d.units)"),
}


@dataclass(frozen=True)
class Window:
    """The weeks that are listened to, and the year before them."""

    before: datetime
    since: datetime
    until: datetime

    @classmethod
    def ending(cls, day: date) -> "Window":
        """Whole local days up to the one before `day`."""
        until = day_start(day)
        since = until - WINDOW
        return cls(since - BEFORE * WINDOW, since, until)


def take_silence_readings(*, at: datetime) -> int:
    """Take today's readings, once a day however often it is asked; gives how many alarms there are."""
    today = timezone.localdate(at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READING])
        if not SilenceReading.objects.filter(taken_on=today).exists():
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
            SilenceReading.objects.bulk_create(_readings(today, Window.ending(today)))
    return SilenceReading.objects.filter(taken_on=today, is_alarm=True).count()


def _readings(today: date, window: Window) -> list[SilenceReading]:
    moods = silence.mood(window.before, window.since, window.until)
    readings = []
    for scope in SilenceScope:
        active = _active(scope, window)
        for key, (observed, earlier) in _complaints(scope, window).items():
            now, sum_before = active.get(key, (0, 0))
            before = sum_before / BEFORE
            expected = earlier / BEFORE * now / before if before else 0.0
            chance = poisson_at_most(observed, expected)
            mood = moods.get(key) if scope == SilenceScope.STANDING else None
            is_explained = now >= before * RISEN or bool(mood and mood[0] - mood[1] >= MORE_CONTENT)
            readings.append(
                SilenceReading(
                    taken_on=today, scope=scope, key=key, observed=observed, expected=expected, chance=chance,
                    active=now, active_before=before,
                    is_alarm=expected >= AT_LEAST and chance < RARE and not is_explained,
                )
            )  # fmt: skip
    return readings


def _active(scope: SilenceScope, window: Window) -> dict[str, tuple[int, int]]:
    """By part: customers with business in the window, and the sum of those of each window before it."""
    key, join = PARTS[scope]
    params: dict[str, Any] = {
        "before": window.before,
        "since": window.since,
        "until": window.until,
        "window": WINDOW.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(ACTIVE.format(key=key, join=join), params)
        return {part: (now, earlier) for part, now, earlier in cursor.fetchall() if part}


def _complaints(scope: SilenceScope, window: Window) -> Mapping[str, tuple[int, int]]:
    """By part: complaints of external customers in the window, and in the year before."""
    field = "customer__standing" if scope == SilenceScope.STANDING else "department"
    rows = Complaint.objects.filter(
        is_restricted=False, customer__kind="external", customer__is_test=False,
        received_at__gte=window.before, received_at__lt=window.until,
    )  # fmt: skip
    counts = (
        rows.order_by()
        .annotate(part=F(field))
        .values_list("part")
        .annotate(
            now=Count("pk", filter=Q(received_at__gte=window.since)),
            earlier=Count("pk", filter=Q(received_at__lt=window.since)),
        )
    )
    return {str(part): (now, earlier) for part, now, earlier in counts if part}


def poisson_at_most(count: int, expected: float) -> float:
    """The chance of at most so many where `expected` are: 1 where none is expected."""
    if expected <= 0:
        return 1.0
    term = total = math.exp(-expected)
    for number in range(1, count + 1):
        term *= expected / number
        total += term
    return min(total, 1.0)
