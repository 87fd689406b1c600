"""Rows of a file on their way into temporary tables: parsed one by one, sent by COPY in blocks."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from customers.imports.columns import Column
from customers.imports.kind import ImportKind
from customers.imports.reading import Table
from customers.imports.reasons import BadCell

BLOCK_ROWS = 500
SPOOL_BYTES = 1 << 20

TABLES = """
DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_match, pg_temp.import_problem;
CREATE TEMP TABLE import_problem (line integer, "column" text, code text, value text) ON COMMIT DROP;
CREATE TEMP TABLE import_row (line integer, {columns}) ON COMMIT DROP
"""


def stage(cursor: Any, kind: ImportKind, table: Table, names: Sequence[str]) -> int:
    """Fill import_row and import_problem from a file, whose columns are `names` of ours; the number of its rows."""
    columns = kind.columns
    cursor.execute(TABLES.format(columns=", ".join(f'"{column.name}" {column.type}' for column in columns)))
    stream = RowStream(columns, table, names)
    with stream.problems:
        names = ", ".join(f'"{name}"' for name in ("line", *stream.names))
        cursor.copy_expert(f"COPY import_row ({names}) FROM STDIN (FORMAT csv)", stream)
        stream.problems.seek(0)
        cursor.copy_expert("COPY import_problem FROM STDIN (FORMAT csv)", stream.problems)
    cursor.execute("CREATE INDEX ON import_problem (line)")
    cursor.execute("ANALYZE import_row")
    return stream.rows


class RowStream:
    """A file object for COPY: each read gives the next block of rows, and notes the problems met on the way."""

    def __init__(self, columns: Iterable[Column], table: Table, names: Sequence[str]):
        places = {name: place for place, name in enumerate(names) if name}
        present = [column for column in columns if column.name in places]
        self.names = [column.name for column in present]
        self.rows = 0
        self.problems = tempfile.SpooledTemporaryFile(SPOOL_BYTES, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._note = csv.writer(self.problems).writerow
        # Place of the cell, its parser, whether it must not be blank: all that the loop over rows needs.
        self._plan = [(places[column.name], column.parse, column.required) for column in present]
        self._values = self._parsed(table.rows())

    def read(self, _size: int = -1) -> str:
        block = list(islice(self._values, BLOCK_ROWS))
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(block)
        self.rows += len(block)
        return buffer.getvalue()

    def _parsed(self, rows: Iterator[tuple[int, list[str], str]]) -> Iterator[list[Any]]:
        plan = self._plan
        blank = [None] * len(plan)
        for line, cells, code in rows:
            if code:
                self._note([line, "", code, len(cells)])
                yield [line, *blank]
                continue
            try:
                values = [parse(cells[place]) if cells[place] else None for place, parse, _required in plan]
            except BadCell:
                yield [line, *self._salvaged(line, cells)]
                continue
            if None in values:
                self._note_missing(line, values)
            yield [line, *values]

    def _salvaged(self, line: int, cells: list[str]) -> list[Any]:
        """The sound values of a row with a bad cell; every bad one is noted."""
        values: list[Any] = []
        for name, (place, parse, required) in zip(self.names, self._plan, strict=True):
            value = None
            try:
                value = parse(cells[place]) if cells[place] else None
                if value is None and required:
                    raise BadCell("required")
            except BadCell as problem:
                self._note([line, name, problem.code, problem.value])
            values.append(value)
        return values

    def _note_missing(self, line: int, values: list[Any]) -> None:
        for name, value, (_place, _parse, required) in zip(self.names, values, self._plan, strict=True):
            if required and value is None:
                self._note([line, name, "required", ""])
