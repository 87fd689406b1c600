"""The password goes only to a mail server whose certificate is good, by TLS from the start and by STARTTLS."""

import pytest
from django.utils import timezone

from complaints import services
from complaints.models import Complaint, Mailbox
from complaints.tests.certificates import make_certificate, tls_door
from complaints.tests.factories import UserFactory
from complaints.tests.letters import letter
from complaints.tests.mail_server import PASSWORD, running_mail_server

pytestmark = pytest.mark.django_db
USER = "keluhan%40prima.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificates"), host="127.0.0.1")


@pytest.fixture(scope="module")
def mail_server(certificate):
    with running_mail_server(certificate) as server, tls_door(server.port, certificate) as door:
        server.ports = {"imaps": door, "imap+tls": server.port}
        yield server


@pytest.fixture(params=["imaps", "imap+tls"])
def server(request, mail_server, settings, tmp_path):
    mail_server.empty()
    settings.UPLOADS_DIR, settings.IMAP_ADDRESS = tmp_path, "keluhan@prima.example"
    port = mail_server.ports[request.param]
    settings.IMAP_URL = f"{request.param}://{USER}:{PASSWORD}@127.0.0.1:{port}/INBOX"
    mail_server.receive(letter("Satu").as_bytes())
    return mail_server


def read() -> Mailbox:
    services.read_mailbox(at=timezone.now())
    services.take_waiting_mails(at=timezone.now())
    return Mailbox.objects.get()


def test_a_certificate_that_is_trusted_opens_the_mailbox(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert read().is_failing is False
    assert [complaint.details for complaint in Complaint.objects.all()] == ["Satu"]


def test_a_certificate_of_nobody_we_know_is_refused_with_what_to_do(server, client):
    mailbox = read()
    assert (mailbox.is_failing, server.count("INBOX"), Complaint.objects.count()) == (True, 1, 0)
    client.force_login(UserFactory(admin=True, language="en"))
    page = client.get("/handling/mail/").content.decode()
    assert "certificate of the mail server is not trusted" in page
    assert "self-signed certificate" in page
    assert PASSWORD not in page


def test_a_certificate_for_another_name_is_refused(server, certificate, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    settings.IMAP_URL = settings.IMAP_URL.replace("@127.0.0.1", "@localhost")
    mailbox = read()
    assert (mailbox.has_bad_certificate, server.count("INBOX")) == (True, 1)
    assert "localhost" in mailbox.last_error
