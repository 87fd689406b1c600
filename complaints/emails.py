"""Messages to the customer of a complaint, in the language of the complaint. Each is queued once.

Without an address nothing is queued; the pages then offer to call or to write by WhatsApp. The subject of a
confidential one says nothing, and the outbox shows it to nobody.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from complaints.models import Clock, Complaint, Entry, Promise, ReplyToken
from complaints.queries.mail import last_message_id
from complaints.queries.outside import ways_on
from outbox.emails import send_mail
from outbox.models import Message

ANSWERS_FIND_BACK = timedelta(days=400)


def send_receipt(complaint: Complaint, *, tracking_url: str) -> Message | None:
    """We have your complaint, this is its number, this is when you hear from us."""
    return _send("receipt", complaint, dedupe_key=f"complaint-receipt:{complaint.pk}", tracking_url=tracking_url)


def send_reply(entry: Entry, *, tracking_url: str) -> Message | None:
    """An answer or a question of ours."""
    return _send(
        "reply", entry.complaint, dedupe_key=f"complaint-reply:{entry.pk}", tracking_url=tracking_url, body=entry.body,
        is_automatic=False, files=entry.attachments.count(),
    )  # fmt: skip


def send_resolution(entry: Entry, *, tracking_url: str) -> Message | None:
    """What we did; the customer accepts it or opens the complaint again. `entry` is the change to resolved."""
    return _send(
        "resolution", entry.complaint, dedupe_key=f"complaint-resolution:{entry.pk}", tracking_url=tracking_url
    )


def send_reopened(entry: Entry, *, tracking_url: str) -> Message | None:
    """We go on with it, and this is when you hear from us. `entry` is the change back to in progress."""
    return _send("reopened", entry.complaint, dedupe_key=f"complaint-reopened:{entry.pk}", tracking_url=tracking_url)


def send_last_word(entry: Entry, *, tracking_url: str) -> Message | None:
    """Our last word on a refused answer, and where else the customer can turn. `entry` is the change to closed."""
    return _send(
        "last_word", entry.complaint, dedupe_key=f"complaint-last-word:{entry.pk}", tracking_url=tracking_url,
        body=entry.body,
    )  # fmt: skip


def send_deadline_warning(clock: Clock, person: User, *, percent: int) -> Message:
    """To staff: so much of the time of a promise is over. Of a confidential case it names the number alone."""
    return send_mail(
        template="complaints/mail/deadline",
        to=person.email,
        language=person.language or settings.LANGUAGE_CODE,
        context={"complaint": clock.complaint, "clock": clock, "person": person, "percent": percent,
                 "url": f"{settings.SITE_URL}{clock.complaint.get_absolute_url()}"},
        about=f"complaint:{clock.complaint_id}",
        dedupe_key=f"complaint-deadline:{clock.pk}:{percent}:{person.pk}",
        is_confidential=clock.complaint.is_restricted,
    )  # fmt: skip


def send_confided(complaint: Complaint, person: User) -> Message | None:
    """To one of the people who read anonymous complaints: one has come. It says nothing of the matter."""
    return send_mail(
        template="complaints/mail/confided",
        to=person.email,
        language=person.language or settings.LANGUAGE_CODE,
        context={"complaint": complaint, "person": person, "url": f"{settings.SITE_URL}{complaint.get_absolute_url()}"},
        about=f"complaint:{complaint.pk}",
        dedupe_key=f"complaint-confided:{complaint.pk}:{person.pk}",
        is_confidential=True,
    )


def send_promise_digest(
    name: str, person: User, *, promises: Sequence[Promise], count: int, is_confidential: bool
) -> Message:
    """To staff: promises that are late. Of confidential complaints it names the numbers alone."""
    return send_mail(
        template=f"complaints/mail/{name}",
        to=person.email,
        language=person.language or settings.LANGUAGE_CODE,
        context={
            "person": person,
            "promises": promises,
            "count": count,
            "more": count - len(promises),
            "is_confidential": is_confidential,
            "list_url": f"{settings.SITE_URL}{reverse('complaints:promise_list')}?tab=overdue",
        },
        about=f"user:{person.pk}",
        is_confidential=is_confidential,
    )


def _send(
    name: str, complaint: Complaint, *, dedupe_key: str, is_automatic: bool = True, **context: Any
) -> Message | None:
    customer = complaint.customer
    if not customer.email:
        return None
    return send_mail(
        template=f"complaints/mail/{name}",
        to=customer.email,
        language=complaint.language,
        context={"complaint": complaint, "customer": customer, "ways": ways_on(complaint), **context},
        about=f"complaint:{complaint.pk}",
        dedupe_key=dedupe_key,
        headers=_headers(complaint, is_automatic=is_automatic),
        is_confidential=complaint.is_restricted,
    )


def _headers(complaint: Complaint, *, is_automatic: bool) -> dict[str, str]:
    """By which mail programs keep it with what the customer wrote, machines do not answer, and answers find back."""
    headers = {"X-Prima": "complaint"}
    if is_automatic:
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if not settings.IMAP_URL:
        return headers
    headers["Reply-To"] = _reply_address(complaint)
    if answered := last_message_id(complaint):
        headers |= {"In-Reply-To": f"<{answered}>", "References": f"<{answered}>"}
    return headers


def _reply_address(complaint: Complaint) -> str:
    if not settings.IMAP_PLUS_ADDRESSES:
        return settings.IMAP_ADDRESS
    local, _at, domain = settings.IMAP_ADDRESS.partition("@")
    token = ReplyToken.issue_for(complaint, at=timezone.now(), valid_for=ANSWERS_FIND_BACK)
    return f"{local}+{token}@{domain}"
