"""Rows of a file on their way into the tables of a run: parsed one by one, sent by COPY in blocks."""

import csv
import io
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from customers.imports.columns import Column
from customers.imports.reading import Place, Rows, Table
from customers.imports.reasons import BadCell
from customers.imports.tables import RunTables

BLOCK_ROWS = 500
SPOOL_BYTES = 1 << 20
COPY_PROBLEMS = 'COPY import_problem (line, "column", code, value, of_cell) FROM STDIN (FORMAT csv)'
FINISH = """
CREATE INDEX ON import_problem (line);
ANALYZE import_row
"""


class Staged(NamedTuple):
    """How many rows went in, and where the next part of the file begins; None when all of it is in."""

    rows: int
    place: Place | None


def stage(
    tables: RunTables,
    columns: Iterable[Column],
    table: Table,
    names: Sequence[str],
    *,
    start: Place | None = None,
    seconds: float | None = None,
) -> Staged:
    """Fill the tables of a run from a file, whose columns are `names` of ours, for up to `seconds`."""
    stream = RowStream(columns, table.rows(start), names, seconds)
    with stream.problems:
        listed = ", ".join(f'"{name}"' for name in ("line", *stream.names))
        tables.copy(f"COPY import_row ({listed}) FROM STDIN (FORMAT csv)", stream)
        stream.problems.seek(0)
        tables.copy(COPY_PROBLEMS, stream.problems)
    if stream.is_complete:
        tables.execute(FINISH)
    return Staged(stream.rows, None if stream.is_complete else stream.place)


class RowStream:
    """A file object for COPY: each read gives the next block of rows, and notes the problems met on the way."""

    def __init__(self, columns: Iterable[Column], rows: Rows, names: Sequence[str], seconds: float | None = None):
        places = {name: place for place, name in enumerate(names) if name}
        present = [column for column in columns if column.name in places]
        self.names = [column.name for column in present]
        self.rows = 0
        self.is_complete = False
        self.place = rows.place
        self.problems = tempfile.SpooledTemporaryFile(SPOOL_BYTES, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._note = csv.writer(self.problems).writerow
        # Place of the cell, its parser, whether it must not be blank: all that the loop over rows needs.
        self._plan = [(places[column.name], column.parse, column.required) for column in present]
        self._source = rows
        self._values = self._parsed(iter(rows))
        self._deadline = time.monotonic() + seconds if seconds else float("inf")

    def read(self, _size: int = -1) -> str:
        if time.monotonic() > self._deadline:
            return ""
        block = list(islice(self._values, BLOCK_ROWS))
        self.place = self._source.place
        self.is_complete = len(block) < BLOCK_ROWS
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(block)
        self.rows += len(block)
        return buffer.getvalue()

    def _parsed(self, rows: Iterator[Any]) -> Iterator[list[Any]]:
        plan = self._plan
        blank = [None] * len(plan)
        for line, cells, code in rows:
            if code:
                self._note([line, "", code, len(cells), True])
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
                self._note([line, name, problem.code, problem.value, True])
            values.append(value)
        return values

    def _note_missing(self, line: int, values: list[Any]) -> None:
        for name, value, (_place, _parse, required) in zip(self.names, values, self._plan, strict=True):
            if required and value is None:
                self._note([line, name, "required", "", True])
