"""Writing down who looked. It never makes a page fail, and never slows it: one small statement after the answer."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from accounts.models import User
from privacy.enums import AccessKind
from privacy.models import AccessEntry, Download

logger = logging.getLogger(__name__)

SLOT_SECONDS = 600

_NOTE = """
INSERT INTO privacy_accessentry (user_id, customer_id, kind, record_id, slot, at, is_watched)
SELECT %s, c.id, %s, seen.record_id, %s, %s,
    c.tags && coalesce((SELECT watched_tags FROM privacy_privacypolicy), ARRAY['VIP']::varchar[])
FROM unnest(%s::bigint[], %s::bigint[]) AS seen (customer_id, record_id)
JOIN customers_customer AS c ON c.id = seen.customer_id
ON CONFLICT DO NOTHING
"""


def note_access(*, user: User, customer_id: int, kind: AccessKind | str, at: datetime, record_id: int = 0) -> None:
    """Note that a person looked at a record, once in ten minutes. Failing is logged, and harms nothing else."""
    note_accesses(user=user, seen=[(customer_id, record_id)], kind=kind, at=at)


def note_accesses(*, user: User, seen: Sequence[tuple[int, int]], kind: AccessKind | str, at: datetime) -> None:
    """The same for a page of records, in one statement: the ids of each customer and of what it was about (or 0)."""
    if not seen:
        return
    slot = int(at.timestamp()) // SLOT_SECONDS
    customers, records = zip(*seen, strict=True)
    values = (user.pk, str(kind), slot, at, list(customers), list(records))
    try:
        with _apart(), connection.cursor() as cursor:
            cursor.execute(_NOTE, values)
    except DatabaseError:
        logger.exception("Looks at %s customers by user %s could not be noted", len(seen), user.pk)


def note_download(*, user: User, view: str, filename: str, filters: Iterable[str], at: datetime) -> None:
    """Note that a list or a file was taken. Failing is logged, and harms nothing else."""
    named = ", ".join(sorted(filters))
    try:
        with _apart():
            Download.objects.create(
                user=user, at=at, view=view[:100], filename=filename.replace("\x00", "")[:200], filters=named[:300]
            )
    except DatabaseError:
        logger.exception("The download of %s by user %s could not be noted", view, user.pk)


def _apart() -> AbstractContextManager[Any]:
    """A failing statement must not spoil a transaction around it; where there is none, it needs none."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def purge_access(*, before: datetime, limit: int) -> int:
    """Forget old lines, the oldest first; gives how many."""
    old = AccessEntry.objects.filter(at__lt=before).order_by("at", "id").values("pk")[:limit]
    return AccessEntry.objects.filter(pk__in=old).delete()[0]
