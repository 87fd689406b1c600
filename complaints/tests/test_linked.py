"""What is linked to a customer, as the pages that compare two records show it."""

import pytest
from django.utils import translation

from accounts.tests.factories import UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory
from customers.linked import linked_figures
from customers.tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def complaints_of(customer, *, user) -> int:
    with translation.override("en"):
        return next(
            one.count for one in linked_figures([customer], user=user)[customer.pk] if one.label == "Complaints"
        )


def test_confidential_complaints_are_counted_for_those_who_are_named_on_them_only():
    customer, agent, admin = CustomerFactory(), UserFactory(), UserFactory(admin=True)
    ComplaintFactory(customer=customer)
    hidden = ComplaintFactory(customer=customer, is_restricted=True)
    RestrictedAccess.objects.create(complaint=hidden, user=agent)
    assert [complaints_of(customer, user=user) for user in (agent, admin)] == [2, 1]


def test_complaints_of_folded_records_count_for_the_survivor():
    survivor, user = CustomerFactory(), UserFactory()
    ComplaintFactory(customer=CustomerFactory(merged_into=survivor))
    ComplaintFactory(customer=survivor)
    assert complaints_of(survivor, user=user) == 2
