"""Remedies: limits, four eyes, budget, and points that are booked once."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from common.errors import AppError, NotAllowed
from complaints import services
from complaints.models import HandlingPolicy, Remedy
from complaints.tests.factories import ComplaintFactory, RemedyFactory, UserFactory
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


def test_approving_beyond_the_budget_of_the_month_needs_a_reason():
    HandlingPolicy.objects.update_or_create(defaults={"monthly_budget": 1_200_000})
    boss = UserFactory(manager=True)
    first, second = RemedyFactory(), RemedyFactory()
    services.decide_remedy(remedy=first, approve=True, at=AT, by=boss)
    with pytest.raises(AppError):
        services.decide_remedy(remedy=second, approve=True, at=AT, by=boss)
    services.decide_remedy(remedy=second, approve=True, at=AT, by=boss, reason="Our fault entirely")
    assert Remedy.objects.filter(status="approved").count() == 2


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
