from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone

from common.errors import AppError
from outbox import services
from outbox.enums import Status
from outbox.models import Message
from outbox.services import RETRY_GAPS, cancel, cancel_message, retry_message, send_due
from outbox.tests.factories import queue_mail
from outbox.tests.smtp import Sink, sending_to

pytestmark = pytest.mark.django_db


def test_a_due_message_reaches_the_mail_server_with_text_html_and_its_own_message_id():
    message = queue_mail(subject="Tanda terima 🙏", text="Terima kasih, Budi")
    with sending_to(Sink()) as sink:
        send_due(at=timezone.now())
    mail = sink.mails[0]
    assert mail["Subject"] == "Tanda terima 🙏"
    assert mail["To"] == "budi@example.com"
    assert mail["Message-ID"] == message.message_id
    assert mail.get_body(("plain",)).get_content().strip() == "Terima kasih, Budi"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Terima kasih, Budi</p>"


def test_the_body_is_unreadable_at_rest_and_gone_once_it_is_sent():
    message = queue_mail(text="https://example.com/c/secret-token/")
    assert b"secret-token" not in bytes(Message.objects.get(pk=message.pk).sealed)
    with sending_to(Sink()):
        send_due(at=timezone.now())
    message.refresh_from_db()
    assert (message.status, message.sealed) == (Status.SENT, None)


def test_a_message_for_later_waits_for_its_time():
    now = timezone.now()
    queue_mail(send_at=now + timedelta(hours=1))
    with sending_to(Sink()) as sink:
        assert send_due(at=now) == 0
        assert send_due(at=now + timedelta(hours=1, seconds=1)) == 1
    assert len(sink.mails) == 1


def test_a_dedupe_key_queues_a_message_once():
    queue_mail(dedupe_key="receipt:1")
    with pytest.raises(AssertionError):
        queue_mail(dedupe_key="receipt:1")
    assert Message.objects.count() == 1


def test_a_mail_server_that_is_away_is_asked_again_after_growing_gaps_and_then_given_up(settings):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    message = queue_mail()
    waits = []
    for _attempt in RETRY_GAPS:
        before = timezone.now()
        send_due(at=before + timedelta(days=3))
        message.refresh_from_db()
        assert message.status == Status.PENDING
        waits.append((message.next_attempt_at - before).total_seconds() // 60)
    assert waits == sorted(waits)
    assert waits[0] == 1
    send_due(at=timezone.now() + timedelta(days=3))
    message.refresh_from_db()
    assert message.status == Status.FAILED
    assert "ConnectionRefusedError" in message.last_error


def test_a_refused_address_fails_at_once_and_a_busy_server_is_asked_again():
    refused, busy = queue_mail("nobody@example.com"), queue_mail("budi@example.com")
    sink = Sink()
    with sending_to(sink):
        sink.answer = "550 no such person"
        Message.objects.filter(pk=busy.pk).update(next_attempt_at=timezone.now() + timedelta(hours=1))
        send_due(at=timezone.now())
        sink.answer = "451 try later"
        send_due(at=timezone.now() + timedelta(hours=1, seconds=1))
    refused.refresh_from_db()
    busy.refresh_from_db()
    assert (refused.status, busy.status) == (Status.FAILED, Status.PENDING)
    assert "550" in refused.last_error


def test_one_refused_message_does_not_hold_up_the_others():
    sink = Sink()
    with sending_to(sink):
        broken = queue_mail()
        Message.objects.filter(pk=broken.pk).update(sealed=b"damaged")
        good = queue_mail("sari@example.com")
        send_due(at=timezone.now())
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.status, good.status) == (Status.FAILED, Status.SENT)


def test_messages_of_a_dead_worker_are_sent_by_another_after_the_lease(settings):
    message = queue_mail()
    now = timezone.now()
    services._claim(claim := uuid4(), at=now, limit=10)
    with sending_to(Sink()) as sink:
        assert send_due(at=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS - 1)) == 0
        assert send_due(at=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)) == 1
    message.refresh_from_db()
    assert message.status == Status.SENT
    assert message.claimed_by != claim
    assert sink.message_ids == [message.message_id]


def test_a_message_withdrawn_in_time_is_not_sent():
    queue_mail(about="complaint:7")
    kept = queue_mail(about="complaint:8")
    assert cancel(about="complaint:7") == 1
    with sending_to(Sink()) as sink:
        send_due(at=timezone.now())
    assert sink.message_ids == [kept.message_id]


def test_staff_can_repeat_a_failed_message_but_not_a_sent_one():
    message = queue_mail()
    Message.objects.filter(pk=message.pk).update(status=Status.FAILED, attempts=9)
    retry_message(message_id=message.pk, at=timezone.now())
    with sending_to(Sink()) as sink:
        send_due(at=timezone.now())
    assert len(sink.mails) == 1
    with pytest.raises(AppError):
        retry_message(message_id=message.pk, at=timezone.now())
    with pytest.raises(AppError):
        cancel_message(message_id=message.pk)


def test_mail_of_django_itself_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "outbox.backends.OutboxBackend"  # test runs replace it
    send_mail("Kata sandi", "Ganti di sini", None, ["staf@example.com"])
    assert Message.objects.get().to_email == "staf@example.com"


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_message_once():
    ids = {queue_mail(f"c{n}@example.com").message_id for n in range(120)}

    def work(_number: int) -> None:
        try:
            while send_due(at=timezone.now(), limit=10):
                pass
        finally:
            connection.close()

    with sending_to(Sink()) as sink, ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(sink.mails) == 120
    assert set(sink.message_ids) == ids
