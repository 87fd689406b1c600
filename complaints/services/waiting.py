"""It is the customer's turn: the clocks stand still."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed
from complaints.enums import OPEN_STATUSES, EntryKind
from complaints.models import Complaint, Entry
from complaints.services import clocks, records
from complaints.services.messages import reply
from complaints.services.steps import lead_to_investigation


@transaction.atomic
def wait_for_customer(
    *,
    complaint: Complaint,
    at: datetime,
    by: User | None,
    question: str = "",
    submission_key: UUID | None = None,
) -> Complaint:
    """Stop the clocks until the customer answers; the question, if any, is sent as a reply."""
    if records.already_made(Entry, submission_key):
        complaint.refresh_from_db()
        return complaint
    records.lock(complaint)
    records.require_status(complaint, *OPEN_STATUSES)
    if complaint.is_waiting:
        raise NotAllowed(_("We are waiting for the customer already."))
    if question:
        reply(complaint=complaint, body=question, at=at, by=by, submission_key=submission_key)
    lead_to_investigation(complaint, at=at, by=by)
    records.save(complaint, at=at, waiting_since=at, **clocks.paused(complaint))
    records.note(complaint, EntryKind.PAUSE, at=at, by=by, new_value="waiting")
    return complaint
