"""Colleagues at the same complaint see each other, and none of their words gets lost or crosses another's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from complaints import queries, services
from complaints.models import Entry
from complaints.presence import come_by
from complaints.tests.factories import ComplaintFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_here():
    cache.clear()


@pytest.fixture
def ayu():
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def siti():
    return UserFactory(language="en", full_name="Siti Rahma")


@pytest.fixture
def client(client, ayu):
    client.force_login(ayu)
    return client


def text_of(response) -> str:
    return response.content.decode()


def presence(client, complaint, **data) -> str:
    return text_of(client.post(reverse("complaints:complaint_presence", args=[complaint.reference]), data))


def test_one_sees_who_looks_and_who_writes_but_not_oneself(client, ayu, siti):
    complaint, at = ComplaintFactory(), timezone.now()
    assert presence(client, complaint).strip() == ""
    come_by(complaint=complaint, user=siti, is_typing=False, at=at)
    assert "Siti Rahma is looking at this complaint, too." in presence(client, complaint)
    come_by(complaint=complaint, user=siti, is_typing=True, at=at)
    assert "Siti Rahma is writing in this complaint right now." in presence(client, complaint)
    assert [other.name for other in come_by(complaint=complaint, user=siti, is_typing=True, at=at)] == ["Ayu Lestari"]
    assert presence(client, ComplaintFactory()).strip() == ""


def test_who_has_gone_is_not_shown_any_more(client, ayu, siti):
    complaint, at = ComplaintFactory(), timezone.now()
    come_by(complaint=complaint, user=siti, is_typing=True, at=at - timedelta(seconds=41))
    assert presence(client, complaint).strip() == ""
    later = at + timedelta(seconds=41)
    assert come_by(complaint=complaint, user=siti, is_typing=False, at=later) == []


def test_nobody_is_seen_at_a_complaint_one_may_not_know_of(client):
    complaint = ComplaintFactory(confidential=True)
    assert client.post(reverse("complaints:complaint_presence", args=[complaint.reference])).status_code == 404


def test_an_open_page_hears_of_what_others_wrote_since(client, ayu, siti):
    complaint = ComplaintFactory()
    seen = queries.last_entry(complaint)
    services.add_note(complaint=complaint, body="mine", at=timezone.now(), by=ayu)
    assert presence(client, complaint, seen=seen).strip() == ""
    services.add_customer_message(complaint=complaint, body="still cold", at=timezone.now())
    assert "Message from the customer (the customer)" in presence(client, complaint, seen=seen)
    assert presence(client, complaint, seen="x").strip() == ""


def send(client, complaint, body, seen):
    url = reverse("complaints:complaint_write", args=[complaint.reference, "reply"])
    return client.post(url, {"body": body, "seen": seen, "submission_key": uuid4()})


def test_two_who_answer_at_once_see_both_answers_and_the_second_sends_knowingly(client, siti):
    complaint = ComplaintFactory(customer__email="")
    seen = client.get(complaint.get_absolute_url()).context["form"]["seen"].value()
    services.reply(complaint=complaint, body="We will call you today", at=timezone.now(), by=siti)

    answer = send(client, complaint, "A technician comes at ten", seen)
    assert answer.status_code == 409
    assert "We will call you today" in text_of(answer)
    assert answer.context["form"]["body"].value() == "A technician comes at ten"
    assert Entry.objects.filter(kind="reply").count() == 1

    answer = send(client, complaint, "A technician comes at ten", answer.context["form"]["seen"].value())
    assert answer.status_code == 302
    assert Entry.objects.filter(kind="reply").count() == 2


def test_what_the_customer_wrote_while_one_was_answering_is_shown_first(client):
    complaint = ComplaintFactory(customer__email="")
    seen = queries.last_entry(complaint)
    services.add_customer_message(complaint=complaint, body="It is solved, thank you", at=timezone.now())
    answer = send(client, complaint, "We are still looking", seen)
    assert answer.status_code == 409
    assert "It is solved, thank you" in text_of(answer)


def test_ones_own_lines_and_notes_of_others_are_no_collision(client, ayu, siti):
    complaint = ComplaintFactory(customer__email="")
    seen = queries.last_entry(complaint)
    services.add_note(complaint=complaint, body="Asked the plumber", at=timezone.now(), by=siti)
    services.reply(complaint=complaint, body="First", at=timezone.now(), by=ayu)
    assert send(client, complaint, "Second", seen).status_code == 302
