"""Messages to staff about follow-ups that nobody did, in the language of whoever gets them."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from customers.models import FollowUp
from outbox.emails import send_mail
from outbox.models import Message


def send_reminder(owner: User, *, follow_ups: Sequence[FollowUp], count: int) -> Message | None:
    """What you promised is late. `follow_ups` are the oldest of `count`."""
    return _send("follow_ups_late", owner, follow_ups, count, tab="overdue")


def send_escalation(manager: User, *, follow_ups: Sequence[FollowUp], count: int) -> Message | None:
    """What your people promised is late for days, or has no owner who could do it."""
    return _send("follow_ups_escalated", manager, follow_ups, count, tab="everybody")


def _send(name: str, to: User, follow_ups: Sequence[FollowUp], count: int, *, tab: str) -> Message | None:
    return send_mail(
        template=f"customers/mail/{name}",
        to=to.email,
        language=to.language or settings.LANGUAGE_CODE,
        context={
            "person": to,
            "follow_ups": follow_ups,
            "count": count,
            "more": count - len(follow_ups),
            "list_url": f"{settings.SITE_URL}{reverse('customers:follow_up_list')}?tab={tab}",
        },
        about=f"user:{to.pk}",
    )
