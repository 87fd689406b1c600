"""Taking personal words out of rows that are otherwise never changed: the audit trail, ledgers, logs.

The database allows it only in a transaction that leaves a `Redaction`, only in columns that are named as personal, and
only towards emptiness (`prima_append_only`, migration 0003). So the exception can't be used for anything else, nor
unseen.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from accounts.models import Redaction, User
from accounts.queries.audit import audited_models
from common.audit import ERASED


class Redactor:
    """Takes words out of append-only rows and counts the rows by table."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def redact(self, rows: "models.QuerySet[Any]", fields: Sequence[str]) -> int:
        """Empty `fields` of some rows; gives how many rows had something in them."""
        filled = Q()
        for name in fields:
            filled |= ~_is_empty(rows.model, name)
        values = {name: emptied(rows.model, name) for name in fields}
        changed = rows.filter(filled).update(**values) if fields else 0
        label = rows.model._meta.label_lower
        if changed:
            self.rows[label] = self.rows.get(label, 0) + changed
        return changed

    def redact_events(self, model: type[models.Model], which: Q) -> int:
        """Empty the personal columns of a table's events; `which` chooses them by the fields they have of it."""
        event_model = audited_models()[model._meta.label_lower]
        return self.redact(event_model.objects.filter(which), event_model.pgh_personal)


@contextmanager
def redaction(*, reason: str, by: User | None, at: datetime) -> Iterator[Redactor]:
    """A block, atomic, in which a `Redactor` may take personal words out of append-only tables; logged for good."""
    with transaction.atomic():
        log = Redaction.objects.create(at=at, by=by, reason=reason[:200])
        redactor = Redactor()
        yield redactor
        Redaction.objects.filter(pk=log.pk).update(rows=redactor.rows)


def emptied(model: type[models.Model], name: str, *, blank: bool = False) -> Any:
    """What a column holds when its words are erased: `ERASED` in the place of text, else nothing.

    Empty columns stay empty, so that it still shows where something was. With `blank` text goes without a mark.
    """
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.JSONField | ArrayField):
        return Value(field.get_default(), output_field=field)
    if not isinstance(field, models.CharField | models.TextField):
        return Value(None, output_field=field)
    fits = field.max_length is None or field.max_length >= len(ERASED)
    mark = Value(ERASED if fits and not blank else "", output_field=field)
    return Case(When(_is_empty(model, name), then=F(name)), default=mark, output_field=field)


def _is_empty(model: type[models.Model], name: str) -> Q:
    field: Any = model._meta.get_field(name)
    nothing = Q(**{f"{name}__isnull": True})
    if isinstance(field, models.CharField | models.TextField):
        return nothing | Q(**{f"{name}__in": ["", ERASED]})
    if isinstance(field, models.JSONField | ArrayField):
        return nothing | Q(**{name: field.get_default()})
    return nothing
