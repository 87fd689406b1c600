"""From our answer to the end: answered → accepted or refused → closed, and back when it was not the end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints import emails
from complaints.enums import ANSWERED_STATUSES, OPEN_STATUSES, Status, Verdict
from complaints.models import Cause, Complaint, HandlingPolicy
from complaints.services import clocks, records
from complaints.services.aftercare import plan_after_care, take_back_after_care
from complaints.services.findings import note_finding
from complaints.services.links import issue_tracking_link
from complaints.services.steps import lead_to_investigation, resume
from complaints.services.timetable import Timetable
from complaints.signals import complaint_closed, complaint_reopened


@transaction.atomic
def resolve(
    *,
    complaint: Complaint,
    resolution: str,
    at: datetime,
    by: User | None,
    cause: Cause | None = None,
    decision: str = "",
    satisfaction: str = "",
    failure: str = "",
    expected_version: int | None = None,
) -> Complaint:
    """Answer: tell the customer what was done. The cause found now replaces the one assumed before; one is required.

    So is what was hit and what failed (`note_finding`); left out it is as usual for the cause.
    `decision` says whether what the customer asked for is granted; who gets less than that is told where else to turn.
    What is solved while the customer is still on the phone passes through the states before with this step.
    """
    records.lock(complaint)
    records.refuse_stale(complaint, expected_version, "resolution", "cause")
    records.require_status(complaint, *OPEN_STATUSES)
    root_cause = cause or complaint.cause
    if root_cause is None:
        raise AppError(_("Choose the root cause: we learn from it what to change."), field="cause")
    note_finding(complaint=complaint, cause=root_cause, satisfaction=satisfaction, failure=failure, at=at, by=by)
    resume(complaint, at=at, by=by)
    lead_to_investigation(complaint, at=at, by=by)
    entry = records.move(
        complaint,
        Status.ANSWERED,
        at=at,
        by=by,
        body=resolution,
        resolution=resolution,
        decision=decision,
        cause=root_cause,
        verdict="",
        resolved_at=at,
        first_response_at=complaint.first_response_at or at,
        **clocks.solved(complaint, at),
    )
    emails.send_resolution(entry, tracking_url=issue_tracking_link(complaint, at))
    return complaint


@transaction.atomic
def accept(*, complaint: Complaint, at: datetime) -> Complaint:
    """The customer is content. Saying so twice, or after the complaint was closed by time, changes only the verdict."""
    records.lock(complaint)
    records.require_status(complaint, *ANSWERED_STATUSES)
    if complaint.verdict != Verdict.ACCEPTED:
        records.save(complaint, at=at, verdict=Verdict.ACCEPTED)
    if complaint.status == Status.ANSWERED:
        records.move(complaint, Status.ACCEPTED, at=at, by=None)
        _close(complaint, at, by=None)
    return complaint


@transaction.atomic
def refuse(*, complaint: Complaint, at: datetime, reason: str) -> Complaint:
    """The customer does not accept the answer and says why: it is our turn again, with a new promise."""
    records.lock(complaint)
    records.require_status(complaint, Status.ANSWERED)
    _take_back_answer(complaint, Status.REFUSED, at=at, by=None, reason=reason)
    return complaint


@transaction.atomic
def close_complaint(*, complaint: Complaint, at: datetime, by: User | None = None, reason: str = "") -> Complaint:
    """End an answered complaint; without `by` because time passed and the customer said nothing more.

    A refused one is closed as our last word, which needs a `reason`; the customer is told where else to turn.
    """
    records.lock(complaint)
    records.require_status(complaint, Status.ANSWERED, Status.ACCEPTED, Status.REFUSED)
    if complaint.status == Status.REFUSED:
        if not reason.strip():
            raise AppError(_("Say why this is our last word; the customer reads it."), field="reason")
        resume(complaint, at=at, by=by)
        records.save(complaint, at=at, resolved_at=at, **clocks.solved(complaint, at))
    return _close(complaint, at, by, reason)


def _close(complaint: Complaint, at: datetime, by: User | None, reason: str = "") -> Complaint:
    entry = records.move(complaint, Status.CLOSED, at=at, by=by, body=reason, closed_at=at)
    if entry.old_value == Status.REFUSED:
        emails.send_last_word(entry, tracking_url=issue_tracking_link(complaint, at))
    plan_after_care(complaint=complaint, at=at)
    complaint_closed.send(sender=Complaint, complaint=complaint, at=at)
    return complaint


@transaction.atomic
def reopen(*, complaint: Complaint, at: datetime, by: User | None = None, reason: str = "") -> Complaint:
    """Go on with an answered or closed complaint; the clock starts anew. Customers (`by` None) can within some days."""
    records.lock(complaint)
    records.require_status(complaint, Status.ANSWERED, Status.CLOSED)
    if by is None and at > reopen_until(complaint):
        raise NotAllowed(_("The time to reopen this complaint is over. Please send us a new one."))
    _take_back_answer(complaint, Status.INVESTIGATING, at=at, by=by, reason=reason)
    return complaint


def _take_back_answer(complaint: Complaint, status: Status, *, at: datetime, by: User | None, reason: str) -> None:
    entry = records.move(
        complaint,
        status,
        at=at,
        by=by,
        body=reason,
        verdict=Verdict.REFUSED if by is None else "",
        resolved_at=None,
        closed_at=None,
        reopened_count=complaint.reopened_count + 1,
        **clocks.begun_anew(complaint, at, Timetable.load()),
    )
    emails.send_reopened(entry, tracking_url=issue_tracking_link(complaint, at))
    take_back_after_care(complaint=complaint)
    complaint_reopened.send(sender=Complaint, complaint=complaint, at=at)


def reopen_until(complaint: Complaint) -> datetime:
    """The last moment at which the customer may reopen an answered or closed complaint."""
    return (complaint.resolved_at or complaint.received_at) + timedelta(days=HandlingPolicy.load().reopen_days)


def close_accepted_complaints(*, at: datetime) -> int:
    """Close what was answered some days ago and not refused since (silent acceptance); gives how many."""
    before = at - timedelta(days=HandlingPolicy.load().accept_after_days)
    due = Complaint.objects.filter(status=Status.ANSWERED, resolved_at__lte=before).order_by("resolved_at")
    closed = 0
    for pk in due.values_list("pk", flat=True).iterator():
        closed += _close_if_still_answered(pk, before, at)
    return closed


@transaction.atomic
def _close_if_still_answered(pk: int, before: datetime, at: datetime) -> bool:
    still = Complaint.objects.filter(pk=pk, status=Status.ANSWERED, resolved_at__lte=before)
    complaint = still.select_for_update(skip_locked=True).first()
    if complaint is None:
        return False
    _close(complaint, at, by=None)
    return True
