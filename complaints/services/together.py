"""Linking complaints, splitting one that tells of two things, and merging what came twice."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import ClockOutcome, EntryKind, LinkKind, Status
from complaints.models import (
    Cause,
    Clock,
    Complaint,
    ComplaintLink,
    ComplaintMerge,
    Entry,
    Finding,
    ProblemMember,
    RestrictedAccess,
)
from complaints.services import clocks, records
from complaints.services.intake import log_complaint
from complaints.services.steps import lead_to_investigation, resume
from complaints.services.timetable import Timetable

# Of the timeline what was said goes over; how the state changed stays, with all that is of one complaint alone.
TALK = (EntryKind.CUSTOMER_MESSAGE, EntryKind.REPLY, EntryKind.NOTE, EntryKind.REMEDY)
STAYS = (Clock, ComplaintLink, ComplaintMerge, Finding, ProblemMember, RestrictedAccess)


@transaction.atomic
def link_complaints(
    *, complaint: Complaint, other: Complaint, at: datetime, by: User | None, kind: LinkKind = LinkKind.RELATED
) -> ComplaintLink:
    """Say that two complaints belong together; saying it twice changes nothing."""
    if complaint.pk == other.pk:
        raise AppError(_("This is the complaint itself. Enter the number of another one."), field="number")
    lower, higher = sorted((complaint, other), key=lambda one: one.pk)
    link, _created = ComplaintLink.objects.get_or_create(
        lower=lower, higher=higher, defaults={"kind": kind, "added_at": at, "added_by": by}
    )
    return link


@transaction.atomic
def unlink_complaints(*, complaint: Complaint, other: Complaint) -> None:
    lower, higher = sorted((complaint.pk, other.pk))
    ComplaintLink.objects.filter(lower=lower, higher=higher).delete()


@transaction.atomic
def split_complaint(
    *,
    complaint: Complaint,
    summary: str,
    at: datetime,
    by: User,
    cause: Cause | None = None,
    details: str = "",
    expected_version: int | None = None,
    submission_key: Any = None,
) -> Complaint:
    """Make a complaint of its own of the second thing a complaint tells of; both are linked.

    The new one is as confidential as the old one, has clocks of its own and is acknowledged to the customer.
    """
    if earlier := records.already_made(Complaint, submission_key):
        return earlier
    records.lock(complaint)
    records.refuse_stale(complaint, expected_version)
    named = [access.user for access in complaint.named_people.select_related("user")]
    made = log_complaint(
        customer=complaint.customer,
        channel=complaint.channel,
        language=complaint.language,
        summary=summary,
        details=details,
        cause=cause,
        department=complaint.department,
        about_person=complaint.about_person,
        about_member=complaint.about_member,
        severity=complaint.severity,
        is_restricted=complaint.is_restricted,
        named=named,
        at=at,
        by=by,
        submission_key=submission_key,
    )
    link_complaints(complaint=complaint, other=made, kind=LinkKind.SPLIT, at=at, by=by)
    # Without the numbers: one of them may become confidential, and its link is then seen by the named people alone.
    _note(complaint, at, by, old_value="split")
    _note(made, at, by, old_value="split_from")
    return made


@transaction.atomic
def merge_complaints(*, duplicate: Complaint, survivor: Complaint, at: datetime, by: User) -> ComplaintMerge:
    """Fold a complaint that came twice into the other: messages, remedies, the customer's link and the rest go over.

    Both are of one customer and none is confidential. The duplicate ends without a message and counts no more.
    """
    first, second = sorted((duplicate, survivor), key=lambda one: one.pk)
    records.lock(first)
    records.lock(second)
    _check_mergeable(duplicate, survivor)
    merge = ComplaintMerge.objects.create(duplicate=duplicate, survivor=survivor, merged_at=at, merged_by=by)
    merge.moved = {"status": duplicate.status, "rows": dict(_move_all(duplicate.pk, survivor.pk))}
    merge.save(update_fields=["moved"])
    _end_quietly(duplicate, at, by)
    told = "\n\n".join(filter(None, [duplicate.summary, duplicate.details]))
    _note(survivor, at, by, old_value="merged", new_value=duplicate.reference, body=told)
    return merge


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


def _move_all(source: int, target: int) -> Iterator[tuple[str, list[int]]]:
    """Every row of every table that belongs to a complaint; gives table and column with the ids that went over."""
    for relation in Complaint._meta.related_objects:
        model, column = relation.related_model, relation.field.name
        if not relation.one_to_many or model in STAYS or hasattr(model, "pgh_tracked_model"):
            continue
        rows = model._base_manager.filter(**{column: source})
        if model is Entry:
            rows = rows.filter(kind__in=TALK)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids and _move(model, column, ids, target):
            yield f"{model._meta.label_lower}.{column}", ids


def _move(model: type[models.Model], column: str, ids: list[int], target: int) -> bool:
    """What the other one has already, and may have once only, stays where it is."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=ids).update(**{column: target})
    except IntegrityError:
        return False
    return True


def _end_quietly(complaint: Complaint, at: datetime, by: User) -> None:
    """Closed, with its clocks dropped; nobody is told, and no survey asks how it was."""
    Clock.objects.filter(complaint=complaint, ended_at=None).update(
        ended_at=at, outcome=ClockOutcome.DROPPED, warn_at=None
    )
    if complaint.status == Status.CLOSED:
        return
    resume(complaint, at=at, by=by)
    lead_to_investigation(complaint, at=at, by=by)
    if complaint.status == Status.INVESTIGATING:
        nothing_due = {"next_due_at": None, "next_due_kind": ""}
        records.move(complaint, Status.ANSWERED, at=at, by=by, resolved_at=at, **nothing_due)
    records.move(complaint, Status.CLOSED, at=at, by=by, closed_at=at)


@transaction.atomic
def undo_merge(*, merge: ComplaintMerge, at: datetime, by: User) -> Complaint:
    """Take them apart again: what went over and is still there comes back, and the duplicate goes on."""
    merge.refresh_from_db(from_queryset=ComplaintMerge.objects.select_for_update())
    if not merge.can_be_undone(at):
        raise NotAllowed(_("These complaints can't be taken apart any more, or were already."))
    duplicate, survivor = merge.duplicate, merge.survivor
    records.lock(duplicate)
    for name, ids in merge.moved["rows"].items():
        label, column = name.rsplit(".", 1)
        model = Complaint._meta.apps.get_model(label)
        model._base_manager.filter(pk__in=ids, **{column: survivor.pk}).update(**{column: duplicate.pk})
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    if merge.moved["status"] != Status.CLOSED:
        anew = clocks.begun_anew(duplicate, at, Timetable.load())
        records.move(duplicate, Status.INVESTIGATING, at=at, by=by, resolved_at=None, closed_at=None, **anew)
    _note(survivor, at, by, old_value="taken_apart", new_value=duplicate.reference)
    return duplicate


def _note(complaint: Complaint, at: datetime, by: User, **values: str) -> None:
    records.note(complaint, EntryKind.TOGETHER, at=at, by=by, **values)
