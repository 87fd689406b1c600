from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import manager_required
from common.exports import csv_response
from customers.segment_choice import SegmentChoice, chosen_segment
from retention import charts, services
from retention.enums import Dimension, Panel
from retention.queries.dashboard import Dashboard, dashboard_of, latest_results, tally_of
from retention.queries.segment_years import segment_years
from retention.wording import headline, interval_text, rate_text, signed, year_title


@manager_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """How many customers stayed, why, and where to look first."""
    found = dashboard_of(request.GET.get("year", "").strip())
    if found is None:
        raise Http404
    by = request.GET.get("by", "")
    by = by if by in Dimension.values and by != Dimension.OUTCOME else Dimension.STANDING
    segment = chosen_segment(request)
    context = {
        "dashboard": found,
        "years": [(year, year_title(year)) for year in found.years],
        "segment": segment,
        "segment_years": _segment_rows(segment, found),
        "kept": [(name, request.GET[name]) for name in ("year", "by") if name in request.GET],
    }
    if found.year and found.result:
        context |= {
            "title": year_title(found.year),
            "headline": headline(found),
            "rate": rate_text(found.tally),
            "interval": interval_text(found.tally),
            "before_rate": rate_text(found.before.tally) if found.before else "",
            "target_distance": signed(found.target_distance),
            "by": by,
            "dimensions": [d for d in Dimension if d != Dimension.OUTCOME],
            "years_chart": charts.years_chart(found),
            "parts_chart": charts.parts_chart(found, by),
            "reasons_chart": charts.reasons_chart(found),
            "months_chart": charts.months_chart(found),
            "outcomes": charts.outcome_rows(found),
            "after_care": charts.after_care_rows(found),
            "cohorts": charts.cohort_rows(found),
            "internal": tally_of(found.internal) if found.internal else None,
        }
    return render(request, "retention/dashboard.html", context)


def _segment_rows(segment: SegmentChoice, found: Dashboard) -> list[dict[str, Any]]:
    """The chosen segment in the years shown, the latest first."""
    if segment.customers is None or segment.problem:
        return []
    return [
        {
            "title": year_title(row.result.fiscal_year),
            "tally": row.tally,
            "rate": rate_text(row.tally),
            "interval": "" if row.tally.too_few else interval_text(row.tally),
            "query": f"{segment.query}&{urlencode({'year': row.result.fiscal_year.name})}",
        }
        for row in segment_years(segment.customers, found.history[::-1])
    ]


@manager_required
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Count the running year now instead of within the next minutes."""
    if services.refresh_running_year(today=timezone.localdate(), at=timezone.now()):
        messages.success(request, _("The running year was counted anew."))
    else:
        messages.success(request, _("The figures are only a few minutes old."))
    return redirect("retention:dashboard")


@manager_required
def figures_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The newest figures of every year and panel, not rounded."""
    results = [result for panel in Panel for result in latest_results(panel).values()]
    head = ["fiscal_year", "start", "end", "panel", "version", "status", "counted_until", "cutoff", "window_months"]
    counts = ["opening", "closing", "kept", "lost", "new", "won_back", "controllable_opening", "controllable_kept"]
    shares = ["rate", "wilson_low", "wilson_high", "sales_net", "sales_gross"]
    rows = (
        [
            result.fiscal_year.name,
            result.fiscal_year.starts_on,
            result.fiscal_year.ends_on,
            *(getattr(result, name) for name in ("panel", "version", "status", "as_of")),
            result.cutoff.isoformat(),
            result.window_months,
            *(getattr(result, name) for name in counts),
            *(getattr(tally_of(result), name) for name in shares),
        ]
        for result in results
    )
    return csv_response("retention.csv", [*head, *counts, *shares], rows)
