"""The public form as visitors use it: no account, no script, no cookie."""

import gzip
import random
import re
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from complaints.models import Cause, Complaint, TrackingLink
from complaints.tests.factories import CustomerFactory, UserFactory
from customers.models import Customer
from customers.tests.factories import PhoneFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db
PUBLIC_CSS = Path(settings.BASE_DIR, "static/prima/css/public.css")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def hidden_fields(page: str) -> dict[str, str]:
    """What the form itself carries, as a browser would send it back."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def filled_in(client: Client, **changes: str) -> dict[str, str]:
    """A complete form of Budi, opened by this client."""
    form = hidden_fields(client.get("/complain/").content.decode())
    form |= {
        "name": "Budi Santoso",
        "email": "budi@id.example",
        "phone": "",
        "summary": "Kamar kotor saat kami tiba",
        "details": "Tiba pukul dua siang, kamar 212 belum dibersihkan.",
        "cause": "inefficient_service",
        "expected_outcome": "Pengembalian uang satu malam",
        "number_given": "",
        "website": "",
    }
    return form | changes


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_a_visitor_complains_and_gets_number_promise_and_private_link(client):
    response = client.post("/complain/", filled_in(client))

    complaint = Complaint.objects.get()
    assert response.status_code == 302
    thanks = client.get(response["Location"])
    assert complaint.reference in text_of(thanks)
    assert (complaint.channel, complaint.cause.slug) == ("web", "inefficient_service")
    assert (complaint.customer.name, complaint.customer.email) == ("Budi Santoso", "budi@id.example")
    address = re.search(rf"{settings.SITE_URL}(/c/\S+/)", text_of(thanks)).group(1)
    assert complaint.reference in text_of(client.get(address))
    receipt = Message.objects.get()
    assert (receipt.purpose, receipt.to_email) == ("complaints/mail/receipt", "budi@id.example")


def test_the_same_form_sent_twice_makes_one_complaint(client):
    form = filled_in(client)
    first, second = client.post("/complain/", form), client.post("/complain/", form)
    reference = Complaint.objects.get().reference
    assert all(reference in text_of(client.get(answer["Location"])) for answer in (first, second))
    assert (Customer.objects.count(), Message.objects.count()) == (1, 1)


def test_the_form_works_without_cookies_and_for_browsers_that_hide_where_they_come_from():
    client = Client(enforce_csrf_checks=True)
    form = filled_in(client)
    client.cookies.clear()
    response = client.post("/complain/", form, headers={"origin": "null"})
    assert Client().get(response["Location"]).status_code == 200
    assert Complaint.objects.count() == 1
    assert not client.cookies


@pytest.mark.parametrize("contact", [{"email": "BUDI@id.example"}, {"email": "", "phone": "+62 812-3456-7890"}])
def test_a_known_contact_leads_to_the_customer_without_showing_what_we_know(client, contact):
    known = CustomerFactory(name="Budiman Secret", email="Budi@id.example", salutation="mr")
    PhoneFactory(customer=known, local="81234567890", e164="+6281234567890")

    response = client.post("/complain/", filled_in(client, name="Orang Lain", **contact), follow=True)

    complaint = Complaint.objects.get()
    assert complaint.customer == known
    assert "Orang Lain" in complaint.details
    tracking = client.get(response.redirect_chain[-1][0].replace("thanks/", ""))
    for page in (response, tracking):
        assert "Budiman" not in text_of(page)
        assert "Budi@id.example" not in text_of(page)
    known.refresh_from_db()
    assert (known.name, known.email) == ("Budiman Secret", "Budi@id.example")


def test_somebody_elses_number_with_another_address_does_not_reach_their_record(client):
    known = CustomerFactory(name="Siti", email="siti@id.example")
    PhoneFactory(customer=known, local="81234567890", e164="+6281234567890")
    client.post("/complain/", filled_in(client, email="stranger@example.com", phone="081234567890"))
    assert Complaint.objects.get().customer != known
    assert Message.objects.get().to_email == "stranger@example.com"


def test_members_of_a_family_with_one_number_are_told_apart_by_name(client):
    for name in ("Siti", "Agus"):
        PhoneFactory(customer=CustomerFactory(name=name), local="81234567890", e164="+6281234567890")
    client.post("/complain/", filled_in(client, name="agus", email="", phone="081234567890"))
    assert Complaint.objects.get().customer.name == "Agus"
    client.post("/complain/", filled_in(client, name="Rina", email="", phone="081234567890"))
    assert Complaint.objects.latest("id").customer.name == "Rina"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "", "phone": ""}, "Enter an e-mail address or a phone number"),
        ({"email": "budi@"}, "Enter a valid email address"),
        ({"phone": "ring me"}, "Enter a phone number like"),
        ({"summary": ""}, "Tell us in one sentence"),
        ({"summary": "x" * 201}, "too long for one sentence"),
        ({"details": "x" * 10_001}, "at most 10,000 characters"),
        ({"details": "before\x00after"}, "can't be stored"),
        ({"cause": "alien_invasion"}, "Choose one of the causes"),
        ({"cause": "\x00"}, "Null characters are not allowed"),
        ({"website": "https://spam.example"}, "only machines fill it in"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(client, changes, sentence):
    response = client.post("/complain/?lang=en", filled_in(client, **{"expected_outcome": "A new room"} | changes))
    assert response.status_code == 422
    assert sentence.replace(",", "") in text_of(response).replace(",", "")
    assert "A new room" in response.content.decode()
    assert not Complaint.objects.exists()


def test_emoji_and_direction_marks_are_kept_or_tidied_but_never_fail(client):
    client.post("/complain/", filled_in(client, name="Bu\u202edi 🙏", summary="Kecewa 😡 \u200fsekali"))
    complaint = Complaint.objects.get()
    assert (complaint.customer.name, complaint.summary) == ("Budi 🙏", "Kecewa 😡 sekali")


def test_a_text_of_ten_megabytes_and_a_foreign_charset_are_refused_politely(client):
    huge = client.post("/complain/", filled_in(client, details="x" * 10_000_000))
    latin = client.post(
        "/complain/", "summary=caf%E9", content_type="application/x-www-form-urlencoded; charset=iso-8859-1"
    )
    for response in (huge, latin):
        assert response.status_code in (400, 413, 422)
        assert "<h1" in response.content.decode()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("damage", [{"opened": "form:forged"}, {"opened": ""}, {"submission_key": "7"}])
def test_a_form_that_we_did_not_hand_out_is_refused_once_and_goes_through_the_next_time(client, damage):
    form = filled_in(client, **damage)
    refused = client.post("/complain/", form)
    assert refused.status_code == 422
    assert not Complaint.objects.exists()
    client.post("/complain/", form | hidden_fields(refused.content.decode()))
    assert Complaint.objects.get().summary == "Kamar kotor saat kami tiba"


def test_a_form_left_open_for_two_days_asks_to_be_sent_again(client, time_machine):
    time_machine.move_to("2026-03-02T09:00:00+07:00")
    form = filled_in(client)
    time_machine.move_to("2026-03-04T09:00:00+07:00")
    refused = client.post("/complain/?lang=en", form)
    assert "open for too long" in text_of(refused)
    assert client.post("/complain/", form | hidden_fields(refused.content.decode())).status_code == 302


def test_the_sixty_first_form_of_an_hour_is_refused_with_a_sentence(client):
    form = filled_in(client, summary="")
    answers = [client.post("/complain/?lang=en", form) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {422}
    assert answers[60].status_code == 429
    assert "Many complaints came from your connection" in text_of(answers[60])
    assert "Budi Santoso" in answers[60].content.decode()


def test_complaints_come_in_while_the_cache_is_away(client, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    client.post("/complain/", filled_in(client))
    assert Complaint.objects.count() == 1


def test_opening_the_form_writes_nothing(client):
    for method in (client.get, client.head, client.options):
        method("/complain/")
    assert not Complaint.objects.exists()
    assert not TrackingLink.objects.exists()


def test_a_retired_cause_is_not_offered(client):
    assert "Pelayanan kasar" in text_of(client.get("/complain/"))
    Cause.objects.filter(slug="rude_service").update(is_active=False)
    assert "Pelayanan kasar" not in text_of(client.get("/complain/"))


def test_the_language_of_the_page_becomes_the_language_of_the_answers(client):
    response = client.post("/complain/?lang=en", filled_in(client), follow=True)
    complaint = Complaint.objects.get()
    assert (complaint.language, complaint.customer.language) == ("en", "en")
    assert "Thank you for telling us" in text_of(response)
    assert "Terima kasih" in text_of(client.get(response.redirect_chain[-1][0].replace("lang=en", "lang=id")))


@pytest.mark.parametrize("address", ["/complain/", "/charter/", "thanks", "tracking"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_public_pages_weigh_at_most_ten_kilobytes_and_carry_no_script(client, address, language):
    if address in ("thanks", "tracking"):
        sent = client.post("/complain/", filled_in(client))["Location"]
        address = sent if address == "thanks" else sent.replace("thanks/", "")
    html = client.get(f"{address}?lang={language}").content
    assert len(gzip.compress(html)) + len(gzip.compress(PUBLIC_CSS.read_bytes())) <= 10_000
    for forbidden in (b"<script", b"<style", b"style=", b"onclick"):
        assert forbidden not in html


def test_fifty_guests_complain_and_all_are_recorded_as_they_wrote(client):
    comments = guest_comments(random.Random(7), 50)
    for number, comment in enumerate(comments):
        form = filled_in(client, name=f"Tamu {number}", email=f"tamu{number}@id.example", **comment)
        assert client.post("/complain/", form).status_code == 302
    stored = Complaint.objects.order_by("id").values_list("summary", "details")
    assert list(stored) == [(comment["summary"], comment["details"]) for comment in comments]
    assert TrackingLink.objects.count() == 100
    assert Message.objects.count() == 50

    staff = Client()
    staff.force_login(UserFactory(language="en"))
    queue = text_of(staff.get("/complaints/?tab=unassigned"))
    assert "Unassigned 50" in queue
    assert comments[0]["summary"] in queue


def guest_comments(rng: random.Random, count: int) -> list[dict[str, str]]:
    """Believable complaints of hotel guests."""
    things = ["AC kamar", "Sarapan", "Kolam renang", "Wifi", "Air panas", "Resepsionis", "Handuk", "Parkiran"]
    faults = ["rusak sejak kami datang", "sangat mengecewakan", "kurang bersih...", "lama sekali ditangani", "tdk ada"]
    ends = [
        "mohon ditindaklanjuti",
        "kami kecewa 😞",
        "tolong diperbaiki ya",
        "“tidak sesuai foto”",
        "harga tak sesuai",
    ]
    return [
        {
            "summary": f"{rng.choice(things)} {rng.choice(faults)}",
            "details": f"{rng.choice(ends)}, kamar {rng.randint(101, 720)}.",
            "cause": rng.choice(["", "slow_response", "dissatisfied_product_service"]),
        }
        for _ in range(count)
    ]


def test_a_key_that_nobody_used_is_no_way_to_another_complaint(client):
    client.post("/complain/", filled_in(client))
    client.post("/complain/", filled_in(client, submission_key=str(uuid4()), email="ani@id.example", name="Ani"))
    assert sorted(Complaint.objects.values_list("customer__name", flat=True)) == ["Ani", "Budi Santoso"]


def test_the_browser_keeps_the_blank_form_so_that_going_back_sends_the_same_one(client):
    blank, filled = client.get("/complain/"), client.post("/complain/", {"name": "Sri"})
    assert blank["Cache-Control"] == "private, no-cache"
    assert "no-store" in filled["Cache-Control"]


def test_who_goes_back_and_writes_something_else_makes_another_complaint_once(client):
    form = filled_in(client)
    other = {**form, "summary": "Tagihan salah", "details": "Minibar tidak dipakai."}
    for sent in (form, other, other, form):
        client.post("/complain/", sent)
    assert sorted(Complaint.objects.values_list("summary", flat=True)) == [
        "Kamar kotor saat kami tiba",
        "Tagihan salah",
    ]
