"""Files that are not what they should be: each bad row is named, each bad file refused, and the site stays up."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override

from customers.imports import spreadsheets
from customers.imports.reading import Place, Reading, Table, look_at, open_table
from customers.imports.reasons import ImportRefused
from customers.models import Customer, ImportRun, Transaction
from customers.tests.factories import CustomerFactory
from customers.tests.imports import bring_in, counts, named, tables_of_runs, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    with override("en"):
        yield


def book(path: Path, rows: list[list], **sheets: list[list]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title, others in sheets.items():
        sheet = made.create_sheet(title)
        for row in others:
            sheet.append(row)
    made.save(path)
    return path


def changed_part(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """The same archive with one part replaced, added, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return target


@pytest.fixture
def sound(tmp_path) -> Path:
    return book(tmp_path / "sound.xlsx", [["external_id", "name"], ["A1", "Ani"]])


def test_ragged_rows_are_named_and_the_others_go_in(tmp_path):
    path = write(tmp_path, "external_id,name,city\nA1,Ani,Solo\nA2,Budi\n\n ,,\nA3,Cici,Solo,,,\nA4,Didi,Solo,x\nA5\n")

    result = bring_in("customers", path)

    assert named(result) == [(3, ""), (7, ""), (8, "")]
    assert counts(result) == (2, 0, 0, 3)


def test_bytes_of_several_encodings_in_one_file_spoil_their_rows_only(tmp_path):
    path = write(tmp_path, b"external_id,name\nA1,Jos\xc3\xa9\nA2,M\xfcller\nA3,\xff\xfeA\x00\nA4,\xe2\x82\nA5,Bob\n")

    result = bring_in("customers", path)

    assert named(result) == [(3, "name"), (4, "name"), (5, "name")]
    assert set(Customer.objects.values_list("name", flat=True)) == {"José", "Bob"}


@pytest.mark.parametrize("columns", [201, 20_000, 1_000_000])
def test_a_million_columns_are_refused(tmp_path, columns):
    header = ",".join(f"c{n}" for n in range(columns))
    with pytest.raises(ImportRefused):
        bring_in("customers", write(tmp_path, f"external_id,name,{header}\n"))
    assert (ImportRun.objects.count(), tables_of_runs()) == (0, [])


def test_far_columns_of_a_sheet_are_refused_or_spoil_their_row(tmp_path):
    wide = book(tmp_path / "wide.xlsx", [["external_id", "name", *(f"c{n}" for n in range(300))]])
    with pytest.raises(ImportRefused):
        bring_in("customers", wide)

    made = openpyxl.Workbook()
    for place, text in {"A1": "external_id", "B1": "name", "A2": "A1", "B2": "Ani", "XFD3": "far", "A4": "A2"}.items():
        made.active[place] = text
    made.active["B4"] = "Budi"
    made.save(tmp_path / "far.xlsx")
    result = bring_in("customers", tmp_path / "far.xlsx")

    assert (named(result), counts(result)) == ([(3, "")], (2, 0, 0, 1))


