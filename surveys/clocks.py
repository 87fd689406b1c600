"""When a promise to a customer falls due: counted in working days, as complaint handling knows them."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from complaints.models import Holiday, WorkingHours

DAY_ENDS = time(17, 0)


def end_of_working_day(start: datetime, *, days: int) -> datetime:
    """The end of the `days`-th working day after `start`, in the organisation's time zone."""
    hours = {row.weekday: row.ends_at for row in WorkingHours.objects.order_by("weekday", "ends_at")}
    weekdays = hours or dict.fromkeys(range(5), DAY_ENDS)
    day = timezone.localtime(start).date()
    holidays = set(Holiday.objects.filter(date__range=(day, day + timedelta(days=60))).values_list("date", flat=True))
    while days:
        day += timedelta(days=1)
        if day.weekday() in weekdays and day not in holidays:
            days -= 1
    return timezone.make_aware(datetime.combine(day, weekdays[day.weekday()]))
