"""Programmes that look after whoever becomes a primary customer."""

from datetime import UTC, datetime

import pytest

from customers.models import Customer
from customers.signals import Moved, standing_changed
from customers.tests.factories import CustomerFactory
from loyalty.models import Membership
from loyalty.services import enrol, leave
from loyalty.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)


def become(standing: str, *customers: Customer) -> None:
    moves = [Moved(customer.pk, "secondary", standing) for customer in customers]
    standing_changed.send(sender=Customer, moves=moves, at=AT)


def members() -> set[tuple[str, str]]:
    return set(Membership.objects.current().values_list("programme__name_en", "customer__name"))


def test_a_batch_of_new_primary_customers_joins_what_is_meant_for_them(django_assert_max_num_queries):
    ProgrammeFactory(name_en="Primary club", enrols_primary=True)
    ProgrammeFactory(name_en="Over", enrols_primary=True, is_active=False)
    ProgrammeFactory(name_en="By hand")
    people = [CustomerFactory(name=name) for name in ("Ani", "Budi", "Cici")]
    with django_assert_max_num_queries(12):
        become("primary", *people[:2], CustomerFactory(name="Staff", internal=True))
    become("secondary", people[2])
    become("primary", people[0])
    assert members() == {("Primary club", "Ani"), ("Primary club", "Budi")}


def test_who_has_left_is_not_brought_back():
    programme = ProgrammeFactory(enrols_primary=True)
    customer = CustomerFactory()
    leave(membership=enrol(customer=customer, programme=programme, at=AT), at=AT)
    become("primary", customer)
    assert members() == set()
