"""A worker killed with SIGKILL in the middle of an import that was confirmed on its page: the next one does it once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from customers.models import Customer, ImportRun, Phone
from customers.tests.imports import choices, run_worker, tables_of_runs
from jobs.enums import Status
from jobs.models import Job

ROWS = 300
WORK = "from jobs.services import run_jobs; run_jobs(budget=60)"


def worker(folder) -> subprocess.Popen:
    """What a Celery worker does with a job, in a process of its own on the database of the test."""
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{connection.settings_dict['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "PRIMA_DATA": str(folder), "SECRET_KEY": project.SECRET_KEY}
    return subprocess.Popen([sys.executable, "manage.py", "shell", "-c", WORK], cwd=project.BASE_DIR, env=environment)


def wait_until_it_writes(process: subprocess.Popen, cursor) -> None:
    """A lock on the table holds it where its rows are about to be written."""
    deadline = time.monotonic() + 60
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'RowExclusiveLock'"
    while cursor.execute(waiting) or cursor.fetchone()[0] == 0:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_doubled(client, admin, settings, tmp_path):
    settings.DATA_DIR, settings.UPLOADS_DIR = tmp_path, tmp_path / "uploads"
    before = tables_of_runs()
    lines = "".join(f"A{number},Orang {number},0812{number:08d}\n" for number in range(ROWS))
    file = SimpleUploadedFile("pelanggan.csv", f"external_id,name,phone\n{lines}".encode())
    client.post(reverse("customers:import"), {"kind": "customers", "file": file})
    run = ImportRun.objects.get()
    columns = reverse("customers:import_columns", args=[run.pk])
    client.post(columns, choices(client.get(columns)))
    run_worker()
    client.post(reverse("customers:import_confirm", args=[run.pk]))
    job = Job.objects.unfinished().get()

    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE customers_customer IN SHARE MODE")
        first = worker(tmp_path)
        wait_until_it_writes(first, cursor)
        first.send_signal(signal.SIGKILL)
        first.wait()
        cursor.execute("ROLLBACK")
    job.refresh_from_db()
    assert (Customer.objects.count(), job.is_finished) == (0, False)

    assert worker(tmp_path).wait(timeout=120) == 0
    job.refresh_from_db()
    assert job.status == Status.DONE, job.message
    found = sorted(Customer.objects.values_list("external_id", flat=True))
    assert found == sorted(f"A{number}" for number in range(ROWS))
    assert Phone.objects.count() == ROWS
    assert tables_of_runs() == before
    page = client.get(reverse("customers:import_run", args=[run.pk]))
    assert page.context["run"].created == ROWS
