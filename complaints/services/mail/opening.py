"""A new complaint from a message."""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.forms import tidy_line
from complaints.enums import Channel, EntryKind, MailOutcome
from complaints.mailbox.language import language_of
from complaints.mailbox.letter import Letter
from complaints.models import Complaint, IncomingMail
from complaints.services import records
from complaints.services.intake import log_complaint
from complaints.services.mail.keeping import finish
from complaints.services.mail.pieces import keep_files, words_of
from complaints.services.mail.proof import Proof, confidential_matter, mentioned
from complaints.services.public import add_customer, customer_with
from customers.models import Customer

SUMMARY = 200
_ANSWER_MARKS = re.compile(r"(?i)^(?:(?:re|fw|fwd|bls|balas|trs|teruskan)\s*:\s*)+")


@transaction.atomic
def new_complaint(
    mail: IncomingMail, letter: Letter, proof: Proof | None, *, at: datetime, by: User | None = None
) -> Complaint:
    """Log it for the customer with this address, or for a new one; with a hint where it may belong.

    The number comes from the message itself, so that it makes one complaint however often it is taken.
    """
    matter = confidential_matter(letter, proof)
    customer = _customer(letter, proof, at)
    complaint = log_complaint(
        customer=customer,
        channel=Channel.EMAIL,
        summary=_summary(letter),
        details=words_of(letter, is_answer=bool(letter.references) and proof is not None),
        language=language_of(letter.text, otherwise=customer.language or settings.LANGUAGE_CODE),
        at=at,
        is_restricted=matter is not None,
        named=[access.user for access in matter.named_people.select_related("user")] if matter else [],
        submission_key=UUID(mail.digest[:32]),
    )
    mail.complaint = complaint
    mail.entry = complaint.entries.filter(kind=EntryKind.RECEIVED).first()
    if mail.entry:
        keep_files(letter, complaint, mail.entry, at=at)
    if hint := _hint(letter, proof):
        records.note(complaint, EntryKind.NOTE, at=at, by=None, body=hint)
    finish(mail, MailOutcome.COMPLAINT, at=at, by=by)
    return complaint


def _customer(letter: Letter, proof: Proof | None, at: datetime) -> Customer:
    if proof and proof.is_receiver:
        return proof.complaint.customer
    name = tidy_line(letter.sender_name)[:200] or letter.sender_email.partition("@")[0]
    return customer_with(email=letter.sender_email, phone="", name=name) or add_customer(
        name=name, email=letter.sender_email, phone="", at=at, acquisition_source="E-mail",
        language=language_of(letter.text, otherwise=settings.LANGUAGE_CODE),
    )  # fmt: skip


def _summary(letter: Letter) -> str:
    subject = tidy_line(_ANSWER_MARKS.sub("", letter.subject))
    line = next((tidy_line(line) for line in letter.text.splitlines() if line.strip()), "")
    return (subject or line or _("Complaint by e-mail"))[:SUMMARY]


def _hint(letter: Letter, proof: Proof | None) -> str:
    """Where it may belong, and why it was not put there. Numbers are those that the sender wrote."""
    if proof and proof.is_receiver:
        return _("It answers %(number)s, which is closed and can no longer be opened again by the customer.") % {
            "number": proof.complaint.reference
        }
    if proof:
        return _(
            "It answers an e-mail of ours about %(number)s, but comes from %(sender)s, to whom we did not write. "
            "It may have been forwarded."
        ) % {"number": proof.complaint.reference, "sender": letter.sender_email}
    if numbers := mentioned(letter):
        return _("The e-mail mentions %(numbers)s. Nothing proves that it belongs there: compare before you link.") % {
            "numbers": ", ".join(numbers)
        }
    return ""
