"""Charts of survey results: each title says what is to be seen."""

from django.utils.translation import gettext as _

from common import charts, formats
from surveys.enums import QuestionKind
from surveys.queries.results import QuestionResult, Results


def funnel(results: Results) -> charts.Chart:
    """S1: how many were invited, reached, and answered."""
    counts = results.counts
    delivered = sum(row.delivered for row in results.modes)
    steps = [(_("Invited"), counts.invited), (_("Delivered"), delivered), (_("Answered"), counts.answered)]
    return charts.bars(
        title=_("%(rate)s of those asked have answered") % {"rate": formats.percent(counts.rate, 0)}
        if counts.asked
        else _("Nobody has been asked yet"),
        value_name=_("Customers"),
        rows=[charts.Bar(label, value, formats.number(value)) for label, value in steps] if counts.invited else [],
    )


def of_question(result: QuestionResult) -> list[charts.Chart]:
    if result.question.kind == QuestionKind.NPS:
        return [_recommendation(result), _scores(result)]
    return [_steps(result)]


def _recommendation(result: QuestionResult) -> charts.Chart:
    """S2: the score with its interval, and the three groups."""
    nps = result.nps
    return charts.nps(
        title=_("Willingness to recommend (NPS): %(score)s") % {"score": formats.number(nps.score)},
        detractors=nps.detractors,
        passives=nps.passives,
        promoters=nps.promoters,
        note=result.question.text,
    )


def _scores(result: QuestionResult) -> charts.Chart:
    """S3: how often each number was chosen, beside the wave before."""
    now, before = sum(result.counts.values()), sum(result.before.values())
    names = [_("This wave"), _("Wave before")] if before else [_("Answers")]
    rows = []
    for number, count in result.counts.items():
        values: list[tuple[float, str]] = [(count, formats.number(count))]
        if before:
            shares = (count / now if now else 0, result.before[number] / before)
            values = [(share, formats.percent(share, 0)) for share in shares]
        rows.append(charts.Column(str(number), tuple(v for v, _t in values), tuple(t for _v, t in values)))
    return charts.columns(
        title=_("Average %(average)s of 10") % {"average": formats.number(result.average, 1)},
        rows=rows if now else [],
        names=names,
        note=_("n = %(count)s") % {"count": formats.number(now)},
    )


def _steps(result: QuestionResult) -> charts.Chart:
    total, is_choice = result.n, result.question.kind == QuestionKind.CHOICE
    rows = [
        charts.Bar(
            result.question.label_of(number),
            count,
            _("%(count)s (%(share)s)")
            % {"count": formats.number(count), "share": formats.percent(count / total, 0) if total else "–"},
        )
        for number, count in (result.counts.items() if is_choice else reversed(result.counts.items()))
    ]
    return charts.bars(
        title=_steps_title(result),
        value_name=_("Answers"),
        rows=rows if total else [],
        note=result.question.text,
    )


def _steps_title(result: QuestionResult) -> str:
    if not result.n:
        return _("No answers yet")
    if result.question.kind == QuestionKind.CHOICE:
        most = max(result.counts, key=lambda number: result.counts[number])
        return _("Chosen most: %(choice)s") % {"choice": result.question.label_of(most)}
    return _("%(share)s are satisfied or very satisfied, average %(average)s of 4, n = %(count)s") % {
        "share": formats.percent(result.satisfied / result.n, 0),
        "average": formats.number(result.average, 2),
        "count": formats.number(result.n),
    }
