"""How many: exact as long as that is cheap, then what the planner thinks, and never a word for what was not counted."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common import counts
from common.counts import Count, count_of, rounded


@pytest.fixture
def departments(db):
    Department = apps.get_model("accounts", "Department")  # noqa: N806
    Department.objects.bulk_create(Department(name=f"Unit {number}") for number in range(300))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_department")
    return Department.objects.all()


def test_few_rows_are_counted(departments):
    assert count_of(departments) == Count(300)
    assert count_of(departments.filter(name="Unit 7")) == Count(1)
    assert count_of(departments.filter(name="Unit 999")) == Count(0)
    assert count_of(departments.none()) == Count(0)


def test_many_rows_are_guessed_and_not_counted(departments, monkeypatch):
    monkeypatch.setattr(counts, "COUNTED_TO", 50)
    monkeypatch.setattr(counts, "SURELY_MORE", 250)
    with CaptureQueriesContext(connection) as captured:
        assert count_of(departments) == Count(300, is_exact=False)
    assert [query["sql"].split()[0] for query in captured] == ["EXPLAIN"]


def test_a_guess_that_was_too_low_becomes_more_than_the_limit(departments, monkeypatch):
    monkeypatch.setattr(counts, "COUNTED_TO", 50)
    monkeypatch.setattr(counts, "planned", lambda rows: (3, 1.0))
    assert count_of(departments) == Count(51, is_exact=False)


def test_what_is_dear_to_count_is_guessed(departments, monkeypatch):
    monkeypatch.setattr(counts, "planned", lambda rows: (12, counts.DEAREST + 1))
    assert count_of(departments) == Count(12, is_exact=False)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (1_234_567, "1,2 juta", "1.2 million"),
        (999_999, "1,0 juta", "1.0 million"),
        (348_912, "350.000", "350,000"),
        (10_001, "10.000", "10,000"),
        (2_100_000_000, "2,1 miliar", "2.1 billion"),
        (7, "7", "7"),
    ],
)
def test_guesses_are_written_with_the_digits_that_mean_something(value, indonesian, english):
    with translation.override("id"):
        assert rounded(value) == indonesian
    with translation.override("en"):
        assert rounded(value) == english
        assert str(Count(value, is_exact=False)) == f"about {english}"
