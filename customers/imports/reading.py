"""Reading tables from files of strangers: any usual encoding and delimiter, CSV or XLSX, in constant memory."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from customers.imports import spreadsheets
from customers.imports.reasons import ImportRefused
from customers.imports.sheets import MAX_COLUMNS

BLOCK = 1 << 20
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1")
WIDE = ("utf-16", "utf-16-le", "utf-16-be")
SHOWN_ROWS = 8
HEADER_WITHIN = 50  # lines of titles and blanks before the names of the columns


class Row(NamedTuple):
    """A row as it stands in the file: where it starts, its cells, and a reason's code if it can't be read at all."""

    line: int
    cells: list[str]
    code: str = ""


class Place(NamedTuple):
    """Where in a file reading goes on: the byte, and how many lines lie before it."""

    offset: int = 0
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """How a file is read. What is empty is found out; `header_line` 0 says that no row names the columns."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Table:
    """A file as it is read, with the names of its columns as they are written there ("" where there is none)."""

    path: Path
    reading: Reading
    header: list[str] = field(default_factory=list)

    @property
    def is_spreadsheet(self) -> bool:
        return not self.reading.encoding

    @property
    def delimiter(self) -> str:
        return self.reading.delimiter or ","

    def rows(self, start: Place | None = None) -> "Rows":
        """Every row after the header that is not blank."""
        return Rows(self, start or Place())


class Rows:
    """Iterates the rows of a table; `place` is where the row after the last one given begins."""

    def __init__(self, table: Table, start: Place):
        self._table = table
        self._source = _SheetRows(table) if table.is_spreadsheet else _TextRows(table, start)
        self._start = start

    @property
    def place(self) -> Place:
        return self._source.place

    def __iter__(self) -> Iterator[Row]:
        width, header_line = len(self._table.header), self._table.reading.header_line or 0
        is_sheet = self._table.is_spreadsheet
        for line, cells, code in self._source:
            if line <= header_line or line <= self._start.line or _is_blank(cells):
                continue
            if len(cells) != width and not code:
                cells = _fitted(cells, width, pad=is_sheet)
                code = "columns" if len(cells) != width else ""
            yield Row(line, cells, code)


def _is_blank(cells: list[str]) -> bool:
    """Nothing but white space; most rows are known by their first cell."""
    return not cells or not (cells[0].strip() or any(cell.strip() for cell in cells))


def _fitted(cells: list[str], width: int, *, pad: bool) -> list[str]:
    """Delimiters too many at the end are common and harmless; too few would shift nothing but hide a fault.
    Spreadsheets write no empty cells at all."""
    fitted = cells if any(cells[width:]) else cells[:width]
    return fitted + [""] * (width - len(fitted)) if pad else fitted


# --- looking at a file ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What a file is: how it is read, its columns, its first rows, and about how many rows it has."""

    table: Table
    rows: list[Row]
    sheets: list[str]
    estimate: int | None


def open_table(path: Path, wanted: Reading | None = None) -> Table:
    return look_at(path, wanted).table


