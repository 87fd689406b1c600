"""The one place that books points.

A booking is one statement: the balance changes and the entry is written together, or neither is. The condition
`balance + x >= 0` is checked on the locked row, so however many clients redeem at once, no point is spent twice.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from loyalty.enums import EntryKind
from loyalty.errors import NotEnoughPoints
from loyalty.models import LedgerEntry, Membership, Redemption

BOOK = """
WITH booked AS (
    UPDATE loyalty_membership SET balance = balance + %(points)s
    WHERE id = %(membership)s AND balance + %(points)s >= 0
    RETURNING id, balance
)
INSERT INTO loyalty_ledgerentry
    (membership_id, kind, points, balance_after, waived, redemption_id, source_key, reason, created_at, created_by_id)
SELECT id, %(kind)s, %(points)s, balance, 0, %(redemption)s, %(source_key)s, %(reason)s, %(at)s, %(by)s FROM booked
RETURNING *
"""

# Held by everything that books on several memberships at once, so that two such runs never wait for each other's rows.
LOCK_MANY = 7_205_759_404


def book(
    *,
    membership: Membership,
    kind: EntryKind,
    points: int,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    redemption: Redemption | None = None,
    source_key: str | None = None,
) -> LedgerEntry:
    """Book `points` (negative to take) and set the balance, or raise NotEnoughPoints and write nothing.

    Raises IntegrityError when `source_key` was booked before.
    """
    values = {
        "membership": membership.pk,
        "kind": kind,
        "points": points,
        "redemption": redemption and redemption.pk,
        "source_key": source_key,
        "reason": reason,
        "at": at,
        "by": by and by.pk,
    }
    entry = next(iter(LedgerEntry.objects.raw(BOOK, values)), None)
    if entry is None:
        stored = Membership.objects.values_list("balance", flat=True).get(pk=membership.pk)
        raise NotEnoughPoints(-points - stored)
    membership.balance = entry.balance_after
    return entry


def book_once(*, source_key: str, **booking: Any) -> LedgerEntry:
    """Book as `book` does, or give the entry that the same `source_key` made earlier."""
    try:
        with transaction.atomic():
            return book(source_key=source_key, **booking)
    except IntegrityError:
        return LedgerEntry.objects.get(source_key=source_key)


def lock_many() -> None:
    """Wait for other runs over many memberships; call it first in the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_MANY])
