from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.enums import InteractionKind
from customers.models import Customer, FollowUp, Interaction
from customers.services.checks import check_fields, check_open

Row = TypeVar("Row", Interaction, FollowUp)


@transaction.atomic
def log_interaction(
    *,
    customer: Customer,
    kind: InteractionKind | str,
    summary: str,
    at: datetime,
    by: User | None,
    details: str = "",
    happened_at: datetime | None = None,
    submission_key: UUID | None = None,
) -> Interaction:
    """Note a call, visit, message or meeting; it happened `at` unless told otherwise, never in the future."""
    if earlier := Interaction.already_submitted(submission_key):
        return earlier
    check_open(customer)
    happened_at = happened_at or at
    if happened_at > at:
        raise AppError(_("An interaction can't lie in the future; plan a follow-up instead."), field="happened_at")
    row = Interaction(
        customer=customer,
        kind=kind,
        summary=summary,
        details=details,
        happened_at=happened_at,
        user=by,
        submission_key=submission_key,
    )
    check_fields(row, "kind", "summary", "details")
    return _insert_once(row)


@transaction.atomic
def add_follow_up(
    *,
    customer: Customer,
    owner: User | None,
    task: str,
    due_at: datetime,
    at: datetime,
    details: str = "",
    url: str = "",
    source_key: str | None = None,
    submission_key: UUID | None = None,
) -> FollowUp | None:
    """Promise something to a customer. With a `source_key` it is made once: None when it is there already.

    A folded record's follow-up goes to its survivor. `due_at` may be past: then it is overdue from the start.
    """
    if earlier := FollowUp.already_submitted(submission_key):
        return earlier
    if source_key and FollowUp.objects.filter(source_key=source_key).exists():
        return None
    customer = customer.merged_into or customer
    check_open(customer)
    if owner is not None and not owner.is_active:
        raise AppError(_("This person can no longer sign in; choose another owner."), field="owner")
    row = FollowUp(
        customer=customer,
        owner=owner,
        task=task,
        details=details,
        due_at=due_at,
        url=url,
        source_key=source_key,
        created_at=at,
        submission_key=submission_key,
    )
    check_fields(row, "task", "details", "url", "source_key")
    try:
        return _insert_once(row)
    except IntegrityError:
        if source_key and FollowUp.objects.filter(source_key=source_key).exists():
            return None
        raise


@transaction.atomic
def complete_follow_up(*, follow_up: FollowUp, outcome: str, at: datetime, by: User) -> FollowUp:
    """Note what came of it. Completing twice is refused, so two colleagues who called the same customer find out."""
    row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if row.done_at is not None:
        raise NotAllowed(_("This follow-up is done already."))
    row.outcome, row.done_at, row.done_by = outcome, at, by
    check_fields(row, "outcome")
    row.save(update_fields=["outcome", "done_at", "done_by"])
    return row


def _insert_once(row: Row) -> Row:
    """Insert, or give the row that another sending of the same form made in the same instant."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        earlier = type(row).already_submitted(row.submission_key)
        if earlier is None:
            raise
        return earlier
    return row
