"""The audit trail: every change of a tracked table is copied to an event table by the database itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pghistory
import pghistory.trigger
import pgtrigger
from django.db import connection, models

# What takes the place of personal words that were erased: read alike in every language. The database knows it too.
ERASED = "[…]"


class _Shared(pgtrigger.Trigger):
    """A trigger whose work is done by a function of the database (accounts, migration 0003), the same for all tables.

    Unlike other triggers of pgtrigger it can't be switched off by the setting `pgtrigger.ignore`.
    """

    func = "RETURN NULL;"

    def __init__(self, *, function: str, arguments: Sequence[str], **options: Any):
        quoted = ", ".join(f"'{word}'" for word in arguments)
        self._call = f"{function}({quoted})"
        super().__init__(**options)

    def render_execute(self, model: models.Model) -> str:
        return self._call


class _ChangedRows(pghistory.trigger.Event):
    """Copies the rows in which an update made anything tracked another value, found as a difference of sets.

    A join of what was and what is would hang on a guess: the planner knows nothing of transition tables, and the plan
    that the first statement of a session got is kept. What is quick for one row compares each of 50,000 with each.
    """

    event_model: Any

    def get_func_template_kwargs(self, model: Any) -> dict[str, Any]:
        recorded = {field.column for field in self.event_model._meta.fields}
        tracked = [field for field in model._meta.concrete_fields if field.column in recorded or field.primary_key]
        columns = ", ".join(f'"{field.column}"' for field in tracked)
        changed = f"(SELECT {columns} FROM new_values EXCEPT SELECT {columns} FROM old_values) AS new_values"  # noqa: S608
        return {**super().get_func_template_kwargs(model), "cond_new_values": changed}


class _UpdateEvent(pghistory.UpdateEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        event = _ChangedRows(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            level=self.level,
        )
        pgtrigger.register(event)(event_model.pgh_tracked_model)


def append_only(*, personal: Sequence[str] = ()) -> pgtrigger.Trigger:
    """Refuse every change and deletion of rows, for good.

    One exception: in a transaction that has left a row in the log of redactions (`accounts.services.redaction`) the
    columns named `personal` may become empty or `ERASED`, and nothing else may change.
    """
    return _Shared(
        name="append_only",
        function="prima_append_only",
        arguments=personal,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
    )


def audited(
    *, exclude: list[str] | None = None, personal: Sequence[str] = (), **options: Any
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: record each insert, update and delete, with the user and request of the moment.

    Statement-level triggers do it, so bulk SQL can't bypass them. Event tables refuse to be changed themselves, except
    that the words of a person whose data are erased go from the columns named `personal`.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        columns = [str(model._meta.get_field(name).column) for name in personal]  # type: ignore[union-attr]
        track = pghistory.track(
            pghistory.InsertEvent(),
            _UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=exclude,
            append_only=False,
            attrs={"pgh_personal": tuple(personal)},
            meta={"triggers": [append_only(personal=columns), _listed(model)]},
            **options,
        )
        return track(model)

    return decorate


def _listed(model: type[models.Model]) -> pgtrigger.Trigger:
    """Add a line to the list of all changes (`accounts.models.ChangeSet`) for each statement."""
    return _Shared(
        name="listed",
        function="prima_list_changes",
        arguments=[model._meta.label_lower],
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),
    )


@contextmanager
def audit_context(**metadata: Any) -> Iterator[UUID]:
    """What is written within stands in the trail under one context, with this metadata; gives its id.

    The database remembers a context to the end of the transaction, but what is written after this is not of it (unless
    the caller has one around it).
    """
    with pghistory.context(**metadata) as context:
        yield context.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


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
