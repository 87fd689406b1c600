"""Working time: a promise of eight hours made on Friday afternoon ends on Monday."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class WorkingCalendar:
    """Stretches of work by weekday (0 = Monday), without the holidays, in the local time of `tz`.

    Without a single stretch every hour counts. A holiday list that never ends is met by giving up after ten years.
    """

    ranges: Mapping[int, Sequence[tuple[time, time]]]
    holidays: frozenset[date] = field(default_factory=frozenset)
    tz: tzinfo | None = None

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The moment at which `working` time has passed since `start`."""
        if not any(self.ranges.values()):
            return start + working
        left = working
        for begins, ends in self._stretches(start, start + timedelta(days=3660)):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        return start + working

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; nothing when the end is before the start."""
        if not any(self.ranges.values()):
            return max(end - start, timedelta())
        return sum((ends - begins for begins, ends in self._stretches(start, end)), timedelta())

    def _stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of work that lie between two moments, cut at both; in UTC, where hours have one length."""
        utc_start, utc_end = start.astimezone(UTC), end.astimezone(UTC)
        day, last = start.astimezone(self.tz).date(), end.astimezone(self.tz).date()
        while day <= last:
            if day not in self.holidays:
                for opens, closes in self.ranges.get(day.weekday(), ()):
                    begins = max(self._moment(day, opens), utc_start)
                    ends = min(self._moment(day, closes), utc_end)
                    if begins < ends:
                        yield begins, ends
            day += timedelta(days=1)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.tz).astimezone(UTC)
