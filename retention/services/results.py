"""Results of fiscal years: closed when they end, signed off by a manager, never changed after that."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from retention.enums import Dimension, Panel, ResultStatus
from retention.models import FiscalYear, RetentionPolicy, YearResult, YearResultCustomer
from retention.queries.breakdowns import breakdown_of, stored_segments
from retention.queries.members import members_query
from retention.queries.tally import Tally, total_of
from retention.queries.years import period_of, years_to_close
from retention.services.fiscal_years import ensure_fiscal_years, hold

RESULTS_LOCK = 7_301_002
COUNTS = tuple(Tally.__dataclass_fields__)

STORE_MEMBERS = """
    INSERT INTO retention_yearresultcustomer (result_id, customer_id, "group", standing, party_type, city, unit, source,
        exit_reason, outcome, is_involuntary, revenue_before, revenue)
    SELECT %(result)s, customer_id, became, standing, party_type, city, unit, source,
        exit_reason, outcome, is_involuntary, revenue_before, revenue
    FROM members"""


def close_ended_years(*, today: date, at: datetime) -> list[FiscalYear]:
    """Give every ended year without a result its provisional one; gives the years closed by this call.

    However often and by however many workers it is called, a year gets one result: each waits for the lock
    and then looks whether there is something left to do. A worker that was down catches up.
    """
    ensure_fiscal_years(today)
    return [year for year in years_to_close(today) if _close_year(year, at)]


@transaction.atomic
def _close_year(fiscal_year: FiscalYear, at: datetime) -> bool:
    hold(RESULTS_LOCK)
    if fiscal_year.results.filter(version__gt=0).exists():
        return False
    for panel in Panel:
        store_result(
            fiscal_year=fiscal_year,
            panel=panel,
            version=1,
            status=ResultStatus.PROVISIONAL,
            at=at,
            as_of=fiscal_year.ends_on,
        )
    for running in fiscal_year.results.filter(status=ResultStatus.RUNNING):
        drop_result(running)
    return True


@transaction.atomic
def recompute_result(*, fiscal_year: FiscalYear, by: User, at: datetime) -> list[YearResult]:
    """Count a year anew that is not signed off yet, with what is known by now."""
    _only_managers(by)
    hold(RESULTS_LOCK)
    provisional = list(fiscal_year.results.filter(status=ResultStatus.PROVISIONAL))
    if not provisional:
        raise NotAllowed(_("Only a provisional result can be counted anew."))
    for result in provisional:
        drop_result(result)
    return [
        store_result(
            fiscal_year=fiscal_year,
            panel=result.panel,
            version=result.version,
            status=ResultStatus.PROVISIONAL,
            at=at,
            as_of=fiscal_year.ends_on,
        )
        for result in provisional
    ]


@transaction.atomic
def sign_off(*, result: YearResult, by: User, at: datetime) -> list[YearResult]:
    """Make a provisional result final, with that of the other panel. From here on it never changes."""
    _only_managers(by)
    hold(RESULTS_LOCK)
    provisional = list(result.fiscal_year.results.filter(status=ResultStatus.PROVISIONAL, version=result.version))
    if not provisional:
        raise NotAllowed(_("This result is not waiting for a signature."))
    for row in provisional:
        _make_final(row, by=by, at=at)
    return provisional


@transaction.atomic
def publish_version(*, fiscal_year: FiscalYear, reason: str, by: User, at: datetime) -> list[YearResult]:
    """Publish the figures as they are known now as the next version; earlier versions stay visible."""
    _only_managers(by)
    if not reason.strip():
        raise AppError(_("Say why a new version is needed."), field="reason")
    hold(RESULTS_LOCK)
    latest = fiscal_year.results.filter(version__gt=0).order_by("-version").first()
    if latest is None or not latest.is_final:
        raise NotAllowed(_("Only a year that is signed off gets a new version."))
    return [
        _make_final(
            store_result(
                fiscal_year=fiscal_year,
                panel=panel,
                version=latest.version + 1,
                status=ResultStatus.PROVISIONAL,
                at=at,
                as_of=fiscal_year.ends_on,
                reason=reason.strip(),
            ),
            by=by,
            at=at,
        )
        for panel in Panel
    ]


def store_result(
    *, fiscal_year: FiscalYear, panel: str, version: int, status: str, at: datetime, as_of: date, reason: str = ""
) -> YearResult:
    """Count with everything known at `at` and write the result with a row per customer. The caller holds the lock."""
    result = YearResult.objects.create(
        fiscal_year=fiscal_year,
        panel=panel,
        version=version,
        status=status,
        as_of=as_of,
        cutoff=at,
        reason=reason,
        computed_at=at,
        window_months=RetentionPolicy.load().window_months,
        **dict.fromkeys(COUNTS, 0),
    )
    query = members_query(
        period=period_of(fiscal_year, until=as_of),
        cutoff=at,
        window_months=result.window_months,
        panel=panel,
        by=tuple(Dimension.values),
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{query.ctes} {STORE_MEMBERS}", {**query.params, "result": result.pk})
    standings = stored_segments(result, Dimension.STANDING)
    total = total_of(standings)
    for name in COUNTS:
        setattr(result, name, getattr(total, name))
    result.breakdown = breakdown_of(result, standings=standings)
    result.save()
    return result


def drop_result(result: YearResult) -> None:
    """Take a result that is not final away; its rows go in one statement."""
    rows = YearResultCustomer.objects.filter(result=result)
    rows._raw_delete(rows.db)
    result.delete()


def _make_final(result: YearResult, *, by: User, at: datetime) -> YearResult:
    result.status, result.signed_by, result.signed_at = ResultStatus.FINAL, by, at
    result.save(update_fields=["status", "signed_by", "signed_at"])
    return result


def _only_managers(user: User) -> None:
    if not user.is_manager:
        raise NotAllowed(_("Only managers may sign off and publish results."))
