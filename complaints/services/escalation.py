"""Warnings of promises that are running out, step by step up the ladder."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from complaints import emails
from complaints.enums import EntryKind
from complaints.models import Clock, Complaint, EscalationStep
from complaints.services import records
from complaints.services.timetable import Timetable

BATCH = 200


def warn_of_deadlines(*, at: datetime) -> int:
    """Tell those on the ladder of each clock that has reached a step; gives how many clocks warned.

    Each step is told once. A worker that was away tells of the highest step that was passed meanwhile.
    """
    told = 0
    while clock_ids := list(_due(at).values_list("pk", flat=True)[:BATCH]):
        timetable = Timetable.load()
        ladder = {step.percent: step for step in EscalationStep.objects.prefetch_related("people")}
        done = sum(_warn(pk, timetable, ladder, at) for pk in clock_ids)
        if not done:
            break
        told += done
    return told


def _due(at: datetime) -> QuerySet[Clock]:
    is_running = Q(complaint__waiting_since__isnull=True) | Q(pauses=False)
    return Clock.objects.filter(is_running, ended_at__isnull=True, warn_at__lte=at).order_by("warn_at", "id")


@transaction.atomic
def _warn(pk: int, timetable: Timetable, ladder: dict[int, EscalationStep], at: datetime) -> bool:
    clock = _due(at).filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).select_related("complaint").first()
    if clock is None:
        return False
    reached = clock.warned
    while clock.warn_at is not None and clock.warn_at <= at:
        reached = clock.warned = next(step for step in timetable.steps if step > clock.warned)
        clock.warn_at = timetable.of(clock.complaint).next_warning(clock)
    clock.save(update_fields=["warned", "warn_at"])
    receivers = _receivers(ladder[reached], clock.complaint)
    for person in receivers:
        emails.send_deadline_warning(clock, person, percent=reached)
    if receivers:
        records.note(
            clock.complaint, EntryKind.ESCALATION, at=at, by=None, body=", ".join(str(person) for person in receivers),
            old_value=clock.kind, new_value=str(reached),
        )  # fmt: skip
    return True


def _receivers(step: EscalationStep, complaint: Complaint) -> list[User]:
    """Who is told: the officer, managers, named people; of a confidential case those named on it, and nobody else."""
    people: dict[int, User] = {}
    _add(people, step.people.all())
    if step.to_owner and complaint.owner:
        _add(people, [complaint.owner])
    managers = User.objects.filter(is_active=True, role=Role.MANAGER)
    department = complaint.department_id or (complaint.owner.department_id if complaint.owner else None)
    if step.to_department:
        _add(people, managers.filter(department=department) if department else managers)
    if step.to_managers or (complaint.owner is None and not people):
        _add(people, managers)
    found = [person for person in people.values() if person.is_active]
    if complaint.is_restricted:
        named = User.objects.filter(is_active=True, pk__in=complaint.named_people.values("user"))
        known = {person.pk for person in named}
        found = [person for person in found if person.pk in known] or list(named)
    return sorted(found, key=lambda person: person.pk)


def _add(people: dict[int, User], more: Iterable[User]) -> None:
    people.update({person.pk: person for person in more})
