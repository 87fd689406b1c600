from uuid import uuid4

import pytest

from loyalty.enums import EntryKind
from loyalty.services import redeem_reward
from loyalty.services.ledger import book
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    RewardFactory,
)
from loyalty.tests.views.reading import AT


@pytest.fixture
def member():
    membership = MembershipFactory(customer=CustomerFactory(name="Budi Santoso", email="budi@example.com"))
    book(membership=membership, kind=EntryKind.CORRECTION, points=1250, at=AT, reason="From the old card")
    return membership


@pytest.fixture
def redemption(member):
    reward = RewardFactory(programme=member.programme, name_en="Mug", stock=1)
    return redeem_reward(membership=member, reward=reward, at=AT, by=None, submission_key=uuid4())
