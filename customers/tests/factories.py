from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from accounts.tests.factories import DepartmentFactory, UserFactory
from customers.enums import Kind, LinkKind, PartyType, Standing, TransactionKind
from customers.models import (
    Contract,
    CustomChoice,
    Customer,
    CustomerLink,
    CustomField,
    FollowUp,
    Interaction,
    Need,
    Payment,
    Phone,
    ServiceRelation,
    SpecialDay,
    Transaction,
)

__all__ = [
    "CustomerDayFactory",
    "CustomerLinkFactory",
    "NeedFactory",
    "PaymentFactory",
    "ContractFactory",
    "CustomFieldFactory",
    "CustomerFactory",
    "DepartmentFactory",
    "FollowUpFactory",
    "InteractionFactory",
    "PhoneFactory",
    "RefundFactory",
    "ServiceRelationFactory",
    "TransactionFactory",
    "UserFactory",
]


class CustomerFactory(factory.django.DjangoModelFactory):
    """An external person without phone, e-mail or transactions; internal ones get a department."""

    class Meta:
        model = Customer

    class Params:
        internal = factory.Trait(kind=Kind.INTERNAL, department=factory.SubFactory(DepartmentFactory))
        organisation = factory.Trait(party_type=PartyType.ORGANISATION)
        primary = factory.Trait(standing=Standing.PRIMARY)
        secondary = factory.Trait(standing=Standing.SECONDARY)

    name = factory.Sequence(lambda n: f"Customer {n}")
    created_at = datetime(2025, 1, 6, 3, 0, tzinfo=UTC)


class PhoneFactory(factory.django.DjangoModelFactory):
    """A valid Indonesian mobile number; give `local` ("81234567890", without 0 or 62) to choose it."""

    class Meta:
        model = Phone

    class Params:
        local = factory.Sequence(lambda n: f"812{n:08d}")

    customer = factory.SubFactory(CustomerFactory)
    typed = factory.LazyAttribute(lambda phone: f"0{phone.local}")
    digits = factory.LazyAttribute(lambda phone: phone.local)
    e164 = factory.LazyAttribute(lambda phone: f"+62{phone.local}")
    is_mobile = True


class TransactionFactory(factory.django.DjangoModelFactory):
    """A completed purchase of Rp100.000 on Monday 6 January 2025 at ten in Jakarta."""

    class Meta:
        model = Transaction

    customer = factory.SubFactory(CustomerFactory)
    reference = factory.Sequence(lambda n: f"T-{n:06d}")
    amount = Decimal("100000")
    currency = "IDR"
    occurred_at = datetime(2025, 1, 6, 3, 0, tzinfo=UTC)
    recorded_at = factory.SelfAttribute("occurred_at")


class RefundFactory(TransactionFactory):
    """A full refund of a purchase of the same customer."""

    kind = TransactionKind.REFUND
    refund_of = factory.SubFactory(TransactionFactory)
    customer = factory.SelfAttribute("refund_of.customer")
    amount = factory.SelfAttribute("refund_of.amount")


class ContractFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contract

    customer = factory.SubFactory(CustomerFactory)
    starts_on = datetime(2025, 1, 1, tzinfo=UTC).date()


class InteractionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interaction

    customer = factory.SubFactory(CustomerFactory)
    user = factory.SubFactory(UserFactory)
    summary = "Asked for the price list"
    happened_at = datetime(2025, 1, 6, 3, 0, tzinfo=UTC)


class FollowUpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FollowUp

    customer = factory.SubFactory(CustomerFactory)
    owner = factory.SubFactory(UserFactory)
    task = "Call back"
    due_at = datetime(2025, 1, 8, 3, 0, tzinfo=UTC)


class ServiceRelationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceRelation

    provider = factory.SubFactory(DepartmentFactory)
    consumer = factory.SubFactory(DepartmentFactory)
    service = "Bookkeeping"


class CustomFieldFactory(factory.django.DjangoModelFactory):
    """An optional line of text for every customer; give `options` as "value" or ("value", "Indonesian", "English")."""

    class Meta:
        model = CustomField
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"field_{n}")
    label_id = factory.LazyAttribute(lambda field: f"Isian {field.key}")
    label_en = factory.LazyAttribute(lambda field: f"Field {field.key}")
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def options(field, create, extracted, **kwargs):
        for position, option in enumerate(extracted or ()):
            value, label_id, label_en = (
                option if isinstance(option, tuple) else (option, option.title(), option.title())
            )
            CustomChoice.objects.create(
                field=field, value=value, label_id=label_id, label_en=label_en, position=position
            )


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    customer = factory.SubFactory(CustomerFactory)
    text = "A room far from the lift"


class CustomerDayFactory(factory.django.DjangoModelFactory):
    """The founding day, on 2 June of every year."""

    class Meta:
        model = SpecialDay

    customer = factory.SubFactory(CustomerFactory)
    label = "Founding day"
    day = date(2010, 6, 2)


class CustomerLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CustomerLink

    customer = factory.SubFactory(CustomerFactory)
    other = factory.SubFactory(CustomerFactory)
    kind = LinkKind.EMPLOYEE


class PaymentFactory(factory.django.DjangoModelFactory):
    """Forty thousand were paid of a hundred."""

    class Meta:
        model = Payment

    transaction = factory.SubFactory(TransactionFactory, outstanding=60_000, due_on=date(2025, 2, 1))
    amount = Decimal("40000")
    paid_on = date(2025, 1, 10)
