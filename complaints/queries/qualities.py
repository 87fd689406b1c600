"""The five qualities that a manager must see measured, scored from what happened, never from opinion.

Easy to reach, fast, confidential, informative, honest: each a share of things that could have gone either way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from complaints.enums import ClockKind, ClockOutcome, Verdict
from complaints.models import Clock, Complaint, ComplaintQuerySet, Entry
from complaints.models.entry import HEARD
from complaints.queries.figures import within
from complaints.queries.promises import promise_records, total_record
from complaints.queries.work import day_start
from privacy.enums import AccessKind
from privacy.models import AccessEntry

ENOUGH = 10
AT_ONCE = timedelta(hours=24)


@dataclass(frozen=True)
class Quality:
    """`good` of `total` went as they should; `url` is the query of the list behind it, empty where there is none."""

    key: str
    label: Any
    meaning: Any
    good: int
    total: int
    query: str = ""

    @property
    def share(self) -> float | None:
        """None below ten, where it would say more than is known."""
        return self.good / self.total if self.total >= ENOUGH else None


def qualities(*, user: User, since: date, until: date, at: datetime) -> list[Quality]:
    """All five, in the order of the seed."""
    readers: tuple[Callable[..., Quality], ...] = (_easy_to_reach, _fast, _confidential, _informative, _honest)
    return [read(user=user, since=since, until=until, at=at) for read in readers]


def _easy_to_reach(*, user: User, since: date, until: date, at: datetime) -> Quality:
    rows = Complaint.objects.visible_to(user).filter(within("received_at", since, until))
    counts = rows.aggregate(
        total=Count("pk"), good=Count("pk", filter=Q(acknowledged_at__lte=F("received_at") + AT_ONCE))
    )
    return Quality(
        "easy_to_reach", _("Easy to reach"), _("Complaints of which the customer had a number within a day"),
        query="received", **counts,
    )  # fmt: skip


def _fast(*, user: User, since: date, until: date, at: datetime) -> Quality:
    kinds = [ClockKind.FIRST_RESPONSE, ClockKind.SOLUTION]
    return Quality(
        "fast", _("Fast"), _("Deadlines of first responses and solutions that were kept"), query="resolved",
        **_kept(kinds, user, since, until),
    )  # fmt: skip


def _confidential(*, user: User, since: date, until: date, at: datetime) -> Quality:
    """Looks at records of complaints by people who had a hand in the case, or answer for it as managers."""
    mine = Complaint.objects.filter(pk=OuterRef("record_id")).filter(
        Q(owner_id=OuterRef("user_id")) | Q(logged_by_id=OuterRef("user_id"))
    )
    wrote = Entry.objects.filter(complaint_id=OuterRef("record_id"), author_id=OuterRef("user_id"))
    looks = AccessEntry.objects.filter(
        kind=AccessKind.COMPLAINT, at__gte=day_start(since), at__lt=day_start(until + timedelta(days=1))
    ).exclude(record_id__in=Complaint.objects.hidden_from(user).values("pk"))
    counts = looks.aggregate(
        total=Count("pk"), good=Count("pk", filter=Q(user__role=Role.MANAGER) | Q(Exists(mine)) | Q(Exists(wrote)))
    )
    return Quality(
        "confidential", _("Confidential"), _("Looks at complaints by people who work on them or answer for them"),
        query="looks", **counts,
    )  # fmt: skip


def _informative(*, user: User, since: date, until: date, at: datetime) -> Quality:
    """Resolved complaints whose customer heard from us before the answer, or got it within a day."""
    heard = Entry.objects.filter(complaint_id=OuterRef("pk"), kind__in=HEARD, created_at__lte=OuterRef("resolved_at"))
    at_once = Q(resolved_at__lte=F("received_at") + AT_ONCE)
    rows = Complaint.objects.visible_to(user).filter(within("resolved_at", since, until))
    counts = rows.aggregate(total=Count("pk"), good=Count("pk", filter=at_once | Q(Exists(heard))))
    return Quality(
        "informative", _("Informative"), _("Complaints whose customer heard from us on the way to the answer"),
        query="resolved", **counts,
    )  # fmt: skip


def _honest(*, user: User, since: date, until: date, at: datetime) -> Quality:
    """Answers that held, and promised dates that were kept."""
    rows = Complaint.objects.visible_to(user).filter(within("resolved_at", since, until))
    answers = rows.aggregate(
        total=Count("pk"), good=Count("pk", filter=Q(reopened_count=0) & ~Q(verdict=Verdict.REFUSED))
    )
    promises = total_record(promise_records(user=user, since=since, until=until, at=at))
    return Quality(
        "honest", _("Honest and effective"), _("Answers that held at the first time, and promised dates kept"),
        good=answers["good"] + promises.kept, total=answers["total"] + promises.total, query="promises",
    )  # fmt: skip


def _kept(kinds: list[ClockKind], user: User, since: date, until: date) -> dict[str, int]:
    clocks = Clock.objects.exclude(ComplaintQuerySet.beyond(user)).filter(
        kind__in=kinds, outcome=ClockOutcome.MET,
        ended_at__gte=day_start(since), ended_at__lt=day_start(until + timedelta(days=1)),
    )  # fmt: skip
    return clocks.aggregate(total=Count("pk"), good=Count("pk", filter=Q(ended_at__lte=F("due_at"))))
