"""Receiving complaints: each gets a number, a due moment and, where the customer can be written to, a receipt."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department, User
from common.errors import AppError
from complaints import emails
from complaints.enums import SPOKEN_CHANNELS, Complexity, EntryKind, Impact, Priority, Severity, Status
from complaints.models import Cause, Clock, Complaint, RestrictedAccess
from complaints.services import clocks, records
from complaints.services.assessment import priority_of
from complaints.services.attachments import attach
from complaints.services.confidentiality import refuse_who_it_is_about
from complaints.services.links import issue_tracking_link
from complaints.services.references import confidential_reference, next_reference
from complaints.services.routing import route
from complaints.services.timetable import Timetable
from complaints.signals import complaint_logged
from customers.models import Customer


@transaction.atomic
def log_complaint(
    *,
    customer: Customer,
    channel: str,
    summary: str,
    at: datetime,
    by: User | None = None,
    cause: Cause | None = None,
    details: str = "",
    expected_outcome: str = "",
    severity: str = Severity.NORMAL,
    language: str | None = None,
    department: Department | None = None,
    about_person: User | None = None,
    about_member: Customer | None = None,
    is_restricted: bool = False,
    named: Sequence[User] = (),
    submission_key: UUID | None = None,
    files: Sequence[File] = (),
) -> Complaint:
    """Record a complaint and e-mail the receipt with a private tracking link.

    A confidential one is seen by `named` and whoever logs it; it needs at least one such person.
    """
    if earlier := records.already_made(Complaint, submission_key):
        return earlier
    people = {user.pk: user for user in [*named, *([by] if by else [])]}
    if is_restricted:
        _refuse_readers(people.values(), about_person, about_member)
    complaint = Complaint(
        reference=confidential_reference(at) if is_restricted else next_reference(at),
        customer=customer.merged_into or customer, channel=channel, language=language or customer.language,
        cause=cause, summary=summary, details=details, expected_outcome=expected_outcome, department=department,
        about_person=about_person, about_member=about_member, severity=severity, priority=_first_priority(severity),
        is_restricted=is_restricted, received_at=at, logged_by=by, submission_key=submission_key,
    )  # fmt: skip
    _store(complaint, people if is_restricted else ())
    entry = records.note(complaint, EntryKind.RECEIVED, at=at, by=by, new_value=channel)
    attach(files, complaint=complaint, entry=entry, at=at, by=by)
    route(complaint=complaint, at=at)
    _acknowledge(complaint, at, by)
    complaint_logged.send(sender=Complaint, complaint=complaint)
    return complaint


def _refuse_readers(people: Collection[User], about_person: User | None, about_member: Customer | None) -> None:
    """Somebody has to know of a confidential complaint, and never whoever it is about."""
    if not people:
        raise AppError(_("Name at least one person who may see this confidential complaint."), field="named")
    refuse_who_it_is_about(about_person, about_member, people, field="named")


def _store(complaint: Complaint, named: Iterable[int]) -> None:
    """The row with its clocks, and who may know of it."""
    promises, due = clocks.plan(complaint, complaint.received_at, Timetable.load())
    for name, value in due.items():
        setattr(complaint, name, value)
    complaint.save(force_insert=True)
    Clock.objects.bulk_create(promises)
    RestrictedAccess.objects.bulk_create(RestrictedAccess(complaint=complaint, user_id=pk) for pk in named)


def _acknowledge(complaint: Complaint, at: datetime, by: User | None) -> None:
    """Nobody has to do it later where the receipt is on its way, or the customer was told in the conversation."""
    receipt = emails.send_receipt(complaint, tracking_url=issue_tracking_link(complaint, at))
    if receipt or (by and complaint.channel in SPOKEN_CHANNELS):
        records.move(complaint, Status.ACKNOWLEDGED, at=at, by=None if receipt else by, acknowledged_at=at)


def _first_priority(severity: str) -> Priority:
    """As long as nobody has assessed more than how severe it is."""
    return priority_of(
        severity=severity, safety=False, complexity=Complexity.SIMPLE, impact=Impact.ONE, needs_action_now=False
    )
