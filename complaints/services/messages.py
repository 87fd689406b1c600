"""What is written under a complaint: replies, notes for colleagues, what the customer says."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed, StaleRecord
from complaints import emails, queries
from complaints.enums import ON_THE_WAY, EntryKind, Status
from complaints.models import Complaint, Entry
from complaints.services import clocks, records
from complaints.services.assignment import assign
from complaints.services.attachments import attach
from complaints.services.links import issue_tracking_link
from complaints.services.steps import lead_to_investigation, resume
from complaints.services.timetable import Timetable


@transaction.atomic
def reply(
    *,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User | None,
    submission_key: UUID | None = None,
    seen: int | None = None,
    files: Sequence[File] = (),
) -> Entry:
    """Answer the customer: in the timeline, on the tracking page and by e-mail. The first answer starts the work.

    `seen` is the last line of the timeline that the writer knew: when others wrote since, StaleRecord brings their
    words, so that the customer doesn't get two answers of people who did not know of each other.
    """
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    records.lock(complaint)
    if by:
        _refuse_overtaken(complaint, seen, by)
    if complaint.status == Status.CLOSED:
        raise NotAllowed(_("This complaint is closed. Reopen it before you write to the customer."))
    if by and complaint.is_open and complaint.owner_id is None:
        assign(complaint=complaint, owner=by, at=at, by=by)
    if complaint.status in ON_THE_WAY:
        lead_to_investigation(complaint, at=at, by=by)
    due = clocks.answered_first(complaint, at, Timetable.load()) if complaint.is_open else {}
    records.save(complaint, at=at, first_response_at=complaint.first_response_at or at, **due)
    entry = records.note(complaint, EntryKind.REPLY, at=at, by=by, body=body, submission_key=submission_key)
    attach(files, complaint=complaint, entry=entry, at=at, by=by)
    emails.send_reply(entry, tracking_url=issue_tracking_link(complaint, at))
    return entry


def _refuse_overtaken(complaint: Complaint, seen: int | None, by: User) -> None:
    """Raise StaleRecord when somebody else answered, or the customer wrote, since the writer looked."""
    said = [EntryKind.REPLY, EntryKind.CUSTOMER_MESSAGE]
    news = list(queries.unseen_entries(complaint, seen=seen, by=by).filter(kind__in=said))
    if news:
        raise StaleRecord(
            _("Somebody else wrote meanwhile. Read it, change your reply if need be, and send it again."),
            current={"news": news, "seen": queries.last_entry(complaint)},
        )


@transaction.atomic
def add_note(
    *,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User | None,
    submission_key: UUID | None = None,
    files: Sequence[File] = (),
) -> Entry:
    """Write something for colleagues; the customer never sees it, nor its files."""
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    entry = records.note(complaint, EntryKind.NOTE, at=at, by=by, body=body, submission_key=submission_key)
    attach(files, complaint=complaint, entry=entry, at=at, by=by, is_shared=False)
    return entry


@transaction.atomic
def add_customer_message(
    *,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User | None = None,
    submission_key: UUID | None = None,
    files: Sequence[File] = (),
) -> Entry:
    """What the customer adds by the tracking page, or tells us (`by` then writes it down). It ends our waiting."""
    if earlier := records.already_made(Entry, submission_key):
        return earlier
    records.lock(complaint)
    if complaint.status == Status.CLOSED:
        raise NotAllowed(_("This complaint is closed. Reopen it to go on."))
    entry = records.note(complaint, EntryKind.CUSTOMER_MESSAGE, at=at, by=by, body=body, submission_key=submission_key)
    attach(files, complaint=complaint, entry=entry, at=at, by=by)
    resume(complaint, at=at, by=by)
    return entry
