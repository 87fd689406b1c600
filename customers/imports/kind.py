"""What one kind of file is: its columns, and the SQL that checks and writes what stands in them.

The statements work on three tables of the run: `import_row` (the cells of every row, typed, with its `line`; every
column of the kind is there), `import_match` (what would be stored, made by `match` from rows and registry, with a
`change` of new, changed or same) and `import_problem` (line, column, code, value). All of them may use the parameters
`at`, `today`, `by`, `currency`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customers.imports.columns import Column

# Runs a statement about the tables of the run and gives its rows.
Ask = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]


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
class Plan:
    """The statements for a file with certain columns."""

    match: str
    checks: tuple[Check, ...]
    writes: tuple[str, ...]
    written: Callable[[Ask, datetime], None] | None = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of file. `key` are the columns that name a row; two rows of a file can't have the same.

    `columns` is asked anew for each file, because an organisation may add its own. `plan` gets the names of the
    columns that the file has: what it doesn't mention costs nothing.
    """

    slug: str
    key: tuple[str, ...]
    all_columns: Callable[[], tuple[Column, ...]]
    plan: Callable[[frozenset[str]], Plan]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.all_columns()

    @property
    def required(self) -> set[str]:
        return {column.name for column in self.columns if column.required}


def change_of(pairs: Mapping[str, str], existing: str, *, also: str = "FALSE") -> str:
    """SQL of `change`: whether `existing` is there and any stored column differs from what would be stored."""
    stored, wanted = ", ".join(pairs), ", ".join(pairs.values())
    return (
        f"CASE WHEN {existing} IS NULL THEN 'new' "
        f"WHEN ROW({stored}) IS DISTINCT FROM ROW({wanted}) OR {also} THEN 'changed' ELSE 'same' END"
    )
