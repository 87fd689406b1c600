"""Sending what is due, and withdrawing or repeating messages.

Promise: a queued message is sent exactly once, whatever dies meanwhile. The one exception is a worker killed between
the mail server's acceptance and our note of it: that message goes out again, with the same Message-ID.
"""

import json
import logging
import smtplib
import time
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import AppError
from outbox.enums import Status
from outbox.models import Message
from outbox.sealing import unseal

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
# The gaps grow to half a day; together they bridge a mail server that is away for more than a day.
RETRY_GAPS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 720)]


def send_due(*, at: datetime, limit: int = BATCH_SIZE) -> int:
    """Claim up to `limit` due messages and send them over one connection; gives how many were claimed."""
    claim = uuid.uuid4()
    messages = _claim(claim, at=at, limit=limit)
    if not messages:
        return 0
    deadline = time.monotonic() + settings.OUTBOX_LEASE_SECONDS / 2
    connection = get_connection(settings.OUTBOX_TRANSPORT)
    try:
        for message in messages:
            if time.monotonic() > deadline:
                break  # the lease must outlive the message in hand; whoever claims them next sends the rest
            _send(message, connection, claim)
    finally:
        _close(connection)
    return len(messages)


def _claim(claim: uuid.UUID, *, at: datetime, limit: int) -> list[Message]:
    lease = at + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    with transaction.atomic():
        ids = list(
            Message.objects.due(at)
            .order_by("next_attempt_at", "id")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        Message.objects.filter(pk__in=ids).update(status=Status.SENDING, claimed_by=claim, claimed_until=lease)
    return list(Message.objects.filter(pk__in=ids).order_by("next_attempt_at", "id"))


def _send(message: Message, connection: BaseEmailBackend, claim: uuid.UUID) -> None:
    mine = Message.objects.filter(pk=message.pk, status=Status.SENDING, claimed_by=claim)
    # Cancelled since, or the lease was lost: not ours to send any more. The attempt is counted before it is made.
    if not mine.update(attempts=F("attempts") + 1):
        return
    message.attempts += 1
    try:
        connection.send_messages([_email_of(message, connection)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        mine.update(**_failure(message, error, final=_is_permanent(error)))
        _close(connection)
    except (OSError, smtplib.SMTPException, InvalidToken, ValueError) as error:
        mine.update(**_failure(message, error, final=isinstance(error, InvalidToken | ValueError)))
        _close(connection)
    else:
        mine.update(
            status=Status.SENT, sent_at=timezone.now(), sealed=None, claimed_by=None, claimed_until=None, last_error=""
        )


def _email_of(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    content = json.loads(unseal(bytes(message.sealed or b"")))
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=content["text"],
        from_email=message.from_email,
        to=[message.to_email],
        cc=message.cc,
        headers={**content["headers"], "Message-ID": message.message_id},
        connection=connection,
    )
    if content["html"]:
        email.attach_alternative(content["html"], "text/html")
    return email


def _is_permanent(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    else:
        codes = [getattr(error, "smtp_code", 0)]
    return all(500 <= code < 600 for code in codes)


def _failure(message: Message, error: Exception, *, final: bool) -> dict[str, object]:
    logger.warning("Message %s to be sent again or given up (attempt %s): %r", message.pk, message.attempts, error)
    final = final or message.attempts > len(RETRY_GAPS)
    gap = RETRY_GAPS[min(message.attempts, len(RETRY_GAPS)) - 1]
    return {
        "status": Status.FAILED if final else Status.PENDING,
        "next_attempt_at": timezone.now() + gap,
        "claimed_by": None,
        "claimed_until": None,
        "last_error": f"{type(error).__name__}: {error}"[:500].replace("\x00", ""),
    }


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server had hung up already")


def cancel(*, about: str | Collection[str], purposes: Sequence[str] = ()) -> int:
    """Withdraw what is not sent yet about a thing or several (of the given purposes); gives how many."""
    subjects = [about] if isinstance(about, str) else list(about)
    messages = Message.objects.filter(subject_key__in=subjects, status__in=[Status.PENDING, Status.FAILED])
    if purposes:
        messages = messages.filter(purpose__in=purposes)
    return messages.update(status=Status.CANCELLED)


def restore(*, about: Collection[str], at: datetime) -> int:
    """Send what was withdrawn about these things after all, not before `at`; gives how many."""
    messages = Message.objects.filter(subject_key__in=about, status=Status.CANCELLED)
    return messages.update(status=Status.PENDING, attempts=0, next_attempt_at=Greatest(F("next_attempt_at"), Value(at)))


def set_confidential(*, about: str | Collection[str], is_confidential: bool) -> int:
    """Hide messages about a thing or several from the list that staff see, or show them again; gives how many."""
    subjects = [about] if isinstance(about, str) else list(about)
    return Message.objects.filter(subject_key__in=subjects).update(is_confidential=is_confidential)


def mark_bounced(*, message_ids: Sequence[str], reason: str, at: datetime) -> Message | None:
    """Note that a message of ours came back undelivered; gives it, or None when we sent none of these."""
    message = Message.objects.filter(message_id__in=[f"<{one}>" for one in message_ids], bounced_at=None).first()
    if message is None:
        return Message.objects.filter(message_id__in=[f"<{one}>" for one in message_ids]).first()
    message.bounced_at, message.bounce_reason = at, reason[:300]
    message.save(update_fields=["bounced_at", "bounce_reason"])
    return message


@transaction.atomic
def retry_message(*, message_id: int, at: datetime) -> Message:
    """Send a failed or cancelled message again. Raises AppError when it is in another state."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.status not in (Status.FAILED, Status.CANCELLED):
        raise AppError(_("This message is waiting or sent already: there is nothing to repeat."))
    message.status, message.attempts, message.next_attempt_at = Status.PENDING, 0, at
    message.save(update_fields=["status", "attempts", "next_attempt_at"])
    return message


@transaction.atomic
def cancel_message(*, message_id: int) -> Message:
    """Withdraw one message that has not been sent. Raises AppError when it is too late."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.status not in (Status.PENDING, Status.FAILED):
        raise AppError(_("This message is being sent or sent already: it can't be withdrawn."))
    message.status = Status.CANCELLED
    message.save(update_fields=["status"])
    return message
