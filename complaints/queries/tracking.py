"""What a customer sees of a complaint by a private link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from complaints.enums import ClockKind, EntryKind, Status
from complaints.models import Attachment, Clock, Complaint, Entry, HandlingPolicy, TrackingLink

STAGES = ("received", "in_progress", "answered", "closed")
_STAGE_OF = {
    Status.RECEIVED: "received",
    Status.ACKNOWLEDGED: "received",
    Status.ASSESSED: "in_progress",
    Status.INVESTIGATING: "in_progress",
    Status.REFUSED: "in_progress",
    Status.ANSWERED: "answered",
    Status.ACCEPTED: "closed",
    Status.CLOSED: "closed",
}


@dataclass(frozen=True)
class Step:
    """One of the four stages: whether it is over or the present one, and since when."""

    stage: str
    is_done: bool
    is_current: bool
    at: datetime | None


@dataclass(frozen=True)
class Limits:
    """Until when the customer may reopen, and when silence counts as acceptance."""

    reopen_until: datetime | None
    closes_at: datetime | None


def tracking_link(token: str) -> TrackingLink | None:
    """The link of a token, also an expired or revoked one."""
    return TrackingLink.find(token)


def public_messages(complaint: Complaint) -> QuerySet[Entry]:
    """What both sides wrote to each other, the oldest first. Notes, names of staff and their reasons stay inside."""
    from_customer = Q(kind=EntryKind.CUSTOMER_MESSAGE) | Q(
        kind=EntryKind.STATUS, new_value__in=[Status.INVESTIGATING, Status.REFUSED], author=None
    )
    from_us = Q(kind=EntryKind.REPLY) | Q(kind=EntryKind.STATUS, new_value=Status.ANSWERED)
    from_us |= Q(kind=EntryKind.STATUS, old_value=Status.REFUSED, new_value=Status.CLOSED)
    written = complaint.entries.filter(from_customer | from_us).exclude(body="")
    shared = Prefetch("attachments", Attachment.objects.filter(is_shared=True), to_attr="files")
    return written.order_by("created_at", "id").prefetch_related(shared)


def files_given(complaint: Complaint) -> QuerySet[Attachment]:
    """The files that came with the complaint itself, as far as the customer sees them."""
    first = Q(entry=None) | Q(entry__kind=EntryKind.RECEIVED)
    return complaint.attachments.filter(first, is_shared=True)


def steps_of(complaint: Complaint) -> list[Step]:
    """The way of a complaint in four steps."""
    current = STAGES.index(_STAGE_OF[Status(complaint.status)])
    moments = (complaint.received_at, _started_at(complaint), complaint.resolved_at, complaint.closed_at)
    return [
        Step(stage, is_done=place < current, is_current=place == current, at=moment if place <= current else None)
        for place, (stage, moment) in enumerate(zip(STAGES, moments, strict=True))
    ]


def deadlines_ahead_of(complaint: Complaint) -> list[Clock]:
    """What we have promised and when, the next first: what runs and has not stopped while we wait for the customer."""
    if complaint.is_waiting:
        return []
    return list(complaint.clocks.filter(ended_at=None).exclude(kind=ClockKind.LEGAL).order_by("due_at", "id"))


def _started_at(complaint: Complaint) -> datetime | None:
    starts = complaint.entries.filter(kind=EntryKind.STATUS, new_value=Status.ASSESSED)
    return starts.order_by("created_at", "id").values_list("created_at", flat=True).first()


def limits_of(complaint: Complaint) -> Limits:
    """The days the policy gives after a solution; empty before there is one."""
    if complaint.resolved_at is None:
        return Limits(None, None)
    policy = HandlingPolicy.load()
    return Limits(
        reopen_until=complaint.resolved_at + timedelta(days=policy.reopen_days),
        closes_at=complaint.resolved_at + timedelta(days=policy.accept_after_days),
    )
