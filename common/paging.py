"""Pages of long lists by key, not by offset: page 4,000 costs what page 1 costs.

A cursor is the order key of the row at a page's edge. Rows after it are found by comparing rows,
`(opened_at, id) < (x, y)`, which PostgreSQL answers from the index that also gives the order.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.utils import timezone

SIZES = (25, 50, 100)


class _RowCompare(Func):
    """`(a, b) > (x, y)` over columns and values of equal number."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, operator: str = ">", **extra: Any):
        super().__init__(*expressions, **extra)
        self.operator = operator

    def as_sql(  # type: ignore[override]  # the template of Func is not used
        self, compiler: Any, connection: Any, **extra_context: Any
    ) -> tuple[str, list]:
        compiled = [compiler.compile(expression) for expression in self.get_source_expressions()]
        half = len(compiled) // 2
        columns, values = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        parameters = [parameter for _, some in compiled for parameter in some]
        return f"({columns}) {self.operator} ({values})", parameters


class _Computed(Func):
    """A column for ordering that no index gives: the rows are found first and sorted then."""

    template = "(SELECT %(expressions)s)"
    arity = 1


@dataclass(frozen=True)
class _Key:
    """One column of the order."""

    name: str
    falling: bool
    field: Field

    def read(self, text: str | None) -> Any:
        """The value a cursor holds; ValidationError for anything this column could not hold."""
        if text is None:
            if self.field.null:
                return None
            raise ValidationError("empty")
        if not isinstance(text, str) or "\x00" in text:
            raise ValidationError("no text")
        value = self.field.to_python(text)
        self.field.run_validators(value)
        if isinstance(value, datetime) and timezone.is_naive(value):
            raise ValidationError("no zone")
        return value

    def write(self, row: Any) -> str | None:
        value = row
        for part in self.name.split("__"):
            value = getattr(value, part)
        if value is None:
            return None
        return value.isoformat() if hasattr(value, "isoformat") else str(value)


class _Keyset:
    """Rows of `queryset` in `order`, read from a place in either direction; a place is the order key of a row."""

    size: int
    _is_short = False

    def __init__(self, queryset: QuerySet, order: Sequence[str]):
        self._queryset = queryset
        self._keys = [_key(queryset, name) for name in order]

    def cursor_of(self, row: Any) -> str:
        """The place of a row, as addresses carry it."""
        texts = [key.write(row) for key in self._keys]
        return base64.urlsafe_b64encode(json.dumps(texts, separators=(",", ":")).encode()).decode()

    def _fetch(self, cursor: list | None, *, backwards: bool) -> list:
        """Up to one row more than a page, from the cursor on, in reading direction."""
        rows: list = []
        for is_null in self._segments(cursor, backwards):
            rows += self._segment(is_null, cursor, backwards)[: self.size + 1 - len(rows)]
            if len(rows) > self.size:
                break
        return rows

    def _segments(self, cursor: list | None, backwards: bool) -> list[bool]:
        """The filled and the empty values of the first column, as far as they lie ahead of the cursor."""
        if not self._keys[0].field.null:
            return [False]
        order = [True, False] if backwards else [False, True]
        return order if cursor is None else order[order.index(cursor[0] is None) :]

    def _segment(self, is_null: bool, cursor: list | None, backwards: bool) -> QuerySet:
        rows = self._queryset
        keys = self._keys
        values = cursor
        if keys[0].field.null:
            rows = rows.filter(**{f"{keys[0].name}__isnull": is_null})
            if cursor is not None and (cursor[0] is None) != is_null:
                values = None
            if is_null:
                keys, values = keys[1:], values[1:] if values else None
        if values is not None:
            rows = rows.filter(_beyond(keys, values, backwards))
        return rows.order_by(*(self._direction(key, backwards) for key in keys))

    def _direction(self, key: _Key, backwards: bool) -> OrderBy:
        column = _Computed(F(key.name), output_field=key.field) if self._is_short else F(key.name)
        return column.desc() if key.falling != backwards else column.asc()

    def _read(self, text: str) -> list | None:
        try:
            texts = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
            if not isinstance(texts, list) or len(texts) != len(self._keys):
                return None
            return [key.read(value) for key, value in zip(self._keys, texts, strict=True)]
        except (ValueError, binascii.Error, ValidationError, ArithmeticError, RecursionError):
            return None


