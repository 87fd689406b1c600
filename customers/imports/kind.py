"""What one kind of file is: its columns, and the SQL that checks and writes what stands in them.

The statements work on three tables of the run: `import_row` (the cells of every row, typed, with its `line`; every
column of the kind is there), `import_match` (what would be stored, made by `match` from rows and registry, with a
`change` of new, changed or same) and `import_problem` (line, column, code, value). All of them may use the parameters
`at`, `today`, `by`, `currency`, `run`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from common.bulk import insert_into
from customers.imports.columns import Column
from customers.models import ImportChange

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


# Where a statement that writes is cut into pieces: it is run for so many rows at a time.
BLOCK = "/*block*/"


@dataclass(frozen=True)
class Write:
    """A statement that writes what import_match (as m) says; with `BLOCK` in it, for some rows at a time.

    `writes` is the change whose rows it writes one by one. When it wrote fewer, somebody has changed the registry
    since the rows were matched, and all of it is taken back.
    """

    sql: str
    writes: str = ""

    @property
    def is_in_blocks(self) -> bool:
        return BLOCK in self.sql


@dataclass(frozen=True)
class Plan:
    """The statements for a file with certain columns, and what of it the report shows.

    `stored` says how rows of import_match (as m) find what is stored; `shown` are the columns of the file with the SQL
    of their stored and their wanted value.
    """

    match: str
    checks: tuple[Check, ...]
    writes: tuple[Write, ...]
    stored: str
    shown: Mapping[str, tuple[str, str]]
    written: Callable[[Ask, datetime], None] | None = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of file. `key` are the columns that name a row; two rows of a file can't have the same.

    `columns` is asked anew for each file, because an organisation may add its own. `plan` gets the names of the
    columns that the file has: what it doesn't mention costs nothing. `export` is SQL that gives what the registry has,
    in these columns, so that a file of it changes nothing; empty where another list gives it.
    """

    slug: str
    key: tuple[str, ...]
    all_columns: Callable[[], tuple[Column, ...]]
    plan: Callable[[frozenset[str]], Plan]
    export: str = ""

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


def insert_new(model: type[Model], values: Mapping[str, str], source: str = "import_match m") -> Write:
    """One row for each that is new, in the order of the file."""
    return Write(insert_into(model, values, f"FROM {source} WHERE m.change = 'new' {BLOCK} ORDER BY m.line"), "new")


def keep_before(model: type[Model], fields: Iterable[str], key: str) -> Write:
    """Note what is about to be overwritten, so that the run can be taken back; `key` is the row's id in m."""
    pairs = ", ".join(f"'{name}', t.{name}" for name in fields)
    values = {
        "run_id": "%(run)s",
        "model": f"'{model._meta.label_lower}'",
        "object_id": "t.id",
        "before": f"jsonb_build_object({pairs})",
    }
    source = f"FROM import_match m JOIN {model._meta.db_table} t ON t.id = {key} WHERE m.change = 'changed' {BLOCK}"
    return Write(insert_into(ImportChange, values, source), "changed")


def update_changed(model: type[Model], values: Mapping[str, str], key: str, *, seen: str, joins: str = "") -> Write:
    """Overwrite what differs, unless somebody else has since the rows were matched: `seen` tells by m and t."""
    pairs = ", ".join(f"{name} = {value}" for name, value in values.items())
    return Write(
        f"UPDATE {model._meta.db_table} t SET {pairs} FROM import_match m {joins} "  # noqa: S608
        f"WHERE t.id = {key} AND {seen} AND m.change = 'changed' {BLOCK}",
        "changed",
    )
