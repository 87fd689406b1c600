"""The cells of a sheet as texts: what stands in them, in the notation that the checks of cells know."""

import os
import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils.datetime import from_excel

from customers.imports.sheet_xml import BLOCK, MAX_PIECE_BYTES, Damaged, local_name, parser_of, pieces

MAX_ROWS = 1_048_576
MAX_COLUMNS = 200
_LETTERS = re.compile("[A-Z]{1,3}").match
# What a cell is that is no text: the checks of cells know these marks.
FORMULA, FAULT = "\x00=", "\x00#"


@dataclass(frozen=True)
class Book:
    """What an archive says of its sheets."""

    sheets: dict[str, str]  # name → part, in the order of the tabs
    strings: str
    date_styles: frozenset[str]
    epoch: datetime


class Strings:
    """The texts that cells refer to by number: read as far as they are asked for, kept in a file."""

    def __init__(self, archive: zipfile.ZipFile, part: str):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._ends = array("Q", [0])
        self._end = 0
        self._waiting: list[bytes] = []
        self._text: list[str] = []
        self._kept: list[str] = []
        self._depth: list[str] = []
        self._more = self._read(archive, part) if part else iter(())

    def __enter__(self) -> "Strings":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._file.close()

    def __getitem__(self, number: int) -> str:
        while len(self._ends) <= number + 1:
            next(self._more)  # a number beyond the last text is damage
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def _read(self, archive: zipfile.ZipFile, part: str) -> Iterator[None]:
        parser = parser_of(self._start, self._stop, self._text.append)
        fed = 0
        for _piece in pieces(archive, part, parser):
            fed += BLOCK
            if self._waiting:
                self._file.write(b"".join(self._waiting))
                self._file.flush()
                self._waiting.clear()
                fed = 0
                yield
            elif fed > MAX_PIECE_BYTES:
                raise Damaged
        raise Damaged

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth.append(local_name(name))
        if self._depth[-1] == "si":
            self._kept.clear()
        self._text.clear()

    def _stop(self, name: str) -> None:
        name = self._depth.pop()
        # Phonetic hints stand in texts of their own and belong to no cell.
        if name == "t" and "rPh" not in self._depth:
            self._kept.extend(self._text)
        elif name == "si":
            text = "".join(self._kept).encode()
            self._end += len(text)
            self._ends.append(self._end)
            self._waiting.append(text)
        self._text.clear()


class Sheet:
    """Turns the events of a sheet's XML into rows."""

    def __init__(self, book: Book, strings: Strings):
        self._book = book
        self._strings = strings
        self._rows: list[tuple[int, list[str]]] = []
        self._line = 0
        self._cells: list[str] = []
        self._place = -1
        self._type = self._style = ""
        self._text: list[str] = []
        self._value: str | None = None
        self._formula: str | None = None
        self._is_over = False
        self._columns: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def rows(self, archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[str]]]:
        parser = parser_of(self._start, self._stop, self._text.append)
        fed = 0
        for _piece in pieces(archive, part, parser):
            fed += BLOCK
            if self._rows:
                yield from self._rows
                self._rows.clear()
                fed = 0
            if self._is_over:
                return
            if fed > MAX_PIECE_BYTES:
                raise Damaged

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._names.get(name) or self._names.setdefault(name, local_name(name))
        if kind == "c":
            self._begin_cell(attributes)
        elif kind == "v" or kind == "t" or kind == "f":
            self._text.clear()
        elif kind == "row":
            self._begin_row(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        line = int(attributes.get("r", 0))
        self._line = line if line > self._line else self._line + 1
        if self._line > MAX_ROWS:
            raise Damaged
        self._cells = []
        self._place = -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._place = self._column(reference) if reference else self._place + 1
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = self._formula = None

    def _column(self, reference: str) -> int:
        found = _LETTERS(reference)
        if found is None:
            raise Damaged
        letters = found[0]
        place = self._columns.get(letters)
        if place is None:
            place = 0
            for letter in letters:
                place = place * 26 + ord(letter) - 64
            place = self._columns[letters] = place - 1
        return place

    def _stop(self, name: str) -> None:
        kind = self._names[name]
        if kind == "v":
            self._value = "".join(self._text)
        elif kind == "c":
            self._end_cell()
        elif kind == "t":
            self._value = (self._value or "") + "".join(self._text)
        elif kind == "f":
            self._formula = "".join(self._text)
        elif kind == "row":
            if self._cells:
                self._rows.append((self._line, self._cells))
        elif kind == "sheetData":
            self._is_over = True

    def _end_cell(self) -> None:
        text = self._cell_text() if self._formula is None else f"{FORMULA}{self._formula}"
        if not text:
            return
        # What stands far to the right is one cell too many, however far it stands.
        place = min(self._place, MAX_COLUMNS)
        missing = place - len(self._cells)
        if missing >= 0:
            self._cells.extend([""] * missing)
            self._cells.append(text)
        else:
            self._cells[place] = text

    def _cell_text(self) -> str:
        value, kind = self._value, self._type
        if not value:
            return ""
        if kind == "s":
            return _as_typed(self._strings[int(value)])
        if kind in ("str", "inlineStr"):
            return _as_typed(value)
        if kind == "e":
            return f"{FAULT}{value}"
        if kind == "b" or kind == "d":
            return value
        return self._figure(value)

    def _figure(self, text: str) -> str:
        try:
            if self._style in self._book.date_styles:
                return _moment_text(from_excel(float(text), self._book.epoch))
            return text if text.isdigit() and len(text) < 16 else _float_text(float(text))
        except (ValueError, OverflowError):  # a date before all calendars, a figure that is none
            return f"{FAULT}{text}"


def _as_typed(text: str) -> str:
    """Our own exports quote texts that begin with =, so a text that does so unquoted would become a formula again."""
    if "_x000D_" in text:  # how a line's end of another system is written
        text = text.replace("_x000D_", "")
    return f"\x00{text}" if text.startswith("=") else text


def _moment_text(value: date | datetime | time) -> str:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat()


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    # Three decimals would read like grouped thousands: 1.125 is not one thousand one hundred and twenty-five.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
