"""What an import promises whatever the file: values come back equal, twice at once is once, killed is nothing."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.forms import tidy_line
from common.spreadsheets import quoted, unquoted
from customers.models import Customer, ImportRun, Transaction
from customers.tests.factories import CustomerFactory
from customers.tests.imports import bring_in, counts, write

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)
NAMES = TEXT.map(tidy_line).filter(bool)


@given(st.text(max_size=20))
def test_quoting_for_spreadsheets_is_undone_by_reading(text):
    cell = quoted(text)
    assert unquoted(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            NAMES,
            st.decimals(0, 10**9, places=2),
            st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_sound_rows_are_stored_as_they_stand(tmp_path, rows):
    Transaction.objects.all().delete()
    Customer.objects.all().delete()
    with (tmp_path / "c.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["external_id", "name"], *([n, quoted(name)] for n, (name, *_r) in enumerate(rows))]
        )
    with (tmp_path / "t.csv").open("w", newline="") as file:
        lines = [[f"R{n}", n, at.isoformat(), amount] for n, (_name, amount, at) in enumerate(rows)]
        csv.writer(file).writerows([["reference", "customer", "occurred_at", "amount"], *lines])

    assert counts(bring_in("customers", tmp_path / "c.csv")) == (len(rows), 0, 0, 0)
    assert counts(bring_in("transactions", tmp_path / "t.csv")) == (len(rows), 0, 0, 0)

    stored = Transaction.objects.order_by("pk").values_list("customer__name", "amount", "occurred_at")
    assert list(stored) == [(name, Decimal(amount), at) for name, amount, at in rows]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_leaves_one_copy(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    path = write(tmp_path, "external_id,name\n" + "".join(f"A{n},Orang {n}\n" for n in range(300)))
    results = []

    def work():
        try:
            results.append(counts(bring_in("customers", path)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [(0, 0, 300, 0), (300, 0, 0, 0)]
    assert Customer.objects.count() == 300


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_midway_leaves_nothing(tmp_path):
    """A lock on the table holds the command where its rows are about to be written."""
    path = write(tmp_path, "external_id,name\nA1,Ani\n")
    name = connection.settings_dict["NAME"]
    address = {**os.environ, "DATABASE_URL": os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"}
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE customers_customer IN SHARE MODE")
        command = subprocess.Popen(
            [sys.executable, "manage.py", "import_customers", str(path)], cwd=project.BASE_DIR, env=address
        )
        deadline = time.monotonic() + 60
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'RowExclusiveLock'"
        while cursor.execute(waiting) or cursor.fetchone()[0] == 0:
            assert command.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        command.send_signal(signal.SIGKILL)
        command.wait()
        cursor.execute("ROLLBACK")
    time.sleep(0.5)
    assert Customer.objects.count() == 0
    assert ImportRun.objects.get().status == "running"


@pytest.mark.django_db
def test_the_command_prints_json_alone_and_fails_when_rows_are_rejected(tmp_path, capsys, settings):
    settings.DATA_DIR = tmp_path
    CustomerFactory(external_id="A1", name="Ani")

    call_command("import_customers", str(write(tmp_path, "external_id,name\nA1,Ani\n")), "--json")
    assert json.loads(capsys.readouterr().out) == {
        "rows": 1,
        "created": 0,
        "updated": 0,
        "unchanged": 1,
        "rejected": 0,
        "errors_file": None,
    }

    with pytest.raises(CommandError) as failure:
        call_command("import_customers", str(write(tmp_path, "external_id,name\nA2,\n")), "--json")
    assert failure.value.returncode == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["rejected"], os.path.isfile(result["errors_file"])) == (1, True)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "city\nSolo\n"])
def test_the_command_names_what_is_wrong_with_a_file(tmp_path, content):
    path = write(tmp_path, content) if content else tmp_path / "missing.csv"
    with pytest.raises(CommandError):
        call_command("import_customers", str(path))
    assert Customer.objects.count() == 0
