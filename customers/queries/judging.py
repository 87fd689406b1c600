"""The definition of standing and stage: what the rules say of a group of customers, from the facts as they are now.

`judged` is a row per customer that is neither folded into another nor erased. Boundaries of local days are computed
here and compared as half-open spans of instants, so the database never converts a time zone transaction by transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from common.fiscal import ONE_DAY, day_start, window_start
from customers.enums import BUSINESS_KINDS, EvidenceKind, StandingSource
from customers.evidence import evidence_sources
from customers.rules import Rules


@dataclass(frozen=True)
class Query:
    """Common table expressions (`WITH` begins them) and their parameters."""

    ctes: str
    params: dict[str, Any]


# Whom it is about: customers by id (a folded record stands for its survivor), or all between two ids.
ASKED_BY_ID = """
    asked AS MATERIALIZED (
        SELECT DISTINCT coalesce(merged_into_id, id) AS customer_id FROM customers_customer WHERE id = ANY(%(ids)s)
    )"""
ASKED_BY_SPAN = """
    asked AS MATERIALIZED (
        SELECT c.id AS customer_id FROM customers_customer AS c WHERE {inside} AND c.merged_into_id IS NULL
    )"""
IN_SPAN = "c.id > %(after)s AND c.id <= %(until_id)s"
# A span is said once: said of two tables, the planner would expect it to hold for a part of a part.
BY_ID = "asked JOIN customers_customer AS c ON c.id = asked.customer_id"
BY_SPAN = "customers_customer AS c"

# As an array the planner reads it once and walks down an index of facts.
THEIRS = "ANY(ARRAY(SELECT record_id FROM record))"

# Refunds are few: many customers are compared with all of them at once, few look for their own.
ALL_REFUNDS = "WHERE r.refund_of_id IS NOT NULL"
THEIR_REFUNDS = f"""JOIN customers_transaction AS p ON p.id = r.refund_of_id
        WHERE p.customer_id = {THEIRS}"""
FEW = 1_000

# Whose facts count for whom: each customer's own record and the duplicates folded into it. A refund voids the purchase
# at the purchase's own date: what is left of it decides.
PURCHASES = """
    record AS MATERIALIZED (
        SELECT customer_id AS record_id, customer_id FROM asked
        UNION ALL
        SELECT c.id, c.merged_into_id FROM customers_customer AS c JOIN asked ON asked.customer_id = c.merged_into_id
    ), refunded AS MATERIALIZED (
        SELECT r.refund_of_id AS purchase_id, sum(r.amount) AS amount FROM customers_transaction AS r
        {refunds} AND r.kind = 'refund' AND r.status = 'completed' GROUP BY r.refund_of_id
    ), bought AS (
        SELECT t.customer_id AS record_id, count(*) FILTER (WHERE t.occurred_at < %(until)s) AS purchases,
            min(t.occurred_at) FILTER (WHERE t.occurred_at < %(until)s) AS first_at,
            max(t.occurred_at) FILTER (WHERE t.occurred_at < %(until)s) AS last_at,
            min(t.occurred_at) FILTER (WHERE t.occurred_at >= %(until)s) AS next_at{counts}
        FROM customers_transaction AS t LEFT JOIN refunded ON refunded.purchase_id = t.id
        WHERE t.customer_id = {theirs} AND t.kind = ANY(%(kinds)s)
            AND t.status = 'completed' AND t.amount > coalesce(refunded.amount, 0)
        GROUP BY t.customer_id
    ), activity AS (
        SELECT customer_id, sum(purchases) AS purchases, min(first_at) AS first_at, max(last_at) AS last_at,
            min(next_at) AS next_at{sums}
        FROM bought JOIN record USING (record_id) GROUP BY customer_id
    )"""

OTHER_FACTS = """
    agreed AS (
        SELECT record.customer_id,
            min(k.starts_on) FILTER (
                WHERE k.starts_on <= %(today)s AND coalesce(k.ends_on >= %(today)s, TRUE)) AS since,
            least(min(k.starts_on) FILTER (WHERE k.starts_on > %(today)s),
                min(k.ends_on + 1) FILTER (WHERE k.starts_on <= %(today)s AND k.ends_on >= %(today)s)) AS recheck_on
        FROM customers_contract AS k JOIN record ON record.record_id = k.customer_id
        WHERE k.customer_id = {theirs} GROUP BY record.customer_id
    ), noted AS (
        SELECT customer_id AS record_id, 'interest' AS kind, (min(happened_at) AT TIME ZONE %(zone)s)::date AS day
        FROM customers_interaction WHERE customer_id = {theirs} GROUP BY customer_id
        UNION ALL
        SELECT customer_id, 'interest', (min(least(occurred_at, recorded_at)) AT TIME ZONE %(zone)s)::date
        FROM customers_transaction WHERE customer_id = {theirs} AND status = 'pending'
            AND kind = ANY(%(kinds)s) GROUP BY customer_id
        UNION ALL
        SELECT customer_id, kind, happened_on FROM customers_stageevidence WHERE customer_id = {theirs}{sources}
    ), shown AS (
        SELECT record.customer_id,
            min(day) FILTER (WHERE kind = 'interest' AND day <= %(today)s) AS interest_on,
            max(day) FILTER (WHERE kind = 'recommendation' AND day <= %(today)s) AS recommended_on,
            min(day) FILTER (WHERE day > %(today)s) AS recheck_on
        FROM noted JOIN record USING (record_id) GROUP BY record.customer_id
    )"""

JUDGED = """
    fact AS (
        SELECT c.id AS customer_id, c.standing AS was_standing, c.standing_source, c.stage AS was_stage,
            c.stage_source, c.stage_since AS was_since, (c.created_at AT TIME ZONE %(zone)s)::date AS created_on,
            coalesce(a.purchases, 0)::int AS purchases, (a.first_at AT TIME ZONE %(zone)s)::date AS first_on,
            (a.last_at AT TIME ZONE %(zone)s)::date AS last_on, (a.next_at AT TIME ZONE %(zone)s)::date AS next_on,
            coalesce(a.last_at < %(lapse_from)s, FALSE) AS is_lapsed,
            agreed.since AS contract_since, agreed.recheck_on AS contract_recheck,
            shown.interest_on, shown.recommended_on, shown.recheck_on AS shown_recheck,
            coalesce(shown.recommended_on >= %(advocate_from)s, FALSE) AS is_recommending{columns}
        FROM {customers}
        LEFT JOIN activity AS a ON a.customer_id = c.id
        LEFT JOIN agreed ON agreed.customer_id = c.id
        LEFT JOIN shown ON shown.customer_id = c.id
        WHERE {inside} AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    ), placed AS (
        SELECT *, CASE
            WHEN standing_source = %(by_hand)s THEN was_standing
            WHEN {good_years} >= %(good_years)s THEN 'primary'
            WHEN purchases > 0 OR contract_since IS NOT NULL THEN 'secondary'
            ELSE 'prospect' END AS standing
        FROM fact
    ), regular AS (
        SELECT *, contract_since IS NOT NULL OR (NOT is_lapsed AND purchases > 0 AND (
            recent >= %(client_purchases)s OR (%(primary_is_client)s AND standing = 'primary'))) AS is_client
        FROM placed
    ), judged AS (
        SELECT *, CASE
            WHEN stage_source = %(by_hand)s THEN was_stage
            WHEN is_client AND is_recommending THEN 'advocate'
            WHEN is_client THEN 'client'
            WHEN purchases > 1 THEN 'repeat'
            WHEN purchases = 1 THEN 'first_time'
            WHEN interest_on IS NOT NULL OR next_on IS NOT NULL THEN 'prospect'
            ELSE 'suspect' END AS stage,
            least({boundaries}) AS recheck_on
        FROM regular
    )"""


@dataclass(frozen=True)
class Span:
    """All customers with an id above `after`, up to and with `until`."""

    after: int
    until: int


def judged_query(*, rules: Rules, whom: Sequence[int] | Span, today: date, without_overrides: bool = False) -> Query:
    """`judged` for some customers; it also keeps `asked`, `record` and `refunded` for whoever asks further.

    `without_overrides` tells what the rules would decide also of what was set by hand.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    params: dict[str, Any] = {
        "today": today,
        "until": day_start(today + ONE_DAY, zone),
        "zone": settings.TIME_ZONE,
        "currency": settings.DEFAULT_CURRENCY,
        "kinds": [str(kind) for kind in BUSINESS_KINDS],
        "recent_from": day_start(window_start(today, rules.client_months), zone),
        "lapse_from": day_start(window_start(today, rules.lapse_months), zone),
        "advocate_from": window_start(today, rules.advocate_months),
        "transactions_a_year": rules.transactions_a_year,
        "amount_a_year": rules.amount_a_year,
        "good_years": rules.good_years,
        "client_purchases": rules.client_purchases,
        "primary_is_client": rules.primary_is_client,
        "by_hand": None if without_overrides else StandingSource.OVERRIDE.value,
    }
    if isinstance(whom, Span):
        asked, customers, inside, refunds = ASKED_BY_SPAN.format(inside=IN_SPAN), BY_SPAN, IN_SPAN, ALL_REFUNDS
        params |= {"after": whom.after, "until_id": whom.until}
    else:
        asked, customers, inside = ASKED_BY_ID, BY_ID, "TRUE"
        refunds = THEIR_REFUNDS if len(whom) <= FEW else ALL_REFUNDS
        params["ids"] = list(whom)
    for year in range(rules.tenure_years + 1):
        params[f"year_{year}"] = day_start(window_start(today, 12 * year), zone)
    years = _years(rules)
    text = ",".join(
        (
            asked,
            PURCHASES.format(theirs=THEIRS, counts=years.counts, sums=years.sums, refunds=refunds),
            OTHER_FACTS.format(theirs=THEIRS, sources=_registered()),
            JUDGED.format(
                customers=customers,
                inside=inside,
                columns=years.columns,
                good_years=years.good,
                boundaries=_boundaries(rules),
            ),
        )
    )
    return Query(f"WITH {text}", params)


