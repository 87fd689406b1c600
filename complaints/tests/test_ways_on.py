"""Who does not accept our answer reads where else to turn, in mails and on the private page."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from common.tests.pages import send
from complaints import services
from complaints.models import CarePolicy, OutsideBody, TrackingLink
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory
from outbox.models import Message
from outbox.sealing import unseal

pytestmark = pytest.mark.django_db
NEXT_LEVEL = "Ask the head of customer service"


@pytest.fixture
def complaint():
    return ComplaintFactory(in_progress=True, customer=CustomerFactory(email="budi@example.com"), language="en")


def answer(complaint, decision):
    services.resolve(
        complaint=complaint, resolution="We looked into it.", decision=decision, at=timezone.now(), by=UserFactory()
    )


def last_mail() -> str:
    return json.loads(unseal(bytes(Message.objects.filter(purpose__startswith="complaints/").latest("pk").sealed)))[
        "text"
    ]


def page_of(client, complaint) -> str:
    token = TrackingLink.issue(complaint=complaint, at=timezone.now(), valid_for=timedelta(days=1))[1]
    return client.get(f"/c/{token}/").content.decode()


@pytest.mark.parametrize(
    ("decision", "is_told"), [("refused", True), ("partly", True), ("granted", False), ("", False)]
)
def test_an_answer_that_does_not_grant_it_names_the_ways_on(client, complaint, decision, is_told):
    answer(complaint, decision)
    for text in (last_mail(), page_of(client, complaint)):
        assert [word in text for word in (NEXT_LEVEL, "BPSK", "bpkn.go.id")] == [is_told] * 3
        assert "lapssjk.id" not in text


def test_who_refuses_the_answer_is_told_and_who_accepts_it_after_all_no_longer(client, complaint):
    answer(complaint, "granted")
    services.refuse(complaint=complaint, at=timezone.now(), reason="Not enough")
    assert "BPSK" in last_mail()
    assert "BPSK" in page_of(client, complaint)
    answer(complaint, "granted")
    services.accept(complaint=complaint, at=timezone.now())
    assert "BPSK" not in page_of(client, complaint)


def test_our_last_word_names_them_in_the_language_of_the_customer(client, complaint):
    complaint.language = "id"
    complaint.save()
    answer(complaint, "granted")
    services.refuse(complaint=complaint, at=timezone.now(), reason="Belum cukup")
    services.close_complaint(complaint=complaint, at=timezone.now(), by=UserFactory(), reason="Sudah sesuai aturan")
    assert "Badan Penyelesaian Sengketa Konsumen" in last_mail()
    assert "Penyelesaian sengketa konsumen di luar pengadilan" in page_of(client, complaint)


def test_managers_choose_the_sector_and_edit_the_list(client, complaint):
    client.force_login(UserFactory(manager=True, language="en"))
    values = {"version": 1, "sector": "finance", "next_level_id": "", "next_level_en": "", "asks_again": "on",
              "first_days": 14, "second_days": 90}  # fmt: skip
    assert client.post("/handling/after-answer/", values | {"second_days": 3}).status_code == 422
    assert client.post("/handling/after-answer/", values).status_code == 302
    assert client.post("/handling/after-answer/", values).status_code == 409
    body = OutsideBody.objects.get(website="https://lapssjk.id")
    send(client, f"/handling/bodies/{body.pk}/", {"name_id": "LAPS", "name_en": "LAPS", "sector": "finance",
                "position": 1, "website": "javascript:alert(1)"})  # fmt: skip
    assert OutsideBody.objects.get(pk=body.pk).website == "https://lapssjk.id"
    client.post("/handling/bodies/new/", {"name_id": "Kami", "name_en": "Us", "sector": "", "position": 0,
                "is_active": "on"})  # fmt: skip
    assert CarePolicy.load().sector == "finance"
    answer(complaint, "refused")
    text = page_of(client, complaint)
    assert [word in text for word in ("Us", "lapssjk.id", "BPSK")] == [True, True, False]
