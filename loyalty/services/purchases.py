"""Points for purchases, set-based: one statement books all members' new purchases and refunds."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from loyalty.enums import EntryKind
from loyalty.models import Membership, PointsCheck
from loyalty.services.ledger import lock_many

BATCH_SIZE = 10_000

TAKE_CHECKS = """
DELETE FROM loyalty_pointscheck WHERE id IN (
    SELECT id FROM loyalty_pointscheck WHERE due_at <= %(at)s ORDER BY due_at LIMIT %(limit)s
) RETURNING transaction_id
"""

LOCK_MEMBERS = """
SELECT count(*) FROM (
    SELECT m.id FROM loyalty_membership m
    WHERE m.customer_id IN (
        SELECT COALESCE(c.merged_into_id, c.id)
        FROM customers_transaction t JOIN customers_customer c ON c.id = t.customer_id WHERE t.id = ANY(%(ids)s)
    )
    ORDER BY m.id FOR UPDATE
) locked
"""

# `due` is what each purchase should have brought, beside what is booked for it in the programme (with the points a
# refund could not take back any more). A merged record counts as its survivor. Gains come before losses, and losses
# stop at a balance of zero.
BOOK_PURCHASES = """
WITH purchase AS (
    SELECT t.*, COALESCE(c.merged_into_id, c.id) AS buyer_id, GREATEST(t.amount - COALESCE(r.amount, 0), 0) AS net,
        t.status = %(completed)s AND t.kind = ANY(%(business)s) AND t.currency = %(currency)s AS counts
    FROM customers_transaction t JOIN customers_customer c ON c.id = t.customer_id
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS amount FROM customers_transaction
        WHERE refund_of_id = t.id AND kind = %(refund)s AND status = %(completed)s AND occurred_at <= %(at)s
    ) r ON true
    WHERE t.id = ANY(%(ids)s)
), due AS (
    SELECT m.id AS membership_id, m.balance, t.id AS transaction_id, t.reference, t.occurred_at,
        COALESCE(b.rate, p.currency_per_point) AS rate, b.points AS booked,
        CASE WHEN t.counts THEN floor(t.net / COALESCE(b.rate, p.currency_per_point))::bigint ELSE 0 END AS points
    FROM purchase t
    JOIN loyalty_membership m ON m.customer_id = t.buyer_id
    JOIN loyalty_programme p ON p.id = m.programme_id
    LEFT JOIN LATERAL (
        SELECT sum(e.points - e.waived)::bigint AS points, max(e.rate) AS rate
        FROM loyalty_ledgerentry e JOIN loyalty_membership em ON em.id = e.membership_id
        WHERE e.transaction_id = t.id AND em.programme_id = p.id
    ) b ON true
    WHERE b.points IS NOT NULL OR (
        t.counts AND p.is_active
        AND t.occurred_at >= date_trunc('day', m.enrolled_at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s
        AND (m.left_at IS NULL OR t.occurred_at < m.left_at)
        AND (t.occurred_at AT TIME ZONE %(zone)s)::date BETWEEN p.starts_on AND COALESCE(p.ends_on, 'infinity'::date)
    )
), difference AS (
    SELECT *, GREATEST(points - COALESCE(booked, 0), 0) AS gain, GREATEST(COALESCE(booked, 0) - points, 0) AS loss
    FROM due WHERE points <> COALESCE(booked, 0)
), running AS (
    SELECT *, balance + sum(gain) OVER so_far AS gained, sum(loss) OVER so_far AS lost
    FROM difference
    WINDOW so_far AS (PARTITION BY membership_id ORDER BY loss > 0, occurred_at, transaction_id)
), line AS (
    SELECT *, GREATEST(gained - lost, 0) AS balance_after, GREATEST(gained - lost + loss, 0) AS balance_before
    FROM running
), entry AS (
    INSERT INTO loyalty_ledgerentry
        (membership_id, kind, points, balance_after, waived, rate, transaction_id, reason, created_at)
    SELECT membership_id,
        CASE WHEN booked IS NULL THEN %(kind_earn)s WHEN gain > 0 THEN %(kind_correction)s ELSE %(kind_refund)s END,
        CASE WHEN gain > 0 THEN gain ELSE balance_after - balance_before END,
        balance_after,
        CASE WHEN gain > 0 THEN 0 ELSE loss - (balance_before - balance_after) END,
        rate, transaction_id,
        CASE WHEN gain > 0 OR loss = balance_before - balance_after THEN ''
            ELSE format(%(shortfall)s, loss - (balance_before - balance_after)) END,
        %(at)s
    FROM line ORDER BY membership_id, loss > 0, occurred_at, transaction_id
    RETURNING membership_id, points
), changed AS (
    UPDATE loyalty_membership m SET balance = m.balance + s.points
    FROM (SELECT membership_id, sum(points) AS points FROM entry GROUP BY membership_id) s
    WHERE m.id = s.membership_id
)
SELECT count(*) FROM entry
"""

CHECK_HISTORY = """
INSERT INTO loyalty_pointscheck (transaction_id, due_at)
SELECT COALESCE(t.refund_of_id, t.id), t.occurred_at
FROM loyalty_membership m
JOIN customers_customer c ON c.id = m.customer_id OR c.merged_into_id = m.customer_id
JOIN customers_transaction t ON t.customer_id = c.id
WHERE m.id = ANY(%(ids)s)
AND t.occurred_at >= date_trunc('day', m.enrolled_at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s
"""


def award_points(*, at: datetime) -> int:
    """Give points for every purchase of members that has none yet, take them back for refunds; gives the entries made.

    Looks at what happened until `at`. Calling it again changes nothing. A refund takes back at most the balance;
    points that were spent already are noted in the entry.
    """
    made = 0
    while True:
        checked, written = _award_batch(at)
        made += written
        if checked < BATCH_SIZE:
            return made


@transaction.atomic
def _award_batch(at: datetime) -> tuple[int, int]:
    if not PointsCheck.objects.filter(due_at__lte=at).exists():
        return 0, 0
    lock_many()
    with connection.cursor() as cursor:
        cursor.execute(TAKE_CHECKS, {"at": at, "limit": BATCH_SIZE})
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(LOCK_MEMBERS, {"ids": ids})
        cursor.execute(BOOK_PURCHASES, {**_words(), "ids": ids, "at": at})
        return len(ids), cursor.fetchone()[0]


def check_history_of(memberships: list[Membership]) -> None:
    """Have purchases since enrolment looked at by the next `award_points`."""
    with connection.cursor() as cursor:
        cursor.execute(CHECK_HISTORY, {"ids": [row.pk for row in memberships], "zone": settings.TIME_ZONE})


def _words() -> dict[str, Any]:
    return {
        "zone": settings.TIME_ZONE,
        "currency": settings.DEFAULT_CURRENCY,
        "business": [str(kind) for kind in BUSINESS_KINDS],
        "refund": TransactionKind.REFUND,
        "completed": TransactionStatus.COMPLETED,
        "kind_earn": EntryKind.EARN,
        "kind_correction": EntryKind.CORRECTION,
        "kind_refund": EntryKind.REFUND,
        "shortfall": _("%s points were spent already and were not taken back."),
    }
