"""The promise of the ledger: the balance is the sum of the bookings, and never below zero."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import AppError
from customers.enums import TransactionKind, TransactionStatus
from customers.models import Transaction
from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.errors import NotEnoughPoints
from loyalty.models import LedgerEntry, Membership, Redemption
from loyalty.services import award_points, cancel_redemption, grant_goodwill, redeem_reward
from loyalty.services.ledger import book, book_once
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    RewardFactory,
    TransactionFactory,
)

AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


def assert_balanced(membership: Membership) -> None:
    entries = LedgerEntry.objects.filter(membership=membership).order_by("id")
    running = 0
    for entry in entries:
        running += entry.points
        assert entry.balance_after == running >= 0
    assert Membership.objects.get(pk=membership.pk).balance == running


def balance_of(membership: Membership) -> int:
    assert_balanced(membership)
    membership.refresh_from_db()
    return membership.balance


@pytest.mark.django_db
def test_a_booking_moves_balance_and_ledger_together():
    membership = MembershipFactory()
    entry = book(membership=membership, kind=EntryKind.CORRECTION, points=70, at=AT, reason="Opening")
    assert (entry.points, entry.balance_after, entry.reason, entry.created_at) == (70, 70, "Opening", AT)
    assert membership.balance == 70
    assert_balanced(membership)


@pytest.mark.django_db
def test_taking_more_than_there_is_says_how_many_are_missing_and_writes_nothing():
    membership = MembershipFactory()
    book(membership=membership, kind=EntryKind.CORRECTION, points=70, at=AT)
    with pytest.raises(NotEnoughPoints, match="30") as refusal:
        book(membership=membership, kind=EntryKind.CORRECTION, points=-100, at=AT)
    assert refusal.value.missing == 30
    assert_balanced(membership)
    assert membership.entries.count() == 1


@pytest.mark.django_db
def test_a_source_is_booked_once():
    membership = MembershipFactory()
    booking = {"membership": membership, "kind": EntryKind.GOODWILL, "points": 5, "at": AT, "source_key": "remedy:1"}
    assert book_once(**booking) == book_once(**booking)
    assert_balanced(membership)
    assert membership.balance == 5


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE loyalty_ledgerentry SET points = 1", "DELETE FROM loyalty_ledgerentry"])
def test_the_database_refuses_to_change_the_past(change):
    membership = MembershipFactory()
    book(membership=membership, kind=EntryKind.CORRECTION, points=70, at=AT)
    with (
        pytest.raises(InternalError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert_balanced(membership)


def in_threads(work, count: int = 32) -> list:
    def one(number: int):
        try:
            return work(number)
        except AppError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_of_32_clients_on_one_account_exactly_as_many_redeem_as_the_balance_allows():
    reward = RewardFactory(cost=70)
    membership = MembershipFactory(programme=reward.programme)
    book(membership=membership, kind=EntryKind.CORRECTION, points=1000, at=AT)

    def redeem(_number):
        mine = Membership.objects.get(pk=membership.pk)
        return redeem_reward(membership=mine, reward=reward, at=AT, by=None, submission_key=uuid4())

    results = in_threads(redeem)
    assert sum(isinstance(result, Redemption) for result in results) == 1000 // 70
    assert {result.missing for result in results if isinstance(result, NotEnoughPoints)} == {70 - 1000 % 70}
    assert_balanced(membership)
    assert Membership.objects.get(pk=membership.pk).balance == 1000 % 70


@pytest.mark.django_db(transaction=True)
def test_of_32_clients_nobody_gets_a_reward_that_is_sold_out():
    reward = RewardFactory(cost=10, stock=5)
    members = MembershipFactory.create_batch(4, programme=reward.programme)
    for member in members:
        book(membership=member, kind=EntryKind.CORRECTION, points=1000, at=AT)

    def redeem(number):
        return redeem_reward(membership=members[number % 4], reward=reward, at=AT, by=None, submission_key=uuid4())

    results = in_threads(redeem)
    assert sum(isinstance(result, Redemption) for result in results) == 5
    reward.refresh_from_db()
    assert reward.stock == 0
    for member in members:
        assert_balanced(member)
    assert LedgerEntry.objects.filter(kind=EntryKind.REDEEM).aggregate(total=Sum("points"))["total"] == -50


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_many_hands_at_once_redeems_once():
    reward = RewardFactory(cost=10)
    membership = MembershipFactory(programme=reward.programme)
    book(membership=membership, kind=EntryKind.CORRECTION, points=1000, at=AT)
    key = uuid4()

    def redeem(_number):
        mine = Membership.objects.get(pk=membership.pk)
        return redeem_reward(membership=mine, reward=reward, at=AT, by=None, submission_key=key).pk

    assert len(set(in_threads(redeem, 8))) == 1
    assert Membership.objects.get(pk=membership.pk).balance == 990


@pytest.mark.django_db(transaction=True)
def test_workers_that_award_at_once_give_each_purchase_its_points_once():
    members = MembershipFactory.create_batch(3, programme=ProgrammeFactory())
    for member in members * 5:
        TransactionFactory(customer=member.customer)
    assert sum(in_threads(lambda _number: award_points(at=AT), 4)) == 15
    for member in members:
        assert_balanced(member)
        assert member.entries.filter(kind=EntryKind.EARN).count() == 5


steps = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(0, 3_000_000)),
        st.tuples(st.just("refund"), st.integers(0, 50), st.integers(1, 100)),
        st.tuples(st.just("cancel purchase"), st.integers(0, 50)),
        st.tuples(st.just("correct amount"), st.integers(0, 50), st.integers(0, 3_000_000)),
        st.tuples(st.just("award")),
        st.tuples(st.just("goodwill"), st.integers(1, 300)),
        st.tuples(st.just("redeem")),
        st.tuples(st.just("cancel redemption"), st.integers(0, 50)),
    ),
    max_size=25,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_of_events_leaves_the_balance_equal_to_the_ledger(steps):
    sid = transaction.savepoint()
    try:
        _play(steps)
    finally:
        transaction.savepoint_rollback(sid)


def _play(steps):
    programme = ProgrammeFactory()
    reward = RewardFactory(programme=programme, cost=40, stock=3)
    membership = MembershipFactory(programme=programme, customer=CustomerFactory())
    purchases, redemptions = [], []
    for number, step in enumerate(steps):
        match step:
            case ("buy", amount):
                purchases.append(TransactionFactory(customer=membership.customer, amount=amount))
            case ("refund", index, share) if purchases:
                _refund(purchases[index % len(purchases)], share, number)
            case ("cancel purchase", index) if purchases:
                _change(purchases[index % len(purchases)], status=TransactionStatus.CANCELLED)
            case ("correct amount", index, amount) if purchases:
                _change(purchases[index % len(purchases)], amount=amount)
            case ("award",):
                award_points(at=AT)
            case ("goodwill", points):
                grant_goodwill(
                    customer=membership.customer, points=points, reason="", source_key=f"n:{number}", at=AT, by=None
                )
            case ("redeem",):
                redemptions += _redeem(membership, reward)
            case ("cancel redemption", index) if redemptions:
                cancel_redemption(redemption=redemptions[index % len(redemptions)], at=AT, by=None)
        assert_balanced(membership)
    award_points(at=AT)
    assert award_points(at=AT) == 0
    assert_balanced(membership)
    open_redemptions = Redemption.objects.filter(membership=membership).exclude(status=RedemptionStatus.CANCELLED)
    reward.refresh_from_db()
    assert reward.stock == 3 - open_redemptions.count()


def _refund(purchase: Transaction, share: int, number: int) -> None:
    TransactionFactory(
        customer=purchase.customer,
        kind=TransactionKind.REFUND,
        refund_of=purchase,
        amount=purchase.amount * share // 100,
        reference=f"R-{purchase.pk}-{number}",
        occurred_at=purchase.occurred_at + timedelta(days=1),
    )


def _change(purchase: Transaction, **fields) -> None:
    Transaction.objects.filter(pk=purchase.pk).update(**fields)


def _redeem(membership: Membership, reward) -> list[Redemption]:
    try:
        return [redeem_reward(membership=membership, reward=reward, at=AT, by=None, submission_key=uuid4())]
    except AppError:
        return []
