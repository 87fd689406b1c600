"""Reads of what came by e-mail, and of what came back."""

from complaints.enums import MailOutcome
from complaints.models import Complaint, IncomingMail, Mailbox
from outbox.models import Message


def last_message_id(complaint: Complaint) -> str:
    """The customer's latest e-mail about a complaint, for a reply to be shown below it; "" when there is none."""
    mails = IncomingMail.objects.filter(
        complaint=complaint, outcome__in=[MailOutcome.COMPLAINT, MailOutcome.REPLY]
    ).exclude(message_id="")
    found = mails.order_by("-id").values_list("message_id", flat=True).first() or ""
    return found if found.isascii() and found.isprintable() else ""


def undelivered(complaint: Complaint) -> Message | None:
    """The latest e-mail to the customer's present address that came back, if one did."""
    back = Message.objects.about(f"complaint:{complaint.pk}").filter(bounced_at__isnull=False)
    return back.filter(to_email__iexact=complaint.customer.email).order_by("-bounced_at").first()


def mailboxes() -> list[Mailbox]:
    """Those we read, or have read."""
    return list(Mailbox.objects.order_by("id"))
