"""Spreadsheets as files of an import: what is read of them, and what is refused."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override

from customers.imports.reasons import ImportRefused
from customers.models import Customer, Transaction
from customers.tests.factories import CustomerFactory
from customers.tests.imports import bring_in, counts, named

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    with override("en"):
        yield


def workbook(path: Path, rows: list[list]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_spreadsheets_are_read_with_their_numbers_dates_and_gaps(tmp_path):
    path = workbook(
        tmp_path / "file.xlsx",
        [
            ["external_id", "name", "phone", "birth_date", "is_test", "notes"],
            [101, "'=HYPERLINK", 81234567890, datetime(1990, 12, 31), True],
            [],
            [102, "=1+1"],
        ],
    )

    result = bring_in("customers", path)

    assert (counts(result), named(result)) == ((1, 0, 0, 1), [(4, "name")])
    customer = Customer.objects.get(external_id="101")
    assert (customer.name, customer.birth_date, customer.is_test) == ("=HYPERLINK", date(1990, 12, 31), True)
    assert customer.phones.get().e164 == "+6281234567890"


def test_an_amount_with_three_decimals_in_a_spreadsheet_is_not_taken_for_thousands(tmp_path):
    CustomerFactory(external_id="A1")
    header = ["reference", "customer", "occurred_at", "amount"]
    rows = [["R1", "A1", "2026-01-05T10:00:00Z", 1.125], ["R2", "A1", "2026-01-05T10:00:00Z", 1250000.5]]

    result = bring_in("transactions", workbook(tmp_path / "file.xlsx", [header, *rows]))

    assert named(result) == [(2, "amount")]
    assert Transaction.objects.get().amount == Decimal("1250000.50")


def with_part(source: Path, target: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return target


BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", BOMB),
        ("xl/workbook.xml", BOMB),
        ("xl/styles.xml", BOMB),
        ("xl/theme/huge.xml", b" " * (49 << 20)),
    ],
    ids=["entities in a sheet", "entities in the book", "entities in the styles", "unpacks to too much"],
)
def test_bombs_are_refused(tmp_path, part, content):
    sound = workbook(tmp_path / "sound.xlsx", [["external_id", "name"], ["A1", "Ani"]])

    with pytest.raises(ImportRefused):
        bring_in("customers", with_part(sound, tmp_path / "bomb.xlsx", part, content))

    assert Customer.objects.count() == 0
