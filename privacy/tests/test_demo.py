"""The demonstration shows the personal data desk on every screen."""

import random

import pytest
from django.utils import timezone

from accounts.demo import make_demo as make_staff
from customers.tests.factories import CustomerFactory
from privacy.demo import make_demo
from privacy.models import AccessEntry, ConsentEntry, DataRequest

pytestmark = pytest.mark.django_db


def test_there_are_open_late_and_answered_requests_consents_and_looks():
    today, rng = timezone.localdate(), random.Random(4)
    make_staff(rng, today)
    CustomerFactory.create_batch(12)
    make_demo(rng, today)
    assert DataRequest.objects.open().count() == 4
    assert DataRequest.objects.overdue(timezone.now()).count() == 1
    assert DataRequest.objects.filter(status="answered").count() == 2
    assert ConsentEntry.objects.count() >= 12
    assert AccessEntry.objects.count() > 100
