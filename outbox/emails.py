"""The one way to write a message to a person: templates in both languages, text and HTML, rendered in theirs."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Organisation
from outbox.models import Message
from outbox.services import enqueue


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
