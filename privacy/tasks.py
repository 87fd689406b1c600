from celery import shared_task

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
