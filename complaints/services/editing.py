"""Correcting what was written down, and who may see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import EntryKind
from complaints.models import Complaint, RestrictedAccess
from complaints.services import clocks, records
from complaints.services.aftercare import take_back_after_care
from complaints.services.assessment import priority_of
from complaints.services.timetable import Timetable
from complaints.signals import complaint_restricted
from outbox import services as outbox

EDITABLE = ("summary", "details", "expected_outcome", "channel", "cause", "severity", "department", "language")


@transaction.atomic
def edit_complaint(*, complaint: Complaint, expected_version: int, at: datetime, by: User, **fields: Any) -> Complaint:
    """Correct fields of a complaint; each change is a line of the timeline. Raises StaleRecord for a second editor."""
    stored = Complaint.objects.select_for_update().get(pk=complaint.pk)
    changes = {name: fields[name] for name in EDITABLE if name in fields and fields[name] != getattr(stored, name)}
    if "severity" in changes:
        changes["priority"] = priority_of(
            severity=changes["severity"],
            safety=stored.safety,
            complexity=stored.complexity,
            impact=stored.impact,
            needs_action_now=stored.needs_action_now,
        )
    before = {name: _stored(stored, name) for name in changes}
    for name, value in {**fields, **changes, "updated_at": at}.items():
        setattr(complaint, name, value)
    derived = ["priority"] if "priority" in changes else []
    if stored.is_open and changes.keys() & {"severity", "channel"}:
        due = clocks.weighed_anew(complaint, at, Timetable.load())
        derived += due
        for name, value in due.items():
            setattr(complaint, name, value)
    complaint.save_version(expected=expected_version, fields=[*fields, *derived, "updated_at"])
    for name in changes.keys() - {"priority"}:
        _note_change(complaint, name, before[name], at, by)
    return complaint


def _note_change(complaint: Complaint, name: str, before: str, at: datetime, by: User) -> None:
    after = _stored(complaint, name)
    records.note(complaint, EntryKind.EDIT, at=at, by=by, body=name, old_value=before[:200], new_value=after[:200])


def _stored(complaint: Complaint, name: str) -> str:
    return str(getattr(complaint, name) or "")


@transaction.atomic
def set_confidentiality(
    *, complaint: Complaint, is_restricted: bool, named: Sequence[User], at: datetime, by: User
) -> Complaint:
    """Hide a complaint from all but the named, its officer and whoever says so; or show it to all staff again."""
    records.lock(complaint)
    kept = {user.pk: user for user in [*named, by, *([complaint.owner] if complaint.owner else [])]}
    known = set(complaint.named_people.values_list("user_id", flat=True))
    if complaint.is_restricted == is_restricted and (not is_restricted or known == set(kept)):
        return complaint
    if is_restricted and not named:
        raise AppError(_("Name at least one person who may see this confidential complaint."), field="named")
    records.save(complaint, at=at, is_restricted=is_restricted)
    complaint.named_people.all().delete()
    if is_restricted:
        RestrictedAccess.objects.bulk_create(RestrictedAccess(complaint=complaint, user_id=pk) for pk in kept)
    outbox.set_confidential(about=f"complaint:{complaint.pk}", is_confidential=is_restricted)
    if is_restricted:
        take_back_after_care(complaint=complaint)
    complaint_restricted.send(sender=Complaint, complaint=complaint)
    names = ", ".join(sorted(str(user) for user in kept.values()))
    new_value = names[:200] if is_restricted else ""
    records.note(complaint, EntryKind.EDIT, at=at, by=by, body="is_restricted", new_value=new_value)
    return complaint
