"""What the retention dashboard shows. It reads stored results only: nothing is counted while somebody waits."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from common.fiscal import ONE_DAY
from retention.enums import Dimension, Group, Panel
from retention.models import FiscalYear, RetentionPolicy, YearResult
from retention.queries.tally import Tally
from retention.queries.years import canonical_name

YEARS_SHOWN = 5


@dataclass(frozen=True)
class Part:
    """A part of S this year, beside the same part of the year it is compared with."""

    name: str
    tally: Tally
    before: Tally

    @property
    def change(self) -> float | None:
        now, before = self.tally.shown_rate, self.before.shown_rate
        return None if now is None or before is None else now - before


@dataclass(frozen=True)
class Before:
    """What a year is compared with: the year before, or for a running year the same day of it."""

    name: str
    as_of: date
    is_same_day: bool
    tally: Tally
    parts: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Dashboard:
    """One fiscal year. `result` is None until there is one; `history` has up to five years, the oldest first."""

    years: list[FiscalYear]
    year: FiscalYear | None
    result: YearResult | None
    versions: list[YearResult]
    internal: YearResult | None
    before: Before | None
    history: list[YearResult]
    policy: RetentionPolicy

    @cached_property
    def tally(self) -> Tally:
        return tally_of(self.result) if self.result else Tally()

    @cached_property
    def change(self) -> float | None:
        """Points won or lost against the year compared with, as a difference of shares."""
        now, before = self.tally.shown_rate, self.before.tally.shown_rate if self.before else None
        return None if now is None or before is None else now - before

    @cached_property
    def standings(self) -> list[Part]:
        return self.parts(Dimension.STANDING)

    @cached_property
    def outcomes(self) -> list[Part]:
        return self.parts(Dimension.OUTCOME)

    def parts(self, by: str) -> list[Part]:
        """Parts of S, the one that fell most first where that can be said."""
        stored = self.result.breakdown.get("parts", {}).get(by, []) if self.result else []
        before = {row["name"]: part_tally(row) for row in self.before.parts.get(by, [])} if self.before else {}
        parts = [Part(row["name"], part_tally(row), before.get(row["name"], Tally())) for row in stored]
        return sorted((part for part in parts if part.tally.opening), key=_by_change)

    @cached_property
    def falling(self) -> Part | None:
        """The part whose rate fell most."""
        fallen = [part for part in self.standings if part.change is not None and part.change < 0]
        return fallen[0] if fallen else None

    @cached_property
    def lost_in_anger(self) -> float | None:
        """Share of the lost who were dissatisfied or had a complaint not resolved, as the chart of reasons says."""
        lost = self.tally.lost
        reasons: dict[str, int] = self.result.breakdown.get("reasons", {}) if self.result else {}
        return reasons.get("dissatisfied", 0) / lost if lost else None

    @cached_property
    def target_distance(self) -> float | None:
        rate, target = self.tally.shown_rate, self.policy.target_rate
        return None if rate is None or target is None else rate - float(target)


def dashboard_of(name: str) -> Dashboard | None:
    """The dashboard of a year by name; without one, of the latest year that has a result. None for an unknown name."""
    years = list(FiscalYear.objects.order_by("-starts_on"))
    latest = latest_results(Panel.EXTERNAL)
    year = _chosen(years, name, latest)
    if name and year is None:
        return None
    result = _full(latest.get(year.pk)) if year else None
    previous = next((y for y in years if year and y.ends_on == year.starts_on - ONE_DAY), None)
    return Dashboard(
        years=years,
        year=year,
        result=result,
        versions=list(year.results.filter(panel=Panel.EXTERNAL).defer("breakdown")) if year else [],
        internal=year.results.filter(panel=Panel.INTERNAL).defer("breakdown").order_by("-version").first()
        if year
        else None,
        before=_before(result, _full(latest.get(previous.pk)) if previous else None),
        history=[latest[y.pk] for y in reversed(years) if y.pk in latest and year and y.starts_on <= year.starts_on][
            -YEARS_SHOWN:
        ],
        policy=RetentionPolicy.load(),
    )


def latest_results(panel: str) -> dict[int, YearResult]:
    """By fiscal year the newest version, without its breakdown."""
    rows = YearResult.objects.filter(panel=panel).select_related("fiscal_year").defer("breakdown").order_by("version")
    return {row.fiscal_year_id: row for row in rows}


def tally_of(result: YearResult) -> Tally:
    return Tally(**{name: getattr(result, name) for name in Tally.__dataclass_fields__})


def part_tally(row: dict[str, Any]) -> Tally:
    return Tally(**{name: row[name] for name in ("opening", "closing", "kept", "lost", "new", "won_back")})


GROUPS: dict[str, tuple[str, ...]] = {
    **{str(group): (str(group),) for group in Group},
    "opening": (Group.KEPT, Group.LOST),
    "closing": (Group.KEPT, Group.NEW, Group.WON_BACK),
}


def result_named(name: str, *, panel: str, version: int | None = None) -> YearResult | None:
    """A result by the name of its year; without a version the newest one."""
    rows = YearResult.objects.filter(fiscal_year__name=canonical_name(name), panel=panel)
    rows = rows.filter(version=version) if version is not None else rows.order_by("-version")
    return rows.select_related("fiscal_year").defer("breakdown").first()


def members_of(result: YearResult, group: str, **parts: str) -> QuerySet:
    """The customers behind a figure, those with the most money of the year before first."""
    return result.members.filter(group__in=GROUPS[group], **parts).select_related("customer")


def _chosen(years: list[FiscalYear], name: str, latest: dict[int, YearResult]) -> FiscalYear | None:
    if name:
        return next((year for year in years if year.name in (name, canonical_name(name))), None)
    return next((year for year in years if year.pk in latest), years[0] if years else None)


def _full(result: YearResult | None) -> YearResult | None:
    return YearResult.objects.select_related("fiscal_year", "signed_by").get(pk=result.pk) if result else None


def _before(result: YearResult | None, previous: YearResult | None) -> Before | None:
    if result is None or previous is None:
        return None
    name = previous.fiscal_year.name
    same_day = result.breakdown.get("same_day")
    if same_day:
        tally = Tally(opening=same_day["opening"], kept=same_day["kept"], lost=same_day["opening"] - same_day["kept"])
        parts = {str(Dimension.STANDING): same_day["parts"]}
        return Before(name, date.fromisoformat(same_day["as_of"]), True, tally, parts)
    return Before(name, previous.as_of, False, tally_of(previous), previous.breakdown.get("parts", {}))


def _by_change(part: Part) -> tuple[bool, float, str]:
    return part.change is None, part.change or 0, part.name
