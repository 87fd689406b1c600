"""Files written piece by piece: whatever dies in between, each row stands in them once, and opens in a spreadsheet."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common import table_files
from common.errors import AppError
from common.spreadsheets import unquoted
from common.table_files import table_file

HEAD = ["Name", "Amount", "Day", "Moment", "Flag"]
ROW = ["=1+1", Decimal("12.50"), date(2026, 3, 9), datetime(2026, 3, 9, 3, 0, 30, tzinfo=UTC), True]


def written(path, file_format, *pieces, head=HEAD):
    """Each piece by a process of its own, which knows nothing but the state."""
    file = table_file(file_format, path)
    file.begin(head)
    for rows in pieces:
        file = table_file(file_format, path, file.state)
        file.add(rows)
    file.finish()
    return path


def sheet(path) -> list[list]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Prima"].iter_rows()]


def lines(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_workbook_opens_and_holds_numbers_and_days_as_such(tmp_path):
    path = written(tmp_path / "a.xlsx", "xlsx", [ROW], [["Ani & <Budi>", None, None, None, False]])
    assert zipfile.ZipFile(path).testzip() is None
    head, first, second = sheet(path)
    assert head == HEAD
    assert first == ["'=1+1", 12.5, datetime(2026, 3, 9), datetime(2026, 3, 9, 10, 0, 30), True]
    assert second == ["Ani & <Budi>", None, None, None, False]


def test_a_csv_file_holds_the_same(tmp_path):
    path = written(tmp_path / "a.csv", "csv", [ROW], [['Ani, "Budi"\nSolo', None, None, None, False]])
    assert lines(path) == [
        HEAD,
        ["'=1+1", "12.50", "2026-03-09", "2026-03-09T10:00:30+07:00", "True"],
        ['Ani, "Budi"\nSolo', "", "", "", "False"],
    ]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_piece_that_was_written_twice_stands_in_the_file_once(tmp_path, file_format):
    path = tmp_path / f"file.{file_format}"
    file = table_file(file_format, path)
    file.begin(["n"])
    kept = {**file.state}
    file.add([[f"lost {n}"] for n in range(500)])  # this process dies before its state is kept
    file = table_file(file_format, path, kept)
    file.add([["one"], ["two"]])
    file.finish()
    rows = sheet(path) if file_format == "xlsx" else lines(path)
    assert rows == [["n"], ["one"], ["two"]]
    assert file.state["rows"] == 3


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_that_was_lost_meanwhile_is_not_begun_in_the_middle(tmp_path, file_format):
    file = table_file(file_format, tmp_path / "file")
    file.begin(["n"])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AppError):
        file.add([["one"]])


def test_more_rows_than_a_sheet_can_hold_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "SHEET_ROWS", 3)
    file = table_file("xlsx", tmp_path / "file")
    file.begin(["n"])
    with pytest.raises(AppError):
        file.add([[1], [2], [3]])


def test_what_a_spreadsheet_would_read_as_a_code_of_a_letter_stays_as_it_is(tmp_path):
    path = written(tmp_path / "a.xlsx", "xlsx", [["_x0041_"]], head=["x"])
    assert ">_x005F_x0041_<" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


STORABLE = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff_"), min_size=1)


@given(st.lists(STORABLE, min_size=1, max_size=6))
@example(["'=1", "=1+1", "-3", "@a", "a & <b>", "\u00e9\U0001f600"])
def test_any_text_comes_back_as_it_was_and_never_as_a_formula(texts):
    with TemporaryDirectory() as folder:
        pieces = [[text] for text in texts[:2]], [[text] for text in texts[2:]]
        rows = sheet(written(Path(folder) / "a.xlsx", "xlsx", *pieces, head=["x"]))[1:]
        assert not [row for row in rows if str(row[0])[0] in "=+-@"]
        assert [unquoted(row[0]) for row in rows] == texts
        rows = lines(written(Path(folder) / "a.csv", "csv", *pieces, head=["x"]))[1:]
        assert [unquoted(row[0]) for row in rows] == texts


def test_days_that_spreadsheets_count_wrong_are_written_as_text(tmp_path):
    path = written(tmp_path / "a.xlsx", "xlsx", [[date(1900, 2, 28), date(1900, 3, 1)]], head=["a", "b"])
    assert sheet(path)[1] == ["1900-02-28", datetime(1900, 3, 1)]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_length_costs_no_memory(tmp_path, file_format):
    file = table_file(file_format, tmp_path / "file")
    file.begin(["n"])
    tracemalloc.start()
    for piece in range(20):
        file.add([f"{piece} {n}", n, "x" * 50] for n in range(2_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
