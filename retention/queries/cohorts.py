"""Customers by the fiscal year of their first business, followed over the years."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from common.fiscal import day_start
from retention.enums import Panel
from retention.queries.activity import activity_query, room_to_count
from retention.queries.members import Period

# (number of the first year, "1101": active at the end of that year and of those after it) -> customers
Histories = Counter[tuple[int, str]]


@dataclass(frozen=True)
class Cohort:
    """`active[n]` customers were active at the end of the n-th year after the first one."""

    name: str
    size: int
    active: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """Kaplan-Meier: of `at_risk` customers `lapsed` in the n-th year; `survival` is the share never lapsed so far."""

    years: int
    at_risk: int
    lapsed: int
    survival: float


def histories_of(
    years: Sequence[Period], *, cutoff: datetime, window_months: int = 12, panel: str = Panel.EXTERNAL
) -> Histories:
    """How the customers whose first business lies in these closed years went on. `years` follow each other."""
    query = activity_query(days=[year.ends_on for year in years], cutoff=cutoff, window_months=window_months)
    zone = ZoneInfo(settings.TIME_ZONE)
    flags = " || ".join(f"CASE WHEN active_{n} THEN '1' ELSE '0' END" for n in range(len(years)))
    sql = f"""{query.ctes}
        SELECT width_bucket(a.first_at, %(starts)s::timestamptz[]) - 1, {flags}, count(*)
        FROM activity AS a JOIN customers_customer AS c ON c.id = a.customer_id
        WHERE c.kind = %(panel)s AND NOT c.is_test AND a.first_at >= %(first_start)s
        GROUP BY 1, 2"""  # noqa: S608 - only numbers are put in
    starts = [day_start(year.starts_on, zone) for year in years]
    with room_to_count() as cursor:
        cursor.execute(sql, {**query.params, "starts": starts, "first_start": starts[0], "panel": panel})
        rows = cursor.fetchall()
    found: Histories = Counter()
    for first, pattern, count in rows:
        found[first, pattern[first:]] += count
    return found


def cohort_table(years: Sequence[Period], histories: Histories) -> list[Cohort]:
    """A row per fiscal year of first business; years that have not ended are not in it."""
    table = []
    for index, year in enumerate(years):
        own = {pattern: count for (first, pattern), count in histories.items() if first == index}
        active = tuple(
            sum(count for pattern, count in own.items() if pattern[n] == "1") for n in range(len(years) - index)
        )
        table.append(Cohort(year.name, sum(own.values()), active))
    return table


def kaplan_meier(histories: Histories) -> list[Step]:
    """Survival by years since the first one: the event is the first lapsed year, the last closed year censors."""
    longest = max((len(pattern) for _first, pattern in histories), default=0)
    steps, survival = [], 1.0
    for n in range(longest):
        watched = {key: count for key, count in histories.items() if len(key[1]) > n and "0" not in key[1][:n]}
        at_risk = sum(watched.values())
        lapsed = sum(count for (_first, pattern), count in watched.items() if pattern[n] == "0")
        survival *= 1 - lapsed / at_risk if at_risk else 1
        steps.append(Step(n, at_risk, lapsed, survival))
    return steps
