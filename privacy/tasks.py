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


@shared_task(name="privacy.start_periods")
def start_periods() -> bool:
    """Once a night, where the policy wants it: begin to take what was kept long enough."""
    return services.start_run(at=timezone.now()) is not None


@shared_task(name="privacy.finish_erasures")
def finish_erasures() -> int:
    """Erase what had to wait for a confidential case to end."""
    return services.finish_erasures(at=timezone.now())
