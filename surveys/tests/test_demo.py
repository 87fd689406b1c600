"""The invented results fit together."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from customers.models import FollowUp
from customers.tests.factories import CustomerFactory, PhoneFactory
from surveys.demo import make_demo
from surveys.models import Invitation, Response, Survey
from surveys.queries.results import results_of
from surveys.services import write_letters
from surveys.tests.factories import NOON, ComplaintFactory

pytestmark = pytest.mark.django_db


def test_every_screen_has_something_to_show_and_no_letter_waits(client):
    manager = UserFactory(role="manager")
    UserFactory(role="agent")
    for number in range(45):
        at = NOON - timedelta(days=number * 6, hours=2)
        complaint = ComplaintFactory(closed_at=at, customer__created_at=NOON - timedelta(days=400))
        if number < 5:
            ComplaintFactory(customer=complaint.customer, closed_at=at, is_restricted=True)
    for _number in range(60):
        CustomerFactory(email="tamu@example.com", created_at=NOON - timedelta(days=400))
    for _number in range(20):
        PhoneFactory(customer__created_at=NOON - timedelta(days=400))

    make_demo(random.Random(1), date(2026, 3, 9))

    followed = Survey.objects.get(trigger="complaint_closed", status="published")
    for survey in (followed, Survey.objects.get(title_en="Your stay with us")):
        results = results_of(survey, user=manager)
        assert results.n > 10
        assert results.comments
        assert results.loop.low == FollowUp.objects.filter(task__contains=survey.title_id).count() > 0
        client.force_login(manager)
        for name in ("survey_detail", "survey_results", "response_list"):
            assert client.get(reverse(f"surveys:{name}", args=[survey.pk])).status_code == 200
    assert Response.objects.filter(submitted_at__gt=NOON).count() == 0
    assert not Invitation.objects.filter(complaint__is_restricted=True).exists()
    assert Invitation.objects.filter(mode="phone", status="planned").exists()
    assert write_letters(at=NOON) == 0
