"""Sending from the outbox, against a bare smtplib loop to the same server; CPU of the sender alone."""

import smtplib
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure
from outbox.emails import enqueue
from outbox.enums import Status
from outbox.models import Message
from outbox.services import send_due

MESSAGES = 300
TEXT = "Selamat pagi,\n\nkeluhan Anda sudah kami terima.\n" * 10


def figures(manager: User) -> Iterator[Figure]:
    for number in range(MESSAGES):
        email = EmailMultiAlternatives(f"Keluhan {number}", TEXT, to=[f"p{number}@example.com"])
        email.attach_alternative(f"<p>{TEXT}</p>", "text/html")
        enqueue(email, purpose="bench")
    prebuilt = email.message().as_bytes(linesep="\r\n")
    started = time.process_time()
    while send_due(at=timezone.now()):
        pass
    cost = (time.process_time() - started) * 1000 / MESSAGES
    if Message.objects.filter(purpose="bench", status=Status.SENT).count() != MESSAGES:
        raise RuntimeError("Not every message was sent.")
    floor = bare_loop(settings.EMAIL_HOST, settings.EMAIL_PORT, prebuilt)
    yield Figure("sending a message", cost, "ms CPU", floor, "smtplib, prebuilt message", "<= 15 x")


def bare_loop(host: str, port: int, content: bytes) -> float:
    with smtplib.SMTP(host, port) as client:
        started = time.process_time()
        for number in range(MESSAGES):
            client.sendmail("prima@example.com", [f"p{number}@example.com"], content)
        return (time.process_time() - started) * 1000 / MESSAGES
