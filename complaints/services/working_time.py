"""When we work. A change moves what is promised and not yet kept; admins are told how many complaints that are."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby

import holidays
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from common.bulk import update_each
from common.calendars import NoWorkingTime
from common.errors import AppError, StaleRecord
from complaints.enums import TimeUnit
from complaints.models import Clock, Complaint, DepartmentCalendar, Holiday, Week, WorkingHours, stretches_of
from complaints.services.clocks import carry_to
from complaints.services.timetable import Timetable, next_due

DUE = ("due_at", "next_due_at", "next_due_kind")


@transaction.atomic
def set_working_hours(*, week: Week, at: datetime) -> int:
    """Replace the working week (0 = Monday); gives how many open complaints are due at another moment now."""
    check_week(week)
    before = Timetable.load()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(weekday=weekday, starts_at=starts_at, ends_at=ends_at)
        for weekday, stretches in week.items()
        for starts_at, ends_at in stretches
    )
    return move_promises(before, at)


def check_week(week: Week) -> None:
    """Refuse a week in which nobody works, and stretches that make no sense."""
    if not any(week.values()):
        raise NoWorkingTime(_("Enter working hours for at least one day; without them no promise ever ends."))
    for weekday, stretches in week.items():
        _refuse_disorder(weekday, stretches)


def _refuse_disorder(weekday: int, stretches: Sequence[tuple[time, time]]) -> None:
    if any(ends <= starts for starts, ends in stretches):
        raise AppError(_("The end of each stretch must come after its beginning."), field=f"day_{weekday}")
    if any(following[0] < earlier[1] for earlier, following in zip(stretches, stretches[1:], strict=False)):
        raise AppError(_("Enter the stretches in order; they must not overlap."), field=f"day_{weekday}")


@transaction.atomic
def set_department_hours(
    *, department: int, week: Week, keeps_holidays: bool, expected_version: int | None, at: datetime
) -> int:
    """Let a department work at times of its own; gives how many open complaints are due at another moment now.

    `expected_version` is that of the hours it has, None where it has none yet. Raises StaleRecord.
    """
    check_week(week)
    before = Timetable.load()
    stored = DepartmentCalendar.objects.select_for_update().filter(department=department).first()
    if (stored and stored.version) != expected_version:
        raise StaleRecord(
            _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
            current=_as_stored(stored),
        )
    own = stored or DepartmentCalendar(department_id=department)
    own.stretches, own.keeps_holidays = stretches_of(week), keeps_holidays
    if stored:
        own.save_version(expected=own.version, fields=["stretches", "keeps_holidays"])
    else:
        _add(own)
    return move_promises(before, at)


def _as_stored(own: DepartmentCalendar | None) -> dict[str, object]:
    """What stands beside the values of the second of two editors."""
    if own is None:
        return {"version": 0}
    days = {f"day_{day}": own.week.get(day, ()) for day in range(7)}
    return {"version": own.version, "keeps_holidays": own.keeps_holidays, **days}


def _add(own: DepartmentCalendar) -> None:
    try:
        with transaction.atomic():
            own.save(force_insert=True)
    except IntegrityError as error:  # another administrator was quicker
        raise AppError(_("This department has hours of its own already."), field="department") from error


@transaction.atomic
def remove_department_hours(*, department: int, at: datetime) -> int:
    """Let it work when the house does; gives how many open complaints are due at another moment now."""
    before = Timetable.load()
    DepartmentCalendar.objects.filter(department=department).delete()
    return move_promises(before, at)


@transaction.atomic
def add_holiday(*, day: date, name: str, at: datetime) -> int:
    """Add a day on which we don't work; gives how many open complaints are due at another moment now."""
    check_holiday(day)
    before = Timetable.load()
    Holiday.objects.bulk_create([Holiday(date=day, name=name)], ignore_conflicts=True)  # another admin's is as good
    return move_promises(before, at)


def check_holiday(day: date) -> None:
    if Holiday.objects.filter(date=day).exists():
        raise AppError(_("This day is a holiday already."), field="day")


@transaction.atomic
def remove_holiday(*, holiday: Holiday, at: datetime) -> int:
    """Work on this day; gives how many open complaints are due at another moment now."""
    before = Timetable.load()
    holiday.delete()
    return move_promises(before, at)


@transaction.atomic
def add_public_holidays(*, year: int, country: str, language: str, at: datetime) -> int:
    """Add the public holidays and days of joint leave of a year that are missing; gives how many complaints moved.

    From the library `holidays`; a day that does not apply here is removed again by hand.
    """
    before = Timetable.load()
    known = holidays.country_holidays(country, years=year, language=language, categories=_categories(country))
    taken = set(Holiday.objects.filter(date__in=known).values_list("date", flat=True))
    fresh = [Holiday(date=day, name=name[:120]) for day, name in sorted(known.items()) if day not in taken]
    Holiday.objects.bulk_create(fresh, ignore_conflicts=True)
    return move_promises(before, at)


def _categories(country: str) -> tuple[str, ...]:
    """Public holidays, and where there is such a thing the days of joint leave (cuti bersama)."""
    offered = holidays.country_holidays(country).supported_categories
    return tuple(category for category in ("public", "government") if category in offered)


def move_promises(before: Timetable, at: datetime) -> int:
    """Reckon running promises anew in the calendars of now; gives how many open complaints have another due time.

    What was left of each stays the same working time, counted from now.
    """
    timetable = Timetable.load()
    has_time_left = Q(due_at__gt=at) | Q(due_at__gt=F("complaint__waiting_since"))
    running = (
        Clock.objects.filter(
            has_time_left, ended_at__isnull=True, unit__in=[TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS]
        )
        .select_related("complaint")
        .only(
            *(field.name for field in Clock._meta.concrete_fields), "complaint__waiting_since", "complaint__department"
        )
        .select_for_update(of=("self",))
        .order_by("complaint_id", "pk")
    )
    moved: list[Clock] = []
    for clock in running:
        then, now = before.of(clock.complaint), timetable.of(clock.complaint)
        if then.calendar != now.calendar and carry_to(clock, then.calendar, now, at, clock.complaint.waiting_since):
            moved.append(clock)
    update_each(moved, ["due_at", "warn_at"])
    return note_due_times(complaint_ids=[pk for pk, _clocks in groupby(moved, key=lambda clock: clock.complaint_id)])


def note_due_times(*, complaint_ids: Sequence[int]) -> int:
    """Bring what complaints say of their due times in line with their running clocks; gives how many changed.

    Confidential ones are not counted: the figure is told to people who may not know of them.
    """
    changed = []
    rows = Complaint.objects.only("waiting_since", "is_restricted", *DUE).filter(pk__in=complaint_ids)
    complaints = rows.prefetch_related("clocks").order_by("pk")
    for complaint in complaints.select_for_update():
        clocks = [clock for clock in complaint.clocks.all() if clock.is_running]
        pressing = next_due(clocks, is_waiting=complaint.is_waiting)
        promised = next((clock.due_at for clock in clocks if clock.kind == "solution"), complaint.due_at)
        due = (promised, pressing.due_at if pressing else None, pressing.kind if pressing else "")
        if due != (complaint.due_at, complaint.next_due_at, complaint.next_due_kind):
            complaint.due_at, complaint.next_due_at, complaint.next_due_kind = due
            changed.append(complaint)
    update_each(changed, DUE)
    return sum(not complaint.is_restricted for complaint in changed)
