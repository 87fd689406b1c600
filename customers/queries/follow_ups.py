"""Whose follow-ups are open, and which are pressing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fiscal import day_start
from customers.models import FollowUp
from customers.permissions import can_see_all_follow_ups


@dataclass(frozen=True)
class FollowUpTab:
    """One view of the list: the open follow-ups it shows, and how many they are."""

    key: str
    label: Any
    rows: "QuerySet[FollowUp]"
    count: int


def open_follow_ups(record_ids: list[int]) -> "QuerySet[FollowUp]":
    """What is promised to one customer, the most pressing first."""
    return FollowUp.objects.open().filter(customer__in=record_ids).select_related("owner").order_by("due_at", "id")


def due_follow_ups(*, user: User, at: datetime) -> "QuerySet[FollowUp]":
    """What this person has to do today, what is overdue first."""
    rows = FollowUp.objects.open().filter(owner=user, due_at__lt=_tomorrow(at))
    return rows.select_related("customer").order_by("due_at", "id")


def ownerless_follow_ups() -> "QuerySet[FollowUp]":
    """What nobody will do unless a manager hands it over."""
    return FollowUp.objects.open().ownerless().select_related("customer", "owner").order_by("due_at", "id")


def follow_up_tabs(*, user: User, at: datetime) -> list[FollowUpTab]:
    """The views of the list that this person may open. One query for all their counts."""
    mine = Q(owner=user)
    views: list[tuple[str, Any, Q]] = [
        ("mine", _("Mine"), mine),
        ("today", _("Due today"), mine & Q(due_at__gte=_today(at), due_at__lt=_tomorrow(at))),
        ("overdue", _("Overdue"), mine & Q(due_at__lt=at)),
        ("others", _("Waiting for others"), Q(created_by=user) & (Q(owner__isnull=True) | ~Q(owner=user))),
    ]
    rows = FollowUp.objects.open()
    if can_see_all_follow_ups(user):
        views += [
            ("everybody", _("Everybody's"), Q()),
            ("ownerless", _("Without owner"), Q(owner__isnull=True) | Q(owner__is_active=False)),
        ]
        counted = rows
    else:
        counted = rows.filter(mine | Q(created_by=user))
    counts = counted.aggregate(**{key: Count("pk", filter=which) for key, _label, which in views})
    full = rows.select_related("customer", "owner", "created_by")
    return [FollowUpTab(key, label, full.filter(which), counts[key]) for key, label, which in views]


def _today(at: datetime) -> datetime:
    return day_start(timezone.localdate(at), timezone.get_default_timezone())


def _tomorrow(at: datetime) -> datetime:
    return day_start(timezone.localdate(at) + timedelta(days=1), timezone.get_default_timezone())
