"""The service charter: the settings of complaint handling as promises to customers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from math import ceil

from django.utils.dates import WEEKDAYS

from complaints.enums import Channel, RemedyKind, Severity
from complaints.models import HandlingPolicy, WorkingHours

Stretches = tuple[tuple[time, time], ...]
URGENT_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.NORMAL, Severity.LOW)


@dataclass(frozen=True)
class Promise:
    """So many working hours for complaints of this severity; `days` where that is more than one working day."""

    severity: str
    hours: int
    days: int | None


@dataclass(frozen=True)
class Opening:
    """Weekdays in a row with the same hours."""

    first: str
    last: str
    stretches: Stretches

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class ServiceCharter:
    promises: list[Promise]
    openings: list[Opening]
    channels: list[str]
    remedies: list[str]
    reopen_days: int
    accept_after_days: int


def service_charter() -> ServiceCharter:
    """What we promise now."""
    policy = HandlingPolicy.load()
    week = hours_by_weekday()
    day_length = _longest_day(week)
    promises = []
    for severity in URGENT_FIRST:
        hours = getattr(policy, f"hours_{severity}")
        days = ceil(hours / day_length) if day_length and hours > day_length else None
        promises.append(Promise(severity, hours, days))
    return ServiceCharter(
        promises=promises,
        openings=_openings(week),
        channels=[str(channel.label) for channel in Channel],
        remedies=[str(kind.label) for kind in RemedyKind],
        reopen_days=policy.reopen_days,
        accept_after_days=policy.accept_after_days,
    )


def hours_by_weekday() -> dict[int, Stretches]:
    """All seven weekdays (0 = Monday) with their stretches of work; empty where we don't work."""
    week: dict[int, Stretches] = dict.fromkeys(range(7), ())
    for stretch in WorkingHours.objects.all():
        week[stretch.weekday] += ((stretch.starts_at, stretch.ends_at),)
    return week


def _longest_day(week: dict[int, Stretches]) -> float:
    return max(sum((_length(stretch) for stretch in day), timedelta()) / timedelta(hours=1) for day in week.values())


def _length(stretch: tuple[time, time]) -> timedelta:
    begins, ends = (datetime.combine(datetime.min, clock) for clock in stretch)
    return ends - begins


def _openings(week: dict[int, Stretches]) -> list[Opening]:
    openings = []
    for stretches, group in groupby(week, key=week.__getitem__):
        days = list(group)
        if stretches:
            openings.append(Opening(str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]]), stretches))
    return openings
