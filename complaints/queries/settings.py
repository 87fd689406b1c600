"""What the pages of the settings show."""

from datetime import date

from django.db.models import Max, Min, QuerySet

from complaints.models import Cause, Holiday


def all_causes() -> QuerySet[Cause]:
    """Main causes, each followed by its finer ones, also those that can't be chosen any more."""
    return Cause.objects.select_related("parent").order_by("position", "id")


def holiday_years(asked: str | None, *, today: date) -> tuple[int, list[int]]:
    """The year to show, this one unless another known year is asked for, and all years that have holidays."""
    ends = Holiday.objects.aggregate(first=Min("date"), last=Max("date"))
    first, last = ends["first"] or today, ends["last"] or today
    years = list(range(min(first.year, today.year), max(last.year, today.year + 1) + 1))
    chosen = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return (chosen if chosen in years else today.year), years
