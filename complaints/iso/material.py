"""The facts that the clauses speak of, counted once for the whole page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q

from accounts.models import User
from complaints.enums import Channel, ClockKind, ClockOutcome, EntryKind, RemedyKind, RemedyStatus, Status, Verdict
from complaints.models import (
    AfterCare,
    CarePolicy,
    Cause,
    CharterVersion,
    Clock,
    Complaint,
    DeadlineSet,
    Entry,
    EscalationStep,
    HandlingPolicy,
    OutsideBody,
    Remedy,
)
from complaints.queries.figures import CauseCount, Summary, causes_by_count, summary, within
from complaints.queries.promises import PromiseRecord, promise_records, total_record
from complaints.queries.work import day_start
from guide.models import GuideEntry


@dataclass(frozen=True)
class Material:
    """What happened in local days `since`..`until`, as far as `user` may know of it; read when it is asked for."""

    user: User
    since: date
    until: date
    at: datetime

    @cached_property
    def summary(self) -> Summary:
        return summary(user=self.user, since=self.since, until=self.until, at=self.at)

    @cached_property
    def received(self) -> dict[str, int]:
        """Counts of complaints received in the period."""
        return self._rows("received_at").aggregate(
            total=Count("pk"),
            channels=Count("channel", distinct=True),
            web=Count("pk", filter=Q(channel=Channel.WEB)),
            acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
            assessed=Count("pk", filter=Q(assessed_at__isnull=False)),
            owned=Count("pk", filter=Q(owner__isnull=False)),
            caused=Count("pk", filter=Q(cause__isnull=False)),
            about_people=Count("pk", filter=Q(about_person__isnull=False) | Q(about_member__isnull=False)),
            confidential=Count("pk", filter=Q(is_restricted=True)),
        )

    @cached_property
    def answered(self) -> dict[str, int]:
        """Counts of complaints answered in the period."""
        return self._rows("resolved_at").aggregate(
            total=Count("pk"),
            decided=Count("pk", filter=~Q(decision="")),
            refused=Count("pk", filter=Q(decision__in=["refused", "partly"])),
            accepted=Count("pk", filter=Q(verdict=Verdict.ACCEPTED)),
            disputed=Count("pk", filter=Q(verdict=Verdict.REFUSED) | Q(reopened_count__gt=0)),
            closed=Count("pk", filter=Q(status=Status.CLOSED)),
        )

    @cached_property
    def clocks(self) -> dict[str, tuple[int, int]]:
        """By kind of promise: how many of those that ended were kept, and how many ended."""
        rows = Clock.objects.filter(
            complaint__in=self.visible, outcome=ClockOutcome.MET, ended_at__gte=self.begins, ended_at__lt=self.ends
        )
        counts = rows.order_by().values_list("kind").annotate(
            kept=Count("pk", filter=Q(ended_at__lte=F("due_at"))), total=Count("pk")
        )  # fmt: skip
        return {kind: (kept, total) for kind, kept, total in counts}

    def kept(self, kind: ClockKind) -> tuple[int, int]:
        return self.clocks.get(kind, (0, 0))

    @cached_property
    def entries(self) -> dict[str, int]:
        """By kind: lines of timelines written in the period."""
        rows = Entry.objects.filter(complaint__in=self.visible, created_at__gte=self.begins, created_at__lt=self.ends)
        return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))

    def lines(self, kind: EntryKind) -> int:
        return self.entries.get(kind, 0)

    @cached_property
    def remedies(self) -> dict[str, int]:
        """Counts of remedies decided in the period."""
        rows = Remedy.objects.filter(complaint__in=self.visible, decided_at__gte=self.begins, decided_at__lt=self.ends)
        return rows.aggregate(
            granted=Count("pk", filter=Q(status=RemedyStatus.APPROVED)),
            four_eyes=Count("pk", filter=Q(decided_by__isnull=False)),
            changes=Count("pk", filter=Q(kind=RemedyKind.PROCESS_CHANGE, status=RemedyStatus.APPROVED)),
            unpaid=Count("pk", filter=Q(status=RemedyStatus.APPROVED, amount__gt=0, paid_at=None)),
        )

    @cached_property
    def promises(self) -> PromiseRecord:
        return total_record(promise_records(user=self.user, since=self.since, until=self.until, at=self.at))

    @cached_property
    def after_care(self) -> dict[str, int]:
        rows = AfterCare.objects.filter(complaint__in=self.visible, noted_at__gte=self.begins, noted_at__lt=self.ends)
        return rows.aggregate(total=Count("pk"), content=Count("pk", filter=Q(outcome="content")))

    @cached_property
    def causes(self) -> list[CauseCount]:
        return [row for row in causes_by_count(user=self.user, since=self.since, until=self.until) if row.count]

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The rules in force."""
        return {
            "charter": CharterVersion.current(),
            "policy": HandlingPolicy.load(),
            "care": CarePolicy.load(),
            "deadline_sets": DeadlineSet.objects.filter(is_active=True).count(),
            "steps": EscalationStep.objects.count(),
            "bodies": OutsideBody.objects.filter(is_active=True).count(),
            "causes": Cause.objects.filter(is_active=True).count(),
            "guide": GuideEntry.objects.filter(is_active=True).count(),
            "staff": User.objects.filter(is_active=True).count(),
        }

    @cached_property
    def samples(self) -> list[Complaint]:
        """The five newest complaints that were closed in the period, to be looked through from end to end."""
        return list(self._rows("closed_at").select_related("cause", "owner").order_by("-closed_at", "-id")[:5])

    @property
    def visible(self) -> Any:
        return Complaint.objects.visible_to(self.user).values("pk")

    @property
    def begins(self) -> datetime:
        return day_start(self.since)

    @property
    def ends(self) -> datetime:
        return day_start(self.until + timedelta(days=1))

    def _rows(self, field: str) -> Any:
        return Complaint.objects.visible_to(self.user).filter(within(field, self.since, self.until))
