"""Taking an assessment back: priority, state and clocks exactly as they were, if nothing else has happened since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from complaints.enums import EntryKind
from complaints.models import Clock, Complaint
from complaints.services import records
from complaints.services.snapshots import give_back, give_back_state, values_of

WEIGHED = (
    "severity", "priority", "deadlines", "status", "acknowledged_at", "assessed_at", "due_at", "next_due_at",
    "next_due_kind",
)  # fmt: skip
RUNS = tuple(field.name for field in Clock._meta.concrete_fields if field.name not in ("id", "complaint"))

Kept = Mapping[str, Any]


def before_assessment(complaint: Complaint) -> dict[str, Any]:
    """What `take_assessment_back` needs, read before a complaint is assessed."""
    clocks = {str(clock.pk): values_of(clock, RUNS) for clock in complaint.clocks.all()}
    return {"was": values_of(complaint, WEIGHED), "clocks": clocks}


@transaction.atomic
def take_assessment_back(*, complaint: Complaint, kept: Kept, version: int, at: datetime, by: User | None) -> bool:
    """Give back deadlines, state and warnings as they were; False where the complaint has gone on since `version`."""
    records.lock(complaint)
    if complaint.version != version:
        return False
    status, priority = complaint.status, complaint.priority
    complaint.clocks.exclude(pk__in=kept["clocks"]).delete()
    clocks = list(complaint.clocks.all())
    for clock in clocks:
        give_back(clock, kept["clocks"][str(clock.pk)])
    Clock.objects.bulk_update(clocks, RUNS)
    give_back_state(complaint, kept["was"], updated_at=at)
    records.note(complaint, EntryKind.ASSESSMENT, at=at, by=by, old_value=priority, new_value=complaint.priority)
    if complaint.status != status:
        records.note(complaint, EntryKind.STATUS, at=at, by=by, old_value=status, new_value=complaint.status)
    return True
