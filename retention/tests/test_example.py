"""The worked example must come out to the last digit."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from retention.queries.cohorts import cohort_table, histories_of, kaplan_meier
from retention.queries.years import period_named
from retention.tests.worlds import import_example, moment, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def example():
    import_example()


def retention_json(year: str, *options: str) -> dict:
    out = StringIO()
    call_command("retention", year, "--fiscal-year-start", "04-01", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_every_report_of_the_example_comes_out(example):
    for report in rows("expected"):
        found = retention_json(
            report["fy"], "--ids", "--cutoff", report["cutoff_utc"], "--window", report["window_months"]
        )
        counts = ["opening", "closing", "kept", "lost", "new", "won_back"]
        columns = ["opening_S", "closing_E", "kept_K", "lost_L", "new_N", "winback_W"]
        assert [found[name] for name in counts] == [int(report[name]) for name in columns], report["report"]
        shares = [found["rate"], found["wilson_low"], found["wilson_high"]]
        expected = [report["rate_percent"], report["wilson_low"], report["wilson_high"]]
        assert [f"{100 * share:.2f}" for share in shares] == expected, report["report"]
        for name, column in (("lost_ids", "lost_ids"), ("new_ids", "new_ids"), ("won_back_ids", "winback_ids")):
            assert found[name] == report[column].split(), report["report"]


def test_parts_money_and_controllable_rate_of_the_example(example):
    last = retention_json("FY2026", "--cutoff", "2026-04-10T02:00:00Z", "--by", "standing")
    assert last["segments"] == [
        {"segment": "primary", "opening": 7, "kept": 4, "rate": 4 / 7, "too_few": False},
        {"segment": "secondary", "opening": 3, "kept": 2, "rate": None, "too_few": True},
    ]
    assert last["sales_adjusted"] == {"net": 560 / 720, "gross": 460 / 720}
    assert (last["start"], last["end"], last["fiscal_year"]) == ("2025-04-01", "2026-03-31", "FY2026")

    second = retention_json("FY25", "--cutoff", "2025-06-15T02:00:00Z")
    assert second["controllable"] == {"kept": 8, "opening": 12}

    internal = retention_json("FY2026", "--cutoff", "2026-04-10T02:00:00Z", "--panel", "internal")
    assert (internal["kept"], internal["opening"]) == (1, 1)


def test_cohorts_and_survival_of_the_example(example):
    years = [period_named(f"FY{year}", fiscal_year_start="04-01") for year in (2023, 2024, 2025, 2026)]
    histories = histories_of(years, cutoff=moment("2026-04-10T02:00:00Z"))

    table = {cohort.name: cohort.active for cohort in cohort_table(years, histories)}
    assert table == {"FY2023": (13, 11, 8, 6), "FY2024": (2, 1, 0), "FY2025": (1, 1), "FY2026": (0,)}

    survival = [step.survival for step in kaplan_meier(histories)]
    assert survival == pytest.approx([1, 0.8125, 0.473958, 0.270833], abs=1e-6)
