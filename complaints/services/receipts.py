"""Receipts on paper: handed over the counter, or sent with a letter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.enums import Status
from complaints.models import Complaint
from complaints.services import records
from complaints.services.links import issue_tracking_link


@transaction.atomic
def print_receipt(*, complaint: Complaint, at: datetime, by: User) -> str:
    """A tracking address of its own for the paper. Who gets the paper knows that we have the complaint."""
    records.lock(complaint)
    if complaint.status == Status.RECEIVED:
        records.move(complaint, Status.ACKNOWLEDGED, at=at, by=by, body=_("Receipt on paper"), acknowledged_at=at)
    return issue_tracking_link(complaint, at)
