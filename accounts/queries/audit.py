"""The audit trail as lists: of all changes, of one record, of the rows of one statement.

Lists come from `ChangeSet`, a line per statement, so the newest changes of all tables cost what one index costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, Value, When
from django.utils import timezone

from accounts.models import ChangeSet, User

# Event models are made by django-pghistory at start; no type describes their fields.
EventModel = Any


@cache
def audited_models() -> dict[str, EventModel]:
    """Event models by the label of the model they watch, such as "customers.customer"."""
    found = {
        model.pgh_tracked_model._meta.label_lower: model
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    return dict(sorted(found.items()))


EventFilter = Callable[[User, models.QuerySet], models.QuerySet]
Lookup = Callable[[User, str], int | None]
_event_filters: dict[str, EventFilter] = {}
_lookups: dict[str, Lookup] = {}


def register_audit_filter(label: str, keep: EventFilter) -> None:
    """Hide events of a table from people who may not know of the record; the app that owns the table says which."""
    _event_filters[label] = keep


def register_audit_lookup(label: str, find: Lookup) -> None:
    """Let records of a table be found by what people call them; `find` gives the id of what the user may see."""
    _lookups[label] = find


@dataclass(frozen=True)
class Found:
    label: str
    pk: int


def find_record(text: str, *, user: User, label: str = "") -> Found | None:
    """The record that goes by this number or reference; a bare id where the table is named."""
    text = text.strip()
    if label and text.isascii() and text.isdecimal() and len(text) < 19:
        return Found(label, int(text))
    for known, find in _lookups.items():
        if label in ("", known) and (pk := find(user, text)) is not None:
            return Found(known, pk)
    return None


@dataclass(frozen=True)
class ChangeFilter:
    """What narrows the list of changes; empty values narrow nothing."""

    table: str = ""
    user: int | None = None
    action: str = ""
    reference: str = ""
    since: date | None = None
    until: date | None = None

    def as_q(self) -> Q:
        chosen = {"table": self.table, "user": self.user, "action": self.action, "reference": self.reference}
        found = Q(**{name: value for name, value in chosen.items() if value})
        if self.since:
            found &= Q(at__gte=_start_of(self.since))
        if self.until:
            found &= Q(at__lt=_start_of(self.until + timedelta(days=1)))
        return found


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def change_sets(*, user: User, chosen: ChangeFilter) -> "models.QuerySet[ChangeSet]":
    """Changes that `user` may know of, to be listed by ("-at", "-id")."""
    gate = ~Q(table__in=list(_event_filters))
    for label, keep in _event_filters.items():
        within = Q(pgh_id__gte=OuterRef("first_id"), pgh_id__lte=OuterRef("last_id"))
        gate |= Q(Exists(keep(user, audited_models()[label].objects.filter(within))), table=label)
    return ChangeSet.objects.filter(chosen.as_q(), gate, table__in=list(audited_models()))


# Of larger statements one row more or less tells nothing, and counting them would take long.
COUNTED_AT_MOST = 5_000


def as_known(sets: Sequence[ChangeSet], *, user: User) -> list[ChangeSet]:
    """Changes with only the rows that `user` may know of: of two of which one is hidden, one is left.

    One query for each table that hides something; nothing is stored.
    """
    mixed = [one for one in sets if 1 < one.rows <= COUNTED_AT_MOST and one.table in _event_filters]
    known: dict[int, tuple[int, int, int, int, int]] = {}
    for table in {one.table for one in mixed}:
        known |= _known_of(table, [one for one in mixed if one.table == table], user)
    return [_reduced(one, *known[one.pk]) if one.pk in known else one for one in sets]


def _known_of(table: str, sets: Sequence[ChangeSet], user: User) -> dict[int, tuple[int, int, int, int, int]]:
    of_sets = {
        one.pk: Q(pgh_id__gte=one.first_id, pgh_id__lte=one.last_id, pgh_context_id=one.context_id)
        if one.context_id
        else Q(pgh_id__gte=one.first_id, pgh_id__lte=one.last_id, pgh_context_id__isnull=True)
        for one in sets
    }
    events = audited_models()[table].objects.filter(reduce(or_, of_sets.values()))
    which = Case(*[When(fits, then=Value(pk)) for pk, fits in of_sets.items()], output_field=models.BigIntegerField())
    rows = _visible(table, events, user).annotate(of_set=which).order_by().values_list("of_set")
    found = rows.annotate(
        n=Count("pgh_id"), first=Min("pgh_id"), last=Max("pgh_id"), low=Min("pgh_obj_id"), high=Max("pgh_obj_id")
    )
    return {pk: tuple(values) for pk, *values in found}


def _reduced(one: ChangeSet, rows: int, first: int, last: int, low: int, high: int) -> ChangeSet:
    one.rows, one.first_id, one.last_id = rows, first, last
    one.record_id = low if low == high else None
    return one


def events_of(change: ChangeSet, *, user: User) -> models.QuerySet:
    """The events of one change, to be listed by ("pgh_id",)."""
    events = audited_models()[change.table].objects.filter(
        pgh_id__gte=change.first_id, pgh_id__lte=change.last_id, pgh_context_id=change.context_id
    )
    return _visible(change.table, events, user)


def _visible(label: str, events: models.QuerySet, user: User) -> models.QuerySet:
    keep = _event_filters.get(label)
    return events if keep is None else keep(user, events)


@dataclass(frozen=True)
class Edge:
    """Where a page of a record's history ends: everything older comes after it."""

    at: datetime
    label: str
    pgh_id: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.label}~{self.pgh_id}"

    @classmethod
    def read(cls, text: str) -> "Edge | None":
        """None for a damaged one: the history then begins anew."""
        try:
            at, label, pgh_id = text.split("~")
            edge = cls(datetime.fromisoformat(at), label, int(pgh_id))
        except ValueError:
            return None
        in_range = timezone.is_aware(edge.at) and 1900 < edge.at.year < 9000 and 0 <= edge.pgh_id < 2**31
        return edge if in_range else None

    def older(self, label: str) -> Q:
        """The events of a table that come after this one in the order (time, table, id), newest first."""
        if label == self.label:
            return Q(pgh_created_at__lt=self.at) | Q(pgh_created_at=self.at, pgh_id__lt=self.pgh_id)
        return Q(pgh_created_at__lte=self.at) if label < self.label else Q(pgh_created_at__lt=self.at)


