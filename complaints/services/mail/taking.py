"""From a stored message to what it means for us: a new complaint, an answer, or nothing anybody must do."""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation
from common.errors import AppError
from complaints.enums import EntryKind, HoldReason, MailOutcome
from complaints.files import store
from complaints.mailbox.letter import Letter, UnreadableError, read_letter
from complaints.mailbox.nature import Nature, nature_of, why_it_failed
from complaints.models import Complaint, ComplaintMerge, Entry, IncomingMail
from complaints.services import records
from complaints.services.mail.answers import answer
from complaints.services.mail.keeping import finish
from complaints.services.mail.opening import new_complaint
from complaints.services.mail.proof import Proof, proof_of
from outbox.services import mark_bounced

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50
MAILS_AN_HOUR = 20
MOST_ATTEMPTS = 3
_HELD_NATURES = {
    Nature.LIST: HoldReason.LIST,
    Nature.OURSELVES: HoldReason.OURSELVES,
    Nature.DELAYED: HoldReason.AUTOMATIC,
    Nature.AUTOMATIC: HoldReason.AUTOMATIC,
}


def take_waiting_mails(*, at: datetime, limit: int = MOST_AT_ONCE) -> int:
    """Understand what is stored, each message in a transaction of its own; gives how many are done with."""
    waiting = IncomingMail.objects.filter(outcome=MailOutcome.WAITING).order_by("id")
    return sum(_take(pk, at) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _take(pk: int, at: datetime) -> bool:
    """Count the attempt before it is made: a message at which workers die is put aside."""
    waiting = IncomingMail.objects.filter(pk=pk, outcome=MailOutcome.WAITING)
    if not waiting.update(attempts=F("attempts") + 1):
        return False
    try:
        with transaction.atomic():
            mail = waiting.select_for_update(skip_locked=True).first()
            if mail is None:
                return False
            if mail.attempts > MOST_ATTEMPTS:
                finish(mail, MailOutcome.HELD, at=at, reason=HoldReason.ERROR)
            else:
                take(mail, at=at)
    except AppError as error:
        _hold(pk, at, str(error))
    except DatabaseError:
        logger.exception("Incoming mail %s could not be stored", pk)
        _hold(pk, at, "", only_after=MOST_ATTEMPTS)
    except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept and shown to somebody
        logger.exception("Incoming mail %s could not be understood", pk)
        _hold(pk, at, type(error).__name__)
    return True


def _hold(pk: int, at: datetime, remark: str, *, only_after: int = 0) -> None:
    with transaction.atomic():
        mail = IncomingMail.objects.select_for_update().get(pk=pk)
        if mail.outcome == MailOutcome.WAITING and mail.attempts >= only_after:
            finish(mail, MailOutcome.HELD, at=at, reason=HoldReason.ERROR, remark=remark)


def take(mail: IncomingMail, *, at: datetime) -> None:
    """Understand one locked message."""
    raw = store.path_of(store.MAILS, mail.raw).read_bytes()
    try:
        letter = read_letter(raw)
    except UnreadableError:
        finish(mail, MailOutcome.HELD, at=at, reason=HoldReason.UNREADABLE)
        return
    mail.text, mail.html = letter.text, letter.html
    nature = nature_of(letter, our_addresses=our_addresses())
    if nature == Nature.BOUNCE:
        _take_bounce(mail, letter, at)
        return
    proof = proof_of(letter, at=at)
    if nature in (Nature.AUTOMATIC, Nature.DELAYED) and proof and proof.is_receiver:
        _note_automatic(mail, letter, proof.complaint, at)
    elif nature != Nature.PERSON:
        _keep_aside(mail, _HELD_NATURES[nature], at, proof)
    elif reason := _why_not(mail, letter, raw, at):
        _keep_aside(mail, reason, at, proof)
    elif proof and proof.is_receiver and answer(mail, letter, proof.complaint, at=at):
        return
    else:
        new_complaint(mail, letter, proof, at=at)


def our_addresses() -> set[str]:
    """Whose mail would be our own coming back."""
    ours = (settings.IMAP_ADDRESS, parseaddr(settings.DEFAULT_FROM_EMAIL)[1], Organisation.load().contact_email)
    return {address.lower() for address in ours if address}


def _why_not(mail: IncomingMail, letter: Letter, raw: bytes, at: datetime) -> HoldReason | None:
    if not letter.sender_email:
        return HoldReason.NO_SENDER
    if mail.size > len(raw) + len(raw) // 10 + 1000:
        return HoldReason.TOO_LARGE
    if not (letter.text.strip() or letter.subject or letter.pieces):
        return HoldReason.EMPTY
    hour = IncomingMail.objects.filter(
        sender_email=letter.sender_email, handled_at__gt=at - timedelta(hours=1),
        outcome__in=[MailOutcome.COMPLAINT, MailOutcome.REPLY],
    )  # fmt: skip
    return HoldReason.TOO_OFTEN if hour.count() >= MAILS_AN_HOUR else None


def _keep_aside(mail: IncomingMail, reason: HoldReason, at: datetime, proof: Proof | None) -> None:
    """Held; what belongs to a complaint is shown to those who may see that one."""
    mail.complaint = proof.complaint if proof else None
    finish(mail, MailOutcome.HELD, at=at, reason=reason)


def _take_bounce(mail: IncomingMail, letter: Letter, at: datetime) -> None:
    """Mark the message of ours, and tell those who handle the complaint. It is never answered."""
    why = why_it_failed(letter)
    message = mark_bounced(message_ids=[*letter.reported, *letter.references], reason=why, at=at)
    if message is None:
        finish(mail, MailOutcome.HELD, at=at, reason=HoldReason.BOUNCE)
        return
    kind, _colon, pk = message.subject_key.partition(":")
    complaint = Complaint.objects.filter(pk=pk).first() if kind == "complaint" and pk.isdecimal() else None
    if complaint:
        complaint = ComplaintMerge.final(complaint)
        told = _("Our e-mail to %(to)s came back: %(why)s") % {"to": message.to_email, "why": why}
        mail.complaint, mail.entry = complaint, records.note(complaint, EntryKind.NOTE, at=at, by=None, body=told)
    finish(mail, MailOutcome.BOUNCE, at=at)


def _note_automatic(mail: IncomingMail, letter: Letter, complaint: Complaint, at: datetime) -> Entry:
    """An absence note is good to know, but it answers nothing: our waiting goes on."""
    told = _("Automatic answer from %(sender)s:") % {"sender": letter.sender_email}
    body = f"{told}\n\n{letter.text.strip()[:2000] or letter.subject}"
    mail.complaint, mail.entry = complaint, records.note(complaint, EntryKind.NOTE, at=at, by=None, body=body)
    finish(mail, MailOutcome.AUTOMATIC, at=at)
    return mail.entry
