from celery import shared_task
from django.utils import timezone

from privacy import services
from privacy.services.consents import BATCH


@shared_task(name="privacy.follow_refusals")
def follow_refusals() -> int:
    """Stop letters to customers who refused surveys in bulk."""
    done = 0
    for _batch in range(20):
        followed = services.follow_refusals()
        done += followed
        if followed < BATCH:
            break
    return done


@shared_task(name="privacy.warn_of_due")
def warn_of_due() -> int:
    """Remind handlers of requests whose time runs out."""
    return services.warn_of_due(at=timezone.now())
