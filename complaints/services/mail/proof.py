"""What proves that a message belongs to a complaint. Its number in the subject proves nothing: anybody can write it."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from complaints.enums import MailOutcome
from complaints.mailbox.letter import Letter
from complaints.models import Complaint, ComplaintMerge, IncomingMail, ReplyToken
from outbox.models import Message

REFERENCE = re.compile(r"\bK-\d{4}-\d{5,9}\b")
# What we write to customers; warnings to staff are about complaints as well.
_TO_CUSTOMERS = ("receipt", "reply", "resolution", "reopened", "last_word")


@dataclass(frozen=True)
class Proof:
    """The complaint of a secret that only a receiver of our e-mail can know; and whether a receiver seems to write."""

    complaint: Complaint
    is_receiver: bool


def proof_of(letter: Letter, *, at: datetime) -> Proof | None:
    """By the message of ours that it answers, or by the address we gave with it."""
    message = _answered(letter)
    found = _complaint_of(message) if message else _by_address(letter, at)
    if found is None:
        return None
    complaint = ComplaintMerge.final(found)
    return Proof(complaint, letter.sender_email.casefold() in _receivers(complaint, message))


def mentioned(letter: Letter) -> list[str]:
    """The numbers of complaints that a message speaks of."""
    return list(dict.fromkeys(REFERENCE.findall(f"{letter.subject}\n{letter.text[:20_000]}")))[:5]


def confidential_matter(letter: Letter, proof: Proof | None) -> Complaint | None:
    """The confidential complaint that a message seems to be about, though it is not proven to belong there.

    What it says must not become known to more people. That the number alone should do it would tell strangers which
    numbers are confidential, so then the sender must be the customer.
    """
    if proof and proof.complaint.is_restricted:
        return proof.complaint
    spoken_of = Complaint.objects.filter(reference__in=mentioned(letter))
    named = [one for one in map(ComplaintMerge.final, spoken_of) if one.is_restricted]
    return next((one for one in named if one.customer.email.casefold() == letter.sender_email.casefold()), None)


def _answered(letter: Letter) -> Message | None:
    ids = [f"<{one}>" for one in letter.references]
    ours = Message.objects.filter(message_id__in=ids, subject_key__startswith="complaint:")
    return ours.filter(purpose__in=[f"complaints/mail/{name}" for name in _TO_CUSTOMERS]).order_by("-id").first()


def _complaint_of(message: Message) -> Complaint | None:
    pk = message.subject_key.partition(":")[2]
    return Complaint.objects.select_related("customer").filter(pk=pk).first() if pk.isdecimal() else None


def _by_address(letter: Letter, at: datetime) -> Complaint | None:
    local, _at, domain = settings.IMAP_ADDRESS.lower().partition("@")
    begin, end = f"{local}+", f"@{domain}"
    for recipient in letter.recipients:
        if recipient.startswith(begin) and recipient.endswith(end):
            found = ReplyToken.find(recipient[len(begin) : -len(end)])
            if found and found.is_open(at):
                return Complaint.objects.select_related("customer").get(pk=found.complaint_id)
    return None


def _receivers(complaint: Complaint, message: Message | None) -> set[str]:
    """Who can be expected to answer: whom we wrote to, the customer, who wrote about it before."""
    before = IncomingMail.objects.filter(
        complaint=complaint, outcome__in=[MailOutcome.COMPLAINT, MailOutcome.REPLY]
    ).values_list("sender_email", flat=True)
    addresses = {complaint.customer.email, message.to_email if message else "", *before}
    return {address.casefold() for address in addresses if address}
