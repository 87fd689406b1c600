"""Further fields as columns of files of customers: by their key, or by their label in either language."""

import json

from common.errors import AppError
from customers.custom.definitions import fresh_definitions
from customers.custom.types import value_type
from customers.enums import FieldType
from customers.imports.cells import Parse, plain, shown
from customers.imports.columns import Column
from customers.imports.kind import Check
from customers.imports.kinds.customers import register_checks, register_columns
from customers.imports.reasons import BadCell
from customers.models import CustomField

# Why a cell is not taken, by the type of its field.
_CODES = {
    FieldType.INTEGER: "whole_number",
    FieldType.DECIMAL: "number",
    FieldType.MONEY: "amount",
    FieldType.DATE: "date",
    FieldType.YES_NO: "flag",
    FieldType.CHOICE: "choice",
    FieldType.CHOICES: "choice",
    FieldType.EMAIL: "email",
    FieldType.URL: "url",
    FieldType.PHONE: "phone",
}


def columns() -> tuple[Column, ...]:
    """As the definitions are now; retired fields are no columns."""
    return tuple(
        Column(
            field.name,
            _parse(field),
            "jsonb",
            label=field.label,
            words=",".join(label.replace(",", " ") for label in (field.label_id, field.label_en) if label),
        )
        for field in fresh_definitions()
    )


def _parse(field: CustomField) -> Parse:
    kind = value_type(field)
    unbounded = CustomField(type=field.type)
    unbounded.__dict__["all_choices"] = field.all_choices

    def parse(cell: str) -> str | None:
        """JSON text of the value."""
        text = plain(cell)
        try:
            value = kind.read_cell(field, text)
        except AppError as error:
            raise _fault(field, unbounded, text) from error
        return None if value is None else json.dumps(value)

    return parse


def _fault(field: CustomField, unbounded: CustomField, text: str) -> BadCell:
    try:
        value_type(field).read_cell(unbounded, text)
    except AppError:
        return BadCell(_CODES.get(FieldType(field.type), "not_text"), shown(text.strip()))
    if field.max_length:
        return BadCell("too_long", field.max_length)
    return BadCell("out_of_bounds", shown(text.strip()))


def checks(names: frozenset[str]) -> tuple[Check, ...]:
    """No two customers alike, where a field says so: neither in the registry nor in the file."""
    wanted = [field for field in fresh_definitions() if field.is_unique and field.name in names]
    return tuple(check for field in wanted for check in _unique(field.name, field.key))


def _unique(name: str, key: str) -> tuple[Check, Check]:
    value = f"m.custom_values->'{key}'"
    twins = f"""JOIN (
        SELECT custom_values->'{key}' AS value, min(line) AS first FROM import_match
        WHERE custom_values ? '{key}' GROUP BY 1 HAVING count(*) > 1
    ) twin ON twin.value = {value} AND m.line > twin.first"""  # noqa: S608
    has_it = f"""EXISTS (
        SELECT FROM customers_customer c WHERE c.id = m.customer_id AND c.custom_values->'{key}' = {value})"""  # noqa: S608
    others = f"""JOIN customers_customer o ON o.custom_values @> jsonb_build_object('{key}', {value})
        AND o.id IS DISTINCT FROM m.customer_id AND o.merged_into_id IS NULL AND o.erased_at IS NULL"""
    return (
        # Whoever has the value already keeps it, wherever in the file.
        Check(name, "shared_in_file", f"NOT ({has_it})", "twin.first::text", twins),
        Check(name, "shared", f"m.change <> 'same' AND m.custom_values ? '{key}'", "left(o.number, 40)", others),
    )


def register() -> None:
    register_columns(columns)
    register_checks(checks)
