"""The life cycle as a funnel: how many are at each stage, how many came to it, and how many of those went on.

External customers only; records folded into others, erased ones and test records are left out everywhere.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.fiscal import ONE_DAY, window_start
from customers.enums import LifeCycle
from customers.models import Customer, LifeCycleChange
from customers.models.customer import CustomerQuerySet
from customers.rules import Rules

# A share of fewer says more about chance than about us; below the second number it is marked as a small base.
TOO_FEW, SMALL = 10, 30
PARTS_SHOWN = 8
DIMENSIONS: dict[str, Any] = {
    "acquisition_source": _("Source"),
    "party_type": _("Type"),
    "city": _("City"),
    "standing": _("Standing"),
}
STAGES = [str(stage) for stage in LifeCycle]

_RISES = "array_position(%(stages)s, s.next_stage) > array_position(%(stages)s, s.stage)"
_FALLS = "array_position(%(stages)s, s.next_stage) < array_position(%(stages)s, s.stage)"
_COURSE = f"""
SELECT s.stage, {{part}}, count(*), count(*) FILTER (WHERE {_RISES}), count(*) FILTER (WHERE {_FALLS}),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY s.left_on - s.effective_from) FILTER (WHERE {_RISES})
FROM customers_lifecyclechange AS s JOIN customers_customer AS c ON c.id = s.customer_id
WHERE s.effective_from >= %(since)s AND s.effective_from <= %(until)s AND c.kind = 'external' AND NOT c.is_test
    AND c.merged_into_id IS NULL AND c.erased_at IS NULL{{only}}
GROUP BY 1, 2"""  # noqa: S608 - names of our own columns


@dataclass(frozen=True)
class Asked:
    """What the figures are about: a span of days, both inclusive, and perhaps only a part of the customers."""

    since: date
    until: date
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def before(self) -> "Asked":
        """The span of the same length just before."""
        days = self.until - self.since + ONE_DAY
        return Asked(self.since - days, self.since - ONE_DAY, self.parts)


@dataclass(frozen=True)
class Course:
    """Those who came to a stage within a span, and what they have done since; who did nothing is still there."""

    entered: int = 0
    rose: int = 0
    fell: int = 0
    median_days: float | None = None

    @property
    def still(self) -> int:
        return self.entered - self.rose - self.fell

    @property
    def rate(self) -> float | None:
        """The share that went on; None where they are too few for one."""
        return self.rose / self.entered if self.entered >= TOO_FEW else None

    @property
    def is_small(self) -> bool:
        return TOO_FEW <= self.entered < SMALL

    @property
    def shown_days(self) -> int | None:
        """How long half of those who went on took at most; None where they are too few to say."""
        return round(self.median_days) if self.median_days is not None and self.rose >= TOO_FEW else None


@dataclass(frozen=True)
class StageFigures:
    stage: LifeCycle
    now: int
    quiet: int
    course: Course
    before: Course


@dataclass(frozen=True)
class PartFigures:
    """The same for one part of the customers: how many, and the two steps that make customers of strangers."""

    name: str
    now: int
    bought: Course
    came_again: Course


@dataclass(frozen=True)
class Funnel:
    asked: Asked
    stages: list[StageFigures]
    parts: list[PartFigures]
    lapse_months: int

    @property
    def total(self) -> int:
        return sum(row.now for row in self.stages)

    @property
    def narrowest(self) -> StageFigures | None:
        """The stage below a client from which the smallest share goes on, among those with enough people to say."""
        known = [row for row in self.stages[: STAGES.index(LifeCycle.CLIENT)] if row.course.rate is not None]
        return min(known, key=lambda row: row.course.rate or 0, default=None)


def customers_in_funnel(parts: dict[str, str]) -> CustomerQuerySet:
    return Customer.objects.current().counted().filter(**parts)


def funnel_of(asked: Asked, *, by: str, today: date) -> Funnel:
    """All figures of the page, in a constant number of queries. `by` is one of `DIMENSIONS`."""
    rules = Rules.in_force()
    quiet_before = window_start(today, rules.lapse_months)
    counted = customers_in_funnel(asked.parts).order_by()
    now: dict[str, Any] = {
        row["stage"]: row
        for row in counted.values("stage").annotate(
            n=Count("pk"), quiet=Count("pk", filter=Q(activity__last_on__lt=quiet_before))
        )
    }
    course, before = _courses(asked, None), _courses(asked.before, None)
    stages = [
        StageFigures(
            stage=stage,
            now=now.get(stage, {}).get("n", 0),
            quiet=now.get(stage, {}).get("quiet", 0),
            course=course.get((stage, ""), Course()),
            before=before.get((stage, ""), Course()),
        )
        for stage in LifeCycle
    ]
    return Funnel(asked, stages, _parts(asked, by, counted), rules.lapse_months)


def _courses(asked: Asked, by: str | None) -> dict[tuple[str, str], Course]:
    """By stage and the value of the dimension ("" for all together)."""
    only = "".join(f" AND c.{name} = %(part_{name})s" for name in asked.parts if name in DIMENSIONS)
    part = f"c.{by}" if by in DIMENSIONS else "''"
    params: dict[str, Any] = {f"part_{name}": value for name, value in asked.parts.items()}
    params |= {"since": asked.since, "until": asked.until, "stages": STAGES}
    with connection.cursor() as cursor:
        cursor.execute(_COURSE.format(part=part, only=only), params)
        return {(stage, name): Course(*figures) for stage, name, *figures in cursor.fetchall()}


def _parts(asked: Asked, by: str, counted: "QuerySet[Customer]") -> list[PartFigures]:
    """The largest parts, by how many customers are in them now."""
    courses = _courses(asked, by)
    rows = counted.values_list(by).annotate(n=Count("pk")).order_by("-n", by)[:PARTS_SHOWN]
    return [
        PartFigures(
            name,
            n,
            courses.get((LifeCycle.PROSPECT, name), Course()),
            courses.get((LifeCycle.FIRST_TIME, name), Course()),
        )
        for name, n in rows
    ]


OUTCOMES: dict[str, Any] = {
    "": _("All who came to it"),
    "rose": _("Went on"),
    "fell": _("Fell back"),
    "still": _("Still there"),
}


def changes_behind(asked: Asked, *, stage: str, outcome: str) -> "QuerySet[LifeCycleChange]":
    """The rows behind a figure of the funnel, the latest first."""
    rows = LifeCycleChange.objects.filter(
        stage=stage,
        effective_from__range=(asked.since, asked.until),
        customer__in=customers_in_funnel(asked.parts),
    )
    higher = STAGES[STAGES.index(stage) + 1 :]
    filters = {
        "rose": Q(next_stage__in=higher),
        "fell": ~Q(next_stage__in=[*higher, ""]),
        "still": Q(next_stage=""),
    }
    return rows.filter(filters.get(outcome, Q())).select_related("customer")