@dataclass(frozen=True)
class _Years:
    """SQL about each of the years that count: their purchases, summed over records, read from `activity` (`a`)."""

    counts: str
    sums: str
    columns: str
    good: str


def _years(rules: Rules) -> _Years:
    counts = ", count(*) FILTER (WHERE t.occurred_at >= %(recent_from)s AND t.occurred_at < %(until)s) AS recent"
    counts += ", min(t.occurred_at) FILTER (WHERE t.occurred_at >= %(recent_from)s) AS recent_at"
    sums = ", sum(recent) AS recent, min(recent_at) AS recent_at"
    columns = ", coalesce(a.recent, 0) AS recent, (a.recent_at AT TIME ZONE %(zone)s)::date AS recent_on"
    good = []
    for year in range(rules.tenure_years):
        span = f"t.occurred_at >= %(year_{year + 1})s AND t.occurred_at < %(year_{year})s"
        counts += f", count(*) FILTER (WHERE {span}) AS count_{year}"
        counts += f", min(t.occurred_at) FILTER (WHERE {span}) AS at_{year}"
        sums += f", sum(count_{year}) AS count_{year}, min(at_{year}) AS at_{year}"
        columns += f", coalesce(a.count_{year}, 0)::int AS count_{year}"
        columns += f", (a.at_{year} AT TIME ZONE %(zone)s)::date AS on_{year}"
        asked = f"count_{year} >= %(transactions_a_year)s"
        if rules.amount_a_year:
            counts += (
                f", sum(t.amount - coalesce(refunded.amount, 0)) FILTER (WHERE {span} AND t.currency = %(currency)s)"
                f" AS amount_{year}"
            )
            sums += f", sum(amount_{year}) AS amount_{year}"
            columns += f", coalesce(a.amount_{year}, 0) AS amount_{year}"
            asked += f" AND amount_{year} >= %(amount_a_year)s"
        good.append(f"({asked})::int")
    return _Years(counts, sums, columns, f"({' + '.join(good)})")


