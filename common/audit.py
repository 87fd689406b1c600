"""The audit trail: every change of a tracked table is copied to an event table by the database itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pghistory
import pgtrigger
from django.db import connection, models


def audited(*, exclude: list[str] | None = None, **options: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: record each insert, update and delete, with the user and request of the moment.

    Statement-level triggers do it, so bulk SQL can't bypass them; event tables refuse to be changed themselves.
    """
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude, **options
    )


@contextmanager
def unaudited_inserts(*tracked: type[models.Model]) -> Iterator[None]:
    """In the running transaction, rows added to these tables leave no trail: for generated data, which are no facts."""
    with connection.cursor() as cursor, triggers_silenced(cursor, {model: ["insert_insert"] for model in tracked}):
        yield


@contextmanager
def triggers_silenced(cursor: Any, names: Mapping[type[models.Model], Sequence[str]]) -> Iterator[None]:
    """In the running transaction, these triggers do nothing: for work that keeps a record of its own."""
    uris = [f"{model._meta.label}:{name}" for model, triggers in names.items() for name in triggers]
    silenced = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered(*uris))
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + silenced + "}"])
    yield
    cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")
