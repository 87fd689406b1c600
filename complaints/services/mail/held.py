"""What an administrator decides on messages that were not taken."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import MailOutcome
from complaints.files import store
from complaints.mailbox.letter import Letter, UnreadableError, read_letter
from complaints.models import Complaint, IncomingMail
from complaints.services.mail.keeping import finish
from complaints.services.mail.opening import new_complaint
from complaints.services.mail.proof import proof_of


@transaction.atomic
def retry_mail(*, mail: IncomingMail, at: datetime) -> IncomingMail:
    """Try again to understand it, by the rules of today."""
    _lock(mail)
    if not mail.raw:
        raise NotAllowed(_("The message itself is no longer kept."))
    mail.attempts = 0
    finish(mail, MailOutcome.WAITING, at=at)
    return mail


@transaction.atomic
def take_mail_as_complaint(*, mail: IncomingMail, at: datetime, by: User) -> Complaint:
    """Make a complaint of it, whatever spoke against that."""
    _lock(mail)
    letter = _letter(mail)
    if not letter.sender_email:
        raise AppError(_("It names no sender who could be answered: log the complaint by hand, then discard this."))
    return new_complaint(mail, letter, proof_of(letter, at=at), at=at, by=by)


@transaction.atomic
def discard_mail(*, mail: IncomingMail, at: datetime, by: User) -> IncomingMail:
    """It is of no use; the message itself is deleted after a month."""
    _lock(mail)
    finish(mail, MailOutcome.DISCARDED, at=at, by=by, reason=mail.reason, remark=mail.remark)
    return mail


def _lock(mail: IncomingMail) -> None:
    mail.refresh_from_db(from_queryset=IncomingMail.objects.select_for_update(of=["self"]))
    if mail.outcome != MailOutcome.HELD:
        raise NotAllowed(_("Somebody has decided on this message already."))


def _letter(mail: IncomingMail) -> Letter:
    """As much of it as can be read."""
    try:
        raw = store.path_of(store.MAILS, mail.raw or "-").read_bytes()
        letter = read_letter(raw)
    except (OSError, UnreadableError):
        return Letter(sender_name=mail.sender_name, sender_email=mail.sender_email, subject=mail.subject)
    mail.text, mail.html = letter.text, letter.html
    return letter
