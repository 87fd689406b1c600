"""Promises with a date: what is due, and how many were kept, by person and over all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Complaint, ComplaintQuerySet, Promise, PromiseQuerySet
from complaints.models.promise import BROKEN
from complaints.queries.work import day_start


@dataclass(frozen=True)
class PromiseRecord:
    """Of the promises whose agreed date fell in a period and of which one can say so: how many were kept."""

    owner: User | None
    kept: int
    broken: int
    moved: int

    @property
    def total(self) -> int:
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        return self.kept / self.total if self.total else None


def visible_promises(user: User) -> PromiseQuerySet:
    """Promises about complaints that this person may know of."""
    return Promise.objects.exclude(ComplaintQuerySet.beyond(user))


def promises_of(complaint: Complaint) -> PromiseQuerySet:
    """All promises of one complaint, open ones first by date."""
    return complaint.promises.select_related("owner", "made_by", "ended_by").order_by("-outcome", "due_at", "id")


def due_promises(*, user: User, at: datetime) -> PromiseQuerySet:
    """What this person promised by today or before and has not done, what is overdue first."""
    rows = visible_promises(user).open().filter(owner=user, due_at__lt=_tomorrow(at))
    return rows.select_related("complaint__customer").order_by("due_at", "id")


def promise_tabs(*, user: User, at: datetime) -> list[tuple[str, Any, PromiseQuerySet, int]]:
    """Views of the list: key, label, rows and how many they are. One query for all the counts."""
    today = Q(due_at__gte=day_start(timezone.localdate(at)), due_at__lt=_tomorrow(at))
    views: list[tuple[str, Any, Q]] = [
        ("mine", _("Mine"), Q(owner=user)),
        ("today", _("Due today"), today),
        ("overdue", _("Overdue"), Q(due_at__lt=at)),
        ("all", _("All open"), Q()),
    ]
    rows = visible_promises(user).open()
    counts = rows.aggregate(**{key: Count("pk", filter=which) for key, _label, which in views})
    full = rows.select_related("complaint__customer", "owner")
    return [(key, label, full.filter(which), counts[key]) for key, label, which in views]


def broken_promises(*, user: User, since: date, until: date, at: datetime) -> PromiseQuerySet:
    """Those behind the figure: agreed dates of these days that we did not keep."""
    rows = _agreed_within(visible_promises(user), since, until).counted(at).broken(at)
    return rows.select_related("complaint__customer", "owner").order_by("due_at", "id")


def promise_records(*, user: User, since: date, until: date, at: datetime) -> list[PromiseRecord]:
    """By person, those with most promises first."""
    rows = _agreed_within(visible_promises(user), since, until).counted(at)
    late = BROKEN | Q(ended_at__isnull=True, agreed_at__lt=at)
    counts = (
        rows.order_by()
        .values("owner")
        .annotate(total=Count("pk"), late=Count("pk", filter=late), shifted=Count("pk", filter=Q(moves__gt=0)))
    )
    owners = User.objects.in_bulk([row["owner"] for row in counts if row["owner"]])
    found = [
        PromiseRecord(owners.get(row["owner"]), row["total"] - row["late"], row["late"], row["shifted"])
        for row in counts
    ]
    return sorted(found, key=lambda record: (-record.total, str(record.owner or "")))


def total_record(records: list[PromiseRecord]) -> PromiseRecord:
    return PromiseRecord(
        None,
        kept=sum(record.kept for record in records),
        broken=sum(record.broken for record in records),
        moved=sum(record.moved for record in records),
    )


def _agreed_within(rows: PromiseQuerySet, since: date, until: date) -> PromiseQuerySet:
    return rows.filter(agreed_at__gte=day_start(since), agreed_at__lt=day_start(until + timedelta(days=1)))


def _tomorrow(at: datetime) -> datetime:
    return day_start(timezone.localdate(at) + timedelta(days=1))
