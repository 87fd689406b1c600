"""Points of two records that become one customer, and of the two again when the merge is undone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from customers.models import Customer, CustomerMerge
from customers.services import merge_customers, undo_merge
from loyalty.enums import EntryKind
from loyalty.models import Membership
from loyalty.queries import tier_progress
from loyalty.services import award_points, follow_merges, leave
from loyalty.services.ledger import book
from loyalty.tests.factories import CustomerFactory, MembershipFactory, TransactionFactory
from loyalty.tests.test_ledger import balance_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def member(points: int = 0, programme=None) -> Membership:
    membership = MembershipFactory(**({"programme": programme} if programme else {}))
    if points:
        book(membership=membership, kind=EntryKind.CORRECTION, points=points, at=AT)
    return membership


def merged(duplicate: Customer, survivor: Customer) -> CustomerMerge:
    merge = merge_customers(duplicate=duplicate, survivor=Customer.objects.get(pk=survivor.pk), at=AT)
    follow_merges(at=AT)
    return merge


def undone(merge: CustomerMerge) -> None:
    undo_merge(merge=merge, at=LATER, by=None)
    follow_merges(at=LATER)


def state() -> list[tuple]:
    return list(Membership.objects.order_by("pk").values_list("customer", "balance", "left_at"))


def test_the_balances_of_two_memberships_are_one_and_two_again_after_undoing():
    duplicate = member(50)
    survivor = member(100, duplicate.programme)
    before = state()
    merge = merged(duplicate.customer, survivor.customer)
    assert (balance_of(duplicate), balance_of(survivor)) == (0, 150)
    undone(merge)
    assert state() == before
    assert follow_merges(at=LATER) == 0


def test_what_each_bought_meanwhile_is_its_own_again_and_what_was_spent_is_gone():
    duplicate = member(50)
    survivor = member(20, duplicate.programme)
    merge = merged(duplicate.customer, survivor.customer)
    TransactionFactory(customer=duplicate.customer, amount=100_000)
    TransactionFactory(customer=survivor.customer, amount=50_000)
    award_points(at=LATER)
    assert balance_of(survivor) == 85
    undone(merge)
    assert (balance_of(duplicate), balance_of(survivor)) == (60, 25)
    again = merged(Customer.objects.get(pk=duplicate.customer_id), survivor.customer)
    book(membership=survivor, kind=EntryKind.CORRECTION, points=-45, at=LATER)
    undone(again)
    assert (balance_of(duplicate), balance_of(survivor)) == (40, 0)


def test_a_membership_only_the_duplicate_had_goes_over_and_comes_back_without_the_others_purchases():
    duplicate, survivor = member(50), CustomerFactory()
    owner = duplicate.customer_id
    merge = merged(duplicate.customer, survivor)
    assert state() == [(survivor.pk, 50, None)]
    TransactionFactory(customer=survivor, amount=100_000)
    award_points(at=LATER)
    assert balance_of(duplicate) == 60
    undone(merge)
    assert state() == [(owner, 50, None)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("middle_is_member", [True, False])
def test_a_chain_is_taken_apart_in_any_order(order, middle_is_member):
    first = member(10)
    middle = member(20, first.programme).customer if middle_is_member else CustomerFactory()
    last = member(40, first.programme)
    before = state()
    merges = [merged(first.customer, middle), merged(Customer.objects.get(pk=middle.pk), last.customer)]
    assert balance_of(last) == (70 if middle_is_member else 50)
    undone(merges[order[0]])
    undone(merges[order[1]])
    assert state() == before


def test_who_had_left_under_one_record_is_a_member_as_long_as_the_other_counts_too():
    duplicate = member(5)
    survivor = member(7, duplicate.programme)
    leave(membership=survivor, at=AT)
    before = state()
    merge = merged(duplicate.customer, survivor.customer)
    survivor.refresh_from_db()
    assert (survivor.is_current, survivor.balance) == (True, 12)
    undone(merge)
    assert state() == before


def test_points_that_come_back_to_a_carried_membership_follow():
    duplicate = member(5)
    survivor = member(0, duplicate.programme)
    merge = merged(duplicate.customer, survivor.customer)
    book(membership=duplicate, kind=EntryKind.REVERSAL, points=30, at=LATER)
    follow_merges(at=LATER)
    assert (balance_of(duplicate), balance_of(survivor)) == (0, 35)
    undone(merge)
    assert (balance_of(duplicate), balance_of(survivor)) == (35, 0)


def test_a_tier_counts_what_was_earned_under_both_records():
    duplicate = member()
    survivor = member(0, duplicate.programme)
    for one in (duplicate, survivor):
        TransactionFactory(customer=one.customer, amount=100_000)
    award_points(at=AT)
    merge = merged(duplicate.customer, survivor.customer)
    assert tier_progress(survivor, at=LATER).earned == 20
    undone(merge)
    assert tier_progress(survivor, at=LATER).earned == 10


def test_merging_and_undoing_move_points_at_once(django_capture_on_commit_callbacks):
    duplicate = member(50)
    survivor = member(100, duplicate.programme)
    with django_capture_on_commit_callbacks(execute=True):
        merge = merge_customers(duplicate=duplicate.customer, survivor=survivor.customer, at=AT)
    assert balance_of(survivor) == 150
    with django_capture_on_commit_callbacks(execute=True):
        undo_merge(merge=merge, at=LATER, by=None)
    assert (balance_of(duplicate), balance_of(survivor)) == (50, 100)


@pytest.mark.django_db(transaction=True)
def test_points_that_cannot_follow_at_once_do_not_stop_the_merge_and_follow_later(monkeypatch, caplog):
    duplicate = member(50)
    survivor = member(100, duplicate.programme)

    def out_of_time(*, at):
        raise OperationalError("canceling statement due to statement timeout")

    with monkeypatch.context() as broken:
        broken.setattr("loyalty.services.follow_merges", out_of_time)
        merge_customers(duplicate=duplicate.customer, survivor=survivor.customer, at=AT)
    assert CustomerMerge.objects.count() == 1
    assert "statement timeout" in caplog.text
    assert (balance_of(duplicate), balance_of(survivor)) == (50, 100)
    follow_merges(at=LATER)
    assert balance_of(survivor) == 150
