from celery import shared_task
from django.utils import timezone

from customers import services


@shared_task(name="customers.recompute_standings")
def recompute_standings() -> int:
    """Bring everybody's standing up to today."""
    at = timezone.now()
    return services.recompute_standings(today=timezone.localdate(at), at=at)
