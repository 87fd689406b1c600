"""Merging complaints that came twice, and taking them apart again.

The duplicate stays as a row with its own timeline, clocks and findings: it ends without a message and counts no more.
What hangs on it goes over (`carrying`). Taken apart, both are as they were, with two lines in their timelines.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import ClockOutcome, EntryKind, Status
from complaints.models import Clock, Complaint, ComplaintMerge
from complaints.services import clocks, records
from complaints.services.carrying import bring_back, carry_over
from complaints.services.snapshots import give_back, give_back_state, values_of, write_state
from complaints.services.timetable import Timetable
from complaints.signals import complaint_merge_undone, complaint_merged

STATE = ("status", "waiting_since", "resolved_at", "closed_at", "next_due_at", "next_due_kind")
STOPPED = ("ended_at", "outcome", "warn_at")
PROMISED = ("due_at", "warn_at")


@transaction.atomic
def merge_complaints(*, duplicate: Complaint, survivor: Complaint, at: datetime, by: User) -> ComplaintMerge:
    """Fold a complaint that came twice into the other: messages, remedies, the customer's link and the rest go over.

    Both are of one customer and none is confidential. What was promised sooner for the duplicate is promised for the
    survivor. The duplicate ends without a message and counts no more.
    """
    _lock_both(duplicate, survivor)
    _check_mergeable(duplicate, survivor)
    merge = ComplaintMerge.objects.create(duplicate=duplicate, survivor=survivor, merged_at=at, merged_by=by)
    hurried = _keep_sooner_promises(duplicate, survivor, at) if survivor.is_open else {}
    merge.moved = {
        "was": values_of(duplicate, STATE),
        "stopped": _stop_clocks(duplicate, at),
        "hurried": hurried,
        **carry_over(duplicate, survivor),
    }
    merge.save(update_fields=["moved"])
    _end_quietly(duplicate, at)
    told = "\n\n".join(filter(None, [duplicate.summary, duplicate.details]))
    records.note(
        survivor, EntryKind.TOGETHER, at=at, by=by, old_value="merged", new_value=duplicate.reference, body=told
    )
    complaint_merged.send(sender=Complaint, complaint=survivor, merge=merge)
    return merge


def _lock_both(duplicate: Complaint, survivor: Complaint) -> None:
    """In one order, whoever is merged into whom."""
    for one in sorted((duplicate, survivor), key=lambda one: one.pk):
        records.lock(one)


def _check_mergeable(duplicate: Complaint, survivor: Complaint) -> None:
    if duplicate.pk == survivor.pk:
        raise AppError(_("This is the complaint itself. Enter the number of another one."), field="number")
    if duplicate.is_restricted or survivor.is_restricted:
        raise NotAllowed(_("Confidential complaints are not merged: other people are named on each."))
    people = {one.customer.merged_into_id or one.customer_id for one in (duplicate, survivor)}
    if len(people) > 1:
        raise AppError(_("These are complaints of two customers. Link them, or put them to a common problem."))
    if ComplaintMerge.objects.filter(undone_at=None, duplicate__in=[duplicate, survivor]).exists():
        raise NotAllowed(_("One of these complaints was merged into another already."))
    if duplicate.is_open and not survivor.is_open:
        raise NotAllowed(
            _("%(number)s is answered, and this complaint is not. Reopen it first, or merge it into this one.")
            % {"number": survivor.reference}
        )


def _stop_clocks(duplicate: Complaint, at: datetime) -> dict[str, dict[str, str | None]]:
    running = list(duplicate.clocks.filter(ended_at=None))
    kept = {str(clock.pk): values_of(clock, STOPPED) for clock in running}
    for clock in running:
        clock.ended_at, clock.outcome, clock.warn_at = max(at, clock.started_at), ClockOutcome.DROPPED, None
    Clock.objects.bulk_update(running, STOPPED)
    return kept


def _keep_sooner_promises(
    duplicate: Complaint, survivor: Complaint, at: datetime
) -> dict[str, list[dict[str, str | None]]]:
    """The survivor's running clocks end when the duplicate's would; gives what they were and what they became."""
    sooner = dict(duplicate.clocks.filter(ended_at=None).values_list("kind", "due_at"))
    timetable, moved = Timetable.load().of(survivor), {}
    for clock in survivor.clocks.filter(ended_at=None):
        if clock.kind in sooner and sooner[clock.kind] < clock.due_at:
            before = values_of(clock, PROMISED)
            clock.due_at = sooner[clock.kind]
            clock.warn_at = timetable.next_warning(clock)
            clock.save(update_fields=PROMISED)
            moved[str(clock.pk)] = [before, values_of(clock, PROMISED)]
    if moved:
        records.save(survivor, at=at, **clocks.as_they_run(survivor))
    return moved


def _end_quietly(complaint: Complaint, at: datetime) -> None:
    """Closed; nobody is told, and no survey asks how it was."""
    write_state(
        complaint, status=Status.CLOSED, waiting_since=None, next_due_at=None, next_due_kind="",
        resolved_at=complaint.resolved_at or at, closed_at=complaint.closed_at or at, updated_at=at,
    )  # fmt: skip


@transaction.atomic
def undo_merge(*, merge: ComplaintMerge, at: datetime, by: User | None) -> Complaint:
    """Take them apart again: what went over and is still there comes back, and both go on as they were."""
    merge.refresh_from_db(from_queryset=ComplaintMerge.objects.select_for_update())
    if not merge.can_be_undone(at):
        raise NotAllowed(_("These complaints can't be taken apart any more, or were already."))
    return _take_apart(merge, at, by)


@transaction.atomic
def part_strangers(*, customers: list[int], at: datetime) -> int:
    """Two records of customers are two people after all: what was merged of their complaints is taken apart again.

    Else the link of one would show the complaint of the other. Gives how many were.
    """
    found = ComplaintMerge.objects.filter(undone_at=None, duplicate__customer__in=customers)
    parted = 0
    for merge in found.select_for_update().order_by("-merged_at", "-pk"):
        people = {one.customer.merged_into_id or one.customer_id for one in (merge.duplicate, merge.survivor)}
        if len(people) > 1:
            _take_apart(merge, at, None)
            parted += 1
    return parted


def _take_apart(merge: ComplaintMerge, at: datetime, by: User | None) -> Complaint:
    duplicate, survivor = merge.duplicate, merge.survivor
    _lock_both(duplicate, survivor)
    if later := ComplaintMerge.objects.filter(undone_at=None, duplicate=survivor).first():
        raise NotAllowed(
            _("%(number)s was itself merged into another complaint since. Take that apart first.")
            % {"number": later.duplicate.reference}
        )
    bring_back(merge.moved, duplicate, survivor)
    _start_clocks(merge.moved["stopped"])
    _give_time_back(survivor, merge.moved["hurried"], at)
    give_back_state(duplicate, merge.moved["was"], updated_at=at)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    records.note(
        survivor, EntryKind.TOGETHER, at=at, by=by, old_value="taken_apart", new_value=duplicate.reference
    )  # fmt: skip
    complaint_merge_undone.send(sender=Complaint, merge=merge, at=at)
    return duplicate


def _start_clocks(stopped: dict[str, dict[str, str | None]]) -> None:
    """Exactly where they stood: what was promised to the customer is promised again."""
    rows = list(Clock.objects.filter(pk__in=stopped, outcome=ClockOutcome.DROPPED))
    for clock in rows:
        give_back(clock, stopped[str(clock.pk)])
    Clock.objects.bulk_update(rows, STOPPED)


def _give_time_back(survivor: Complaint, hurried: dict[str, list[dict[str, str | None]]], at: datetime) -> None:
    """Clocks that still end when the merge said, and run, end when they did before."""
    changed = []
    for clock in survivor.clocks.filter(pk__in=hurried, ended_at=None):
        before, after = hurried[str(clock.pk)]
        if values_of(clock, ["due_at"])["due_at"] == after["due_at"]:
            give_back(clock, before)
            changed.append(clock)
    if changed:
        Clock.objects.bulk_update(changed, PROMISED)
        records.save(survivor, at=at, **clocks.as_they_run(survivor))
