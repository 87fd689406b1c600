"""The way of a complaint: new → in progress (↔ waiting) → resolved → closed, or back if the customer refuses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed, StaleRecord
from complaints import emails
from complaints.enums import OPEN_STATUSES, EntryKind, Status, Verdict
from complaints.models import Cause, Complaint, Entry, HandlingPolicy
from complaints.permissions import can_own_complaint
from complaints.services import records
from complaints.services.clocks import due_at_for, shift_after_wait
from complaints.services.links import issue_tracking_link
from complaints.signals import complaint_closed, complaint_reopened


@transaction.atomic
def assign(
    *, complaint: Complaint, owner: User | None, at: datetime, by: User | None, expected_version: int | None = None
) -> Complaint:
    """Make somebody responsible, or nobody. A confidential complaint goes only to people named on it."""
    records.lock(complaint)
    _refuse_stale(complaint, expected_version, "owner")
    records.require_status(complaint, *OPEN_STATUSES)
    if complaint.owner_id == (owner.pk if owner else None):
        return complaint
    if owner and not can_own_complaint(owner, complaint):
        raise AppError(_("%(person)s may not work on this complaint.") % {"person": owner}, field="owner")
    before = str(complaint.owner or "")
    records.save(complaint, at=at, owner=owner)
    records.note(complaint, EntryKind.ASSIGNMENT, at=at, by=by, old_value=before, new_value=str(owner or ""))
    return complaint


@transaction.atomic
def start_work(*, complaint: Complaint, at: datetime, by: User | None) -> Complaint:
    """Begin, or go on after waiting; who begins an unassigned complaint takes it."""
    records.lock(complaint)
    records.require_status(complaint, Status.NEW, Status.WAITING)
    if by and complaint.owner_id is None:
        assign(complaint=complaint, owner=by, at=at, by=by)
    records.move(complaint, Status.IN_PROGRESS, at=at, by=by, **_end_of_wait(complaint, at))
    return complaint


@transaction.atomic
def reply(
    *, complaint: Complaint, body: str, at: datetime, by: User | None, submission_key: UUID | None = None
) -> Entry:
    """Answer the customer: in the timeline, on the tracking page and by e-mail. The first answer starts the work."""
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    records.lock(complaint)
    if complaint.status == Status.CLOSED:
        raise NotAllowed(_("This complaint is closed. Reopen it before you write to the customer."))
    if complaint.status == Status.NEW:
        start_work(complaint=complaint, at=at, by=by)
    if complaint.first_response_at is None:
        records.save(complaint, at=at, first_response_at=at)
    entry = records.note(complaint, EntryKind.REPLY, at=at, by=by, body=body, submission_key=submission_key)
    emails.send_reply(entry, tracking_url=issue_tracking_link(complaint, at))
    return entry


@transaction.atomic
def add_note(
    *, complaint: Complaint, body: str, at: datetime, by: User | None, submission_key: UUID | None = None
) -> Entry:
    """Write something for colleagues; the customer never sees it."""
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    return records.note(complaint, EntryKind.NOTE, at=at, by=by, body=body, submission_key=submission_key)


@transaction.atomic
def add_customer_message(
    *,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User | None = None,
    submission_key: UUID | None = None,
) -> Entry:
    """What the customer adds by the tracking page, or tells us (`by` then writes it down). It ends our waiting."""
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    records.lock(complaint)
    if complaint.status == Status.CLOSED:
        raise NotAllowed(_("This complaint is closed. Reopen it to go on."))
    entry = records.note(complaint, EntryKind.CUSTOMER_MESSAGE, at=at, by=by, body=body, submission_key=submission_key)
    if complaint.status == Status.WAITING:
        records.move(complaint, Status.IN_PROGRESS, at=at, by=by, **_end_of_wait(complaint, at))
    return entry


@transaction.atomic
def wait_for_customer(
    *,
    complaint: Complaint,
    at: datetime,
    by: User | None,
    question: str = "",
    submission_key: UUID | None = None,
) -> Complaint:
    """Stop the clock until the customer answers; the question, if any, is sent as a reply."""
    if records.already_made(Entry, submission_key):
        complaint.refresh_from_db()
        return complaint
    records.lock(complaint)
    records.require_status(complaint, Status.NEW, Status.IN_PROGRESS)
    if question:
        reply(complaint=complaint, body=question, at=at, by=by, submission_key=submission_key)
    records.move(complaint, Status.WAITING, at=at, by=by, waiting_since=at)
    return complaint


@transaction.atomic
def resolve(
    *,
    complaint: Complaint,
    resolution: str,
    at: datetime,
    by: User | None,
    cause: Cause | None = None,
    expected_version: int | None = None,
) -> Complaint:
    """Tell the customer what was done. The cause found now replaces the one assumed at the start; one is required."""
    records.lock(complaint)
    _refuse_stale(complaint, expected_version, "resolution", "cause")
    records.require_status(complaint, *OPEN_STATUSES)
    root_cause = cause or complaint.cause
    if root_cause is None:
        raise AppError(_("Choose the root cause: we learn from it what to change."), field="cause")
    entry = records.move(
        complaint,
        Status.RESOLVED,
        at=at,
        by=by,
        body=resolution,
        resolution=resolution,
        cause=root_cause,
        verdict="",
        resolved_at=at,
        first_response_at=complaint.first_response_at or at,
        **_end_of_wait(complaint, at),
    )
    emails.send_resolution(entry, tracking_url=issue_tracking_link(complaint, at))
    return complaint


@transaction.atomic
def accept(*, complaint: Complaint, at: datetime) -> Complaint:
    """The customer is content. Saying so twice, or after the complaint was closed by time, changes only the verdict."""
    records.lock(complaint)
    records.require_status(complaint, Status.RESOLVED, Status.CLOSED)
    if complaint.verdict != Verdict.ACCEPTED:
        records.save(complaint, at=at, verdict=Verdict.ACCEPTED)
    return _close(complaint, at, by=None) if complaint.status == Status.RESOLVED else complaint


@transaction.atomic
def close_complaint(*, complaint: Complaint, at: datetime, by: User | None = None) -> Complaint:
    """End a resolved complaint; without `by` because time passed and the customer said nothing more."""
    records.lock(complaint)
    records.require_status(complaint, Status.RESOLVED)
    return _close(complaint, at, by)


def _close(complaint: Complaint, at: datetime, by: User | None) -> Complaint:
    records.move(complaint, Status.CLOSED, at=at, by=by, closed_at=at)
    complaint_closed.send(sender=Complaint, complaint=complaint, at=at)
    return complaint


@transaction.atomic
def reopen(*, complaint: Complaint, at: datetime, by: User | None = None, reason: str = "") -> Complaint:
    """Go on with a resolved or closed complaint; the clock starts anew. Customers (`by` None) can within some days."""
    records.lock(complaint)
    records.require_status(complaint, Status.RESOLVED, Status.CLOSED)
    if by is None and at > reopen_until(complaint):
        raise NotAllowed(_("The time to reopen this complaint is over. Please send us a new one."))
    entry = records.move(
        complaint,
        Status.IN_PROGRESS,
        at=at,
        by=by,
        body=reason,
        verdict=Verdict.REFUSED,
        due_at=due_at_for(severity=complaint.severity, start=at),
        resolved_at=None,
        closed_at=None,
        reopened_count=complaint.reopened_count + 1,
    )
    emails.send_reopened(entry, tracking_url=issue_tracking_link(complaint, at))
    complaint_reopened.send(sender=Complaint, complaint=complaint, at=at)
    return complaint


def reopen_until(complaint: Complaint) -> datetime:
    """The last moment at which the customer may reopen a resolved or closed complaint."""
    return (complaint.resolved_at or complaint.received_at) + timedelta(days=HandlingPolicy.load().reopen_days)


def close_accepted_complaints(*, at: datetime) -> int:
    """Close what was resolved some days ago and not refused since (silent acceptance); gives how many."""
    before = at - timedelta(days=HandlingPolicy.load().accept_after_days)
    due = Complaint.objects.filter(status=Status.RESOLVED, resolved_at__lte=before).order_by("resolved_at")
    closed = 0
    for pk in due.values_list("pk", flat=True).iterator():
        closed += _close_if_still_resolved(pk, before, at)
    return closed


@transaction.atomic
def _close_if_still_resolved(pk: int, before: datetime, at: datetime) -> bool:
    still = Complaint.objects.filter(pk=pk, status=Status.RESOLVED, resolved_at__lte=before)
    complaint = still.select_for_update(skip_locked=True).first()
    if complaint is None:
        return False
    _close(complaint, at, by=None)
    return True


def _end_of_wait(complaint: Complaint, at: datetime) -> dict[str, Any]:
    """The clock goes on: what was waited is added to the due moment."""
    if complaint.waiting_since is None:
        return {}
    shifted = shift_after_wait(due_at=complaint.due_at, waiting_since=complaint.waiting_since, at=at)
    return {"due_at": shifted, "waiting_since": None}


def _refuse_stale(complaint: Complaint, expected_version: int | None, *fields: str) -> None:
    if expected_version in (None, complaint.version):
        return
    raise StaleRecord(
        _("Somebody else changed this complaint while you were working on it. Nothing of yours is lost."),
        current={name: getattr(complaint, name) for name in [*fields, "version"]},
    )
