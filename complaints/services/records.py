"""What every service here does first and last: lock, find an earlier sending, move, write the timeline."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed, StaleRecord
from common.models import Submitted
from complaints.enums import MOVES, EntryKind, Status
from complaints.models import Complaint, Entry

Row = TypeVar("Row", bound=Submitted)


def already_made(model: type[Row], key: UUID | None) -> Row | None:
    """The row an earlier sending of the same form made; waits for one that is being handled right now."""
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    return model.already_submitted(key)


def lock(complaint: Complaint) -> None:
    """Hold the row until commit, and know its values of now."""
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update())


def require_status(complaint: Complaint, *statuses: str) -> None:
    if complaint.status not in statuses:
        raise NotAllowed(
            _('The complaint is in the state "%(status)s" now, which does not allow this step.')
            % {"status": complaint.get_status_display()}
        )


def refuse_stale(complaint: Complaint, expected_version: int | None, *fields: str) -> None:
    """Raise StaleRecord when a locked complaint was changed since `expected_version` was read."""
    if expected_version in (None, complaint.version):
        return
    raise StaleRecord(
        _("Somebody else changed this complaint while you were working on it. Nothing of yours is lost."),
        current={name: getattr(complaint, name) for name in [*fields, "version"]},
    )


def move(
    complaint: Complaint, status: Status, *, at: datetime, by: User | None, body: str = "", **fields: Any
) -> Entry:
    """Change the state of a locked complaint, with other fields, and note it. Only the moves of `MOVES` are made."""
    old = Status(complaint.status)
    if status not in MOVES[old]:
        require_status(complaint, *(source for source, ways in MOVES.items() if status in ways))
    save(complaint, at=at, status=status, **fields)
    return note(complaint, EntryKind.STATUS, at=at, by=by, body=body, old_value=old, new_value=status)


def save(complaint: Complaint, *, at: datetime, **fields: Any) -> None:
    """Write fields of a locked complaint and count its version up."""
    fields["updated_at"] = at
    for name, value in fields.items():
        setattr(complaint, name, value)
    complaint.save_version(expected=complaint.version, fields=list(fields))


def note(complaint: Complaint, kind: EntryKind, *, at: datetime, by: User | None, **fields: Any) -> Entry:
    """One more line of the timeline."""
    return Entry.objects.create(complaint=complaint, kind=kind, author=by, created_at=at, **fields)
