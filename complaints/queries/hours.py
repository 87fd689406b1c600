"""When customers complain: for the rota."""

from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from accounts.models import User
from complaints.queries.figures import Among, complaints_of, within

HOURS = range(24)
WEEKDAYS = range(1, 8)  # 1 = Monday


def complaints_by_hour(
    *, user: User, since: date, until: date, channel: str = "", among: Among = None
) -> dict[tuple[int, int], int]:
    """How many came in by weekday (1 = Monday) and local hour; of one channel or of all."""
    rows = complaints_of(user, among).filter(within("received_at", since, until))
    if channel:
        rows = rows.filter(channel=channel)
    counts = (
        rows.annotate(weekday=ExtractIsoWeekDay("received_at"), hour=ExtractHour("received_at"))
        .order_by()
        .values_list("weekday", "hour")
        .annotate(n=Count("pk"))
    )
    return {(weekday, hour): n for weekday, hour, n in counts}
