import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F, Sum

from customers.enums import Standing
from loyalty.demo import make_demo
from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.models import LedgerEntry, Membership, Programme, Redemption
from loyalty.tests.factories import CustomerFactory, TransactionFactory, UserFactory


@pytest.mark.django_db
def test_the_demo_fills_every_page_and_its_ledger_is_right():
    UserFactory()
    UserFactory(manager=True)
    CustomerFactory.create_batch(4, internal=True)
    for customer in CustomerFactory.create_batch(12, standing=Standing.PRIMARY, birth_date=date(1990, 3, 4)):
        for month in range(20):
            day = datetime(2025, 1, 10, 3, 0, tzinfo=UTC) + timedelta(days=30 * month)
            TransactionFactory(customer=customer, amount=1_500_000, occurred_at=day)
    make_demo(random.Random(7), date(2026, 11, 20))
    assert Programme.objects.count() == 2
    assert Membership.objects.count() == 16
    assert Redemption.objects.filter(status=RedemptionStatus.COLLECTED).count() > 10
    assert {EntryKind.EARN, EntryKind.GIFT, EntryKind.GOODWILL, EntryKind.REDEEM} <= set(
        LedgerEntry.objects.values_list("kind", flat=True)
    )
    assert (
        not Membership.objects.annotate(total=Sum("entries__points"))
        .exclude(balance=F("total"))
        .exclude(total=None, balance=0)
    )
