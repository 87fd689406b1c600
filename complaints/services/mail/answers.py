"""What a customer answers by e-mail, put where it belongs."""

import re
from datetime import datetime

from complaints.enums import EntryKind, MailOutcome, Status
from complaints.mailbox.letter import Letter
from complaints.models import Complaint, Entry, IncomingMail
from complaints.services import records
from complaints.services.answers import reopen, reopen_until
from complaints.services.mail.keeping import finish
from complaints.services.mail.pieces import keep_files, words_of
from complaints.services.messages import add_customer_message

# Thanks for a solution must not open a closed complaint again.
_THANKS = re.compile(r"(?i)\b(?:terima ?kasih|makasih|trima kasih|matur ?nuwun|thanks|thank you|mantap|beres)\b")
_BUT = re.compile(r"(?i)\b(?:tapi|tetapi|namun|belum|tidak|masih|but|not|still|however)\b")
SHORT = 160


def answer(mail: IncomingMail, letter: Letter, complaint: Complaint, *, at: datetime) -> bool:
    """Add it to the complaint; one that is closed is opened again while that is possible. False when it is not."""
    records.lock(complaint)
    body = words_of(letter, is_answer=True) or letter.subject
    if complaint.status == Status.CLOSED and not _is_thanks(body):
        if at > reopen_until(complaint):
            return False
        reopen(complaint=complaint, at=at, reason=body)
        entry = _newest(complaint, EntryKind.STATUS)
    elif complaint.status == Status.CLOSED:
        entry = records.note(complaint, EntryKind.CUSTOMER_MESSAGE, at=at, by=None, body=body)
    else:
        entry = add_customer_message(complaint=complaint, body=body, at=at)
    keep_files(letter, complaint, entry, at=at)
    mail.complaint, mail.entry = complaint, entry
    finish(mail, MailOutcome.REPLY, at=at)
    return True


def _is_thanks(body: str) -> bool:
    return len(body) <= SHORT and bool(_THANKS.search(body)) and not _BUT.search(body)


def _newest(complaint: Complaint, kind: EntryKind) -> Entry:
    return complaint.entries.filter(kind=kind).latest("created_at", "id")
