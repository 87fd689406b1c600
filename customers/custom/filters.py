"""Filters over further fields, by the names they have in the address: custom_<key>, with -from and -to for ranges.

Choices, yes and no, and texts that name something exactly (e-mail addresses, phone numbers, whatever must differ) are
answered from the index over all values. Ranges and parts of a text compare the rows that the other filters leave.
"""

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import AppError
from common.fields import DateInput
from common.filters import YES_NO
from customers.custom.definitions import definitions
from customers.custom.types import value_type
from customers.enums import NUMBER_TYPES, FieldType
from customers.filters import register_filters
from customers.models import CustomField

UNANSWERED = "-"
EXACT_TYPES = (FieldType.EMAIL, FieldType.URL, FieldType.PHONE)
TEXT_LIMIT = 200

Rows = QuerySet
Method = Callable[[Rows, str, Any], Rows]


class ValueField(forms.CharField):
    """Text in a filter that is read as values of a further field are; its bounds bind new values, not the search."""

    def __init__(self, *, definition: CustomField, **kwargs: Any):
        if definition.type == FieldType.DATE:
            kwargs["widget"] = DateInput()
        super().__init__(max_length=TEXT_LIMIT, **kwargs)
        self.type = value_type(definition)
        self.unbounded = CustomField(type=definition.type)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.type.read(self.unbounded, text)
        except AppError as error:
            raise ValidationError(str(error)) from error

    def shown(self, value: Any) -> str:
        return self.type.shown(self.unbounded, value)


class ValueFilter(django_filters.Filter):
    field_class = ValueField


def filters_of(_user: User) -> dict[str, django_filters.Filter]:
    """The filters of all active fields, in their order."""
    return {name: found for field in definitions() for name, found in _of(field)}


def _of(field: CustomField) -> Iterator[tuple[str, django_filters.Filter]]:
    if field.type in (*NUMBER_TYPES, FieldType.DATE):
        for end, words, lookup in (("from", _("from"), "gte"), ("to", _("up to"), "lte")):
            label = format_lazy("{} {}", field.label, words)
            yield f"{field.name}-{end}", ValueFilter(label=label, method=_in_range(field, lookup), definition=field)
    elif field.type == FieldType.YES_NO:
        yield field.name, _choice(field, YES_NO, lambda value: value == "yes")
    elif field.type == FieldType.CHOICE:
        yield field.name, _choice(field, _words(field), lambda value: value)
    elif field.type == FieldType.CHOICES:
        yield field.name, _choice(field, _words(field), lambda value: [value])
    elif field.is_unique or field.type in EXACT_TYPES:
        yield field.name, ValueFilter(label=field.label, method=_holding(field, lambda value: value), definition=field)
    else:
        yield (
            field.name,
            django_filters.CharFilter(label=field.label, method=_having_part(field), max_length=TEXT_LIMIT),
        )


def _words(field: CustomField) -> list[tuple[str, str]]:
    """Retired choices too: some customers still have them."""
    return [(choice.value, choice.label) for choice in field.all_choices]


def _choice(field: CustomField, words: list, stored: Callable[[str], Any]) -> django_filters.ChoiceFilter:
    choices = [*words, (UNANSWERED, _("Not known"))]
    return django_filters.ChoiceFilter(
        label=field.label, choices=choices, empty_label=_("All"), method=_holding(field, stored)
    )


def _holding(field: CustomField, stored: Callable[[Any], Any]) -> Method:
    def narrow(rows: Rows, name: str, value: Any) -> Rows:
        if value == UNANSWERED:
            return rows.exclude(custom_values__has_key=field.key)
        return rows.filter(custom_values__contains={field.key: stored(value)})

    return narrow


def _in_range(field: CustomField, lookup: str) -> Method:
    def narrow(rows: Rows, name: str, value: Any) -> Rows:
        return rows.alias(**{field.name: KeyTransform(field.key, "custom_values")}).filter(
            Q(**{f"{field.name}__{lookup}": value})
        )

    return narrow


def _having_part(field: CustomField) -> Method:
    def narrow(rows: Rows, name: str, value: str) -> Rows:
        text = KeyTextTransform(field.key, "custom_values")
        return rows.alias(**{f"{field.name}_text": text}).filter(**{f"{field.name}_text__icontains": value})

    return narrow


def register() -> None:
    register_filters("custom_fields", label=_("Further fields"), build=filters_of)
