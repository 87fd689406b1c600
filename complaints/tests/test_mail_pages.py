"""Pages of e-mail: the whole of one beside its complaint, and what was not taken."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import services
from complaints.models import Complaint, IncomingMail, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory, a_cause
from complaints.tests.letters import letter, taken
from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path


@pytest.fixture
def admin(client):
    admin = UserFactory(admin=True, language="en")
    client.force_login(admin)
    return admin


def held() -> IncomingMail:
    return taken(letter("Diskon!", subject="Promo", List_Id="<promo.example>"))


def test_the_whole_mail_stands_beside_its_complaint_and_cannot_harm(client, admin):
    mail = letter()
    mail.set_content(
        "<p>Kamar <b>kotor</b></p><img src='https://spy.example/x.gif'><script>alert(1)</script>", subtype="html"
    )
    row = taken(mail)
    page = client.get(f"{row.complaint.get_absolute_url()}mail/{row.pk}/").content.decode()
    shown = page[page.index("foreign-html") :]
    assert "<b>kotor</b>" in shown
    assert "spy.example" not in page
    assert "alert(1)" not in page
    other = ComplaintFactory()
    assert client.get(f"{other.get_absolute_url()}mail/{row.pk}/").status_code == 404


def test_an_admin_looks_at_what_was_not_taken_and_makes_a_complaint_of_it(client, admin):
    row = held()
    assert "Promo" in client.get("/handling/mail/").content.decode()
    page = client.get(f"/handling/mail/{row.pk}/").content.decode()
    assert "It came by a mailing list or is advertising." in page
    response = client.post(f"/handling/mail/{row.pk}/take/")
    assert response["Location"] == Complaint.objects.get().get_absolute_url()
    assert client.post(f"/handling/mail/{row.pk}/take/").status_code == 404


def test_what_is_discarded_or_tried_again_leaves_the_list(client, admin):
    row = held()
    client.post(f"/handling/mail/{row.pk}/retry/")
    row.refresh_from_db()
    assert row.outcome == "waiting"
    services.take_waiting_mails(at=timezone.now())
    client.post(f"/handling/mail/{row.pk}/discard/")
    row.refresh_from_db()
    assert (row.outcome, row.handled_by) == ("discarded", admin)


def test_what_belongs_to_a_confidential_complaint_is_listed_for_the_people_named_on_it_alone(client, admin):
    customer = CustomerFactory(email="budi@id.example")
    at = timezone.now()
    secret = services.log_complaint(
        customer=customer, channel="letter", summary="Perundungan", at=at, is_restricted=True, named=[UserFactory()],
        cause=a_cause(),
    )  # fmt: skip
    sent = Message.objects.get(purpose="complaints/mail/receipt")
    row = taken(letter("x", subject="Rahasia", In_Reply_To=sent.message_id, List_Id="<x.example>"))
    assert (row.outcome, row.complaint) == ("held", secret)
    assert "Rahasia" not in client.get("/handling/mail/").content.decode()
    assert client.get(f"/handling/mail/{row.pk}/").status_code == 404
    RestrictedAccess.objects.create(complaint=secret, user=admin)
    assert "Rahasia" in client.get("/handling/mail/").content.decode()


def test_the_list_costs_the_same_for_three_and_for_thirty(client, admin):
    counts = []
    for number in (3, 30):
        for place in range(number):
            taken(letter("x", message_id=f"<{number}.{place}@x.example>", List_Id="<x.example>"))
        with CaptureQueriesContext(connection) as queries:
            client.get("/handling/mail/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
