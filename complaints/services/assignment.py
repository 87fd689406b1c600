"""Who is responsible for a complaint."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import OPEN_STATUSES, EntryKind
from complaints.models import Complaint
from complaints.permissions import can_own_complaint
from complaints.services import records


@transaction.atomic
def take(*, complaint: Complaint, at: datetime, by: User) -> Complaint:
    """Become responsible for a complaint that is nobody's. Of two who take it at once, the second is told."""
    records.lock(complaint)
    if complaint.owner_id not in (None, by.pk):
        raise NotAllowed(_("%(person)s has taken this complaint already.") % {"person": complaint.owner})
    return assign(complaint=complaint, owner=by, at=at, by=by)


@transaction.atomic
def assign(
    *,
    complaint: Complaint,
    owner: User | None,
    at: datetime,
    by: User | None,
    expected_version: int | None = None,
    reason: str = "",
) -> Complaint:
    """Make somebody responsible, or nobody. A confidential complaint goes only to people named on it."""
    records.lock(complaint)
    records.refuse_stale(complaint, expected_version, "owner")
    records.require_status(complaint, *OPEN_STATUSES)
    if complaint.owner_id == (owner.pk if owner else None):
        return complaint
    if owner and not can_own_complaint(owner, complaint):
        raise AppError(_("%(person)s may not work on this complaint.") % {"person": owner}, field="owner")
    before = str(complaint.owner or "")
    records.save(complaint, at=at, owner=owner)
    values = {"old_value": before, "new_value": str(owner or ""), "body": reason}
    records.note(complaint, EntryKind.ASSIGNMENT, at=at, by=by, **values)
    return complaint
