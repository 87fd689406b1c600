"""The customer's own page, opened by a private link."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from complaints import services
from complaints.enums import Status
from complaints.models import Complaint, Entry, TrackingLink
from complaints.services.links import issue_tracking_link
from complaints.tests.factories import ComplaintFactory, EntryFactory, UserFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday_morning(time_machine):
    time_machine.move_to(NOW)


def link_to(complaint: Complaint) -> str:
    return re.search(r"/c/.*", issue_tracking_link(complaint, timezone.now())).group()


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def key_in(response) -> str:
    return re.search(r'name="submission_key" value="([^"]+)"', response.content.decode()).group(1)


def test_the_page_tells_number_state_and_when_we_answer(client):
    complaint = ComplaintFactory(summary="Kamar kotor", due_at=NOW + timedelta(hours=6))
    page = text_of(client.get(link_to(complaint) + "?lang=en"))
    assert complaint.reference in page
    assert "We have your complaint and will look into it" in page
    assert "4 Mar 2026, 15:00 WIB" in page
    assert "Kamar kotor" in page


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        ({"in_progress": True, "due_at": NOW + timedelta(days=1)}, "We are working on your complaint"),
        ({"in_progress": True, "due_at": NOW - timedelta(days=1)}, "We are late, and we are sorry"),
        ({"waiting": True}, "We are waiting for your answer"),
        ({"resolved": True}, "We think it is solved. Is it, for you too?"),
        ({"closed": True}, "This complaint is closed"),
    ],
)
def test_every_state_is_told_in_plain_words(client, traits, sentence):
    assert sentence in text_of(client.get(link_to(ComplaintFactory(**traits)) + "?lang=en"))


def test_the_steps_carry_their_moments_and_mark_the_present_one(client):
    complaint = ComplaintFactory()
    services.start_work(complaint=complaint, at=NOW, by=UserFactory())
    page = client.get(link_to(complaint) + "?lang=en").content.decode()
    current = re.search(r'<li aria-current="step">(.*?)</li>', page, re.DOTALL).group(1)
    assert "Being worked on" in current
    assert "4 Mar 2026, 09:00 WIB" in current
    assert page.count('class="done"') == 1


def test_both_sides_messages_show_but_nothing_internal(client):
    officer = UserFactory(full_name="Sri Internal")
    complaint = ComplaintFactory()
    services.assign(complaint=complaint, owner=officer, at=NOW, by=officer)
    EntryFactory(complaint=complaint, body="Guest is a known troublemaker")
    services.reply(complaint=complaint, body="We are asking housekeeping.", at=NOW, by=officer)
    services.add_customer_message(complaint=complaint, body="Thank you, room 212", at=NOW)
    services.resolve(complaint=complaint, resolution="Refunded one night.", at=NOW, by=officer)
    services.reopen(complaint=complaint, at=NOW, by=officer, reason="Boss told me to")

    page = text_of(client.get(link_to(complaint)))

    for shown in ("We are asking housekeeping.", "Thank you, room 212", "Refunded one night."):
        assert shown in page
    for hidden in ("troublemaker", "Sri Internal", "Boss told me to", complaint.customer.name):
        assert hidden not in page


def test_the_customer_answers_and_the_clock_goes_on(client):
    complaint = ComplaintFactory(waiting=True)
    link = link_to(complaint)
    form = {"body": "Kamar 212", "submission_key": key_in(client.get(link))}
    answers = [client.post(f"{link}message/", form) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert "Thank you, we have your message" in text_of(client.get(answers[0]["Location"] + "&lang=en"))
    complaint.refresh_from_db()
    assert complaint.status == Status.INVESTIGATING
    assert [entry.body for entry in complaint.entries.filter(kind="customer_message")] == ["Kamar 212"]


@pytest.mark.parametrize("body", ["", "  ", "a\x00b", "x" * 10_001])
def test_a_message_that_cannot_be_kept_is_refused_with_a_sentence(client, body):
    link = link_to(ComplaintFactory())
    response = client.post(f"{link}message/", {"body": body, "submission_key": key_in(client.get(link))})
    assert response.status_code == 422
    assert 'class="wrong-text"' in response.content.decode()
    assert not Entry.objects.exists()


def test_acceptance_closes_once(client):
    complaint = ComplaintFactory(resolved=True)
    link = link_to(complaint)
    for _ in range(2):
        assert client.post(f"{link}accept/")["Location"].endswith("?done=accepted")
    complaint.refresh_from_db()
    assert (complaint.status, complaint.verdict) == (Status.CLOSED, "accepted")
    assert complaint.entries.filter(new_value="closed").count() == 1


def test_who_is_not_content_says_why_and_we_go_on(client):
    complaint = ComplaintFactory(resolved=True, customer__email="budi@id.example")
    link = link_to(complaint)
    assert "Tell us what is still not right" in text_of(client.post(f"{link}reopen/?lang=en", {"reason": ""}))
    for _ in range(2):
        client.post(f"{link}reopen/", {"reason": "Uang belum kembali"})
    complaint.refresh_from_db()
    assert (complaint.status, complaint.reopened_count, complaint.verdict) == ("refused", 1, "refused")
    assert Message.objects.get().purpose == "complaints/mail/reopened"
    assert "Uang belum kembali" in text_of(client.get(link))


def test_after_the_days_of_the_policy_it_stays_closed(client, time_machine):
    complaint = ComplaintFactory(closed=True)
    time_machine.move_to(complaint.resolved_at + timedelta(days=15))
    link = link_to(complaint)
    assert "Not solved after all?" not in text_of(client.get(link + "?lang=en"))
    response = client.post(f"{link}reopen/?lang=en", {"reason": "Still cold"})
    assert response.status_code == 422
    assert "The time to reopen this complaint is over" in text_of(response)


def test_accepting_what_was_reopened_meanwhile_shows_the_present_state(client):
    complaint = ComplaintFactory(in_progress=True)
    response = client.post(f"{link_to(complaint)}accept/?lang=en")
    assert response.status_code == 409
    assert "has moved on meanwhile" in text_of(response)


def test_mail_scanners_change_nothing(client):
    complaint = ComplaintFactory(resolved=True)
    link = link_to(complaint)
    before = Complaint.objects.values().get()
    for address in (link, f"{link}thanks/", f"{link}message/", f"{link}accept/", f"{link}reopen/"):
        for method in (client.get, client.head, client.options):
            method(address)
    assert Complaint.objects.values().get() == before
    assert not Entry.objects.exists()
    assert TrackingLink.objects.count() == 1


def test_unknown_expired_and_revoked_links_say_so_and_offer_contact(client, time_machine):
    Organisation.objects.update_or_create(pk=1, defaults={"contact_email": "halo@graha.example"})
    complaint = ComplaintFactory()
    revoked, expired = link_to(complaint), link_to(complaint)
    TrackingLink.objects.order_by("pk").filter(pk=TrackingLink.objects.earliest("pk").pk).update(revoked_at=NOW)
    assert client.get(revoked).status_code == 410
    time_machine.move_to(NOW + timedelta(days=401))
    for address in (revoked, expired, f"/c/{'x' * 32}/", "/c/🙏/", f"/c/{'y' * 5000}/"):
        response = client.get(address)
        assert response.status_code in (404, 410)
        assert "halo@graha.example" in text_of(response)
        assert complaint.reference not in text_of(response)
        assert client.post(f"{address}accept/").status_code in (404, 410)


def test_a_token_opens_its_own_complaint_only(client):
    mine, other = ComplaintFactory(resolved=True), ComplaintFactory(resolved=True)
    client.post(f"{link_to(mine)}accept/")
    other.refresh_from_db()
    assert other.status == Status.ANSWERED
    assert other.reference not in text_of(client.get(link_to(mine)))


def test_a_confidential_complaint_shows_number_and_state_alone(client):
    complaint = ComplaintFactory(confidential=True, resolved=True, summary="Bullied in the office")
    link = link_to(complaint)
    page = text_of(client.get(link + "?lang=en"))
    assert complaint.reference in page
    assert "Answered" in page
    assert "Bullied" not in page
    assert complaint.resolution not in page
    assert "<form" not in client.get(link).content.decode()
    for step in ("accept", "reopen", "message"):
        assert client.post(f"{link}{step}/", {"body": "x", "reason": "x"}).status_code == 404


def test_the_page_is_kept_out_of_caches_referrers_and_search_engines(client):
    response = client.get(link_to(ComplaintFactory()))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_the_page_speaks_the_language_of_the_complaint_unless_asked_otherwise(client):
    link = link_to(ComplaintFactory(language="en"))
    response = client.get(link, headers={"accept-language": "id"})
    assert "What you told us" in text_of(response)
    assert response["Content-Language"] == "en"
    assert "What you told us" not in text_of(client.get(link + "?lang=id"))


def test_staff_see_what_the_customer_sees():
    link = link_to(ComplaintFactory(language="en"))
    staff = Client()
    staff.force_login(UserFactory(language="id"))
    without_keys = re.compile(r'value="[^"]+"')
    pages = [without_keys.sub("", client.get(link).content.decode()) for client in (staff, Client())]
    assert pages[0] == pages[1]
