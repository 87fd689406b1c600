from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import AppError, StaleRecord
from customers.enums import TransactionStatus
from loyalty.enums import EntryKind, Occasion
from loyalty.models import LedgerEntry, Membership, Programme
from loyalty.services import (
    award_points,
    do_daily_work,
    enrol,
    enrol_primary_customers,
    follow_merges,
    leave,
    redeem_reward,
    save_programme,
    save_reward,
    save_tier,
)
from loyalty.services.ledger import book
from loyalty.services.routine import months_before
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    RefundFactory,
    RewardFactory,
    SpecialDayFactory,
    TierFactory,
    TransactionFactory,
)
from loyalty.tests.test_ledger import balance_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


def kinds_of(membership: Membership) -> list[tuple[str, int]]:
    return list(membership.entries.order_by("id").values_list("kind", "points"))


# --- points for purchases -------------------------------------------------------------------------
def test_a_purchase_gives_a_point_for_each_full_amount_and_only_once():
    member = MembershipFactory()
    TransactionFactory(customer=member.customer, amount=129_999)
    assert award_points(at=AT) == 1
    assert award_points(at=AT) == 0
    assert balance_of(member) == 12


def test_only_completed_business_in_our_currency_since_enrolment_counts():
    member = MembershipFactory(enrolled_at=datetime(2025, 3, 10, 9, 0, tzinfo=UTC))
    buyer = member.customer
    TransactionFactory(customer=buyer, occurred_at=datetime(2025, 3, 9, 16, 59, tzinfo=UTC))  # 23.59 the day before
    TransactionFactory(customer=buyer, occurred_at=datetime(2025, 3, 9, 17, 0, tzinfo=UTC))  # that day, at midnight
    TransactionFactory(customer=buyer, occurred_at=AT, status=TransactionStatus.PENDING)
    TransactionFactory(customer=buyer, occurred_at=AT, kind="redemption")
    TransactionFactory(customer=buyer, occurred_at=AT, currency="USD")
    TransactionFactory(customer=buyer, occurred_at=AT, amount=9_999)
    TransactionFactory(occurred_at=AT)
    award_points(at=AT)
    assert kinds_of(member) == [("earn", 10)]


def test_a_purchase_of_tomorrow_waits_for_tomorrow():
    member = MembershipFactory()
    TransactionFactory(customer=member.customer, occurred_at=AT + timedelta(hours=20))
    assert award_points(at=AT) == 0
    assert award_points(at=AT + timedelta(days=1)) == 1
    assert balance_of(member) == 10


def test_a_pending_purchase_counts_when_it_is_completed():
    member = MembershipFactory()
    purchase = TransactionFactory(customer=member.customer, status=TransactionStatus.PENDING)
    award_points(at=AT)
    purchase.status = TransactionStatus.COMPLETED
    purchase.save()
    award_points(at=AT)
    assert balance_of(member) == 10


def test_a_refund_takes_back_what_the_refunded_part_had_given():
    member = MembershipFactory()
    purchase = TransactionFactory(customer=member.customer, amount=200_000)
    award_points(at=AT)
    RefundFactory(refund_of=purchase, amount=50_000)
    award_points(at=AT)
    RefundFactory(refund_of=purchase, amount=150_000)
    award_points(at=AT)
    assert kinds_of(member) == [("earn", 20), ("refund", -5), ("refund", -15)]
    assert balance_of(member) == 0


def test_a_refund_stops_at_zero_when_the_points_are_spent_and_says_so():
    member = MembershipFactory()
    purchase = TransactionFactory(customer=member.customer, amount=200_000)
    award_points(at=AT)
    redeem_reward(
        membership=member,
        reward=RewardFactory(programme=member.programme, cost=14),
        at=AT,
        by=None,
        submission_key=uuid4(),
    )
    RefundFactory(refund_of=purchase)
    award_points(at=AT)
    entry = member.entries.first()
    assert (entry.points, entry.waived, entry.balance_after) == (-6, 14, 0)
    assert entry.reason == "14 points were spent already and were not taken back."
    TransactionFactory(customer=member.customer)
    award_points(at=AT)
    assert balance_of(member) == 10


def test_a_refund_after_the_rate_was_changed_takes_back_by_the_old_rate():
    member = MembershipFactory()
    purchase = TransactionFactory(customer=member.customer, amount=200_000)
    award_points(at=AT)
    Programme.objects.update(currency_per_point=1_000)
    RefundFactory(refund_of=purchase, amount=100_000)
    award_points(at=AT)
    assert balance_of(member) == 10


def test_many_members_cost_no_more_statements_than_one(django_assert_num_queries):
    programme = ProgrammeFactory()
    for member in MembershipFactory.create_batch(6, programme=programme):
        TransactionFactory.create_batch(4, customer=member.customer)
    with django_assert_num_queries(7):  # savepoint, any?, lock, take, lock members, book, release
        assert award_points(at=AT) == 24


