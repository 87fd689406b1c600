"""Further fields in the audit log: each by its label, old → new in words."""

from collections.abc import Iterator
from typing import Any

from accounts.queries import register_change_splitter
from common.formats import NOTHING
from customers.custom.definitions import definitions
from customers.custom.types import value_type


def changes_of(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """What differs between two contents of `custom_values`; a field that is no more goes by its key."""
    old, new = before or {}, after or {}
    fields = definitions().by_key
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            field = fields.get(key)
            yield field.label if field else key, _in_words(field, old.get(key)), _in_words(field, new.get(key))


def _in_words(field: Any, value: Any) -> str:
    if value is None:
        return NOTHING
    if field is None:
        return str(value)
    try:
        return value_type(field).shown(field, value)
    except (ArithmeticError, TypeError, ValueError):  # of another type, which the field had then
        return str(value)


def register() -> None:
    register_change_splitter("customers.customer", "custom_values", changes_of)
