"""When things are due: the rules in force, in the working time of the organisation. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings

from common.calendars import OFFICE_WEEK, WorkingCalendar
from complaints.enums import SPOKEN_CHANNELS, ClockKind, TimeUnit, Told
from complaints.models import Clock, Complaint, DeadlineRule, DepartmentCalendar, EscalationStep, Holiday, WorkingHours

AT_THE_START = (ClockKind.FIRST_RESPONSE, ClockKind.SOLUTION, ClockKind.LEGAL)
AFTER_A_REFUSAL = (ClockKind.NEXT_UPDATE, ClockKind.SOLUTION, ClockKind.LEGAL)


@dataclass(frozen=True)
class Timetable:
    """Rules, working calendars and steps of warning of one moment, read once (six queries)."""

    calendar: WorkingCalendar
    rules: Sequence[DeadlineRule] = ()
    steps: Sequence[int] = ()
    departments: Mapping[int, WorkingCalendar] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        rules = DeadlineRule.objects.select_related("deadlines").order_by("id")
        house = working_calendar()
        return cls(
            calendar=house,
            departments=_of_departments(house),
            rules=list(rules),
            steps=list(EscalationStep.objects.order_by("percent").values_list("percent", flat=True)),
        )

    def of(self, complaint: Complaint) -> Self:
        """The same in the working time of the department that a complaint is about."""
        calendar = self.departments.get(complaint.department_id or 0)
        return replace(self, calendar=calendar) if calendar else self

    def due(self, amount: int, unit: str, start: datetime) -> datetime:
        """When so many units from `start` are over."""
        match unit:
            case TimeUnit.WORKING_HOURS:
                return self.calendar.add(start, timedelta(hours=amount))
            case TimeUnit.WORKING_DAYS:
                return self.calendar.end_of_day(start, amount)
            case TimeUnit.DAYS:
                return start + timedelta(days=amount)
            case _:
                return start + timedelta(hours=amount)

    def clock(self, complaint: Complaint, kind: ClockKind, start: datetime) -> Clock | None:
        """The promise of this kind for a complaint, not stored yet: of all rules that fit, the one that ends first."""
        told = Told.SPOKEN if complaint.channel in SPOKEN_CHANNELS else Told.WRITTEN
        found = [
            (self.due(rule.amount, rule.unit, start), rule)
            for rule in self.rules
            if rule.kind == kind
            and (rule.deadlines.is_active or rule.deadlines_id == complaint.deadlines_id)
            and rule.fits(priority=complaint.priority, told=told)
        ]
        if not found:
            return None
        due_at, rule = min(found, key=lambda pair: pair[0])
        clock = Clock(
            complaint=complaint, kind=kind, deadlines=rule.deadlines, amount=rule.amount, unit=rule.unit,
            pauses=kind != ClockKind.LEGAL, started_at=start, due_at=due_at,
        )  # fmt: skip
        clock.warn_at = self.next_warning(clock)
        return clock

    def after_wait(self, clock: Clock, since: datetime, at: datetime) -> datetime:
        """The due moment moved by the time spent waiting: working time where the promise counts in working time."""
        if clock.unit in (TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS):
            return self.calendar.add(clock.due_at, self.calendar.between(max(since, clock.started_at), at))
        return clock.due_at + (at - max(since, clock.started_at))

    def next_warning(self, clock: Clock) -> datetime | None:
        """The moment of the first step of the ladder that this clock has not reached yet."""
        percent = next((step for step in self.steps if step > clock.warned), None)
        return None if percent is None else self._moment_of(clock, percent)

    def _moment_of(self, clock: Clock, percent: int) -> datetime:
        if percent == 100:
            return clock.due_at
        if clock.unit in (TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS):
            whole = self.calendar.between(clock.started_at, clock.due_at)
            return self.calendar.add(clock.started_at, whole * percent / 100)
        return clock.started_at + (clock.due_at - clock.started_at) * percent / 100


def working_calendar() -> WorkingCalendar:
    """That of the house."""
    ranges: dict[int, list[tuple[time, time]]] = {}
    for stretch in WorkingHours.objects.all():
        ranges.setdefault(stretch.weekday, []).append((stretch.starts_at, stretch.ends_at))
    holidays = frozenset(Holiday.objects.values_list("date", flat=True))
    return WorkingCalendar(ranges or OFFICE_WEEK, holidays, ZoneInfo(settings.TIME_ZONE))


def _of_departments(house: WorkingCalendar) -> dict[int, WorkingCalendar]:
    return {
        own.department_id: replace(
            house, ranges=own.week, holidays=house.holidays if own.keeps_holidays else frozenset()
        )
        for own in DepartmentCalendar.objects.all()
    }


def next_due(clocks: Sequence[Clock], *, is_waiting: bool) -> Clock | None:
    """The running clock that ends first; while we wait for the customer, of those that go on."""
    running = [clock for clock in clocks if clock.is_running and not (is_waiting and clock.pauses)]
    return min(running, key=lambda clock: clock.due_at, default=None)
