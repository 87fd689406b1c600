"""How fast and how punctual we are, week by week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from accounts.models import User
from complaints.queries.figures import Among, Median, complaints_of
from complaints.queries.work import day_start


class Slowest(Median):
    """Nine of ten rows are below it."""

    name = "Slowest"
    template = "percentile_cont(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class ServiceWeek:
    """Complaints resolved in one week: how many in time; within which time half of them and nine of ten were."""

    starts_on: date
    resolved: int
    on_time: int
    half: timedelta | None
    most: timedelta | None

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=6)

    @property
    def share(self) -> float | None:
        return self.on_time / self.resolved if self.resolved else None


def weekly_service(*, user: User, weeks: int, at: datetime, among: Among = None) -> list[ServiceWeek]:
    """The last weeks, the running one last; a week without resolved complaints has no times."""
    today = timezone.localdate(at)
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    spent = ExpressionWrapper(F("resolved_at") - F("received_at"), DurationField())
    rows = (
        complaints_of(user, among)
        .filter(resolved_at__gte=day_start(first), resolved_at__lte=at)
        .annotate(week=TruncWeek("resolved_at"))
        .order_by()
        .values("week")
        .annotate(
            resolved=Count("pk"),
            on_time=Count("pk", filter=Q(resolved_at__lte=F("due_at"))),
            half=Median(spent),
            most=Slowest(spent),
        )
    )
    found = {
        row["week"].date(): ServiceWeek(row["week"].date(), row["resolved"], row["on_time"], row["half"], row["most"])
        for row in rows
    }
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    return [found.get(monday, ServiceWeek(monday, 0, 0, None, None)) for monday in mondays]
