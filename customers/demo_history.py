"""What the customers of the demo did: a simulation month by month, with seasons, habits, partings and returns."""

import calendar
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from customers.enums import PartyType, TransactionKind

MONTHS = 46
# Holidays fill hotels: school holidays in June and July, the end of the year, and a quiet February.
_SEASON = (0.9, 0.7, 0.85, 1.0, 1.05, 1.3, 1.35, 0.95, 0.85, 0.95, 0.95, 1.4)
# Visits a year, chance of leaving in a year, share of customers.
_HABITS = {"regular": (13.5, 0.17, 30), "now and then": (6.5, 0.4, 42), "rare": (2.6, 0.6, 28)}
# Where service is good and where it is not: it shows in who stays.
_CITY_CHURN = {"Yogyakarta": 0.5, "Bandung": 0.8, "Surabaya": 1.6, "Medan": 1.4}
_WIN_BACK = 0.012
_UNITS = ("Hotel Yogyakarta", "Hotel Bandung", "Hotel Sanur", "Paket Wisata", "Sewa Kendaraan", "Ruang Rapat")
_UNIT_WEIGHTS = (26, 20, 22, 14, 10, 8)


@dataclass
class Visit:
    """One purchase of the simulation."""

    at: datetime
    amount: Decimal
    kind: str
    unit: str


@dataclass
class History:
    """What one customer did: from when on, which purchases, and when they left for good (None while they come)."""

    since: date
    visits: list[Visit] = field(default_factory=list)
    left_on: date | None = None
    is_old: bool = False


def simulate(rng: random.Random, today: date, city: str, party_type: str) -> History:
    visits_a_year, churn, _share = _HABITS[_habit(rng, party_type)]
    monthly_churn = 1 - (1 - min(0.9, churn * _CITY_CHURN.get(city, 1.0))) ** (1 / 12)
    is_old = rng.random() < 0.55
    start = 0 if is_old else rng.randrange(1, MONTHS)
    first = months_back(today, MONTHS - start)
    since = first - timedelta(days=rng.randrange(30, 1200)) if is_old else first + timedelta(days=rng.randrange(3))
    history = History(since=since, is_old=is_old)
    is_active = True
    for month in range(start, MONTHS + 1):
        first_day = months_back(today, MONTHS - month)
        is_active, has_left = _next_state(rng, is_active, monthly_churn)
        history.left_on = first_day if has_left else (None if is_active else history.left_on)
        expected = visits_a_year / 12 * _SEASON[first_day.month - 1] if is_active else 0
        visits = 1 if month == start and not is_old else _poisson(rng, expected)
        history.visits += [_visit(rng, first_day, party_type) for _ in range(visits)]
    history.visits = sorted(
        (v for v in history.visits if v.at.date() < today and v.at.date() >= since), key=lambda v: v.at
    )
    return history


def _habit(rng: random.Random, party_type: str) -> str:
    if party_type != PartyType.INDIVIDUAL and rng.random() < 0.6:
        return "regular"
    return rng.choices(list(_HABITS), [share for *_rest, share in _HABITS.values()])[0]


def _next_state(rng: random.Random, is_active: bool, churn: float) -> tuple[bool, bool]:
    """Whether the customer comes this month, and whether this is the month of parting."""
    if is_active:
        leaves = rng.random() < churn
        return not leaves, leaves
    return rng.random() < _WIN_BACK, False


def _poisson(rng: random.Random, expected: float) -> int:
    count, left = 0, rng.expovariate(1.0)
    while left < expected:
        count += 1
        left += rng.expovariate(1.0)
    return count


def _visit(rng: random.Random, first_day: date, party_type: str) -> Visit:
    day = first_day.replace(day=rng.randint(1, calendar.monthrange(first_day.year, first_day.month)[1]))
    at = datetime(day.year, day.month, day.day, rng.randint(1, 14), rng.randrange(60), tzinfo=UTC)
    typical = 3_200_000 if party_type == PartyType.ORGANISATION else 1_150_000
    amount = min(12_000_000, max(150_000, rng.lognormvariate(0, 0.65) * typical))
    kind = rng.choices([TransactionKind.BOOKING, TransactionKind.PURCHASE, TransactionKind.SERVICE], [60, 22, 18])[0]
    return Visit(at, Decimal(round(amount, -4)), kind, rng.choices(_UNITS, _UNIT_WEIGHTS)[0])


def months_back(day: date, months: int) -> date:
    """The first day of the month that lies `months` before that of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