def test_after_leaving_purchases_give_nothing_but_refunds_still_take_back():
    member = MembershipFactory()
    purchase = TransactionFactory(customer=member.customer)
    award_points(at=AT)
    leave(membership=member, at=AT)
    TransactionFactory(customer=member.customer, occurred_at=AT + timedelta(days=1))
    RefundFactory(refund_of=purchase, amount=40_000)
    award_points(at=AT + timedelta(days=2))
    assert kinds_of(member) == [("earn", 10), ("refund", -4)]


def test_points_of_a_merged_record_go_to_the_survivor_and_are_not_given_twice():
    survivor = MembershipFactory()
    duplicate = MembershipFactory(programme=survivor.programme)
    purchase = TransactionFactory(customer=duplicate.customer)
    award_points(at=AT)
    merge(duplicate.customer, survivor.customer)
    assert (follow_merges(at=AT), follow_merges(at=AT)) == (1, 0)
    award_points(at=AT)
    assert (balance_of(duplicate), balance_of(survivor)) == (0, 10)
    RefundFactory(refund_of=purchase, amount=40_000)
    TransactionFactory(customer=duplicate.customer)
    award_points(at=AT)
    assert balance_of(survivor) == 16
    assert not duplicate.is_current


def test_a_membership_only_the_duplicate_had_moves_over_as_it_is():
    duplicate, survivor = MembershipFactory(), CustomerFactory()
    merge(duplicate.customer, survivor)
    follow_merges(at=AT)
    assert Membership.objects.get().customer == survivor


def merge(duplicate, survivor) -> None:
    duplicate.merged_into = survivor
    duplicate.save()


# --- enrolment ------------------------------------------------------------------------------------
def test_enrolling_counts_purchases_of_the_same_day_and_is_done_once():
    customer, programme = CustomerFactory(), ProgrammeFactory()
    TransactionFactory(customer=customer, occurred_at=AT - timedelta(hours=1))
    TransactionFactory(customer=customer, occurred_at=AT - timedelta(days=1))
    first = enrol(customer=customer, programme=programme, at=AT)
    assert enrol(customer=customer, programme=programme, at=AT + timedelta(days=9)) == first
    award_points(at=AT)
    assert balance_of(first) == 10


def test_who_comes_back_keeps_the_points():
    member = MembershipFactory()
    book(membership=member, kind=EntryKind.CORRECTION, points=7, at=AT)
    leave(membership=member, at=AT)
    again = enrol(customer=member.customer, programme=member.programme, at=AT + timedelta(days=3))
    assert (again.pk, again.is_current, again.enrolled_at) == (member.pk, True, AT + timedelta(days=3))
    assert balance_of(again) == 7


def test_internal_customers_do_not_join_an_external_programme():
    with pytest.raises(AppError, match="is for others: external customers"):
        enrol(customer=CustomerFactory(internal=True), programme=ProgrammeFactory(), at=AT)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"starts_on": date(2026, 1, 1)}, {"ends_on": date(2025, 6, 1)}]
)
def test_a_programme_that_does_not_run_takes_nobody(change):
    with pytest.raises(AppError, match="takes no members"):
        enrol(customer=CustomerFactory(), programme=ProgrammeFactory(**change), at=AT)


def test_all_primary_customers_are_enrolled_at_once_and_nobody_else():
    programme = ProgrammeFactory()
    primary = CustomerFactory.create_batch(3, primary=True)
    CustomerFactory(secondary=True)
    CustomerFactory(primary=True, is_test=True)
    CustomerFactory(primary=True, internal=True)
    CustomerFactory(primary=True, merged_into=primary[0])
    MembershipFactory(programme=programme, customer=primary[0])
    assert enrol_primary_customers(programme=programme, at=AT) == 2
    assert enrol_primary_customers(programme=programme, at=AT) == 0
    assert set(programme.memberships.values_list("customer", flat=True)) == {customer.pk for customer in primary}


# --- redemption -----------------------------------------------------------------------------------
@pytest.fixture
def member():
    membership = MembershipFactory()
    book(membership=membership, kind=EntryKind.CORRECTION, points=250, at=AT)
    return membership


def redeem(membership, reward, **more):
    return redeem_reward(
        **{"membership": membership, "reward": reward, "at": AT, "by": None, "submission_key": uuid4(), **more}
    )


