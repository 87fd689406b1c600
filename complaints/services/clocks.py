"""When a complaint is due: hours of work by severity, in the working hours of the organisation."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from django.utils import timezone

from common.calendars import OFFICE_WEEK, WorkingCalendar
from complaints.models import HandlingPolicy, Holiday, WorkingHours


@dataclass(frozen=True)
class Clock:
    """Policy and working calendar of one moment, read once."""

    hours: dict[str, int]
    calendar: WorkingCalendar

    @classmethod
    def load(cls) -> Self:
        policy = HandlingPolicy.load()
        ranges: dict[int, list[tuple[time, time]]] = {}
        for stretch in WorkingHours.objects.all():
            ranges.setdefault(stretch.weekday, []).append((stretch.starts_at, stretch.ends_at))
        holidays = frozenset(Holiday.objects.values_list("date", flat=True))
        return cls(
            hours={word: getattr(policy, f"hours_{word}") for word in ("low", "normal", "high", "critical")},
            calendar=WorkingCalendar(ranges or OFFICE_WEEK, holidays, timezone.get_default_timezone()),
        )

    def due_at(self, severity: str, start: datetime) -> datetime:
        return self.calendar.add(start, timedelta(hours=self.hours[severity]))

    def after_wait(self, due_at: datetime, waiting_since: datetime, at: datetime) -> datetime:
        return self.calendar.add(due_at, self.calendar.between(waiting_since, at))


def working_calendar() -> WorkingCalendar:
    """When people work here, as it is entered now."""
    return Clock.load().calendar


def due_at_for(*, severity: str, start: datetime) -> datetime:
    """The promise for a complaint of this severity that came in at `start`."""
    return Clock.load().due_at(severity, start)


def shift_after_wait(*, due_at: datetime, waiting_since: datetime, at: datetime) -> datetime:
    """The due moment moved by the working time spent waiting for the customer."""
    return Clock.load().after_wait(due_at, waiting_since, at)


def due_at_for_new_severity(*, due_at: datetime, old: str, new: str, start: datetime) -> datetime:
    """The promise of another severity; time already spent waiting for the customer stays added."""
    clock = Clock.load()
    waited = clock.calendar.between(clock.due_at(old, start), due_at)
    return clock.calendar.add(clock.due_at(new, start), waited)
