from celery import shared_task
from django.utils import timezone

from loyalty import services


@shared_task(name="loyalty.award_points")
def award_points() -> None:
    """Book what became due since the last tick: merged records, purchases and refunds, presents, expiry."""
    now = timezone.now()
    services.follow_merges(at=now)
    services.award_points(at=now)
    services.do_daily_work(at=now)
