"""What one kind of file is: its columns, and the SQL that checks and writes what stands in them.

The statements work on three temporary tables: `import_row` (the cells of every row, typed, with its `line`),
`import_match` (what would be stored, made by `match` from rows and registry, with a `change` of new, changed or same)
and `import_problem` (line, column, code, value). All of them may use the parameters `at`, `today`, `by`, `currency`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import NOT_PROVIDED, Model

from customers.imports.columns import Column


@dataclass(frozen=True)
class Check:
    """A fault of rows of import_match (as m): the column to name, the reason, where it holds, the value to show."""

    column: str
    code: str
    where: str
    value: str = "''"
    joins: str = ""

    @property
    def sql(self) -> str:
        return (
            f"INSERT INTO import_problem SELECT m.line, '{self.column}', '{self.code}', {self.value} "  # noqa: S608
            f"FROM import_match m {self.joins} WHERE {self.where}"
        )


@dataclass(frozen=True)
class ImportKind:
    """One kind of file. `key` are the columns that name a row; two rows of a file can't have the same."""

    slug: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    match: str
    checks: tuple[Check, ...]
    writes: tuple[str, ...]
    written: Callable[[datetime], None] | None = None

    @property
    def required(self) -> set[str]:
        return {column.name for column in self.columns if column.required}


def insert_into(model: type[Model], values: Mapping[str, str], source: str) -> str:
    """INSERT of `values` (SQL by column) from `source`; columns it doesn't name get the model's own defaults."""
    others = {
        field.column: _literal(field.get_default())
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column not in values and field.db_default is NOT_PROVIDED
    }
    everything = {**values, **others}
    names = ", ".join(everything)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(everything.values())} {source}"  # noqa: S608


def _literal(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int() | Decimal():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"{value!r} has to be given: it is no constant")


def change_of(pairs: Mapping[str, str], existing: str, *, also: str = "FALSE") -> str:
    """SQL of `change`: whether `existing` is there and any stored column differs from what would be stored."""
    stored, wanted = ", ".join(pairs), ", ".join(pairs.values())
    return (
        f"CASE WHEN {existing} IS NULL THEN 'new' "
        f"WHEN ROW({stored}) IS DISTINCT FROM ROW({wanted}) OR {also} THEN 'changed' ELSE 'same' END"
    )
