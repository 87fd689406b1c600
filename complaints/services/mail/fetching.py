"""From the mail server to rows of ours.

A message is written to a file and a row, and that is committed, before the server hears that we have it. Killed in
between, the next look finds it there still and knows by its number or its fingerprint that we have it.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from complaints.files import store
from complaints.mailbox.letter import Letter, UnreadableError, fingerprint, read_letter
from complaints.mailbox.server import MAIL_ERRORS, OpenMailbox, open_mailbox, parse_address
from complaints.models import IncomingMail, Mailbox

logger = logging.getLogger(__name__)

READER_LOCK = 0x7072_6D61
LARGEST_MAIL = 40 << 20
MOST_AT_ONCE = 50
SECONDS = 90


def read_mailbox(*, at: datetime) -> int:
    """Bring in what is new, if a mailbox is named in the settings and nobody else is reading it; gives how many."""
    if not settings.IMAP_URL:
        return 0
    address = parse_address(settings.IMAP_URL)
    with _only_reader() as is_mine:
        if not is_mine:
            return 0
        mailbox, _new = Mailbox.objects.get_or_create(
            account=address.account[:400], defaults={"since": timezone.localdate(at)}
        )
        mine = Mailbox.objects.filter(pk=mailbox.pk)
        try:
            with open_mailbox(address) as opened:
                taken = _take_new(mailbox, opened)
        except MAIL_ERRORS as error:
            logger.warning("The mailbox %s could not be read: %s", address.host, type(error).__name__)
            mine.update(failed_at=timezone.now(), last_error=f"{type(error).__name__}: {error}"[:300])
            return 0
        mine.update(read_at=timezone.now(), last_error="")
    return taken


@contextmanager
def _only_reader() -> Iterator[bool]:
    """The lock belongs to the connection: it goes with a worker that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [READER_LOCK])
        is_mine = cursor.fetchone()[0]
        try:
            yield is_mine
        finally:
            if is_mine and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [READER_LOCK])


def _take_new(mailbox: Mailbox, opened: OpenMailbox) -> int:
    uids = opened.new_uids(mailbox.since)
    known = set(
        mailbox.mails.filter(uid_validity=opened.uid_validity, uid__in=uids).values_list("uid", flat=True)
    )  # fmt: skip
    deadline = time.monotonic() + SECONDS
    if opened.can_move:
        for uid in sorted(known)[:MOST_AT_ONCE]:
            opened.put_away(uid)
    taken = 0
    for uid in [uid for uid in uids if uid not in known][:MOST_AT_ONCE]:
        if time.monotonic() > deadline:
            break
        taken += _take_one(mailbox, opened, uid)
        opened.put_away(uid)
    return taken


def _take_one(mailbox: Mailbox, opened: OpenMailbox, uid: int) -> bool:
    size = opened.size_of(uid)
    is_head = size > LARGEST_MAIL
    raw, came = opened.raw(uid, only_head=is_head)
    at = min(came or timezone.now(), timezone.now())
    _mail, is_new = store_mail(
        mailbox=mailbox, uid_validity=opened.uid_validity, uid=uid, raw=raw, size=size or len(raw), at=at
    )  # fmt: skip
    return is_new


def store_mail(
    *, mailbox: Mailbox, uid_validity: int, uid: int, raw: bytes, size: int, at: datetime
) -> tuple[IncomingMail, bool]:
    """Keep a message as it came, to be understood later; gives its row, and whether it is a new one."""
    digest = _digest(raw)
    place = {"mailbox": mailbox, "uid_validity": uid_validity, "uid": uid}
    if earlier := IncomingMail.objects.filter(digest=digest).first():
        return earlier, False
    letter = _envelope(raw)
    name = store.keep(store.MAILS, [raw])
    try:
        with transaction.atomic():
            mail = IncomingMail.objects.create(
                **place, digest=digest, raw=name, size=min(size, 2**31 - 1), received_at=at,
                message_id=letter.message_id, sender_name=letter.sender_name, sender_email=letter.sender_email,
                subject=letter.subject,
            )  # fmt: skip
    except IntegrityError:  # another worker was quicker, or the server counts anew
        store.forget(store.MAILS, name)
        return IncomingMail.objects.get(digest=digest), False
    return mail, True


def _digest(raw: bytes) -> str:
    try:
        return fingerprint(raw)
    except Exception:  # noqa: BLE001 - headers that the standard library can't stand
        return hashlib.sha256(raw).hexdigest()


def _envelope(raw: bytes) -> Letter:
    """Who, what about: so much is told of every message, also of one that can't be taken apart."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0][:100_000]
    try:
        return read_letter(head + b"\n\n")
    except (UnreadableError, Exception):  # noqa: BLE001 - then it is told of none
        return Letter()
