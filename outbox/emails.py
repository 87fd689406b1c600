"""The one way to write a message to a person: templates in both languages, text and HTML, rendered in theirs."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language

from accounts.models import Organisation
from common.tokens import new_token
from outbox.models import Message
from outbox.sealing import seal


def send_mail(
    *,
    template: str,
    to: str,
    language: str,
    context: dict[str, Any],
    about: str = "",
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    headers: dict[str, str] | None = None,
    is_confidential: bool = False,
) -> Message | None:
    """Render `templates/<template>.{subject.txt,txt,html}` in `language` and queue the message.

    `template` is e.g. "complaints/mail/receipt"; it is also the purpose of the message. Gives None when a message
    with the same `dedupe_key` is there already.
    """
    with translation.override(language):
        full = {**context, "organisation": Organisation.load(), "language": language}
        email = EmailMultiAlternatives(
            subject=render_to_string(f"{template}.subject.txt", full).strip(),
            body=render_to_string(f"{template}.txt", full),
            to=[to],
            headers=headers,
        )
        email.attach_alternative(render_to_string(f"{template}.html", full), "text/html")
        return enqueue(
            email,
            purpose=template,
            about=about,
            dedupe_key=dedupe_key,
            send_at=send_at,
            is_confidential=is_confidential,
        )


def enqueue(
    email: EmailMessage,
    *,
    purpose: str,
    about: str = "",
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    is_confidential: bool = False,
) -> Message | None:
    """Queue one message, to be sent at `send_at` (now if None), in the transaction of the caller.

    With a `dedupe_key` the message is queued once however often this is called; gives None the next times.
    """
    row = Message(
        purpose=purpose,
        subject_key=about,
        dedupe_key=dedupe_key,
        message_id=_new_message_id(),
        from_email=email.from_email,
        to_email=email.to[0],
        cc=[*email.to[1:], *email.cc, *email.bcc],
        language=get_language() or "",
        is_confidential=is_confidential,
        subject=" ".join(str(email.subject).split())[:300],
        sealed=seal(_content_of(email)),
        next_attempt_at=send_at or timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if dedupe_key is None:
            raise
        return None
    return row


def _new_message_id() -> str:
    """Not to be guessed: an answer that names it proves that its writer has the message."""
    return f"<{new_token()}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _content_of(email: EmailMessage) -> bytes:
    html = next((body for body, kind in getattr(email, "alternatives", []) if kind == "text/html"), "")
    return json.dumps({"text": email.body, "html": html, "headers": email.extra_headers}).encode()