def test_formulas_and_errors_of_a_spreadsheet_spoil_their_row(tmp_path):
    rows = [["external_id", "name"], ["A1", "=1+1"], ["A2", "=HYPERLINK(1)"], ["A3", "'=1+1"], ["A4", "#N/A"]]
    path = book(tmp_path / "f.xlsx", rows)

    result = bring_in("customers", path)

    assert [problem.line for problem in result.problems] == [2, 3, 5]
    assert Customer.objects.get().name == "=1+1"
    assert "=1+1" in result.errors_file.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("xl/vbaProject.bin", b"macro", "macros"),
        ("[Content_Types].xml", b"<Types><Override ContentType='sheet.macroEnabled.main+xml'/></Types>", "macros"),
        ("[Content_Types].xml", None, "no table"),
        ("xl/workbook.bin", b"x", "no table"),
        ("xl/workbook.xml", None, "damaged"),
        ("xl/workbook.xml", b"<workbook><sheets/></workbook>", "damaged"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c", "damaged"),
        ("xl/worksheets/sheet1.xml", b'<?xml version="1.0" encoding="cp037"?><worksheet/>', "damaged"),
        ("xl/worksheets/sheet1.xml", "<worksheet/>".encode("utf-16"), "damaged"),
    ],
)
def test_a_spreadsheet_that_is_none_is_refused_with_a_sentence_that_helps(tmp_path, sound, name, content, sentence):
    with pytest.raises(ImportRefused, match=sentence):
        bring_in("customers", changed_part(sound, tmp_path / "bad.xlsx", name, content))
    assert (Customer.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_an_old_or_locked_spreadsheet_is_told_how_to_be_saved(tmp_path):
    with pytest.raises(ImportRefused, match=r"Excel workbook \(\.xlsx\)"):
        open_table(write(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls"))


BOMBS = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "ha">]>'
    b'<worksheet><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>',
    "an attribute without end": b'<worksheet><sheetData><row r="' + b"1" * (3 << 20),
    "a text without end": b'<worksheet><sheetData><row><c t="str"><v>' + b"x" * (3 << 20),
    "a row without end": b"<worksheet><sheetData><row>" + b"<c/>" * 600_000,
    "nothing without end": b"<worksheet><sheetData>" + b" " * (3 << 20),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_in_a_sheet_are_refused(tmp_path, sound, content):
    with pytest.raises(ImportRefused):
        bring_in("customers", changed_part(sound, tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", content))
    assert Customer.objects.count() == 0


def with_texts(sound: Path, folder: Path, texts: bytes) -> Path:
    """A spreadsheet whose cells refer to texts in a part of their own, as Excel writes them."""
    relations = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    with zipfile.ZipFile(sound) as archive:
        known = archive.read(relations).decode()
    listed = known.replace(
        "</Relationships>", f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId9"/></Relationships>'
    )
    sheet = b'<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row></sheetData></worksheet>'
    path = changed_part(sound, folder / "a.xlsx", relations, listed.encode())
    path = changed_part(path, folder / "b.xlsx", "xl/worksheets/sheet1.xml", sheet)
    return changed_part(path, folder / "c.xlsx", "xl/sharedStrings.xml", texts)


def test_texts_in_a_part_of_their_own_are_read_without_hints_of_how_they_sound(tmp_path, sound):
    texts = b"<sst><si><t>external_id</t></si><si><r><t>na</t></r><r><t>me</t></r><rPh><t>x</t></rPh></si></sst>"
    assert open_table(with_texts(sound, tmp_path, texts)).header == ["external_id", "name"]


@pytest.mark.parametrize(
    "texts",
    [b"<sst><si><t>" + b"x" * (3 << 20), b"<sst>", b"<!DOCTYPE x []><sst><si><t>A1</t></si><si><t>b</t></si></sst>"],
    ids=["a text without end", "too few", "a declaration"],
)
def test_bombs_in_the_texts_of_a_spreadsheet_are_refused(tmp_path, sound, texts):
    with pytest.raises(ImportRefused, match="damaged"):
        open_table(with_texts(sound, tmp_path, texts))


def test_an_archive_that_unpacks_to_more_than_can_be_read_is_refused_unread(tmp_path, sound, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_SHEET_BYTES", 100)
    with pytest.raises(ImportRefused, match="unpacks to more"):
        open_table(sound)


SHEET = """<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>
<x:row r="1"><x:c t="inlineStr"><x:is><x:t>external_id</x:t></x:is></x:c>
<x:c t="inlineStr"><x:is><x:r><x:t>na</x:t></x:r><x:r><x:t>me</x:t></x:r></x:is></x:c></x:row>
<x:row r="3"><x:c r="B3" t="str"><x:v>Ani</x:v></x:c></x:row>
<x:row><x:c t="inlineStr"><x:is><x:t>A2</x:t></x:is></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>
</x:sheetData></x:worksheet>"""


def test_sheets_of_other_programs_are_read_too(tmp_path, sound):
    """Prefixes, texts in the sheet itself, rich text, cells and rows that don't say where they stand."""
    path = changed_part(sound, tmp_path / "other.xlsx", "xl/worksheets/sheet1.xml", SHEET.encode())
    assert list(open_table(path).rows()) == [(3, ["", "Ani"], ""), (4, ["A2", "1"], "")]


def test_a_sheet_can_be_chosen_and_its_names_may_stand_lower(tmp_path):
    path = book(tmp_path / "b.xlsx", [["x"]], Pelanggan=[["Daftar"], [], ["external_id", "name"], ["A1", "Ani"]])

    look = look_at(path, Reading(sheet="Pelanggan", header_line=3))

    assert (look.sheets, look.table.header) == (["Sheet", "Pelanggan"], ["external_id", "name"])
    assert [row.cells for row in look.rows] == [["A1", "Ani"]]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("31/12/1990", date(1990, 12, 31)),
        ("31-12-1990 00:00:00", date(1990, 12, 31)),
        ("31.12.1990", date(1990, 12, 31)),
        ("1990-12-31T08:00", date(1990, 12, 31)),
        ("31 Desember 1990", date(1990, 12, 31)),
        ("12/31/1990", None),
        ("31/12/90", None),
        ("33238", None),
        ("1990", None),
    ],
)
def test_dates_are_read_in_the_shapes_people_use_day_before_month(tmp_path, cell, read):
    result = bring_in("customers", write(tmp_path, f"external_id,name,birth_date\nA1,Ani,{cell}\n"))
    assert [customer.birth_date for customer in Customer.objects.all()] == ([read] if read else [])
    assert named(result) == ([] if read else [(2, "birth_date")])


@pytest.mark.parametrize("phone", ["call me", "0812", "9" * 30, "+62", "1234567890123456", "0812-3456-78901234"])
def test_phones_that_are_none_are_named(tmp_path, phone):
    result = bring_in("customers", write(tmp_path, f"external_id,name,phone\nA1,Ani,{phone}\n"))
    assert (named(result), Customer.objects.count()) == ([(2, "phone")], 0)


def test_keys_that_stand_twice_are_named_with_the_first_line(tmp_path):
    CustomerFactory(external_id="A1")
    start = "A1,2026-01-05T10:00:00Z"
    path = write(
        tmp_path,
        f"reference,customer,occurred_at,amount\nR1,{start},1\nR1,{start},2\nR2,{start},3\n"
        f" r1 ,{start},4\nR1 ,{start},5\n",
    )

    result = bring_in("transactions", path)

    assert [(problem.line, problem.reason) for problem in result.problems] == [
        (3, "Line 2 already has this key."),
        (6, "Line 2 already has this key."),
    ]
    assert list(Transaction.objects.order_by("pk").values_list("reference", "amount")) == [
        ("R1", Decimal(1)),
        ("R2", Decimal(3)),
        ("r1", Decimal(4)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_reading_goes_on_where_it_stopped(tmp_path, encoding):
    text = "nama,catatan\n" + "".join(f'Orang {n},"dua\nbaris é"\n' for n in range(50))
    path = write(tmp_path, text.encode(encoding))
    table = open_table(path)
    whole = list(table.rows())

    again, place = [], Place()
    while len(again) < len(whole):
        rows = table.rows(place)
        part = list(islice(rows, 7))  # takes seven and no eighth
        assert part, "no row comes after this place, though some are missing"
        again += part
        place = rows.place

    assert again == whole
    assert whole[1].line == 4


def test_machines_of_long_ago_end_lines_with_a_return(tmp_path):
    path = write(tmp_path, b"external_id,name\rA1,Ani\rA2,Budi\r")
    assert counts(bring_in("customers", path)) == (2, 0, 0, 0)


def test_a_file_of_garbage_is_refused_whatever_it_is(tmp_path):
    for content in (b"\x00" * 500, bytes(range(256)) * 10, b'"' * 5000, b",,,,\n,,,,\n", io.BytesIO().getvalue()):
        with pytest.raises(ImportRefused):
            bring_in("customers", write(tmp_path, content))
    assert Customer.objects.count() == 0


def test_a_table_knows_how_it_was_read_without_looking_again(tmp_path):
    path = write(tmp_path, "external_id;name\nA1;Ani\n")
    found = open_table(path)
    assert list(Table(path, Reading(**found.reading.as_json()), found.header).rows()) == list(found.rows())
