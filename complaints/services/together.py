"""Linking complaints, and splitting one that tells of two things."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import EntryKind, LinkKind
from complaints.models import Cause, Complaint, ComplaintLink
from complaints.services import records
from complaints.services.intake import log_complaint


@transaction.atomic
def link_complaints(
    *, complaint: Complaint, other: Complaint, at: datetime, by: User | None, kind: LinkKind = LinkKind.RELATED
) -> ComplaintLink:
    """Say that two complaints belong together; saying it twice changes nothing."""
    if complaint.pk == other.pk:
        raise AppError(_("This is the complaint itself. Enter the number of another one."), field="number")
    lower, higher = sorted((complaint, other), key=lambda one: one.pk)
    link, _created = ComplaintLink.objects.get_or_create(
        lower=lower, higher=higher, defaults={"kind": kind, "added_at": at, "added_by": by}
    )
    return link


@transaction.atomic
def unlink_complaints(*, complaint: Complaint, other: Complaint) -> None:
    lower, higher = sorted((complaint.pk, other.pk))
    ComplaintLink.objects.filter(lower=lower, higher=higher).delete()


@transaction.atomic
def split_complaint(
    *,
    complaint: Complaint,
    summary: str,
    at: datetime,
    by: User,
    cause: Cause | None = None,
    details: str = "",
    expected_version: int | None = None,
    submission_key: Any = None,
) -> Complaint:
    """Make a complaint of its own of the second thing a complaint tells of; both are linked.

    The new one is as confidential as the old one, has clocks of its own and is acknowledged to the customer. What was
    promised, paid, written and sent stays with the old one: nobody knows which half it belongs to.
    """
    if earlier := records.already_made(Complaint, submission_key):
        return earlier
    records.lock(complaint)
    records.refuse_stale(complaint, expected_version)
    named = [access.user for access in complaint.named_people.select_related("user")]
    made = log_complaint(
        customer=complaint.customer,
        channel=complaint.channel,
        language=complaint.language,
        summary=summary,
        details=details,
        cause=cause,
        department=complaint.department,
        about_person=complaint.about_person,
        about_member=complaint.about_member,
        severity=complaint.severity,
        is_restricted=complaint.is_restricted,
        named=named,
        at=at,
        by=by,
        submission_key=submission_key,
    )
    link_complaints(complaint=complaint, other=made, kind=LinkKind.SPLIT, at=at, by=by)
    # Without the numbers: one of them may become confidential, and its link is then seen by the named people alone.
    _note(complaint, at, by, old_value="split")
    _note(made, at, by, old_value="split_from")
    return made


def _note(complaint: Complaint, at: datetime, by: User, **values: str) -> None:
    records.note(complaint, EntryKind.TOGETHER, at=at, by=by, **values)
