"""The running year: its figures so far and the customers at risk, worked out anew every few minutes at most."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from retention.enums import Panel, ResultStatus
from retention.models import AtRisk, YearResult
from retention.queries.at_risk import signs_query
from retention.queries.years import fiscal_year_on
from retention.services.fiscal_years import ensure_fiscal_years, hold
from retention.services.results import RESULTS_LOCK, drop_result, store_result

STAYS_FRESH = timedelta(minutes=5)

STORE_AT_RISK = """
    INSERT INTO retention_atrisk (customer_id, last_business_on, quiet_days, usual_gap_days, is_quiet,
        has_open_complaint, has_low_score, revenue_before, computed_at)
    SELECT customer_id, last_on, quiet_days, usual_gap_days, is_quiet, has_open_complaint, has_low_score,
        revenue_before, %(cutoff)s
    FROM signs WHERE is_quiet OR has_open_complaint OR has_low_score"""


def refresh_running_year(*, today: date, at: datetime) -> bool:
    """Count the running year up to today, unless that was done a few minutes ago. Gives whether it was done."""
    ensure_fiscal_years(today)
    with transaction.atomic():
        hold(RESULTS_LOCK)
        fiscal_year = fiscal_year_on(today)
        running = YearResult.objects.filter(status=ResultStatus.RUNNING)
        if fiscal_year is None or running.filter(fiscal_year=fiscal_year, computed_at__gt=at - STAYS_FRESH).exists():
            return False
        for result in running:
            drop_result(result)
        results = [
            store_result(
                fiscal_year=fiscal_year, panel=panel, version=0, status=ResultStatus.RUNNING, at=at, as_of=today
            )
            for panel in Panel
        ]
        _refresh_at_risk(results[0])
    return True


def _refresh_at_risk(result: YearResult) -> None:
    query = signs_query(result)
    AtRisk.objects.all()._raw_delete(AtRisk.objects.db)
    with connection.cursor() as cursor:
        cursor.execute(f"{query.ctes} {STORE_AT_RISK}", query.params)
