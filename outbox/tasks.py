from celery import shared_task
from django.utils import timezone

from outbox import services

MAX_BATCHES = 10


@shared_task(name="outbox.send_due_messages")
def send_due_messages() -> int:
    """Send what is due, in a bounded number of batches so that one run never outlives its place in the queue."""
    sent = 0
    for _batch in range(MAX_BATCHES):
        claimed = services.send_due(at=timezone.now())
        sent += claimed
        if claimed < services.BATCH_SIZE:
            break
    return sent
