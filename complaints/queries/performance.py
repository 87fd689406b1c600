"""How well we keep our word, as everybody may know it: on the public charter, without confidential complaints."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q

from complaints.models import Complaint, Promise
from complaints.models.promise import BROKEN
from complaints.queries.figures import Median

DAYS = 90
ENOUGH = 10  # below this many a share says more than is known
KEPT_FOR = timedelta(minutes=15)
KEY = "complaints.performance"


@dataclass(frozen=True)
class Performance:
    """The last 90 days: counts, and shares where there are enough to divide."""

    resolved: int
    on_time: int
    promises: int
    promises_kept: int
    first_response: timedelta | None

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.resolved if self.resolved >= ENOUGH else None

    @property
    def kept_share(self) -> float | None:
        return self.promises_kept / self.promises if self.promises >= ENOUGH else None

    @property
    def first_response_hours(self) -> float | None:
        if self.first_response is None or self.resolved < ENOUGH:
            return None
        return self.first_response.total_seconds() / 3600


def performance(at: datetime) -> Performance:
    """Counted every quarter of an hour at most: anybody may open the page as often as they like."""
    found: Performance | None = cache.get(KEY)
    if found is None:
        found = _count(at)
        cache.set(KEY, found, KEPT_FOR.total_seconds())
    return found


def _count(at: datetime) -> Performance:
    since = at - timedelta(days=DAYS)
    resolved = Complaint.objects.filter(is_restricted=False, resolved_at__gte=since, resolved_at__lte=at)
    answered_after = ExpressionWrapper(F("first_response_at") - F("received_at"), DurationField())
    figures = resolved.aggregate(
        resolved=Count("pk"),
        on_time=Count("pk", filter=Q(resolved_at__lte=F("due_at"))),
        first_response=Median(answered_after, filter=Q(first_response_at__isnull=False)),
    )
    due = Promise.objects.filter(complaint__is_restricted=False, agreed_at__gte=since, agreed_at__lte=at).counted(at)
    late = BROKEN | Q(ended_at__isnull=True)
    promises = due.aggregate(promises=Count("pk"), promises_kept=Count("pk", filter=~late))
    return Performance(**figures, **promises)
