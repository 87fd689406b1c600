"""Reads about people and the audit trail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import yesno

from accounts.models import User
from common import formats

# Event models are made by django-pghistory at start; no type describes their fields.
EventModel = Any


@dataclass(frozen=True)
class Change:
    """One field of one audited change; `before` is None when the record was new."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class AuditEntry:
    at: datetime
    action: str  # insert, update, delete
    object_id: int
    user: User | None
    source: str  # page, task or command
    reference: str
    changes: list[Change]


def audited_models() -> dict[str, EventModel]:
    """Event models by the label of the model they watch, such as "customers.customer"."""
    found = {
        model.pgh_tracked_model._meta.label_lower: model
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    return dict(sorted(found.items()))


EventFilter = Callable[[User, models.QuerySet], models.QuerySet]
_event_filters: dict[str, EventFilter] = {}


def register_audit_filter(label: str, keep: EventFilter) -> None:
    """Hide events of a table from people who may not know of the record; the app that owns the table says which."""
    _event_filters[label] = keep


def audit_events(event_model: EventModel, *, user: User, object_id: int | None = None) -> models.QuerySet:
    """The events of one table that `user` may see, each with the one before on the same record (`previous_id`)."""
    earlier = event_model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    events = event_model.objects.select_related("pgh_context").annotate(
        previous_id=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    )
    keep = _event_filters.get(event_model.pgh_tracked_model._meta.label_lower)
    if keep is not None:
        events = keep(user, events)
    return events if object_id is None else events.filter(pgh_obj_id=object_id)


def audit_entries(event_model: EventModel, events: list[Any]) -> list[AuditEntry]:
    """Spell out a page of events: who changed what, old → new. Three queries, however many events."""
    previous = event_model.objects.in_bulk([event.previous_id for event in events if event.previous_id])
    contexts = [event.pgh_context.metadata if event.pgh_context else {} for event in events]
    users = User.objects.in_bulk({context["user"] for context in contexts if context.get("user")})
    return [
        AuditEntry(
            at=event.pgh_created_at,
            action=event.pgh_label,
            object_id=event.pgh_obj_id,
            user=users.get(context.get("user")),
            source=context.get("page") or context.get("task") or context.get("command") or "",
            reference=context.get("reference", ""),
            changes=list(_changes(event, previous.get(event.previous_id))),
        )
        for event, context in zip(events, contexts, strict=True)
    ]


def _changes(event: Any, before: Any) -> Iterator[Change]:
    if event.pgh_label == "delete":
        return
    for field in event.pgh_tracked_model._meta.concrete_fields:
        if field.primary_key or not hasattr(event, field.attname):
            continue
        new, old = getattr(event, field.attname), getattr(before, field.attname, None)
        if new != old and not (before is None and new in (None, "", [], {}, False)):
            yield Change(str(field.verbose_name), _in_words(field, old), _in_words(field, new))


def _in_words(field: models.Field, value: Any) -> Any:
    """A value as screens show it: the word of a choice, yes or no, a local moment."""
    if isinstance(value, bool):
        return yesno(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.shortdate(value)
    if isinstance(value, list):
        return ", ".join(str(_in_words(field, part)) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    return dict(field.flatchoices).get(value, value)
