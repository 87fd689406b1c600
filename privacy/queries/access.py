"""Who looked at whose data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from customers.models import Customer
from privacy.models import AccessEntry, Download
from privacy.viewing import confidential_entries, visible_entries

ALL, WATCHED, CONFIDENTIAL = "all", "watched", "confidential"


@dataclass(frozen=True)
class AccessFilter:
    """What narrows the list of looks; empty values narrow nothing."""

    user: User | None = None
    customer: Customer | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None

    def as_q(self) -> Q:
        found = between(self.since, self.until)
        if self.user:
            found &= Q(user=self.user)
        if self.customer:
            found &= Q(customer__in=self.customer.record_ids)
        return found & Q(kind=self.kind) if self.kind else found


def between(since: date | None, until: date | None) -> Q:
    """Moments of local days, both inclusive."""
    found = Q()
    if since:
        found &= Q(at__gte=_start_of(since))
    if until:
        found &= Q(at__lt=_start_of(until + timedelta(days=1)))
    return found


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def looks(*, user: User, tab: str, chosen: AccessFilter) -> "QuerySet[AccessEntry]":
    """Looks at records, to be listed by ("-at", "-id"): all, those at watched records, or at confidential things."""
    entries = confidential_entries(user) if tab == CONFIDENTIAL else visible_entries(user)
    if tab == WATCHED:
        entries = entries.filter(is_watched=True)
    return entries.filter(chosen.as_q()).select_related("user", "customer")


def looks_at(customer: Customer, *, user: User) -> "QuerySet[AccessEntry]":
    """Looks at one customer, newest first."""
    entries = visible_entries(user).filter(customer__in=customer.record_ids)
    return entries.select_related("user").order_by("-at", "-id")


def downloads(*, user: User | None, since: date | None, until: date | None) -> "QuerySet[Download]":
    """Lists and files that left the house, to be listed by ("-at", "-id")."""
    found = Download.objects.filter(between(since, until)).select_related("user")
    return found.filter(user=user) if user else found
