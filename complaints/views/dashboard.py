from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from common import charts, formats
from complaints.enums import Factor
from complaints.queries import figures
from customers.segment_choice import chosen_segment

PERIODS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("One year")}
ENOUGH = 10  # below this many complaints a percentage says more than is known
WEEKS = 13


@manager_required
@require_safe
def complaint_dashboard(request: HttpRequest) -> HttpResponse:
    """Figures with the lists behind them; percentages only where there is enough to divide."""
    period = request.GET.get("days", "90")
    period = period if period in PERIODS else "90"
    at = timezone.now()
    until = timezone.localdate(at)
    since = until - timedelta(days=int(period) - 1)
    segment = chosen_segment(request)
    link = partial(_list, segment=str(segment.current.pk)) if segment.current else _list
    whose = {"user": request.user, "among": segment.records}
    scope = {**whose, "since": since, "until": until}
    summary = figures.summary(**scope, at=at)
    context = {
        "summary": summary,
        "is_enough": summary.resolved >= ENOUGH,
        "since": since,
        "until": until,
        "periods": [(days, label, days == period) for days, label in PERIODS.items()],
        "segment": segment,
        "kept": [("days", period)],
        "links": _links(since, until, link),
        "first_response": _duration(summary.first_response),
        "resolution": _duration(summary.resolution),
        "flow": _flow_chart(figures.weekly_flow(**whose, weeks=WEEKS, at=at), link),
        "causes": _cause_chart(figures.causes_by_count(**scope), since, until, link),
        "external": figures.causes_by_count(**scope, factor=Factor.EXTERNAL),
        "ages": _age_chart(figures.ages_of_open(**whose, at=at), until, link),
    }
    return render(request, "complaints/complaint_dashboard.html", context)


Link = Callable[..., str]


def _list(**params: str) -> str:
    return f"{reverse('complaints:complaint_list')}?{urlencode(params)}"


def _links(since: date, until: date, link: Link) -> dict[str, str]:
    resolved = {"tab": "all", "resolved_from": since.isoformat(), "resolved_to": until.isoformat()}
    return {
        "open": link(tab="open"),
        "overdue": link(tab="overdue"),
        "received": link(tab="all", received_from=since.isoformat(), received_to=until.isoformat()),
        "resolved": link(**resolved),
        "on_time": link(**resolved, timeliness="on_time"),
    }


def _flow_chart(weeks: list[figures.Week], link: Link) -> charts.Chart:
    change = weeks[-1].open_at_end - weeks[0].open_at_end
    if change > 0:
        title = _("More came in than was resolved: the backlog grew by %(count)s") % {"count": formats.number(change)}
    elif change < 0:
        title = _("More was resolved than came in: the backlog fell by %(count)s") % {"count": formats.number(-change)}
    else:
        title = _("As much was resolved as came in")
    return charts.columns(
        title=title,
        note=_("Complaints received and resolved in each of the last %(count)s weeks") % {"count": len(weeks)},
        names=(_("Received"), _("Resolved")),
        line_name=_("Open at the end of the week"),
        rows=[_week_column(week, link, is_running=week is weeks[-1]) for week in weeks],
    )


def _week_column(week: figures.Week, link: Link, *, is_running: bool) -> charts.Column:
    return charts.Column(
        label=formats.shortdate(week.starts_on).rsplit(" ", 1)[0],
        values=(week.received, week.resolved),
        texts=(formats.number(week.received), formats.number(week.resolved)),
        line=week.open_at_end,
        line_text=formats.number(week.open_at_end),
        provisional=is_running,
        href=link(tab="all", received_from=week.starts_on.isoformat(), received_to=week.ends_on.isoformat()),
    )


def _cause_chart(causes: list[figures.CauseCount], since: date, until: date, link: Link) -> charts.Chart:
    total = sum(row.count for row in causes)
    title = _("Causes")
    if causes and causes[0].count:
        words = {"cause": causes[0].cause, "count": formats.number(causes[0].count)}
        title = _("Most frequent cause: %(cause)s (%(count)s)") % words
    days = {"tab": "all", "received_from": since.isoformat(), "received_to": until.isoformat()}
    return charts.bars(
        title=title,
        note=_("Internal factors; the tick is the period before"),
        value_name=_("Complaints"),
        cut_after=_vital_few(causes, total),
        rows=[
            charts.Bar(
                str(row.cause),
                row.count,
                _share(row.count, total),
                before=row.before,
                before_text=formats.number(row.before),
                href=link(**days, cause=row.cause.slug, factor=Factor.INTERNAL),
            )
            for row in causes
        ],
    )


def _share(count: int, total: int) -> str:
    if total < ENOUGH:
        return formats.number(count)
    return f"{formats.number(count)} ({formats.percent(count / total, 0)})"


def _vital_few(causes: list[figures.CauseCount], total: int) -> int | None:
    """After how many causes 80 % of the complaints are explained; None when there is too little to say."""
    explained = 0
    for place, row in enumerate(causes, start=1):
        explained += row.count
        if total >= ENOUGH and explained >= 0.8 * total:
            return place if place < len(causes) else None
    return None


def _age_chart(bands: list[figures.AgeBand], today: date, link: Link) -> charts.Chart:
    old = sum(band.count for band in bands if band.from_days >= 7)
    title = ngettext(
        "%(count)s open complaint is older than a week", "%(count)s open complaints are older than a week", old
    ) % {"count": formats.number(old)}
    return charts.bars(
        title=title,
        note=_("Open complaints by days since receipt"),
        value_name=_("Complaints"),
        rows=[
            charts.Bar(_band_name(band), band.count, formats.number(band.count), href=_band_list(band, today, link))
            for band in bands
        ],
    )


def _band_name(band: figures.AgeBand) -> str:
    if band.to_days is None:
        return _("%(from)s days and more") % {"from": band.from_days}
    if band.from_days == 0:
        return _("today")
    return _("%(from)s to %(to)s days") % {"from": band.from_days, "to": band.to_days - 1}


def _band_list(band: figures.AgeBand, today: date, link: Link) -> str:
    params = {"tab": "open", "received_to": (today - timedelta(days=band.from_days)).isoformat()}
    if band.to_days is not None:
        params["received_from"] = (today - timedelta(days=band.to_days - 1)).isoformat()
    return link(**params)


def _duration(spent: timedelta | None) -> str:
    """Hours while they are few, else days."""
    if spent is None:
        return formats.NOTHING
    hours = spent.total_seconds() / 3600
    if hours < 48:
        return _("%(hours)s hours") % {"hours": formats.number(hours, 1 if hours < 10 else 0)}
    return _("%(days)s days") % {"days": formats.number(hours / 24, 1)}
