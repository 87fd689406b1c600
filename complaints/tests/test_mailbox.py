"""Reading a real mailbox: each message once, whatever dies in between."""

from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from complaints import services
from complaints.mailbox.server import OpenMailbox, parse_address
from complaints.models import Complaint, IncomingMail, Mailbox
from complaints.services.mail import fetching
from complaints.tests.factories import CustomerFactory, UserFactory, a_cause
from complaints.tests.letters import bounce_of, letter
from complaints.tests.mail_server import running_mail_server
from outbox.models import Message
from outbox.services import send_due
from outbox.tests.smtp import Sink, sending_to

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def mail_server():
    with running_mail_server() as server:
        yield server


@pytest.fixture
def server(mail_server, settings, tmp_path):
    mail_server.empty()
    settings.UPLOADS_DIR, settings.IMAP_URL = tmp_path, mail_server.url
    settings.IMAP_ADDRESS = "keluhan@prima.example"
    return mail_server


def read() -> None:
    services.read_mailbox(at=timezone.now())
    services.take_waiting_mails(at=timezone.now())


def test_new_messages_become_complaints_and_leave_the_inbox(server):
    server.receive(letter("Satu", message_id="<1@x.example>").as_bytes(), letter("Dua").as_bytes())
    read()
    read()
    assert sorted(Complaint.objects.values_list("details", flat=True)) == ["Dua", "Satu"]
    assert (server.count("INBOX"), server.count("Prima")) == (0, 2)
    mailbox = Mailbox.objects.get()
    assert (mailbox.is_failing, "rahasia" in mailbox.account) == (False, False)


def test_a_reader_killed_before_it_told_the_server_takes_nothing_twice(server, monkeypatch):
    server.receive(letter().as_bytes())
    with monkeypatch.context() as killed:
        killed.setattr(OpenMailbox, "put_away", lambda self, uid: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            read()
    assert server.count("INBOX") == 1
    read()
    assert (IncomingMail.objects.count(), Complaint.objects.count()) == (1, 1)
    assert server.count("INBOX") == 0


def test_a_reader_killed_before_it_stored_the_message_loses_nothing(server, monkeypatch):
    server.receive(letter().as_bytes())
    with monkeypatch.context() as killed:
        killed.setattr(fetching, "_envelope", lambda raw: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            read()
    assert (IncomingMail.objects.count(), server.count("INBOX")) == (0, 1)
    read()
    assert Complaint.objects.count() == 1


def test_a_server_that_takes_no_folders_is_read_without_taking_anything_twice(server, monkeypatch):
    monkeypatch.setattr(OpenMailbox, "_folder_for_taken", lambda self: "")
    server.receive(letter().as_bytes())
    read()
    read()
    assert (Complaint.objects.count(), server.count("INBOX")) == (1, 1)


def test_a_message_too_large_leaves_its_head_and_its_reason(server, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_MAIL", 20_000)
    server.receive(letter("x" * 70 + "\n" + ("y" * 70 + "\n") * 1000, subject="besar").as_bytes())
    read()
    mail = IncomingMail.objects.get()
    assert (mail.reason, mail.subject, server.count("Prima")) == ("too_large", "besar", 1)


def test_a_server_that_is_away_is_told_to_admins_and_read_again_later(server, settings):
    settings.IMAP_URL = "imap://a:b@127.0.0.1:9/INBOX"
    read()
    away = Mailbox.objects.get()
    assert (away.is_failing, "refused" in away.last_error) == (True, True)


def test_a_wrong_address_is_refused_with_what_it_should_look_like():
    for wrong in ("pop3://a@b", "imaps://host/INBOX", "imaps:///x"):
        with pytest.raises(ImproperlyConfigured, match="imaps://user:password@host"):
            parse_address(wrong)
    with pytest.raises(ImproperlyConfigured, match="imaps://"):
        parse_address("imap://a:secret@mail.example.com/INBOX")


def test_a_conversation_by_real_mail_there_and_back(server):
    """Complaint, receipt, reply of ours, answer of the customer, and a mail that comes back: over SMTP and IMAP."""
    server.receive(letter("Kamar kotor sekali.", message_id="<first@id.example>").as_bytes())
    read()
    complaint, agent, sink = Complaint.objects.get(), UserFactory(), Sink()
    services.reply(complaint=complaint, body="Kamar berapa?", at=timezone.now(), by=agent)
    with sending_to(sink):
        send_due(at=timezone.now())

    receipt, question = sorted(sink.mails, key=lambda mail: "Auto-Submitted" not in mail)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert (question["In-Reply-To"], question["Reply-To"]) == ("<first@id.example>", "keluhan@prima.example")
    assert "Auto-Submitted" not in question

    answer = letter("Kamar 212", subject=f"Re: {question['Subject']}", In_Reply_To=question["Message-ID"])
    server.receive(answer.as_bytes(), bounce_of(receipt["Message-ID"]))
    read()
    said = complaint.entries.filter(kind="customer_message").values_list("body", flat=True)
    assert list(said) == ["Kamar 212"]
    assert Message.objects.get(bounced_at__isnull=False).purpose == "complaints/mail/receipt"
    assert Complaint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_take_each_message_once(server):
    CustomerFactory(email="budi@id.example")
    a_cause()
    server.receive(*(letter(f"Nomor {n}", message_id=f"<{n}@x.example>").as_bytes() for n in range(6)))

    def reader():
        try:
            read()
        finally:
            connection.close()

    readers = [Thread(target=reader) for _ in range(3)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    read()
    assert (IncomingMail.objects.count(), Complaint.objects.count(), Message.objects.count()) == (6, 6, 6)
