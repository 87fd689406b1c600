"""Django mail backends: one that queues whatever is sent, and one that delivers into a folder for demonstrations."""

import mailbox
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from outbox.emails import enqueue


class OutboxBackend(BaseEmailBackend):
    """Puts mail sent through Django's functions (password reset, second factor notices) into the outbox as well."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            enqueue(message, purpose="account")
        return len(email_messages)


class InboxBackend(BaseEmailBackend):
    """Delivers into a Maildir that the page /dev/inbox/ shows. For demonstrations without a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.INBOX_DIR.mkdir(parents=True, exist_ok=True)
        inbox = mailbox.Maildir(settings.INBOX_DIR / "mail")
        for message in email_messages:
            inbox.add(message.message().as_bytes())
        return len(email_messages)
