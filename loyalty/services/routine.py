"""What happens once a day: points expire, and members get presents on special days. Both are set-based."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from loyalty.enums import EntryKind, Occasion
from loyalty.models import Programme
from loyalty.services.ledger import lock_many

# A worker that was away catches up on presents of the last days, not on those of months ago.
CATCH_UP = timedelta(days=21)

LOCK_BALANCES = """
SELECT count(*) FROM (
    SELECT id FROM loyalty_membership WHERE programme_id = %(programme)s AND balance > 0 ORDER BY id FOR UPDATE
) locked
"""

# Points are spent oldest first, so what expires is what came before the limit less all that ever went.
EXPIRE = """
WITH ripe AS (
    SELECT m.id, m.balance, LEAST(m.balance,
        sum(CASE WHEN e.points < 0 OR e.created_at < %(limit)s THEN e.points ELSE 0 END)::bigint) AS points
    FROM loyalty_membership m JOIN loyalty_ledgerentry e ON e.membership_id = m.id
    WHERE m.programme_id = %(programme)s AND m.balance > 0
    GROUP BY m.id
), entry AS (
    INSERT INTO loyalty_ledgerentry (membership_id, kind, points, balance_after, waived, reason, created_at)
    SELECT id, %(kind)s, -points, balance - points, 0, '', %(at)s FROM ripe WHERE points > 0
    RETURNING membership_id, balance_after
), changed AS (
    UPDATE loyalty_membership m SET balance = entry.balance_after FROM entry WHERE m.id = entry.membership_id
)
SELECT count(*) FROM entry
"""

# Each special day of each member in this and the last year; a 29th of February is kept on the 28th in other years.
PRESENT = """
WITH origin AS (
    SELECT m.id AS membership_id, (m.enrolled_at AT TIME ZONE %(zone)s)::date AS joined_on,
        d.id AS special_day_id, d.points,
        CASE d.occasion
            WHEN %(birthday)s THEN c.birth_date
            WHEN %(anniversary)s THEN (m.enrolled_at AT TIME ZONE %(zone)s)::date
            ELSE make_date(2000, d.month, 1) + d.day - 1
        END AS day
    FROM loyalty_specialday d
    JOIN loyalty_membership m ON m.programme_id = d.programme_id AND m.left_at IS NULL
    JOIN customers_customer c ON c.id = m.customer_id
    WHERE d.programme_id = %(programme)s AND d.is_active
), due AS (
    SELECT o.*, e.day AS on_day, format('special-day:%%s:%%s:%%s', special_day_id, membership_id, e.year) AS source_key
    FROM origin o CROSS JOIN LATERAL (
        SELECT year, (o.day + make_interval(years => year - extract(year FROM o.day)::int))::date AS day
        FROM generate_series(%(year)s - 1, %(year)s) AS year
    ) e
    WHERE e.day BETWEEN %(first)s AND %(today)s AND e.day > o.joined_on
), locked AS (
    SELECT id, balance FROM loyalty_membership
    WHERE id IN (SELECT membership_id FROM due) ORDER BY id FOR UPDATE
), entry AS (
    INSERT INTO loyalty_ledgerentry
        (membership_id, kind, points, balance_after, waived, special_day_id, source_key, reason, created_at)
    SELECT due.membership_id, %(kind)s, due.points,
        locked.balance + sum(due.points) OVER (PARTITION BY due.membership_id ORDER BY on_day, special_day_id),
        0, special_day_id, source_key, '', %(at)s
    FROM due JOIN locked ON locked.id = due.membership_id
    WHERE NOT EXISTS (SELECT 1 FROM loyalty_ledgerentry e WHERE e.source_key = due.source_key)
    ORDER BY due.membership_id, on_day, special_day_id
    RETURNING membership_id, points
), changed AS (
    UPDATE loyalty_membership m SET balance = m.balance + s.points
    FROM (SELECT membership_id, sum(points) AS points FROM entry GROUP BY membership_id) s
    WHERE m.id = s.membership_id
)
SELECT count(*) FROM entry
"""


def do_daily_work(*, at: datetime) -> int:
    """Let points expire and give presents, once a day for each running programme; gives the entries made."""
    today = timezone.localdate(at)
    waiting = Programme.objects.running(today).filter(Q(day_checked_on__isnull=True) | Q(day_checked_on__lt=today))
    return sum(_do_day_of(programme_id, at, today) for programme_id in waiting.values_list("pk", flat=True))


@transaction.atomic
def _do_day_of(programme_id: int, at: datetime, today: date) -> int:
    lock_many()
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.day_checked_on and programme.day_checked_on >= today:
        return 0
    entries = _expire(programme, at) + _give_presents(programme, at, today)
    Programme.objects.filter(pk=programme_id).update(day_checked_on=today)
    return entries


def _expire(programme: Programme, at: datetime) -> int:
    if programme.validity_months is None:
        return 0
    values: dict[str, Any] = {
        "programme": programme.pk,
        "limit": months_before(at, programme.validity_months),
        "kind": EntryKind.EXPIRY,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BALANCES, values)
        cursor.execute(EXPIRE, values)
        return cursor.fetchone()[0]


def _give_presents(programme: Programme, at: datetime, today: date) -> int:
    if not programme.special_days.filter(is_active=True).exists():
        return 0
    checked = programme.day_checked_on
    values: dict[str, Any] = {
        "programme": programme.pk,
        "zone": settings.TIME_ZONE,
        "birthday": Occasion.BIRTHDAY,
        "anniversary": Occasion.ANNIVERSARY,
        "year": today.year,
        "first": max(checked + timedelta(days=1), today - CATCH_UP) if checked else today,
        "today": today,
        "kind": EntryKind.GIFT,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, values)
        return cursor.fetchone()[0]


def months_before(at: datetime, months: int) -> datetime:
    """The same moment of the day some calendar months earlier; the last day of a shorter month."""
    local = timezone.localtime(at)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
