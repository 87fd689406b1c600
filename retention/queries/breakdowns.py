"""What is kept beside a result, so that dashboards count nothing: parts, reasons, survival, cohorts, the bridge."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from common.fiscal import ONE_DAY, months_before
from retention.enums import Dimension
from retention.models import FiscalYear, YearResult
from retention.queries.activity import activity_query, room_to_count
from retention.queries.after_care import after_care_of
from retention.queries.cohorts import cohort_table, histories_of, kaplan_meier
from retention.queries.figures import retention_of, segments_in
from retention.queries.members import Period
from retention.queries.tally import Segment
from retention.queries.years import period_of

MOST_PARTS = 12
MOST_COHORTS = 8

# Stored rows in the shape the engine gives them, so that one definition of the counts serves both.
STORED = """
    WITH members AS (
        SELECT m.*, "group" AS became, "group" IN ('kept', 'lost') AS is_opening, "group" <> 'lost' AS is_closing
        FROM retention_yearresultcustomer AS m WHERE result_id = %(result)s
    )"""

REASONS = """
    SELECT CASE
            WHEN exit_reason IN ('deceased', 'closed', 'blocked', 'moved') THEN 'closed'
            WHEN exit_reason = 'price' THEN 'price'
            WHEN exit_reason = 'dissatisfied' OR outcome IN ('unresolved', 'silent') THEN 'dissatisfied'
            WHEN exit_reason = '' AND outcome = 'unknown' THEN 'quiet'
            ELSE 'unknown'
        END, count(*)
    FROM retention_yearresultcustomer WHERE result_id = %(result)s AND "group" = 'lost' GROUP BY 1"""


def stored_segments(result: YearResult, by: str) -> list[Segment]:
    return segments_in(STORED, by, {"result": result.pk})


def breakdown_of(result: YearResult, *, standings: Sequence[Segment]) -> dict[str, Any]:
    """Everything a dashboard shows of a result besides its totals."""
    period = period_of(result.fiscal_year, until=result.as_of)
    parts = {
        str(by): parts_of(standings if by == Dimension.STANDING else stored_segments(result, by)) for by in Dimension
    }
    return {
        "parts": parts,
        "reasons": reasons_of(result),
        "months": months_of(result, period),
        "same_day": same_day_of(result) if result.as_of < result.fiscal_year.ends_on else None,
        "bridge": bridge_of(result),
        "after_care": after_care_of(result),
        **cohorts_of(result),
    }


def parts_of(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """The largest parts of S, each with its counts."""
    largest = sorted(segments, key=lambda segment: (-segment.tally.opening, segment.name))[:MOST_PARTS]
    names = ("opening", "closing", "kept", "lost", "new", "won_back")
    return [{"name": segment.name} | {name: getattr(segment.tally, name) for name in names} for segment in largest]


def reasons_of(result: YearResult) -> dict[str, int]:
    with room_to_count() as cursor:
        cursor.execute(REASONS, {"result": result.pk})
        return dict(cursor.fetchall())


def months_of(result: YearResult, period: Period) -> list[int]:
    """How many customers of S were still active at the end of each month of the year that has ended."""
    ends = [day for day in month_ends(result.fiscal_year) if day <= result.as_of]
    if not ends:
        return []
    days = [period.starts_on - ONE_DAY, *ends]
    query = activity_query(days=days, cutoff=result.cutoff, window_months=result.window_months)
    counts = ", ".join(f"count(*) FILTER (WHERE active_{n})" for n in range(1, len(days)))
    sql = f"""{query.ctes} SELECT {counts} FROM activity AS a JOIN customers_customer AS c ON c.id = a.customer_id
        WHERE active_0 AND c.kind = %(panel)s AND NOT c.is_test"""  # noqa: S608 - only numbers are put in
    with room_to_count() as cursor:
        cursor.execute(sql, {**query.params, "panel": result.panel})
        return list(cursor.fetchone())


def month_ends(year: FiscalYear) -> list[date]:
    ends, day, number = [], year.starts_on, 0
    while day <= year.ends_on:
        number += 1
        day = months_before(year.starts_on, -number)
        ends.append(min(day - ONE_DAY, year.ends_on))
    return ends


def same_day_of(result: YearResult) -> dict[str, Any] | None:
    """The year before, counted up to the same day: what a running year may be compared with."""
    before = FiscalYear.objects.filter(ends_on=result.fiscal_year.starts_on - ONE_DAY).first()
    day = months_before(result.as_of, 12)
    if before is None or day < before.starts_on:
        return None
    found = retention_of(
        period_of(before, until=day),
        cutoff=result.cutoff,
        window_months=result.window_months,
        panel=result.panel,
    )
    return {"as_of": day, "opening": found.total.opening, "kept": found.total.kept, "parts": parts_of(found.segments)}


def bridge_of(result: YearResult) -> dict[str, int] | None:
    """From the closing count of the year before, as it was published, to the opening count known now."""
    before = (
        YearResult.objects.filter(
            fiscal_year__ends_on=result.fiscal_year.starts_on - ONE_DAY, panel=result.panel, version__gt=0
        )
        .order_by("-version")
        .first()
    )
    if before is None:
        return None
    closing = set_of(before, ("kept", "new", "won_back"))
    opening = set_of(result, ("kept", "lost"))
    sql = f"""
        SELECT count(*) FILTER (WHERE c.customer_id IS NULL), count(*) FILTER (WHERE o.customer_id IS NULL)
        FROM ({closing}) AS c FULL JOIN ({opening}) AS o ON o.customer_id = c.customer_id"""  # noqa: S608
    with room_to_count() as cursor:
        cursor.execute(sql)
        added, removed = cursor.fetchone()
    return {"version": before.version, "closing": before.closing, "added": added, "removed": removed}


def set_of(result: YearResult, groups: tuple[str, ...]) -> str:
    names = ", ".join(f"'{group}'" for group in groups)
    return (
        f"SELECT customer_id FROM retention_yearresultcustomer "  # noqa: S608 - numbers and words of ours
        f'WHERE result_id = {int(result.pk)} AND "group" IN ({names})'
    )


def cohorts_of(result: YearResult) -> dict[str, Any]:
    """Cohorts and survival over the closed years up to this one."""
    last = result.fiscal_year.ends_on if result.version else result.fiscal_year.starts_on - ONE_DAY
    years = list(FiscalYear.objects.filter(ends_on__lte=last).order_by("-ends_on")[:MOST_COHORTS])[::-1]
    if not years:
        return {"cohorts": [], "survival": []}
    periods = [period_of(year) for year in years]
    histories = histories_of(periods, cutoff=result.cutoff, window_months=result.window_months, panel=result.panel)
    return {
        "cohorts": [asdict(cohort) for cohort in cohort_table(periods, histories)],
        "survival": [asdict(step) for step in kaplan_meier(histories)],
    }
