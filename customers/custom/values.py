"""A customer's values of further fields: giving some anew, and showing what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.errors import AppError
from customers.custom.definitions import Definitions, definitions
from customers.custom.types import value_type
from customers.models import Customer, CustomField
from customers.models.custom_field import PREFIX


@dataclass(frozen=True)
class Answer:
    """One value of one customer, to be shown."""

    field: CustomField
    value: Any

    @property
    def label(self) -> str:
        return self.field.label

    @property
    def shown(self) -> str:
        return value_type(self.field).shown(self.field, self.value)


def changed_values(
    *, stored: Mapping[str, Any], changes: Mapping[str, Any], kind: str, party_type: str, known: Definitions
) -> dict[str, Any]:
    """All values of a customer after `changes` (by key; None takes a value away).

    Raises AppError naming the field: for a value that does not fit, a key nobody knows, and for a field that must be
    answered and is not, be it changed or not.
    """
    values = dict(stored)
    for key, value in changes.items():
        field = _field(key, known)
        if value is None:
            values.pop(key, None)
            continue
        if not field.applies_to(kind, party_type):
            raise AppError(_("“%(field)s” is not asked of such customers.") % {"field": field.label}, field=field.name)
        checked = checked_value(field, value, stored=stored.get(key))
        if checked is None:
            values.pop(key, None)
        else:
            values[key] = checked
    if missing := missing_fields(values, kind=kind, party_type=party_type, known=known):
        raise AppError(_("“%(field)s” must be answered.") % {"field": missing[0].label}, field=missing[0].name)
    return values


def _field(key: str, known: Definitions) -> CustomField:
    field = known.by_key.get(key)
    if field is None:
        raise AppError(_("There is no field “%(key)s”.") % {"key": str(key)[:60]}, field=f"{PREFIX}{str(key)[:60]}")
    if not field.is_active:
        raise AppError(_("The field “%(field)s” is retired.") % {"field": field.label}, field=field.name)
    return field


def checked_value(field: CustomField, value: Any, *, stored: Any = None) -> Any:
    """The value as it is stored, None for one that says nothing; AppError at the field."""
    try:
        return value_type(field).check(field, value, stored=stored)
    except AppError as error:
        raise AppError(error.message, field=field.name) from error


def checked_change(key: str, value: Any, known: Definitions) -> Any:
    """A value that is given to several customers at once, as it is stored; AppError where the field can't take it."""
    field = _field(key, known)
    return None if value is None else checked_value(field, value)


def missing_fields(
    values: Mapping[str, Any], *, kind: str, party_type: str, known: Definitions | None = None
) -> list[CustomField]:
    """What a customer of this kind and type must still be asked."""
    fields = (known or definitions()).asked_of(kind, party_type)
    return [field for field in fields if field.is_required and field.key not in values]


def answers_of(customer: Customer, *, fields: Iterable[CustomField] | None = None) -> list[Answer]:
    """What is known of a customer, in the order of the fields (or of those given); retired fields are left out."""
    asked = definitions() if fields is None else fields
    values = customer.custom_values
    return [Answer(field, values[field.key]) for field in asked if field.key in values]
