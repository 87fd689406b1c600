"""`manage.py retention FY2025`: the figures of a fiscal year, computed without storing anything."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.errors import AppError
from retention.enums import Dimension, Group, Panel
from retention.models import RetentionPolicy
from retention.queries.figures import Retention, retention_of
from retention.queries.tally import Segment
from retention.queries.years import period_named


class Command(BaseCommand):
    help = "Retention of a fiscal year as known at a moment, computed without storing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help="name of a fiscal year, like FY2025 or FY25")
        parser.add_argument("--cutoff", metavar="ISO", help="what was known at this moment (default: now)")
        parser.add_argument("--window", type=int, metavar="MONTHS", help="months of the window (default: the policy's)")
        parser.add_argument("--by", choices=Dimension.values, default=Dimension.STANDING, help="parts to show")
        parser.add_argument("--panel", choices=Panel.values, default=Panel.EXTERNAL)
        parser.add_argument("--fiscal-year-start", metavar="MM-DD", help="compute the year from this start")
        parser.add_argument("--ids", action="store_true", help="list the customers of each group")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            retention = self.compute(**options)
        except AppError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(retention), ensure_ascii=False))
        else:
            self.stdout.write(summary(retention))

    def compute(
        self,
        *,
        year: str,
        cutoff: str | None,
        window: int | None,
        by: str,
        panel: str,
        fiscal_year_start: str | None,
        ids: bool,
        **_other: Any,
    ) -> Retention:
        if window is not None and not 1 <= window <= 120:
            raise CommandError("The window must be between 1 and 120 months.")
        return retention_of(
            period_named(year, fiscal_year_start=fiscal_year_start),
            cutoff=moment(cutoff),
            window_months=window or RetentionPolicy.load().window_months,
            panel=panel,
            by=by,
            with_ids=ids,
        )


def moment(text: str | None) -> datetime:
    """The moment meant; without an offset it is local time."""
    if text is None:
        return timezone.now()
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{text}” is no moment. Write it like 2025-04-10T02:00:00Z.")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def as_json(retention: Retention) -> dict[str, Any]:
    """Numbers are not rounded; what can't be said is null."""
    total = retention.total
    ids = {f"{group}_ids": retention.ids[group] for group in Group.values if group != Group.KEPT and retention.ids}
    return {
        "fiscal_year": retention.period.name,
        "start": retention.period.starts_on.isoformat(),
        "end": retention.period.ends_on.isoformat(),
        "cutoff": retention.cutoff.isoformat(),
        "window_months": retention.window_months,
        "panel": str(retention.panel),
        "opening": total.opening,
        "closing": total.closing,
        "kept": total.kept,
        "lost": total.lost,
        "new": total.new,
        "won_back": total.won_back,
        "rate": total.rate,
        "wilson_low": total.wilson_low,
        "wilson_high": total.wilson_high,
        "controllable": {"kept": total.controllable_kept, "opening": total.controllable_opening},
        "sales_adjusted": {"net": total.sales_net, "gross": total.sales_gross},
        "segments": [segment_json(segment) for segment in retention.segments if segment.tally.opening],
        **ids,
    }


def segment_json(segment: Segment) -> dict[str, Any]:
    return {
        "segment": segment.name or "unknown",
        "opening": segment.tally.opening,
        "kept": segment.tally.kept,
        "rate": segment.tally.shown_rate,
        "too_few": segment.tally.too_few,
    }


def summary(retention: Retention) -> str:
    total, period = retention.total, retention.period
    rate = "n/a: no opening customers" if total.rate is None else f"{total.rate:.2%}"
    interval = "" if total.wilson_low is None else f" (95 %: {total.wilson_low:.2%} to {total.wilson_high:.2%})"
    lines = [
        f"{period.name}, {period.starts_on} to {period.ends_on}, {retention.panel} customers, "
        f"as known at {retention.cutoff.isoformat()}, window {retention.window_months} months",
        f"Retention rate {rate}{interval}",
        f"Opening {total.opening}  kept {total.kept}  lost {total.lost}",
        f"Closing {total.closing}  new {total.new}  won back {total.won_back}",
        f"Controllable {total.controllable_kept} of {total.controllable_opening}",
    ]
    if total.sales_net is not None:
        lines.append(f"Sales-adjusted net {total.sales_net:.2%}, gross {total.sales_gross:.2%}")
    lines += [f"  {segment_line(segment)}" for segment in retention.segments if segment.tally.opening]
    lines += [f"{group}: {', '.join(ids) or '-'}" for group, ids in retention.ids.items()]
    return "\n".join(lines)


def segment_line(segment: Segment) -> str:
    tally = segment.tally
    rate = "too few for a rate" if tally.shown_rate is None else f"{tally.shown_rate:.2%}"
    return f"{segment.name or 'unknown'}: {tally.kept} of {tally.opening}, {rate}"
