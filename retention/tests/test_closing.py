"""Closing years, signing them off, publishing new versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, InternalError, connection, transaction

from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed
from customers.models import CustomerMerge
from customers.tests.factories import CustomerFactory, RefundFactory, TransactionFactory
from retention.enums import Panel, ResultStatus
from retention.models import FiscalYear, RetentionPolicy, YearResult, YearResultCustomer
from retention.services import (
    change_fiscal_year,
    close_ended_years,
    ensure_fiscal_years,
    publish_version,
    recompute_result,
    refresh_running_year,
    save_policy,
    sign_off,
)
from retention.tests.factories import FiscalYearFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 2)
AT = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)


def bought(customer, *days: str, **fields) -> None:
    for day in days:
        occurred_at = datetime.fromisoformat(f"{day}T10:00:00+07:00")
        TransactionFactory(customer=customer, occurred_at=occurred_at, **fields)


@pytest.fixture
def business():
    """One customer kept in 2025, one lost, one new."""
    kept, lost, new = CustomerFactory.create_batch(3)
    bought(kept, "2024-05-01", "2025-05-01")
    bought(lost, "2024-06-01")
    bought(new, "2025-07-01")
    return kept, lost, new


def external(year: str, version: int = 1) -> YearResult:
    return YearResult.objects.get(fiscal_year__name=year, panel=Panel.EXTERNAL, version=version)


def test_every_ended_year_gets_one_provisional_result_per_panel(business):
    assert [year.name for year in close_ended_years(today=TODAY, at=AT)] == ["FY2024", "FY2025"]
    assert close_ended_years(today=TODAY, at=AT) == []

    result = external("FY2025")
    assert (result.status, result.opening, result.kept, result.lost, result.new) == ("provisional", 2, 1, 1, 1)
    assert YearResult.objects.count() == 4
    assert [year.name for year in FiscalYear.objects.order_by("starts_on")] == ["FY2024", "FY2025", "FY2026"]


def test_a_year_is_not_closed_on_its_last_day(business):
    assert [year.name for year in close_ended_years(today=date(2025, 12, 31), at=AT)] == ["FY2024"]


def test_a_worker_that_was_down_for_years_catches_up(business):
    closed = close_ended_years(today=date(2028, 6, 1), at=AT + timedelta(days=900))

    assert [year.name for year in closed] == ["FY2024", "FY2025", "FY2026", "FY2027"]
    assert (external("FY2027").opening, external("FY2027").kept) == (0, 0)


def test_customers_behind_the_figures_are_stored_with_their_segments(business):
    kept, lost, new = business
    close_ended_years(today=TODAY, at=AT)

    rows = dict(external("FY2025").members.values_list("customer_id", "group"))
    assert rows == {kept.pk: "kept", lost.pk: "lost", new.pk: "new"}


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_give_one_result(business):
    def work(_n: int) -> int:
        try:
            return len(close_ended_years(today=TODAY, at=AT))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        closed = list(pool.map(work, range(8)))

    assert sum(closed) == 2
    assert YearResult.objects.count() == 4
    assert YearResultCustomer.objects.filter(result=external("FY2025")).count() == 3


def test_signing_off_makes_both_panels_final(business):
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)

    sign_off(result=external("FY2025"), by=manager, at=AT)

    statuses = YearResult.objects.filter(fiscal_year__name="FY2025").values_list("panel", "version", "status")
    assert set(statuses) == {("external", 1, "final"), ("internal", 1, "final")}
    assert external("FY2025").signed_by == manager
    with pytest.raises(NotAllowed):
        sign_off(result=external("FY2025"), by=manager, at=AT)


def test_agents_neither_sign_off_nor_publish(business):
    agent = UserFactory()
    close_ended_years(today=TODAY, at=AT)

    with pytest.raises(NotAllowed):
        sign_off(result=external("FY2025"), by=agent, at=AT)
    with pytest.raises(NotAllowed):
        publish_version(fiscal_year=external("FY2025").fiscal_year, reason="late", by=agent, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        lambda result: YearResult.objects.filter(pk=result.pk).update(kept=2, lost=0),
        lambda result: YearResultCustomer.objects.filter(result=result).delete(),
        lambda result: YearResultCustomer.objects.filter(result=result).update(group="kept"),
        lambda result: YearResult.objects.filter(pk=result.pk)._raw_delete("default"),
        lambda result: result.members.create(
            customer=CustomerFactory(), group="kept", party_type="individual", revenue=0, revenue_before=0
        ),
    ],
)
def test_the_database_refuses_to_change_a_final_result(business, change):
    close_ended_years(today=TODAY, at=AT)
    result = external("FY2025")
    sign_off(result=result, by=UserFactory(manager=True), at=AT)

    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        change(result)


def test_late_facts_change_only_the_next_version(business):
    _kept, lost, _new = business
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)
    sign_off(result=external("FY2025"), by=manager, at=AT)
    bought(lost, "2025-12-30", recorded_at=AT + timedelta(days=9))

    publish_version(
        fiscal_year=external("FY2025").fiscal_year, reason="Receipts found", by=manager, at=AT + timedelta(days=10)
    )

    assert (external("FY2025").kept, external("FY2025", 2).kept) == (1, 2)
    assert (external("FY2025", 2).reason, external("FY2025", 2).status) == ("Receipts found", ResultStatus.FINAL)


def test_a_new_version_needs_a_reason_and_a_signed_year(business):
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)
    year = external("FY2025").fiscal_year

    with pytest.raises(NotAllowed):
        publish_version(fiscal_year=year, reason="Receipts found", by=manager, at=AT)
    sign_off(result=external("FY2025"), by=manager, at=AT)
    with pytest.raises(AppError):
        publish_version(fiscal_year=year, reason="  ", by=manager, at=AT)


def test_a_provisional_result_can_be_counted_anew_and_a_final_one_cannot(business):
    _kept, lost, _new = business
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)
    bought(lost, "2025-12-30", recorded_at=AT + timedelta(hours=1))
    year = external("FY2025").fiscal_year

    recompute_result(fiscal_year=year, by=manager, at=AT + timedelta(hours=2))
    assert external("FY2025").kept == 2

    sign_off(result=external("FY2025"), by=manager, at=AT + timedelta(hours=3))
    with pytest.raises(NotAllowed):
        recompute_result(fiscal_year=year, by=manager, at=AT + timedelta(hours=4))


def test_a_merge_after_close_counts_in_the_next_version_and_undoing_it_restores(business):
    kept, lost, _new = business
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)
    sign_off(result=external("FY2025"), by=manager, at=AT)
    year = external("FY2025").fiscal_year
    merge = CustomerMerge.objects.create(duplicate=lost, survivor=kept, merged_at=AT + timedelta(days=1))

    publish_version(fiscal_year=year, reason="Duplicate", by=manager, at=AT + timedelta(days=2))
    merge.undone_at = AT + timedelta(days=3)
    merge.save()
    publish_version(fiscal_year=year, reason="Not a duplicate", by=manager, at=AT + timedelta(days=4))

    assert [external("FY2025", version).opening for version in (1, 2, 3)] == [2, 1, 2]


def test_the_bridge_tells_what_changed_between_closing_and_next_opening(business):
    kept, _lost, _new = business
    manager = UserFactory(manager=True)
    close_ended_years(today=TODAY, at=AT)
    sign_off(result=external("FY2025"), by=manager, at=AT)
    purchase = kept.transactions.get(occurred_at__year=2025)
    RefundFactory(refund_of=purchase, occurred_at=AT + timedelta(days=5), recorded_at=AT + timedelta(days=5))
    bought(CustomerFactory(), "2025-11-11", recorded_at=AT + timedelta(days=6))

    close_ended_years(today=date(2027, 1, 2), at=datetime(2027, 1, 2, tzinfo=UTC))

    assert external("FY2026").breakdown["bridge"] == {"version": 1, "closing": 2, "added": 1, "removed": 1}
    assert external("FY2026").opening == 2


def test_the_running_year_is_counted_up_to_today_and_not_twice_within_minutes(business):
    kept, _lost, new = business
    at = datetime(2026, 3, 1, 3, tzinfo=UTC)

    assert refresh_running_year(today=date(2026, 3, 1), at=at)
    assert not refresh_running_year(today=date(2026, 3, 1), at=at + timedelta(minutes=2))
    assert refresh_running_year(today=date(2026, 3, 1), at=at + timedelta(minutes=6))

    result = external("FY2026", version=0)
    assert (result.status, result.opening, result.kept) == (ResultStatus.RUNNING, 2, 2)
    assert result.breakdown["same_day"]["as_of"] == "2025-03-01"
    assert result.breakdown["same_day"]["opening"] == 2
    assert set(result.members.values_list("customer_id", flat=True)) == {kept.pk, new.pk}


def test_a_changed_start_of_years_makes_one_transition_year(business):
    manager = UserFactory(manager=True)
    ensure_fiscal_years(date(2025, 6, 1))
    save_policy(expected_version=1, by=manager, window_months=12, fiscal_year_start="04-01", target_rate=None)

    ensure_fiscal_years(date(2026, 6, 1))

    years = FiscalYear.objects.order_by("starts_on").values_list("name", "starts_on", "ends_on")
    assert list(years)[-2:] == [
        ("FY2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("FY2027", date(2026, 4, 1), date(2027, 3, 31)),
    ]
    assert RetentionPolicy.load().version == 2


def test_older_history_brings_older_years(business):
    ensure_fiscal_years(TODAY)
    bought(CustomerFactory(), "2021-03-03")

    ensure_fiscal_years(TODAY)

    names = list(FiscalYear.objects.order_by("starts_on").values_list("name", flat=True))
    assert names == ["FY2021", "FY2022", "FY2023", "FY2024", "FY2025", "FY2026"]


def test_years_never_overlap():
    FiscalYearFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        FiscalYearFactory(name="other", starts_on=date(2025, 12, 31), ends_on=date(2026, 12, 30))


def test_only_the_end_of_the_last_open_year_can_be_moved(business):
    manager = UserFactory(manager=True)
    ensure_fiscal_years(TODAY)
    first, last = FiscalYear.objects.get(name="FY2025"), FiscalYear.objects.get(name="FY2026")

    with pytest.raises(AppError):
        change_fiscal_year(fiscal_year=first, expected_version=1, name="FY2025", ends_on=date(2025, 11, 30), by=manager)
    with pytest.raises(AppError):
        change_fiscal_year(fiscal_year=last, expected_version=1, name="FY2025", ends_on=last.ends_on, by=manager)
    change_fiscal_year(fiscal_year=last, expected_version=1, name="FY26", ends_on=date(2026, 3, 31), by=manager)
    assert FiscalYear.objects.get(name="FY26").ends_on == date(2026, 3, 31)


def test_the_command_closes_years_and_says_which(business, capsys):
    call_command("close_years", "--today", "2026-01-02")
    call_command("close_years", "--today", "2026-01-02", "--json")

    assert capsys.readouterr().out == 'Closed: FY2024, FY2025.\n{"closed": []}\n'
