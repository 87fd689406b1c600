"""Whether fewer complain since something was changed.

As many days after the change as before it, at most `LONGEST`; complaints of the cause and its finer ones, per 1,000
customers active in those days, or plain counts where nobody's purchases are known. Counts of rare events are taken as
Poisson: given their sum, how many fell after the change is binomial, and Wilson's interval of that share gives one of
the ratio of the rates.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from complaints.models import Complaint, Improvement
from complaints.queries.work import day_start
from customers.models import Transaction

LONGEST = 90  # days
SHORTEST = 14
FEWEST = 10  # complaints before and after together
Z = 1.96

FEWER, MORE, UNCLEAR, TOO_FEW, TOO_EARLY = "fewer", "more", "unclear", "too_few", "too_early"


@dataclass(frozen=True)
class Effect:
    """Complaints in so many days before and after, and the customers active in them (None: not known)."""

    days: int
    before: int
    after: int
    active_before: int | None = None
    active_after: int | None = None

    @property
    def is_rated(self) -> bool:
        return bool(self.active_before and self.active_after)

    @property
    def rate_before(self) -> float | None:
        """Complaints per 1,000 active customers."""
        return 1000 * self.before / self.active_before if self.active_before else None

    @property
    def rate_after(self) -> float | None:
        return 1000 * self.after / self.active_after if self.active_after else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the ratio of after to before; None where nothing can be said."""
        if self.verdict in (TOO_FEW, TOO_EARLY):
            return None
        return ratio_interval(self.before, self.after, self._exposure)

    @property
    def change(self) -> tuple[float, float] | None:
        """The interval as a change: −0.4 to −0.1 is 10 to 40 % fewer."""
        found = self.interval
        return (found[0] - 1, found[1] - 1) if found else None

    @property
    def verdict(self) -> str:
        if self.days < SHORTEST:
            return TOO_EARLY
        if self.before + self.after < FEWEST:
            return TOO_FEW
        low, high = ratio_interval(self.before, self.after, self._exposure)
        if high < 1:
            return FEWER
        return MORE if low > 1 else UNCLEAR

    @property
    def _exposure(self) -> float:
        """How many customers there were before for each one after."""
        return self.active_before / self.active_after if self.active_before and self.active_after else 1.0


def ratio_interval(before: int, after: int, exposure: float = 1.0) -> tuple[float, float]:
    """95 % interval of the ratio of two Poisson rates; `exposure` is that of before divided by that of after.

    The upper end is infinite when nothing happened before.
    """
    n = before + after
    share, spread = after / n, Z * math.sqrt(after * before / n / n / n + Z * Z / (4 * n * n))
    middle, scale = share + Z * Z / (2 * n), 1 + Z * Z / n
    # At the ends the bounds are exact; reckoned, they would miss them by a rounding error.
    low = max(0.0, (middle - spread) / scale) if after else 0.0
    high = min(1.0, (middle + spread) / scale) if before else 1.0
    return _odds(low) * exposure, _odds(high) * exposure


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def effects_of(improvements: Sequence[Improvement], *, user: User, today: date) -> dict[int, Effect]:
    """The effect of each that is done, in plain counts: one statement for all of them."""
    done = [one for one in improvements if one.done_on and one.status == "done"]
    counts: dict[str, Any] = {}
    for one in done:
        of_cause = Q(cause=one.cause_id) | Q(cause__parent=one.cause_id)
        for name, since, until in _windows(one, today):
            counts[f"{name}_{one.pk}"] = Count("pk", filter=of_cause & _within(since, until))
    if not counts:
        return {}
    earliest = min(_windows(one, today)[0][1] for one in done)
    rows = Complaint.objects.visible_to(user).filter(received_at__gte=day_start(earliest))
    found = rows.filter(cause__isnull=False).order_by().aggregate(**counts)
    return {one.pk: Effect(_days(one, today), found[f"before_{one.pk}"], found[f"after_{one.pk}"]) for one in done}


def rated_effect(improvement: Improvement, *, user: User, today: date) -> Effect | None:
    """The effect of one, per 1,000 customers who bought in those days; plain where too little is known of purchases."""
    effect = effects_of([improvement], user=user, today=today).get(improvement.pk)
    if effect is None or effect.days < SHORTEST:
        return effect
    (_b, since, until), (_a, since_after, until_after) = _windows(improvement, today)
    active = (
        Transaction.objects.purchases()
        .filter(_within(since, until_after, "occurred_at"))
        .aggregate(
            before=Count("customer", distinct=True, filter=_within(since, until, "occurred_at")),
            after=Count("customer", distinct=True, filter=_within(since_after, until_after, "occurred_at")),
        )
    )
    return Effect(effect.days, effect.before, effect.after, active["before"] or None, active["after"] or None)


def _days(improvement: Improvement, today: date) -> int:
    done = improvement.done_on
    return min(LONGEST, max(0, (today - done).days)) if done else 0


def _windows(improvement: Improvement, today: date) -> tuple[tuple[str, date, date], tuple[str, date, date]]:
    """The days before and after, without the day of the change itself: name, first day, last day."""
    done, days = improvement.done_on or today, _days(improvement, today)
    day = timedelta(days=1)
    return ("before", done - days * day, done - day), ("after", done + day, done + days * day)


def _within(since: date, until: date, field: str = "received_at") -> Q:
    return Q(**{f"{field}__gte": day_start(since), f"{field}__lt": day_start(until + timedelta(days=1))})
