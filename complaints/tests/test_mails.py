"""What customers of a complaint find in their mailbox."""

import json
from datetime import UTC, datetime

import pytest

from complaints import services
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory, a_cause
from outbox.models import Message
from outbox.sealing import unseal

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def all_mails(language="id", **customer):
    """The four messages of one complaint, as (subject, text, html) by purpose."""
    customer = CustomerFactory(
        **{"email": "budi@id.example", "name": "Budi & Santoso", "language": language, **customer}
    )
    agent = UserFactory()
    complaint = services.log_complaint(
        customer=customer, channel="phone", summary="Cold <soup>", at=NOON, by=agent, cause=a_cause()
    )
    services.reply(complaint=complaint, body="We ask the <kitchen>.\n\nPlease wait.", at=NOON, by=agent)
    services.resolve(complaint=complaint, resolution="A new soup & an apology.", at=NOON, by=agent)
    services.reopen(complaint=complaint, at=NOON, reason="Cold again")
    return {message.purpose.rsplit("/")[-1]: (message.subject, *_bodies(message)) for message in Message.objects.all()}


def _bodies(message):
    content = json.loads(unseal(bytes(message.sealed)))
    return content["text"], content["html"]


@pytest.mark.parametrize(
    ("language", "greeting"), [("id", "Yth. Bapak Budi & Santoso,"), ("en", "Dear Mr Budi & Santoso,")]
)
def test_each_mail_greets_by_the_form_of_address_and_leads_to_the_private_page(language, greeting):
    mails = all_mails(language, salutation="mr")
    assert sorted(mails) == ["receipt", "reopened", "reply", "resolution"]
    links = set()
    for subject, text, html in mails.values():
        assert "K-2026-00001" in subject
        assert greeting in text
        assert greeting.replace("&", "&amp;") in html
        links.add(text[text.index("/c/") :].split()[0])
        assert "Cold <soup>" not in text
    assert len(links) == 4


def test_without_a_form_of_address_none_is_guessed():
    assert "Yth. Budi & Santoso," in all_mails()["receipt"][1]


def test_what_we_wrote_is_in_the_mail_as_written():
    mails = all_mails("en")
    assert "We ask the <kitchen>.\n\nPlease wait." in mails["reply"][1]
    assert "<p>We ask the &lt;kitchen&gt;.</p>" in mails["reply"][2]
    assert "A new soup & an apology." in mails["resolution"][1]


def test_the_receipt_names_the_moment_of_the_promise():
    # Twenty-four working hours: five on Monday, nine each on Tuesday and Wednesday, one on Thursday.
    assert "You hear from us by 5 Mar 2026, 09:00 WIB at the latest." in all_mails("en")["receipt"][1]


def test_a_customer_without_an_address_gets_none():
    assert all_mails(email="") == {}


def test_the_subject_of_a_confidential_matter_says_nothing_of_it():
    complaint = ComplaintFactory(confidential=True, in_progress=True, customer__email="ani@id.example", language="en")
    services.reply(complaint=complaint, body="We protect you.", at=NOON, by=complaint.owner)
    message = Message.objects.get()
    assert message.subject == f"About your matter {complaint.reference}"
    assert message.is_confidential
