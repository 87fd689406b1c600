"""Which standing the policy gives everybody: one statement, for the worker and for the page that tries a policy."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from customers.enums import BUSINESS_KINDS, Standing, StandingSource

# Years are counted back from today, so nobody waits for January. A purchase given back in full is none;
# what a folded duplicate bought counts for its survivor. Standings set by hand are left alone.
WANTED = """
WITH refund AS (
    SELECT refund_of_id, sum(amount) AS amount FROM customers_transaction
    WHERE refund_of_id IS NOT NULL AND status = 'completed' GROUP BY refund_of_id
), business AS (
    SELECT coalesce(owner.merged_into_id, owner.id) AS customer_id,
           extract(year FROM age(%(today)s::date, (t.occurred_at AT TIME ZONE %(zone)s)::date)) AS years_back
    FROM customers_transaction AS t
    JOIN customers_customer AS owner ON owner.id = t.customer_id
    LEFT JOIN refund ON refund.refund_of_id = t.id
    WHERE t.kind = ANY(%(kinds)s) AND t.status = 'completed' AND t.amount > coalesce(refund.amount, 0)
      AND (t.occurred_at AT TIME ZONE %(zone)s)::date <= %(today)s
), year AS (
    SELECT customer_id, years_back, count(*) AS transactions FROM business GROUP BY customer_id, years_back
), regular AS (
    SELECT customer_id, count(*) FILTER (
        WHERE years_back < %(tenure_years)s AND transactions >= %(transactions_a_year)s
    ) AS years FROM year GROUP BY customer_id
), contract AS (
    SELECT DISTINCT coalesce(owner.merged_into_id, owner.id) AS customer_id
    FROM customers_contract AS k JOIN customers_customer AS owner ON owner.id = k.customer_id
    WHERE k.starts_on <= %(today)s AND (k.ends_on IS NULL OR k.ends_on >= %(today)s)
), wanted AS (
    SELECT c.id, c.standing AS was, CASE
        WHEN regular.years >= %(tenure_years)s THEN 'primary'
        WHEN regular.customer_id IS NOT NULL OR contract.customer_id IS NOT NULL THEN 'secondary'
        ELSE 'prospect' END AS standing
    FROM customers_customer AS c
    LEFT JOIN regular ON regular.customer_id = c.id
    LEFT JOIN contract ON contract.customer_id = c.id
    WHERE c.standing_source <> %(override)s AND c.merged_into_id IS NULL AND c.erased_at IS NULL
)
"""


@dataclass(frozen=True)
class StandingMove:
    """How many customers a policy would bring from one standing to another."""

    was: Standing
    becomes: Standing
    count: int


def wanted_values(*, tenure_years: int, transactions_a_year: int, today: date) -> dict[str, Any]:
    """The parameters of `WANTED`."""
    return {
        "today": today,
        "zone": settings.TIME_ZONE,
        "kinds": [str(kind) for kind in BUSINESS_KINDS],
        "tenure_years": tenure_years,
        "transactions_a_year": transactions_a_year,
        "override": StandingSource.OVERRIDE.value,
    }


def standing_moves(*, tenure_years: int, transactions_a_year: int, today: date) -> list[StandingMove]:
    """Who would move if this were the policy, without moving anybody."""
    values = wanted_values(tenure_years=tenure_years, transactions_a_year=transactions_a_year, today=today)
    counted = "SELECT was, standing, count(*) FROM wanted WHERE was <> standing GROUP BY was, standing ORDER BY 1, 2"
    with connection.cursor() as cursor:
        cursor.execute(WANTED + counted, values)
        return [StandingMove(Standing(was), Standing(becomes), count) for was, becomes, count in cursor.fetchall()]
