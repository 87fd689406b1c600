"""Who brought us somebody is on the way to being an advocate."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Customer
from customers.services import refresh_standings
from customers.tests.factories import CustomerFactory, CustomerLinkFactory, TransactionFactory

pytestmark = pytest.mark.django_db


def stage_after_a_look(customer: Customer) -> str:
    refresh_standings(today=timezone.localdate(), at=timezone.now())
    customer.refresh_from_db()
    return customer.stage


def test_a_regular_who_brought_somebody_is_an_advocate_as_long_as_the_tie_is_noted():
    now = timezone.now()
    regular = CustomerFactory(created_at=now - timedelta(days=400))
    for days in (5, 50, 100, 150):
        TransactionFactory(customer=regular, occurred_at=now - timedelta(days=days))
    assert stage_after_a_look(regular) == "client"
    tie = CustomerLinkFactory(other=regular, kind="referred", since=timezone.localdate() - timedelta(days=30))
    assert stage_after_a_look(regular) == "advocate"
    tie.kind = "family"
    tie.save()
    assert stage_after_a_look(regular) == "client"


def test_whoever_was_brought_recommends_nobody_by_that():
    now = timezone.now()
    brought = CustomerFactory(created_at=now - timedelta(days=400))
    for days in (5, 50, 100, 150):
        TransactionFactory(customer=brought, occurred_at=now - timedelta(days=days))
    CustomerLinkFactory(customer=brought, kind="referred")
    assert stage_after_a_look(brought) == "client"
