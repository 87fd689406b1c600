"""Spelling out the audit trail: who changed what, old → new, in words.

However many lines there are and however they mix tables: one query reads the events with those before them, and one
more for each table that names something on the page.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.template.defaultfilters import yesno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import ChangeSet, User
from accounts.queries.audit import EventModel, as_known, audited_models
from common import formats
from common.audit import ERASED

# Names that Django makes up from identifiers, listed here to be translated.
MADE_UP = (
    gettext_noop("added by"), gettext_noop("author"), gettext_noop("created by"), gettext_noop("decided by"),
    gettext_noop("deleted by"), gettext_noop("done by"), gettext_noop("ended by"), gettext_noop("enrolled by"),
    gettext_noop("follow up"), gettext_noop("found by"), gettext_noop("held by"),
    gettext_noop("identity by"), gettext_noop("lifted by"), gettext_noop("made by"), gettext_noop("merged by"),
    gettext_noop("noted by"), gettext_noop("paid by"), gettext_noop("parent"), gettext_noop("proposed by"),
    gettext_noop("recorded by"), gettext_noop("sent by"), gettext_noop("settled by"), gettext_noop("undone by"),
    gettext_noop("withdrawn by"),
)  # fmt: skip

# What the program counts and compares by says nothing to readers; it stays in the trail.
BOOKKEEPING = frozenset({"version", "submission_key", "updated_at"})

# A row of an event table and the one before it on the same record, as PostgreSQL writes rows in JSON.
_EVENTS = """
SELECT '{label}', e.pgh_id, to_jsonb(e), to_jsonb(p) FROM {table} AS e
LEFT JOIN LATERAL (
    SELECT * FROM {table} AS b WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id ORDER BY b.pgh_id DESC LIMIT 1
) AS p ON TRUE
WHERE e.pgh_id = ANY(%s)
"""
_WITH_TEXT = " AND (to_jsonb(e)::text ILIKE %s OR to_jsonb(p)::text ILIKE %s)"

Key = tuple[str, int]  # label of a table and the id of one of its events
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field of one change, in words; `before` is "" when the record was new."""

    name: str
    label: str
    before: str
    after: str
    is_erased: bool = False


@dataclass(frozen=True)
class AuditLine:
    """One line of the list: a change of one record, or of many rows by one statement."""

    at: datetime
    action: str  # insert, update, delete
    label: str
    table: str
    rows: int
    record_id: int | None
    user: User | None
    source: str
    reference: str
    record: str = ""
    url: str = ""
    changes: Sequence[Change] = field(default_factory=list)
    set_id: int | None = None

    @property
    def is_erased(self) -> bool:
        return any(change.is_erased for change in self.changes)


# For a column that holds several values: from its old and new content to what differs, as (label, old, new) in words.
SplitChange = Callable[[Any, Any], Iterable[tuple[str, str, str]]]
_splitters: dict[tuple[str, str], SplitChange] = {}


def register_change_splitter(label: str, name: str, split: SplitChange) -> None:
    """Spell out each value of a column by itself: `split` gets None where there was nothing."""
    _splitters[label, name] = split


