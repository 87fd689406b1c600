"""The charts of retention, drawn from stored results. Every mark leads to the customers behind it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from common import charts, formats
from retention.enums import Dimension
from retention.queries.dashboard import Dashboard, Part, part_tally, tally_of
from retention.queries.tally import COMPARABLE, Tally
from retention.wording import interval_text, part_label, points, rate_text

MOST_ROWS = 6


def group_url(year: str, group: str, **filters: str) -> str:
    """The list of customers behind a figure."""
    return f"{reverse('retention:customer_group')}?{urlencode({'year': year, 'group': group, **filters})}"


def years_chart(dashboard: Dashboard) -> charts.Chart:
    """K/S of up to five years; years that are not signed off are hatched."""
    rows = []
    for result in dashboard.history:
        tally = tally_of(result)
        if not rows and not tally.opening:
            continue  # a rate needs a year in which there were customers to keep
        rows.append(
            charts.Column(
                result.fiscal_year.name,
                (tally.shown_rate,),
                (rate_text(tally),),
                href=f"{reverse('retention:dashboard')}?{urlencode({'year': result.fiscal_year.name})}",
                provisional=result.is_provisional,
            )
        )
    target = dashboard.policy.target_rate
    return charts.columns(
        title=_years_title(dashboard),
        rows=rows,
        names=[_("Retention rate")],
        target=float(target) if target is not None else None,
        target_text=_("target %(rate)s") % {"rate": formats.percent(target)} if target is not None else "",
        top=1,
    )


def _years_title(dashboard: Dashboard) -> str:
    rates = [tally_of(result).shown_rate for result in dashboard.history if not result.is_provisional]
    known = [rate for rate in rates if rate is not None]
    if len(known) < 2:
        return _("Retention rate by fiscal year")
    low, high = formats.percent(min(known)), formats.percent(max(known))
    return _("In closed years the rate lay between %(low)s and %(high)s") % {"low": low, "high": high}


def parts_chart(dashboard: Dashboard, by: str) -> charts.Chart:
    """This year against last, part by part, the one that fell most first."""
    parts = dashboard.parts(by)[:MOST_ROWS]
    name = dashboard.year.name if dashboard.year else ""
    rows = [
        charts.Pair(
            part_label(by, part.name),
            part.tally.shown_rate,
            part.before.shown_rate,
            rate_text(part.tally),
            rate_text(part.before),
            n=part.tally.opening,
            href=group_url(name, "lost", **{by: part.name}),
        )
        for part in parts
    ]
    return charts.dumbbell(
        title=_parts_title(parts, by),
        rows=rows,
        now_name=name,
        before_name=dashboard.before.name if dashboard.before else _("year before"),
    )


def _parts_title(parts: list[Part], by: str) -> str:
    if parts and parts[0].change is not None and parts[0].change < 0:
        facts = {"part": part_label(by, parts[0].name), "points": points(parts[0].change)}
        return _("%(part)s: %(points)s") % facts
    return _("Retention by %(dimension)s") % {"dimension": Dimension(by).label.lower()}


def reasons_chart(dashboard: Dashboard) -> charts.Chart:
    """Why the lost left, as far as it is known."""
    names = {
        "dissatisfied": _("Dissatisfied or complaint not resolved"),
        "quiet": _("No business, no complaint"),
        "price": _("Price or competitor"),
        "closed": _("Died, closed or moved"),
        "unknown": _("Another reason"),
    }
    stored: dict[str, int] = dashboard.result.breakdown.get("reasons", {}) if dashboard.result else {}
    rows = [
        charts.Bar(names[name], stored.get(name, 0), formats.number(stored.get(name, 0)))
        for name in sorted(names, key=lambda name: -stored.get(name, 0))
    ]
    title = _("Why customers left")
    if stored and rows[0].value:
        share = formats.percent(rows[0].value / sum(stored.values()), 0)
        title = _("%(share)s of the lost: %(reason)s") % {"share": share, "reason": rows[0].label.lower()}
    return charts.bars(title=title, rows=rows if stored else [], value_name=_("Customers"))


def months_chart(dashboard: Dashboard) -> charts.Chart:
    """Share of S still active at the end of each month."""
    result = dashboard.result
    counts: list[int] = result.breakdown.get("months", []) if result else []
    opening = dashboard.tally.opening
    shares = tuple(count / opening for count in counts) if opening else ()
    return charts.trend(
        title=_("Still active at the end of each month of the year"),
        labels=[str(n) for n in range(1, len(shares) + 1)],
        lines=[charts.Line(_("Share of opening customers"), shares)] if shares else [],
        write=formats.percent,
        top=1,
    )


@dataclass(frozen=True)
class OutcomeRow:
    """A row of the table that tests the seed's claim on our own data."""

    label: str
    tally: Tally
    rate: str
    interval: str
    claim: str
    url: str

    @property
    def is_comparable(self) -> bool:
        return self.tally.opening >= COMPARABLE


def outcome_rows(dashboard: Dashboard) -> list[OutcomeRow]:
    """Retention by what customers told us, beside the figures that the literature reports."""
    claims = {
        "resolved": _("97–98% stay"),
        "silent": _("about 80% stay"),
    }
    name = dashboard.year.name if dashboard.year else ""
    found = {part.name: part.tally for part in dashboard.outcomes}
    return [
        OutcomeRow(
            part_label(Dimension.OUTCOME, outcome),
            tally,
            rate_text(tally),
            interval_text(tally),
            claims.get(outcome, ""),
            group_url(name, "opening", outcome=outcome),
        )
        for outcome in ("resolved", "unresolved", "silent", "satisfied", "unknown")
        for tally in [found.get(outcome, Tally())]
    ]


def after_care_rows(dashboard: Dashboard) -> list[OutcomeRow]:
    """Who complained, was helped and asked again, beside who was not asked; nothing where it was not counted yet."""
    labels = {
        "contacted": _("Complained, solved, asked again"),
        "left_alone": _("Complained, solved, not asked again"),
        "unsolved": _("Complained, not solved"),
        "none": _("No complaint"),
    }
    stored = dashboard.result.breakdown.get("after_care", []) if dashboard.result else []
    found = {row["name"]: part_tally(row) for row in stored}
    return [
        OutcomeRow(label, tally, rate_text(tally), interval_text(tally), "", "")
        for name, label in labels.items()
        for tally in [found.get(name, Tally())]
        if found
    ]


@dataclass(frozen=True)
class CohortCell:
    text: str
    shade: int
    title: str


def cohort_rows(dashboard: Dashboard) -> list[dict[str, Any]]:
    """The heat map as a table: share of a cohort active at the end of each year after its first."""
    stored = dashboard.result.breakdown.get("cohorts", []) if dashboard.result else []
    return [
        {
            "name": cohort["name"],
            "size": cohort["size"],
            "cells": [_cohort_cell(active, cohort["size"]) for active in cohort["active"]],
        }
        for cohort in stored
        if cohort["size"]
    ]


def _cohort_cell(active: int, size: int) -> CohortCell:
    share = active / size
    count = _("%(active)s of %(size)s") % {"active": formats.number(active), "size": formats.number(size)}
    return CohortCell(count if size < 10 else formats.percent(share, 0), round(share * 7), count)
