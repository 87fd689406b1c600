"""Consents of many at once: a line of the log for each, with the channel and where the evidence lies."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from customers.models import Customer
from customers.tests.factories import CustomerFactory
from jobs.models import Job
from jobs.services import run_job
from privacy import services
from privacy.models import ConsentEntry, ConsentPurpose

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def manager(client):
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def said(client, people, purpose, given) -> None:
    values = {
        "id": [one.pk for one in people], "action": "consent", "confirmed": "1", "channel": "letter",
        "note": "Folder 7",
        "submission_key": uuid4(),
        "purpose": ConsentPurpose.objects.get(key=purpose).pk, "given": given,
    }  # fmt: skip
    response = client.post(reverse("jobs:bulk_action", args=["customers"]), values)
    assert response.status_code == 302, response.content.decode()
    for job in Job.objects.filter(finished_at=None):
        run_job(job)


def lines() -> list[tuple]:
    fields = ("customer", "purpose__key", "given", "channel", "note", "by")
    return sorted(ConsentEntry.objects.values_list(*fields))


def test_each_gets_a_line_with_channel_and_evidence_and_who_said_so_before_gets_none(client, manager):
    people = CustomerFactory.create_batch(3)
    services.record_consent(customer=people[0], purpose="marketing", given=True, channel="web", at=NOW, by=manager)
    said(client, people, "marketing", "1")
    assert [line[:5] for line in lines()] == [
        (people[0].pk, "marketing", True, "web", ""),
        (people[1].pk, "marketing", True, "letter", "Folder 7"),
        (people[2].pk, "marketing", True, "letter", "Folder 7"),
    ]


def test_surveys_are_a_column_too_and_the_trigger_knows_channel_and_person(client, manager):
    people = CustomerFactory.create_batch(2)
    said(client, people, "surveys", "0")
    assert lines() == [(one.pk, "surveys", False, "letter", "Folder 7", manager.pk) for one in people]
    assert not Customer.objects.filter(survey_consent=True).exists()
    said(client, people, "surveys", "1")
    assert Customer.objects.filter(survey_consent=True).count() == 2
    assert ConsentEntry.objects.count() == 4


def test_a_refusal_holds_for_records_folded_together(client, manager):
    one = CustomerFactory()
    twin = CustomerFactory(merged_into=one)
    said(client, [one], "marketing", "0")
    assert [line[:3] for line in lines()] == [(one.pk, "marketing", False), (twin.pk, "marketing", False)]
