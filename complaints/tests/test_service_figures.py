"""What complaints say of services inside the house: counted by who may see them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import RestrictedAccess
from complaints.service_figures import external_complaints, internal_complaints
from complaints.tests.factories import ComplaintFactory
from customers.service_figures import Period
from customers.tests.factories import CustomerFactory, ServiceRelationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_confidential_complaints_count_for_those_named_on_them_alone():
    relation = ServiceRelationFactory()
    member = CustomerFactory(internal=True, department=relation.consumer)
    now = timezone.now()
    ComplaintFactory(customer=member, department=relation.provider, received_at=now - timedelta(days=3))
    ComplaintFactory(customer=member, department=relation.provider, received_at=now - timedelta(days=40))
    secret = ComplaintFactory(
        customer=member, department=relation.provider, received_at=now - timedelta(days=3), is_restricted=True
    )
    named, other = UserFactory(manager=True), UserFactory(manager=True)
    RestrictedAccess.objects.create(complaint=secret, user=named)
    today = timezone.localdate()
    period = Period(today - timedelta(days=29), today)
    told = [internal_complaints([relation], user, period)[relation.pk].value for user in (named, other)]
    assert told == ["2", "1"]


def test_external_complaints_count_for_the_department_they_are_about():
    relation = ServiceRelationFactory()
    now, today = timezone.now(), timezone.localdate()
    for customer in (CustomerFactory(), CustomerFactory(is_test=True), CustomerFactory(internal=True)):
        ComplaintFactory(customer=customer, department=relation.consumer, received_at=now)
    ComplaintFactory(department=relation.provider, received_at=now - timedelta(days=60))
    period = Period(today - timedelta(days=29), today)
    found = external_complaints([relation.consumer, relation.provider], UserFactory(manager=True), period)
    assert found == {relation.consumer_id: 1}
