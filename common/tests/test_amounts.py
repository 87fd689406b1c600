from decimal import Decimal

import pytest

from common.amounts import parse_amount


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
