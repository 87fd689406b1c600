"""The way to the answer: received → acknowledged → assessed → being investigated, with pauses for the customer.

No state is left out. Whoever does a later step at once (answers a caller on the spot) makes the earlier moves with it;
each is noted with its time.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed
from complaints.enums import ON_THE_WAY, OPEN_STATUSES, EntryKind, Status
from complaints.models import Complaint, DeadlineSet
from complaints.services import clocks, records
from complaints.services.assessment import priority_of
from complaints.services.assignment import assign
from complaints.services.timetable import Timetable

ASSESSED = ("severity", "safety", "complexity", "impact", "needs_action_now")


@transaction.atomic
def acknowledge(*, complaint: Complaint, at: datetime, by: User | None, how: str = "") -> Complaint:
    """Note that the customer knows we have the complaint, and `how`: by a receipt, a call, a letter."""
    records.lock(complaint)
    records.move(complaint, Status.ACKNOWLEDGED, at=at, by=by, body=how, acknowledged_at=at)
    return complaint


@transaction.atomic
def assess(
    *,
    complaint: Complaint,
    at: datetime,
    by: User | None,
    severity: str,
    safety: bool,
    complexity: str,
    impact: str,
    needs_action_now: bool,
    deadlines: DeadlineSet | None = None,
    expected_version: int | None = None,
) -> Complaint:
    """Weigh the complaint, for the first time or anew: its priority, and with it the promises, follow from that.

    `deadlines` is a further set that counts for this complaint, beside those that count for all.
    """
    records.lock(complaint)
    values = {
        "severity": severity,
        "safety": safety,
        "complexity": complexity,
        "impact": impact,
        "needs_action_now": needs_action_now,
    }
    records.refuse_stale(complaint, expected_version, *values)
    records.require_status(complaint, *OPEN_STATUSES)
    before = complaint.priority
    for name, value in values.items():
        setattr(complaint, name, value)
    complaint.priority = priority_of(**values)  # type: ignore[arg-type]
    complaint.deadlines = deadlines
    due = clocks.weighed_anew(complaint, at, Timetable.load())
    records.save(complaint, at=at, priority=complaint.priority, deadlines=deadlines, **values, **due)
    records.note(complaint, EntryKind.ASSESSMENT, at=at, by=by, old_value=before, new_value=complaint.priority)
    if complaint.status in (Status.RECEIVED, Status.ACKNOWLEDGED):
        _walk(complaint, until=Status.ASSESSED, at=at, by=by)
    return complaint


@transaction.atomic
def start_work(*, complaint: Complaint, at: datetime, by: User | None) -> Complaint:
    """Begin, go on after waiting, or go on after a refusal; who begins an unassigned complaint takes it."""
    records.lock(complaint)
    records.require_status(complaint, *OPEN_STATUSES)
    if complaint.status == Status.INVESTIGATING and not complaint.is_waiting:
        raise NotAllowed(_("Work on this complaint has begun already."))
    if by and complaint.owner_id is None:
        assign(complaint=complaint, owner=by, at=at, by=by)
    resume(complaint, at=at, by=by)
    lead_to_investigation(complaint, at=at, by=by)
    return complaint


def lead_to_investigation(complaint: Complaint, *, at: datetime, by: User | None) -> None:
    """Make the moves that are left before a locked complaint is being investigated; each is noted."""
    if complaint.status == Status.REFUSED:
        records.move(complaint, Status.INVESTIGATING, at=at, by=by)
    _walk(complaint, until=Status.INVESTIGATING, at=at, by=by)


def _walk(complaint: Complaint, *, until: Status, at: datetime, by: User | None) -> None:
    moments = {Status.ACKNOWLEDGED: "acknowledged_at", Status.ASSESSED: "assessed_at"}
    here = ON_THE_WAY.index(Status(complaint.status)) if complaint.status in ON_THE_WAY else len(ON_THE_WAY)
    for status in ON_THE_WAY[here + 1 : ON_THE_WAY.index(until) + 1]:
        moment: dict[str, Any] = {moments[status]: at} if status in moments else {}
        records.move(complaint, status, at=at, by=by, **moment)


def resume(complaint: Complaint, *, at: datetime, by: User | None) -> None:
    """End the waiting of a locked complaint, if it waits: its clocks run again."""
    if complaint.is_waiting:
        records.save(complaint, at=at, **clocks.resumed(complaint, at, Timetable.load()))
        records.note(complaint, EntryKind.PAUSE, at=at, by=by, old_value="waiting")