def look_at(path: Path, wanted: Reading | None = None) -> Look:
    """Find out how a file is read, save for what is `wanted`.

    Raises ImportRefused for what is no table, or would only pretend to be a small one.
    """
    wanted = wanted or Reading()
    if wanted.encoding and wanted.delimiter:  # scanned before
        return _looked(Table(path, replace(wanted, sheet="")), [], None)
    head, lines = _scanned(path)
    if not head.strip():
        raise ImportRefused(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return _look_at_spreadsheet(path, wanted)
    _refuse_others(head)
    encoding = wanted.encoding or _encoding(path, head)
    reading = replace(wanted, encoding=encoding, delimiter=wanted.delimiter or _delimiter(path, encoding), sheet="")
    return _looked(Table(path, reading), [], lines)


def _refuse_others(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(
            _(
                "This is a spreadsheet of an old kind (.xls) or one with a password. Open it, save it as "
                "“Excel workbook (.xlsx)” without a password, and import that file."
            )
        )
    if head.startswith((b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise ImportRefused(_("This is no table. Save it as XLSX or CSV and import that file."))


def _look_at_spreadsheet(path: Path, wanted: Reading) -> Look:
    sheets = spreadsheets.sheet_names(path)
    sheet = wanted.sheet if wanted.sheet in sheets else sheets[0]
    table = Table(path, replace(wanted, encoding="", delimiter="", sheet=sheet))
    return _looked(table, sheets, spreadsheets.estimated_rows(path, sheet))


def _looked(table: Table, sheets: list[str], lines: int | None) -> Look:
    """With header and first rows; the header is the first row with text unless told otherwise."""
    source = _SheetRows(table) if table.is_spreadsheet else _TextRows(table, Place())
    first = list(islice((row for row in source if any(row.cells)), HEADER_WITHIN + SHOWN_ROWS))
    wanted = table.reading.header_line
    if wanted is None:
        header = next((row for row in first if not row.code), Row(0, []))
    else:
        header = next((row for row in first if row.line == wanted), Row(0, []))
    names = _names(header.cells)
    if wanted == 0:
        width = max((len(row.cells) for row in first), default=0)
        names = [str(place + 1) for place in range(min(width, MAX_COLUMNS))]
    table = replace(table, header=names, reading=replace(table.reading, header_line=header.line))
    shown = [row for row in first if row.line > header.line][:SHOWN_ROWS]
    return Look(table, shown, sheets, max(lines - header.line, 0) if lines is not None else None)


def _names(cells: list[str]) -> list[str]:
    names = [" ".join(_shown(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise ImportRefused(_("The file has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
    return names


def _shown(cell: str) -> str:
    """A name as it can be shown and stored: no marks of byte order, no surrogates, no NUL."""
    return cell.lstrip("\x00").encode("utf-8", "replace").decode().replace("\x00", "").replace("\ufeff", "")


def refuse_twins(header: list[str]) -> None:
    """Where nobody can be asked which of two columns is meant, a name may stand there once."""
    names = [name.casefold() for name in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ImportRefused(_("These columns stand twice in the header: %(names)s") % {"names": ", ".join(twice)})


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _scanned(path: Path) -> tuple[bytes, int]:
    """First block, and the number of line ends; a line without end would have to be held in memory: it is refused."""
    head, lines = b"", 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                head = head or block
                if head.startswith(b"PK\x03\x04"):
                    break
                lines += block.count(b"\n") or block.count(b"\r")
                if len(block) == BLOCK and b"\n" not in block and b"\r" not in block:
                    raise ImportRefused(_("The file has a line of more than a million characters: this is no table."))
    except OSError as error:
        raise ImportRefused(_("The file can't be read: %(why)s") % {"why": error.strerror or error}) from error
    return head, lines


# --- text -------------------------------------------------------------------------------------------


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if zeros.count(0) > 0.4 * len(sample):
            return encoding
    return "utf-8" if _is_utf8(path) or _has_utf8_lines(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decode(block)
            decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _has_utf8_lines(path: Path) -> bool:
    """Whether accented letters are written in UTF-8 somewhere: then other bytes are faults of their rows."""
    with path.open("rb") as file:
        return any(not line.isascii() and _decodes(line) for line in file)


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The mark that stands most often in the first line with text."""
    with _Lines.opened(path, encoding, Place()) as lines:
        line = next((line for line in lines if line.strip()), "")
    return max(DELIMITERS, key=line.count)


class _Lines:
    """The decoded lines of a file and the place behind the last one given.

    Undecodable bytes become lone surrogates, by which the checks of cells know them. Lines of narrow encodings are
    counted in bytes, so that reading can go on at any of them; of wide ones the lines before are read again.
    """

    def __init__(self, file: Any, encoding: str, start: Place):
        self.place = start
        self._lines = self._narrow(file, encoding) if encoding not in WIDE else self._wide(file, encoding)

    @classmethod
    @contextmanager
    def opened(cls, path: Path, encoding: str, start: Place) -> Iterator["_Lines"]:
        with path.open("rb") as file:
            yield cls(file, encoding, start)

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def _narrow(self, file: Any, encoding: str) -> Iterator[str]:
        offset, line = self.place
        if b"\n" not in file.read(BLOCK):  # ends lines as machines of long ago did
            yield from self._wide(file, encoding)
            return
        file.seek(offset)
        for raw in file:
            text = raw.decode(encoding, "surrogateescape")
            offset += len(raw)
            line += 1
            self.place = Place(offset, line)
            yield text.removeprefix("\ufeff") if line == 1 else text

    def _wide(self, file: Any, encoding: str) -> Iterator[str]:
        file.seek(0)
        before = self.place.line
        text = io.TextIOWrapper(file, encoding, errors="surrogateescape", newline="")
        try:
            for line, one in enumerate(text, start=1):
                if line > before:
                    self.place = Place(0, line)
                    yield one.removeprefix("\ufeff") if line == 1 else one
        except UnicodeError as error:
            raise ImportRefused(_("The file is damaged: its text can't be decoded. Save it as UTF-8.")) from error


class _TextRows:
    def __init__(self, table: Table, start: Place):
        self._table = table
        self._start = self.place = start

    def __iter__(self) -> Iterator[Row]:
        seen: list[str] = []
        with _Lines.opened(self._table.path, self._table.reading.encoding, self._start) as lines:
            reader = csv.reader(_remembered(lines, seen), delimiter=self._table.delimiter, strict=True)
            while True:
                seen.clear()
                line = self.place.line + 1
                try:
                    cells, code = next(reader), ""
                except StopIteration:
                    return
                except csv.Error:
                    cells, code = ["".join(seen).strip()], "unreadable"
                self.place = lines.place
                yield Row(line, cells, code)


def _remembered(lines: _Lines, seen: list[str]) -> Iterator[str]:
    for line in lines:
        seen.append(line)
        yield line


class _SheetRows:
    """Rows of a spreadsheet; reading one always begins at its beginning."""

    def __init__(self, table: Table):
        self._table = table
        self.place = Place()

    def __iter__(self) -> Iterator[Row]:
        for line, cells in spreadsheets.sheet_rows(self._table.path, self._table.reading.sheet):
            self.place = Place(0, line)
            yield Row(line, cells)
