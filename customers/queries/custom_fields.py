"""What stands under a further field: how many customers have a value, and which would not fit another type."""

from typing import Any

from django.db.models import Count, DecimalField, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Length, Round

from customers.enums import FieldType
from customers.models import Customer, CustomField

COUNT_LIMIT = 10_000
TEXT_TYPES = (FieldType.EMAIL, FieldType.URL, FieldType.PHONE, FieldType.DATE, FieldType.TEXT, FieldType.LONG_TEXT)
# Decimals that are left where a number becomes one of another type.
_FEWER_DECIMALS = {
    (FieldType.DECIMAL, FieldType.MONEY): 2,
    (FieldType.DECIMAL, FieldType.INTEGER): 0,
    (FieldType.MONEY, FieldType.INTEGER): 0,
}
# Stored alike, so that every value of the one is a value of the other.
_ALWAYS_FIT = {
    (FieldType.INTEGER, FieldType.DECIMAL),
    (FieldType.INTEGER, FieldType.MONEY),
    (FieldType.MONEY, FieldType.DECIMAL),
    *((word, FieldType.LONG_TEXT) for word in TEXT_TYPES),
    *((word, FieldType.TEXT) for word in TEXT_TYPES if word != FieldType.LONG_TEXT),
}


def with_value(key: str) -> QuerySet[Customer]:
    """Every record that has a value of this field, merged ones too: undoing a merge brings them back."""
    return Customer.objects.filter(custom_values__has_key=key)


def count_with_value(key: str) -> int:
    """How many records have a value, counted up to one more than COUNT_LIMIT."""
    return with_value(key).order_by()[: COUNT_LIMIT + 1].count()


def count_misfits(field: CustomField, new_type: str) -> int:
    """How many stored values would be none of the new type. Types that are stored otherwise fit nothing."""
    change = (FieldType(field.type), FieldType(new_type))
    if change in _ALWAYS_FIT or change[0] == change[1]:
        return 0
    rows = with_value(field.key).order_by().annotate(text=KeyTextTransform(field.key, "custom_values"))
    if change == (FieldType.LONG_TEXT, FieldType.TEXT):
        rows = rows.alias(length=Length("text")).filter(Q(text__contains="\n") | Q(length__gt=500))
    elif change in _FEWER_DECIMALS:
        exact = Cast("text", DecimalField(max_digits=30, decimal_places=6))
        rows = rows.alias(exact=exact).exclude(exact=Round("exact", precision=_FEWER_DECIMALS[change]))
    return rows.count()


def customer_with(field: CustomField, value: Any, *, but: int | None = None) -> Customer | None:
    """A current customer who has this very value already."""
    rows = Customer.objects.current().filter(custom_values__contains={field.key: value})
    return (rows if but is None else rows.exclude(pk=but)).first()


def count_shared_values(field: CustomField) -> int:
    """How many values more than one current customer has."""
    value = Cast(KeyTextTransform(field.key, "custom_values"), TextField())
    rows = Customer.objects.current().filter(custom_values__has_key=field.key).order_by()
    return rows.values(value=value).annotate(n=Count("pk")).filter(n__gt=1).count()


def customers_with_choice(field: CustomField, value: str) -> bool:
    """Whether any record holds this choice, answered from the index over values."""
    held = [value] if field.type == FieldType.CHOICES else value
    return Customer.objects.filter(custom_values__contains={field.key: held}).exists()
