"""The rules of retention once more, in plain Python, customer by customer: slow, and written from the rules alone."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")


@dataclass
class Refund:
    amount: int
    recorded_at: datetime
    status: str = "completed"


@dataclass
class Purchase:
    customer: int
    kind: str
    status: str
    amount: int
    occurred_at: datetime
    recorded_at: datetime
    refunds: list[Refund] = field(default_factory=list)

    def net(self, cutoff: datetime) -> int:
        if self.kind == "redemption" or self.status != "completed" or self.recorded_at > cutoff:
            return 0
        back = sum(r.amount for r in self.refunds if r.recorded_at <= cutoff and r.status == "completed")
        return max(self.amount - back, 0)

    @property
    def day(self) -> date:
        return self.occurred_at.astimezone(ZONE).date()


@dataclass
class Agreement:
    customer: int
    starts_on: date
    ends_on: date | None
    recorded_at: datetime


@dataclass
class Merge:
    duplicate: int
    survivor: int
    merged_at: datetime
    undone_at: datetime | None


@dataclass
class Person:
    kind: str
    is_test: bool
    exit_reason: str
    exit_date: date | None


@dataclass
class World:
    people: list[Person]
    purchases: list[Purchase]
    agreements: list[Agreement]
    merges: list[Merge]
    standings: list[tuple[int, str, date]]


def months_earlier(day: date, months: int) -> date:
    while months:
        year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
        day = date(year, month, min(day.day, monthrange(year, month)[1]))
        months -= 1
    return day


class Oracle:
    def __init__(self, world: World, cutoff: datetime, window: int):
        self.world, self.cutoff, self.window = world, cutoff, window

    def survivor(self, customer: int) -> int:
        for merge in self.world.merges:
            is_known = merge.merged_at <= self.cutoff and (merge.undone_at is None or merge.undone_at > self.cutoff)
            if merge.duplicate == customer and is_known:
                return self.survivor(merge.survivor)
        return customer

    def counted(self, panel: str) -> set[int]:
        return {
            number
            for number, person in enumerate(self.world.people)
            if person.kind == panel and not person.is_test and self.survivor(number) == number
        }

    def purchases(self, customer: int) -> list[Purchase]:
        return [p for p in self.world.purchases if self.survivor(p.customer) == customer and p.net(self.cutoff) > 0]

    def agreements(self, customer: int) -> list[Agreement]:
        return [
            a for a in self.world.agreements if self.survivor(a.customer) == customer and a.recorded_at <= self.cutoff
        ]

    def is_active(self, customer: int, day: date) -> bool:
        # The window's first day is the day after `day`, so many months earlier (all our days end a month).
        first = months_earlier(day + timedelta(days=1), self.window)
        return any(first <= p.day <= day for p in self.purchases(customer)) or any(
            a.starts_on <= day and (a.ends_on is None or day <= a.ends_on) for a in self.agreements(customer)
        )

    def active(self, day: date, panel: str) -> set[int]:
        return {customer for customer in self.counted(panel) if self.is_active(customer, day)}

    def first_day(self, customer: int) -> date:
        return min([p.day for p in self.purchases(customer)] + [a.starts_on for a in self.agreements(customer)])

    def revenue(self, customer: int, first: date, last: date) -> int:
        return sum(p.net(self.cutoff) for p in self.purchases(customer) if first <= p.day <= last)

    def standing(self, customer: int, day: date) -> str:
        """The latest of its own history, else of the histories of the duplicates folded into it."""
        known = [(start, n, who, name) for n, (who, name, start) in enumerate(self.world.standings) if start <= day]
        own = [row for row in known if row[2] == customer]
        folded = [row for row in known if self.survivor(row[2]) == customer]
        return max(own or folded)[3] if own or folded else ""

    def figures(self, first: date, last: date, panel: str) -> dict[str, object]:
        s, e = self.active(first - timedelta(days=1), panel), self.active(last, panel)
        new = {customer for customer in e - s if first <= self.first_day(customer) <= last}
        before = (months_earlier(first, 12), first - timedelta(days=1))
        earlier = {customer: self.revenue(customer, *before) for customer in s}
        later = {customer: self.revenue(customer, first, last) for customer in s}
        controllable = {
            customer
            for customer in s
            for person in [self.world.people[customer]]
            if not (person.exit_reason in {"deceased", "closed", "blocked"} and person.exit_date <= last)
        }
        standings = {self.standing(customer, first) for customer in s}
        return {
            "kept": s & e,
            "lost": s - e,
            "new": new,
            "won_back": e - s - new,
            "controllable": (len(controllable & e), len(controllable)),
            "revenue_before": Decimal(sum(earlier.values())),
            "revenue": Decimal(sum(later.values())),
            "revenue_gross": Decimal(sum(min(earlier[c], later[c]) for c in s)),
            "standings": {
                name: (len(group), len(group & e))
                for name in standings
                for group in [{customer for customer in s if self.standing(customer, first) == name}]
            },
        }
