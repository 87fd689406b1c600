"""The customers of a fiscal year, each with what became of it and its segments at the start of the year."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from common.fiscal import ONE_DAY, day_start
from customers.enums import INVOLUNTARY_EXITS
from retention.enums import Dimension, Panel
from retention.queries.activity import Query, activity_query


@dataclass(frozen=True)
class Period:
    """A fiscal year, or its part up to a day: both days inclusive; revenue is compared with the days before."""

    name: str
    starts_on: date
    ends_on: date
    before_from: date
    before_until: date


# The survivor's own history comes before that of the duplicates folded into it.
STANDING_AT_START = """
    standing_at_start AS (
        SELECT DISTINCT ON (1) coalesce(folded.survivor_id, s.customer_id) AS customer_id, s.standing
        FROM customers_standingchange AS s LEFT JOIN folded ON folded.duplicate_id = s.customer_id
        WHERE s.effective_from <= %(starts_on)s
        ORDER BY 1, (folded.survivor_id IS NULL) DESC, s.effective_from DESC, s.id DESC
    )"""

UNIT_AT_START = """
    unit_at_start AS (
        SELECT DISTINCT ON (1) coalesce(folded.survivor_id, t.customer_id) AS customer_id, t.unit
        FROM customers_transaction AS t LEFT JOIN folded ON folded.duplicate_id = t.customer_id
        WHERE t.kind IN ('purchase', 'booking', 'service') AND t.status = 'completed' AND t.unit <> ''
            AND t.recorded_at <= %(cutoff)s AND t.occurred_at >= %(from_0)s AND t.occurred_at < %(until_0)s
        ORDER BY 1, t.occurred_at DESC, t.id DESC
    )"""

# Confidential complaints, and answers about them, are known to the people named on them only: they count nowhere.
# A graded answer (satisfaction or recommendation) is good unless it is low.
OUTCOME_IN_YEAR = """
    said AS (
        SELECT coalesce(folded.survivor_id, i.customer_id) AS customer_id, i.complaint_id, r.is_low
        FROM surveys_response AS r
        JOIN surveys_invitation AS i ON i.id = r.invitation_id
        LEFT JOIN complaints_complaint AS c ON c.id = i.complaint_id
        LEFT JOIN folded ON folded.duplicate_id = i.customer_id
        WHERE r.submitted_at >= %(year_from)s AND r.submitted_at < %(year_until)s AND r.submitted_at <= %(cutoff)s
            AND c.is_restricted IS NOT TRUE AND EXISTS (
                SELECT FROM surveys_answer AS a JOIN surveys_question AS q ON q.id = a.question_id
                WHERE a.response_id = r.id AND q.kind IN ('scale4', 'nps')
            )
    ), voice AS (
        SELECT coalesce(folded.survivor_id, c.customer_id) AS customer_id,
            bool_and(
                (c.status = 'closed' AND c.closed_at <= %(cutoff)s) OR c.verdict = 'accepted'
                OR c.id IN (SELECT complaint_id FROM said WHERE complaint_id IS NOT NULL AND NOT is_low)
            ) AS is_resolved
        FROM complaints_complaint AS c LEFT JOIN folded ON folded.duplicate_id = c.customer_id
        WHERE NOT c.is_restricted AND c.received_at >= %(year_from)s AND c.received_at < %(year_until)s
            AND c.received_at <= %(cutoff)s
        GROUP BY 1
    ), mood AS (
        SELECT customer_id, bool_or(is_low) AS is_low FROM said GROUP BY 1
    ), outcome_in_year AS (
        SELECT customer_id, CASE
                WHEN voice.is_resolved THEN 'resolved' WHEN NOT voice.is_resolved THEN 'unresolved'
                WHEN mood.is_low THEN 'silent' ELSE 'satisfied'
            END AS outcome
        FROM voice FULL JOIN mood USING (customer_id)
    )"""

# Each dimension: the expression in `members`, and the table expression it is joined from, if any.
SEGMENTS: dict[str, tuple[str, str, str]] = {
    Dimension.STANDING: ("coalesce(standing_at_start.standing, '')", "standing_at_start", STANDING_AT_START),
    Dimension.PARTY_TYPE: ("c.party_type", "", ""),
    Dimension.CITY: ("c.city", "", ""),
    Dimension.UNIT: ("coalesce(unit_at_start.unit, '')", "unit_at_start", UNIT_AT_START),
    Dimension.SOURCE: ("c.acquisition_source", "", ""),
    Dimension.OUTCOME: ("coalesce(outcome_in_year.outcome, 'unknown')", "outcome_in_year", OUTCOME_IN_YEAR),
}

MEMBERS = """
    members AS (
        SELECT a.customer_id, a.active_0 AS is_opening, a.active_1 AS is_closing,
            CASE WHEN a.active_0 AND a.active_1 THEN 'kept' WHEN a.active_0 THEN 'lost'
                WHEN a.first_at >= %(year_from)s THEN 'new' ELSE 'won_back' END AS became,
            a.revenue_0 AS revenue_before, a.revenue_1 AS revenue,
            CASE WHEN c.exit_date <= %(ends_on)s THEN c.exit_reason ELSE '' END AS exit_reason,
            c.exit_reason = ANY(%(involuntary)s) AND coalesce(c.exit_date <= %(ends_on)s, false)
                AS is_involuntary{segments}
        FROM activity AS a JOIN customers_customer AS c ON c.id = a.customer_id{joins}
        WHERE (a.active_0 OR a.active_1) AND c.kind = %(panel)s AND NOT c.is_test
    )"""


def bounds(period: Period) -> dict[str, datetime]:
    """The first moment of the period and the first one after it."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        "year_from": day_start(period.starts_on, zone),
        "year_until": day_start(period.ends_on + ONE_DAY, zone),
    }


def members_query(
    *, period: Period, cutoff: datetime, window_months: int, panel: str = Panel.EXTERNAL, by: tuple[str, ...] = ()
) -> Query:
    """`members`: a row per customer of S or E, with a column per dimension of `by`."""
    activity = activity_query(
        days=(period.starts_on - ONE_DAY, period.ends_on),
        cutoff=cutoff,
        window_months=window_months,
        spans=((period.before_from, period.before_until), (period.starts_on, period.ends_on)),
    )
    chosen = [(name, *SEGMENTS[name]) for name in by]
    tables = "".join(f", {cte}" for _name, _expression, _table, cte in chosen if cte)
    members = MEMBERS.format(
        segments="".join(f", {expression} AS {name}" for name, expression, _table, _cte in chosen),
        joins="".join(
            f" LEFT JOIN {table} ON {table}.customer_id = a.customer_id" for _n, _e, table, _c in chosen if table
        ),
    )
    params = {
        **activity.params,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        **bounds(period),
        "panel": panel,
        "involuntary": [str(reason) for reason in INVOLUNTARY_EXITS],
    }
    return Query(f"{activity.ctes}{tables}, {members}", params)
