"""What goes over from a complaint to the one that it is merged into, and how it comes back.

Messages, files, mail in and out, remedies, promises, the customer's links, drafts and what surveys know of it go over
row by row; so do the links with other complaints and the place in a common problem, where the other one has none.
What is told of it in `ComplaintMerge.moved` is enough to give everything back.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from complaints.enums import EntryKind
from complaints.models import (
    AfterCare,
    Clock,
    Complaint,
    ComplaintLink,
    ComplaintMerge,
    Entry,
    Finding,
    ProblemMember,
    RestrictedAccess,
)
from complaints.services.aftercare import take_back_after_care

# Of the timeline what was said and promised goes over; how the state changed stays, with all that is of one alone.
TALK = Q(
    kind__in=[
        EntryKind.RECEIVED,
        EntryKind.CUSTOMER_MESSAGE,
        EntryKind.REPLY,
        EntryKind.NOTE,
        EntryKind.REMEDY,
        EntryKind.PROMISE,
    ]
) | (Q(kind=EntryKind.STATUS) & ~Q(body=""))
STAYS = (AfterCare, Clock, ComplaintLink, ComplaintMerge, Finding, ProblemMember, RestrictedAccess)


def carry_over(duplicate: Complaint, survivor: Complaint) -> dict[str, Any]:
    """Move what goes over; gives what to remember of it."""
    rows: dict[str, list[int]] = defaultdict(list)
    for model, column, pk in _rows_of(duplicate):
        if _move(model, column, pk, survivor):
            rows[f"{model._meta.label_lower}.{column}"].append(pk)
    links, after_care = _carry_links(duplicate, survivor), _settle_after_care(duplicate, survivor, rows)
    return {"rows": dict(rows), "links": links, "after_care": after_care}


def bring_back(moved: dict[str, Any], duplicate: Complaint, survivor: Complaint) -> None:
    """The way back: whatever is still where it was put."""
    for name, pks in moved["rows"].items():
        label, column = name.rsplit(".", 1)
        model = Complaint._meta.apps.get_model(label)
        model._base_manager.filter(pk__in=pks, **{column: survivor.pk}).update(**{column: duplicate.pk})
    for pk, other in moved["links"]:
        _link_back(pk, other, duplicate, survivor)
    for row in serializers.deserialize("python", moved["after_care"]):
        row.save()


def _link_back(pk: int, other: int, duplicate: Complaint, survivor: Complaint) -> None:
    """Where it still leads to the survivor."""
    now, before = (
        dict(zip(("lower_id", "higher_id"), sorted((other, one.pk)), strict=True)) for one in (survivor, duplicate)
    )
    ComplaintLink.objects.filter(pk=pk, **now).update(**before)


def _rows_of(complaint: Complaint) -> Iterator[tuple[type[models.Model], str, int]]:
    """Every row of every table that belongs to a complaint, and is not of it alone."""
    for relation in Complaint._meta.related_objects:
        model, column = relation.related_model, relation.field.name
        if not relation.one_to_many or model in STAYS or hasattr(model, "pgh_tracked_model"):
            continue
        rows = model._base_manager.filter(**{column: complaint.pk})
        rows = rows.filter(TALK) if model is Entry else rows
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield model, column, pk
    for pk in ProblemMember.objects.filter(complaint=complaint).values_list("pk", flat=True):
        yield ProblemMember, "complaint", pk


def _move(model: type[models.Model], column: str, pk: int, survivor: Complaint) -> bool:
    """What the other one has already, and may have once only, stays where it is."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{column: survivor.pk})
    except IntegrityError:
        return False
    return True


def _carry_links(duplicate: Complaint, survivor: Complaint) -> list[list[int]]:
    """Links with other complaints become the survivor's, where it has none with them; gives ids and the others."""
    carried = []
    for link in ComplaintLink.objects.filter(Q(lower=duplicate) | Q(higher=duplicate)).order_by("pk"):
        other = link.higher_id if link.lower_id == duplicate.pk else link.lower_id
        ends = dict(zip(("lower_id", "higher_id"), sorted((other, survivor.pk)), strict=True))
        if other == survivor.pk or ComplaintLink.objects.filter(**ends).exists():
            continue
        ComplaintLink.objects.filter(pk=link.pk).update(**ends)
        carried.append([link.pk, other])
    return carried


def _settle_after_care(duplicate: Complaint, survivor: Complaint, rows: dict[str, list[int]]) -> list[dict[str, Any]]:
    """The customer is asked once: what is planned goes over to a survivor that is closed and plans nothing itself.

    Else it is taken back; gives those rows. What came of earlier contacts goes over where there is room.
    """
    waiting = AfterCare.objects.filter(complaint=duplicate, outcome="")
    is_asked = survivor.is_open or survivor.after_care.filter(outcome="").exists()
    gone: list[dict[str, Any]] = []
    if is_asked:
        undone = [
            care for care in waiting.select_related("follow_up") if not (care.follow_up and care.follow_up.done_at)
        ]
        gone = _kept([*(care.follow_up for care in undone if care.follow_up), *undone])
        take_back_after_care(complaint=duplicate)
    for pk in AfterCare.objects.filter(complaint=duplicate).order_by("pk").values_list("pk", flat=True):
        if _move(AfterCare, "complaint", pk, survivor):
            rows["complaints.aftercare.complaint"].append(pk)
    return gone


def _kept(rows: list[models.Model]) -> list[dict[str, Any]]:
    """Rows that are deleted, to be made anew; without the words that somebody may have added to a task."""
    names = {field.name for row in rows for field in row._meta.concrete_fields} - {"details"}
    # Django's own JSON would cut moments to milliseconds.
    kept: list[dict[str, Any]] = json.loads(
        json.dumps(serializers.serialize("python", rows, fields=names), default=str)
    )
    return kept
