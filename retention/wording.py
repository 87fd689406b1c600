"""The figures of a year in words: names of years and parts, differences in points, and the sentences on top."""

import re

from django.utils.translation import gettext as _

from common import formats
from customers.enums import PartyType, Standing
from retention.enums import Dimension, Outcome
from retention.models import FiscalYear
from retention.queries.dashboard import Dashboard
from retention.queries.tally import TOO_FEW, Tally

_WORDS = {Dimension.STANDING: Standing, Dimension.PARTY_TYPE: PartyType, Dimension.OUTCOME: Outcome}


def year_title(year: FiscalYear) -> str:
    """ "Fiscal year 2025", or 2025/2026 where it spans two calendar years; a name of the organisation's own stays."""
    if not re.fullmatch(r"FY\d{4}", year.name):
        return year.name
    first, last = year.starts_on.year, year.ends_on.year
    name = str(last) if first == last else f"{first}/{last}"
    return _("Fiscal year %(name)s") % {"name": name}


def part_label(by: str, name: str) -> str:
    words = _WORDS.get(Dimension(by))
    return str(words(name).label) if words and name in words else name or _("Not known")


def points(change: float | None) -> str:
    """A difference of shares: "+1,2 poin", never a percentage."""
    return formats.NOTHING if change is None else _("%(points)s points") % {"points": signed(change)}


def signed(change: float | None) -> str:
    """The difference in points with its sign, without the word."""
    if change is None:
        return formats.NOTHING
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{formats.number(abs(change) * 100, 1)}"


def rate_text(tally: Tally) -> str:
    """The rate in percent, or why there is none."""
    if not tally.opening:
        return _("n/a")
    return _("too few") if tally.too_few else formats.percent(tally.rate)


def interval_text(tally: Tally) -> str:
    if tally.wilson_low is None:
        return formats.NOTHING
    return f"{formats.percent(tally.wilson_low)}–{formats.percent(tally.wilson_high)}"


def headline(dashboard: Dashboard) -> list[str]:
    """How many stayed, what changed, where it fell most, and how many of the lost had reason to complain."""
    sentences = [_kept(dashboard), _changed(dashboard), _fell(dashboard), _angry(dashboard)]
    return [sentence for sentence in sentences if sentence]


def _kept(dashboard: Dashboard) -> str:
    tally = dashboard.tally
    if not tally.opening:
        return _("Nobody was an active customer when this year began, so there is no rate yet.")
    facts = {
        "kept": formats.number(tally.kept),
        "opening": formats.number(tally.opening),
        "rate": formats.percent(tally.rate),
    }
    if tally.too_few:
        return _("%(kept)s of %(opening)s customers stayed: too few for a rate.") % facts
    if dashboard.result and dashboard.result.as_of < dashboard.result.fiscal_year.ends_on:
        return _("So far %(kept)s of %(opening)s customers are still active: %(rate)s.") % facts
    return _("%(kept)s of %(opening)s customers stayed: %(rate)s.") % facts


def _changed(dashboard: Dashboard) -> str:
    if dashboard.change is None or dashboard.before is None:
        return ""
    facts = {"points": points(dashboard.change), "year": dashboard.before.name}
    if dashboard.before.is_same_day:
        facts["day"] = formats.shortdate(dashboard.before.as_of)
        return _("That is %(points)s against the same day of %(year)s (%(day)s).") % facts
    return _("That is %(points)s against %(year)s.") % facts


def _fell(dashboard: Dashboard) -> str:
    part = dashboard.falling
    if part is None:
        return ""
    facts = {"part": part_label(Dimension.STANDING, part.name), "points": points(part.change)}
    return _("Fell most: %(part)s (%(points)s).") % facts


def _angry(dashboard: Dashboard) -> str:
    share, lost = dashboard.lost_in_anger, dashboard.tally.lost
    if share is None:
        return ""
    if lost < TOO_FEW:
        return ""
    return _("%(share)s of the lost were dissatisfied or had a complaint that was not resolved.") % {
        "share": formats.percent(share, 0)
    }
