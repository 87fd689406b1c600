"""What the makers of the demo share: who is there, how chance falls, and rows on their way into the database."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import Department, User
from complaints.enums import ClockKind, EntryKind
from complaints.models import Cause, Complaint, Entry, Remedy
from complaints.services.timetable import Timetable


@dataclass
class Book:
    """Rows on their way into the database, with what is needed to write them."""

    rng: random.Random
    today: date
    now: datetime
    timetable: Timetable
    causes: dict[str, Cause]
    agents: list[User]
    managers: list[User]
    departments: list[Department]
    counters: dict[int, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)

    def reference(self, at: datetime) -> str:
        year = timezone.localtime(at).year
        self.counters[year] = self.counters.get(year, 0) + 1
        return f"K-{year}-{self.counters[year]:05d}"

    def weighted(self, weights: dict) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def after(self, at: datetime, hours: float) -> datetime:
        """So many working hours later."""
        return self.timetable.calendar.add(at, timedelta(hours=hours))

    def promised(self, complaint: Complaint, start: datetime) -> datetime:
        """When a complaint that begins then has to be solved."""
        clock = self.timetable.of(complaint).clock(complaint, ClockKind.SOLUTION, start)
        return clock.due_at if clock else start + timedelta(days=3)

    def note(self, complaint: Complaint, kind: EntryKind, at: datetime, by: User | None = None, **fields: str) -> None:
        self.entries.append(Entry(complaint=complaint, kind=kind, created_at=at, author=by, **fields))
