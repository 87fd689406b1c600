"""What stays of messages: the row for as long as its complaint, the message as it came for a while."""

from datetime import datetime, timedelta

from accounts.models import User
from complaints.enums import HoldReason, MailOutcome
from complaints.files import store
from complaints.models import IncomingMail

RAW_DAYS = 30
HELD_DAYS = 180


def finish(
    mail: IncomingMail,
    outcome: MailOutcome,
    *,
    at: datetime,
    by: User | None = None,
    reason: HoldReason | str = "",
    remark: str = "",
) -> None:
    """Write down what became of a locked message."""
    mail.outcome, mail.reason, mail.remark = outcome, reason, remark[:300]
    mail.handled_at, mail.handled_by = at, by
    mail.save()


def purge_mails(*, at: datetime) -> int:
    """Let go of messages as they came: done ones after a month, undecided ones after half a year; and of their rests.

    Gives how many files went.
    """
    gone = 0
    done = IncomingMail.objects.exclude(raw="").exclude(outcome__in=[MailOutcome.WAITING, MailOutcome.HELD])
    for mail in done.filter(handled_at__lt=at - timedelta(days=RAW_DAYS)).iterator():
        gone += _let_go(mail)
    undecided = IncomingMail.objects.filter(outcome=MailOutcome.HELD, received_at__lt=at - timedelta(days=HELD_DAYS))
    for mail in undecided.iterator():
        mail.outcome, mail.handled_at, mail.text, mail.html = MailOutcome.DISCARDED, at, "", ""
        gone += _let_go(mail)
    names = set(IncomingMail.objects.exclude(raw="").values_list("raw", flat=True))
    return gone + store.forget_all_but(store.MAILS, names, older_than=(at - timedelta(days=1)).timestamp())


def _let_go(mail: IncomingMail) -> bool:
    name, mail.raw = mail.raw, ""
    mail.save()
    store.forget(store.MAILS, name)
    return bool(name)
