from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.fiscal import months_before
from customers.enums import Priority, Repeat
from customers.models import Customer, FollowUp, FollowUpPolicy
from customers.services.checks import check_fields, check_open
from customers.services.submitted import insert_once

EDITABLE = ("task", "details", "owner", "due_at", "priority", "repeat")
MONTHS = {Repeat.MONTHLY: 1, Repeat.QUARTERLY: 3, Repeat.YEARLY: 12}
# As many as a page of the list shows at most.
BULK_LIMIT = 100


@transaction.atomic
def add_follow_up(
    *,
    customer: Customer,
    owner: User | None,
    task: str,
    due_at: datetime,
    at: datetime,
    by: User | None = None,
    details: str = "",
    priority: Priority | int = Priority.NORMAL,
    repeat: Repeat | str = "",
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
    row = FollowUp(
        customer=customer,
        owner=owner,
        task=task,
        details=details,
        due_at=due_at,
        priority=priority,
        repeat=repeat,
        url=url,
        source_key=source_key,
        created_at=at,
        created_by=by,
        submission_key=submission_key,
    )
    check_fields(row, "task", "details", "priority", "repeat", "url", "source_key")
    _check_owner(owner)
    try:
        return insert_once(row)
    except IntegrityError:
        if source_key and FollowUp.objects.filter(source_key=source_key).exists():
            return None
        raise


@transaction.atomic
def edit_follow_up(*, follow_up: FollowUp, expected_version: int, **fields: Any) -> FollowUp:
    """Change what is promised, to whom it falls and until when. May raise StaleRecord; done ones stay as they are."""
    row = _lock_open(follow_up)
    for name, value in fields.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} is no editable field of a follow-up")
        setattr(follow_up, name, value)
    check_fields(follow_up, "task", "details", "priority", "repeat")
    if follow_up.owner_id != row.owner_id:
        _check_owner(follow_up.owner)
    names = [*fields]
    if follow_up.due_at != row.due_at:
        _begin_anew(follow_up)
        names += ["reminded_at", "escalated_at"]
    follow_up.save_version(expected=expected_version, fields=names)
    return follow_up


@transaction.atomic
def complete_follow_up(
    *,
    follow_up: FollowUp,
    outcome: str,
    at: datetime,
    by: User,
    next_task: str = "",
    next_due_at: datetime | None = None,
    next_owner: User | None = None,
) -> FollowUp:
    """Note what came of it; plan the next one where `next_task` says so or it comes again by itself.

    Completing twice is refused, so two colleagues who called the same customer find out.
    """
    row = _lock_open(follow_up)
    _complete(row, outcome=outcome, at=at, by=by)
    if next_task:
        if next_due_at is None:
            raise AppError(_("Enter when the next one is due."), field="next_due_at")
        add_follow_up(
            customer=row.customer, owner=next_owner or row.owner, task=next_task, due_at=next_due_at, at=at, by=by
        )
    return row


@transaction.atomic
def complete_follow_ups(*, pks: Collection[int], outcome: str, at: datetime, by: User) -> int:
    """Note the same outcome of several; those that somebody completed meanwhile are left alone. Gives how many."""
    rows = _lock_several(pks)
    for row in rows:
        _complete(row, outcome=outcome, at=at, by=by)
    return len(rows)


@transaction.atomic
def hand_over_follow_up(*, follow_up: FollowUp, to: User) -> FollowUp:
    """Give it to a colleague. The due time stays, and with it what its delay has led to."""
    row = _lock_open(follow_up)
    _check_owner(to)
    _write(row, owner=to)
    return row


@transaction.atomic
def hand_over_follow_ups(*, pks: Collection[int], to: User) -> int:
    """Give several to a colleague; those that are done meanwhile stay where they are. Gives how many."""
    _check_owner(to)
    rows = _lock_several(pks)
    FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(owner=to, version=F("version") + 1)
    return len(rows)


