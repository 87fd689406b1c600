"""Complaints of people who don't say who they are."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.queries import audited_models
from complaints import services
from complaints.codewords import code_hash, new_code, tidy_code
from complaints.models import AnonymousDesk, CodeWord, Complaint, RestrictedAccess
from complaints.tests.factories import UserFactory, a_cause
from complaints.tests.letters import PDF
from customers.models import Customer
from outbox.models import Message

pytestmark = pytest.mark.django_db
FORM, PAGE = "/complain/anonymous/?lang=en", "/complain/anonymous/page/?lang=en"


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    cache.clear()


@pytest.fixture
def desk():
    people = [UserFactory(full_name="Sari Wulandari"), UserFactory(manager=True, full_name="Bram Setiawan")]
    AnonymousDesk.objects.create().people.set(people)
    return people


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def filled_in(client, **changes):
    page = client.get(FORM).content.decode()
    form = {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }
    return form | {"summary": "Atasan saya menghina saya", "details": "Setiap rapat.", "website": ""} | changes


def told(client, **changes) -> tuple[Complaint, str]:
    form = filled_in(client, **changes)
    response = client.post(FORM, form)
    assert response.status_code == 200, text_of(response)
    assert form["code"] in text_of(response)
    return Complaint.objects.latest("pk"), form["code"]


def test_nobody_is_named_and_only_the_people_of_the_desk_learn_of_it(client, desk):
    complaint, _code = told(client)
    customer = complaint.customer
    assert (complaint.is_restricted, complaint.logged_by, customer.name, customer.email) == (True, None, "Anonim", "")
    assert customer.is_test
    assert {access.user for access in RestrictedAccess.objects.all()} == set(desk)
    letters = Message.objects.all()
    assert {letter.to_email for letter in letters} == {person.email for person in desk}
    assert all(letter.is_confidential for letter in letters)


def test_who_is_concerned_can_be_left_out_but_not_everybody(client, desk):
    complaint, _code = told(client, without=[str(desk[0].pk)])
    assert [access.user for access in complaint.named_people.all()] == [desk[1]]
    nobody_left = client.post(FORM, filled_in(client, without=[str(person.pk) for person in desk]))
    assert nobody_left.status_code == 422
    assert "Somebody has to be left" in text_of(nobody_left)


def test_whoever_happens_to_be_signed_in_leaves_no_trace_in_the_trail(client, desk):
    """Colleagues report from the browser they work with."""
    victim = UserFactory()
    client.force_login(victim)
    complaint, code = told(client)
    client.post(
        PAGE,
        {
            "code": code,
            "do": "message",
            "body": "Hari ini lagi",
            "submission_key": "8f1f6e1e-8b0e-4b57-9d3c-0d3f5f1c1f09",
        },
    )

    assert complaint.entries.filter(kind="customer_message", author=None).count() == 1
    about = {"complaints.complaint": {"pgh_obj_id": complaint.pk}}
    about |= {f"complaints.{part}": {"complaint_id": complaint.pk} for part in ("entry", "restrictedaccess", "clock")}
    about["customers.customer"] = {"pgh_obj_id": complaint.customer_id}
    events = [row for name, which in about.items() for row in audited_models()[name].objects.filter(**which)]
    assert events
    assert {event.pgh_context.metadata.get("user") for event in events if event.pgh_context} == {None}


def test_the_same_form_sent_twice_makes_one_complaint_with_the_same_words(client, desk):
    form = filled_in(client)
    first, again = client.post(FORM, form), client.post(FORM, form)
    assert form["code"] in text_of(first)
    assert form["code"] in text_of(again)
    assert (Complaint.objects.count(), CodeWord.objects.count(), Customer.objects.count()) == (1, 1, 1)


def test_the_words_open_the_page_however_they_are_typed_and_lead_both_ways(client, desk):
    complaint, code = told(client)
    services.reply(complaint=complaint, body="Siapa yang melihatnya?", at=timezone.now(), by=desk[0])
    page = text_of(client.post(PAGE, {"code": code.upper().replace("-", "  ")}))
    assert "Atasan saya menghina saya" in page
    assert "Siapa yang melihatnya?" in page
    assert "Sari" not in page

    key = "8f1f6e1e-8b0e-4b57-9d3c-0d3f5f1c1f02"
    data = {"code": code, "do": "message", "body": "Dua rekan", "submission_key": key}
    data["files"] = SimpleUploadedFile("bukti.pdf", PDF)
    assert "Dua rekan" in text_of(client.post(PAGE, data))
    file = complaint.attachments.get()
    answer = client.post("/complain/anonymous/file/", {"code": code, "file": file.pk})
    assert b"".join(answer.streaming_content) == PDF
    assert client.post("/complain/anonymous/file/", {"code": new_code(), "file": file.pk}).status_code == 422


def test_the_answer_is_refused_or_accepted_with_the_words_alone(client, desk):
    complaint, code = told(client)
    services.resolve(complaint=complaint, resolution="Ia ditegur.", at=timezone.now(), by=desk[0], cause=a_cause())
    client.post(PAGE, {"code": code, "do": "reopen", "reason": "Masih terjadi"})
    complaint.refresh_from_db()
    assert complaint.status == "refused"
    services.resolve(complaint=complaint, resolution="Ia dipindah.", at=timezone.now(), by=desk[0])
    client.post(PAGE, {"code": code, "do": "accept"})
    complaint.refresh_from_db()
    assert (complaint.status, complaint.verdict) == ("closed", "accepted")


def test_wrong_words_open_nothing_and_cannot_be_tried_for_long(client, desk):
    told(client)
    for wrong in ("", "x", new_code(), "a" * 5000, "\x00"):
        response = client.post(PAGE, {"code": wrong})
        assert response.status_code == 422
        assert "Atasan" not in text_of(response)
    for _try in range(60):
        response = client.post(PAGE, {"code": "x"})
    assert response.status_code == 429


def test_without_anybody_to_read_it_the_door_is_closed(client):
    assert "This door is closed at present" in text_of(client.get(FORM))
    assert client.post(FORM, {"summary": "x"}).status_code == 200
    assert Complaint.objects.count() == 0


def test_the_words_are_stored_as_a_slow_hash_only():
    code = new_code()
    assert tidy_code(f" {code.upper()} ") == code
    assert re.fullmatch(r"[a-z]{6}(-[a-z]{6}){3}", code)
    assert code_hash(code) == code_hash(code)
    assert len(code_hash(code)) == 32


def test_an_admin_names_who_reads_them(client):
    admin, reader = UserFactory(admin=True, language="en"), UserFactory()
    client.force_login(admin)
    response = client.post("/handling/anonymous/", {"people": [reader.pk], "version": 1})
    assert response.status_code == 302
    assert services.readers() == [reader]
