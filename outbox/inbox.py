"""The inbox of a demonstration: reads the Maildir of InboxBackend. With a real mail server there is none."""

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from django.conf import settings

NEWEST = 100


@dataclass(frozen=True)
class InboxMail:
    key: str
    sender: str
    recipient: str
    subject: str
    at: datetime | None
    text: str


def is_available() -> bool:
    return bool(settings.DEMO or settings.DEBUG or settings.TESTING) and not settings.EMAIL_URL


def newest_mails() -> list[InboxMail]:
    """The newest mails, newest first."""
    inbox = _open()
    if inbox is None:
        return []
    # A Maildir key begins with the second of delivery, then a counter of the process.
    keys = sorted(inbox.keys(), key=lambda key: key.split(".")[:2], reverse=True)[:NEWEST]
    return [mail for key in keys if (mail := find_mail(key))]


def find_mail(key: str) -> InboxMail | None:
    inbox = _open()
    if inbox is None or key not in inbox:
        return None
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(inbox.get_bytes(key))
    body = message.get_body(("plain",))
    return InboxMail(
        key=key,
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        at=_moment(message["Date"]),
        text=body.get_content() if body else "",
    )


def _moment(header: str | None) -> datetime | None:
    moment = parsedate_to_datetime(header) if header else None
    # "-0000" is UTC without saying where the sender is, and is read without a zone.
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def _open() -> mailbox.Maildir | None:
    folder = settings.INBOX_DIR / "mail"
    return mailbox.Maildir(folder, create=False) if folder.exists() else None
