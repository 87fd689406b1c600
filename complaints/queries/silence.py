"""The last readings of the silence watch, in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Department
from complaints.enums import SilenceScope
from complaints.models import SilenceReading
from customers.enums import Standing


@dataclass(frozen=True)
class Silence:
    """A reading, and of whom it is."""

    reading: SilenceReading
    label: Any

    @property
    def is_department(self) -> bool:
        return self.reading.scope == SilenceScope.DEPARTMENT


def latest_readings() -> list[Silence]:
    """Those of the last day, what is quietest first; empty before the first one was taken."""
    rows = list(SilenceReading.objects.filter(taken_on__in=_last_day()).order_by("-is_alarm", "chance", "id"))
    departments = Department.objects.in_bulk([int(row.key) for row in rows if row.scope == SilenceScope.DEPARTMENT])
    words = dict(Standing.choices)
    return [
        Silence(row, words.get(row.key) if row.scope == SilenceScope.STANDING else departments.get(int(row.key)))
        for row in rows
    ]


def silence_alarms() -> int:
    """How many parts of the customers are too quiet by the last reading."""
    return SilenceReading.objects.filter(taken_on__in=_last_day(), is_alarm=True).count()


def _last_day() -> "QuerySet":
    """The day of the last readings; nothing before the first ones were taken."""
    return SilenceReading.objects.order_by("-taken_on").values("taken_on")[:1]