class KeysetPage(_Keyset):
    """One page of `queryset` in `order`, chosen by `?after=`, `?before=` and `?size=` of `params`.

    `order` names columns as order_by does ("-opened_at", "-id"); the last must be unique and only the first
    may be null: empty values come last, in either direction, and cost a second query only where they begin.
    Damaged cursors give the first page.

    `is_short` says that there are few rows in all. They are sorted then: the planner, who believes that filters fall
    together by chance, would otherwise walk through a million rows in their order to find the 26 that are not there.
    """

    sizes = SIZES

    def __init__(
        self,
        queryset: QuerySet,
        *,
        order: Sequence[str],
        params: Mapping[str, str],
        size: int = SIZES[0],
        is_short: bool = False,
    ):
        super().__init__(queryset, order)
        self._is_short = is_short
        self.size = _size(params.get("size", ""), size)
        after, before = self._read(params.get("after", "")), self._read(params.get("before", ""))
        self.rows: list[Any] = []
        self.has_previous = self.has_next = False
        if before is not None:
            self._load_before(before)
        elif after is not None:
            self._load_after(after)
        if not self.rows:
            self._load_first()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def next_cursor(self) -> str:
        return self.cursor_of(self.rows[-1])

    @cached_property
    def previous_cursor(self) -> str:
        return self.cursor_of(self.rows[0])

    def _load_first(self) -> None:
        rows = self._fetch(None, backwards=False)
        self.rows, self.has_next, self.has_previous = rows[: self.size], len(rows) > self.size, False

    def _load_after(self, cursor: list) -> None:
        rows = self._fetch(cursor, backwards=False)
        self.rows, self.has_next, self.has_previous = rows[: self.size], len(rows) > self.size, True

    def _load_before(self, cursor: list) -> None:
        rows = self._fetch(cursor, backwards=True)
        if len(rows) > self.size:
            self.rows, self.has_next, self.has_previous = rows[: self.size][::-1], True, True


class RowsBeside(_Keyset):
    """The rows before and after a place, for a page that shows one row and lets one walk on. None at an end.

    The place need not hold a row any more: what was there may have been changed or finished meanwhile.
    """

    size = 0

    def __init__(self, queryset: QuerySet, *, order: Sequence[str], cursor: str):
        super().__init__(queryset, order)
        place = self._read(cursor)
        self.previous = self._next_to(place, backwards=True)
        self.next = self._next_to(place, backwards=False)

    def _next_to(self, place: list | None, *, backwards: bool) -> Any:
        return next(iter(self._fetch(place, backwards=backwards)), None) if place is not None else None


def _beyond(keys: Sequence[_Key], values: Sequence[Any], backwards: bool) -> Q | _RowCompare:
    falling = [key.falling != backwards for key in keys]
    if len(set(falling)) == 1:
        bounds = [Value(value, output_field=key.field) for key, value in zip(keys, values, strict=True)]
        return _RowCompare(*(F(key.name) for key in keys), *bounds, operator="<" if falling[0] else ">")
    # Mixed directions have no row comparison; the bound on the first column keeps the index useful.
    lead = Q(**{f"{keys[0].name}__{'lte' if falling[0] else 'gte'}": values[0]})
    beyond, same = Q(), Q()
    for key, value, is_falling in zip(keys, values, falling, strict=True):
        beyond |= same & Q(**{f"{key.name}__{'lt' if is_falling else 'gt'}": value})
        same &= Q(**{key.name: value})
    return lead & beyond


def _key(queryset: QuerySet, name: str) -> _Key:
    bare = name.removeprefix("-")
    if bare in queryset.query.annotations:
        return _Key(bare, name.startswith("-"), queryset.query.annotations[bare].output_field)
    model, field = queryset.model, None
    for part in bare.split("__"):
        field = model._meta.get_field(part) if part != "pk" else model._meta.pk
        model = field.related_model
    if field is None:
        raise FieldDoesNotExist(bare)
    return _Key(bare, name.startswith("-"), field)


def _size(asked: str, default: int) -> int:
    return int(asked) if asked in {str(size) for size in SIZES} else default