def record_history(
    found: Found, *, user: User, after: Edge | None, size: int
) -> tuple[list[tuple[str, int]], Edge | None]:
    """A page of what happened to a record and to the rows that belong to it (phones, entries): keys of events, newest
    first, and the edge where the next page begins."""
    parts = [_part(label, events, user, after, size) for label, events in _belonging(found)]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    page = list(rows.order_by("-pgh_created_at", "-audited_table", "-pgh_id")[: size + 1])
    keys = [(label, pgh_id) for label, pgh_id, _at in page[:size]]
    last = page[size - 1] if len(page) > size else None
    return keys, Edge(last[2], last[0], last[1]) if last else None


def _belonging(found: Found) -> list[tuple[str, models.QuerySet]]:
    """Events of the record itself, and of tables whose rows are deleted with it: they have no life of their own."""
    tracked = audited_models()[found.label].pgh_tracked_model
    parts = [(found.label, audited_models()[found.label].objects.filter(pgh_obj_id=found.pk))]
    for label, event_model in audited_models().items():
        for field in event_model.pgh_tracked_model._meta.concrete_fields:
            if field.related_model is tracked and field.remote_field.on_delete is models.CASCADE:
                parts.append((label, event_model.objects.filter(**{field.attname: found.pk})))
    return parts


def _part(label: str, events: models.QuerySet, user: User, after: Edge | None, size: int) -> models.QuerySet:
    events = _visible(label, events, user)
    if after is not None:
        events = events.filter(after.older(label))
    newest = events.order_by("-pgh_created_at", "-pgh_id").values("pgh_id")[: size + 1]
    return (
        type(events)(events.model)
        .filter(pgh_id__in=newest)
        .annotate(audited_table=Value(label))
        .values_list("audited_table", "pgh_id", "pgh_created_at")
    )
