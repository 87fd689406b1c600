"""Reading tables from files of strangers: any usual encoding and delimiter, CSV or XLSX, in constant memory."""

import codecs
import csv
import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

import openpyxl
from django.utils.translation import gettext_lazy as _

from customers.imports.reasons import ImportRefused

# A row as it stands in the file: line where it starts, cells, and a reason's code where it can't be read at all.
Row = tuple[int, list[str], str]

BLOCK = 1 << 20
MAX_COLUMNS = 200
DELIMITERS = ",;\t|"
SPREADSHEET_ROWS = 1_048_576
# What a spreadsheet may unpack to: the sheets are streamed, everything else is held in memory.
MAX_SHEET_BYTES = 1 << 30
MAX_PART_BYTES = 48 << 20


@dataclass(frozen=True)
class Table:
    """A file with a header: its column names (lower case), its rows, and how it is written."""

    path: Path
    sha256: str
    delimiter: str = ","
    encoding: str = ""
    header: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Every row after the header that is not blank; each call reads the file from its beginning."""
        if self.encoding:
            return _body(_csv_rows(self.path, self.encoding, self.delimiter), _csv_fitted, len(self.header))
        return _body(_spreadsheet_rows(self.path), _spreadsheet_fitted, len(self.header))


def open_table(path: Path) -> Table:
    """Look at a file: what it is, how it is encoded, which columns it has.

    Raises ImportRefused for what is no table, or would only pretend to be a small one.
    """
    try:
        sha256, head = _digest(path)
    except OSError as error:
        raise ImportRefused(_("The file can't be read: %(why)s") % {"why": error.strerror or error}) from error
    if not head.strip():
        raise ImportRefused(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        _refuse_bombs(path)
        return Table(path, sha256, header=_header(_spreadsheet_rows(path)))
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")):
        raise ImportRefused(_("This is no table. Save it as XLSX or CSV and import that file."))
    encoding = _encoding(path, head)
    delimiter = _delimiter(path, encoding)
    return Table(path, sha256, delimiter, encoding, _header(_csv_rows(path, encoding, delimiter)))


def _digest(path: Path) -> tuple[str, bytes]:
    """Checksum and first block; a line without end would have to be held in memory, so it is refused."""
    digest, head = hashlib.sha256(), b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            head = head or block
            digest.update(block)
            is_line_too_long = len(block) == BLOCK and b"\n" not in block and b"\r" not in block
            if is_line_too_long and not head.startswith(b"PK\x03\x04"):
                raise ImportRefused(_("The file has a line of more than a million characters: this is no table."))
    return digest.hexdigest(), head


# --- CSV --------------------------------------------------------------------------------------------


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
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


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    # Undecodable bytes become lone surrogates, by which the checks of cells know them.
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        yield file


def _delimiter(path: Path, encoding: str) -> str:
    """The mark that stands most often in the first line with text."""
    with _opened(path, encoding) as file:
        line = next((line for line in _decoded(file) if line.strip()), "")
    return max(DELIMITERS, key=line.count)


def _decoded(file: TextIO) -> Iterator[str]:
    try:
        yield from file
    except UnicodeError as error:
        raise ImportRefused(_("The file is damaged: its text can't be decoded. Save it as UTF-8.")) from error


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    seen: list[str] = []
    with _opened(path, encoding) as file:
        reader = csv.reader(_remembered(_decoded(file), seen), delimiter=delimiter, strict=True)
        while True:
            seen.clear()
            line = reader.line_num + 1
            try:
                yield line, next(reader), ""
            except StopIteration:
                return
            except csv.Error:
                yield line, ["".join(seen).strip()], "unreadable"


def _remembered(lines: Iterator[str], seen: list[str]) -> Iterator[str]:
    for line in lines:
        seen.append(line)
        yield line


# --- XLSX -------------------------------------------------------------------------------------------


def _refuse_bombs(path: Path) -> None:
    """Sizes as the archive declares them; more is never unpacked than was declared."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ImportRefused(_("This spreadsheet is damaged.")) from error
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise ImportRefused(_("This is no table. Save it as XLSX or CSV and import that file."))
    sheets = sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))
    others = sum(part.file_size for part in parts if not part.filename.startswith(("xl/worksheets/", "xl/media/")))
    if len(parts) > 2000 or sheets > MAX_SHEET_BYTES or others > MAX_PART_BYTES:
        raise ImportRefused(_("This spreadsheet unpacks to more than can be read safely. Save it as CSV."))


def _spreadsheet_rows(path: Path) -> Iterator[Row]:
    book = None
    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_row=SPREADSHEET_ROWS, max_col=MAX_COLUMNS + 1, values_only=True)
        for line, values in enumerate(rows, start=1):
            yield line, _texts(values), ""
    except GeneratorExit:
        raise
    except Exception as error:  # a damaged file can make the reader raise almost anything
        raise ImportRefused(_("This spreadsheet is damaged.")) from error
    finally:
        if book is not None:
            book.close()


def _texts(values: tuple[Any, ...]) -> list[str]:
    cells = [_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            # Our own exports quote such texts, so what begins with = unquoted is a formula.
            return f"\x00{value}" if value.startswith("=") else value
        case bool():
            return "1" if value else "0"
        case float():
            return _float_text(value)
        case datetime():
            return value.date().isoformat() if value.time() == time.min else value.isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    # Three decimals would read like grouped thousands: 1.125 is not one thousand one hundred and twenty-five.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


# --- both -------------------------------------------------------------------------------------------


def _header(rows: Iterator[Row]) -> list[str]:
    cells = next((cells for _line, cells, code in rows if not code and any(cells)), [])
    names = [" ".join(cell.replace("\ufeff", "").split()).lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise ImportRefused(_("The file has more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ImportRefused(_("These columns stand twice in the header: %(names)s") % {"names": ", ".join(twice)})
    return names


def _body(rows: Iterator[Row], fit: Callable[[list[str], int], list[str]], width: int) -> Iterator[Row]:
    """Rows after the header, fitted to its width; blank rows are passed over."""
    is_header_passed = False
    for line, cells, code in rows:
        if not any(cells):
            continue
        if not is_header_passed:
            is_header_passed = not code
            continue
        if len(cells) != width and not code:
            cells = fit(cells, width)
            code = "columns" if len(cells) != width else ""
        yield line, cells, code


def _csv_fitted(cells: list[str], width: int) -> list[str]:
    """Delimiters too many at the end are common and harmless; too few would shift nothing but hide a fault."""
    return cells if any(cells[width:]) else cells[:width]


def _spreadsheet_fitted(cells: list[str], width: int) -> list[str]:
    return _csv_fitted(cells, width) + [""] * (width - len(cells))
