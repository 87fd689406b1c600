"""Giving a customer values of further fields, by definitions that nobody can change before they are stored."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import F, Func, IntegerField, JSONField, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from common.errors import AppError
from customers.custom import changed_values, checked_change, fresh_definitions
from customers.models import Customer, CustomField
from customers.queries.custom_fields import customer_with

# Whoever stores values holds this lock together with others; whoever changes what values mean holds it alone.
DEFINITIONS_LOCK = 7_205_759_405
# Locks of single fields whose values must differ: a number space of their own beside the field's primary key.
UNIQUE_LOCK = 720_576


def hold_definitions() -> None:
    """Until the end of the transaction no definition changes in a way that values would not follow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [DEFINITIONS_LOCK])


def hold_definitions_alone() -> None:
    """Until the end of the transaction nobody stores values, and nobody else changes definitions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEFINITIONS_LOCK])


def hold_unique(fields: Iterable[CustomField]) -> None:
    """Until the end of the transaction nobody else stores values of these fields; always in the same order."""
    with connection.cursor() as cursor:
        for pk in sorted(field.pk for field in fields):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [UNIQUE_LOCK, pk])


def set_custom_values(customer: Customer, changes: Mapping[str, Any] | None) -> None:
    """Put changed values (by key, None takes one away) on a customer that is saved next.

    None for `changes` means that the caller does not know of further fields: nothing is changed or demanded. Otherwise
    every field that must be answered has to be, when this is done.
    """
    if changes is None:
        return
    hold_definitions()
    known = fresh_definitions()
    if not known.fields and not changes:
        return
    before = customer.custom_values
    values = changed_values(
        stored=before, changes=changes, kind=customer.kind, party_type=customer.party_type, known=known
    )
    new = {key: value for key, value in values.items() if before.get(key) != value}
    refuse_taken(customer, {field: new[field.key] for field in known.active if field.is_unique and field.key in new})
    customer.custom_values = values


def refuse_taken(customer: Customer, values: Mapping[CustomField, Any]) -> None:
    """Refuse a value that another customer has, where no two may have the same."""
    hold_unique(values)
    for field, value in values.items():
        other = customer_with(field, value, but=customer.pk)
        if other is not None:
            raise AppError(
                _("%(name)s (%(number)s) has the same “%(field)s”.")
                % {"name": other.name, "number": other.number, "field": field.label},
                field=field.name,
            )


@transaction.atomic
def change_custom_values(
    *, ids: Sequence[int], changes: Mapping[str, Any], at: datetime
) -> list[tuple[dict[str, Any], list[int]]]:
    """Give these customers the same checked values (None takes away); what those who changed had before, by group.

    Merged and erased records are left alone. Open edit forms of the others get to see both versions. Refused when one
    of the fields can't be asked any more.
    """
    hold_definitions()
    known = fresh_definitions()
    checked = {key: checked_change(key, value, known) for key, value in changes.items()}
    rows = Customer.objects.current().filter(pk__in=ids).exclude(has_custom_values(checked))
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, values in rows.order_by("pk").select_for_update().values_list("pk", "custom_values"):
        groups[json.dumps({key: values.get(key) for key in checked}, sort_keys=True)].append(pk)
    _write(Customer.objects.filter(pk__in=[pk for group in groups.values() for pk in group]), checked, at)
    return [(json.loads(before), group) for before, group in groups.items()]


@transaction.atomic
def restore_custom_values(
    *, ids: Sequence[int], before: Mapping[str, Any], after: Mapping[str, Any], at: datetime
) -> int:
    """Give these customers back what they had, those that still have what was set; gives how many."""
    hold_definitions()
    rows = Customer.objects.current().filter(pk__in=ids).filter(has_custom_values(after))
    found = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    _write(Customer.objects.filter(pk__in=found), before, at)
    return len(found)


def has_custom_values(values: Mapping[str, Any]) -> Q:
    """Whether a customer has exactly these values of these fields; None for those it has none of."""
    exactly = Q()
    for key, value in values.items():
        exactly &= Q(custom_values__contains={key: value}) if value is not None else ~Q(custom_values__has_key=key)
        if isinstance(value, list):  # a longer list contains it too
            length = Func(
                KeyTransform(key, "custom_values"), function="jsonb_array_length", output_field=IntegerField()
            )
            exactly &= Q(Exact(length, len(value)))
    return exactly


def _write(customers: QuerySet[Customer], values: Mapping[str, Any], at: datetime) -> None:
    """Merged by key in the database: what else stands there is left as it is in that very moment."""
    given = Value({key: value for key, value in values.items() if value is not None}, output_field=JSONField())
    names = ArrayField(TextField())
    gone = Cast(Value([key for key, value in values.items() if value is None], output_field=names), names)
    kept = CombinedExpression(F("custom_values"), "-", gone, output_field=JSONField())
    merged = CombinedExpression(kept, "||", given, output_field=JSONField())
    customers.update(custom_values=merged, version=F("version") + 1, updated_at=at)
