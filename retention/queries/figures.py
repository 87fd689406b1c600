"""The figures of one fiscal year, computed from the facts known at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from retention.enums import Dimension, Group, Panel
from retention.queries.activity import Query, room_to_count
from retention.queries.members import Period, members_query
from retention.queries.tally import Segment, Tally, total_of

# S are the rows that were kept or lost; money and controllable counts are of S alone.
TALLY = """
    count(*) FILTER (WHERE is_opening), count(*) FILTER (WHERE is_closing),
    count(*) FILTER (WHERE became = 'kept'), count(*) FILTER (WHERE became = 'lost'),
    count(*) FILTER (WHERE became = 'new'), count(*) FILTER (WHERE became = 'won_back'),
    count(*) FILTER (WHERE is_opening AND NOT is_involuntary),
    count(*) FILTER (WHERE became = 'kept' AND NOT is_involuntary),
    coalesce(sum(revenue_before) FILTER (WHERE is_opening), 0),
    coalesce(sum(revenue) FILTER (WHERE is_opening), 0),
    coalesce(sum(least(revenue, revenue_before)) FILTER (WHERE is_opening), 0)"""


@dataclass(frozen=True)
class Retention:
    """Retention of a fiscal year as known at the cutoff; `ids` holds external ids by group where asked for."""

    period: Period
    cutoff: datetime
    window_months: int
    panel: str
    total: Tally
    segments: tuple[Segment, ...]
    ids: dict[str, list[str]] = field(default_factory=dict)


def retention_of(
    period: Period,
    *,
    cutoff: datetime,
    window_months: int = 12,
    panel: str = Panel.EXTERNAL,
    by: str = Dimension.STANDING,
    with_ids: bool = False,
) -> Retention:
    """The exact figures: one row per segment comes out of one pass over the transactions."""
    query = members_query(period=period, cutoff=cutoff, window_months=window_months, panel=panel, by=(by,))
    segments = tuple(segments_in(query.ctes, by, query.params))
    ids = _ids(query) if with_ids else {}
    return Retention(period, cutoff, window_months, panel, total_of(segments), segments, ids)


def segments_in(rows: str, by: str, params: Mapping[str, Any]) -> list[Segment]:
    """Tallies by a dimension over `members`, however `rows` defines it."""
    sql = f"{rows} SELECT {by}, {TALLY} FROM members GROUP BY 1 ORDER BY 1"  # noqa: S608 - `by` is a Dimension
    with room_to_count() as cursor:
        cursor.execute(sql, params)
        return [Segment(name, Tally(*counts)) for name, *counts in cursor.fetchall()]


def _ids(query: Query) -> dict[str, list[str]]:
    """External ids, or our own number where the source gave none."""
    sql = f"""{query.ctes}
        SELECT became, array_agg(coalesce(c.external_id, c.number) ORDER BY coalesce(c.external_id, c.number))
        FROM members JOIN customers_customer AS c ON c.id = members.customer_id GROUP BY became"""  # noqa: S608
    with room_to_count() as cursor:
        cursor.execute(sql, query.params)
        found = dict(cursor.fetchall())
    return {group: found.get(group, []) for group in Group.values}
