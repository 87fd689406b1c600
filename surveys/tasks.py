"""Bells: each looks up in the database what is due."""

from celery import shared_task
from django.utils import timezone

from surveys import services

MAX_BATCHES = 10


@shared_task(name="surveys.send_due_invitations")
def send_due_invitations() -> int:
    """Plan invitations after purchases, write the letters that are due, note which were sent.

    The number of batches is bounded, so that one run never outlives its place in the queue.
    """
    services.plan_purchase_invitations(at=timezone.now())
    written = 0
    for _batch in range(MAX_BATCHES):
        handled = services.write_letters(at=timezone.now())
        written += handled
        if handled < services.LETTERS_A_BATCH:
            break
    services.mark_sent()
    return written


@shared_task(name="surveys.expire_invitations")
def expire_invitations() -> int:
    return services.expire_invitations(at=timezone.now())
