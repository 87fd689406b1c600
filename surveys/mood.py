"""How content customers of each standing are, for the silence watch of complaints."""

from datetime import datetime

from django.db.models import Count, Q

from complaints.silence import register_mood
from customers.enums import Kind
from surveys.models import Response
from surveys.queries.results import TOO_FEW


def mood_by_standing(before: datetime, since: datetime, until: datetime) -> dict[str, tuple[float, float]]:
    """The share of answers that are not low, in the window and before it; of five answers each at least."""
    rows = (
        Response.objects.filter(submitted_at__gte=before, submitted_at__lt=until)
        .filter(invitation__customer__kind=Kind.EXTERNAL)
        .exclude(invitation__complaint__is_restricted=True)
        .order_by()
        .values_list("invitation__customer__standing")
        .annotate(
            now=Count("pk", filter=Q(submitted_at__gte=since)),
            content_now=Count("pk", filter=Q(submitted_at__gte=since, is_low=False)),
            earlier=Count("pk", filter=Q(submitted_at__lt=since)),
            content_earlier=Count("pk", filter=Q(submitted_at__lt=since, is_low=False)),
        )
    )
    return {
        standing: (content_now / now, content_earlier / earlier)
        for standing, now, content_now, earlier, content_earlier in rows
        if now >= TOO_FEW and earlier >= TOO_FEW
    }


def register() -> None:
    register_mood(mood_by_standing)