def read_events(keys: Iterable[Key], text: str = "") -> dict[Key, tuple[Row, Row | None]]:
    """The events of these keys, each with the one before on the same record; those alone in which `text` stands."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, pgh_id in keys:
        ids[label].append(pgh_id)
    if not ids:
        return {}
    known = audited_models()
    parts: list[str] = []
    values: list[Any] = []
    for label, wanted in ids.items():
        parts.append(_EVENTS.format(label=label, table=known[label]._meta.db_table) + (_WITH_TEXT if text else ""))
        values += [wanted, *([_pattern(text)] * 2 if text else [])]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"({part})" for part in parts), values)
        return {(label, pgh_id): (_loaded(row), _loaded(before)) for label, pgh_id, row, before in cursor.fetchall()}


def _loaded(row: Any) -> Any:
    return json.loads(row, parse_float=Decimal) if isinstance(row, str) else row


def _pattern(text: str) -> str:
    inside_json = json.dumps(text, ensure_ascii=False)[1:-1]
    escaped = inside_json.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def lines_of_sets(sets: Sequence[ChangeSet], *, user: User, events: Mapping | None = None) -> list[AuditLine]:
    """The lines of changes as `change_sets` gives them; `events` are those of single rows, if they were read before."""
    sets = as_known(sets, user=user)
    single = [(one.table, one.first_id) for one in sets if one.rows == 1]
    rows = read_events(single) if events is None else events
    names = _names(rows, [one.user_id for one in sets], [(one.table, one.record_id) for one in sets], user)
    return [
        AuditLine(
            at=one.at,
            action=one.action,
            label=one.table,
            table=_table_name(one.table),
            rows=one.rows,
            record_id=one.record_id,
            user=names.person(one.user_id),
            source=one.source,
            reference=one.reference,
            record=names.record(one.table, one.record_id, rows.get((one.table, one.first_id))),
            url=names.url(one.table, one.record_id, rows.get((one.table, one.first_id))),
            changes=list(_changes(one.table, one.action, rows.get((one.table, one.first_id)), names)),
            set_id=one.pk,
        )
        for one in sets
    ]


def lines_of_events(keys: Sequence[Key], *, user: User) -> list[AuditLine]:
    """The lines of single events, in the order of `keys`."""
    rows = read_events(keys)
    contexts = _contexts(rows)
    people = [context.get("user") for context in contexts.values()]
    records = [(label, row["pgh_obj_id"]) for (label, _id), (row, _before) in rows.items()]
    names = _names(rows, people, records, user)
    return [_line(key, rows[key], contexts, names) for key in keys if key in rows]


def _line(key: Key, found: tuple[Row, Row | None], contexts: Mapping[str, dict], names: "_Names") -> AuditLine:
    label, row = key[0], found[0]
    context = contexts.get(row["pgh_context_id"] or "", {})
    return AuditLine(
        at=datetime.fromisoformat(row["pgh_created_at"]),
        action=row["pgh_label"],
        label=label,
        table=_table_name(label),
        rows=1,
        record_id=row["pgh_obj_id"],
        user=names.person(context.get("user")),
        source=context.get("page") or context.get("task") or context.get("command") or "",
        reference=context.get("reference", ""),
        record=names.record(label, row["pgh_obj_id"], found),
        url=names.url(label, row["pgh_obj_id"], found),
        changes=list(_changes(label, row["pgh_label"], found, names)),
    )


def _contexts(rows: Mapping[Key, tuple[Row, Row | None]]) -> dict[str, dict]:
    ids = {row["pgh_context_id"] for row, _before in rows.values() if row["pgh_context_id"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, metadata FROM pghistory_context WHERE id = ANY(%s::uuid[])", [list(ids)])
        return {pk: _loaded(metadata) for pk, metadata in cursor.fetchall()}


@dataclass(frozen=True)
class _Names:
    """What the things are called that changes point at, by model and id."""

    objects: Mapping[type[models.Model], Mapping[int, models.Model]]

    def person(self, pk: int | None) -> User | None:
        found = self.objects.get(User, {}).get(pk or 0)
        return found if isinstance(found, User) else None

    def of(self, model: type[models.Model], pk: Any) -> str:
        found = self.objects.get(model, {}).get(pk)
        return str(found) if found is not None else f"#{pk}"

    def record(self, label: str, pk: int | None, found: tuple[Row, Row | None] | None) -> str:
        return "" if pk is None else self.of(*_whole(label, pk, found))

    def url(self, label: str, pk: int | None, found: tuple[Row, Row | None] | None) -> str:
        if pk is None:
            return ""
        model, whole = _whole(label, pk, found)
        named = self.objects.get(model, {}).get(whole)
        return named.get_absolute_url() if named is not None and hasattr(named, "get_absolute_url") else ""


def _whole(label: str, pk: int, found: tuple[Row, Row | None] | None) -> tuple[type[models.Model], int]:
    """The record with a page: the row itself, or what it is a part of (a phone number of its customer)."""
    model = _tracked(label)
    if hasattr(model, "get_absolute_url") or found is None:
        return model, pk
    for field_ in _fields(label):
        is_part = field_.related_model and field_.remote_field.on_delete is models.CASCADE
        if is_part and hasattr(field_.related_model, "get_absolute_url") and found[0].get(field_.column):
            return field_.related_model, found[0][field_.column]
    return model, pk


def _names(
    rows: Mapping[Key, tuple[Row, Row | None]],
    people: Iterable[int | None],
    records: Iterable[tuple[str, int | None]],
    user: User,
) -> _Names:
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    wanted[User] |= {pk for pk in people if pk}
    for label, pk in records:
        if pk is not None:
            wanted[_tracked(label)].add(pk)
    for (label, _id), pair in rows.items():
        for field_ in _fields(label):
            if field_.related_model:
                wanted[field_.related_model] |= {row[field_.column] for row in pair if row and row[field_.column]}
    return _Names({model: _called(model, pks, user) for model, pks in wanted.items() if pks})


def _called(model: type[models.Model], pks: Collection[int], user: User) -> Mapping[int, models.Model]:
    """The rows that `user` may know of, with what their names are made of."""
    rows = model._default_manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    beside = [field_.name for field_ in model._meta.concrete_fields if isinstance(field_, models.ForeignKey)]
    return (rows.select_related(*beside) if beside else rows).in_bulk(list(pks))


def _tracked(label: str) -> type[models.Model]:
    return audited_models()[label].pgh_tracked_model


def _table_name(label: str) -> str:
    return str(_tracked(label)._meta.verbose_name)


def _fields(label: str) -> list[Any]:
    """The fields of a table that its events keep."""
    event_model: EventModel = audited_models()[label]
    kept = {field_.name for field_ in event_model._meta.concrete_fields}
    return [one for one in _tracked(label)._meta.concrete_fields if not one.primary_key and one.name in kept]


def changed_fields(label: str, found: tuple[Row, Row | None]) -> Iterator[tuple[Any, Any, Any]]:
    """Field, old and new value (as stored) of what an event changed."""
    row, before = found
    for one in _fields(label):
        new, old = row.get(one.column), (before or {}).get(one.column)
        if new != old and not (before is None and new in (None, "", [], {}, False)):
            yield one, old, new


def _changes(label: str, action: str, found: tuple[Row, Row | None] | None, names: _Names) -> Iterator[Change]:
    if action == "delete" or found is None:
        return
    for one, old, new in changed_fields(label, found):
        if one.name in BOOKKEEPING:
            continue
        erased = ERASED in (old, new)
        split = _splitters.get((label, one.name))
        if split is not None and not erased:
            for words, was, becomes in split(old, new):
                yield Change(one.name, words, "" if found[1] is None else was, becomes)
            continue
        before = "" if found[1] is None else _in_words(one, old, names)
        yield Change(one.name, _(str(one.verbose_name)), before, _in_words(one, new, names), is_erased=erased)


def _in_words(one: Any, value: Any, names: _Names) -> str:
    """A value as screens show it: the name of what it points at, the word of a choice, yes or no, a local moment."""
    if value in (None, "", [], {}):
        return formats.NOTHING
    if value == ERASED:
        return _("erased")
    if one.related_model:
        return names.of(one.related_model, value)
    if isinstance(value, bool):
        return str(yesno(value))
    if isinstance(value, list):
        return ", ".join(str(dict(getattr(one, "base_field", one).flatchoices).get(part, part)) for part in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {part}" for key, part in value.items())
    return _plain(one, value)


def _plain(one: Any, value: Any) -> str:
    if isinstance(one, models.DecimalField):
        exact = Decimal(str(value))
        return formats.number(exact, 0 if exact == exact.to_integral_value() else one.decimal_places)
    if isinstance(one, models.DateField):
        parsed = one.to_python(value)
        return formats.moment(parsed) if isinstance(parsed, datetime) else formats.shortdate(date.fromisoformat(value))
    return str(dict(one.flatchoices).get(value, value))
