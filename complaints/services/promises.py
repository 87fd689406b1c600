"""Dates promised to customers. A promise is counted by the date the customer agreed to, not by the one we like best."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed, StaleRecord
from complaints.enums import EntryKind, PromiseOutcome
from complaints.models import Complaint, Entry, Promise
from complaints.permissions import can_own_complaint
from complaints.services import records
from complaints.services.messages import reply


@transaction.atomic
def make_promise(
    *,
    complaint: Complaint,
    what: str,
    due_at: datetime,
    owner: User | None,
    at: datetime,
    by: User | None,
    entry: Entry | None = None,
    submission_key: UUID | None = None,
) -> Promise:
    """Note what the customer was promised by when, and who does it (the officer, or who notes it, when left out)."""
    if earlier := records.already_made(Promise, submission_key):
        return earlier
    records.lock(complaint)
    _refuse_past(due_at, at, field="due_on")
    owner = owner or complaint.owner or by
    _refuse_owner(owner, complaint)
    promise = Promise.objects.create(
        complaint=complaint, entry=entry, what=what, owner=owner, due_at=due_at, agreed_at=due_at, first_due_at=due_at,
        made_at=at, made_by=by, submission_key=submission_key,
    )  # fmt: skip
    _note(promise, at=at, by=by, new_value=due_at.isoformat())
    return promise


@transaction.atomic
def reply_with_promise(
    *,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User,
    promise: str = "",
    promised_for: datetime | None = None,
    submission_key: UUID | None = None,
    files: Sequence[File] = (),
    seen: int | None = None,
) -> Entry:
    """Answer the customer, and note the date that the answer promises, both or neither. `seen` is that of `reply`."""
    sent = {"submission_key": submission_key, "files": files, "seen": seen}
    entry = reply(complaint=complaint, body=body, at=at, by=by, **sent)  # type: ignore[arg-type]
    if promised_for is not None and not Promise.objects.filter(entry=entry).exists():
        make_promise(
            complaint=complaint, what=promise or _("Write to the customer again"), due_at=promised_for, owner=None,
            at=at, by=by, entry=entry,
        )  # fmt: skip
    return entry


@transaction.atomic
def keep_promise(*, promise: Promise, at: datetime, by: User, note: str = "") -> Promise:
    """It is done. Done after the agreed date it stays broken; saying so twice changes nothing."""
    row = _lock(promise)
    if not row.is_open:
        return row
    return _end(row, PromiseOutcome.DONE, note, at, by)


@transaction.atomic
def release_promise(*, promise: Promise, note: str, at: datetime, by: User) -> Promise:
    """The customer no longer needs it. Said before the date it counts neither way; after it the promise is broken."""
    row = _lock(promise)
    if not row.is_open:
        raise NotAllowed(_("This promise has ended already."))
    if not note:
        raise AppError(_("Say how the customer released us from it."), field="note")
    return _end(row, PromiseOutcome.RELEASED, note, at, by)


@transaction.atomic
def move_promise(
    *,
    promise: Promise,
    due_at: datetime,
    is_agreed: bool,
    at: datetime,
    by: User,
    note: str = "",
    expected_version: int | None = None,
) -> Promise:
    """Do it at another time. Only what the customer agreed to before the date was over moves the date that counts."""
    row = _lock(promise)
    if not row.is_open:
        raise NotAllowed(_("This promise has ended already."))
    if expected_version not in (None, row.version):
        raise StaleRecord(
            _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
            current={"version": row.version},
        )
    _refuse_past(due_at, at, field="due_on")
    before = row.due_at
    fields = {"due_at": due_at, "moves": min(row.moves + 1, 32_000), "reminded_at": None, "escalated_at": None}
    if is_agreed and at <= row.agreed_at:
        fields["agreed_at"] = due_at
    elif due_at < row.agreed_at:
        raise AppError(_("Sooner than promised needs no new date: mark it as done when it is."), field="due_on")
    _write(row, **fields)
    _note(row, at=at, by=by, body=note or row.what, old_value=before.isoformat(), new_value=due_at.isoformat())
    return row


@transaction.atomic
def hand_over_promise(*, promise: Promise, to: User) -> Promise:
    """Give it to a colleague; the date stays."""
    row = _lock(promise)
    if not row.is_open:
        raise NotAllowed(_("This promise has ended already."))
    _refuse_owner(to, row.complaint)
    _write(row, owner=to)
    return row


def _lock(promise: Promise) -> Promise:
    rows = Promise.objects.select_for_update(of=("self",)).select_related("complaint__owner", "owner")
    return rows.get(pk=promise.pk)


def _end(row: Promise, outcome: PromiseOutcome, note: str, at: datetime, by: User) -> Promise:
    _write(row, outcome=outcome, ended_at=at, ended_by=by, note=note)
    _note(row, at=at, by=by, body=note or row.what, new_value=outcome)
    return row


def _write(row: Promise, **fields: object) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_version(expected=row.version, fields=list(fields))


def _note(
    promise: Promise, *, at: datetime, by: User | None, new_value: str, old_value: str = "", body: str = ""
) -> None:
    records.note(
        promise.complaint, EntryKind.PROMISE, at=at, by=by, body=body or promise.what, old_value=old_value,
        new_value=new_value,
    )  # fmt: skip


def _refuse_past(due_at: datetime, at: datetime, *, field: str) -> None:
    if due_at <= at:
        raise AppError(_("Enter a time that is still to come."), field=field)


def _refuse_owner(owner: User | None, complaint: Complaint) -> None:
    if owner is not None and not can_own_complaint(owner, complaint):
        raise AppError(_("%(person)s may not work on this complaint.") % {"person": owner}, field="owner")
