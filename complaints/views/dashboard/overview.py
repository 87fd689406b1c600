from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from common.formats import number
from complaints.enums import Channel, Factor
from complaints.models import HandlingPolicy
from complaints.queries import figures
from complaints.queries.costs import monthly_costs
from complaints.queries.hours import HOURS, WEEKDAYS, complaints_by_hour
from complaints.queries.service import weekly_service
from complaints.queries.silence import silence_alarms
from complaints.views.dashboard import charts
from complaints.views.dashboard.period import Asked
from customers.segment_choice import chosen_segment

WEEKS = 13
MONTHS = 12
TARGET = 0.9


@manager_required
@require_safe
def complaint_dashboard(request: HttpRequest) -> HttpResponse:
    """Figures with the lists behind them; percentages only where there is enough to divide."""
    asked = Asked.of(request)
    at, segment = asked.at, chosen_segment(request)
    link = partial(charts.list_url, segment=str(segment.current.pk)) if segment.current else charts.list_url
    whose = {"user": request.user, "among": segment.records}
    scope = {**whose, "since": asked.since, "until": asked.until}
    summary = figures.summary(**scope, at=at)
    weeks = weekly_service(**whose, weeks=WEEKS, at=at)
    months = monthly_costs(**whose, months=MONTHS, at=at)
    budget = HandlingPolicy.load().monthly_budget
    context = {
        **asked.context("complaint_dashboard"),
        "segment": segment,
        "kept": [("days", asked.days)],
        "summary": summary,
        "is_enough": summary.resolved >= charts.ENOUGH,
        "links": charts.links(asked.since, asked.until, link),
        "first_response": charts.duration(summary.first_response),
        "resolution": charts.duration(summary.resolution),
        "flow": charts.flow_chart(figures.weekly_flow(**whose, weeks=WEEKS, at=at), link),
        "causes": charts.cause_chart(figures.causes_by_count(**scope), asked.since, asked.until, link),
        "external": figures.causes_by_count(**scope, factor=Factor.EXTERNAL),
        "ages": charts.age_chart(figures.ages_of_open(**whose, at=at), asked.until, link),
        "punctuality": charts.punctuality_chart(weeks, TARGET, link),
        "speed": charts.speed_chart(weeks, link),
        "costs": charts.cost_chart(months, float(budget) if budget is not None else None),
        "cost_months": months[::-1],
        "alarms": silence_alarms(),
        **_hours(request, asked, scope, link),
    }
    return render(request, "complaints/complaint_dashboard.html", context)


def _hours(request: HttpRequest, asked: Asked, scope: dict[str, Any], link: charts.Link) -> dict[str, Any]:
    """C6: a table of weekdays by hours, coloured by count; of one channel or of all."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in Channel.values else ""
    counts = complaints_by_hour(**scope, channel=channel)
    most = max(counts.values(), default=0)
    rows = [
        (
            WEEKDAYS_ABBR[weekday - 1],
            [_cell(counts.get((weekday, hour), 0), most, asked, weekday, hour, channel, link) for hour in HOURS],
        )
        for weekday in WEEKDAYS
    ]
    return {"hours": HOURS, "hour_rows": rows, "channel": channel, "channels": Channel.choices}


def _cell(
    count: int, most: int, asked: Asked, weekday: int, hour: int, channel: str, link: charts.Link
) -> dict[str, Any]:
    params = {
        "tab": "all",
        "received_from": asked.since.isoformat(),
        "received_to": asked.until.isoformat(),
        "weekday": str(weekday),
        "hour": str(hour),
    }
    if channel:
        params["channel"] = channel
    return {
        "count": count,
        "text": number(count),
        "shade": round(count / most * 7) if most else 0,
        "url": link(**params),
    }
