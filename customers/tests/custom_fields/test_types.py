"""What people type, what is stored and what is shown, type by type."""

import math
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import AppError
from customers.custom import value_type
from customers.tests.custom_fields.making import NOW, plain, read


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  two \u200b  words ", "two words"),
        ("long_text", "one \r\n\n\n two", "one\n\n two"),
        ("integer", "1.250", 1250),
        ("decimal", "12,50", 12.5),
        ("decimal", "1.250", 1250),
        ("money", "Rp1.250.000", 1250000),
        ("date", "9 Maret 2026", "2026-03-09"),
        ("yes_no", "Ya", True),
        ("yes_no", "no", False),
        ("choice", "LAUT", "sea"),
        ("choice", "garden", "garden"),
        ("choices", "Garden; laut; sea", ["garden", "sea"]),
        ("email", " a@b.co ", "a@b.co"),
        ("url", "www.contoh.co.id", "https://www.contoh.co.id"),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("text", "   ", None),
        ("choices", " ; ", None),
        ("integer", "", None),
    ],
)
def test_what_people_type_is_stored_as_what_it_means(kind, typed, stored):
    with translation.override("id"):
        assert read(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("text", "a\x00b"),
        ("text", "bell\x07"),
        ("long_text", "x" * 4001),
        ("integer", "12,5"),
        ("integer", "9" * 400),
        ("decimal", "0,1234567"),
        ("decimal", "NaN"),
        ("decimal", "1e3"),
        ("money", "9" * 14),
        ("date", "31-2-2026"),
        ("date", "1-1-1899"),
        ("yes_no", "perhaps"),
        ("choice", "mountain"),
        ("choice", "Kota"),
        ("choices", "sea; mountain"),
        ("email", "nobody"),
        ("url", "javascript:alert(1)"),
        ("url", "https://"),
        ("phone", "123"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(kind, typed):
    with pytest.raises(AppError) as refused:
        read(kind, typed)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True), ("integer", 1.5), ("integer", "x"), pytest.param("integer", 10**5000, id="endless"),
        ("decimal", math.nan), ("decimal", math.inf), ("decimal", Decimal("1e400")), ("text", 5), ("text", ["a"]),
        ("text", None), ("date", 20260309), ("date", NOW), ("yes_no", 1), ("yes_no", "yes"), ("choice", ["sea"]),
        ("choice", {}), ("choices", "sea"), ("choices", ["sea"] * 4), ("choices", [{}]), ("email", {}),
        ("money", [1]), ("phone", 812),
    ],
)  # fmt: skip
def test_json_of_another_type_is_refused(kind, value):
    field = plain(kind)
    with pytest.raises(AppError):
        value_type(field).check(field, value)


@pytest.mark.parametrize(
    ("kind", "bounds", "inside", "outside"),
    [
        ("integer", {"minimum": "10", "maximum": "20"}, ["10", "20"], ["9", "21"]),
        ("decimal", {"minimum": "0.5"}, ["0,5", "7"], ["0,4", "-1"]),
        ("money", {"maximum": "1000"}, ["1.000"], ["1.000,01"]),
        ("date", {"minimum": "2026-01-01", "maximum": "2026-12-31"}, ["1-1-2026"], ["31-12-2025", "1-1-2027"]),
        ("text", {"max_length": 3}, ["abc"], ["abcd"]),
    ],
)
def test_bounds_hold_on_both_sides(kind, bounds, inside, outside):
    with translation.override("id"):
        assert None not in [read(kind, text, **bounds) for text in inside]
        for text in outside:
            with pytest.raises(AppError):
                read(kind, text, **bounds)


@pytest.mark.parametrize(
    ("kind", "stored", "indonesian", "english"),
    [
        ("integer", 1250, "1.250", "1,250"),
        ("decimal", 1250.5, "1.250,5", "1,250.5"),
        ("money", 1250000, "Rp1.250.000", "IDR 1,250,000"),
        ("date", "2026-03-09", "9 Maret 2026", "9 March 2026"),
        ("yes_no", False, "Tidak", "No"),
        ("choices", ["garden", "sea"], "Sea, Garden", "Sea, Garden"),  # in the order of the field
        ("phone", "+6281234567890", "0812-3456-7890", "+62 812-3456-7890"),
    ],
)
def test_values_are_shown_in_the_language_of_the_reader(kind, stored, indonesian, english):
    field = plain(kind)
    with translation.override("id"):
        assert value_type(field).shown(field, stored) == indonesian
    with translation.override("en"):
        assert value_type(field).shown(field, stored) == english


VALUES = {
    "text": st.text(max_size=40),
    "long_text": st.text(max_size=40),
    "integer": st.integers(min_value=-(10**13) + 1, max_value=10**13 - 1),
    "decimal": st.decimals(min_value=-(10**8), max_value=10**8, places=6),
    "money": st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    "date": st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["sea", "garden"]),
    "choices": st.lists(st.sampled_from(["sea", "garden"]), min_size=1, max_size=2),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)), language=st.sampled_from(["id", "en"]))
def test_a_stored_value_comes_back_from_boxes_files_and_json_as_it_was(data, kind, language):
    field, value = plain(kind), data.draw(VALUES[kind])
    type_ = value_type(field)
    try:
        stored = type_.check(field, value)
    except AppError:  # texts that can't be stored
        assert kind in ("text", "long_text")
        return
    if stored is None:
        return
    with translation.override(language):
        typed = type_.typed(field, stored)
        from_box = type_.check(field, typed, stored=stored) if kind == "choices" else type_.read(field, typed)
        assert from_box == stored
        assert type_.read_cell(field, str(type_.cell(field, stored))) == stored
    assert type_.check(field, stored) == stored
