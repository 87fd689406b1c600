"""The same change for many complaints at once: by ids, a few statements however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from complaints.enums import EntryKind
from complaints.models import Complaint, ComplaintQuerySet, Entry, RestrictedAccess
from customers.services.many import TAGS_LIMIT, tags_with, would_change_tags

__all__ = ["assign_many", "assignable_to", "change_tags", "restore_owners", "restore_tags", "would_change_tags"]


def assignable_to(complaints: ComplaintQuerySet, owner: User | None) -> ComplaintQuerySet:
    """Without those about this person, and without the confidential ones on which this person is not named."""
    if owner is None:
        return complaints
    others = complaints.exclude(about_person=owner).exclude(about_member__email__iexact=owner.email)
    return others.filter(Q(is_restricted=False) | Q(pk__in=RestrictedAccess.of(owner)))


@transaction.atomic
def assign_many(
    *, ids: Sequence[int], owner: User | None, at: datetime, by: User | None
) -> dict[int | None, list[int]]:
    """Make one person responsible for the open ones of these complaints; gives who changed, by the officer before."""
    rows = assignable_to(Complaint.objects.open().filter(pk__in=ids), owner)
    rows = rows.exclude(owner=owner) if owner else rows.filter(owner__isnull=False)
    locked = rows.order_by("pk").select_for_update(of=("self",))
    before: dict[int | None, list[int]] = defaultdict(list)
    for pk, owner_id in locked.values_list("pk", "owner_id"):
        before[owner_id].append(pk)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[pk for pk in before if pk])}
    for former, group in before.items():
        _write_owner(group, owner, names.get(former or 0, ""), at=at, by=by)
    return dict(before)


@transaction.atomic
def restore_owners(*, ids: Sequence[int], before: int | None, after: int | None, at: datetime, by: User | None) -> int:
    """Give these complaints back to whoever had them `before`, where they are still open and with `after`."""
    owner = User.objects.filter(pk=before, is_active=True).first() if before else None
    if before and owner is None:
        return 0
    rows = assignable_to(Complaint.objects.open().filter(pk__in=ids, owner=after), owner)
    found = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    was = str(User.objects.filter(pk=after).first() or "") if after else ""
    _write_owner(found, owner, was, at=at, by=by)
    return len(found)


def _write_owner(ids: Sequence[int], owner: User | None, was: str, *, at: datetime, by: User | None) -> None:
    _changed(ids).update(owner=owner, version=F("version") + 1, updated_at=at)
    Entry.objects.bulk_create(
        Entry(
            complaint_id=pk,
            kind=EntryKind.ASSIGNMENT,
            author=by,
            created_at=at,
            old_value=was[:200],
            new_value=str(owner or "")[:200],
        )
        for pk in ids
    )


@transaction.atomic
def change_tags(
    *, ids: Sequence[int], at: datetime, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[tuple[tuple[str, ...], tuple[str, ...], list[int]]]:
    """Add and remove tags; gives (added, removed, whose) for those that changed, grouped by the same change."""
    add, remove = list(add), list(remove)
    rows = _changed(ids).filter(would_change_tags(add, remove)).order_by("pk").select_for_update()
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = defaultdict(list)
    for pk, tags in rows.values_list("pk", "tags"):
        added = tuple(tag for tag in add if tag not in tags)
        removed = tuple(tag for tag in remove if tag in tags and tag not in add)
        if (added or removed) and len(tags) - len(removed) + len(added) <= TAGS_LIMIT:
            groups[added, removed].append(pk)
    for (added, removed), group in groups.items():
        _write_tags(group, added, removed, at)
    return [(added, removed, group) for (added, removed), group in groups.items()]


@transaction.atomic
def restore_tags(*, ids: Sequence[int], added: Sequence[str], removed: Sequence[str], at: datetime) -> int:
    """Take `added` tags off again and give `removed` ones back, where they are still as they were left."""
    rows = _changed(ids)
    if added:
        rows = rows.filter(tags__contains=list(added))
    if removed:
        rows = rows.exclude(tags__overlap=list(removed))
    found = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    _write_tags(found, removed, added, at)
    return len(found)


def _changed(ids: Sequence[int]) -> ComplaintQuerySet:
    return Complaint.objects.filter(pk__in=ids)


def _write_tags(ids: Sequence[int], added: Iterable[str], removed: Iterable[str], at: datetime) -> None:
    _changed(ids).update(tags=tags_with(added, removed), version=F("version") + 1, updated_at=at)