def _registered() -> str:
    """The rows of the apps above, as SQL with its values written in."""
    parts = ""
    for source in evidence_sources():
        sql, params = source.rows().order_by().query.sql_with_params()
        rows = connection.ops.compose_sql(sql, params).replace("%", "%%")  # type: ignore[attr-defined]
        kind = EvidenceKind(source.kind).value
        parts += (
            f" UNION ALL SELECT customer_id, '{kind}', day FROM ({rows}) AS told (customer_id, day)"  # noqa: S608
            f" WHERE customer_id = {THEIRS}"
        )
    return parts


def _boundaries(rules: Rules) -> str:
    """The days after today on which something falls out of a span that counts, or begins."""
    days = ["next_on", "contract_recheck", "shown_recheck", _leaves("recent_on", rules.client_months)]
    days += [_leaves(f"on_{year}", 12 * (year + 1)) for year in range(rules.tenure_years)]
    days.append(f"CASE WHEN NOT is_lapsed THEN {_leaves('last_on', rules.lapse_months)} END")
    days.append(f"CASE WHEN is_recommending THEN {_leaves('recommended_on', rules.advocate_months)} END")
    return ", ".join(days)


def _leaves(day: str, months: int) -> str:
    """The first day whose span of so many months no longer holds `day` (common.fiscal.window_start, turned round)."""
    later = f"({day} + 1 + interval '{months} months')::date"
    return f"({later} + (extract(day FROM {later}) < extract(day FROM {day} + 1))::int - 1)"
