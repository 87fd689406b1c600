from celery import shared_task
from django.utils import timezone

from customers import services


@shared_task(name="customers.adopt_tags")
def adopt_tags() -> int:
    """Bring the register of tags and the customers together, whatever imports wrote."""
    return services.adopt_tags(at=timezone.now())


@shared_task(name="customers.recompute_standings")
def recompute_standings() -> int:
    """Bring everybody's standing up to today."""
    at = timezone.now()
    return services.recompute_standings(today=timezone.localdate(at), at=at)
