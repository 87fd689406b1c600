"""The clocks of a complaint as it goes its way: started, stopped, kept, reckoned anew.

Each function writes the clocks of a locked complaint and gives what changes in the complaint itself (`due_at`: the
promised solution; `next_due_at` and `next_due_kind`: what is most pressing, by which lists are sorted), to be saved
together with the step that caused it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from common.calendars import WorkingCalendar
from complaints.enums import ClockKind, ClockOutcome, TimeUnit
from complaints.models import Clock, Complaint
from complaints.services.timetable import AFTER_A_REFUSAL, AT_THE_START, Timetable, next_due

Changes = dict[str, Any]


def plan(complaint: Complaint, at: datetime, timetable: Timetable) -> tuple[list[Clock], Changes]:
    """The clocks of a complaint that is about to be stored."""
    timetable = timetable.of(complaint)
    clocks = [clock for kind in AT_THE_START if (clock := timetable.clock(complaint, kind, at))]
    return clocks, {**_promise(clocks), **_most_pressing(clocks, is_waiting=False)}


def answered_first(complaint: Complaint, at: datetime, timetable: Timetable) -> Changes:
    """We wrote to the customer: the first response is given, and the next update promised."""
    clocks = _running(complaint)
    _end(clocks, (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_UPDATE), at)
    if complaint.is_open and (update := timetable.of(complaint).clock(complaint, ClockKind.NEXT_UPDATE, at)):
        update.save()
        clocks.append(update)
    return _most_pressing(clocks, is_waiting=complaint.is_waiting)


def solved(complaint: Complaint, at: datetime) -> Changes:
    """We answered: every promise is kept."""
    clocks = _running(complaint)
    _end(clocks, tuple(ClockKind), at)
    return _most_pressing(clocks, is_waiting=False)


def begun_anew(complaint: Complaint, at: datetime, timetable: Timetable) -> Changes:
    """The answer was not the end: new promises from now on."""
    clocks = _running(complaint)
    _end(clocks, tuple(ClockKind), at, ClockOutcome.DROPPED)
    timetable = timetable.of(complaint)
    fresh = [clock for kind in AFTER_A_REFUSAL if (clock := timetable.clock(complaint, kind, at))]
    Clock.objects.bulk_create(fresh)
    return {**_promise(fresh), **_most_pressing(fresh, is_waiting=False)}


def paused(complaint: Complaint) -> Changes:
    """We wait for the customer: what goes on is the law alone."""
    return _most_pressing(_running(complaint), is_waiting=True)


def resumed(complaint: Complaint, at: datetime, timetable: Timetable) -> Changes:
    """The clocks go on: each due moment moves by the time that was waited."""
    clocks = _running(complaint)
    since, timetable = complaint.waiting_since, timetable.of(complaint)
    for clock in clocks:
        if clock.pauses and since is not None:
            clock.due_at = timetable.after_wait(clock, since, at)
            clock.warn_at = timetable.next_warning(clock)
    Clock.objects.bulk_update(clocks, ["due_at", "warn_at"])
    return {"waiting_since": None, **_promise(clocks), **_most_pressing(clocks, is_waiting=False)}


def handed_over(complaint: Complaint, before: WorkingCalendar, at: datetime, timetable: Timetable) -> Changes:
    """Another department with hours of its own answers for it: what was left of each promise keeps its length."""
    clocks, timetable = _running(complaint), timetable.of(complaint)
    for clock in clocks:
        carry_to(clock, before, timetable, at, complaint.waiting_since)
    Clock.objects.bulk_update(clocks, ["due_at", "warn_at"])
    return {**_promise(clocks), **_most_pressing(clocks, is_waiting=complaint.is_waiting)}


def carry_to(
    clock: Clock, before: WorkingCalendar, timetable: Timetable, at: datetime, waiting_since: datetime | None
) -> bool:
    """Reckon what is left of a promise in another calendar, not stored yet; gives whether it ends at another moment.

    Time that has passed is not counted anew: what is late stays late, and nothing becomes late backwards.
    """
    if clock.unit not in (TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS):
        return False
    since = max(min(at, (waiting_since if clock.pauses else None) or at), clock.started_at)
    if clock.due_at <= since:
        return False
    due_at = timetable.calendar.add(since, before.between(since, clock.due_at) or timedelta(minutes=1))
    if due_at == clock.due_at:
        return False
    clock.due_at = due_at
    clock.warn_at = timetable.next_warning(clock)
    return True


def as_they_run(complaint: Complaint) -> Changes:
    """What the complaint says of its running clocks as they stand."""
    running = _running(complaint)
    return {**_promise(running), **_most_pressing(running, is_waiting=complaint.is_waiting)}


def weighed_anew(complaint: Complaint, at: datetime, timetable: Timetable) -> Changes:
    """Priority, channel or set of deadlines changed: every running promise as the rules have it now.

    Time already spent waiting for the customer stays added.
    """
    clocks, timetable = [], timetable.of(complaint)
    for old in _running(complaint):
        clock = timetable.clock(complaint, ClockKind(old.kind), old.started_at)
        if clock is None:
            _end([old], (old.kind,), at, ClockOutcome.DROPPED)
            continue
        waited = timetable.calendar.between(timetable.due(old.amount, old.unit, old.started_at), old.due_at)
        clock.pk, clock.warned = old.pk, old.warned
        clock.due_at = timetable.calendar.add(clock.due_at, waited) if clock.pauses else clock.due_at
        clock.warn_at = timetable.next_warning(clock)
        clock.save()
        clocks.append(clock)
    has_legal = any(clock.kind == ClockKind.LEGAL for clock in clocks)
    if not has_legal and (clock := timetable.clock(complaint, ClockKind.LEGAL, complaint.received_at)):
        clock.save()
        clocks.append(clock)
    return {**_promise(clocks), **_most_pressing(clocks, is_waiting=complaint.is_waiting)}


def _running(complaint: Complaint) -> list[Clock]:
    return list(complaint.clocks.filter(ended_at__isnull=True))


def _end(clocks: list[Clock], kinds: Collection[str], at: datetime, outcome: ClockOutcome = ClockOutcome.MET) -> None:
    """Stop the running clocks of these kinds, in the database and in the list."""
    ended = [clock for clock in clocks if clock.kind in kinds]
    for clock in ended:
        clock.ended_at, clock.outcome, clock.warn_at = max(at, clock.started_at), outcome, None
    Clock.objects.bulk_update(ended, ["ended_at", "outcome", "warn_at"])


def _promise(clocks: list[Clock]) -> Changes:
    """The promised solution, where its clock is among these."""
    promised = [clock.due_at for clock in clocks if clock.kind == ClockKind.SOLUTION]
    return {"due_at": promised[0]} if promised else {}


def _most_pressing(clocks: list[Clock], *, is_waiting: bool) -> Changes:
    clock = next_due(clocks, is_waiting=is_waiting)
    return {"next_due_at": clock.due_at if clock else None, "next_due_kind": clock.kind if clock else ""}
