from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from customers.tests.factories import CustomerFactory, RefundFactory, TransactionFactory, UserFactory
from loyalty.enums import Audience
from loyalty.models import Membership, Programme, Reward, SpecialDay, Tier

__all__ = [
    "CustomerFactory",
    "MembershipFactory",
    "ProgrammeFactory",
    "RefundFactory",
    "RewardFactory",
    "SpecialDayFactory",
    "TierFactory",
    "TransactionFactory",
    "UserFactory",
]


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A programme for customers since 2025: a point for every Rp10.000."""

    class Meta:
        model = Programme

    class Params:
        internal = factory.Trait(audience=Audience.INTERNAL)

    name_id = factory.Sequence(lambda n: f"Sahabat {n}")
    name_en = factory.Sequence(lambda n: f"Friends {n}")
    currency_per_point = Decimal("10000")
    starts_on = date(2025, 1, 1)


class TierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tier

    programme = factory.SubFactory(ProgrammeFactory)
    name_id = factory.Sequence(lambda n: f"Tingkat {n}")
    name_en = factory.Sequence(lambda n: f"Tier {n}")
    min_points = factory.Sequence(lambda n: n * 100)


class RewardFactory(factory.django.DjangoModelFactory):
    """A reward for 100 points that never runs out."""

    class Meta:
        model = Reward

    programme = factory.SubFactory(ProgrammeFactory)
    name_id = factory.Sequence(lambda n: f"Hadiah {n}")
    name_en = factory.Sequence(lambda n: f"Reward {n}")
    cost = 100


class SpecialDayFactory(factory.django.DjangoModelFactory):
    """Fifty points on a birthday."""

    class Meta:
        model = SpecialDay

    programme = factory.SubFactory(ProgrammeFactory)
    name_id = "Selamat ulang tahun"
    name_en = "Happy birthday"
    points = 50


class MembershipFactory(factory.django.DjangoModelFactory):
    """A member since New Year 2025, without points."""

    class Meta:
        model = Membership

    programme = factory.SubFactory(ProgrammeFactory)
    customer = factory.SubFactory(CustomerFactory)
    enrolled_at = datetime(2025, 1, 1, 3, 0, tzinfo=UTC)
