from pathlib import Path

from django.db import connection

from crm_site.devstack.postgres import find_binaries
from crm_site.devstack.processes import ChildFailed


def programs_folder() -> Path | None:
    """Where pg_dump of at least the server's version lies; None leaves the choice to PATH."""
    with connection.cursor() as cursor:
        server = cursor.connection.server_version // 10_000
    try:
        binaries = find_binaries()
    except ChildFailed:
        return None
    return binaries.folder if binaries.major >= server and (binaries.folder / "pg_dump").exists() else None
