"""A database and a broker of its own in a folder that goes away, filled with generated data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_site.devstack import postgres, valkey
from crm_site.devstack.datafolder import DataFolder
from crm_site.devstack.processes import Children

CUSTOMERS, TRANSACTIONS, COMPLAINTS = 100_000, 300_000, 50_000
FOREIGN_SETTINGS = ("PRIMA_TESTING", "PRIMA_OFFLINE", "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "REPLICA_URL")


@contextmanager
def world(scale: float, mail_port: int) -> Iterator[None]:
    """Django set up on the filled database."""
    path = Path(tempfile.mkdtemp(prefix="prima-bench-"))
    path.chmod(0o711)
    folder, children = DataFolder(path), Children()
    try:
        for name in FOREIGN_SETTINGS:
            os.environ.pop(name, None)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="crm_site.settings",
            DATABASE_URL=postgres.start(folder, children, postgres.THROWAWAY),
            REDIS_URL=valkey.start(folder, children),
            EMAIL_URL=f"smtp://127.0.0.1:{mail_port}",
            PRIMA_DATA=str(folder.private("app")),
            PRIMA_DEMO="1",
        )
        fill(scale)
        yield
    finally:
        children.stop()
        shutil.rmtree(postgres.server_home(folder, postgres.server_account()), ignore_errors=True)
        folder.remove()


def fill(scale: float) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command(
        "bulkdata",
        customers=int(CUSTOMERS * scale),
        transactions=int(TRANSACTIONS * scale),
        complaints=int(COMPLAINTS * scale),
    )
