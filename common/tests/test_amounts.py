from decimal import Decimal

import pytest

from common.amounts import parse_amount, parse_decimal, parse_whole


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.250.000", "1250000"),
        ("Rp1.250.000", "1250000"),
        ("rp. 1.250.000,-", "1250000"),
        ("IDR 1,250,000.50", "1250000.50"),
        ("1.250.000,5", "1250000.5"),
        ("1250000", "1250000"),
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("12,5", "12.5"),
        ("-5.000", "-5000"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, value):
    assert parse_amount(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["", "abc", "1.25.000", "1.2500", "1,250.000,5", "1e5", "NaN", "١٢", "1 000,", "--", "Rp"]
)
def test_what_is_no_amount_is_refused(typed):
    assert parse_amount(typed) is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1250", 1250), ("1.250", 1250), ("1,250,000", 1250000), ("-12", -12), ("0", 0), ("1.25", None), ("12,5", None),
     ("1.250,000", None), ("", None), ("-", None), ("1e3", None), ("²", None), ("١٢", None)],
)  # fmt: skip
def test_whole_numbers_may_be_grouped_and_have_no_fraction(typed, value):
    assert parse_whole(typed) == value


@pytest.mark.parametrize(
    ("typed", "indonesian", "english"),
    [
        ("1250,5", "1250.5", "1250.5"),
        ("1.250", "1250", "1.250"),
        ("1,250", "1.250", "1250"),
        ("1.250,5", "1250.5", "1250.5"),
        ("1,250.5", "1250.5", "1250.5"),
        ("1.250.000", "1250000", "1250000"),
        ("-0,125", "-0.125", "-0.125"),
        ("0.1", "0.1", "0.1"),
    ],
)
def test_decimals_are_read_as_the_language_writes_them(typed, indonesian, english):
    assert parse_decimal(typed, mark=",") == Decimal(indonesian)
    assert parse_decimal(typed, mark=".") == Decimal(english)


@pytest.mark.parametrize("typed", ["", "-", "1e5", "NaN", "1.2.3", "1,25.000,5", "١٢", "1.", ",5", "--"])
def test_what_is_no_decimal_is_refused(typed):
    assert parse_decimal(typed, mark=",") is None
