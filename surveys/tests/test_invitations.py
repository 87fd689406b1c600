"""Closing a complaint plans an invitation, a worker sends it, and what withdraws it."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints.signals import complaint_closed, complaint_reopened
from customers.enums import Kind
from customers.models import Customer
from customers.services import update_customer
from customers.tests.factories import CustomerFactory, PhoneFactory, TransactionFactory
from outbox import services as outbox
from outbox.models import Message
from surveys import services, tasks
from surveys.enums import InvitationStatus, Mode, SurveyStatus, Trigger
from surveys.models import Invitation, InvitationLink, Response, Survey, UnsubscribeLink
from surveys.tests.factories import NOON, ComplaintFactory, InvitationFactory, ResponseFactory, SurveyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def follow_up() -> Survey:
    """The ready-made survey after a complaint, asking an hour later."""
    Survey.objects.filter(trigger=Trigger.COMPLAINT_CLOSED).update(delay_hours=1, published_at=NOON)
    return Survey.objects.get(trigger=Trigger.COMPLAINT_CLOSED)


def close(complaint) -> Invitation | None:
    complaint_closed.send(type(complaint), complaint=complaint, at=NOON)
    return Invitation.objects.filter(complaint=complaint, round=complaint.reopened_count + 1).first()


def delivered(settings, tmp_path) -> list:
    """Send what is due and give the letters that arrived."""
    settings.INBOX_DIR = tmp_path / "inbox"
    outbox.send_due(at=NOON + timedelta(days=1))
    return [
        message_from_bytes(path.read_bytes(), policy=default) for path in sorted(settings.INBOX_DIR.glob("mail/new/*"))
    ]


def test_closing_a_complaint_plans_an_invitation_and_queues_its_letter(follow_up):
    complaint = ComplaintFactory()
    invitation = close(complaint)
    assert (invitation.status, invitation.mode, invitation.survey) == (InvitationStatus.PLANNED, Mode.EMAIL, follow_up)
    assert invitation.send_at == NOON + timedelta(hours=1)
    assert invitation.expires_at == invitation.send_at + timedelta(days=14)
    message = Message.objects.get()
    assert invitation.message == message
    assert (message.to_email, message.status, message.next_attempt_at) == (
        complaint.customer.email,
        "pending",
        invitation.send_at,
    )


def test_closing_told_twice_invites_once_and_closing_again_invites_again(follow_up):
    complaint = ComplaintFactory()
    close(complaint)
    close(complaint)
    assert Invitation.objects.count() == 1
    complaint.reopened_count = 1
    close(complaint)
    assert sorted(Invitation.objects.values_list("round", flat=True)) == [1, 2]
    assert Message.objects.count() == 2


def test_the_worker_sends_the_letter_and_the_link_in_it_works(follow_up, client, settings, tmp_path):
    complaint = ComplaintFactory(language="en")
    invitation = close(complaint)

    letter = delivered(settings, tmp_path)[0]
    tasks.send_due_invitations()

    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT
    assert invitation.sent_at == Message.objects.get().sent_at
    assert letter["Subject"] == f"How did we handle your complaint {complaint.reference}?"
    text = letter.get_body(["plain"]).get_content()
    html = letter.get_body(["html"]).get_content()
    address = re.search(r"http://\S+(/s/\S+/)", text)[1]
    assert len(set(re.findall(rf"{address}\?score=(\d+)", html))) == 11
    assert "How satisfied are you" in client.get(address).text
    assert len(bytes(InvitationLink.objects.get().token_hash)) == 32
    assert address.split("/")[2].encode() not in bytes(InvitationLink.objects.get().token_hash)


def test_a_mail_scanner_that_opens_every_link_records_nothing(follow_up, client, settings, tmp_path):
    invitation = close(ComplaintFactory())
    letter = delivered(settings, tmp_path)[0]
    before = (Invitation.objects.values().get(), Customer.objects.values().get())
    for part in ("plain", "html"):
        for address in re.findall(r'http://[^/\s]+(/[su]/[^\s"<]+)', letter.get_body([part]).get_content()):
            for method in (client.get, client.head, client.options):
                assert method(address).status_code in (200, 204)
    assert (Invitation.objects.values().get(), Customer.objects.values().get()) == before
    assert not Response.objects.exists()
    assert invitation.status == InvitationStatus.PLANNED


@pytest.mark.parametrize(
    ("customer", "why"),
    [
        ({"survey_consent": False}, "no consent"),
        ({"do_not_contact": True}, "wants no contact"),
        ({"email": ""}, "no address of any kind"),
        ({"erased_at": NOON}, "erased"),
    ],
)
def test_who_may_not_be_asked_is_not_asked(follow_up, customer, why):
    fields = {"email": "a@example.com", **customer}
    assert close(ComplaintFactory(customer=CustomerFactory(**fields))) is None, why
    assert not Message.objects.exists()


def test_a_confidential_complaint_is_not_followed_by_a_survey(follow_up):
    assert close(ComplaintFactory(is_restricted=True)) is None


def test_without_e_mail_the_customer_is_put_on_the_call_list(follow_up):
    customer = PhoneFactory(customer__email="").customer
    invitation = close(ComplaintFactory(customer=customer))
    assert (invitation.mode, invitation.status) == (Mode.PHONE, InvitationStatus.PLANNED)
    assert not Message.objects.exists()
    assert list(Invitation.objects.to_call(NOON)) == []
    assert list(Invitation.objects.to_call(NOON + timedelta(hours=1))) == [invitation]


def test_internal_customers_are_asked_too_when_the_survey_says_so(follow_up):
    customer = CustomerFactory(internal=True, email="rekan@example.com")
    assert customer.kind == Kind.INTERNAL
    assert close(ComplaintFactory(customer=customer)) is not None
    Survey.objects.filter(pk=follow_up.pk).update(audience="external")
    assert close(ComplaintFactory(customer=customer)) is None


def test_the_quiet_period_spares_who_was_invited_lately(follow_up):
    Survey.objects.filter(pk=follow_up.pk).update(quiet_days=30)
    recent, cancelled, long_ago = (
        InvitationFactory(created_at=NOON - timedelta(days=days), status=status)
        for days, status in ((29, "sent"), (29, "cancelled"), (31, "sent"))
    )
    assert close(ComplaintFactory(customer=recent.customer)) is None
    assert close(ComplaintFactory(customer=cancelled.customer)) is not None
    assert close(ComplaintFactory(customer=long_ago.customer)) is not None


def test_no_survey_published_for_closings_means_no_invitation(follow_up):
    services.close_survey(survey=follow_up, at=NOON)
    assert close(ComplaintFactory()) is None


def test_reopening_withdraws_what_is_not_sent(follow_up, settings, tmp_path):
    complaint, other = ComplaintFactory(), ComplaintFactory()
    invitation, kept = close(complaint), close(other)

    complaint_reopened.send(type(complaint), complaint=complaint, at=NOON)

    invitation.refresh_from_db()
    kept.refresh_from_db()
    assert (invitation.status, kept.status) == (InvitationStatus.CANCELLED, InvitationStatus.PLANNED)
    assert [letter["To"] for letter in delivered(settings, tmp_path)] == [other.customer.email]


def test_a_letter_on_its_way_is_not_called_back(follow_up):
    complaint = ComplaintFactory()
    invitation = close(complaint)
    Message.objects.update(status="sending", claimed_by="0" * 32, claimed_until=NOON)
    complaint_reopened.send(type(complaint), complaint=complaint, at=NOON)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.PLANNED


def test_invitations_expire_with_their_unsent_letters(follow_up):
    invitation = close(ComplaintFactory())
    answered = ResponseFactory().invitation
    assert services.expire_invitations(at=invitation.expires_at - timedelta(seconds=1)) == 0
    assert services.expire_invitations(at=invitation.expires_at) == 1
    invitation.refresh_from_db()
    answered.refresh_from_db()
    assert (invitation.status, answered.status) == (InvitationStatus.EXPIRED, InvitationStatus.ANSWERED)
    assert invitation.message.status == "cancelled"
    assert services.expire_invitations(at=invitation.expires_at) == 0


def one_click(client, settings, tmp_path) -> str:
    letter = delivered(settings, tmp_path)[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return re.fullmatch(r"<http://[^/]+(/u/[^>]+/)>", letter["List-Unsubscribe"])[1]


def test_one_click_unsubscribes_without_page_cookie_or_token(follow_up, settings, tmp_path):
    complaint = ComplaintFactory()
    close(complaint)
    waiting = close(ComplaintFactory(customer=complaint.customer))
    Message.objects.filter(pk=waiting.message_id).update(next_attempt_at=NOON + timedelta(days=3))
    strict = Client(enforce_csrf_checks=True)
    address = one_click(strict, settings, tmp_path)

    page = strict.get(address)
    complaint.customer.refresh_from_db()
    assert complaint.customer.survey_consent, "opening changes nothing"
    assert "<form" in page.text

    for _time in range(2):
        done = strict.post(address, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert "tidak akan menerima survei lagi" in done.text

    complaint.customer.refresh_from_db()
    waiting.refresh_from_db()
    assert complaint.customer.survey_consent is False
    assert (waiting.status, waiting.message.status) == (InvitationStatus.CANCELLED, "cancelled")
    assert close(ComplaintFactory(customer=complaint.customer)) is None
    assert Customer.pgh_event_model.objects.filter(pgh_obj_id=complaint.customer_id, survey_consent=False).exists()


def test_consent_withdrawn_by_staff_stops_what_is_queued(follow_up):
    invitation, other = close(ComplaintFactory()), close(ComplaintFactory())
    for fields in ({"survey_consent": False}, {"do_not_contact": True}):
        row, customer = invitation, invitation.customer
        update_customer(customer=customer, expected_version=customer.version, at=NOON, by=None, **fields)
        row.refresh_from_db()
        assert (row.status, row.message.status) == (InvitationStatus.CANCELLED, "cancelled")
        invitation = other


def test_the_way_out_of_a_folded_record_is_that_of_its_survivor(client):
    survivor = CustomerFactory()
    duplicate = CustomerFactory(merged_into=survivor)
    _link, token = UnsubscribeLink.issue(at=NOON, valid_for=timedelta(days=1), customer=duplicate)
    client.post(reverse("surveys:unsubscribe", args=[token]))
    assert not Customer.objects.filter(survey_consent=True).exists()


def test_the_complaint_of_a_folded_record_asks_its_survivor(follow_up):
    survivor = CustomerFactory(email="satu@example.com")
    invitation = close(ComplaintFactory(customer=CustomerFactory(merged_into=survivor, email="dua@example.com")))
    assert invitation.customer == survivor
    assert invitation.message.to_email == "satu@example.com"


def test_an_expired_way_out_is_a_polite_page(client):
    _link, token = UnsubscribeLink.issue(at=NOON, valid_for=timedelta(days=-1), customer=CustomerFactory())
    assert client.post(reverse("surveys:unsubscribe", args=[token])).status_code == 404
    assert Customer.objects.get().survey_consent


def test_a_purchase_is_asked_about_once_after_the_delay(clock):
    survey = SurveyFactory(trigger=Trigger.PURCHASE, delay_hours=24, quiet_days=0, published_at=NOON)
    customer = CustomerFactory(email="a@example.com")
    TransactionFactory(customer=customer, occurred_at=NOON - timedelta(days=40))
    bought = TransactionFactory(customer=customer, occurred_at=NOON + timedelta(hours=1))

    assert services.plan_purchase_invitations(at=NOON + timedelta(hours=24)) == 0
    assert services.plan_purchase_invitations(at=NOON + timedelta(hours=25)) == 1
    assert services.plan_purchase_invitations(at=NOON + timedelta(hours=26)) == 0

    assert Invitation.objects.get().purchase == bought
    assert services.write_letters(at=NOON + timedelta(hours=26)) == 1
    assert Message.objects.get().subject == survey.title_id


def test_a_purchase_of_a_record_that_was_folded_since_asks_the_survivor_once(clock):
    survey = SurveyFactory(trigger=Trigger.PURCHASE, delay_hours=24, quiet_days=0, published_at=NOON)
    survivor = CustomerFactory(email="a@example.com")
    bought = TransactionFactory(customer__merged_into=survivor, occurred_at=NOON + timedelta(hours=1))
    later = NOON + timedelta(hours=30)
    assert services.plan_purchase_invitations(at=later) == 1
    assert services.plan_purchase_invitations(at=later) == 0
    invitation = Invitation.objects.get(survey=survey)
    assert (invitation.customer, invitation.purchase) == (survivor, bought)


def test_a_draft_for_purchases_asks_nobody():
    SurveyFactory(trigger=Trigger.PURCHASE, status=SurveyStatus.DRAFT, published_at=None)
    TransactionFactory(occurred_at=NOON - timedelta(days=2), customer__email="a@example.com")
    assert services.plan_purchase_invitations(at=NOON) == 0
