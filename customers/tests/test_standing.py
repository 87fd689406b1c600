from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import AppError, StaleRecord
from customers.models import StandingChange, StandingPolicy
from customers.queries import preview_of
from customers.rules import Rules
from customers.services import merge_customers, refresh_standings, return_to_policy, save_policy, set_standing
from customers.tests.factories import (
    ContractFactory,
    CustomerFactory,
    RefundFactory,
    TransactionFactory,
    UserFactory,
)
from jobs.services import run_job

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def bought(customer, *days_ago: int):
    return [TransactionFactory(customer=customer, occurred_at=NOW - timedelta(days=days)) for days in days_ago]


def refresh(today: date = TODAY, at: datetime = NOW) -> int:
    """What the worker does; gives how many got another standing."""
    return refresh_standings(today=today, at=at).standings


def standing(customer) -> str:
    customer.refresh_from_db()
    return customer.standing


def test_who_bought_regularly_for_years_is_primary_who_bought_rarely_secondary_and_who_never_did_a_prospect():
    regular, rare, lapsed, prospect = CustomerFactory.create_batch(4)
    bought(regular, 10, 200, 400, 700)
    bought(rare, 10, 20, 30, 40, 50)
    bought(lapsed, 400, 500, 600, 700)
    assert refresh() == 3
    assert [standing(row) for row in (regular, rare, lapsed, prospect)] == [
        "primary", "secondary", "secondary", "prospect",
    ]  # fmt: skip
    assert refresh() == 0


def test_years_end_in_local_time_on_the_day_itself():
    customer = CustomerFactory()
    bought(customer, 10, 20)
    # 9 March 2024 belongs to the third year back; one local day later, which is still 9 March in UTC, to the second.
    early = TransactionFactory(customer=customer, occurred_at=datetime(2024, 3, 9, 16, 59, tzinfo=UTC))
    TransactionFactory(customer=customer, occurred_at=datetime(2024, 3, 9, 17, 0, tzinfo=UTC))
    refresh()
    assert standing(customer) == "secondary"
    early.occurred_at += timedelta(minutes=1)
    early.save()
    refresh()
    assert standing(customer) == "primary"


def test_purchases_given_back_in_full_do_not_count_and_contracts_do():
    refunded, partly, contract = CustomerFactory.create_batch(3)
    RefundFactory(refund_of=bought(refunded, 10)[0])
    RefundFactory(refund_of=bought(partly, 10)[0], amount=Decimal(1))
    ContractFactory(customer=contract)
    refresh()
    assert [standing(row) for row in (refunded, partly, contract)] == ["prospect", "secondary", "secondary"]


def test_what_a_duplicate_bought_counts_for_its_survivor():
    survivor, duplicate = CustomerFactory.create_batch(2)
    bought(survivor, 10, 200)
    bought(duplicate, 400, 700)
    merge_customers(duplicate=duplicate, survivor=survivor, at=NOW)
    refresh()
    assert (standing(survivor), standing(duplicate)) == ("primary", "prospect")


def test_an_override_needs_a_reason_stays_and_can_be_ended():
    customer, manager = CustomerFactory(), UserFactory(manager=True)
    values = {"customer": customer, "standing": "primary", "effective_from": TODAY, "source": "override", "at": NOW}
    with pytest.raises(AppError) as refused:
        set_standing(**values, reason=" ", by=manager)
    assert refused.value.field == "reason"
    set_standing(**values, reason="Founding partner", by=manager)
    assert refresh() == 0
    assert standing(customer) == "primary"
    return_to_policy(customer=customer, at=NOW + timedelta(days=1), by=manager)
    assert standing(customer) == "prospect"
    assert list(customer.standing_changes.values_list("effective_from", "standing", "source")) == [
        (TODAY + timedelta(days=1), "prospect", "policy"),
        (TODAY, "primary", "override"),
    ]


def test_history_from_an_earlier_system_does_not_change_what_holds_today():
    customer = CustomerFactory()
    for day, value in ((date(2026, 1, 1), "secondary"), (date(2025, 1, 1), "primary")):
        set_standing(customer=customer, standing=value, effective_from=day, source="import", reason="", by=None, at=NOW)
    assert standing(customer) == "secondary"


def test_a_day_has_one_standing_and_it_can_not_begin_tomorrow():
    customer = CustomerFactory()
    values = {"customer": customer, "source": "override", "reason": "because", "by": None, "at": NOW}
    set_standing(**values, standing="primary", effective_from=TODAY)
    set_standing(**values, standing="secondary", effective_from=TODAY)
    assert StandingChange.objects.get().standing == "secondary"
    with pytest.raises(AppError):
        set_standing(**values, standing="primary", effective_from=TODAY + timedelta(days=1))


def test_a_policy_can_be_tried_before_it_is_saved():
    regular = CustomerFactory()
    bought(regular, 10, 400)
    preview = preview_of(Rules.in_force(transactions_a_year=1), today=TODAY)
    moves = preview.moves["standing"]
    assert [(move.was, move.becomes, move.count, [*move.customers]) for move in moves] == [
        ("prospect", "primary", 1, [regular])
    ]
    assert [(share.word, share.before, share.after) for share in preview.shares["standing"]] == [
        ("primary", 0, 1), ("secondary", 0, 0), ("prospect", 1, 0),
    ]  # fmt: skip
    assert standing(regular) == "prospect"


def test_a_saved_policy_moves_everybody_in_the_background_and_says_why():
    regular, manager = CustomerFactory(), UserFactory(manager=True)
    bought(regular, 10, 400)
    values = {"transactions_a_year": 1, "expected_version": 1, "at": NOW, "by": manager}
    with pytest.raises(AppError) as refused:
        save_policy(tenure_years=2, reason=" ", **values)
    assert refused.value.field == "reason"
    job = save_policy(tenure_years=2, reason="Few come twice a year", **values)
    assert run_job(job).status == "done"
    assert standing(regular) == "primary"
    with pytest.raises(StaleRecord):
        save_policy(tenure_years=3, reason="Another tab", **values)
    policy = StandingPolicy.load()
    assert (policy.tenure_years, policy.reason) == (2, "Few come twice a year")


@pytest.mark.parametrize(("years", "transactions"), [(0, 1), (21, 1), (1, 0), (1, 1001)])
def test_an_impossible_policy_is_refused(years, transactions):
    with pytest.raises(AppError):
        save_policy(
            tenure_years=years,
            transactions_a_year=transactions,
            reason="Try",
            expected_version=1,
            at=NOW,
            by=UserFactory(),
        )


def test_many_customers_cost_as_many_queries_as_one():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            refresh()
        return len(captured)

    bought(CustomerFactory(), 10)
    few = queries()
    for customer in CustomerFactory.create_batch(20):
        bought(customer, 10)
    assert queries() == few
