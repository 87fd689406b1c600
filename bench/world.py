"""A database and a broker of its own in a folder that goes away, filled with generated data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from crm_site.devstack import postgres, valkey
from crm_site.devstack.datafolder import DataFolder
from crm_site.devstack.processes import Children

CUSTOMERS, TRANSACTIONS, COMPLAINTS = 100_000, 300_000, 50_000
DEPARTMENTS, ANSWERS, OFFICERS = 12, 6, 40
MANAGER = "bench@example.com"
# What operators of a large registry are told to give it (docs/operations.md).
SERVER = {**postgres.THROWAWAY, "shared_buffers": "1GB"}
FOREIGN_SETTINGS = ("PRIMA_TESTING", "PRIMA_OFFLINE", "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "REPLICA_URL")


class Size(NamedTuple):
    customers: int
    transactions: int
    complaints: int

    def __str__(self) -> str:
        return ", ".join(f"{number:,} {name}" for name, number in self._asdict().items())


@contextmanager
def world(size: Size, mail_port: int) -> Iterator[None]:
    """Django set up on the filled database."""
    path = Path(tempfile.mkdtemp(prefix="prima-bench-"))
    path.chmod(0o711)
    folder, children = DataFolder(path), Children()
    try:
        for name in FOREIGN_SETTINGS:
            os.environ.pop(name, None)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="crm_site.settings",
            DATABASE_URL=postgres.start(folder, children, SERVER),
            REDIS_URL=valkey.start(folder, children),
            EMAIL_URL=f"smtp://127.0.0.1:{mail_port}",
            PRIMA_DATA=str(folder.private("app")),
            PRIMA_DEMO="1",
        )
        fill(size)
        yield
    finally:
        children.stop()
        shutil.rmtree(postgres.server_home(folder, postgres.server_account()), ignore_errors=True)
        folder.remove()


def fill(size: Size) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    furnish()
    call_command("bulkdata", **size._asdict())
    with connection.cursor() as cursor:  # as autovacuum would have done in a registry that has grown
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM")
    connection.close()


def furnish() -> None:
    """What an organisation sets up before it takes customers: departments, people, a further field."""
    from django.utils import timezone

    from accounts.enums import Role
    from accounts.models import User
    from customers.enums import FieldType
    from customers.services import add_custom_field, create_department
    from customers.services.custom_fields import ChoiceGiven

    departments = [create_department(name=f"Bagian {number + 1}") for number in range(DEPARTMENTS)]
    User.objects.create_user(MANAGER, full_name="Bench", role=Role.MANAGER)
    for number in range(OFFICERS):
        User.objects.create_user(
            f"officer-{number + 1}@example.com",
            full_name=f"Petugas {number + 1}",
            role=Role.AGENT,
            department=departments[number % DEPARTMENTS],
        )
    answers = [ChoiceGiven(f"Golongan {number}", f"Group {number}") for number in range(ANSWERS)]
    add_custom_field(
        at=timezone.now(),
        choices=answers,
        key="group",
        type=FieldType.CHOICE,
        label_id="Golongan",
        label_en="Group",
        in_list=True,
    )
