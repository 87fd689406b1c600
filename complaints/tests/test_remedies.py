"""Remedies: limits, four eyes, budget, and points that are booked once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from common.errors import AppError, NotAllowed
from complaints import services
from complaints.models import HandlingPolicy, Remedy
from complaints.queries import all_budgets, granted_in_month, steps_to_make_good
from complaints.tests.factories import ComplaintFactory, DepartmentFactory, RemedyFactory, UserFactory
from customers.models import Customer
from loyalty.models import LedgerEntry
from loyalty.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def complaint():
    return ComplaintFactory(in_progress=True)


def propose(complaint, by, **fields):
    return services.propose_remedy(complaint=complaint, at=AT, by=by, **{"kind": "refund", **fields})


def test_within_the_limit_staff_grant_at_once(complaint):
    remedy = propose(complaint, UserFactory(), amount=250_000)
    assert (remedy.status, remedy.decided_by, remedy.decided_at) == ("approved", None, AT)


def test_a_sum_above_the_limit_in_small_parts_waits_for_a_manager_too(complaint):
    agent = UserFactory()
    assert [propose(complaint, agent, amount=150_000).status for _ in range(2)] == ["approved", "proposed"]


def test_nobody_approves_a_proposal_of_their_own(complaint):
    boss, other = UserFactory(manager=True), UserFactory(manager=True)
    remedy = propose(complaint, boss, amount=900_000)

    for nobody in (boss, UserFactory()):
        with pytest.raises(NotAllowed):
            services.decide_remedy(remedy=remedy, approve=True, at=AT, by=nobody)
    services.decide_remedy(remedy=remedy, approve=True, at=AT, by=other)

    remedy.refresh_from_db()
    assert (remedy.status, remedy.decided_by) == ("approved", other)
    with pytest.raises(NotAllowed):
        services.decide_remedy(remedy=remedy, approve=False, at=AT, by=other, reason="Changed my mind")


def test_a_refusal_says_why():
    remedy, boss = RemedyFactory(), UserFactory(manager=True)
    with pytest.raises(AppError) as refusal:
        services.decide_remedy(remedy=remedy, approve=False, at=AT, by=boss)
    assert refusal.value.field == "reason"
    services.decide_remedy(remedy=remedy, approve=False, at=AT, by=boss, reason="The stay was used in full")
    assert Remedy.objects.get().status == "rejected"


def test_nothing_is_approved_beyond_the_budget_of_the_month_not_even_with_a_reason():
    HandlingPolicy.objects.update_or_create(defaults={"monthly_budget": 1_200_000})
    boss = UserFactory(manager=True)
    first, second = RemedyFactory(), RemedyFactory()
    services.decide_remedy(remedy=first, approve=True, at=AT, by=boss)
    with pytest.raises(NotAllowed):
        services.decide_remedy(remedy=second, approve=True, at=AT, by=boss, reason="Our fault entirely")
    assert granted_in_month(AT) == 1_000_000
    services.decide_remedy(remedy=second, approve=True, at=AT + timedelta(days=31), by=boss)


def test_a_department_has_a_budget_of_its_own_inside_that_of_the_house(complaint):
    kitchen = DepartmentFactory()
    services.save_remedy_budget(department=kitchen, monthly_amount=Decimal(300_000))
    ours, boss = RemedyFactory(amount=400_000, complaint__department=kitchen), UserFactory(manager=True)
    with pytest.raises(NotAllowed):
        services.decide_remedy(remedy=ours, approve=True, at=AT, by=boss)
    services.decide_remedy(remedy=RemedyFactory(amount=400_000), approve=True, at=AT, by=boss)
    services.save_remedy_budget(department=kitchen, monthly_amount=Decimal(500_000))
    services.decide_remedy(remedy=ours, approve=True, at=AT, by=boss)
    assert [(budget.department, budget.left) for budget in all_budgets(AT)] == [(kitchen, 100_000)]


def test_what_a_budget_does_not_hold_waits_even_if_it_is_small(complaint):
    HandlingPolicy.objects.update_or_create(defaults={"monthly_budget": 100_000})
    assert propose(complaint, UserFactory(), amount=150_000).status == "proposed"


def test_who_has_granted_much_alone_this_month_needs_a_manager():
    HandlingPolicy.objects.update_or_create(defaults={"agent_month_limit": 300_000})
    agent, other = UserFactory(), UserFactory()
    statuses = [propose(ComplaintFactory(in_progress=True), agent, amount=200_000).status for _ in range(2)]
    assert statuses == ["approved", "proposed"]
    assert propose(ComplaintFactory(in_progress=True), other, amount=200_000).status == "approved"


def test_a_manager_has_limits_and_an_administrator_has_none():
    HandlingPolicy.objects.update_or_create(
        defaults={"manager_amount_limit": 2_000_000, "manager_month_limit": 2_500_000}
    )
    boss, admin = UserFactory(manager=True), UserFactory(admin=True)
    dear = RemedyFactory(amount=3_000_000)
    first, second = RemedyFactory(amount=1_500_000), RemedyFactory(amount=1_500_000)
    services.decide_remedy(remedy=first, approve=True, at=AT, by=boss)
    for remedy in (dear, second):
        with pytest.raises(NotAllowed):
            services.decide_remedy(remedy=remedy, approve=True, at=AT, by=boss)
        services.decide_remedy(remedy=remedy, approve=True, at=AT, by=admin)


def test_confidential_remedies_leave_no_trace_in_the_common_budget():
    HandlingPolicy.objects.update_or_create(defaults={"monthly_budget": 1_500_000})
    secret, boss = RemedyFactory(complaint__is_restricted=True), UserFactory(manager=True)
    services.decide_remedy(remedy=secret, approve=True, at=AT, by=boss)
    assert all_budgets(AT)[0].left == 1_500_000


def test_goodwill_points_are_booked_on_approval_and_once(complaint):
    ProgrammeFactory(is_default=True)
    key, agent, boss = uuid4(), UserFactory(), UserFactory(manager=True)
    for _ in range(2):
        propose(complaint, agent, kind="points", points=300, submission_key=key)
    assert LedgerEntry.objects.count() == 1

    large = propose(complaint, agent, kind="points", points=2_000)
    assert LedgerEntry.objects.count() == 1
    services.decide_remedy(remedy=large, approve=True, at=AT, by=boss)
    booked = LedgerEntry.objects.order_by("id").values_list("points", "source_key")
    assert list(booked) == [(300, f"remedy:{large.pk - 1}"), (2_000, f"remedy:{large.pk}")]
    assert Customer.objects.get().memberships.count() == 1


@pytest.mark.parametrize(
    ("measure", "field"),
    [
        ({"kind": "refund"}, "amount"),
        ({"kind": "refund", "amount": -5}, "amount"),
        ({"kind": "apology", "amount": 5}, "amount"),
        ({"kind": "points"}, "points"),
        ({"kind": "points", "points": 10, "amount": 5}, "amount"),
        ({"kind": "voucher", "amount": 5, "points": 10}, "points"),
    ],
)
def test_each_kind_has_its_own_measure(complaint, measure, field):
    with pytest.raises(AppError) as refusal:
        propose(complaint, UserFactory(), **measure)
    assert refusal.value.field == field
    assert Remedy.objects.count() == 0


def test_the_three_steps_of_making_good_are_ticked_by_what_happens(complaint):
    agent, boss = UserFactory(), UserFactory(manager=True)

    def ticks():
        return [(step.key, bool(step.done_at), step.is_promised) for step in steps_to_make_good(complaint)]

    assert ticks() == [("apologise", False, False), ("solve", False, False), ("better_off", False, False)]
    services.reply(complaint=complaint, body="Mohon maaf atas kejadian ini.", at=AT, by=agent)
    voucher = propose(complaint, agent, kind="voucher", amount=100_000)
    assert ticks() == [("apologise", True, False), ("solve", False, False), ("better_off", False, True)]
    services.resolve(complaint=complaint, resolution="Sudah kami ganti.", at=AT, by=agent)
    services.pay_remedy(remedy=voucher, reference="V-1", paid_at=AT, at=AT, by=boss)
    assert ticks() == [("apologise", True, False), ("solve", True, False), ("better_off", True, False)]
