"""The reference SQL: who was active on which day, as far as it was known at a moment.

One pass over the transactions gives a row per customer. Each day asked for becomes a column `active_0`,
`active_1`, ..., each span of days a column `revenue_0`, ... Boundaries of local days are computed here and
compared as half-open spans of instants, so the database never converts a time zone row by row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from common.fiscal import ONE_DAY, day_start, window_start


@dataclass(frozen=True)
class Query:
    """Common table expressions (`WITH RECURSIVE` begins them) and their parameters."""

    ctes: str
    params: dict[str, Any]


# Merges known at the cutoff, chains followed to their end. UNION drops repeats, so a ring would end too.
FOLDED = """
    known_merge AS (
        SELECT DISTINCT ON (duplicate_id) duplicate_id, survivor_id
        FROM customers_customermerge
        WHERE merged_at <= %(cutoff)s AND (undone_at IS NULL OR undone_at > %(cutoff)s)
        ORDER BY duplicate_id, merged_at DESC, id DESC
    ), merge_path (duplicate_id, survivor_id) AS (
        SELECT duplicate_id, survivor_id FROM known_merge
        UNION
        SELECT path.duplicate_id, further.survivor_id
        FROM merge_path AS path JOIN known_merge AS further ON further.duplicate_id = path.survivor_id
    ), folded AS (
        SELECT duplicate_id, survivor_id FROM merge_path
        WHERE NOT EXISTS (SELECT FROM known_merge AS m WHERE m.duplicate_id = merge_path.survivor_id)
    )"""

REFUNDED = """
    refunded AS (
        SELECT refund_of_id AS purchase_id, sum(amount) AS amount
        FROM customers_transaction
        WHERE refund_of_id IS NOT NULL AND kind = 'refund' AND status = 'completed' AND recorded_at <= %(cutoff)s
        GROUP BY refund_of_id
    )"""

# A refund voids the purchase at the purchase's own date: what is left of it decides. Customers are added up before
# merges are looked at, so that the long pass can run in parallel; only those with several rows are added up again.
ACTIVITY = """
    bought AS (
        SELECT t.customer_id, min(t.occurred_at) AS first_at{purchases}
        FROM customers_transaction AS t
        LEFT JOIN refunded ON refunded.purchase_id = t.id
        WHERE t.kind IN ('purchase', 'booking', 'service') AND t.status = 'completed'
            AND t.recorded_at <= %(cutoff)s AND t.occurred_at < %(known_until)s
            AND t.amount > coalesce(refunded.amount, 0)
        GROUP BY t.customer_id
    ), agreed AS (
        SELECT c.customer_id, min(c.starts_on)::timestamp AT TIME ZONE %(zone)s AS first_at{contracts}
        FROM customers_contract AS c
        WHERE c.recorded_at <= %(cutoff)s AND c.starts_on <= %(known_day)s
        GROUP BY c.customer_id
    ), several AS (
        SELECT duplicate_id AS customer_id, survivor_id FROM folded
        UNION SELECT survivor_id, survivor_id FROM folded
        UNION SELECT a.customer_id, coalesce(folded.survivor_id, a.customer_id)
        FROM agreed AS a LEFT JOIN folded ON folded.duplicate_id = a.customer_id
    ), activity AS (
        SELECT * FROM bought WHERE NOT EXISTS (SELECT FROM several WHERE several.customer_id = bought.customer_id)
        UNION ALL
        SELECT several.survivor_id, min(first_at){merged}
        FROM (SELECT * FROM bought UNION ALL SELECT * FROM agreed) AS facts JOIN several USING (customer_id)
        GROUP BY several.survivor_id
    )"""

# The default of 4 MB would write sorts and hashes of a large registry to disk.
ROOM = "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = 0"


@contextmanager
def room_to_count() -> Iterator[CursorWrapper]:
    """A cursor for long counting: memory for large hashes, and no page's time limit, until the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        yield cursor


def activity_query(
    *, days: Sequence[date], cutoff: datetime, window_months: int, spans: Sequence[tuple[date, date]] = ()
) -> Query:
    """`folded` and `activity` (customer_id, first_at, active_0.., revenue_0..): customers with any business up to the
    last day. `revenue_n` is net of refunds over a span of days, both inclusive."""
    zone = ZoneInfo(settings.TIME_ZONE)
    known_day = max([*days, *(last for _first, last in spans)])
    params: dict[str, Any] = {
        "cutoff": cutoff,
        "zone": settings.TIME_ZONE,
        "known_day": known_day,
        "known_until": day_start(known_day + ONE_DAY, zone),
    }
    merged, purchases, contracts = "", "", ""
    for n, day in enumerate(days):
        params[f"day_{n}"] = day
        params[f"from_{n}"] = day_start(window_start(day, window_months), zone)
        params[f"until_{n}"] = day_start(day + ONE_DAY, zone)
        merged += f", bool_or(active_{n}) AS active_{n}"
        purchases += f", bool_or(t.occurred_at >= %(from_{n})s AND t.occurred_at < %(until_{n})s) AS active_{n}"
        contracts += f", bool_or(c.starts_on <= %(day_{n})s AND (c.ends_on IS NULL OR c.ends_on >= %(day_{n})s))"
    for n, (first, last) in enumerate(spans):
        params[f"span_from_{n}"] = day_start(first, zone)
        params[f"span_until_{n}"] = day_start(last + ONE_DAY, zone)
        merged += f", sum(revenue_{n}) AS revenue_{n}"
        purchases += (
            ", coalesce(sum(t.amount - coalesce(refunded.amount, 0)) FILTER (WHERE t.occurred_at >= "
            f"%(span_from_{n})s AND t.occurred_at < %(span_until_{n})s), 0) AS revenue_{n}"
        )
        contracts += ", 0"
    activity = ACTIVITY.format(merged=merged, purchases=purchases, contracts=contracts)
    return Query(f"WITH RECURSIVE {FOLDED}, {REFUNDED}, {activity}", params)
