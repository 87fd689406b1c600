"""Working time: a promise of eight working hours made on Friday afternoon ends on Monday."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext_lazy as _

from common.errors import AppError

HORIZON = timedelta(days=5 * 366)


# As long as nobody has said otherwise: Monday to Friday, eight to five.
OFFICE_WEEK: Mapping[int, Sequence[tuple[time, time]]] = dict.fromkeys(range(5), [(time(8), time(17))])


class NoWorkingTime(AppError):
    """The working hours and holidays leave no time, or so little that a promise never ends."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Stretches of work by weekday (0 = Monday), in order and apart, on all local dates of `tz` but the holidays."""

    ranges: Mapping[int, Sequence[tuple[time, time]]]
    holidays: frozenset[date]
    tz: tzinfo

    def __post_init__(self) -> None:
        if not any(self.ranges.values()):
            raise NoWorkingTime(_("There are no working hours at all. Enter at least one stretch of work in a week."))

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The first moment at which `working` time has passed since `start`; `start` itself when it is zero."""
        if working <= timedelta():
            return start
        left = working
        for opens, closes in self._stretches(start, start + HORIZON):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise NoWorkingTime(
            _("The working hours and holidays leave too little time: this promise would end in more than five years.")
        )

    def end_of_day(self, start: datetime, days: int) -> datetime:
        """Closing time of the `days`-th working day after the local day of `start`."""
        day, left = start.astimezone(self.tz).date(), days
        for _step in range(HORIZON.days):
            day += timedelta(days=1)
            if (stretches := list(self._of_day(day))) and (left := left - 1) == 0:
                return stretches[-1][1]
        raise NoWorkingTime(
            _("The working hours and holidays leave too little time: this promise would end in more than five years.")
        )

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; nothing when the end comes first."""
        return sum((closes - opens for opens, closes in self._stretches(start, end)), timedelta())

    def is_working_day(self, day: date) -> bool:
        return day not in self.holidays and bool(self.ranges.get(day.weekday()))

    def working_days_before(self, day: date, count: int) -> date:
        """The last day after which `count` working days have begun by `day`: for one, the day before a working day."""
        earliest = day - HORIZON
        while day > earliest:
            count -= self.is_working_day(day)
            day -= timedelta(days=1)
            if count <= 0:
                return day
        raise NoWorkingTime(_("The working hours and holidays leave no working day in five years."))

    def _stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of work between two moments, cut at both; in UTC, where every hour has the same length."""
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        day, last_day = start.astimezone(self.tz).date(), end.astimezone(self.tz).date()
        while day <= last_day:
            for opens, closes in self._of_day(day):
                if (begins := max(opens, first)) < (ends := min(closes, last)):
                    yield begins, ends
            day += timedelta(days=1)

    def _of_day(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Local clock times as moments: a day on which the clocks change is an hour shorter or longer."""
        if day not in self.holidays:
            for opens, closes in self.ranges.get(day.weekday(), ()):
                yield self._moment(day, opens), self._moment(day, closes)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.tz).astimezone(UTC)
