"""XLSX read as a stream: a million rows in little memory, and nothing of a file made to harm is unpacked or run.

A spreadsheet is an archive of XML files. Only the parts that hold the sheet are read, piece by piece, by a parser that
refuses every declaration of entities; a row, a text or a part that is larger than any honest one ends the reading.
"""

import os
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from customers.imports.reasons import ImportRefused

MAX_ROWS = 1_048_576
MAX_COLUMNS = 200
MAX_SHEET_BYTES = 1 << 30
MAX_STRINGS_BYTES = 512 << 20
MAX_PART_BYTES = 48 << 20
MAX_PIECE_BYTES = 1 << 20  # of one row or one text
BLOCK = 1 << 16
_LETTERS = re.compile("[A-Z]{1,3}").match
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w.-]+)["']""")
# What a cell is that is no text: the checks of cells know these marks.
FORMULA, FAULT = "\x00=", "\x00#"

Handler = Callable[..., None]


class Damaged(Exception):
    """The file is no spreadsheet as they are made by honest programs."""


@dataclass(frozen=True)
class Book:
    """What an archive says of its sheets."""

    sheets: dict[str, str]  # name → part, in the order of the tabs
    strings: str
    date_styles: frozenset[str]
    epoch: datetime


def sheet_names(path: Path) -> list[str]:
    with _archive(path) as archive:
        return list(_book(archive).sheets)


def sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row that has any; "" as `sheet` means the first."""
    with _archive(path) as archive:
        book = _book(archive)
        part = book.sheets.get(sheet) or next(iter(book.sheets.values()))
        with _Strings(archive, book.strings) as strings:
            yield from _Sheet(book, strings).rows(archive, part)


def estimated_rows(path: Path, sheet: str) -> int | None:
    """As the sheet itself says; nobody has counted."""
    with _archive(path) as archive:
        book = _book(archive)
        with archive.open(book.sheets.get(sheet) or next(iter(book.sheets.values()))) as stream:
            found = re.search(rb'<(?:\w+:)?dimension [^>]*ref="[A-Z]+[0-9]+:[A-Z]+([0-9]{1,7})"', stream.read(4096))
    return int(found[1]) if found else None


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The opened file, if it is a spreadsheet of a size that can be read; whatever goes wrong in it is one refusal."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_others(archive)
            _refuse_bombs(archive)
            yield archive
    except (ImportRefused, GeneratorExit):
        raise
    except Exception as error:  # a damaged file can make the layers below raise almost anything
        raise ImportRefused(_("This spreadsheet is damaged.")) from error


def _refuse_others(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise ImportRefused(_("This is no table. Save it as XLSX or CSV and import that file."))
    types = archive.open("[Content_Types].xml").read(MAX_PIECE_BYTES)
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise ImportRefused(
            _("This spreadsheet holds macros. Save it as “Excel workbook (.xlsx)” and import that file.")
        )
    if any(name.endswith("workbook.bin") for name in names):
        raise ImportRefused(_("This is no table. Save it as XLSX or CSV and import that file."))


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Sizes as the archive declares them; more is never unpacked than was declared."""
    sheets = strings = others = 0
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/"):
            sheets = max(sheets, part.file_size)
        elif part.filename.lower().endswith("sharedstrings.xml"):
            strings += part.file_size
        elif not part.filename.startswith("xl/media/"):
            others += part.file_size
    is_bomb = sheets > MAX_SHEET_BYTES or strings > MAX_STRINGS_BYTES or others > MAX_PART_BYTES
    if is_bomb or len(archive.infolist()) > 2000:
        raise ImportRefused(_("This spreadsheet unpacks to more than can be read safely. Save it as CSV."))


# --- XML --------------------------------------------------------------------------------------------


def _parser(start: Handler, end: Handler, text: Handler) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    # No spreadsheet declares a document type, let alone entities that multiply.
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declaration
    return parser


def _refuse_declaration(*_what: Any) -> None:
    raise Damaged


def _pieces(archive: zipfile.ZipFile, part: str, parser: Any) -> Iterator[None]:
    """Feed a part to a parser, block by block."""
    with archive.open(part) as stream:
        block = stream.read(BLOCK)
        declared = _ENCODING.search(block[:200])
        if b"\x00" in block[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
            raise Damaged
        while block:
            parser.Parse(block)
            yield
            block = stream.read(BLOCK)
        parser.Parse(b"", True)
        yield


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str], str]]:
    """Local name, attributes and parent of every element of a small part, in order."""
    found: list[tuple[str, dict[str, str], str]] = []
    path = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}, path[-1]))
        path.append(_local(name))

    def end(_name: str) -> None:
        path.pop()

    parser = _parser(start, end, lambda _text: None)
    for _piece in _pieces(archive, part, parser):
        if len(found) > 200_000:
            raise Damaged
    return found


# --- the book ---------------------------------------------------------------------------------------


def _book(archive: zipfile.ZipFile) -> Book:
    main = next(target for _id, kind, target in _relations(archive, "") if kind == "officeDocument")
    related = {key: (kind, target) for key, kind, target in _relations(archive, main)}
    by_kind = dict(related.values())
    sheets: dict[str, str] = {}
    epoch = CALENDAR_WINDOWS_1900
    for name, attributes, _parent in _elements(archive, main):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
        if name == "sheet" and attributes.get("id") in related:
            kind, target = related[attributes["id"]]
            if kind == "worksheet":
                sheets[attributes.get("name", "")] = target
    if not sheets:
        raise Damaged
    return Book(sheets, by_kind.get("sharedStrings", ""), _date_styles(archive, by_kind.get("styles", "")), epoch)


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Id, kind and part of what a part refers to; "" is the archive as a whole."""
    folder, _slash, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels".lstrip("/")
    for _name, attributes, _parent in _elements(archive, listed):
        target = attributes.get("Target", "")
        if target and attributes.get("TargetMode") != "External":
            whole = target.lstrip("/") if target.startswith("/") else os.path.normpath(f"{folder}/{target}").lstrip("/")
            yield attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], whole


def _date_styles(archive: zipfile.ZipFile, part: str) -> frozenset[str]:
    """The numbers of the styles by which a figure is a date."""
    if not part:
        return frozenset()
    formats = {str(number): text for number, text in BUILTIN_FORMATS.items()}
    found: list[bool] = []
    for name, attributes, parent in _elements(archive, part):
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            found.append(bool(is_date_format(formats.get(attributes.get("numFmtId", "0"), ""))))
    return frozenset(str(place) for place, is_date in enumerate(found) if is_date)


# --- texts ------------------------------------------------------------------------------------------


class _Strings:
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

    def __enter__(self) -> "_Strings":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._file.close()

    def __getitem__(self, number: int) -> str:
        while len(self._ends) <= number + 1:
            next(self._more)  # a number beyond the last text is damage
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def _read(self, archive: zipfile.ZipFile, part: str) -> Iterator[None]:
        parser = _parser(self._start, self._stop, self._text.append)
        fed = 0
        for _piece in _pieces(archive, part, parser):
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
        self._depth.append(_local(name))
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


# --- the sheet --------------------------------------------------------------------------------------


class _Sheet:
    """Turns the events of a sheet's XML into rows."""

    def __init__(self, book: Book, strings: _Strings):
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
        parser = _parser(self._start, self._stop, self._text.append)
        fed = 0
        for _piece in _pieces(archive, part, parser):
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
        kind = self._names.get(name) or self._names.setdefault(name, _local(name))
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
