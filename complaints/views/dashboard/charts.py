"""The charts of the dashboard; every mark leads to the list behind it, narrowed as the dashboard is (`link`)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import charts, formats
from complaints.enums import Factor, Satisfaction, SuccessFactor
from complaints.queries import figures
from complaints.queries.costs import CostMonth
from complaints.queries.service import ServiceWeek

ENOUGH = 10  # below this many complaints a percentage says more than is known


Link = Callable[..., str]
Findings = Sequence[dict[str, Any]]


def list_url(**params: str) -> str:
    return f"{reverse('complaints:complaint_list')}?{urlencode(params)}"


def links(since: date, until: date, link: Link) -> dict[str, str]:
    resolved = {"tab": "all", "resolved_from": since.isoformat(), "resolved_to": until.isoformat()}
    return {
        "open": link(tab="open"),
        "overdue": link(tab="overdue"),
        "received": link(tab="all", received_from=since.isoformat(), received_to=until.isoformat()),
        "resolved": link(**resolved),
        "on_time": link(**resolved, timeliness="on_time"),
    }


def flow_chart(weeks: list[figures.Week], link: Link) -> charts.Chart:
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


def cause_chart(causes: list[figures.CauseCount], since: date, until: date, link: Link) -> charts.Chart:
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


def age_chart(bands: list[figures.AgeBand], today: date, link: Link) -> charts.Chart:
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


def duration(spent: timedelta | None) -> str:
    """Hours while they are few, else days."""
    if spent is None:
        return formats.NOTHING
    hours = spent.total_seconds() / 3600
    if hours < 48:
        return _("%(hours)s hours") % {"hours": formats.number(hours, 1 if hours < 10 else 0)}
    return _("%(days)s days") % {"days": formats.number(hours / 24, 1)}


def punctuality_chart(weeks: list[ServiceWeek], target: float, link: Link) -> charts.Chart:
    """C4, first panel: the share resolved in time."""
    resolved, on_time = sum(week.resolved for week in weeks), sum(week.on_time for week in weeks)
    title = _("Resolved in time")
    if resolved >= ENOUGH:
        title = _("%(share)s were resolved in time") % {"share": formats.percent(on_time / resolved, 0)}
    return charts.trend(
        title=title,
        note=_("By week of the answer; weeks with fewer than three are left out"),
        labels=[_short(week.starts_on) for week in weeks],
        lines=[charts.Line(_("Share in time"), tuple(week.share if week.resolved >= 3 else None for week in weeks))],
        write=lambda value: formats.NOTHING if value is None else formats.percent(value, 0),
        target=target,
        target_text=_("Target"),
        top=1,
        hrefs=[_resolved_list(week, link) for week in weeks],
    )


def speed_chart(weeks: list[ServiceWeek], link: Link) -> charts.Chart:
    """C4, second panel: how long it took, for half of them and for nine of ten."""

    def hours(spent: timedelta | None) -> float | None:
        return None if spent is None else spent.total_seconds() / 3600

    return charts.trend(
        title=_("Hours until the answer"),
        note=_("Half and nine of ten complaints were answered sooner, by the clock on the wall"),
        labels=[_short(week.starts_on) for week in weeks],
        lines=[
            charts.Line(_("Half"), tuple(hours(week.half) for week in weeks)),
            charts.Line(_("Nine of ten"), tuple(hours(week.most) for week in weeks), series=2),
        ],
        write=lambda value: formats.NOTHING if value is None else formats.number(value),
        hrefs=[_resolved_list(week, link) for week in weeks],
    )


def cost_chart(months: list[CostMonth], budget: float | None) -> charts.Chart:
    """C8: what remedies cost by kind, beside the budget."""
    spent = months[-1].total
    title = _("Remedies of this month: %(amount)s") % {"amount": formats.money(spent)}
    return charts.columns(
        title=title,
        note=_("Money granted by month and kind"),
        names=(_("Refund"), _("Compensation"), _("Discount and voucher")),
        rows=[
            charts.Column(
                label=date_format(month.starts_on, "M Y" if month.starts_on.month == 1 else "M"),
                values=tuple(float(amount) for amount in month.amounts),
                texts=tuple(formats.money(amount) for amount in month.amounts),
                provisional=month is months[-1],
                href=_granted_list(month),
            )
            for month in months
        ],
        target=budget,
        target_text=_("Budget of the month"),
    )


def _short(day: date) -> str:
    return formats.shortdate(day).rsplit(" ", 1)[0]


def _granted_list(month: CostMonth) -> str:
    params = {"tab": "granted", "month": f"{month.starts_on:%Y-%m}"}
    return f"{reverse('complaints:remedy_queue')}?{urlencode(params)}"


def _resolved_list(week: ServiceWeek, link: Link) -> str:
    return link(tab="all", resolved_from=week.starts_on.isoformat(), resolved_to=week.ends_on.isoformat())


def hit_chart(found: Findings, since: date, until: date, link: Link) -> charts.Chart:
    """What of the customers' satisfaction was hit."""
    title = _("What was hit most often: %(label)s (%(count)s)") if found else _("What was hit")
    return _finding_chart(found, "satisfaction", Satisfaction, title, since, until, link)


def failure_chart(found: Findings, since: date, until: date, link: Link) -> charts.Chart:
    """Which success factor failed."""
    title = _("What failed most often: %(label)s (%(count)s)") if found else _("What failed on our side")
    return _finding_chart(found, "failure", SuccessFactor, title, since, until, link)


def _finding_chart(
    found: Findings, name: str, words: type[TextChoices], title: str, since: date, until: date, link: Link
) -> charts.Chart:
    total = sum(row["n"] for row in found)
    days = {"tab": "all", "resolved_from": since.isoformat(), "resolved_to": until.isoformat()}
    if found:
        title %= {"label": words(found[0][name]).label, "count": formats.number(found[0]["n"])}
    return charts.bars(
        title=title,
        note=_("Complaints answered in these days, as their answers say"),
        value_name=_("Complaints"),
        rows=[
            charts.Bar(
                str(words(row[name]).label), row["n"], _share(row["n"], total), href=link(**days, **{name: row[name]})
            )
            for row in found
        ],
    )
