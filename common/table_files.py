"""Tables as CSV and XLSX files that are written piece by piece, so that their length costs no memory.

A piece may be written in another process than the one before: what is needed to go on is a small `state` that the
caller keeps. What a process wrote after its last kept state is cut off when the next one goes on, so a piece that was
written twice stands in the file once.
"""

import csv
import io
import os
import re
import struct
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import AppError
from common.spreadsheets import quoted

FORMATS = {"csv": "CSV", "xlsx": "Excel"}
SHEET_ROWS = 1_048_576  # more than that no spreadsheet opens
FOUR_GIGABYTES = 2**32 - 1


class TableFile(ABC):
    """One table being written to `path`. `state` is empty before `begin`, and goes with the file from then on."""

    def __init__(self, path: Path, state: Mapping[str, Any] | None = None):
        self.path = path
        self.state: dict[str, Any] = dict(state or {})

    def begin(self, head: Sequence[Any]) -> None:
        self.path.write_bytes(b"")
        self.state = {"size": 0, "rows": 0}
        self._start()
        self.add([head])

    @abstractmethod
    def _start(self) -> None: ...

    @abstractmethod
    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows: moments and dates as such, all that is text so that nothing runs it as a formula."""

    def finish(self) -> None:  # noqa: B027 - plain files need nothing
        """Close the file; it can be opened from now on."""

    def _append(self, data: bytes) -> None:
        """At the place the state knows, whatever was written after it; on the disk before this returns."""
        with self.path.open("r+b") as file:
            if os.fstat(file.fileno()).st_size < self.state["size"]:
                raise AppError(_("The file being written was lost. Ask for it again."))
            file.truncate(self.state["size"])
            file.seek(self.state["size"])
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self.state["size"] += len(data)


class CsvFile(TableFile):
    def _start(self) -> None:
        self._append("\ufeff".encode())  # Excel takes UTF-8 only with this mark

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            self.state["rows"] += 1
        self._append(text.getvalue().encode())


def _csv_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return quoted(str(value))


class XlsxFile(TableFile):
    """A workbook of one sheet: a zip whose largest member, the sheet, is written last and deflated piece by piece.

    Pieces end on a byte (full flush), so that the next one may come from another process.
    """

    def _start(self) -> None:
        self.state |= {"members": [], "crc": 0, "raw": 0}
        for name, text in _FIXED_PARTS.items():
            self._member(name, text.encode())
        self.state["sheet_at"] = self.state["size"]
        self._append(_local_header(_SHEET, flags=_SIZES_FOLLOW))
        self._deflate(_SHEET_HEAD)

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        parts = []
        for row in rows:
            parts.append("<row>" + "".join(map(_xlsx_cell, row)) + "</row>")
            self.state["rows"] += 1
        if self.state["rows"] > SHEET_ROWS:
            raise AppError(_("A sheet holds at most %(limit)s rows. Choose CSV.") % {"limit": SHEET_ROWS})
        self._deflate("".join(parts))

    def _deflate(self, text: str, *, is_last: bool = False) -> None:
        data = text.encode()
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)
        if self.state["raw"] + len(data) > FOUR_GIGABYTES:
            raise AppError(_("The sheet gets too large. Choose CSV, or fewer columns."))
        self._append(packed)
        self.state["crc"] = zlib.crc32(data, self.state["crc"])
        self.state["raw"] += len(data)

    def finish(self) -> None:
        self._deflate(_SHEET_FOOT, is_last=True)
        packed = self.state["size"] - self.state["sheet_at"] - len(_local_header(_SHEET, flags=_SIZES_FOLLOW))
        sizes = (self.state["crc"], packed, self.state["raw"])
        self._append(struct.pack("<4sLLL", b"PK\x07\x08", *sizes))
        self.state["members"].append([_SHEET, _SIZES_FOLLOW, *sizes, self.state["sheet_at"]])
        self._append(_directory(self.state["members"], self.state["size"]))

    def _member(self, name: str, data: bytes) -> None:
        sizes = (zlib.crc32(data), len(data), len(data))
        at = self.state["size"]
        self._append(_local_header(name, flags=0, sizes=sizes) + data)
        self.state["members"].append([name, 0, *sizes, at])


def table_file(file_format: str, path: Path, state: Mapping[str, Any] | None = None) -> TableFile:
    return {"csv": CsvFile, "xlsx": XlsxFile}[file_format](path, state)


# --- cells of a sheet -----------------------------------------------------------------------------

# Days are counted from here. Spreadsheets believe in a 29 February 1900; what lies before it is written as text.
_FIRST_DAY = date(1899, 12, 30)
_WRONG_LEAP_DAY = date(1900, 2, 28)
_DATE, _MOMENT = 1, 2  # styles of the sheet
# Spreadsheets read _x0041_ as an A.
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
# XML knows no other control characters.
_NOT_XML = dict.fromkeys([*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF])


def _xlsx_cell(value: Any) -> str:
    match value:
        case None | "":
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{int(value)}</v></c>'
        case int() | float() | Decimal():
            return f"<c><v>{value}</v></c>"
        case datetime():
            moment = timezone.localtime(value).replace(tzinfo=None)
            days = (moment - datetime.combine(_FIRST_DAY, datetime.min.time())) / timedelta(days=1)
            return f'<c s="{_MOMENT}"><v>{days:.10f}</v></c>'
        case date() if value > _WRONG_LEAP_DAY:
            return f'<c s="{_DATE}"><v>{(value - _FIRST_DAY).days}</v></c>'
    text = escape(_ESCAPE.sub(r"_x005F\g<0>", quoted(str(value)).translate(_NOT_XML)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# --- what a workbook needs around its sheet -------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_SHEET_FOOT = "</sheetData></worksheet>"
_FIXED_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="Prima" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/>'
        '<numFmt numFmtId="165" formatCode="dd\\-mm\\-yyyy\\ hh:mm"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}

# --- the zip around it (APPNOTE.TXT 6.3.9, sections 4.3.7 to 4.3.16) --------------------------------

_SIZES_FOLLOW = 0x08  # sizes and checksum stand after the data: they are not known before
_MIDNIGHT_1980 = (0, 0x21)


def _local_header(name: str, *, flags: int, sizes: tuple[int, int, int] = (0, 0, 0)) -> bytes:
    head = (b"PK\x03\x04", 20, flags, _method(flags), *_MIDNIGHT_1980, *sizes, len(name), 0)
    return struct.pack("<4sHHHHHLLLHH", *head) + name.encode()


def _method(flags: int) -> int:
    """Small parts are stored as they are, the sheet is deflated."""
    return zlib.DEFLATED if flags else 0


def _directory(members: Sequence[Sequence[Any]], at: int) -> bytes:
    entries = b"".join(_entry(*member) for member in members)
    end = (b"PK\x05\x06", 0, 0, len(members), len(members), len(entries), at, 0)
    return entries + struct.pack("<4sHHHHLLH", *end)


def _entry(name: str, flags: int, crc: int, packed: int, raw: int, at: int) -> bytes:
    head = (b"PK\x01\x02", 20, 20, flags, _method(flags), *_MIDNIGHT_1980, crc, packed, raw)
    return struct.pack("<4sHHHHHHLLLHHHHHLL", *head, len(name), 0, 0, 0, 0, 0, at) + name.encode()
