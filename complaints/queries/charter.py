"""The service charter: the settings of complaint handling as promises to customers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from math import ceil

from django.utils.dates import WEEKDAYS

from complaints.enums import Channel, ClockKind, Priority, RemedyKind, TimeUnit
from complaints.models import HOUSE, CarePolicy, CharterVersion, DeadlineRule, HandlingPolicy, OutsideBody, WorkingHours
from complaints.queries.outside import bodies_for

Stretches = tuple[tuple[time, time], ...]
URGENT_FIRST = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)


@dataclass(frozen=True)
class Promise:
    """So much time for complaints of this priority; `days` where working hours come to more than one working day."""

    priority: str
    amount: int
    unit: str
    unit_label: str
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
class FirstAnswer:
    """By when we answer for the first time: told in words or in writing; "" for either."""

    told: str
    amount: int
    unit_label: str


@dataclass(frozen=True)
class ServiceCharter:
    """Our own words (`text`), and what the rules in force come to."""

    text: CharterVersion
    promises: list[Promise]
    first_answers: list[FirstAnswer]
    next_level: str
    bodies: list[OutsideBody]
    openings: list[Opening]
    channels: list[str]
    remedies: list[str]
    reopen_days: int
    accept_after_days: int


def service_charter(text: CharterVersion | None = None) -> ServiceCharter:
    """What we promise now; with the words of another version where one is given."""
    care = CarePolicy.load()
    policy = HandlingPolicy.load()
    week = hours_by_weekday()
    day_length = _longest_day(week)
    rules = list(DeadlineRule.objects.filter(deadlines__slug=HOUSE))
    by_priority = {rule.priority: rule for rule in rules if rule.kind == ClockKind.SOLUTION}
    first = [rule for rule in rules if rule.kind == ClockKind.FIRST_RESPONSE and not rule.priority]
    promises = [_promise(by_priority[word], day_length) for word in URGENT_FIRST if word in by_priority]
    return ServiceCharter(
        text=text or CharterVersion.current(),
        promises=promises,
        first_answers=[FirstAnswer(rule.told, rule.amount, str(rule.get_unit_display())) for rule in first],
        next_level=care.next_level,
        bodies=list(bodies_for(care.sector)),
        openings=_openings(week),
        channels=[str(channel.label) for channel in Channel],
        remedies=[str(kind.label) for kind in RemedyKind],
        reopen_days=policy.reopen_days,
        accept_after_days=policy.accept_after_days,
    )


def _promise(rule: DeadlineRule, day_length: float) -> Promise:
    in_hours = rule.unit == TimeUnit.WORKING_HOURS
    days = ceil(rule.amount / day_length) if in_hours and day_length and rule.amount > day_length else None
    return Promise(rule.priority, rule.amount, rule.unit, rule.get_unit_display(), days)


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
