"""What the periods would take: the same rows that a night takes, told only as far as a person may know of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from common.counts import Count, count_of
from customers.models import Customer
from privacy.models import PrivacyPolicy, RetentionHold, RetentionRun
from privacy.periods import PeriodKind, end_of, period_kind, period_kinds


@dataclass(frozen=True)
class Trial:
    """What would go if a kind were kept for so many months: all older than `before`."""

    kind: PeriodKind
    months: int
    before: datetime
    rows: "QuerySet[Any]"
    count: Count
    kept: list[tuple[Any, int]]


@dataclass(frozen=True)
class Night:
    """A run, in words."""

    run: RetentionRun
    went: list[tuple[Any, int]]


def trial_of(kind: PeriodKind, *, months: int, user: User, at: datetime) -> Trial:
    """Nothing is written. Its rows are to be listed by ("id",)."""
    before = end_of(kind, months=months, at=at)
    rows = kind.shown(user, kind.due(before))
    return Trial(kind, months, before, rows, count_of(rows.order_by()), kind.kept(before, user))


def kinds_with_months() -> list[tuple[PeriodKind, int | None]]:
    """Every kind, with how long it is kept; None is for ever."""
    periods = PrivacyPolicy.load().periods
    return [(kind, periods.get(kind.name)) for kind in period_kinds()]


def latest_nights(limit: int = 14) -> list[Night]:
    return [
        Night(run, [(_label(name), rows) for name, rows in run.rows.items()])
        for run in RetentionRun.objects.all()[:limit]
    ]


def _label(name: str) -> Any:
    kind = period_kind(name)
    return kind.label if kind else name


def hold_of(customer: Customer) -> RetentionHold | None:
    """The hold in force, if there is one."""
    found = RetentionHold.objects.filter(customer__in=customer.record_ids, lifted_at=None)
    return found.select_related("held_by").first()
