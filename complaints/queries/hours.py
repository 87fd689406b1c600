"""When customers complain: for the rota."""

from collections import Counter
from datetime import date

from django.db.models import Count, DateTimeField, Func
from django.utils import timezone

from accounts.models import User
from complaints.queries.figures import Among, complaints_of, within

HOURS = range(24)
WEEKDAYS = range(1, 8)  # 1 = Monday


class _Quarter(Func):
    """The quarter of an hour: what no time zone divides, so that local hours are reckoned for each once, not by row."""

    template = "date_bin('15 minutes', %(expressions)s, '2000-01-01 00:00Z')"
    output_field = DateTimeField()


def complaints_by_hour(
    *, user: User, since: date, until: date, channel: str = "", among: Among = None
) -> dict[tuple[int, int], int]:
    """How many came in by weekday (1 = Monday) and local hour; of one channel or of all."""
    rows = complaints_of(user, among).filter(within("received_at", since, until))
    if channel:
        rows = rows.filter(channel=channel)
    counts: Counter[tuple[int, int]] = Counter()
    quarters = rows.annotate(quarter=_Quarter("received_at")).order_by().values_list("quarter").annotate(n=Count("pk"))
    for quarter, n in quarters:
        local = timezone.localtime(quarter)
        counts[local.isoweekday(), local.hour] += n
    return dict(counts)
