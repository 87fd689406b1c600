"""Figures by person and by department: fair ones, with volume, mix and severity beside each average.

They are for coaching and no ranking: where there are fewer than ten, no average is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q

from accounts.models import Department, User
from complaints.enums import Complexity, Severity
from complaints.models import Complaint
from complaints.queries.figures import Median, within

ENOUGH = 10
HARD = Q(severity__in=[Severity.HIGH, Severity.CRITICAL])
TANGLED = Q(complexity=Complexity.COMPLEX)


@dataclass(frozen=True)
class WorkRecord:
    """Complaints resolved in a period by one person, or about one department; `who` None where there is none."""

    who: Any
    resolved: int
    hard: int
    tangled: int
    on_time: int
    reopened: int
    half: timedelta | None

    @property
    def is_enough(self) -> bool:
        return self.resolved >= ENOUGH

    def share(self, count: int) -> float | None:
        """Of the resolved ones; None below ten."""
        return count / self.resolved if self.is_enough else None

    @property
    def hard_share(self) -> float | None:
        return self.share(self.hard)

    @property
    def tangled_share(self) -> float | None:
        return self.share(self.tangled)

    @property
    def on_time_share(self) -> float | None:
        return self.share(self.on_time)

    @property
    def reopened_share(self) -> float | None:
        return self.share(self.reopened)


def work_by_person(*, user: User, since: date, until: date) -> list[WorkRecord]:
    """By officer, those with most complaints first."""
    return _records("owner", User, user, since, until)


def work_by_department(*, user: User, since: date, until: date) -> list[WorkRecord]:
    """By the department that complaints were about."""
    return _records("department", Department, user, since, until)


def _records(group: str, model: Any, user: User, since: date, until: date) -> list[WorkRecord]:
    spent = ExpressionWrapper(F("resolved_at") - F("received_at"), DurationField())
    rows: Sequence[dict[str, Any]] = list(
        Complaint.objects.visible_to(user)
        .filter(within("resolved_at", since, until))
        .order_by()
        .values(group)
        .annotate(
            resolved=Count("pk"),
            hard=Count("pk", filter=HARD),
            tangled=Count("pk", filter=TANGLED),
            on_time=Count("pk", filter=Q(resolved_at__lte=F("due_at"))),
            reopened=Count("pk", filter=Q(reopened_count__gt=0)),
            half=Median(spent),
        )
    )
    who = model.objects.in_bulk([row[group] for row in rows if row[group]])
    records = [WorkRecord(who.get(row.pop(group)), **row) for row in rows]
    return sorted(records, key=lambda record: (record.who is None, -record.resolved, str(record.who)))
