"""Points given away for rewards, and points given as goodwill."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from common.errors import AppError, NotAllowed
from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.services import (
    cancel_redemption,
    collect_redemption,
    grant_goodwill,
    leave,
    redeem_reward,
)
from loyalty.services.ledger import book
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    RewardFactory,
    UserFactory,
)
from loyalty.tests.test_ledger import balance_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def member():
    membership = MembershipFactory()
    book(membership=membership, kind=EntryKind.CORRECTION, points=250, at=AT)
    return membership


def redeem(membership, reward, **more):
    return redeem_reward(
        **{"membership": membership, "reward": reward, "at": AT, "by": None, "submission_key": uuid4(), **more}
    )


def test_a_redemption_takes_points_and_stock_and_gives_a_code(member):
    reward = RewardFactory(programme=member.programme, stock=2)
    redemption = redeem(member, reward)
    reward.refresh_from_db()
    assert (balance_of(member), reward.stock, redemption.points) == (150, 1, 100)
    assert len(redemption.code) == 9
    assert member.entries.first().redemption == redemption


def test_a_form_sent_twice_gives_the_same_redemption(member):
    reward, key = RewardFactory(programme=member.programme), uuid4()
    assert redeem(member, reward, submission_key=key) == redeem(member, reward, submission_key=key)
    assert balance_of(member) == 150


def test_a_key_used_for_something_else_is_refused(member):
    key = uuid4()
    redeem(member, RewardFactory(programme=member.programme), submission_key=key)
    with pytest.raises(AppError, match="damaged"):
        redeem(member, RewardFactory(programme=member.programme), submission_key=key)


def test_what_is_sold_out_or_too_expensive_changes_nothing(member):
    sold_out = RewardFactory(programme=member.programme, stock=0)
    with pytest.raises(AppError, match="just been taken"):
        redeem(member, sold_out)
    with pytest.raises(AppError, match="51 more points"):
        redeem(member, RewardFactory(programme=member.programme, cost=301))
    assert balance_of(member) == 250
    assert not member.redemptions.exists()


def test_rewards_of_other_programmes_and_withdrawn_ones_are_refused(member):
    for reward in (RewardFactory(), RewardFactory(programme=member.programme, is_active=False)):
        with pytest.raises(AppError, match="no longer offered"):
            redeem(member, reward)


def test_a_cost_that_changed_since_it_was_shown_is_confirmed_again(member):
    reward = RewardFactory(programme=member.programme, cost=120)
    with pytest.raises(AppError, match="cost of this reward has changed"):
        redeem(member, reward, expected_points=100)


def test_above_the_limit_a_manager_redeems(member):
    member.programme.agent_points_limit = 99
    member.programme.save()
    reward = RewardFactory(programme=member.programme)
    with pytest.raises(NotAllowed, match="above your limit"):
        redeem(member, reward, by=UserFactory())
    assert redeem(member, reward, by=UserFactory(manager=True)).points == 100


def test_a_former_member_redeems_nothing(member):
    with pytest.raises(AppError, match="membership has ended"):
        redeem(leave(membership=member, at=AT), RewardFactory(programme=member.programme))


def test_cancelling_gives_points_and_stock_back_once(member):
    reward = RewardFactory(programme=member.programme, stock=1)
    redemption = redeem(member, reward)
    for _again in range(2):
        redemption = cancel_redemption(redemption=redemption, at=AT, by=UserFactory(), reason="Wrong size")
    reward.refresh_from_db()
    assert (balance_of(member), reward.stock, redemption.status) == (250, 1, RedemptionStatus.CANCELLED)
    assert member.entries.first().reason == "Wrong size"
    with pytest.raises(AppError, match="hand nothing out"):
        collect_redemption(redemption=redemption, at=AT, by=None)


def test_what_was_handed_out_only_a_manager_cancels(member):
    redemption = redeem(member, RewardFactory(programme=member.programme))
    redemption = collect_redemption(redemption=redemption, at=AT, by=None)
    with pytest.raises(NotAllowed, match="handed out already"):
        cancel_redemption(redemption=redemption, at=AT, by=UserFactory())
    cancel_redemption(redemption=redemption, at=AT, by=UserFactory(manager=True))
    assert balance_of(member) == 250


def give(customer, **more):
    fields = {"points": 25, "reason": "For the long wait", "source_key": "remedy:7", "at": AT, "by": None}
    return grant_goodwill(customer=customer, **{**fields, **more})


def test_goodwill_enrols_into_the_default_programme_and_is_booked_once():
    ProgrammeFactory()
    ProgrammeFactory(internal=True, is_default=True)
    default = ProgrammeFactory(is_default=True)
    customer = CustomerFactory()
    entry = give(customer)
    assert give(customer, points=99) == entry
    assert (entry.kind, entry.points, entry.reason) == (EntryKind.GOODWILL, 25, "For the long wait")
    assert entry.membership.programme == default
    assert balance_of(entry.membership) == 25


def test_goodwill_goes_to_the_membership_there_is():
    ProgrammeFactory(is_default=True)
    member = MembershipFactory()
    assert give(member.customer).membership == member


def test_goodwill_for_a_merged_record_goes_to_the_survivor():
    member = MembershipFactory()
    assert give(CustomerFactory(merged_into=member.customer)).membership == member


def test_without_a_programme_goodwill_points_cannot_be_given():
    with pytest.raises(AppError, match="no running loyalty programme"):
        give(CustomerFactory())


@pytest.mark.parametrize("points", [0, -5, 1_000_001])
def test_goodwill_needs_a_sensible_number(points):
    with pytest.raises(AppError, match="between 1 and 1,000,000"):
        give(MembershipFactory().customer, points=points)
