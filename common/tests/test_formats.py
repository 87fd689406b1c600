from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from common import formats


@pytest.fixture
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_indonesian_writes_money_without_space_and_without_cents(indonesian):
    assert formats.money(1234567) == "Rp1.234.567"
    assert formats.money("-1234567.49") == "-Rp1.234.567"
    assert formats.money(1250.5, "USD") == "USD 1.250,50"


def test_no_word_of_ours_renames_a_month(indonesian):
    """A text of ours that Django translates too, such as "may", replaces its translation everywhere."""
    short = [formats.shortdate(date(2026, month, 9)).split()[1] for month in range(1, 13)]
    assert short == ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]


def test_english_writes_the_currency_code(english):
    assert formats.money(1234567) == "IDR 1,234,567"


def test_halves_round_away_from_zero_and_minus_zero_has_no_sign(indonesian):
    assert formats.number("2.5") == "3"
    assert formats.number("-0.4") == "0"
    assert formats.percent("0.87345") == "87,3%"


@pytest.mark.parametrize(
    ("value", "indonesian_text", "english_text"),
    [
        (999, "999", "999"),
        (12_345, "12,3 rb", "12.3K"),
        (1_200_000, "1,2 jt", "1.2M"),
        (999_999, "1 jt", "1M"),
        (1_200_000_000, "1,2 M", "1.2B"),
    ],
)
def test_compact_figures_follow_the_language(value, indonesian_text, english_text):
    with translation.override("id"):
        assert formats.compact(value) == indonesian_text
    with translation.override("en"):
        assert formats.compact(value) == english_text


@pytest.mark.parametrize("value", [None, "", "abc", float("nan"), float("inf")])
def test_what_is_no_number_is_a_dash(value):
    assert {formats.number(value), formats.money(value), formats.percent(value), formats.compact(value)} == {"–"}


def test_dates_are_day_month_year_in_both_languages():
    with translation.override("id"):
        assert formats.longdate(date(2026, 3, 9)) == "9 Maret 2026"
        assert formats.shortdate(date(2026, 8, 9)) == "9 Agu 2026"
    with translation.override("en"):
        assert formats.longdate(date(2026, 3, 9)) == "9 March 2026"
        assert formats.shortdate(date(2026, 8, 9)) == "9 Aug 2026"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "9 Mar 2026 14.05 WIB"),
        ("Asia/Makassar", "9 Mar 2026 15.05 WITA"),
        ("Asia/Jayapura", "9 Mar 2026 16.05 WIT"),
        ("UTC", "9 Mar 2026 07.05 UTC"),
    ],
)
def test_moments_name_the_zone_of_the_reader(zone, text, indonesian):
    with timezone.override(ZoneInfo(zone)):
        assert formats.moment(datetime(2026, 3, 9, 7, 5, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "baru saja"),
        (timedelta(minutes=5), "5 menit lalu"),
        (timedelta(hours=3), "3 jam lalu"),
        (timedelta(hours=20), "kemarin"),
        (timedelta(hours=40), "2 hari lalu"),
        (timedelta(days=4), "4 hari lalu"),
        (timedelta(days=40), "28 Jan 2026"),
        (timedelta(hours=-2), "dalam 2 jam"),
        (timedelta(days=-1), "besok"),
        (timedelta(hours=-40), "dalam 2 hari"),
    ],
)
def test_relative_times_read_as_people_say_them(ago, text, indonesian):
    now = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
    assert formats.relative(now - ago, now) == text
