"""Values of rows as they were, in JSON, so that an undoing gives back exactly those."""

from collections.abc import Iterable, Mapping
from typing import Any

import pgtrigger
from django.db.models import Field, Model

from complaints.models import Complaint

Values = Mapping[str, str | None]


def values_of(row: Model, fields: Iterable[str]) -> dict[str, str | None]:
    """What stands in these fields, as text."""
    return {name: _as_text(row, _field(row, name)) for name in fields}


def give_back(row: Model, values: Values) -> None:
    """Put them into the row, not stored yet."""
    for name, text in values.items():
        field = _field(row, name)
        setattr(row, field.attname, None if text is None else field.to_python(text))


def write_state(complaint: Complaint, **fields: Any) -> None:
    """Write a locked complaint's fields, its state among them, though no move leads there: what is taken back."""
    for name, value in fields.items():
        setattr(complaint, name, value)
    with pgtrigger.ignore("complaints.Complaint:complaint_moves"):
        complaint.save_version(expected=complaint.version, fields=list(fields))


def give_back_state(complaint: Complaint, values: Values, **fields: Any) -> None:
    """The same with what was kept by `values_of`."""
    give_back(complaint, values)
    write_state(complaint, **{name: getattr(complaint, name) for name in values}, **fields)


def _field(row: Model, name: str) -> Field:
    return row._meta.get_field(name)  # type: ignore[return-value]


def _as_text(row: Model, field: Field) -> str | None:
    return None if getattr(row, field.attname) is None else field.value_to_string(row)
