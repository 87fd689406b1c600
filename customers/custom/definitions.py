"""The definitions of further fields, kept in the memory of the process.

A request asks the database once whether they are still the same; outside of requests each look asks. So no worker ever
shows or checks by a definition that somebody changed elsewhere.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models import Count, Max, Sum

from customers.models import CustomField

# Every change raises a version, adds a row or takes one away, and a new row never gets an earlier row's number: two
# stored states that differ can't have the same figures. The moment tells a change from one that was rolled back.
Stamp = tuple[int, int, int, datetime | None]


@dataclass(frozen=True)
class Definitions:
    """All further fields in their order. They are shared between threads: nobody changes them."""

    stamp: Stamp
    fields: tuple[CustomField, ...]

    def __iter__(self) -> Iterator[CustomField]:
        """Those that are asked and shown."""
        return iter(self.active)

    @cached_property
    def active(self) -> tuple[CustomField, ...]:
        return tuple(field for field in self.fields if field.is_active)

    @cached_property
    def by_key(self) -> dict[str, CustomField]:
        return {field.key: field for field in self.fields}

    def asked_of(self, kind: str, party_type: str) -> list[CustomField]:
        """What customers of this kind and type are asked."""
        return [field for field in self.active if field.applies_to(kind, party_type)]


class _Moment(Enum):
    OUTSIDE = "of no request: every look asks the database"
    UNASKED = "in a request that has not looked yet"


_in_memory: Definitions | None = None
# What the request that is being answered has looked up.
_of_request: ContextVar[Definitions | _Moment] = ContextVar("custom_fields_of_request", default=_Moment.OUTSIDE)


def definitions() -> Definitions:
    """The fields as they are now: no query, or one, or three when they have changed."""
    known = _of_request.get()
    if isinstance(known, Definitions):
        return known
    found = fresh_definitions()
    if known is _Moment.UNASKED:
        _of_request.set(found)
    return found


def fresh_definitions() -> Definitions:
    """The fields as they are in this very moment, for who is about to write by them."""
    global _in_memory
    known, stamp = _in_memory, _stamp()
    if known is None or known.stamp != stamp:
        known = _in_memory = Definitions(stamp, _load())
    return known


def forget_definitions() -> None:
    """The definitions were changed in this request: what it has looked up is old."""
    if isinstance(_of_request.get(), Definitions):
        _of_request.set(_Moment.UNASKED)


def _stamp() -> Stamp:
    found = CustomField.objects.aggregate(n=Count("pk"), last=Max("pk"), versions=Sum("version"), at=Max("changed_at"))
    return found["n"], found["last"] or 0, found["versions"] or 0, found["at"]


def _load() -> tuple[CustomField, ...]:
    fields = tuple(CustomField.objects.prefetch_related("choices"))
    for field in fields:
        _ = field.all_choices
    return fields


def _begin_request(**_kwargs: Any) -> None:
    _of_request.set(_Moment.UNASKED)


def _end_request(**_kwargs: Any) -> None:
    _of_request.set(_Moment.OUTSIDE)


request_started.connect(_begin_request, dispatch_uid="customers.custom.begin")
request_finished.connect(_end_request, dispatch_uid="customers.custom.end")
