"""Remedies as their lists show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fiscal import months_before
from complaints.enums import ANSWERED_STATUSES, BETTER_OFF, EntryKind, RemedyKind, RemedyStatus, Status
from complaints.models import Complaint, Remedy
from complaints.queries.work import day_start
from customers.models import Customer

# How an apology is written in a letter to a customer, in both languages.
SORRY = r"(\mmaaf\M|\mmaafkan\M|\mpermohonan maaf\M|\mapolog|\msorry\M|\mmenyesal)"


@dataclass(frozen=True)
class Step:
    """One of the three steps of making it good: when it was done, or None; `is_promised` while it is on its way."""

    key: str
    label: Any
    done_at: datetime | None
    is_promised: bool = False


def visible_remedies(*, user: User) -> "QuerySet[Remedy]":
    """Remedies of complaints this person may know of."""
    visible = Complaint.objects.visible_to(user).values("pk")
    return Remedy.objects.filter(complaint__in=visible).select_related(
        "complaint__customer", "department", "proposed_by", "decided_by", "paid_by"
    )


def remedies_to_decide(*, user: User) -> "QuerySet[Remedy]":
    """Proposals that wait for a manager, the oldest first."""
    return visible_remedies(user=user).filter(status=RemedyStatus.PROPOSED).order_by("proposed_at", "id")


def remedies_to_pay(*, user: User) -> "QuerySet[Remedy]":
    """Granted money that nobody has paid yet, the oldest first."""
    waiting = visible_remedies(user=user).filter(status=RemedyStatus.APPROVED, amount__gt=0, paid_at=None)
    return waiting.order_by("decided_at", "id")


def paid_remedies(*, user: User) -> "QuerySet[Remedy]":
    """What was paid, the newest first."""
    return visible_remedies(user=user).filter(paid_at__isnull=False).order_by("-paid_at", "-id")


def granted_remedies_of_month(month: date | None = None, *, user: User) -> "QuerySet[Remedy]":
    """Money that was granted, in one local month where one is given; the newest first."""
    rows = visible_remedies(user=user).filter(status=RemedyStatus.APPROVED, amount__gt=0)
    if month:
        start = month.replace(day=1)
        rows = rows.filter(decided_at__gte=day_start(start), decided_at__lt=day_start(months_before(start, -1)))
    return rows.order_by("-decided_at", "-id")


def remedies_of(customer: Customer, *, user: User) -> "QuerySet[Remedy]":
    """What a customer was offered before, the newest first."""
    return (
        visible_remedies(user=user).filter(complaint__customer__in=customer.record_ids).order_by("-proposed_at", "-id")
    )


def steps_to_make_good(complaint: Complaint) -> list[Step]:
    """Apologise, solve, leave better off: each from what happened, never from a box that somebody ticks."""
    granted = [remedy for remedy in complaint.remedies.all() if remedy.status == RemedyStatus.APPROVED]
    better = [remedy for remedy in granted if remedy.kind in BETTER_OFF]
    given = [at for remedy in better if not remedy.is_to_pay and (at := remedy.paid_at or remedy.decided_at)]
    solved = complaint.resolved_at if complaint.status in ANSWERED_STATUSES else None
    return [
        Step("apologise", _("Apologise"), _apologised_at(complaint, granted)),
        Step("solve", _("Solve"), solved),
        Step("better_off", _("Leave better off"), min(given, default=None), is_promised=bool(better and not given)),
    ]


def _apologised_at(complaint: Complaint, granted: list[Remedy]) -> datetime | None:
    """When an apology was given as a remedy, or stood in what we wrote to the customer."""
    written = complaint.entries.filter(kind=EntryKind.REPLY, body__iregex=SORRY) | complaint.entries.filter(
        kind=EntryKind.STATUS, new_value=Status.ANSWERED, body__iregex=SORRY
    )
    moments = [remedy.decided_at for remedy in granted if remedy.kind == RemedyKind.APOLOGY]
    first = written.order_by("created_at").values_list("created_at", flat=True).first()
    return min((moment for moment in [*moments, first] if moment), default=None)
