"""The rules of complaint handling: promises, limits, working time and causes. Only admins change them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.calendars import NoWorkingTime
from common.errors import AppError
from complaints.models import Cause, Complaint, HandlingPolicy, Holiday, WorkingHours
from complaints.services.clocks import Clock


@transaction.atomic
def update_handling_policy(*, expected_version: int, **fields: Any) -> HandlingPolicy:
    """Save the policy; promises given before stay as they are."""
    policy = HandlingPolicy.objects.select_for_update().first() or HandlingPolicy.objects.create()
    for name, value in fields.items():
        setattr(policy, name, value)
    hours = [policy.hours_critical, policy.hours_high, policy.hours_normal, policy.hours_low]
    if hours != sorted(hours):
        raise AppError(_("More severe complaints can't have more time than less severe ones."), field="hours_critical")
    if policy.reopen_days < policy.accept_after_days:
        raise AppError(
            _("Customers must be able to reopen at least until a resolved complaint is closed."), field="reopen_days"
        )
    policy.save_version(expected=expected_version, fields=list(fields))
    return policy


@transaction.atomic
def set_working_hours(*, week: Mapping[int, Sequence[tuple[time, time]]], at: datetime) -> int:
    """Replace the working week (0 = Monday); gives how many open complaints are due at another moment now."""
    if not any(week.values()):
        raise NoWorkingTime(_("Enter working hours for at least one day; without them no promise ever ends."))
    for weekday, stretches in week.items():
        _refuse_disorder(weekday, stretches)
    before = Clock.load()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(weekday=weekday, starts_at=starts_at, ends_at=ends_at)
        for weekday, stretches in week.items()
        for starts_at, ends_at in stretches
    )
    return _move_promises(before, at)


def _refuse_disorder(weekday: int, stretches: Sequence[tuple[time, time]]) -> None:
    if any(ends <= starts for starts, ends in stretches):
        raise AppError(_("The end of each stretch must come after its beginning."), field=f"day_{weekday}")
    if any(following[0] < earlier[1] for earlier, following in zip(stretches, stretches[1:], strict=False)):
        raise AppError(_("Enter the stretches in order; they must not overlap."), field=f"day_{weekday}")


@transaction.atomic
def add_holiday(*, day: date, name: str, at: datetime) -> int:
    """Add a day on which we don't work; gives how many open complaints are due at another moment now."""
    before = Clock.load()
    try:
        with transaction.atomic():
            Holiday.objects.create(date=day, name=name)
    except IntegrityError as error:
        raise AppError(_("This day is a holiday already."), field="day") from error
    return _move_promises(before, at)


@transaction.atomic
def remove_holiday(*, holiday: Holiday, at: datetime) -> int:
    """Work on this day; gives how many open complaints are due at another moment now."""
    before = Clock.load()
    holiday.delete()
    return _move_promises(before, at)


def _move_promises(before: Clock, at: datetime) -> int:
    """What was left of each promise stays the same working time, counted from now in the new working hours.

    Time that has passed is not counted anew: what is late stays late, and nothing becomes late backwards.
    """
    after = Clock.load()
    running = Complaint.objects.open().filter(Q(due_at__gt=at) | Q(waiting_since__isnull=False))
    moved = []
    for complaint in running.select_for_update().order_by("pk").only("due_at", "waiting_since"):
        since = min(at, complaint.waiting_since or at)
        due_at = after.calendar.add(since, before.calendar.between(since, complaint.due_at))
        if due_at != complaint.due_at and complaint.due_at > since:
            complaint.due_at = due_at
            moved.append(complaint)
    Complaint.objects.bulk_update(moved, ["due_at"], batch_size=1000)
    return len(moved)


@transaction.atomic
def save_cause(
    *,
    name_id: str,
    name_en: str,
    position: int,
    is_active: bool = True,
    factor: str | None = None,
    parent: Cause | None = None,
    cause: Cause | None = None,
) -> Cause:
    """Rename, order or retire a cause, or add a finer one below `parent`. The main causes themselves are fixed."""
    row = cause or Cause(slug=_free_slug(name_en), parent=parent)
    if cause is None and (parent is None or parent.parent_id):
        raise AppError(_("Choose the main cause that this finer one belongs to."), field="parent")
    if not is_active and row.parent_id is None and not _other_active_main_causes(row).exists():
        raise AppError(_("At least one main cause must stay active; the public form offers them."), field="is_active")
    row.name_id, row.name_en, row.position, row.is_active = name_id, name_en, position, is_active
    row.factor = factor or row.factor
    row.save()
    return row


def _other_active_main_causes(cause: Cause) -> Any:
    return Cause.objects.filter(parent=None, is_active=True).exclude(pk=cause.pk)


def _free_slug(name: str) -> str:
    """An identifier from the name, with a number behind it where another cause has it."""
    stem = slugify(name).replace("-", "_")[:40] or "cause"
    taken: Iterable[str] = set(Cause.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}_{number}" for number in range(2, len(list(taken)) + 3))]
    return next(slug for slug in candidates if slug not in taken)