@transaction.atomic
def snooze_follow_up(*, follow_up: FollowUp, until: datetime, at: datetime) -> FollowUp:
    """Put it off; how often that was done is counted, and shown to managers."""
    row = _lock_open(follow_up)
    if until <= at:
        raise AppError(_("Enter a time that is still to come."), field="until")
    row.due_at = until
    _begin_anew(row)
    _write(row, due_at=until, snoozes=min(row.snoozes + 1, 32_000), reminded_at=None, escalated_at=None)
    return row


@transaction.atomic
def withdraw_follow_ups(*, pks: Collection[int]) -> int:
    """Take back what is no longer to be done; what is done stays. Gives how many. For the apps that planned them."""
    rows = FollowUp.objects.open().filter(pk__in=pks).select_for_update()
    withdrawn = list(rows.values_list("pk", flat=True))
    FollowUp.objects.filter(pk__in=withdrawn).delete()
    return len(withdrawn)


@transaction.atomic
def save_follow_up_policy(*, expected_version: int, by: User, **fields: Any) -> FollowUpPolicy:
    """Change when owners are reminded and managers told. May raise StaleRecord."""
    FollowUpPolicy.objects.get_or_create(id=1)
    policy = FollowUpPolicy(id=1, **fields)
    check_fields(policy, "remind_after", "escalate_after", "digest_hour")
    if policy.remind_after < 1:
        raise AppError(_("Enter at least one working day."), field="remind_after")
    if policy.escalate_after < policy.remind_after:
        raise AppError(_("Managers can't be told before the owner is reminded."), field="escalate_after")
    policy.save_version(expected=expected_version, fields=list(fields))
    return policy


def _lock_open(follow_up: FollowUp) -> FollowUp:
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(pk=follow_up.pk)
    if row.done_at is not None:
        raise NotAllowed(_("This follow-up is done already."))
    return row


def _lock_several(pks: Collection[int]) -> list[FollowUp]:
    if len(pks) > BULK_LIMIT:
        raise AppError(_("Choose at most %(limit)s at a time.") % {"limit": BULK_LIMIT})
    rows = FollowUp.objects.open().filter(pk__in=pks).select_related("customer", "owner").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _complete(row: FollowUp, *, outcome: str, at: datetime, by: User) -> None:
    row.outcome, row.done_at, row.done_by = outcome, at, by
    check_fields(row, "outcome")
    _write(row, outcome=row.outcome, done_at=at, done_by=by)
    if row.repeat:
        _repeat(row, at)


def _repeat(row: FollowUp, at: datetime) -> None:
    """Plan it again at its next turn that is still to come; one that nobody did for months does not come in heaps."""
    owner = row.owner if row.owner and row.owner.is_active else None
    FollowUp.objects.create(
        customer_id=row.customer.merged_into_id or row.customer_id,
        owner=owner,
        task=row.task,
        details=row.details,
        due_at=next_turn(row.due_at, Repeat(row.repeat), after=at),
        priority=row.priority,
        repeat=row.repeat,
        created_at=at,
        created_by_id=row.created_by_id,
    )


def next_turn(due_at: datetime, repeat: Repeat, *, after: datetime) -> datetime:
    """The first turn later than `after`, at the same local clock time; the 31st becomes the last of a shorter month."""
    first = timezone.localtime(due_at)
    turn = 1
    while (found := _turn(first, repeat, turn)) <= after:
        turn += 1
    return found


def _turn(first: datetime, repeat: Repeat, turn: int) -> datetime:
    if repeat == Repeat.WEEKLY:
        day = first.date() + timedelta(weeks=turn)
    else:
        day = months_before(first.date(), -MONTHS[repeat] * turn)
    return timezone.make_aware(datetime.combine(day, first.time()))


def _begin_anew(row: FollowUp) -> None:
    """A new due time: its delay has led to nothing yet."""
    row.reminded_at = row.escalated_at = None


def _write(row: FollowUp, **values: Any) -> None:
    """Under the lock, so without asking for the version; whoever has the row in a form will be told."""
    FollowUp.objects.filter(pk=row.pk).update(**values, version=F("version") + 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def _check_owner(owner: User | None) -> None:
    if owner is not None and not owner.is_active:
        raise AppError(_("This person can no longer sign in; choose another owner."), field="owner")
