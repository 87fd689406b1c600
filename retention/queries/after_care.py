"""Does it pay to ask again after a solution? Customers of the opening count by what was done for them in the year."""

from typing import Any

from retention.models import YearResult
from retention.queries.activity import room_to_count
from retention.queries.members import Period, bounds
from retention.queries.years import period_of

# A contact counts where the customer was reached, or where the task was done without saying more. Confidential
# complaints are known to the people named on them only: they count nowhere.
AFTER_CARE = """
    WITH members AS (
        SELECT customer_id, "group" = 'kept' AS is_kept
        FROM retention_yearresultcustomer WHERE result_id = %(result)s AND "group" IN ('kept', 'lost')
    ), told AS (
        SELECT coalesce(owner.merged_into_id, owner.id) AS customer_id,
            bool_and(c.status = 'closed' AND c.verdict <> 'refused' AND c.closed_at <= %(cutoff)s) AS is_solved,
            bool_or(EXISTS (
                SELECT FROM complaints_aftercare AS a JOIN customers_followup AS f ON f.id = a.follow_up_id
                WHERE a.complaint_id = c.id AND f.done_at <= %(cutoff)s AND a.outcome <> 'unreached'
            )) AS is_contacted
        FROM complaints_complaint AS c JOIN customers_customer AS owner ON owner.id = c.customer_id
        WHERE NOT c.is_restricted AND c.received_at >= %(year_from)s AND c.received_at < %(year_until)s
            AND c.received_at <= %(cutoff)s
        GROUP BY 1
    )
    SELECT CASE WHEN told.customer_id IS NULL THEN 'none' WHEN NOT is_solved THEN 'unsolved'
            WHEN is_contacted THEN 'contacted' ELSE 'left_alone' END AS name,
        count(*) AS opening, count(*) FILTER (WHERE is_kept) AS kept
    FROM members LEFT JOIN told USING (customer_id) GROUP BY 1"""


def after_care_of(result: YearResult) -> list[dict[str, Any]]:
    """Opening and kept customers: solved and asked again, solved and not asked, not solved, no complaint."""
    period: Period = period_of(result.fiscal_year, until=result.as_of)
    with room_to_count() as cursor:
        cursor.execute(AFTER_CARE, {"result": result.pk, "cutoff": result.cutoff, **bounds(period)})
        rows = cursor.fetchall()
    return [
        {"name": name, "opening": opening, "kept": kept, "lost": opening - kept, "closing": kept, "new": 0,
         "won_back": 0}
        for name, opening, kept in rows
    ]  # fmt: skip
