"""Messages for tests: as mail programs write them, and as nobody should."""

from email.message import EmailMessage

from django.utils import timezone

from complaints import services
from complaints.models import IncomingMail, Mailbox

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def letter(
    text="Kamar 212 belum dibersihkan saat kami tiba.",
    *,
    sender="Budi Santoso <budi@id.example>",
    subject="Kamar kotor",
    to="keluhan@prima.example",
    message_id=None,
    **headers,
) -> EmailMessage:
    """A plain message; further headers with _ for -."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = message_id or f"<{abs(hash((text, sender, subject, to)))}@id.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def stored(raw, *, size=None) -> IncomingMail:
    """A message as the reader leaves it."""
    raw = raw if isinstance(raw, bytes) else raw.as_bytes()
    mailbox, _new = Mailbox.objects.get_or_create(account="test", defaults={"since": timezone.localdate()})
    place = IncomingMail.objects.count() + 1
    mail, _new = services.store_mail(
        mailbox=mailbox, uid_validity=1, uid=place, raw=raw, size=size or len(raw), at=timezone.now()
    )
    return mail


def taken(raw, *, at=None, size=None) -> IncomingMail:
    """The same message understood."""
    mail = stored(raw, size=size)
    services.take_waiting_mails(at=at or timezone.now())
    mail.refresh_from_db()
    return mail


def bounce_of(message_id: str, to: str = "budi@id.example") -> bytes:
    """A delivery report as Postfix writes it."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: keluhan@prima.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <bounce-{abs(hash(message_id))}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b1
Content-Type: text/rfc822-headers

From: Prima <no-reply@localhost>
Message-ID: {message_id}

--b1--
""".replace("\n", "\r\n").encode()
