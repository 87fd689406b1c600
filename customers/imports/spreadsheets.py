"""XLSX read as a stream: a million rows in little memory, and nothing of a file made to harm is unpacked or run.

A spreadsheet is an archive of XML files. Only the parts that hold the sheet are read, piece by piece, by a parser that
refuses every declaration of entities; a row, a text or a part that is larger than any honest one ends the reading.
"""

import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from customers.imports.reasons import ImportRefused
from customers.imports.sheet_xml import MAX_PIECE_BYTES, Damaged, elements
from customers.imports.sheets import Book, Sheet, Strings

MAX_SHEET_BYTES = 1 << 30
MAX_STRINGS_BYTES = 512 << 20
MAX_PART_BYTES = 48 << 20


def sheet_names(path: Path) -> list[str]:
    with _archive(path) as archive:
        return list(_book(archive).sheets)


def sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row that has any; "" as `sheet` means the first."""
    with _archive(path) as archive:
        book = _book(archive)
        part = book.sheets.get(sheet) or next(iter(book.sheets.values()))
        with Strings(archive, book.strings) as strings:
            yield from Sheet(book, strings).rows(archive, part)


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


def _book(archive: zipfile.ZipFile) -> Book:
    main = next(target for _id, kind, target in _relations(archive, "") if kind == "officeDocument")
    related = {key: (kind, target) for key, kind, target in _relations(archive, main)}
    by_kind = dict(related.values())
    sheets: dict[str, str] = {}
    epoch = CALENDAR_WINDOWS_1900
    for name, attributes, _parent in elements(archive, main):
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
    for _name, attributes, _parent in elements(archive, listed):
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
    for name, attributes, parent in elements(archive, part):
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            found.append(bool(is_date_format(formats.get(attributes.get("numFmtId", "0"), ""))))
    return frozenset(str(place) for place, is_date in enumerate(found) if is_date)
