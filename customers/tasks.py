from dataclasses import asdict

from celery import shared_task
from django.utils import timezone

from customers import services
from customers.services import escalation


@shared_task(name="customers.recompute_standings")
def recompute_standings() -> int:
    """Bring everybody's standing up to today."""
    at = timezone.now()
    return services.recompute_standings(today=timezone.localdate(at), at=at)


@shared_task(name="customers.send_follow_up_digests")
def send_follow_up_digests() -> dict[str, int]:
    """Remind owners of what is late, and tell managers what is late too long."""
    return asdict(escalation.send_follow_up_digests(at=timezone.now()))
