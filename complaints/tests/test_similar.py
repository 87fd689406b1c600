"""Complaints that speak of the same are found by stems, also mistyped, and never show what is confidential."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from complaints.models import RestrictedAccess
from complaints.queries import similar_to
from complaints.tests.factories import ComplaintFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def said(summary: str, **fields):
    return ComplaintFactory(summary=summary, received_at=NOW - timedelta(days=3), **fields)


def found(text: str, **values) -> list[str]:
    values = {"user": UserFactory(), "at": NOW, **values}
    return [one.complaint.summary for one in similar_to(text, **values)]


@pytest.fixture
def several():
    for summary in (
        "Pengembalian deposit terlambat dua minggu",
        "AC kamar bocor dan berisik",
        "Sarapan habis sebelum jam sembilan",
        "Refund of my deposit took three weeks",
    ):
        said(summary)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Deposit saya dikembalikan terlambat", "Pengembalian deposit terlambat dua minggu"),
        ("AC di kamarnya bocor", "AC kamar bocor dan berisik"),
        ("sarapn sudah habis", "Sarapan habis sebelum jam sembilan"),
        ("They have not refunded the deposit", "Refund of my deposit took three weeks"),
    ],
)
def test_the_likest_comes_first_whatever_the_form_of_its_words(several, text, first):
    assert found(text)[0] == first


@pytest.mark.parametrize(
    "text", ["", "yang dan di", "the and was", "parkir motor penuh", "\x00'; --", "🙂🙂", "a" * 5000]
)
def test_what_nobody_said_finds_nothing(several, text):
    assert found(text) == []


def test_old_ones_itself_and_confidential_ones_of_others_are_left_out(several):
    user, stranger = UserFactory(), UserFactory(admin=True)
    ComplaintFactory(summary="Kolam renang keruh sekali", received_at=NOW - timedelta(days=400))
    secret = said("Kolam renang keruh dan licin", is_restricted=True)
    RestrictedAccess.objects.create(complaint=secret, user=user)
    text = "Kolam renang keruh"
    assert found(text, user=stranger) == []
    assert found(text, user=user) == [secret.summary]
    assert found(text, user=user, leave_out=secret.pk) == []


def test_the_number_of_queries_does_not_grow(several, django_assert_num_queries):
    user = UserFactory()
    counts = []
    for number in (3, 30):
        for n in range(number):
            said(f"Lampu kamar mati nomor {n}")
        with django_assert_num_queries(7) as made:
            similar_to("Lampu kamar mati terus", user=user, at=NOW)
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_while_typing_and_beside_a_complaint_they_are_shown(client, several):
    client.force_login(UserFactory(language="en"))
    one = said("AC kamar bocor lagi")
    part = client.get("/complaints/similar/?summary=AC kamar bocor").content.decode()
    assert "AC kamar bocor dan berisik" in part
    assert "<html" not in part
    assert "berisik" not in client.get("/complaints/similar/?summary=AC").content.decode()
    address = f"{one.get_absolute_url()}similar/"
    assert address in client.get(one.get_absolute_url()).content.decode()
    for headers in ({}, {"hx-request": "true"}):
        assert "AC kamar bocor dan berisik" in client.get(address, headers=headers).content.decode()
