"""Somebody we don't know yet calls: customer and complaint are recorded together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from complaints.models import Complaint
from complaints.services import records
from complaints.services.intake import log_complaint
from customers.services import create_customer


@transaction.atomic
def log_complaint_of_new_customer(
    *, name: str, phone: str, email: str, language: str, at: datetime, by: User, submission_key: UUID, **complaint: Any
) -> Complaint:
    """Add the caller to the registry and record the complaint: both or neither, and once for one form."""
    if earlier := records.already_made(Complaint, submission_key):
        return earlier
    customer = create_customer(name=name, phones=[phone] if phone else [], email=email, language=language, at=at, by=by)
    return log_complaint(customer=customer, at=at, by=by, submission_key=submission_key, **complaint)
