"""What `manage.py` does before Django: find or start the database a command needs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .datafolder import DataFolder, read_dotenv
from .embedded import Services, services_for_a_command
from .processes import ChildFailed

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "startapp",
    "startproject",
    "version",
}


@contextmanager
def surroundings(arguments: list[str]) -> Iterator[None]:
    """The environment in which `manage.py` with these arguments can work."""
    read_dotenv()
    if os.environ.get("DATABASE_URL"):
        yield
    elif not needs_database(arguments):
        os.environ.setdefault("PRIMA_OFFLINE", "1")
        yield
    else:
        folder = DataFolder.from_environment().create()
        os.environ.setdefault("PRIMA_DEMO", "1")
        os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or folder.secret("secret_key")
        try:
            with services_for_a_command(folder) as services:
                prepare(services, arguments)
                yield
        except ChildFailed as failure:
            sys.exit(str(failure))


def needs_database(arguments: list[str]) -> bool:
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks_for_help and arguments[0] not in WITHOUT_DATABASE


def prepare(services: Services | None, arguments: list[str]) -> None:
    """Bring a database we started up to date, then let other commands use it too."""
    if services is None:
        return
    if arguments[0] != "migrate":
        migrate_if_behind()
    services.publish({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")})


def migrate_if_behind() -> None:
    """Apply missing migrations, saying so on standard error: standard output belongs to the command."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date.", file=sys.stderr)
        call_command("migrate", verbosity=0, stdout=sys.stderr)
    connection.close()
