"""Planning what is to change, and saying what was done."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import ImprovementStatus
from complaints.models import Cause, Improvement, Problem
from complaints.services import records
from customers.services.checks import check_fields


@transaction.atomic
def plan_improvement(
    *,
    title: str,
    cause: Cause,
    owner: User,
    due_on: date,
    at: datetime,
    by: User,
    problem: Problem | None = None,
    submission_key: UUID | None = None,
) -> Improvement:
    """Somebody changes something by a day, against a cause of complaints."""
    if earlier := records.already_made(Improvement, submission_key):
        return earlier
    if due_on < timezone.localdate(at):
        raise AppError(_("This day is over; choose a later one."), field="due_on")
    row = Improvement(
        title=title, cause=cause, owner=owner, due_on=due_on, problem=problem, created_at=at, created_by=by,
        submission_key=submission_key,
    )  # fmt: skip
    check_fields(row, "title")
    row.save(force_insert=True)
    return row


@transaction.atomic
def edit_improvement(*, improvement: Improvement, expected_version: int, at: datetime, **fields: Any) -> None:
    """Say how far it is. What is done says what was done and when. Raises StaleRecord for a second editor."""
    for name, value in fields.items():
        setattr(improvement, name, value)
    is_done = improvement.status == ImprovementStatus.DONE
    if is_done and not improvement.what_done.strip():
        raise AppError(_("Say what was done: others learn from it."), field="what_done")
    today = timezone.localdate(at)
    improvement.done_on = (improvement.done_on or today) if is_done else None
    if improvement.done_on and improvement.done_on > today:
        raise AppError(_("It can't have been done in the future."), field="done_on")
    check_fields(improvement, *(name for name in fields if name in ("title", "what_done", "status")))
    improvement.save_version(expected=expected_version, fields=[*{**fields, "done_on": None}])
