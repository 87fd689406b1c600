"""Figures of the registry, drawn."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from common import charts
from common.formats import number, percent
from customers.queries.funnel import Course, Funnel
from customers.queries.previews import Preview, Subject


def shares_chart(subject: Subject, preview: Preview) -> charts.Chart:
    """How many customers each standing (or stage) has now, and would have."""
    rows = [
        charts.Bar(
            str(share.word.label),
            share.after,
            number(share.after),
            before=share.before,
            before_text=number(share.before),
        )
        for share in preview.shares[subject]
    ]
    titles: dict[str, Any] = {"standing": _("Standing by these rules"), "stage": _("Stages by these rules")}
    note = _("The tick marks how many there are now.")
    return charts.bars(title=titles[subject], rows=rows, value_name=_("Customers"), note=note)


def stages_chart(funnel: Funnel, url_of: Callable[[str], str]) -> charts.Chart:
    """How many customers are at each stage now."""
    rows = [
        charts.Bar(str(row.stage.label), row.now, number(row.now), href=url_of(row.stage) if row.now else "")
        for row in funnel.stages
    ]
    return charts.bars(title=_stages_title(funnel), rows=rows if funnel.total else [], value_name=_("Customers"))


def _stages_title(funnel: Funnel) -> str:
    regulars = sum(row.now for row in funnel.stages[-2:])
    if not funnel.total:
        return _("Customers at each stage now")
    return _("%(share)s of the registry are clients or advocates") % {"share": percent(regulars / funnel.total, 0)}


def steps_chart(funnel: Funnel, url_of: Callable[[str], str]) -> charts.Chart:
    """Of those who came to a stage in the period, the share that has gone on since; against the period before."""
    rows = [
        charts.Bar(
            str(row.stage.label),
            row.course.rate,
            percent(row.course.rate, 0) if row.course.rate is not None else _("too few"),
            n=row.course.entered,
            href=url_of(row.stage) if row.course.entered else "",
            before=row.before.rate,
            before_text=_rate_text(row.before),
            series=0 if row.course.is_small else 1,
        )
        for row in funnel.stages[:-1]
    ]
    has_any = any(row.course.entered for row in funnel.stages[:-1])
    return charts.bars(
        title=_steps_title(funnel),
        rows=rows if has_any else [],
        value_name=_("Went on"),
        note=_("Grey: a small base. The tick marks those who came in the period before, who had more time to go on."),
    )


def _rate_text(course: Course) -> str:
    return percent(course.rate, 0) if course.rate is not None else _("too few")


def _steps_title(funnel: Funnel) -> str:
    """The step where most are lost."""
    worst = funnel.narrowest
    if worst is None:
        return _("Who went on from the stage they came to")
    return _("The narrowest step: %(stage)s, %(share)s went on") % {
        "stage": worst.stage.label,
        "share": percent(worst.course.rate, 0),
    }
