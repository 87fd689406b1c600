import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

# Any number will do, as long as every migrate of this product asks for the same one.
LOCK = 7_205_759_403


class Command(migrate.Command):
    """Django's migrate, one at a time: several servers that start together take turns."""

    def handle(self, *args: Any, **options: Any) -> None:
        with only_migrate(options["database"]):
            if MigrationRecorder(connections[options["database"]]).applied_migrations():
                super().handle(*args, **options)
            else:
                with states_rendered_alone():
                    super().handle(*args, **options)


@contextmanager
def states_rendered_alone() -> Iterator[None]:
    """Build a new database in a third of the time.

    With each operation Django renders anew every model that is related to the changed one, in case a migration works
    with rows. Here nearly all are related, by customers and users: that takes minutes. In an empty database the
    changed model alone will do; before Python code of a migration runs, Django renders all (`is_delayed`).
    """
    whole = ProjectState._find_reload_model

    def alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    ProjectState._find_reload_model = alone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState._find_reload_model = whole  # type: ignore[method-assign]


@contextmanager
def only_migrate(database: str) -> Iterator[None]:
    """Hold an advisory lock of the database.

    It is polled for: a statement that waits inside the server keeps a snapshot, and CREATE INDEX
    CONCURRENTLY in the migration that holds the lock would wait for that snapshot forever.
    """
    with connections[database].cursor() as cursor:
        while not first_value(cursor, "SELECT pg_try_advisory_lock(%s)"):
            time.sleep(0.2)
        # An index over millions of rows takes longer than any statement of a page may.
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connections[database].cursor() as cursor:
            first_value(cursor, "SELECT pg_advisory_unlock(%s)")


def first_value(cursor: Any, statement: str) -> Any:
    cursor.execute(statement, [LOCK])
    return cursor.fetchone()[0]
