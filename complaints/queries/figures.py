"""Figures of complaint handling for managers. Each begins at what the manager may see, as the lists behind it do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from accounts.models import User
from complaints.enums import Factor
from complaints.models import Cause, Complaint, ComplaintQuerySet
from complaints.queries.work import day_start
from customers.models import Customer

Among = QuerySet[Customer] | None
AGE_BANDS = ((0, 1), (1, 3), (3, 7), (7, 30), (30, None))  # days since receipt


class Median(Aggregate):
    """The middle value; half of the rows are below it."""

    name = "Median"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Summary:
    """What happened to the complaints received, and those resolved, in a period; and what is open now."""

    open: int
    overdue: int
    received: int
    resolved: int
    on_time: int
    reopened: int
    first_response: timedelta | None
    resolution: timedelta | None

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.resolved if self.resolved else None


@dataclass(frozen=True)
class Week:
    """One week from a Monday: what came in, what was resolved, and what was open at its end."""

    starts_on: date
    received: int
    resolved: int
    open_at_end: int

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=6)


@dataclass(frozen=True)
class CauseCount:
    cause: Cause
    count: int
    before: int


@dataclass(frozen=True)
class AgeBand:
    """Open complaints by days since receipt; `to_days` None has no end."""

    from_days: int
    to_days: int | None
    count: int


def complaints_of(user: User, among: Among) -> ComplaintQuerySet:
    """What the manager may see, of everybody or of these records of customers."""
    rows = Complaint.objects.visible_to(user)
    return rows if among is None else rows.filter(customer__in=among.order_by().values("pk"))


def of_complaints(rows: QuerySet[Any], user: User, among: Among) -> QuerySet[Any]:
    """Of what hangs on complaints: what belongs to those of `complaints_of`."""
    seen = rows.exclude(ComplaintQuerySet.beyond(user))
    return seen if among is None else seen.filter(complaint__customer__in=among.order_by().values("pk"))


def summary(*, user: User, since: date, until: date, at: datetime, among: Among = None) -> Summary:
    """The strip of figures over local days `since`..`until`, both included."""
    rows = complaints_of(user, among)
    received, resolved = within("received_at", since, until), within("resolved_at", since, until)
    answered_after = ExpressionWrapper(F("first_response_at") - F("received_at"), DurationField())
    resolved_after = ExpressionWrapper(F("resolved_at") - F("received_at"), DurationField())
    now = rows.open().aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(next_due_at__lt=at)))
    came_in = rows.filter(received).aggregate(
        received=Count("pk"),
        reopened=Count("pk", filter=Q(reopened_count__gt=0)),
        first_response=Median(answered_after, filter=Q(first_response_at__isnull=False)),
    )
    went_out = rows.filter(resolved).aggregate(
        resolved=Count("pk"),
        on_time=Count("pk", filter=Q(resolved_at__lte=F("due_at"))),
        resolution=Median(resolved_after),
    )
    return Summary(**now, **came_in, **went_out)


def weekly_flow(*, user: User, weeks: int, at: datetime, among: Among = None) -> list[Week]:
    """The last weeks, the running one last."""
    this_week = _monday(timezone.localdate(at))
    first = this_week - timedelta(weeks=weeks - 1)
    rows = complaints_of(user, among)
    received, resolved = _per_week(rows, "received_at", first), _per_week(rows, "resolved_at", first)
    # What is open now, without what came in since and with what was resolved since.
    backlog = rows.open().count() - sum(received.values()) + sum(resolved.values())
    flow = []
    for number in range(weeks):
        monday = first + timedelta(weeks=number)
        backlog += received.get(monday, 0) - resolved.get(monday, 0)
        flow.append(Week(monday, received.get(monday, 0), resolved.get(monday, 0), backlog))
    return flow


def causes_by_count(
    *, user: User, since: date, until: date, factor: str = Factor.INTERNAL, among: Among = None
) -> list[CauseCount]:
    """Main causes of what was received, the most frequent first, each with its count in the period before.

    External factors are beyond our control and counted apart, by their own names.
    """
    days = until - since + timedelta(days=1)
    group = "cause" if factor == Factor.EXTERNAL else "main"
    rows = (
        complaints_of(user, among)
        .filter(within("received_at", since - days, until), cause__factor=factor)
        .annotate(main=Coalesce("cause__parent", "cause"))
        .values(group)
        .annotate(
            now=Count("pk", filter=within("received_at", since, until)),
            before=Count("pk", filter=within("received_at", since - days, since - timedelta(days=1))),
        )
    )
    counts = {row[group]: row for row in rows}
    causes = Cause.objects.in_bulk(counts)
    found = [CauseCount(causes[pk], row["now"], row["before"]) for pk, row in counts.items()]
    return sorted(found, key=lambda row: (-row.count, -row.before, row.cause.position))


def ages_of_open(*, user: User, at: datetime, among: Among = None) -> list[AgeBand]:
    """How long open complaints have been with us, in local calendar days since receipt."""
    today = timezone.localdate(at)
    bands = {f"band{place}": Count("pk", filter=_aged(today, *band)) for place, band in enumerate(AGE_BANDS)}
    counts = complaints_of(user, among).open().aggregate(**bands)
    return [AgeBand(*band, counts[f"band{place}"]) for place, band in enumerate(AGE_BANDS)]


def _aged(today: date, from_days: int, to_days: int | None) -> Q:
    since = Q() if to_days is None else Q(received_at__gte=day_start(today - timedelta(days=to_days - 1)))
    return since & Q(received_at__lt=day_start(today - timedelta(days=from_days - 1)))


def within(field: str, since: date, until: date) -> Q:
    """Moments of local days, both included."""
    return Q(**{f"{field}__gte": day_start(since), f"{field}__lt": day_start(until + timedelta(days=1))})


def _per_week(rows: ComplaintQuerySet, field: str, first: date) -> dict[date, int]:
    weekly = (
        rows.filter(**{f"{field}__gte": day_start(first)})
        .annotate(week=TruncWeek(field))
        .order_by("week")
        .values_list("week")
        .annotate(n=Count("pk"))
    )
    return {week.date(): count for week, count in weekly}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
