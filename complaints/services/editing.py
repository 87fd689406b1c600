"""Correcting what was written down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed
from complaints.enums import EntryKind
from complaints.models import Complaint
from complaints.permissions import is_about
from complaints.services import clocks, records
from complaints.services.assessment import priority_of
from complaints.services.confidentiality import refuse_who_it_is_about
from complaints.services.timetable import Timetable

EDITABLE = (
    "summary", "details", "expected_outcome", "channel", "cause", "severity", "department", "language", "about_person",
    "about_member",
)  # fmt: skip


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
    if is_about(stored, by):
        raise NotAllowed(_("This complaint is about you: somebody else has to work on it."))
    if changes.keys() & {"about_person", "about_member"}:
        _refuse_handling_by_who_it_is_about(stored, changes)
    before = {name: _stored(stored, name) for name in changes}
    for name, value in {**fields, **changes, "updated_at": at}.items():
        setattr(complaint, name, value)
    derived = ["priority"] if "priority" in changes else []
    if stored.is_open and changes.keys() & {"severity", "channel", "department"}:
        due = _due_anew(stored, complaint, changes, at)
        derived += due
        for name, value in due.items():
            setattr(complaint, name, value)
    complaint.save_version(expected=expected_version, fields=[*fields, *derived, "updated_at"])
    for name in changes.keys() - {"priority"}:
        _note_change(complaint, name, before[name], at, by)
    return complaint


def _due_anew(stored: Complaint, complaint: Complaint, changes: dict[str, Any], at: datetime) -> dict[str, Any]:
    """First in the working time of the department that answers for it now, then by the rules that fit it now."""
    timetable = Timetable.load()
    before, due = timetable.of(stored).calendar, {}
    if timetable.of(complaint).calendar != before:
        due = clocks.handed_over(complaint, before, at, timetable)
    if changes.keys() & {"severity", "channel"}:
        due |= clocks.weighed_anew(complaint, at, timetable)
    return due


def _note_change(complaint: Complaint, name: str, before: str, at: datetime, by: User) -> None:
    after = _stored(complaint, name)
    records.note(complaint, EntryKind.EDIT, at=at, by=by, body=name, old_value=before[:200], new_value=after[:200])


def _stored(complaint: Complaint, name: str) -> str:
    return str(getattr(complaint, name) or "")


def _refuse_handling_by_who_it_is_about(stored: Complaint, changes: dict[str, Any]) -> None:
    """First another officer and other named people, then the name of whom it is about."""
    person, member = (changes.get(name, getattr(stored, name)) for name in ("about_person", "about_member"))
    handling = [stored.owner, *(access.user for access in stored.named_people.select_related("user"))]
    field = "about_person" if "about_person" in changes else "about_member"
    refuse_who_it_is_about(person, member, handling, field=field)
