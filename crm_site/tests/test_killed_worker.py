"""A Celery worker killed with SIGKILL in the middle of its work loses no message and repeats none."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from complaints.signals import complaint_closed
from complaints.tests.factories import ComplaintFactory
from customers.tests.factories import CustomerFactory
from outbox.enums import Status
from outbox.models import Message
from outbox.tests.smtp import Sink, smtp_server

MESSAGES = 200
PATIENCE = 60


def start_worker(port: int, folder: Path) -> subprocess.Popen:
    """A worker with its scheduler, on the test's database and broker, in a process group of its own."""
    database = connection.settings_dict
    user, password, host = database["USER"], database["PASSWORD"], database["HOST"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{user}:{password}@{host}:{database['PORT']}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_TIMEOUT": "1",
        "OUTBOX_LEASE_SECONDS": "4",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = ["-m", "celery", "-A", "crm_site", "worker", "-B", "-c", "2", "-l", "WARNING"]
    return subprocess.Popen(
        [sys.executable, *command, "-s", str(folder / "schedule")], env=environment, start_new_session=True
    )


def kill(worker: subprocess.Popen) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for too long"
        time.sleep(0.05)


def invitations_of_closed_complaints() -> set[str]:
    """Close complaints of customers with an address; gives the Message-IDs of the invitations that follow."""
    for number in range(MESSAGES):
        customer = CustomerFactory(email=f"pelanggan{number}@example.com")
        complaint = ComplaintFactory(customer=customer)
        complaint_closed.send(sender=type(complaint), complaint=complaint, at=timezone.now())
    invitations = Message.objects.filter(purpose="surveys/mail/invitation")
    assert invitations.count() == MESSAGES
    return set(invitations.values_list("message_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_invitations_survive_a_worker_killed_twice(tmp_path):
    expected = invitations_of_closed_complaints()
    sink = Sink(delay=0.01)
    with smtp_server(sink) as server:
        for share in (MESSAGES // 4, MESSAGES // 2):
            worker = start_worker(server.port, tmp_path)
            wait_until(lambda share=share: len(sink.mails) >= share)
            kill(worker)
        assert Message.objects.exclude(status=Status.SENT).exists(), "the worker was quicker than the test"
        worker = start_worker(server.port, tmp_path)
        wait_until(lambda: not Message.objects.exclude(status=Status.SENT).exists())
        kill(worker)
    received = Counter(sink.message_ids)
    assert set(received) == expected
    # Only a message accepted in the very moment of a kill may come twice: two kills, two pool processes each.
    assert sum(received.values()) - MESSAGES <= 4
