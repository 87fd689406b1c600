import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from outbox.enums import Status
from outbox.models import Message
from outbox.services import send_due
from outbox.tests.factories import queue_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(UserFactory(language="en"))
    return client


def test_staff_see_failed_messages_with_the_reason_and_send_them_again(clerk):
    message = queue_mail("budi@example.com", subject="Your receipt")
    Message.objects.filter(pk=message.pk).update(status=Status.FAILED, last_error="550 no such person")
    page = clerk.get("/outbox/?status=failed").content.decode()
    assert "550 no such person" in page
    clerk.post(f"/outbox/{message.pk}/retry/")
    message.refresh_from_db()
    assert message.status == Status.PENDING


def test_confidential_messages_exist_for_nobody_in_the_list(clerk):
    message = queue_mail("ani@example.com", subject="About the secret case", is_confidential=True)
    assert "secret case" not in clerk.get("/outbox/").content.decode()
    assert clerk.post(f"/outbox/{message.pk}/cancel/").status_code == 404
    message.refresh_from_db()
    assert message.status == Status.PENDING


def test_the_demo_inbox_shows_delivered_mail_with_links_to_click(clerk):
    queue_mail("budi@example.com", subject="Undangan <b>", text="Buka https://prima.example/s/abc/ ya")
    send_due(at=timezone.now())
    listed = clerk.get("/dev/inbox/").content.decode()
    assert "Undangan &lt;b&gt;" in listed
    key = Client().get("/dev/inbox/").context["mails"][0].key
    opened = Client().get(f"/dev/inbox/{key}/").content.decode()
    assert 'href="https://prima.example/s/abc/"' in opened


def test_with_a_mail_server_there_is_no_demo_inbox(clerk, settings):
    settings.EMAIL_URL = "smtp://mail.example:25"
    assert clerk.get("/dev/inbox/").status_code == 404
    assert b"Demo inbox" not in clerk.get("/dev/inbox/").content
