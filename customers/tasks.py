from celery import shared_task
from django.utils import timezone

from customers import services


@shared_task(name="customers.refresh_standings")
def refresh_standings() -> int:
    """Bring standings and stages up to now, and see that everybody was looked at under the rules in force."""
    at = timezone.now()
    services.recompute_everybody_once(at=at)
    return services.refresh_standings(today=timezone.localdate(at), at=at).moved