# --- daily work -----------------------------------------------------------------------------------
def test_points_expire_oldest_first_after_their_months():
    programme = ProgrammeFactory(validity_months=12)
    member = MembershipFactory(programme=programme)
    start = datetime(2025, 1, 31, 3, 0, tzinfo=UTC)
    book(membership=member, kind=EntryKind.EARN, points=100, at=start)
    book(membership=member, kind=EntryKind.CORRECTION, points=-30, at=start + timedelta(days=20))
    book(membership=member, kind=EntryKind.EARN, points=50, at=start + timedelta(days=40))
    assert do_daily_work(at=datetime(2026, 1, 30, 3, 0, tzinfo=UTC)) == 0
    assert do_daily_work(at=datetime(2026, 2, 1, 3, 0, tzinfo=UTC)) == 1
    assert kinds_of(member)[-1] == ("expiry", -70)
    assert do_daily_work(at=datetime(2026, 2, 2, 3, 0, tzinfo=UTC)) == 0
    assert balance_of(member) == 50


def test_without_a_validity_points_stay():
    member = MembershipFactory()
    book(membership=member, kind=EntryKind.EARN, points=100, at=AT)
    do_daily_work(at=AT + timedelta(days=3650))
    assert balance_of(member) == 100


def test_a_birthday_brings_points_once_a_year():
    born = CustomerFactory(birth_date=date(1990, 6, 2))
    member = MembershipFactory(customer=born)
    MembershipFactory(programme=member.programme, customer=CustomerFactory(birth_date=date(1990, 6, 3)))
    MembershipFactory(programme=member.programme)
    SpecialDayFactory(programme=member.programme)
    assert do_daily_work(at=AT) == 1
    Programme.objects.update(day_checked_on=None)
    assert do_daily_work(at=AT) == 0
    assert kinds_of(member) == [("gift", 50)]
    do_daily_work(at=AT + timedelta(days=364))
    assert do_daily_work(at=AT + timedelta(days=365)) >= 1
    assert balance_of(member) == 100


def test_days_missed_by_a_sleeping_worker_are_made_up_for():
    member = MembershipFactory()
    SpecialDayFactory(programme=member.programme, occasion=Occasion.DATE, month=9, day=4)
    do_daily_work(at=datetime(2025, 9, 1, 3, 0, tzinfo=UTC))
    assert do_daily_work(at=datetime(2025, 9, 10, 3, 0, tzinfo=UTC)) == 1
    assert balance_of(member) == 50


def test_a_birthday_on_29_february_is_kept_on_the_28th_in_other_years():
    member = MembershipFactory(customer=CustomerFactory(birth_date=date(2000, 2, 29)))
    SpecialDayFactory(programme=member.programme)
    assert do_daily_work(at=datetime(2025, 2, 28, 3, 0, tzinfo=UTC)) == 1


def test_the_day_of_joining_is_no_anniversary_yet():
    member = MembershipFactory(enrolled_at=AT)
    SpecialDayFactory(programme=member.programme, occasion=Occasion.ANNIVERSARY)
    assert do_daily_work(at=AT) == 0
    assert do_daily_work(at=datetime(2026, 6, 2, 3, 0, tzinfo=UTC)) == 1


def test_months_are_counted_back_to_the_last_day_of_short_ones():
    assert months_before(datetime(2025, 3, 31, 3, 0, tzinfo=UTC), 1).date() == date(2025, 2, 28)
    assert months_before(datetime(2025, 1, 15, 3, 0, tzinfo=UTC), 13).date() == date(2023, 12, 15)


# --- rules ----------------------------------------------------------------------------------------
def test_a_new_default_programme_takes_over():
    old = ProgrammeFactory(is_default=True)
    inside = ProgrammeFactory(is_default=True, internal=True)
    new = ProgrammeFactory()
    save_programme(programme=new, expected_version=1, is_default=True, audience="external")
    assert set(Programme.objects.filter(is_default=True)) == {new, inside}
    assert old.pk


def test_two_managers_do_not_overwrite_each_other():
    reward = RewardFactory()
    save_reward(reward=reward, expected_version=1, cost=150)
    with pytest.raises(StaleRecord) as stale:
        save_reward(reward=reward, expected_version=1, cost=90)
    assert stale.value.current["cost"] == 150


def test_two_tiers_cannot_begin_at_the_same_points():
    tier = TierFactory(min_points=500)
    with pytest.raises(AppError, match="same number of points"):
        save_tier(tier=type(tier)(programme=tier.programme), name_id="A", name_en="A", min_points=500)


def test_the_ledger_holds_every_kind_of_booking_with_its_cause():
    member = MembershipFactory(customer=CustomerFactory(birth_date=date(1990, 6, 2)))
    SpecialDayFactory(programme=member.programme)
    purchase = TransactionFactory(customer=member.customer, amount=2_000_000)
    award_points(at=AT)
    do_daily_work(at=AT)
    redemption = redeem(member, RewardFactory(programme=member.programme))
    causes = LedgerEntry.objects.order_by("id").values_list("kind", "transaction", "redemption", "special_day__name_en")
    assert list(causes) == [
        ("earn", purchase.pk, None, None),
        ("gift", None, None, "Happy birthday"),
        ("redeem", None, redemption.pk, None),
    ]
