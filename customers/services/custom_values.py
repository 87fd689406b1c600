"""Giving a customer values of further fields, by definitions that nobody can change before they are stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import AppError
from customers.custom import changed_values, fresh_definitions
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
