"""Improvements by due day, and what they are aimed at."""

from datetime import date, timedelta
from typing import TypeAlias

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from complaints.models import Complaint, Finding, Improvement, ImprovementQuerySet
from complaints.queries.figures import Among, complaints_of
from complaints.queries.work import day_start

Counted: TypeAlias = "QuerySet[Finding, dict[str, object]]"

TO_DO, OVER = "open", "over"


def improvements(tab: str) -> ImprovementQuerySet:
    """Open ones are listed by ("due_on", "id"), the others by ("-done_on", "-id")."""
    rows = Improvement.objects.select_related("cause__parent", "owner", "problem")
    return rows.open() if tab == TO_DO else rows.exclude(pk__in=Improvement.objects.open().values("pk"))


def due_improvements(user: User, *, today: date) -> ImprovementQuerySet:
    """What this person has to have done within a week, or already: for the home page."""
    soon = date.fromordinal(today.toordinal() + 7)
    mine = Improvement.objects.open().filter(owner=user, due_on__lte=soon)
    return mine.select_related("cause").order_by("due_on", "id")


def failures_of(*, user: User, since: date, until: date, among: Among = None) -> Counted:
    """What failed in complaints answered within local days, the most frequent first: `failure` and `n`."""
    return _counted(complaints_of(user, among).filter(_answered(since, until)), "failure")


def hits_of(*, user: User, since: date, until: date, among: Among = None) -> Counted:
    """What of the customers' satisfaction was hit, the most frequent first: `satisfaction` and `n`."""
    return _counted(complaints_of(user, among).filter(_answered(since, until)), "satisfaction")


def _answered(since: date, until: date) -> Q:
    return Q(resolved_at__gte=day_start(since), resolved_at__lt=day_start(until + timedelta(days=1)))


def _counted(seen: "QuerySet[Complaint]", name: str) -> Counted:
    rows = Finding.objects.filter(complaint__in=seen.values("pk")).order_by()
    return rows.values(name).annotate(n=Count("pk")).order_by(F("n").desc(), name)
