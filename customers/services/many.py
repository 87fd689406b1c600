"""The same change for many customers at once: by ids, a statement or two however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Func, Q, QuerySet, Value

from customers.models import Customer
from customers.signals import surveys_refused

TAGS_LIMIT = 50  # of one customer

# What a change did: the values before, and whose they were.
Before = tuple[dict[str, Any], list[int]]


@transaction.atomic
def set_fields(*, ids: Sequence[int], values: Mapping[str, Any], at: datetime) -> list[Before]:
    """Give these customers the same `values`; gives what those who changed had before, grouped by equal values.

    Merged and erased records are left alone. Open edit forms of the others get to see both versions.
    """
    fields = list(values)
    rows = open_records(ids).exclude(has_values(values)).order_by("pk").select_for_update()
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for pk, *before in rows.values_list("pk", *fields):
        groups[tuple(before)].append(pk)
    changed = [pk for group in groups.values() for pk in group]
    _write(Customer.objects.filter(pk__in=changed), values, at)
    if values.get("survey_consent") is False or values.get("do_not_contact"):
        _tell_refusals(changed)
    return [(dict(zip(fields, before, strict=True)), group) for before, group in groups.items()]


@transaction.atomic
def restore_fields(*, ids: Sequence[int], before: Mapping[str, Any], after: Mapping[str, Any], at: datetime) -> int:
    """Give these customers back what they had `before`, those that still have what was set; gives how many."""
    rows = open_records(ids).filter(has_values(after)).order_by("pk").select_for_update()
    found = list(rows.values_list("pk", flat=True))
    _write(Customer.objects.filter(pk__in=found), before, at)
    return len(found)


@transaction.atomic
def change_tags(
    *, ids: Sequence[int], at: datetime, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[tuple[tuple[str, ...], tuple[str, ...], list[int]]]:
    """Add and remove tags; gives (added, removed, whose) for those who changed, grouped by the same change.

    Who has as many tags as one may have gets no more.
    """
    add, remove = list(add), list(remove)
    rows = open_records(ids).filter(would_change_tags(add, remove)).order_by("pk").select_for_update()
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for pk, tags in rows.values_list("pk", "tags"):
        added = tuple(tag for tag in add if tag not in tags)
        removed = tuple(tag for tag in remove if tag in tags and tag not in add)
        if (added or removed) and len(tags) - len(removed) + len(added) <= TAGS_LIMIT:
            groups[added, removed].append(pk)
    for (added, removed), group in groups.items():
        _write(Customer.objects.filter(pk__in=group), {"tags": tags_with(added, removed)}, at)
    return [(added, removed, group) for (added, removed), group in groups.items()]


@transaction.atomic
def restore_tags(*, ids: Sequence[int], added: Sequence[str], removed: Sequence[str], at: datetime) -> int:
    """Take `added` tags off again and give `removed` ones back, where they are still as they were left."""
    rows = open_records(ids)
    if added:
        rows = rows.filter(tags__contains=list(added))
    if removed:
        rows = rows.exclude(tags__overlap=list(removed))
    found = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    _write(Customer.objects.filter(pk__in=found), {"tags": tags_with(removed, added)}, at)
    return len(found)


def open_records(ids: Sequence[int]) -> "QuerySet[Customer]":
    """Those of these customers that may be written to."""
    return Customer.objects.current().filter(pk__in=ids)


def _write(customers: "QuerySet[Customer]", values: Mapping[str, Any], at: datetime) -> None:
    customers.update(**values, version=F("version") + 1, updated_at=at)


def has_values(values: Mapping[str, Any]) -> Q:
    """Whether a customer has all these values."""
    conditions = Q()
    for name, value in values.items():
        conditions &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return conditions


def would_change_tags(add: Sequence[str], remove: Sequence[str]) -> Q:
    """Whether a customer lacks one of the tags to be added or has one to be taken off."""
    lacks = ~Q(tags__contains=list(add)) if add else Q(pk__in=[])
    return lacks | Q(tags__overlap=list(remove)) if remove else lacks


def tags_with(added: Iterable[str], removed: Iterable[str]) -> Any:
    """The tags of a row without some and with others, as SQL."""
    tags: Any = F("tags")
    for tag in removed:
        tags = Func(tags, _text(tag), function="array_remove")
    for tag in added:
        tags = Func(tags, _text(tag), function="array_append")
    return tags


def _text(tag: str) -> Func:
    kind = models.CharField(max_length=40)
    return Func(Value(tag), template="%(expressions)s::varchar(40)", output_field=kind)


def _tell_refusals(ids: Sequence[int]) -> None:
    if surveys_refused.has_listeners(Customer):
        for customer in Customer.objects.filter(pk__in=ids).iterator(chunk_size=500):
            surveys_refused.send(Customer, customer=customer)
