"""The tables in which the rows of one run are prepared: made for it, dropped with it.

They are real tables and not temporary ones, so that a check and the import that follows it, perhaps days later and in
another process, share them. They are unlogged: what a crash of the database takes away is read again from the file.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from customers.imports.columns import Column

_NAMES = re.compile(r"\bimport_(row|match|problem)\b")
_OWN = r"^import_[0-9]+_(row|match|problem)$"

CREATE = """
CREATE UNLOGGED TABLE import_problem (
    line integer, "column" text, code text, value text, of_cell boolean NOT NULL DEFAULT FALSE
);
CREATE UNLOGGED TABLE import_row (line integer, {columns})
"""
DROP = "DROP TABLE IF EXISTS import_row, import_match, import_problem"


class RunTables:
    """Statements about import_row, import_match and import_problem, made to mean those of one run."""

    def __init__(self, run_id: int):
        self._names = rf"import_{run_id}_\1"

    def named(self, statement: str) -> str:
        return _NAMES.sub(self._names, statement)

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None) -> int:
        """Run a statement; gives how many rows it was about."""
        with connection.cursor() as cursor:
            cursor.execute(self.named(statement), dict(parameters) if parameters is not None else None)
            return cursor.rowcount

    def ask(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.named(statement), dict(parameters) if parameters is not None else None)
            return list(cursor.fetchall())

    def copy(self, statement: str, source: Any) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(self.named(statement), source)

    def create(self, columns: Iterable[Column], fixed: Mapping[str, Any]) -> None:
        """Anew and empty; `fixed` are values that every row has in a column."""
        self.drop()
        listed = ", ".join(_definition(column, fixed.get(column.name)) for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(self.named(CREATE).format(columns=listed))

    def drop(self) -> None:
        self.execute(DROP)

    def rows(self) -> int | None:
        """How many are prepared; None where there are no tables."""
        if not self.ask("SELECT to_regclass(%(name)s)", {"name": self.named("import_row")})[0][0]:
            return None
        return int(self.ask("SELECT count(*) FROM import_row")[0][0])


def _definition(column: Column, fixed: Any) -> str:
    default = "" if fixed is None else " DEFAULT '" + str(fixed).replace("'", "''") + "'"
    return f'"{column.name}" {column.type}{default}'


def drop_all_but(run_ids: Iterable[int]) -> None:
    """Drop the tables of runs that are no more."""
    kept = set(run_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s", [_OWN])
        for (name,) in cursor.fetchall():
            if int(name.split("_")[1]) not in kept:
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
