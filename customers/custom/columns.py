"""Further fields as columns of the list, of saved views and of files, by the names that the import knows."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from common import formats
from common.columns import Column
from customers.columns import register_columns
from customers.custom.definitions import definitions
from customers.custom.types import value_type
from customers.enums import CHOICE_TYPES, NUMBER_TYPES, FieldType
from customers.models import Customer, CustomField

_AS_STORED = (*CHOICE_TYPES, FieldType.YES_NO)
_LINKS = {
    FieldType.URL: '<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>',
    FieldType.EMAIL: '<a href="mailto:{}">{}</a>',
    FieldType.PHONE: '<a href="tel:{}">{}</a>',
}


def columns_of(_user: User) -> Sequence[Column]:
    """A column for each active field, in their order."""
    return [_column(field) for field in definitions()]


def _column(field: CustomField) -> Column:
    kind = value_type(field)

    def read(customer: Customer) -> Any:
        """A figure, a day or a text; choices by their values, yes and no as such."""
        value = customer.custom_values.get(field.key)
        return (
            value if value is None or field.has_choices or field.type == FieldType.YES_NO else kind.cell(field, value)
        )

    def words(value: Any) -> Any:
        return kind.shown(field, value) if field.type in CHOICE_TYPES and value else value

    def code(customer: Customer) -> Any:
        value = customer.custom_values.get(field.key)
        return None if value is None else kind.cell(field, value)

    return Column(
        field.name,
        field.label,
        read,
        words=words,
        code=code,
        html=_cell(field),
        is_numeric=field.type in NUMBER_TYPES,
        is_default=field.in_list,
    )


def _cell(field: CustomField) -> Callable[[Customer], SafeString | str]:
    kind, link = value_type(field), _LINKS.get(FieldType(field.type))

    def html(customer: Customer) -> SafeString | str:
        value = customer.custom_values.get(field.key)
        if value is None:
            return formats.NOTHING
        shown = kind.shown(field, value)
        return format_html(link, value, shown) if link else shown

    return html


def register() -> None:
    register_columns("custom_fields", columns_of)
